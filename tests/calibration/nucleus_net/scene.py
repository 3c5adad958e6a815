"""A piece of tissue before it is photographed: how much of each stain is where, and what is a nucleus. At about 0.5 um/px.

Fields of haematoxylin and eosin become scenes with a counterstain only: what absorbs red is haematoxylin, and some of the eosin
stays as the haze that cytoplasm and fibres have.
"""
from dataclasses import dataclass

import cv2
import numpy as np
from scipy import ndimage

from stain import background_light, optical_density

UM_PER_PX = 0.5
ENLARGEMENT = 0.3, 1.35  # where the pixel size is unknown: a field keeps some extent, and is not blurred much
NUCLEUS_DIAMETER_PX = 9, 22  # of the typical nucleus of a scene
DARKEST = 3  # in typical nuclei
BACKGROUND_PERCENTILE = 97


@dataclass
class Scene:
    blue: np.ndarray  # haematoxylin; the typical nucleus is 1 until `stained`, from then on optical density
    haze: np.ndarray  # eosin, 0 to 1.5
    brown: np.ndarray  # DAB, optical density
    labels: np.ndarray  # int32, 0 = no nucleus
    unknown: np.ndarray  # bool
    is_outlined: bool

    @property
    def nuclei(self):
        return self.labels > 0

    @property
    def count(self):
        return int(self.labels.max())


def noise(shape, sigma_px, rng):
    """Smooth random field of mean 0 and standard deviation 1."""
    step = max(1, int(sigma_px / 2))
    coarse = rng.standard_normal((-(-shape[0] // step) + 2, -(-shape[1] // step) + 2)).astype(np.float32)
    coarse = cv2.GaussianBlur(coarse, (0, 0), max(sigma_px / step, 0.3))
    field = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return (field - field.mean()) / (field.std() + 1e-6)


def log_uniform(low, high, rng):
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def chance(share, rng):
    return rng.random() < share


def empty_scene(shape, is_outlined=True):
    zero = lambda kind: np.zeros(shape, kind)
    return Scene(zero(np.float32), zero(np.float32), zero(np.float32), zero(np.int32), zero(bool), is_outlined)


def scene_of_field(field, rng, varied=True):
    """The field at a random size, or its own, its stains parted; None when it has no nucleus to speak of."""
    factor = enlargement(field, rng) if varied else field.um_per_px / UM_PER_PX
    rgb, labels, unknown = resized(field, factor, factor * rng.uniform(0.9, 1.1) if varied else factor)
    if (labels > 0).sum() < 50:
        return None
    density = optical_density(rgb, np.percentile(rgb.reshape(-1, 3), BACKGROUND_PERCENTILE, axis=0))
    red = np.maximum(density[..., 0], 0)
    eosin = np.maximum(density[..., 1] - 1.1 * density[..., 0], 0)
    blue = np.minimum(red / (np.median(red[labels > 0]) + 1e-3), DARKEST)
    haze = np.clip(eosin / (np.percentile(eosin, 95) + 1e-3), 0, 1.5)
    return Scene(blue, haze, np.zeros_like(blue), labels, unknown, field.is_outlined)


def enlargement(field, rng):
    """Where the pixel size is unknown the typical nucleus gets a random size."""
    if field.um_per_px:
        return field.um_per_px / UM_PER_PX * rng.uniform(0.8, 1.2)
    areas = np.bincount(field.labels.ravel())[1:]
    diameter = 2 * np.sqrt(np.median(areas[areas > 0]) / np.pi)
    return float(np.clip(log_uniform(*NUCLEUS_DIAMETER_PX, rng) / diameter, *ENLARGEMENT))


def resized(field, fx, fy):
    height, width = field.labels.shape
    size = max(16, round(width * fx)), max(16, round(height * fy))
    rgb = cv2.resize(field.rgb, size, interpolation=cv2.INTER_AREA if fx < 1 else cv2.INTER_CUBIC)
    nearest = lambda plane: cv2.resize(plane.astype(np.float32), size, interpolation=cv2.INTER_NEAREST)
    return rgb, nearest(field.labels).astype(np.int32), nearest(field.unknown) > 0


def vary_nuclei(scene, rng):
    """Pale centres with or without a rim, nucleoli, a strength of its own for each nucleus, chromatin."""
    ids, shape = scene.count + 1, scene.labels.shape
    depth = ndimage.distance_transform_edt(scene.nuclei).astype(np.float32)
    if chance(0.55, rng):
        make_vesicular(scene, depth, rng)
    if chance(0.7, rng):
        strength = np.clip(np.exp(rng.normal(0, rng.uniform(0.1, 0.55), ids)), 0.25, 2.5)
        strength[0] = 1
        scene.blue *= cv2.GaussianBlur(strength[scene.labels].astype(np.float32), (0, 0), 0.7)
    if chance(0.35, rng):
        add_nucleoli(scene, depth, rng)
    if chance(0.3, rng):
        scene.blue *= np.clip(1 + rng.uniform(0.1, 0.4) * noise(shape, rng.uniform(0.7, 1.6), rng), 0.2, 2.5)


def make_vesicular(scene, depth, rng):
    """Pale inside, in half of the nuclei or in all; a dark line may stay along the outline."""
    middle = cv2.GaussianBlur(np.clip(depth / rng.uniform(1.5, 5), 0, 1), (0, 0), 0.6)
    who = (rng.random(scene.count + 1) < rng.choice([0.5, 1.0]))[scene.labels]
    scene.blue *= 1 - rng.uniform(0.2, 0.85) * middle * who
    if chance(0.5, rng):
        scene.blue += rng.uniform(0.1, 0.6) * np.exp(-0.5 * ((depth - 1) / 0.7) ** 2) * (who & scene.nuclei)


def add_nucleoli(scene, depth, rng):
    """Dark spots well inside nuclei; two in one nucleus are still one nucleus."""
    places = np.argwhere(depth > 2.5)
    spots = np.zeros(scene.labels.shape, np.float32)
    if len(places):
        for y, x in places[rng.integers(0, len(places), int(scene.count * rng.uniform(0.5, 2.5)))]:
            spots[y, x] = rng.uniform(0.5, 1.5)
    sigma = rng.uniform(0.6, 1.3)
    scene.blue += cv2.GaussianBlur(spots, (0, 0), sigma) * 2 * np.pi * sigma**2 * rng.uniform(0.2, 0.8)


def stain_blue(scene, nuclear_od, rng):
    """From typical nuclei to optical density, with as much haze as a counterstain leaves: none, or up to a third of a nucleus,
    and cytoplasm up to half of one."""
    shape = scene.labels.shape
    haze = rng.uniform(0, 0.35) if chance(0.6, rng) else 0
    cloud = 0.15 * np.clip(1 + noise(shape, 8, rng), 0, 3)
    if chance(0.3, rng):
        cloud = cloud + rng.uniform(0, 0.25) * np.maximum(fibres(shape, rng), 0)
    elsewhere = haze * (scene.haze + cloud)
    if chance(0.4, rng):
        elsewhere = elsewhere + bluish_cytoplasm(scene, rng)
    under_nuclei = chance(0.7, rng)
    scene.blue = nuclear_od * (scene.blue + elsewhere * (under_nuclei | ~scene.nuclei)).astype(np.float32)


def bluish_cytoplasm(scene, rng):
    """Grainy, as far as a cell reaches around its nucleus, in some cells or in all."""
    distance, (rows, columns) = ndimage.distance_transform_edt(~scene.nuclei, return_indices=True)
    who = rng.random(scene.count + 1) < rng.choice([0.5, 1.0])
    who[0] = False
    cell = (distance < rng.uniform(4, 18)) & who[scene.labels[rows, columns]]
    grain = np.clip(1 + rng.uniform(0.1, 0.6) * noise(scene.labels.shape, rng.uniform(0.6, 2.5), rng), 0, 3)
    return rng.uniform(0.1, 0.5) * cell * grain


def fibres(shape, rng):
    """Noise drawn out along one direction."""
    field = noise(shape, 0.8, rng)
    length = int(rng.integers(9, 25))
    angle = rng.uniform(0, np.pi)
    kernel = np.zeros((length, length), np.float32)
    half = (length - 1) / 2
    ends = [(int(round(half + s * half * np.cos(angle))), int(round(half + s * half * np.sin(angle)))) for s in (-1, 1)]
    cv2.line(kernel, *ends, 1)
    field = cv2.filter2D(field, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT)
    return field / (field.std() + 1e-6)
