"""Examples from the marked cores: real immunostains, few, so that they only tune a net that has learned on breast fields.

A class is that of the region a nucleus lies in; what no region holds is unknown. Each piece comes as it is and with brown drawn
onto any class: where the core is stained only tumour is, and the look of what was filled in must not tell it.
"""
import cv2
import numpy as np

import paths  # noqa: F401
import stain
import tissue_rows
from camera import through_jpeg
from fields import EPITHELIUM, LYMPHOCYTE, STROMA
from planes import tissue_planes
from scene import chance, empty_scene
from tissue_pool import BROWN, MAP_UM_PER_PX, PIECE_PX, Example, class_map, stain_brown

KINDS = {"tumour": EPITHELIUM, "normal_epithelium": EPITHELIUM, "other": STROMA, "stroma": STROMA, "lymphoid": LYMPHOCYTE}
PIECES_PER_CLASS = 40
SIZES = 0.85, 1.18
NUCLEUS_RADIUS_PX = 6
STRENGTHS = -0.4, 0.25  # of haematoxylin, natural logarithms
BLUR_PX = 0.3, 0.9


def marked_nuclei(core):
    """Rows, columns in pixels of 0.5 um and classes of the nuclei in regions."""
    rows, columns = tissue_rows.nuclei(core.hematoxylin, core.dab, core.scale)
    shape = next(iter(core.regions.values())).shape
    rows, columns = np.minimum(rows, shape[0] - 1), np.minimum(columns, shape[1] - 1)
    classes = np.zeros(len(rows), np.uint8)
    for kind, region in core.regions.items():
        classes[region[rows, columns]] = KINDS[kind]
    per_map_px = round(MAP_UM_PER_PX / 0.5)
    known = classes > 0
    return rows[known] * per_map_px + 2, columns[known] * per_map_px + 2, classes[known]


def piece_around(core, place, size):
    """Upper left corner of a square within the core."""
    return [int(np.clip(p - size // 2, 0, max(0, n - size))) for p, n in zip(place, core.hematoxylin.shape)]


def example_at(core, nuclei, place, light, rng):
    size = round(PIECE_PX * rng.uniform(*SIZES))
    top, left = piece_around(core, place, size)
    rgb = cv2.resize(core.rgb[top:top + size, left:left + size], (PIECE_PX, PIECE_PX), interpolation=cv2.INTER_AREA)
    rows, columns, classes = nuclei
    y, x = ((rows - top) * PIECE_PX / size).astype(int), ((columns - left) * PIECE_PX / size).astype(int)
    here = (y >= 0) & (x >= 0) & (y < PIECE_PX) & (x < PIECE_PX)
    scene = empty_scene((PIECE_PX, PIECE_PX))
    for number, (ny, nx) in enumerate(zip(y[here], x[here]), 1):
        cv2.circle(scene.labels, (int(nx), int(ny)), NUCLEUS_RADIUS_PX, number, -1)
    of_labels = np.r_[0, classes[here]].astype(np.uint8)
    stain_brown(scene, of_labels, rng.choice(list(BROWN), p=list(BROWN.values())), rng)
    factor, blur, quality = np.exp(rng.uniform(*STRENGTHS)), rng.uniform(*BLUR_PX) * chance(0.5, rng), int(rng.integers(70, 96))
    planes = []
    for brown in (0 * scene.brown, scene.brown):
        h, d = stain.unmix(photographed(rgb, light, factor, brown, blur, quality), light)
        planes.append(tissue_planes(h, d))
    scale = stain.limited_scale(core.scale * factor)
    return Example(planes, scale, class_map(scene.labels, of_labels, tuple(n // MAP_UM_PER_PX for n in planes[0][1].shape)))


def photographed(rgb, light, factor, brown, blur_px, quality):
    """The picture with that much haematoxylin and more DAB."""
    h, _ = stain.unmix(rgb, light)
    density = stain.optical_density(rgb, light) + (factor - 1) * np.maximum(h, 0)[..., None] / stain.MILLI * stain.unit(stain.HEMATOXYLIN)
    picture = light * 10 ** -(density + brown[..., None] * stain.unit(stain.DAB))
    if blur_px:
        picture = cv2.GaussianBlur(picture, (0, 0), blur_px)
    return through_jpeg(np.clip(np.rint(picture), 0, 255).astype(np.uint8), quality, 0)


def pool_of_core(core, rng):
    light = np.asarray(tissue_rows.light(core.rgb), float)
    nuclei = marked_nuclei(core)
    rows, columns, classes = nuclei
    examples = []
    for kind in (EPITHELIUM, LYMPHOCYTE, STROMA):
        of_kind = np.flatnonzero(classes == kind)
        for index in rng.choice(of_kind, min(len(of_kind), PIECES_PER_CLASS)) if len(of_kind) else ():
            examples.append(example_at(core, nuclei, (rows[index], columns[index]), light, rng))
    return examples


def pools_of_cores(data, seed):
    """{name of a core: its examples}."""
    return {core.name: pool_of_core(core, np.random.default_rng([seed, index])) for index, core in enumerate(tissue_rows.cores(data))}
