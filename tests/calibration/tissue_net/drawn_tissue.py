"""Tissue drawn from nothing: what breast fields have little of. Smooth muscle along and across, lymphoid tissue, glands with tall
cells, sheets, single files; two of them side by side."""
import cv2
import numpy as np

import paths  # noqa: F401
from fields import EPITHELIUM, LYMPHOCYTE, STROMA
from scene import chance, empty_scene, noise

SIZE_PX = 300  # of 0.5 um


class Canvas:
    """A scene that is being drawn: nuclei with their classes."""

    def __init__(self, rng):
        self.scene, self.classes, self.rng = empty_scene((SIZE_PX, SIZE_PX)), [0], rng
        self.scene.haze = np.zeros((SIZE_PX, SIZE_PX), np.float32)

    def nucleus(self, y, x, length_px, width_px, angle, strength, kind):
        """An ellipse with a rim about a pixel wide; overlapping nuclei darken each other, the later one owns what they share."""
        half = int(length_px / 2 + 3)
        top, left = max(0, int(y) - half), max(0, int(x) - half)
        box = np.s_[top:int(y) + half + 1, left:int(x) + half + 1]
        labels = self.scene.labels[box]
        if not labels.size or y < 0 or x < 0:
            return
        yy, xx = np.mgrid[top:top + labels.shape[0], left:left + labels.shape[1]]
        along = (xx - x) * np.cos(angle) + (yy - y) * np.sin(angle)
        across = (yy - y) * np.cos(angle) - (xx - x) * np.sin(angle)
        stretch = length_px / width_px
        bump = 1 + 0.07 * np.sin(3 * np.arctan2(across, along) + self.rng.uniform(0, 6))
        coverage = np.clip(width_px / 2 * bump - np.hypot(along / stretch, across) + 0.5, 0, 1)
        blue = self.scene.blue[box]
        blue += strength * coverage * np.where(blue > 0.3, 0.6, 1)
        labels[coverage > 0.5] = len(self.classes)
        self.classes.append(kind)


def lattice(spacing_px, stretch, angle, jitter, rng):
    """Jittered places, `stretch` times as far apart along the angle as across it."""
    reach = np.arange(-SIZE_PX, SIZE_PX, spacing_px)
    across, along = np.meshgrid(reach, np.arange(-SIZE_PX, SIZE_PX, spacing_px * stretch))
    along = along + (np.arange(len(reach)) % 2) * spacing_px * stretch / 2
    across = across + rng.uniform(-jitter, jitter, across.shape) * spacing_px
    along = along + rng.uniform(-jitter, jitter, along.shape) * spacing_px * stretch
    x = SIZE_PX / 2 + along * np.cos(angle) - across * np.sin(angle)
    y = SIZE_PX / 2 + along * np.sin(angle) + across * np.cos(angle)
    places = np.stack([y.ravel(), x.ravel()], 1)
    return places[((places >= 0) & (places < SIZE_PX)).all(1)]


def scatter(canvas, where, kind, rng, *, diameter, elongation, spacing, stretch=1, jitter=0.35, aligned=0.0, strength=1.0, drop=0.1):
    """Nuclei of one sort where the mask is set, in pixels; `aligned` is the spread of angles in radians, 0 for any angle."""
    angle = rng.uniform(0, np.pi)
    bend = noise(where.shape, 60, rng) * 0.25
    for y, x in lattice(spacing, stretch, angle, jitter, rng):
        if where[int(y), int(x)] and not chance(drop, rng):
            d = diameter * np.exp(rng.normal(0, 0.1))
            e = max(1.0, elongation * np.exp(rng.normal(0, 0.15)))
            own = angle + bend[int(y), int(x)] + rng.normal(0, aligned) if aligned else rng.uniform(0, np.pi)
            canvas.nucleus(y, x, d * np.sqrt(e), d / np.sqrt(e), own, strength * np.exp(rng.normal(0, 0.15)), kind)
    return angle


def striped(shape, angle, rng):
    """Noise drawn out along the angle."""
    length = int(rng.integers(15, 41))
    kernel = np.zeros((length, length), np.float32)
    half = (length - 1) / 2
    ends = [(round(half + s * half * np.cos(angle)), round(half + s * half * np.sin(angle))) for s in (-1, 1)]
    cv2.line(kernel, *ends, 1)
    base = noise(shape, rng.uniform(0.8, 2), rng).astype(np.float32)
    field = cv2.filter2D(base, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT)
    return field / (field.std() + 1e-6)


def muscle(canvas, where, rng):
    """Spindles side by side, blunt and long, in striped fibres; or the same cut across."""
    haze = rng.uniform(0.5, 1.2)
    if chance(0.7, rng):
        angle = scatter(canvas, where, STROMA, rng, diameter=rng.uniform(10, 16), elongation=rng.uniform(2.5, 6),
                        spacing=rng.uniform(12, 26), stretch=rng.uniform(1.5, 3), jitter=0.4, aligned=rng.uniform(0.05, 0.2),
                        strength=rng.uniform(0.6, 1.1), drop=rng.uniform(0.05, 0.5))
        texture = haze * np.clip(1 + 0.35 * striped(where.shape, angle, rng), 0, 2)
    else:
        scatter(canvas, where, STROMA, rng, diameter=rng.uniform(6, 11), elongation=1.3, spacing=rng.uniform(14, 28),
                strength=rng.uniform(0.6, 1.2), drop=rng.uniform(0.1, 0.5))
        texture = haze * np.clip(1 + 0.3 * noise(where.shape, rng.uniform(3, 7), rng), 0, 2)
    canvas.scene.haze = np.where(where, texture, canvas.scene.haze).astype(np.float32)


def stroma(canvas, where, rng):
    """Few thin nuclei, much fibre."""
    angle = scatter(canvas, where, STROMA, rng, diameter=rng.uniform(8, 14), elongation=rng.uniform(2, 5),
                    spacing=rng.uniform(20, 45), stretch=rng.uniform(1, 2), jitter=0.5, aligned=rng.uniform(0.1, 0.6),
                    strength=rng.uniform(0.6, 1.3), drop=rng.uniform(0.1, 0.5))
    texture = rng.uniform(0.2, 1) * np.clip(1 + 0.5 * striped(where.shape, angle, rng), 0, 2)
    canvas.scene.haze = np.where(where, texture, canvas.scene.haze).astype(np.float32)


def lymphoid(canvas, where, rng):
    """Small, round, dark, close."""
    scatter(canvas, where, LYMPHOCYTE, rng, diameter=rng.uniform(10, 14.5), elongation=rng.uniform(1, 1.25),
            spacing=rng.uniform(12, 19), strength=rng.uniform(0.9, 1.6), jitter=0.3, drop=rng.uniform(0, 0.25))
    canvas.scene.haze = np.where(where, rng.uniform(0, 0.4), canvas.scene.haze).astype(np.float32)


def sheet(canvas, where, rng):
    """Large nuclei at a cell's distance."""
    diameter = rng.uniform(14, 24)
    scatter(canvas, where, EPITHELIUM, rng, diameter=diameter, elongation=rng.uniform(1.05, 1.5), jitter=0.3,
            spacing=diameter * rng.uniform(1.0, 1.7), strength=rng.uniform(0.6, 1.3), drop=rng.uniform(0, 0.15))
    texture = rng.uniform(0.2, 0.9) * np.clip(1 + 0.3 * noise(where.shape, rng.uniform(1, 4), rng), 0, 2)
    canvas.scene.haze = np.where(where, texture, canvas.scene.haze).astype(np.float32)


def glands(canvas, where, rng):
    """Rings of tall cells around lumina: nuclei like palings, in one to three rows; the lumen is empty."""
    shape = where.shape
    for _ in range(rng.integers(2, 6)):
        centre, lumen = rng.uniform(0, SIZE_PX, 2), rng.uniform(8, 55)
        if not where[tuple(centre.astype(int))]:
            continue
        length, width = rng.uniform(16, 26), rng.uniform(8, 13)
        rows, gap = int(rng.integers(1, 4)), rng.uniform(4, 24)  # gap: apical cytoplasm
        yy, xx = np.mgrid[:shape[0], :shape[1]]
        distance = np.hypot(yy - centre[0], xx - centre[1]) * (1 + 0.1 * noise(shape, 30, rng))
        outside = lumen + gap + length * (0.6 * rows + 0.6)
        inside = distance < outside
        forget(canvas, inside)
        canvas.scene.haze = np.where(inside, np.where(distance < lumen, 0, rng.uniform(0.2, 0.9)), canvas.scene.haze).astype(np.float32)
        for row in range(rows):
            radius = lumen + gap + length * (0.55 + 0.6 * row)
            count = max(5, int(2 * np.pi * radius / (width * rng.uniform(1.0, 1.5))))
            for angle in 2 * np.pi * (np.arange(count) + rng.uniform(-0.25, 0.25, count)) / count:
                r = radius + rng.normal(0, 0.12 * length)
                y, x = centre + r * np.array([np.sin(angle), np.cos(angle)])
                if 0 <= y < SIZE_PX and 0 <= x < SIZE_PX and inside[int(y), int(x)]:
                    l, w = length * np.exp(rng.normal(0, 0.12)), width * np.exp(rng.normal(0, 0.12))
                    canvas.nucleus(y, x, max(l, w), min(l, w), angle + rng.normal(0, 0.15), np.exp(rng.normal(0, 0.15)), EPITHELIUM)


def files(canvas, where, rng):
    """Strings of cells that wind through what is there, one to three cells wide, each cell in its own cytoplasm."""
    shape = where.shape
    bend = noise(shape, rng.uniform(20, 60), rng) * rng.uniform(0.2, 0.8)
    direction, diameter = rng.uniform(0, 2 * np.pi), rng.uniform(12, 22)
    cytoplasm, rim = rng.uniform(0.2, 0.9), rng.uniform(2, 7)
    for _ in range(rng.integers(3, 14)):
        y, x = rng.uniform(0, SIZE_PX, 2)
        rows, spacing = int(rng.choice([1, 1, 1, 2, 3])), diameter * rng.uniform(1.0, 1.7)
        places = []
        for _ in range(int(rng.integers(4, 40))):
            if not (0 <= y < SIZE_PX and 0 <= x < SIZE_PX):
                break
            angle = direction + bend[int(y), int(x)]
            for row in range(rows):
                off = (row - (rows - 1) / 2) * spacing * rng.uniform(0.8, 1.1)
                places.append((y + off * np.cos(angle) + rng.normal(0, 1), x - off * np.sin(angle) + rng.normal(0, 1), angle))
            y, x = y + spacing * np.sin(angle), x + spacing * np.cos(angle)
        places = [p for p in places if 0 <= p[0] < SIZE_PX and 0 <= p[1] < SIZE_PX and where[int(p[0]), int(p[1])]]
        body = np.zeros(shape, np.uint8)
        for py, px, _ in places:
            cv2.circle(body, (int(px), int(py)), int(diameter / 2 + rim), 1, -1)
        forget(canvas, body > 0)
        canvas.scene.haze = np.where(body > 0, cytoplasm, canvas.scene.haze).astype(np.float32)
        for py, px, angle in places:
            if not chance(0.05, rng):
                d, e = diameter * np.exp(rng.normal(0, 0.1)), max(1.0, 1.15 * np.exp(rng.normal(0, 0.12)))
                canvas.nucleus(py, px, d * np.sqrt(e), d / np.sqrt(e), angle + rng.normal(0, 0.5), np.exp(rng.normal(0, 0.15)), EPITHELIUM)


def forget(canvas, where):
    """Clears the mask of nuclei; those that reach into it go as a whole."""
    gone = np.unique(canvas.scene.labels[where])
    lost = np.isin(canvas.scene.labels, gone[gone > 0]) | where
    canvas.scene.blue[lost] = 0
    canvas.scene.labels[lost] = 0


BESIDE = [(muscle, 0.4), (stroma, 0.3), (lymphoid, 0.3)]


def drawn_tissue(rng):
    """Scene and the class of each label."""
    canvas = Canvas(rng)
    where = noise((SIZE_PX, SIZE_PX), rng.uniform(30, 70), rng) > rng.choice([-0.6, 0.0, 0.6])
    alone = chance(0.35, rng)  # single files lie in stroma
    beside = BESIDE[rng.choice(len(BESIDE), p=[share for _, share in BESIDE])][0]
    beside(canvas, ~where if chance(0.85, rng) and not alone else np.ones_like(where), rng)
    if alone:
        files(canvas, np.ones_like(where), rng)
    else:
        (glands if chance(0.5, rng) else sheet)(canvas, where, rng)
    canvas.scene.blue = canvas.scene.blue.astype(np.float32)
    return canvas.scene, np.array(canvas.classes, np.uint8)
