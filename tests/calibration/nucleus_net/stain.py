"""Colours to haematoxylin and DAB in milli-optical-density, the slide's haematoxylin scale, and the net's input bytes.

The same mathematics as the C++ program's (stain/unmixing.h and the pass that measures the slide), on whole small pictures at
about 0.5 um/px.
"""
import cv2
import numpy as np

HEMATOXYLIN = np.array([0.650, 0.704, 0.286])  # Ruifrok & Johnston 2001
DAB = np.array([0.268, 0.570, 0.776])
MILLI = 1000  # counts of a plane per unit of optical density

DAB_SHARE = 0.3  # of DAB, taken from haematoxylin before nuclei are looked for
MARKER_DAB_SHARE = 0.4  # of DAB, added to haematoxylin where the marker is nuclear
BLOB_RADIUS_UM = 3.5
SCALE_RATIO = 1.27  # of the two Gaussians' sigmas
SMALLEST_MAXIMUM_MILLI_OD = 0.1
FLOOR_MILLI_OD = 2  # responses below are one and the same: no stain
FEWEST_MAXIMA = 8
SCALE_LIMITS_MILLI_OD = 4, 2000

HALF_DAB_MILLI_OD = 300  # of this optical density is the input 0.5
LARGEST_DAB_MILLI_OD = 3000
LARGEST_HEMATOXYLIN = 12  # in haematoxylin scales


def unit(vector):
    return vector / np.linalg.norm(vector)


def optical_density(rgb, background):
    return -np.log10(np.maximum(rgb.astype(np.float32), 1) / np.asarray(background, np.float32))


def background_light(rgb):
    """Guess from a picture: the 99th percentile of each channel at half resolution, not below 170."""
    small = cv2.resize(rgb, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.maximum(np.percentile(small.reshape(-1, 3), 99, axis=0), 170)


def unmix(rgb, background, hematoxylin=HEMATOXYLIN, dab=DAB):
    """Haematoxylin and DAB, int16 milli-OD; the third stain is across both and dropped."""
    hematoxylin, dab = unit(hematoxylin), unit(dab)
    residual = unit(np.cross(hematoxylin, dab))
    amounts = optical_density(rgb, background) @ np.linalg.inv(np.stack([hematoxylin, dab, residual])).astype(np.float32)
    limited = np.clip(np.rint(amounts[..., :2] * MILLI), -32768, 32767).astype(np.int16)
    return limited[..., 0], limited[..., 1]


def as_marker(h, d):
    """Planes of a nuclear marker: brown nuclei are nuclei, and no DAB is left to mislead."""
    signal = h + np.rint(MARKER_DAB_SHARE * np.maximum(d, 0)).astype(np.int16)
    return signal, np.zeros_like(d)


def blob_response(h, d):
    """One difference of Gaussians of the nuclear signal on the grid of half the resolution, milli-OD."""
    signal = np.maximum(h - DAB_SHARE * np.maximum(d.astype(np.float32), 0), 0).astype(np.float32)
    coarse = cv2.resize(signal, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    sigma = BLOB_RADIUS_UM / np.sqrt(2)  # of 1-um pixels; a disc of the radius answers best
    root = np.sqrt(SCALE_RATIO)
    return (cv2.GaussianBlur(coarse, (0, 0), sigma / root) - cv2.GaussianBlur(coarse, (0, 0), sigma * root)) / (SCALE_RATIO - 1)


def hematoxylin_scale(h, d):
    """Typical response of a nucleus, milli-OD, without segmentation: Otsu's threshold on the logarithms of the response's
    maxima parts texture from nuclei; the median of the upper class. None when there are too few maxima."""
    response = blob_response(h, d)
    is_maximum = (response >= cv2.dilate(response, np.ones((3, 3)))) & (response > SMALLEST_MAXIMUM_MILLI_OD)
    if is_maximum.sum() < FEWEST_MAXIMA:
        return None
    logs = np.log(np.maximum(response[is_maximum], FLOOR_MILLI_OD))
    logs = np.minimum(logs, np.percentile(logs, 95))
    upper = logs[logs > otsu_threshold(logs)]
    return limited_scale(np.exp(np.median(upper if len(upper) else logs)))


def limited_scale(scale):
    return int(np.clip(round(float(scale)), *SCALE_LIMITS_MILLI_OD))


def otsu_threshold(values, bins=64):
    counts, edges = np.histogram(values, bins)
    centres = (edges[1:] + edges[:-1]) / 2
    below, moment = np.cumsum(counts), np.cumsum(counts * centres)
    total, mean = below[-1], moment[-1]
    between = (mean * below - moment * total) ** 2 / np.maximum(below * (total - below), 1)
    return centres[np.argmax(between[:-1])]


def _encoded(value, half):
    """127 * value / (value + half) above zero, 127 * value / half below, rounded, by integer division as in C++."""
    value = value.astype(np.int64)
    above, below = np.maximum(value, 0), np.maximum(-value, 0)
    positive = (127 * above + (above + half) // 2) // (above + half)
    negative = np.minimum(42, (127 * below + half // 2) // half)
    return np.where(value > 0, positive, -negative).astype(np.int8)


def encoded(hematoxylin, half_scales, scale):
    """Bytes of haematoxylin; so many haematoxylin scales are the input 0.5. From a table: planes are large."""
    scale = int(scale)
    values = np.arange(-half_scales * scale, LARGEST_HEMATOXYLIN * scale + 1)
    table = _encoded(values, half_scales * scale)
    return table[np.clip(hematoxylin, values[0], values[-1]).astype(np.int32) - values[0]]


def encode(h, d, scale):
    """The net's input, 2 x height x width int8; `scale` is the haematoxylin scale, all in whole milli-OD."""
    scale = int(scale)
    return np.stack([_encoded(np.minimum(h, LARGEST_HEMATOXYLIN * scale), 3 * scale),
                     _encoded(np.minimum(d, LARGEST_DAB_MILLI_OD), HALF_DAB_MILLI_OD)])
