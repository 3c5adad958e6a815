#!/usr/bin/python3
"""Fits the logistic weights of segmentation/tumour_cells.cpp and prints how well they do, core by core.

usage: fit_tumour_cells.py RESULTS_OF_CORES RESULTS_OF_SAMPLES
Both are folders that `herald score` wrote (any tumour selection): the cores of the marked regions, and sample_slides. Truth is
tests/real/marked_regions.json for the cores and the samples' own truth files. Needs Debian's python3-h5py and python3-numpy.
"""
import json
import pathlib
import sys

import h5py
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FEATURES = ["neighbourhood_ring_od_p50", "neighbourhood_ring_od_cv", "ring_od_p50", "ring_od_cv", "nucleus_area_um2", "nucleus_eccentricity"]
CAPS = {"neighbourhood_ring_od_cv": 2.0, "ring_od_cv": 2.0}
RIDGE = 1e-3


def stores(folder):
    for path in sorted(pathlib.Path(folder).glob("slides/*/result.json")):
        slide = json.loads(path.read_text())["slide"]["path"]
        store = path.parent / "cells.h5ad"
        if store.exists():
            yield slide, h5py.File(store, "r")


def features(store):
    obs = store["obs"]
    columns = [np.minimum(obs[name][:], CAPS.get(name, np.inf)) for name in FEATURES]
    return np.stack(columns, axis=1).astype(float), np.stack([obs["seed_x"][:], obs["seed_y"][:]], axis=1)


def truth_by_regions(seeds, regions):
    label = np.full(len(seeds), -1)
    for value, kind in ((1, "tumour"), (0, "other")):
        for x0, y0, x1, y1 in regions[kind]:
            inside = (seeds[:, 0] >= x0) & (seeds[:, 0] < x1) & (seeds[:, 1] >= y0) & (seeds[:, 1] < y1)
            label[inside] = value
    return label


def truth_by_phantom(seeds, truth, largest_distance_px=16):
    label = np.full(len(seeds), -1)
    known = np.array([(c["x"], c["y"]) for c in truth["cells"]], dtype=float)
    kinds = np.array([c["kind"] == "tumour" for c in truth["cells"]])
    for i, seed in enumerate(seeds):
        distance = np.hypot(*(known - seed).T)
        nearest = int(np.argmin(distance))
        if distance[nearest] <= largest_distance_px:
            label[i] = int(kinds[nearest])
    return label


def fit(x, y, w):
    mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.c_[np.ones(len(x)), (x - mean) / deviation]
    b = np.zeros(z.shape[1])
    penalty = RIDGE * w.sum() * np.r_[0, np.ones(len(b) - 1)]
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ b))
        b += np.linalg.solve((z * (w * p * (1 - p))[:, None]).T @ z + np.diag(penalty + 1e-9), z.T @ (w * (y - p)) - penalty * b)
    weights = b[1:] / deviation
    return b[0] - weights @ mean, weights


def auc(score, y):
    rank = np.empty(len(score))
    rank[np.argsort(score)] = np.arange(1, len(score) + 1)
    positive, negative = (y == 1).sum(), (y == 0).sum()
    return (rank[y == 1].sum() - positive * (positive + 1) / 2) / (positive * negative)


def balanced(sets):
    """Every slide weighs the same, and so does each kind on it."""
    x = np.vstack([s[0] for s in sets])
    y = np.hstack([s[1] for s in sets])
    w = np.hstack([np.where(s[1] == 1, 0.5 / max(1, (s[1] == 1).sum()), 0.5 / max(1, (s[1] == 0).sum())) for s in sets]) * 1000
    return x, y, w


def report(name, model, x, y):
    score = model[0] + x @ model[1]
    print(f"  {name:28} AUC {auc(score, y):.3f}  sensitivity {(score[y == 1] > 0).mean():.2f}  "
          f"specificity {(score[y == 0] <= 0).mean():.2f}  ({(y == 1).sum()} tumour, {(y == 0).sum()} other)")


def main():
    regions = json.loads((ROOT / "tests/real/marked_regions.json").read_text())["slides"]
    sets = {}
    for slide, store in stores(sys.argv[1]):
        if slide in regions:
            x, seeds = features(store)
            y = truth_by_regions(seeds, regions[slide])
            sets[slide] = (x[y >= 0], y[y >= 0])
    for slide, store in stores(sys.argv[2]):
        x, seeds = features(store)
        truth = json.loads((ROOT / "sample_slides" / (pathlib.Path(slide).stem + ".truth.json")).read_text())
        y = truth_by_phantom(seeds, truth)
        sets[slide] = (x[y >= 0], y[y >= 0])
    print("leaving the slide out:")
    for held in sets:
        model = fit(*balanced([s for name, s in sets.items() if name != held]))
        report(held, model, *sets[held])
    model = fit(*balanced(list(sets.values())))
    print("all slides:")
    for name, (x, y) in sets.items():
        report(name, model, x, y)
    print(f"intercept {model[0]:.3f}")
    for name, weight in zip(FEATURES, model[1]):
        print(f"{name} {weight:.4f}")


if __name__ == "__main__":
    main()
