"""Pools of examples: every field several times, each time another laboratory, another stain, another scanner."""
from typing import NamedTuple

import numpy as np
from scipy import ndimage

import stain
from brown import stain_brown
from camera import measured, photograph, random_conditions
from drawn import drawn_scene
from negatives import add_negatives
from scene import chance, log_uniform, scene_of_field, stain_blue, vary_nuclei
from sheets import sheet_scene
from targets import Targets, targets

NUCLEAR_OD = 0.02, 0.7
SCALE_PER_NUCLEAR_OD = 0.4  # a typical nucleus answers the blob filter with so much of its optical density
SCALE_PER_TRUE_RESPONSE = 0.92  # a slide's scale against the median response of its true nuclei (PROTOTYPE2.md)
FEWEST_NUCLEI = 5
# A nucleus is seen where it is so much darker than what is around it: noise and JPEG, and brown above and below it.
SURROUNDINGS_PX, LEAST_CONTRAST_OD, LEAST_CONTRAST_PER_BROWN = 3, 0.010, 0.06
SMALLEST_NUCLEUS_PX = 40


class Example(NamedTuple):
    hematoxylin: np.ndarray  # int16 milli-OD
    dab: np.ndarray
    scale: int  # haematoxylin scale as a slide of this stain would have it
    targets: Targets
    is_marker: bool  # the planes are those of a nuclear marker


def example(scene, rng, nuclear_od=None):
    """Stains and photographs the scene, which is used up."""
    nuclear_od = nuclear_od or log_uniform(*NUCLEAR_OD, rng)
    vary_nuclei(scene, rng)
    stain_blue(scene, nuclear_od, rng)
    is_marker = stain_brown(scene, rng)
    add_negatives(scene, nuclear_od, rng)
    labels, unknown = visible_nuclei(scene, is_marker)
    h, d = measured(photograph(scene.blue, scene.brown, random_conditions(rng), rng), rng)
    scale = slide_scale(h, d, scene.labels, nuclear_od, rng)
    if is_marker or (not scene.brown.any() and chance(0.3, rng)):
        h, d = stain.as_marker(h, d)  # the scale is that of blue nuclei
        is_marker = True
    return Example(h, d, scale, targets(labels, unknown, scene.is_outlined), is_marker)


def visible_nuclei(scene, is_marker):
    """Labels and what is unknown, which nuclei that nobody can see become: they would teach that a ring of brown is a nucleus."""
    distance, (rows, columns) = ndimage.distance_transform_edt(~scene.nuclei, return_indices=True)
    around = np.where((distance > 0) & (distance <= SURROUNDINGS_PX), scene.labels[rows, columns], 0)
    numbers = np.arange(1, scene.count + 1)
    mean = lambda plane, where: ndimage.mean(plane, where, numbers) if scene.count else np.zeros(0)
    signal = scene.blue + scene.brown if is_marker else scene.blue
    with np.errstate(invalid="ignore"):  # a nucleus may have no surroundings, or have been painted over
        veil = 0 if is_marker else mean(scene.brown, scene.labels)
        faint = mean(signal, scene.labels) - mean(signal, around) < LEAST_CONTRAST_OD + LEAST_CONTRAST_PER_BROWN * veil
    hidden = np.r_[False, faint][scene.labels]
    return np.where(hidden, 0, scene.labels), scene.unknown | hidden


def slide_scale(h, d, labels, nuclear_od, rng):
    """The program's own estimate, or what a whole slide's would be: a picture has fewer nuclei than a slide."""
    estimate = stain.hematoxylin_scale(h, d)
    numbers = np.flatnonzero(np.bincount(labels.ravel())[1:] >= SMALLEST_NUCLEUS_PX) + 1
    if len(numbers) < FEWEST_NUCLEI:
        return stain.limited_scale(nuclear_od * SCALE_PER_NUCLEAR_OD * stain.MILLI)
    if estimate is not None and chance(0.4, rng):
        return estimate
    response = stain.blob_response(h, d)
    even = labels[:response.shape[0] * 2:2, :response.shape[1] * 2:2]
    height, width = (min(a, b) for a, b in zip(even.shape, response.shape))
    peaks = ndimage.maximum(response[:height, :width], even[:height, :width], numbers)
    return stain.limited_scale(SCALE_PER_TRUE_RESPONSE * max(np.median(peaks), 0))


def pool_of_fields(fields, variants, rng):
    examples = []
    for field in fields:
        for _ in range(variants):
            scene = scene_of_field(field, rng)
            if scene is not None:
                examples.append(example(scene, rng))
    return examples


def pool_of_drawings(count, rng):
    return [example(kind(rng), rng) for kind in (drawn_scene, sheet_scene) for _ in range(count // 2)]
