"""The tissue net's input: haematoxylin without DAB, and its mean around, in whole numbers, so that C++ can do the same.

Where there is DAB, haematoxylin is not to be trusted: what is brown absorbs red too, and a membrane's outline would be seen in it.
It is filled in from what is less brown around it (normalised convolution, Knutsson & Westin 1993). All planes are int16
milli-optical-density, divisions round down, and what lies beyond the picture has no weight.
"""
import numpy as np
from scipy import ndimage

import paths  # noqa: F401
import stain

FULL_WEIGHT = 256
HALF_WEIGHT_MILLI_OD = 60  # of DAB
LEAK_SHIFT = 3  # so much DAB, 2^-3 of haematoxylin, stain vectors that are a little off make of a nucleus
LIMITS_MILLI_OD = -1000, 3000  # of haematoxylin
FILL_BOX_PX, CONTEXT_BOX_PX = 5, 15  # of 1 um, both twice: sigmas of 2 and 6.1 um
DETAIL_HALF_SCALES, CONTEXT_HALF_SCALES = 3, 1  # that many haematoxylin scales are the input 0.5


def even(plane):
    return plane[:plane.shape[0] // 2 * 2, :plane.shape[1] // 2 * 2]


def quarter_sums(plane):
    """Of 2 x 2 pixels, the sum and 2, divided by 4."""
    return (plane[::2, ::2] + plane[::2, 1::2] + plane[1::2, ::2] + plane[1::2, 1::2] + 2) >> 2


def triangle(plane, box):
    """Sum over the box twice, along both axes; zeros outside."""
    kernel = np.r_[1:box + 1, box - 1:0:-1]
    for axis in (0, 1):
        plane = ndimage.convolve1d(plane, kernel, axis, mode="constant")
    return plane


def weight(hematoxylin, dab):
    """How far haematoxylin is believed beside so much DAB: FULL_WEIGHT to 1."""
    squared = np.clip(dab - (np.maximum(hematoxylin, 0) >> LEAK_SHIFT), 0, 4000).astype(np.int64) ** 2
    half = HALF_WEIGHT_MILLI_OD**2
    return np.maximum((FULL_WEIGHT * half + (half + squared) // 2) // (half + squared), 1).astype(np.int32)


def without_dab(hematoxylin, dab):
    """Haematoxylin, filled in softly where there is DAB; planes of even size."""
    low, high = LIMITS_MILLI_OD
    h = np.clip(hematoxylin.astype(np.int32), low, high)
    lifted, w = h - low, weight(h, dab.astype(np.int32))
    total = triangle(quarter_sums(w), FILL_BOX_PX)
    filling = (triangle(quarter_sums(w * lifted), FILL_BOX_PX) + total // 2) // total
    filling = filling.repeat(2, axis=0).repeat(2, axis=1)
    return (w * lifted + (FULL_WEIGHT - w) * filling + FULL_WEIGHT // 2) // FULL_WEIGHT + low


def context(detail):
    """Its mean around, at half the resolution."""
    low, halved = LIMITS_MILLI_OD[0], quarter_sums(detail.astype(np.int64))
    total = triangle(np.ones(halved.shape, np.int64), CONTEXT_BOX_PX)
    return (triangle(halved - low, CONTEXT_BOX_PX) + total // 2) // total + low


def tissue_planes(hematoxylin, dab):
    """Detail at 0.5 um/px and context at 1 um/px, int16 milli-OD; a last odd row or column is left out."""
    detail = without_dab(even(hematoxylin), even(dab))
    return detail.astype(np.int16), context(detail).astype(np.int16)


def encode(detail, around, scale):
    """The net's two planes of int8; `scale` is the haematoxylin scale, all in whole milli-OD."""
    return [stain.encoded(plane, half_scales, scale)
            for plane, half_scales in ((detail, DETAIL_HALF_SCALES), (around, CONTEXT_HALF_SCALES))]
