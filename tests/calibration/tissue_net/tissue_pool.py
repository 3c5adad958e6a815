"""Pools of examples: every field several times, each time another laboratory, stain and scanner, and each of these twice, once
without brown and once with brown, which knows no class."""
import copy
from typing import NamedTuple

import cv2
import numpy as np
from scipy import ndimage

import paths  # noqa: F401
from brown import stain_diffusely, stain_membranes
from camera import measured, photograph, random_conditions
from drawn_tissue import drawn_tissue
from fields import EPITHELIUM
from negatives import add_glass, add_lumina, add_red_cells, add_specks
from planes import tissue_planes
from pool import slide_scale
from scene import chance, fibres, log_uniform, noise, scene_of_field, stain_blue, vary_nuclei

NUCLEAR_OD = 0.05, 0.6
PIECE_PX = 360  # of a field at a time
SIZE_VARIATION = 1.08  # of a field; scene_of_field varies by another fifth
DISC_UM = 3  # around the middle of a nucleus its class is known
MAP_UM_PER_PX = 2
SMALLEST_NUCLEUS_PX = 12
VARIED_SHARE = 0.25  # of scenes whose nuclei change from within: chromatin and darkness tell classes apart, so not often
BROWN = {"all": 0.35, "epithelium": 0.25, "others": 0.25, "part": 0.15}
LEAK_MEAN, LEAK_DEVIATION = 0.04, 0.04  # of DAB in haematoxylin beyond what wrong vectors make
OFFSET_DEVIATION = 0.1  # of the background, in haematoxylin scales
NEGATIVES = [(add_lumina, 0.12), (add_glass, 0.09), (add_specks, 0.06), (add_red_cells, 0.06)]


class Example(NamedTuple):
    planes: list  # of (detail, context), int16 milli-OD at 0.5 and 1 um/px: without brown and, in pools, with brown
    scale: int
    classes: np.ndarray  # uint8 at 2 um/px, 0 where nobody knows


def stain_brown(scene, classes, kind, rng):
    """Membranes, cytoplasm and haze on nuclei of the kind, whatever they are."""
    if kind == "none":
        return
    stain_membranes(scene, rng)
    if kind != "all":
        _, (rows, columns) = ndimage.distance_transform_edt(~scene.nuclei, return_indices=True)
        epithelium = classes[scene.labels[rows, columns]] == EPITHELIUM
        mask = {"epithelium": epithelium, "others": ~epithelium}.get(kind)
        mask = noise(scene.labels.shape, rng.uniform(15, 60), rng) > 0 if mask is None else mask
        scene.brown *= cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 2)
    if chance(0.25, rng):
        stain_diffusely(scene, rng)
    if chance(0.15, rng):
        scene.brown += log_uniform(0.02, 0.3, rng) * np.maximum(fibres(scene.labels.shape, rng), 0)


def photographed(scene, classes, rngs, nuclear_od, kind, as_trained):
    """Planes of haematoxylin and DAB, the scale, and the labels that are left, of the scene, which is used up."""
    blue, brown, camera = rngs
    if as_trained and chance(VARIED_SHARE, blue):
        vary_nuclei(scene, blue)
    stain_blue(scene, nuclear_od, blue)
    stain_brown(scene, classes, kind, brown)
    for negative, share in NEGATIVES if as_trained else ():
        if chance(share, blue):
            negative(scene, nuclear_od, blue)
    h, d = measured(photograph(scene.blue, scene.brown, random_conditions(camera), camera), camera)
    scale = slide_scale(h, d, scene.labels, nuclear_od, camera)
    leak, offset = camera.normal(LEAK_MEAN, LEAK_DEVIATION), camera.normal(0, OFFSET_DEVIATION) * scale
    return np.rint(h + leak * np.maximum(d, 0) + offset).astype(np.int32), d, scale, scene.labels


def example(scene, classes, seeds, nuclear_od, kinds, as_trained=True):
    """The scene once for each kind of brown, all else equal. `seeds`: for blue, brown and camera. What is not tissue, and nuclei
    changed from within, come only `as_trained`. The scale is that without brown."""
    planes, scale, labels = [], None, None
    for kind in kinds:
        rngs = [np.random.default_rng(seed) for seed in seeds]
        h, d, own_scale, labels = photographed(copy.deepcopy(scene), classes, rngs, nuclear_od, kind, as_trained)
        planes.append(tissue_planes(h, d))
        scale = own_scale if scale is None else scale
    shape = tuple(n // MAP_UM_PER_PX for n in planes[0][1].shape)
    return Example(planes, scale, class_map(labels, classes, shape))


def marks(labels, classes, shape):
    """Rows, columns at 2 um/px of the middles of labels at 0.5 um/px, and their classes."""
    areas = np.bincount(labels.ravel())
    numbers = np.flatnonzero(areas >= SMALLEST_NUCLEUS_PX)
    numbers = numbers[numbers > 0]
    middles = np.array(ndimage.center_of_mass(labels > 0, labels, numbers)).reshape(-1, 2)
    rows, columns = np.minimum(((middles + 0.5) / (2 * MAP_UM_PER_PX)).astype(int), np.array(shape) - 1).T
    return rows, columns, classes[numbers]


def class_map(labels, classes, shape):
    """Discs around the middles of nuclei, at 2 um/px."""
    rows, columns, kinds = marks(labels, classes, shape)
    seeds = np.zeros(shape, np.uint8)
    seeds[rows, columns] = kinds
    distance, (rows, columns) = ndimage.distance_transform_edt(seeds == 0, return_indices=True)
    return np.where(distance <= DISC_UM / MAP_UM_PER_PX, seeds[rows, columns], 0)


def example_of_field(marked, rng):
    cut = piece(marked.field, rng)
    scene = scene_of_field(cut._replace(um_per_px=cut.um_per_px * rng.uniform(1 / SIZE_VARIATION, SIZE_VARIATION)), rng)
    return scene and random_example(scene, marked.classes, rng)


def piece(field, rng):
    """A random square of the field, its labels' numbers kept."""
    y, x = (rng.integers(0, max(1, n - PIECE_PX + 1)) for n in field.labels.shape)
    window = np.s_[y:y + PIECE_PX, x:x + PIECE_PX]
    return field._replace(rgb=field.rgb[window], labels=field.labels[window], unknown=field.unknown[window])


def random_example(scene, classes, rng):
    kind = rng.choice(list(BROWN), p=list(BROWN.values()))
    return example(scene, classes, rng.integers(0, 2**31, 3), log_uniform(*NUCLEAR_OD, rng), ("none", kind))


def pool_of_fields(marked_fields, variants, rng):
    examples = (example_of_field(marked, rng) for marked in marked_fields for _ in range(variants))
    return [e for e in examples if e is not None]


def pool_of_drawings(count, rng):
    return [random_example(*drawn_tissue(rng), rng) for _ in range(count)]
