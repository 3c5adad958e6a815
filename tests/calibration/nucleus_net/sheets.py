"""Scenes drawn from nothing: cells side by side, each with a nucleus that may fill it, as in solid and columnar tumour.

Wide nuclei that touch are pale inside, and their rims lie together: a dark line between two nuclei is the darkest there is.
Some cells are cut beside their nucleus: cytoplasm, and no nucleus in it.
"""
import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from drawn import SIZE_PX, places
from scene import chance, empty_scene, log_uniform, make_vesicular, noise

CELL_SPACING_PX = 12, 36
NUCLEAR_WIDTH = 0.45, 0.92  # of the cell's
CELLS_WITHOUT_NUCLEUS = 0.0, 0.25
SMALLEST_NUCLEUS_PX = 40


def sheet_scene(rng):
    scene = empty_scene((SIZE_PX, SIZE_PX))
    spacing = log_uniform(*CELL_SPACING_PX, rng)
    centres = places(spacing * rng.uniform(0.75, 0.95), rng)
    if len(centres) < 2:
        return scene
    cells, to_border, from_centre = sheet(centres, spacing, rng)
    ids = len(centres) + 1
    nuclear_radius = spacing / 2 * rng.uniform(*NUCLEAR_WIDTH) * np.exp(rng.normal(0, 0.12, ids))
    nuclear_radius[rng.random(ids) < rng.uniform(*CELLS_WITHOUT_NUCLEUS)] = 0
    nuclear_radius[0] = 0
    gap = rng.uniform(0.3, 0.25 * spacing)
    depth = np.minimum(to_border - gap, 1.3 * nuclear_radius[cells] - from_centre)
    depth = np.where(nuclear_radius[cells] > 0, depth, -9)
    coverage = np.clip(depth / rng.uniform(0.5, 1.5) + 0.5, 0, 1)
    scene.labels = without_small(np.where(coverage > 0.5, cells, 0))
    strength = np.exp(rng.normal(0, 0.2, ids))
    scene.blue = (coverage * strength[cells] * (scene.labels > 0)).astype(np.float32)
    if chance(0.6, rng):
        make_vesicular(scene, ndimage.distance_transform_edt(scene.nuclei).astype(np.float32), rng)
    if chance(0.6, rng):
        scene.blue *= np.clip(1 + rng.uniform(0.2, 0.8) * noise(cells.shape, rng.uniform(0.7, 1.8), rng), 0.1, 3).astype(np.float32)
    scene.haze = cytoplasm(cells, to_border, rng)
    return scene


def sheet(centres, spacing, rng):
    """For each pixel its cell, 0 outside; how far it is from the cell's border and from its middle. Borders are uneven."""
    yy, xx = np.mgrid[:SIZE_PX, :SIZE_PX].astype(float)
    angle, stretch = rng.uniform(0, np.pi), np.exp(rng.uniform(0, 0.5) if chance(0.5, rng) else 0)

    def stretched(x, y):
        along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        return np.stack([along / stretch, across * stretch], -1)

    shift = [noise(xx.shape, 0.4 * spacing, rng) * rng.uniform(0, 0.1) * spacing for _ in range(2)]
    distance, nearest = cKDTree(stretched(*centres.T)).query(stretched(xx + shift[0], yy + shift[1]), k=2)
    seeds = stretched(*centres.T)
    apart = np.hypot(*np.moveaxis(seeds[nearest[..., 0]] - seeds[nearest[..., 1]], -1, 0))
    to_border = (distance[..., 1] ** 2 - distance[..., 0] ** 2) / (2 * apart)
    to_border = np.minimum(to_border, 0.8 * spacing - distance[..., 0])
    return np.where(to_border > 0, nearest[..., 0] + 1, 0), to_border, distance[..., 0]


def without_small(labels):
    small = np.bincount(labels.ravel()) < SMALLEST_NUCLEUS_PX
    return np.where(small[labels], 0, labels).astype(np.int32)


def cytoplasm(cells, to_border, rng):
    """Haze of its own in each cell, finely grained, paler or darker where cells meet; outside there is less, or none."""
    strength = np.exp(rng.normal(0, 0.25, cells.max() + 1))
    strength[0] = rng.uniform(0, 0.8)
    grain = 1 + rng.uniform(0, 0.5) * noise(cells.shape, rng.uniform(0.7, 2.5), rng)
    border = 1 + rng.uniform(-0.5, 1) * np.exp(-0.5 * (to_border / 1.2) ** 2) * (cells > 0)
    return np.clip(strength[cells] * grain * border, 0, 1.5).astype(np.float32)
