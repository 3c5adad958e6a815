"""What the C++ test compares with: the input bytes and logits of a made-up picture of two stains."""
import numpy as np

import paths  # noqa: F401
from architecture import GRID_PX
from export import HEIGHT, REFERENCE_SCALE_MILLI_OD, WIDTH, _list, reference_planes
from integer_net import centre_map
from planes import encode, tissue_planes

COMMENT = f"""\
Input bytes and logits of a made-up picture, {WIDTH} x {HEIGHT} at 0.5 um/px, of the weights in tissue_net_weights.inc; written by
tests/calibration/tissue_net/train.py. The picture is that of nucleus_net_reference.inc. Bytes are those of the picture at 1 um/px;
logits have zeros beyond it up to the grid of {GRID_PX} pixels."""


def padded(planes):
    """Zeros up to the net's grid, as beyond a slide's edge."""
    return np.pad(planes, [(0, 0)] + [(0, -n % GRID_PX) for n in planes.shape[1:]])


def reference_text(layers):
    h, d = reference_planes()
    planes = encode(*tissue_planes(h, d), REFERENCE_SCALE_MILLI_OD)
    logits = centre_map(layers, padded(planes))
    return ("".join(f"// {line}\n" for line in COMMENT.splitlines())
            + f"constexpr std::int32_t kReferenceScale = {REFERENCE_SCALE_MILLI_OD};\n"
            + f"constexpr int kReferenceWidth = {planes.shape[2]};  // of the bytes\n"
            + f"constexpr int kReferenceHeight = {planes.shape[1]};\n"
            + f"constexpr int kReferenceLogitsWidth = {logits.shape[1]};\n"
            + _list("std::int8_t", "kReferenceDetail", planes[0]) + _list("std::int8_t", "kReferenceContext", planes[1])
            + _list("std::int8_t", "kReferenceLogits", logits))
