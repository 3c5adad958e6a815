"""Breast fields with marked cells (shared data, training/brca_m2c, its own test list), recoloured to immunohistochemistry.

The fields are stained with haematoxylin and eosin at 0.5 um/px; eosin is left out. Marks: lymphocyte, tumour or normal epithelium,
stroma. Lines of DAB where marked cells meet are drawn on the kinds that are asked for: they must change nothing.
"""
import numpy as np
from PIL import Image
from scipy.spatial import cKDTree

from recolour import DAB, DARKEST, HEMATOXYLIN

FOLDER = "training/brca_m2c"
MPP = 0.5
LYMPHOCYTE, EPITHELIUM, STROMA = 1, 2, 3
OTHERS = (LYMPHOCYTE, STROMA)
EOSIN = np.array([0.07, 0.99, 0.11])  # Ruifrok & Johnston 2001
GLASS_PERCENTILE = 99
LIGHT = np.array([238.0, 238.0, 242.0])
COUNTERSTAIN = 0.35  # of the haematoxylin of such slides; immunostains are counterstained more weakly
LINE_OD, LINE_SIGMA_UM, CELL_RADIUS_UM = 0.5, 0.6, 7.0


def patient(name):
    return name[:12]  # TCGA-XX-XXXX


def names(shared, part="test", count=None):
    """Fields of a list of the data's authors, less what shares a patient with the test fields; None without the data."""
    folder = shared / FOLDER
    if not (folder / "brca_ds_test.txt").exists():
        return None
    listed = {p: (folder / f"brca_ds_{p}.txt").read_text().split() for p in {part, "test"}}
    tested = set() if part == "test" else {patient(name) for name in listed["test"]}
    return sorted(name for name in listed[part] if patient(name) not in tested)[:count]


def read(shared, name):
    """The picture, and its marks: centres (x, y) in pixels and kinds."""
    with Image.open(shared / FOLDER / "images" / name) as picture:
        rgb = np.asarray(picture.convert("RGB"))
    path = shared / FOLDER / "labels" / name.replace(".png", "_gt_class_coords.txt")
    marks = np.loadtxt(path, ndmin=2)
    inside = (marks[:, :2] >= 0).all(axis=1) & (marks[:, 0] < rgb.shape[0]) & (marks[:, 1] < rgb.shape[1])
    return rgb, marks[inside, 1::-1] + 0.5, marks[inside, 2].astype(int)


def hematoxylin_of(rgb):
    """Amount of haematoxylin beside eosin, optical density, not below 0."""
    unit = [v / np.linalg.norm(v) for v in (HEMATOXYLIN, EOSIN)]
    stains = np.stack([*unit, np.cross(*unit) / np.linalg.norm(np.cross(*unit))])
    light = np.percentile(rgb.reshape(-1, 3), GLASS_PERCENTILE, axis=0)
    density = -np.log10(np.maximum(rgb.astype(float), DARKEST) / light)
    return np.maximum((density @ np.linalg.inv(stains))[..., 0], 0)


def lines(shape, places, chosen):
    """0-1: where a chosen cell meets another, or ends, at CELL_RADIUS_UM."""
    plane = np.zeros(shape)
    if len(places) < 2 or not chosen.any():
        return plane
    y, x = np.mgrid[: shape[0], : shape[1]] + 0.5
    distance, nearest = cKDTree(places).query(np.stack([x, y], axis=-1), k=2)
    apart = np.hypot(*np.moveaxis(places[nearest[..., 0]] - places[nearest[..., 1]], -1, 0))
    to_border = (distance[..., 1] ** 2 - distance[..., 0] ** 2) / (2 * np.maximum(apart, 1e-6))
    to_border = np.minimum(to_border, CELL_RADIUS_UM / MPP - distance[..., 0]) * MPP
    own = chosen[nearest[..., 0]] | (chosen[nearest[..., 1]] & (to_border >= 0))
    return np.exp(-0.5 * (to_border / LINE_SIGMA_UM) ** 2) * own


def recoloured(rgb, places, kinds, counterstain, stained_kinds, seed):
    """8-bit picture with haematoxylin times COUNTERSTAIN times `counterstain`, and lines of DAB on cells of these kinds."""
    vectors = [v / np.linalg.norm(v) for v in (HEMATOXYLIN, DAB)]
    amount = hematoxylin_of(rgb) * COUNTERSTAIN * counterstain
    brown = LINE_OD * lines(amount.shape, places, np.isin(kinds, stained_kinds))
    light = LIGHT * 10 ** -(amount[..., None] * vectors[0] + brown[..., None] * vectors[1])
    noise = np.random.default_rng(seed).normal(0, 1, light.shape)
    return np.clip(np.rint(light + noise), 0, 255).astype(np.uint8)
