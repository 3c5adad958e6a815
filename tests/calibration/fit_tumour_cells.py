#!/usr/bin/python3
"""Fits the logistic weights of segmentation/tumour_cells.cpp, prints how well they do core by core, and the constants to paste.

usage: fit_tumour_cells.py RESULTS_OF_CORES RESULTS_OF_SAMPLES RESULTS_OF_MIXES MIXES
RESULTS_OF_* are folders that `herald score` wrote (any tumour selection): of the cores of the marked regions, of sample_slides,
and of MIXES, two synthetic slides on which every class lies beside every other:

  herald phantom --out MIXES --name mix --seed 702 --count 2 --mix iw=0.2,im=0.1,is=0.1,cw=0.2,cm=0.15,cs=0.15

Truth is tests/real/marked_regions.json for the cores and the synthetic slides' own truth files. On the mixes each true class
weighs the same: weakly stained tumour cells are to be found as well as strong ones. Needs Debian's python3-h5py and
python3-numpy.
"""
import json
import pathlib
import sys

import h5py
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FEATURES = {  # column of cells.h5ad: constant of tumour_cells.cpp; every weight must come out positive
    "ring_od_p50_contrast": "kRingMedianContrastWeight",
    "ring_od_p10_contrast": "kRingLowContrastWeight",
    "neighbourhood_nucleus_area_um2": "kNucleusAreaWeight",
    "neighbourhood_hematoxylin_ratio": "kHematoxylinRatioWeight",
}
CLASSES = ["0", "1+", "2+", "3+"]
RIDGE = 1e-3


def stores(folder):
    for path in sorted(pathlib.Path(folder).glob("slides/*/result.json")):
        slide = json.loads(path.read_text())["slide"]["path"]
        store = path.parent / "cells.h5ad"
        if store.exists():
            yield slide, h5py.File(store, "r")


def features(store):
    obs = store["obs"]
    columns = [obs[name][:] for name in FEATURES]
    return np.stack(columns, axis=1).astype(float), np.stack([obs["seed_x"][:], obs["seed_y"][:]], axis=1)


def truth_by_regions(seeds, regions):
    label = np.full(len(seeds), -1)
    for value, kind in ((1, "tumour"), (0, "other")):
        for region in regions[kind]:
            label[inside(seeds, corners(region))] = value
    return label


def corners(region):
    """Four numbers are a rectangle x0, y0, x1, y1; more are the corners of a polygon."""
    if len(region) == 4:
        x0, y0, x1, y1 = region
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    return list(zip(region[::2], region[1::2]))


def inside(points, polygon):
    """Even-odd rule."""
    x, y = points[:, 0], points[:, 1]
    result = np.zeros(len(points), bool)
    for (xa, ya), (xb, yb) in zip(polygon, polygon[1:] + polygon[:1]):
        crosses = (ya > y) != (yb > y)
        result ^= crosses & (x < xa + (xb - xa) * (y - ya) / (yb - ya if yb != ya else 1))
    return result


def truth_by_phantom(seeds, truth, largest_distance_px=16):
    """Tumour 1, other 0, no cell -1; and the place of a tumour cell's true class in CLASSES, -1 for the others."""
    label, true_class = np.full(len(seeds), -1), np.full(len(seeds), -1)
    known = np.array([(c["x"], c["y"]) for c in truth["cells"]], dtype=float)
    for i, seed in enumerate(seeds):
        distance = np.hypot(*(known - seed).T)
        nearest = int(np.argmin(distance))
        if distance[nearest] > largest_distance_px:
            continue
        cell = truth["cells"][nearest]
        label[i] = int(cell["kind"] == "tumour")
        if label[i]:
            true_class[i] = CLASSES.index(cell["class"])
    return label, true_class


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


def evened(group):
    """Weights that sum to 500 and are the same for each group."""
    kinds, index, count = np.unique(group, return_inverse=True, return_counts=True)
    return 500 / (len(kinds) * count[index])


def weights(y, true_class, is_mix):
    w = np.empty(len(y))
    w[y == 0] = evened(y[y == 0])
    w[y == 1] = evened(true_class[y == 1] if is_mix else y[y == 1])
    return w


def balanced(sets):
    """Every slide weighs the same, and so does each kind on it. `sets`: (features, labels, true classes, is it a mix)."""
    x = np.vstack([s[0] for s in sets])
    y = np.hstack([s[1] for s in sets])
    return x, y, np.hstack([weights(*s[1:]) for s in sets])


def report(name, model, x, y, true_class, is_mix):
    score = model[0] + x @ model[1]
    found, right = (score > 0) & (y == 1), score > 0
    by_class = [f"{(score[true_class == c] > 0).mean():.2f}" if (true_class == c).any() else "-" for c in range(len(CLASSES))]
    print(f"  {name:22} AUC {auc(score, y):.3f}  sensitivity {found.sum() / (y == 1).sum():.2f}  "
          f"specificity {(score[y == 0] <= 0).mean():.2f}  precision {found.sum() / max(1, right.sum()):.2f}  "
          f"({(y == 1).sum()} tumour, {(y == 0).sum()} other)"
          + (f"  sensitivity by class {' '.join(by_class)}" if (true_class >= 0).any() else ""))


def labelled_slides(cores_folder, samples_folder, mixes_folder, mixes):
    regions = json.loads((ROOT / "tests/real/marked_regions.json").read_text())["slides"]
    sets = {}
    for folder, truths in ((cores_folder, None), (samples_folder, ROOT / "sample_slides"), (mixes_folder, pathlib.Path(mixes))):
        for slide, store in stores(folder):
            x, seeds = features(store)
            if truths is None:
                y = truth_by_regions(seeds, regions[slide])
                true_class = np.full(len(y), -1)
            else:
                truth = json.loads((truths / (pathlib.Path(slide).stem + ".truth.json")).read_text())
                y, true_class = truth_by_phantom(seeds, truth)
            sets[slide] = (x[y >= 0], y[y >= 0], true_class[y >= 0], folder == mixes_folder)
    return sets


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sets = labelled_slides(*sys.argv[1:])
    print("leaving the slide out:")
    for held in sets:
        model = fit(*balanced([s for name, s in sets.items() if name != held]))
        report(held, model, *sets[held])
    model = fit(*balanced(list(sets.values())))
    print("all slides:")
    for name, labelled in sets.items():
        report(name, model, *labelled)
    print("for tumour_cells.cpp:")
    print(f"constexpr double kIntercept = {model[0]:.3f};")
    for constant, weight in zip(FEATURES.values(), model[1]):
        print(f"constexpr double {constant} = {weight:.4f};")
    if (model[1] <= 0).any():
        sys.exit("a weight has the wrong sign: the features no longer mean what tumour_cells.h says")


if __name__ == "__main__":
    main()
