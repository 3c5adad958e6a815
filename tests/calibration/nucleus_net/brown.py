"""DAB: membranes where cells meet, cytoplasm, diffuse brown, brown nuclei."""
import cv2
import numpy as np
from scipy import ndimage

from scene import chance, log_uniform, noise

MEMBRANE_OD = 0.04, 1.6
CELL_REACH_PX = 3, 16  # of the cell around its nucleus
LINE_SIGMA_PX = 0.5, 1.9


def territories(scene, rng):
    """For each pixel the nucleus whose cell it belongs to, 0 outside; and its distance to the nearest nucleus."""
    distance, (rows, columns) = ndimage.distance_transform_edt(~scene.nuclei, return_indices=True)
    reach = rng.uniform(*CELL_REACH_PX)
    return np.where(distance < reach, scene.labels[rows, columns], 0), distance.astype(np.float32)


def distance_to_borders(cells, from_nuclei, rng):
    """Distance to where cells meet, warped; near nuclei the warp fades, so that most membranes go round them."""
    border = np.zeros(cells.shape, bool)
    border[:, 1:] |= cells[:, 1:] != cells[:, :-1]
    border[1:] |= cells[1:] != cells[:-1]
    if not border.any():
        return np.full(cells.shape, 99, np.float32)
    distance = ndimage.distance_transform_edt(~border).astype(np.float32)
    strength = rng.uniform(0, 2.5) * (1 if chance(0.15, rng) else np.minimum(from_nuclei, 3) / 3)
    yy, xx = np.mgrid[:cells.shape[0], :cells.shape[1]].astype(np.float32)
    shift = [(noise(cells.shape, 5, rng) * strength).astype(np.float32) for _ in range(2)]
    return cv2.remap(distance, xx + shift[0], yy + shift[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def stain_membranes(scene, rng):
    """Some or all cells, each with a strength of its own; lines broken by noise; often the cytoplasm too."""
    cells, from_nuclei = territories(scene, rng)
    if chance(0.12, rng):  # membranes of cells that lie above or below: they cross the nuclei, and ring none
        cells = np.roll(cells, rng.integers(-20, 21, 2), (0, 1))
    ids, shape = scene.count + 1, cells.shape
    cell_strength = np.where(rng.random(ids) < rng.choice([0.15, 0.4, 0.7, 1.0]), np.exp(rng.normal(0, 0.4, ids)), 0)
    cell_strength[0] = 0
    by_pixel = cell_strength[cells].astype(np.float32)
    line = np.exp(-0.5 * (distance_to_borders(cells, from_nuclei, rng) / rng.uniform(*LINE_SIGMA_PX)) ** 2)
    breaks = np.clip(1 + rng.uniform(0, 1.2) * noise(shape, rng.uniform(2, 7), rng), 0, 2.5)
    scene.brown += log_uniform(*MEMBRANE_OD, rng) * cv2.dilate(by_pixel, np.ones((5, 5), np.uint8)) * line * breaks
    if chance(0.5, rng):
        grain = np.clip(1 + 0.4 * noise(shape, rng.choice([0.8, 2, 4]), rng), 0, 3)
        scene.brown += log_uniform(0.01, 0.35, rng) * by_pixel * grain * (chance(0.4, rng) | ~scene.nuclei)


def stain_diffusely(scene, rng):
    scene.brown += log_uniform(0.01, 0.12, rng) * np.clip(1 + 0.5 * noise(scene.labels.shape, 6, rng), 0, 3)


def stain_nuclei(scene, rng):
    """A nuclear marker: part of the nuclei brown as they were blue, and less blue than they were."""
    positive = rng.random(scene.count + 1) < rng.uniform(0.1, 0.8)
    positive[0] = False
    here = positive[scene.labels]
    texture = scene.blue / (np.median(scene.blue[scene.nuclei]) + 1e-6) if scene.nuclei.any() else scene.blue
    scene.brown += log_uniform(0.1, 1.6, rng) * here * np.minimum(texture, 3)
    scene.blue *= np.where(here, rng.uniform(0.3, 1), 1).astype(np.float32)


def stain_brown(scene, rng):
    """Returns whether the marker is nuclear."""
    kind = rng.choice(["membrane", "nuclear", "none"], p=[0.66, 0.11, 0.23])
    if kind == "membrane":
        stain_membranes(scene, rng)
    if kind == "nuclear":
        stain_nuclei(scene, rng)
    if chance(0.3, rng):
        stain_diffusely(scene, rng)
    return kind == "nuclear"
