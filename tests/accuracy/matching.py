"""Compares what was found with what is true: one-to-one matching and the figures that follow. Pure functions.

Places are (x, y) in pixels; pixel (i, j) covers [i, i + 1) x [j, j + 1).
"""
import dataclasses
import math

import numpy as np


@dataclasses.dataclass
class Detection:
    """Counts of one comparison; add them up to pool fields."""

    hits: int = 0
    missed: int = 0  # true objects nothing was matched to
    false: int = 0  # detections matched to nothing

    def __add__(self, other):
        return Detection(self.hits + other.hits, self.missed + other.missed, self.false + other.false)

    @property
    def precision(self):
        return ratio(self.hits, self.hits + self.false)

    @property
    def recall(self):
        return ratio(self.hits, self.hits + self.missed)

    @property
    def f1(self):
        return ratio(2 * self.hits, 2 * self.hits + self.false + self.missed)


def ratio(part, whole):
    return part / whole if whole else math.nan


def one_to_one(candidates):
    """Pairs (a, b) from candidates (a, b, cost): cheapest first, ties by number, each a and each b at most once."""
    used_a, used_b, pairs = set(), set(), []
    for a, b, _ in sorted(candidates, key=lambda c: (c[2], c[0], c[1])):
        if a in used_a or b in used_b:
            continue
        used_a.add(a)
        used_b.add(b)
        pairs.append((a, b))
    return pairs


def nearest_pairs(points, targets, radii):
    """One-to-one pairs (point, target), nearest first, where the point lies within the target's radius."""
    points, targets = np.reshape(points, (-1, 2)), np.reshape(targets, (-1, 2))
    radii = np.broadcast_to(radii, (len(targets),))
    candidates = []
    for b, (target, radius) in enumerate(zip(targets, radii)):
        distance = np.hypot(*(points - target).T)
        candidates += [(int(a), b, float(distance[a])) for a in np.nonzero(distance <= radius)[0]]
    return one_to_one(candidates)


def match_centroids(points, labels):
    """A true object (label > 0) is hit when a point lies in it; a second point in it is false, as is one in none."""
    height, width = labels.shape
    hit, false = set(), 0
    for x, y in np.reshape(points, (-1, 2)):
        column, row = math.floor(x), math.floor(y)
        label = int(labels[row, column]) if 0 <= column < width and 0 <= row < height else 0
        if label == 0 or label in hit:
            false += 1
        else:
            hit.add(label)
    return Detection(len(hit), int(count_labels(labels)) - len(hit), false)


def match_outlines(polygons, labels, least_iou=0.5):
    """One to one by intersection over union of pixels, best first, from `least_iou`."""
    sizes = np.bincount(labels.ravel())
    candidates = []
    for a, polygon in enumerate(polygons):
        rows, columns = polygon_pixels(polygon, labels.shape)
        under = np.bincount(labels[rows, columns], minlength=len(sizes))
        for label in np.nonzero(under)[0]:
            iou = under[label] / (len(rows) + sizes[label] - under[label])
            if label > 0 and iou >= least_iou:
                candidates.append((a, int(label), -float(iou)))
    hits = len(one_to_one(candidates))
    return Detection(hits, int(count_labels(labels)) - hits, len(polygons) - hits)


def count_labels(labels):
    return len(np.unique(labels[labels > 0]))


def polygon_pixels(polygon, shape):
    """Rows and columns of the pixels whose centres lie in a closed polygon (even-odd), cut off at the picture's edge."""
    polygon = np.reshape(polygon, (-1, 2)).astype(float)
    left, top = np.maximum(np.floor(polygon.min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(polygon.max(axis=0)), (shape[1], shape[0])).astype(int)
    if right <= left or bottom <= top:
        return np.empty(0, int), np.empty(0, int)
    x, y = np.meshgrid(np.arange(left, right) + 0.5, np.arange(top, bottom) + 0.5)
    inside = np.zeros(x.shape, bool)
    for (x0, y0), (x1, y1) in zip(polygon, np.roll(polygon, -1, axis=0)):
        if y0 == y1:
            continue
        crosses = (y0 > y) != (y1 > y)
        inside ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    rows, columns = np.nonzero(inside)
    return rows + top, columns + left
