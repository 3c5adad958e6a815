"""Scenes drawn from nothing: ellipses as nuclei, in sheets, strands and scattered, touching and overlapping.

Their truth is exact and their texture is nobody's: what holds on photographs and on these holds on synthetic slides too.
"""
import cv2
import numpy as np

from scene import NUCLEUS_DIAMETER_PX, chance, empty_scene, log_uniform, noise

SIZE_PX = 240
MOST_NUCLEI = 600
FEWEST_VISIBLE_SHARE = 0.4  # of a nucleus, for it to keep its label


def drawn_scene(rng):
    scene = empty_scene((SIZE_PX, SIZE_PX))
    diameter = log_uniform(*NUCLEUS_DIAMETER_PX, rng)
    full_areas = [0]
    for number, (x, y) in enumerate(places(diameter * rng.uniform(0.85, 2.2), rng), 1):
        coverage = ellipse(x, y, diameter * np.exp(rng.normal(0, 0.15)), rng)
        draw(scene, number, coverage, np.exp(rng.normal(0, 0.2)))
        full_areas.append(int((coverage > 0.5).sum()))
    forget_hidden(scene, np.array(full_areas))
    scene.haze = np.clip(0.5 + 0.4 * noise(scene.labels.shape, rng.uniform(2, 12), rng), 0, 1.5)
    return scene


def places(distance, rng):
    """Points no closer than `distance`, kept only where a smooth field is high: sheets, strands or all over."""
    field = noise((SIZE_PX, SIZE_PX), rng.uniform(8, 40), rng)
    least = rng.choice([-9.0, -0.5, 0.5])
    kept = np.zeros((0, 2))
    for candidate in rng.uniform(0, SIZE_PX, (MOST_NUCLEI * 4, 2)):
        x, y = candidate.astype(int)
        if field[y, x] > least and (not len(kept) or np.hypot(*(kept - candidate).T).min() > distance):
            kept = np.vstack([kept, candidate])
            if len(kept) == MOST_NUCLEI:
                break
    return kept


def ellipse(x, y, diameter, rng):
    """Coverage 0 to 1 of a slightly uneven ellipse of the given mean diameter; its rim is 0.5 to 1.5 px wide."""
    elongation = np.exp(abs(rng.normal(0, 0.25)) + (rng.uniform(0.3, 1.3) if chance(0.2, rng) else 0))
    angle = rng.uniform(0, np.pi)
    dy, dx = np.mgrid[:SIZE_PX, :SIZE_PX] - np.array([y, x])[:, None, None]
    along, across = dx * np.cos(angle) + dy * np.sin(angle), dy * np.cos(angle) - dx * np.sin(angle)
    direction = np.arctan2(across, along)
    bump = 1 + 0.08 * np.sin(2 * direction + rng.uniform(0, 6)) + 0.05 * np.sin(3 * direction + rng.uniform(0, 6))
    radius = np.hypot(along / np.sqrt(elongation), across * np.sqrt(elongation)) / bump
    return np.clip((diameter / 2 - radius) / rng.uniform(0.5, 1.5) + 0.5, 0, 1).astype(np.float32)


def draw(scene, number, coverage, strength):
    """Overlapping nuclei darken each other; the later one owns the pixels they share."""
    scene.blue += strength * coverage * np.where(scene.blue > 0, 0.6, 1)
    scene.labels[coverage > 0.5] = number


def forget_hidden(scene, full_areas):
    """A nucleus mostly under others is neither a nucleus nor background."""
    visible = np.bincount(scene.labels.ravel(), minlength=len(full_areas))
    hidden = visible < FEWEST_VISIBLE_SHARE * full_areas
    hidden[0] = False
    lost = hidden[scene.labels]
    scene.unknown |= cv2.dilate(lost.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    scene.labels[lost] = 0
