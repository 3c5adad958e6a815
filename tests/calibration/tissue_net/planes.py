"""The tissue net's input: two planes of haematoxylin without DAB at 1 um/px, in whole numbers, so that C++ can do the same.

Where there is DAB, haematoxylin is not to be trusted: what is brown absorbs red too, and a membrane's outline would be seen in it.
It is filled in from what is less brown around it (normalised convolution, Knutsson & Westin 1993). All planes are int16
milli-optical-density, divisions round down, and what lies beyond the picture has no weight.
"""
import numpy as np
from scipy import ndimage

import paths  # noqa: F401
import stain

FULL_WEIGHT = 256
HALF_WEIGHT_MILLI_OD = 50  # of DAB
LIMITS_MILLI_OD = -1000, 3000  # of haematoxylin
FILL_BOX_PX, CONTEXT_BOX_PX = 5, 15  # both twice: sigmas of 2 and 6.1 um
CONTEXT_HALF_SCALES, DETAIL_HALF_SCALES = 1, 3  # that many haematoxylin scales are the input 0.5


def halved(plane):
    """Mean of 2 x 2 pixels, halves rounded up; an odd last row or column counts twice."""
    padded = np.pad(plane.astype(np.int32), [(0, n % 2) for n in plane.shape], "edge")
    return (padded[::2, ::2] + padded[::2, 1::2] + padded[1::2, ::2] + padded[1::2, 1::2] + 2) >> 2


def triangle(plane, box):
    """Sum over the box twice, along both axes; zeros outside."""
    kernel = np.r_[1:box + 1, box - 1:0:-1]
    for axis in (0, 1):
        plane = ndimage.convolve1d(plane, kernel, axis, mode="constant")
    return plane


def weight(dab):
    """How far haematoxylin is believed beside so much DAB: FULL_WEIGHT to 1."""
    squared = np.minimum(np.maximum(dab, 0), 4000).astype(np.int64) ** 2
    half = HALF_WEIGHT_MILLI_OD**2
    return np.maximum((FULL_WEIGHT * half + (half + squared) // 2) // (half + squared), 1)


def without_dab(hematoxylin, dab):
    """Haematoxylin at 1 um/px, filled in softly where there is DAB."""
    low, high = LIMITS_MILLI_OD
    lifted = np.clip(hematoxylin, low, high).astype(np.int64) - low
    w = weight(dab)
    total = triangle(w, FILL_BOX_PX)
    filling = (triangle(w * lifted, FILL_BOX_PX) + total // 2) // total
    return ((w * lifted + (FULL_WEIGHT - w) * filling + FULL_WEIGHT // 2) // FULL_WEIGHT + low).astype(np.int32)


def context(plane):
    """The plane's mean around each pixel."""
    low = LIMITS_MILLI_OD[0]
    total = triangle(np.ones(plane.shape, np.int64), CONTEXT_BOX_PX)
    return ((triangle(plane.astype(np.int64) - low, CONTEXT_BOX_PX) + total // 2) // total + low).astype(np.int32)


def tissue_planes(hematoxylin, dab):
    """Detail and context in milli-OD at 1 um/px, from planes at 0.5 um/px."""
    detail = without_dab(halved(hematoxylin), halved(dab))
    return detail, context(detail)


def encode(detail, around, scale):
    """The net's input, 2 x height x width int8; `scale` is the haematoxylin scale, all in whole milli-OD."""
    scale = int(scale)
    highest = stain.LARGEST_HEMATOXYLIN * scale
    return np.stack([stain._encoded(np.minimum(detail, highest), DETAIL_HALF_SCALES * scale),
                     stain._encoded(np.minimum(around, highest), CONTEXT_HALF_SCALES * scale)])
