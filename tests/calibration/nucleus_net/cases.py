"""What nets are measured on: planes, and how to count what was found in them."""
from typing import Callable, NamedTuple

import numpy as np
from scipy import ndimage

from pool import example
from scene import scene_of_field

NUCLEAR_OD = 0.2  # of held-out fields at factor 1
TOLERANCE_PX = 2
SMALLEST_NUCLEUS_PX = 40


def counts(places, labels, unknown):
    """Found, false, missed."""
    distance, (rows, columns) = ndimage.distance_transform_edt(labels == 0, return_indices=True)
    near = np.where(distance <= TOLERANCE_PX, labels[rows, columns], 0)
    hit = near[places[:, 0], places[:, 1]]
    ignored = (hit == 0) & unknown[places[:, 0], places[:, 1]]
    areas = np.bincount(labels.ravel())
    wanted = np.flatnonzero(areas[1:] >= SMALLEST_NUCLEUS_PX) + 1
    small = np.isin(hit, np.flatnonzero(areas < SMALLEST_NUCLEUS_PX)) & (hit > 0)  # neither found nor false
    found = np.isin(wanted, hit).sum()
    false = (~ignored & ~small).sum() - found
    return np.array([found, false, len(wanted) - found])


def f1(found, false, missed):
    return 2 * found / max(1, 2 * found + false + missed)


class Case(NamedTuple):
    """Planes to look for nuclei in, and how to count: from summits (rows, columns) to found, false, missed."""
    hematoxylin: np.ndarray
    dab: np.ndarray
    scale: int
    count: Callable


def held_out_cases(fields, factor, seed=99):
    """Every field, stained the same at every factor but for the haematoxylin."""
    for index, field in enumerate(fields):
        rng = np.random.default_rng([seed, index])
        scene = scene_of_field(field, rng)
        if scene is not None:
            e = example(scene, rng, NUCLEAR_OD * factor)
            yield Case(e.hematoxylin, e.dab, e.scale, lambda places, scene=scene: counts(places, scene.labels, scene.unknown))
