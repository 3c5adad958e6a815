"""What the net is to say of a labelled picture: a centre map, an inside map, and how much each pixel counts."""
from typing import NamedTuple

import numpy as np
from scipy import ndimage

BYTE = 255
WEIGHT_STEP = 1 / 50  # of the stored weights
SMALLEST_NUCLEUS_PX = 12
TOUCHING_WEIGHT = 3  # between touching nuclei
GUESSED_OUTLINE_WEIGHT = 0.4  # of the inside map where outlines are guesses
RIM_PX = 3  # that far from a guessed outline inside and outside are not told


class Targets(NamedTuple):
    """uint8 planes."""
    centre: np.ndarray  # 255 at a nucleus's centre, falling to 0 at its outline
    inside: np.ndarray  # 255 or 0
    centre_weight: np.ndarray  # in WEIGHT_STEP
    inside_weight: np.ndarray


def targets(labels, unknown, is_outlined):
    centre, inside = np.zeros((2, *labels.shape), np.float32)
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        if box is not None:
            nucleus = labels[box] == number
            if nucleus.sum() >= SMALLEST_NUCLEUS_PX:
                centre[box][nucleus] = hill(nucleus)[nucleus]
                inside[box][nucleus] = 1
    weight = np.where(between_nuclei(labels), TOUCHING_WEIGHT, 1) * ~unknown
    inside[touching(labels)] = 0
    inside_weight = weight if is_outlined else weight * GUESSED_OUTLINE_WEIGHT * ~rim(labels)
    return Targets(*(np.rint(plane * scale).astype(np.uint8) for plane, scale in
                     ((centre, BYTE), (inside, BYTE), (weight, 1 / WEIGHT_STEP), (inside_weight, 1 / WEIGHT_STEP))))


def hill(nucleus):
    """Distance to the outline, times a Gaussian around the centroid, so that there is one summit even in a bent nucleus."""
    depth = ndimage.distance_transform_edt(np.pad(nucleus, 1))[1:-1, 1:-1]
    yy, xx = np.mgrid[:nucleus.shape[0], :nucleus.shape[1]]
    cy, cx = yy[nucleus].mean(), xx[nucleus].mean()
    squared_radius = nucleus.sum() / np.pi
    height = depth * np.exp(-0.5 * ((yy - cy) ** 2 + (xx - cx) ** 2) / (0.64 * squared_radius))
    return height / height.max()


def between_nuclei(labels):
    """Pixels with two nuclei within two pixels."""
    largest = ndimage.maximum_filter(labels, 5)
    smallest = ndimage.minimum_filter(np.where(labels == 0, np.iinfo(labels.dtype).max, labels), 5)
    return (largest > 0) & (smallest < largest)


def touching(labels):
    """The first pixel of a nucleus right or below of another."""
    result = np.zeros(labels.shape, bool)
    for now, before in ((np.s_[1:, :], np.s_[:-1, :]), (np.s_[:, 1:], np.s_[:, :-1])):
        result[now] |= (labels[now] != labels[before]) & (labels[now] > 0) & (labels[before] > 0)
    return result


def rim(labels):
    nuclei = labels > 0
    return ndimage.binary_dilation(nuclei, iterations=RIM_PX - 1) & ~ndimage.binary_erosion(nuclei)
