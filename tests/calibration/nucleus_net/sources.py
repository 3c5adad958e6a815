"""The fields of data/training that teach: pictures, nuclei, and where the truth is unknown.

Stained tissue of the 2018 Data Science Bowl has its nuclei outlined. The breast fields of BRCA-M2C have a point for each nucleus;
an outline is guessed around it, good enough for a centre and for where membranes lie, and whatever is as dark without a point
is left out of the loss. Which fields are held out depends on the hash of the picture's or the patient's name alone.
"""
import hashlib
import pathlib
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image
from scipy import ndimage

from stain import background_light, optical_density

HELD_OUT_SHARE = 6  # one in so many
POINT_FIELD_UM_PER_PX = 0.5
# Reach of a nucleus around its point, px, by class: lymphocyte, epithelium, stroma.
REACH_PX = {1: 8, 2: 14, 3: 12}
SMALLEST_GUESS_PX = 40  # a guessed outline below this area becomes a disc
DISC_RADIUS_PX = 5


class Field(NamedTuple):
    name: str
    rgb: np.ndarray
    labels: np.ndarray  # int32, 0 = no nucleus
    unknown: np.ndarray  # bool, truth is not known here
    um_per_px: float  # 0: not known
    is_outlined: bool  # labels have real outlines


def is_held_out(key):
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % HELD_OUT_SHARE == 0


def outlined_paths(data):
    return sorted(p for p in (pathlib.Path(data) / "training/dsb2018_histology").glob("*.png") if not p.stem.endswith("_labels"))


def point_paths(data):
    return sorted((pathlib.Path(data) / "training/brca_m2c/images").glob("*.png"))


def labels_path(path):
    return path.with_name(path.stem + "_labels.png")


def points_path(path):
    return path.parent.parent / "labels" / (path.stem + "_gt_class_coords.txt")


def files(data):
    """Every file that is read."""
    return sorted([f for p in outlined_paths(data) for f in (p, labels_path(p))]
                  + [f for p in point_paths(data) for f in (p, points_path(p))])


def outlined_fields(data, held_out):
    for path in outlined_paths(data):
        if is_held_out(path.stem) == held_out:
            labels = np.array(Image.open(labels_path(path))).astype(np.int32)
            yield Field(path.stem, read(path), labels, np.zeros(labels.shape, bool), 0, True)


def point_fields(data, held_out):
    for path in point_paths(data):
        if is_held_out(path.stem[:12]) == held_out:  # TCGA-XX-XXXX is the patient
            rgb = read(path)
            labels, unknown = guessed_nuclei(rgb, read_points(path))
            yield Field(path.stem, rgb, labels, unknown, POINT_FIELD_UM_PER_PX, False)


def read(path):
    return np.array(Image.open(path).convert("RGB"))


def read_points(path):
    """Rows y, x, class."""
    return np.loadtxt(points_path(path), int, ndmin=2)


def guessed_nuclei(rgb, points):
    """Labels around the points, and what is as dark as they are but has none.

    Each pixel belongs to the nearest point in reach; a nucleus is what is darker in red than half-way between its point and its
    surroundings.
    """
    height, width = rgb.shape[:2]
    inside = (points[:, 0] >= 0) & (points[:, 0] < height) & (points[:, 1] >= 0) & (points[:, 1] < width)
    points = points[inside]
    red = cv2.GaussianBlur(optical_density(rgb, background_light(rgb))[..., 0], (0, 0), 1)
    nearest, distance = nearest_point(red.shape, points)
    reach = np.array([0] + [REACH_PX[c] for c in points[:, 2]])[nearest]
    cells = np.where(distance <= reach, nearest, 0)
    cuts = half_way(red, points)
    labels = np.where(red > np.r_[np.inf, cuts][cells], cells, 0)
    labels = whole_pieces(labels, points, distance, nearest)
    dark = red > np.median(cuts) if len(cuts) else np.zeros(red.shape, bool)
    near = cv2.dilate((labels > 0).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return labels, dark & ~near


def nearest_point(shape, points):
    """For each pixel the number of its nearest point, from 1, and the distance to it."""
    seeds = np.zeros(shape, np.int32)
    seeds[points[:, 0], points[:, 1]] = np.arange(len(points)) + 1
    distance, (rows, columns) = ndimage.distance_transform_edt(seeds == 0, return_indices=True)
    return seeds[rows, columns], distance


def half_way(red, points):
    """Half-way between the darkness around each point and the paler fifth of the surroundings."""
    core = cv2.GaussianBlur(red, (0, 0), 2)[points[:, 0], points[:, 1]]
    cuts = [np.percentile(red[max(0, y - 16):y + 17, max(0, x - 16):x + 17], 20) for y, x, _ in points]
    return (core + np.array(cuts)) / 2 if len(points) else core


def whole_pieces(labels, points, distance, nearest):
    """Of each nucleus the piece at its point, holes filled; a disc where too little is left."""
    result = np.zeros_like(labels)
    boxes = ndimage.find_objects(labels, max_label=len(points))
    for number, ((y, x, _), box) in enumerate(zip(points, boxes), 1):
        if box is not None:
            pieces, _ = ndimage.label(labels[box] == number)
            local = y - box[0].start, x - box[1].start
            at_point = pieces[local] if all(0 <= v < n for v, n in zip(local, pieces.shape)) else 0
            piece = ndimage.binary_fill_holes(ndimage.binary_opening(pieces == at_point)) & (nearest[box] == number)
            if at_point and piece.sum() >= SMALLEST_GUESS_PX:
                result[box][piece] = number
                continue
        window = tuple(slice(max(0, v - DISC_RADIUS_PX), v + DISC_RADIUS_PX + 1) for v in (y, x))
        result[window][(distance[window] <= DISC_RADIUS_PX) & (nearest[window] == number)] = number
    return result
