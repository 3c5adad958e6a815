"""Real pictures that only test: Ki67 fields of data/nuclei and the nuclei marked by hand on two cores, as they are and recoloured.

Truth and matching are those of tests/accuracy. One field of data/nuclei or a whole core gives its own scale and light.
"""
import json
import pathlib
import sys

import cv2
import numpy as np
from PIL import Image

import stain
from camera import through_jpeg
from cases import Case
from sources import read

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/accuracy"))
from marked_nuclei import compare  # noqa: E402
from matching import match_centroids  # noqa: E402
from nuclei import FIELDS, decode_truth  # noqa: E402

Image.MAX_IMAGE_PIXELS = None
MARGIN_PX = 64  # around marks, beyond what the net sees
HALF = 2  # 0.25 um/px to 0.5


def halved(rgb):
    return cv2.resize(rgb, (rgb.shape[1] // HALF, rgb.shape[0] // HALF), interpolation=cv2.INTER_AREA)


def recoloured(rgb, background, factor):
    """The same picture with `factor` times the haematoxylin, in whole grey levels."""
    if factor == 1:
        return rgb
    h, _ = stain.unmix(rgb, background)
    density = np.maximum(h, 0)[..., None] / stain.MILLI * stain.unit(stain.HEMATOXYLIN)
    return np.clip(np.rint(rgb * 10 ** (-(factor - 1) * density)), 0, 255).astype(np.uint8)


def scale_of(h, d):
    return stain.hematoxylin_scale(h, d) or stain.limited_scale(0)


def counter(compare_places, *truth):
    """For evaluate.Case: summits (rows, columns) at 0.5 um/px against truth in pixels of the picture."""

    def count(summits):
        result = compare_places((summits[:, ::-1] + 0.5) * HALF, *truth)
        return np.array([result.hits, result.false, result.missed])

    return count


def ki67_cases(data, factor, through_jpeg_75=False):
    for name in FIELDS:
        folder = pathlib.Path(data) / "nuclei"
        rgb = read(folder / f"{name}.png")
        background = stain.background_light(rgb)
        rgb = halved(recoloured(rgb, background, factor))
        if through_jpeg_75:
            rgb = through_jpeg(rgb, 75, 2)
        h, d = stain.unmix(rgb, background)
        scale = scale_of(h, d)  # of blue nuclei
        yield Case(*stain.as_marker(h, d), scale, counter(match_centroids, decode_truth(read(folder / f"{name}_truth.png"))))


def marked_cases(data, core, factor):
    """Nuclei under membranes of one core."""
    slides = json.loads((ROOT / "tests/real/marked_nuclei.json").read_text())["slides"]
    name = next(n for n in slides if n.startswith(core))
    rgb = halved(read(pathlib.Path(data) / "her2_cores" / name))
    background = stain.background_light(rgb[::2, ::2])
    h, d = stain.unmix(recoloured(rgb, background, factor), background)
    scale = scale_of(h, d)
    for field in slides[name]:
        x0, y0, x1, y1 = (round(v / HALF) for v in field["rectangle"])
        left, top = max(0, x0 - MARGIN_PX), max(0, y0 - MARGIN_PX)
        window = np.s_[top:y1 + MARGIN_PX, left:x1 + MARGIN_PX]
        shift = np.array([left, top]) * HALF
        moved = lambda places, field=field, shift=shift: compare(field["rectangle"], field["nuclei"], places + shift)
        yield Case(h[window], d[window], scale, counter(moved))


def rows(data):
    """(title, cases of a factor) for evaluate.report."""
    return [
        ("data/nuclei (only tests)", lambda factor: ki67_cases(data, factor)),
        ("the same, 0.5 um/px, JPEG 75", lambda factor: ki67_cases(data, factor, True)),
        ("marked nuclei of core_2", lambda factor: marked_cases(data, "core_2", factor)),
        ("marked nuclei of core_3", lambda factor: marked_cases(data, "core_3", factor)),
    ]
