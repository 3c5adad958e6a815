"""Breast fields whose nuclei are marked as lymphocyte, epithelium or stroma: who trains, who chooses the cut, who only tests."""
import functools
import pathlib
from typing import NamedTuple

import numpy as np

import paths  # noqa: F401
import sources

LYMPHOCYTE, EPITHELIUM, STROMA = 1, 2, 3


class MarkedField(NamedTuple):
    field: sources.Field
    classes: np.ndarray  # of each label, 0 for no nucleus


def folder(data):
    return pathlib.Path(data) / "training/brca_m2c"


def patient(name):
    return name[:12]  # TCGA-XX-XXXX


def names(data, part):
    """File names of a part of the data set; what trains shares no patient with what does not."""
    listed = {p: (folder(data) / f"brca_ds_{p}.txt").read_text().split() for p in ("train", "val", "test")}
    before = {"test": (), "val": ("test",), "train": ("test", "val")}[part]
    taken = {patient(name) for p in before for name in listed[p]}
    return sorted(name for name in listed[part] if patient(name) not in taken)


def path_of(data, name):
    return folder(data) / "images" / name


def files(data):
    """Every file that is read to train."""
    lists = [folder(data) / f"brca_ds_{p}.txt" for p in ("train", "val", "test")]
    paths_ = [path_of(data, name) for part in ("train", "val") for name in names(data, part)]
    return sorted(lists + [f for p in paths_ for f in (p, sources.points_path(p))])


@functools.lru_cache(maxsize=None)
def marked_fields(data, part):
    return [marked_field(path_of(data, name)) for name in names(data, part)]


def marked_field(path):
    """A label is the number of its point among those inside the picture."""
    rgb, points = sources.read(path), sources.read_points(path)
    inside = (points[:, :2] >= 0).all(1) & (points[:, 0] < rgb.shape[0]) & (points[:, 1] < rgb.shape[1])
    labels, unknown = sources.guessed_nuclei(rgb, points)
    field = sources.Field(path.stem, rgb, labels, unknown, sources.POINT_FIELD_UM_PER_PX, False)
    return MarkedField(field, np.r_[0, points[inside, 2]].astype(np.uint8))
