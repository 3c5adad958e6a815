"""From stains to a photograph and back to planes: optics and electronics act on light, estimates are off as estimates are."""
import io
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

import stain
from scene import chance

VECTOR_SIGMA_DEGREES, LARGEST_TURN_DEGREES = 5, 11
ESTIMATE_TURN_DEGREES = 5


class Photograph(NamedTuple):
    rgb: np.ndarray  # uint8, at the scene's pixel size
    hematoxylin: np.ndarray  # the true vectors and light
    dab: np.ndarray
    background: np.ndarray


class Conditions(NamedTuple):
    """How a photograph is taken; lengths in pixels of the scene."""
    hematoxylin: np.ndarray
    dab: np.ndarray
    background: np.ndarray
    blur_px: float
    glare: float
    sharpening: tuple  # amount, radius
    magnification: float
    noise_levels: float
    jpeg_quality: int
    jpeg_subsampling: int  # 0 = 4:4:4, 2 = 4:2:0


def turned(vector, degrees, rng):
    """The vector turned so far in a random direction, still absorbing in every channel."""
    vector = stain.unit(vector)
    across = rng.standard_normal(3)
    across = stain.unit(across - across @ vector * vector)
    angle = np.deg2rad(degrees)
    return stain.unit(np.maximum(np.cos(angle) * vector + np.sin(angle) * across, 0.03))


def random_conditions(rng):
    turn = lambda: min(abs(rng.normal(0, VECTOR_SIGMA_DEGREES)), LARGEST_TURN_DEGREES)
    light = rng.uniform(215, 253, 3)
    return Conditions(
        turned(stain.HEMATOXYLIN, turn(), rng), turned(stain.DAB, turn(), rng), (light + light.mean()) / 2,
        blur_px=rng.uniform(0, 1.2), glare=rng.uniform(0, 0.04) * chance(0.4, rng),
        sharpening=(rng.uniform(0.2, 1.4) * chance(0.45, rng), rng.uniform(0.7, 1.5)),
        magnification=rng.choice([1, 1, 1.25, 2]), noise_levels=rng.uniform(0.3, 4),
        jpeg_quality=int(rng.integers(50, 96)), jpeg_subsampling=int(rng.choice([0, 2])))


def photograph(blue, brown, conditions, rng):
    c = conditions
    light = c.background * 10 ** -(blue[..., None] * c.hematoxylin + brown[..., None] * c.dab)
    light = light.astype(np.float32)
    if c.blur_px > 0.25:
        light = cv2.GaussianBlur(light, (0, 0), c.blur_px)
    light = light * (1 - c.glare) + c.glare * light.mean((0, 1))
    amount, radius = c.sharpening
    if amount > 0:
        light = light + amount * (light - cv2.GaussianBlur(light, (0, 0), radius))
    height, width = light.shape[:2]
    if c.magnification != 1:
        light = cv2.resize(light, None, fx=c.magnification, fy=c.magnification, interpolation=cv2.INTER_CUBIC)
    light = light + rng.normal(0, c.noise_levels, light.shape)
    rgb = through_jpeg(np.clip(np.rint(light), 0, 255).astype(np.uint8), c.jpeg_quality, c.jpeg_subsampling)
    if c.magnification != 1:
        rgb = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA)
    return Photograph(rgb, c.hematoxylin, c.dab, c.background)


def through_jpeg(rgb, quality, subsampling):
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=quality, subsampling=subsampling)
    return np.array(Image.open(file))


def measured(photo, rng):
    """Haematoxylin and DAB, int16 milli-OD, as a program sees them that has estimated light and vectors."""
    off = rng.uniform(0.92, 1.03) * rng.uniform(0.98, 1.02, 3)
    guessed = stain.background_light(photo.rgb) if chance(0.65, rng) else photo.background * off
    if chance(0.5, rng):
        return stain.unmix(photo.rgb, guessed)
    turn = lambda vector: turned(vector, rng.uniform(0, ESTIMATE_TURN_DEGREES), rng)
    return stain.unmix(photo.rgb, guessed, turn(photo.hematoxylin), turn(photo.dab))
