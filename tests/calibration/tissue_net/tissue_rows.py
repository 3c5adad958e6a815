"""What is measured: breast fields that did not train, with brown and without; marked cores; tiles of known tissue."""
import json
import pathlib
import re
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

import paths  # noqa: F401
import stain
from fields import EPITHELIUM, marked_fields
from real_fields import ROOT, halved as halved_picture
from scene import scene_of_field
from sources import read
from tissue_pool import MAP_UM_PER_PX, example, marks

NUCLEAR_OD = 0.2
# Title, brown, factor of haematoxylin.
VARIANTS = [("plain", "none", 1), ("DAB on epithelium", "epithelium", 1), ("DAB on others", "others", 1), ("DAB on all", "all", 1),
            ("haematoxylin x 0.4", "none", 0.4), ("haematoxylin x 1.5", "none", 1.5)]
MARKED_CORES = "tests/real/marked_regions.json"
GLASS_SHARE = 0.93  # of the brightest light
LEAST_NUCLEUS_SCALES = 0.45
LEVEL_0_PER_UM = 4  # pixels of a core
LEVEL_0_PER_MAP_PX = LEVEL_0_PER_UM * MAP_UM_PER_PX
TUMOUR = "tumour"


class Marked(NamedTuple):
    detail: np.ndarray
    context: np.ndarray
    scale: int
    rows: np.ndarray
    columns: np.ndarray
    classes: np.ndarray


def field_cases(data, part, kind, factor, seed=99):
    """Every field once: the same picture for every kind and factor but for the brown and the strength of blue."""
    for index, marked in enumerate(marked_fields(data, part)):
        scene = scene_of_field(marked.field, np.random.default_rng([seed, index]), varied=False)
        e = example(scene, marked.classes, [[seed, index, n] for n in range(3)], NUCLEAR_OD * factor, [kind], as_trained=False)
        yield Marked(*e.planes[0], e.scale, *marks(scene.labels, marked.classes, e.classes.shape))


def nuclei(h, d, scale):
    """Rows, columns at 2 um/px of the summits of haematoxylin."""
    response = stain.blob_response(h, d)
    summits = (response >= cv2.dilate(response, np.ones((7, 7)))) & (response > LEAST_NUCLEUS_SCALES * scale)
    return tuple(places // MAP_UM_PER_PX for places in np.nonzero(summits))


def cells(path):
    """Rows, columns at 2 um/px of the seeds of a core's cells."""
    import h5py  # only here
    with h5py.File(path) as file:
        return tuple((np.asarray(file["obs"][name]) / LEVEL_0_PER_MAP_PX).astype(int) for name in ("seed_y", "seed_x"))


class Core(NamedTuple):
    name: str
    rgb: np.ndarray  # 0.5 um/px
    hematoxylin: np.ndarray
    dab: np.ndarray
    scale: int
    regions: dict  # {kind: bool plane at 2 um/px}


def light(rgb):
    """Median of the glass."""
    brightest = stain.background_light(rgb)
    glass = (rgb > GLASS_SHARE * brightest).all(2)
    return np.median(rgb[glass], axis=0) if glass.any() else brightest


def rasterised(polygons, shape):
    plane = np.zeros(shape, np.uint8)
    for polygon in polygons:
        cv2.fillPoly(plane, [np.rint(np.array(polygon) / LEVEL_0_PER_MAP_PX - 0.5).astype(np.int32)], 1)
    return plane > 0


def corners(numbers):
    """Of a rectangle (four numbers) or a polygon."""
    x0, y0, x1, y1 = numbers[:4]
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)] if len(numbers) == 4 else list(zip(numbers[::2], numbers[1::2]))


def marked_polygons(data):
    """{path: {kind: polygons in pixels of 0.25 um}} of all cores with marks."""
    data = pathlib.Path(data)
    result = {}
    for name, kinds in json.loads((ROOT / MARKED_CORES).read_text())["slides"].items():
        result[data / "her2_cores" / name] = {kind: [corners(r) for r in regions] for kind, regions in kinds.items()}
    for path in sorted((data / "her2_cores_more/regions").glob("*.geojson")):
        kinds = {}
        for feature in json.loads(path.read_text())["features"]:
            kinds.setdefault(feature["properties"]["classification"]["name"], []).append(feature["geometry"]["coordinates"][0])
        result[path.parent.parent / f"{path.stem}.tif"] = kinds
    return result


def cores(data):
    Image.MAX_IMAGE_PIXELS = None
    for path, kinds in marked_polygons(data).items():
        rgb = halved_picture(read(path))
        h, d = stain.unmix(rgb, light(rgb))
        shape = tuple(-(-(n // 2) // 2) for n in h.shape)
        regions = {kind: rasterised(polygons, shape) for kind, polygons in kinds.items()}
        yield Core(path.stem, rgb, h, d, stain.hematoxylin_scale(h, d), regions)


def tiles(data):
    """(tissue, haematoxylin, DAB, scale): what absorbs red is haematoxylin, the scale is that of the collection."""
    for folder in sorted(p for p in (pathlib.Path(data) / "training/tissue_tiles").iterdir() if p.is_dir()):
        tissues = [(p.parent.name, tile_hematoxylin(p)) for p in sorted(folder.rglob("*")) if p.suffix in (".jpg", ".png", ".tif")]
        scales = [stain.hematoxylin_scale(h, 0 * h) for _, h in tissues]
        scale = int(np.median([s for s in scales if s]))
        for tissue, h in tissues:
            yield f"{folder.name} {tissue}", h, np.zeros_like(h), scale


def tile_hematoxylin(path):
    rgb = read(path)
    density = stain.optical_density(rgb, stain.background_light(rgb))[..., 0]
    return np.rint(density * stain.MILLI).astype(np.int16)


def is_epithelium(classes):
    return classes == EPITHELIUM


def chosen(own, neighbourhood):
    """As segmentation/tumour_cells.cpp chooses, whose constants these are."""
    weights = {name: float(re.search(rf"{name} = (-?[\d.]+);", (ROOT / "segmentation/tumour_cells.cpp").read_text()).group(1))
               for name in ("kIntercept", "kOwnWeight", "kNeighbourhoodWeight")}
    return weights["kIntercept"] + weights["kOwnWeight"] * own + weights["kNeighbourhoodWeight"] * neighbourhood >= 0
