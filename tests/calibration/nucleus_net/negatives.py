"""What is taken for a nucleus and is none: lumina, rims of tissue, red cells, pigment, tissue without nuclei.

Each works on a scene whose stains are optical densities. Nuclei that are painted over lose their label; what is left of one that
is cut is neither nucleus nor background.
"""
import cv2
import numpy as np

from scene import chance, log_uniform, noise

CUT_SHARE = 0.25  # a nucleus that loses more is no longer one


def remove(scene, where):
    """Takes the tissue away where the mask is set, and the labels of nuclei that lose much."""
    before = np.bincount(scene.labels.ravel(), minlength=scene.count + 1)
    lost = np.bincount(scene.labels[where], minlength=scene.count + 1)
    cut = lost > CUT_SHARE * np.maximum(before, 1)
    cut[0] = False
    fragments = cut[scene.labels] & ~where
    scene.unknown = (scene.unknown & ~where) | fragments
    scene.labels[where | cut[scene.labels]] = 0


def soft(mask, sigma_px):
    return cv2.GaussianBlur(mask.astype(np.float32), (0, 0), sigma_px)


def blob(shape, centre, radius_px, unevenness, rng):
    """An uneven ellipse, by the distance to its rim in pixels: negative inside."""
    yy, xx = np.mgrid[:shape[0], :shape[1]]
    angle, ratio = rng.uniform(0, np.pi), rng.uniform(0.6, 1)
    dy, dx = yy - centre[0], xx - centre[1]
    along, across = dx * np.cos(angle) + dy * np.sin(angle), (dy * np.cos(angle) - dx * np.sin(angle)) / ratio
    distance = np.hypot(along, across) - radius_px
    return (distance + unevenness * noise(shape, max(2, radius_px / 2), rng)).astype(np.float32)


def random_place(shape, rng):
    return rng.uniform(0, shape[0]), rng.uniform(0, shape[1])


def add_lumina(scene, blue_od, rng):
    """Empty, as pale as glass or with a little secretion, ringed by brown and sometimes by blue."""
    shape = scene.labels.shape
    for _ in range(rng.integers(1, 7)):
        distance = blob(shape, random_place(shape, rng), log_uniform(3, 20, rng), rng.uniform(0, 1.5), rng)
        where = distance < 0
        remove(scene, where)
        keep = 1 - soft(where, rng.uniform(0.5, 1.2))
        content = rng.uniform(0, 0.12) if chance(0.3, rng) else 0
        ring = np.exp(-0.5 * (distance / rng.uniform(0.7, 2)) ** 2)
        scene.blue = scene.blue * keep + blue_od * (content * (1 - keep) + (rng.uniform(0, 0.5) * ring if chance(0.3, rng) else 0))
        scene.brown = scene.brown * keep + log_uniform(0.05, 1.4, rng) * ring * chance(0.75, rng)


def add_glass(scene, blue_od, rng):
    """The tissue ends: glass beyond an uneven edge, whose rim is darker in both stains and may have a bright line beside it."""
    shape = scene.labels.shape
    angle, offset = rng.uniform(0, 2 * np.pi), rng.uniform(-0.35, 0.35) * min(shape)
    yy, xx = np.mgrid[:shape[0], :shape[1]]
    distance = (yy - shape[0] / 2) * np.sin(angle) + (xx - shape[1] / 2) * np.cos(angle) - offset
    distance = (distance + rng.uniform(0, 6) * noise(shape, rng.uniform(3, 12), rng)).astype(np.float32)
    remove(scene, distance > 0)
    keep = 1 - soft(distance > 0, rng.uniform(0.4, 1.2))
    rim = np.exp(-0.5 * ((distance + 1) / rng.uniform(0.6, 2)) ** 2) * np.clip(1 + noise(shape, 4, rng), 0, 2.5)
    bright = np.exp(-0.5 * ((distance - 2) / 1.0) ** 2) * rng.uniform(0, 0.06)
    scene.blue = scene.blue * keep + blue_od * rng.uniform(0, 0.8) * rim - bright
    scene.brown = scene.brown * keep + log_uniform(0.02, 0.5, rng) * rim - bright


def paint_over(scene, gone, also, blue_od, rng):
    """Blue of the nuclei with `gone` by number, and of the mask `also`, becomes that of the tissue between nuclei; brown stays."""
    shape = scene.labels.shape
    between = ~grown(scene.nuclei | scene.unknown, 3)
    background = np.median(scene.blue[between]) if between.any() else 0
    lost = gone[scene.labels]
    others = grown(scene.nuclei & ~lost, 1)
    paint = soft(((grown(lost, 3) | also) & ~others) | lost, 0.7)
    filler = background + 0.08 * blue_od * noise(shape, rng.uniform(0.8, 4), rng)
    scene.blue = scene.blue * (1 - paint) + np.maximum(filler, 0) * paint
    scene.labels[lost] = 0


def grown(mask, radius_px):
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * radius_px + 1,) * 2, np.uint8)) > 0


def empty_tissue(scene, blue_od, rng):
    """Stroma: no nucleus left in part of the field or in all of it."""
    shape = scene.labels.shape
    where = np.ones(shape, bool) if chance(0.4, rng) else noise(shape, rng.uniform(15, 40), rng) > 0
    gone = np.zeros(scene.count + 1, bool)
    gone[np.unique(scene.labels[where])] = True  # whole nuclei, so that none is cut
    gone[0] = False
    paint_over(scene, gone, where & grown(scene.unknown, 3), blue_od, rng)
    scene.unknown &= ~where


def empty_cells(scene, blue_od, rng):
    """Cells cut beside their nucleus: a ring of membrane alone is no nucleus."""
    gone = rng.random(scene.count + 1) < rng.uniform(0.05, 0.5)
    gone[0] = False
    paint_over(scene, gone, np.zeros(scene.labels.shape, bool), blue_od, rng)


def add_specks(scene, _, rng):
    """Pigment and dust: grey to black in all stains."""
    shape = scene.labels.shape
    for _ in range(rng.integers(1, 12)):
        distance = blob(shape, random_place(shape, rng), log_uniform(1, 5, rng), 0.5, rng)
        dark = soft(distance < 0, rng.uniform(0.4, 1)) * log_uniform(0.2, 1.2, rng)
        remove(scene, distance < 1)
        scene.blue += dark * rng.uniform(0.1, 0.8)
        scene.brown += dark


def add_red_cells(scene, blue_od, rng):
    """Pale discs of 7 um, without a nucleus, a little brown."""
    shape = scene.labels.shape
    middle = random_place(shape, rng)
    for _ in range(rng.integers(3, 25)):
        place = middle + rng.normal(0, 20, 2)
        distance = blob(shape, place, rng.uniform(4.5, 7.5), 0.3, rng)
        where = distance < 0
        remove(scene, where)
        cover, hollow = soft(where, 0.7), 1 - 0.4 * soft(distance < -3, 1)
        scene.blue = scene.blue * (1 - cover) + cover * hollow * min(0.25 * blue_od, 0.05)
        scene.brown = scene.brown * (1 - cover) + cover * hollow * log_uniform(0.02, 0.15, rng)


# In this order, each with its share of scenes.
KINDS = [(empty_cells, 0.35), (empty_tissue, 0.08), (add_lumina, 0.25), (add_glass, 0.12), (add_specks, 0.08),
         (add_red_cells, 0.05)]


def add_negatives(scene, blue_od, rng):
    for kind, share in KINDS:
        if chance(share, rng):
            kind(scene, blue_od, rng)
