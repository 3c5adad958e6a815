"""What the C++ test compares with: the input bytes and logits of a made-up picture of two stains."""
import numpy as np

import paths  # noqa: F401
from export import HEIGHT, REFERENCE_SCALE_MILLI_OD, WIDTH, _list, reference_planes
from integer_net import maps
from planes import encode, tissue_planes
from tissue_fit import TISSUE_NET

COMMENT = f"""\
Input bytes and logits of a made-up picture, {WIDTH} x {HEIGHT} at 0.5 um/px, of the weights in tissue_net_weights.inc; written by
tests/calibration/tissue_net/train.py. The picture is that of nucleus_net_reference.inc. Logits, at 2 um/px, have zeros beyond it
up to the grid of {TISSUE_NET.grid_px} pixels; one map after the other."""


def padded(planes):
    """Zeros up to the net's grid, as beyond a slide's edge."""
    sizes = [-(-n // fold // TISSUE_NET.grid_px) * TISSUE_NET.grid_px for n, fold in zip(planes[0].shape, TISSUE_NET.folds[:1] * 2)]
    return [np.pad(plane, [(0, size * fold - n) for size, n in zip(sizes, plane.shape)])
            for plane, fold in zip(planes, TISSUE_NET.folds)]


def reference_text(layers):
    h, d = reference_planes()
    planes = encode(*tissue_planes(h, d), REFERENCE_SCALE_MILLI_OD)
    logits = maps(TISSUE_NET, layers, padded(planes))
    return ("".join(f"// {line}\n" for line in COMMENT.splitlines())
            + f"constexpr std::int32_t kReferenceScale = {REFERENCE_SCALE_MILLI_OD};\n"
            + _list("std::int8_t", "kReferenceDetail", planes[0]) + _list("std::int8_t", "kReferenceContext", planes[1])
            + _list("std::int8_t", "kReferenceLogits", logits))
