#!/usr/bin/python3
"""Fits the logistic weights of segmentation/tumour_cells.cpp and prints the constants to paste.

usage: fit_tumour_cells.py HERALD ../shared/data
Scores the breast fields of the list "val" (training/brca_m2c; they have no patient in common with those that test, and trained no
net), recoloured as tests/accuracy/marked_fields.py says, with lines of DAB on no kind of cell, on each and on all. Epithelium
counts as much as lymphocytes and stroma together, and these as much as each other. Needs Debian's python3-h5py, python3-numpy,
python3-pil and python3-scipy.
"""
import pathlib
import sys
import tempfile

import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/accuracy"))
import marked_fields  # noqa: E402
from matching import nearest_pairs  # noqa: E402
from program import Herald  # noqa: E402
from tumour_choice import MATCH_UM, STAINS  # noqa: E402

FEATURES = {"tissue_logit": "kOwnWeight", "neighbourhood_tissue_logit": "kNeighbourhoodWeight"}  # both must come out positive
SHARES = {marked_fields.EPITHELIUM: 0.5, marked_fields.LYMPHOCYTE: 0.25, marked_fields.STROMA: 0.25}
RIDGE = 1e-3
# Added to the intercept: on immunostains of cores that a net has not seen (tissue_net/tune.py --leave-out) its log odds are so much
# lower than on recoloured fields of haematoxylin and eosin.
IMMUNOSTAIN_SHIFT = 0.8


def measured(herald, shared):
    """Features and kinds of all marked cells that were found."""
    features, kinds = [], []
    for counterstain, stained_kinds in STAINS.values():
        for index, field in enumerate(marked_fields.names(shared, "val")):
            rgb, places, of_marks = marked_fields.read(shared, field)
            picture = marked_fields.recoloured(rgb, places, of_marks, counterstain, stained_kinds, index)
            slide = herald.score_picture("fit", picture, marked_fields.MPP)
            if not slide.folder:
                continue
            with h5py.File(slide.folder / "cells.h5ad") as store:
                columns = np.stack([store["obs"][name][:] for name in FEATURES], axis=1).astype(float)
            pairs = np.reshape(nearest_pairs(slide.cells.centroid, places, MATCH_UM / marked_fields.MPP), (-1, 2)).astype(int)
            features.append(columns[pairs[:, 0]])
            kinds.append(of_marks[pairs[:, 1]])
    return np.concatenate(features), np.concatenate(kinds)


def fitted(features, positive, weight):
    """Newton's method: intercept and weights."""
    x = np.column_stack([np.ones(len(features)), features])
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (weight * (positive - p)) - RIDGE * beta
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(beta))
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-9:
            break
    return beta


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as work:
        features, kinds = measured(Herald(arguments[0], work), pathlib.Path(arguments[1]))
    weight = np.zeros(len(kinds))
    for kind, share in SHARES.items():
        weight[kinds == kind] = share * len(kinds) / max(1, (kinds == kind).sum())
    beta = fitted(features, kinds == marked_fields.EPITHELIUM, weight)
    taken = beta[0] + features @ beta[1:] > 0
    print(f"{len(kinds)} marked cells; taken as tumour: " + ", ".join(
        f"{name} {np.mean(taken[kinds == kind]):.3f}" for name, kind in
        (("epithelium", marked_fields.EPITHELIUM), ("lymphocytes", marked_fields.LYMPHOCYTE), ("stroma", marked_fields.STROMA))))
    beta[0] += IMMUNOSTAIN_SHIFT
    for name, value in zip(["kIntercept", *FEATURES.values()], beta):
        print(f"constexpr double {name} = {value:.4f};")


if __name__ == "__main__":
    main(sys.argv[1:])
