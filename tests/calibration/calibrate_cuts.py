#!/usr/bin/python3
"""Chooses the cuts of [cell_class] on phantoms and cores, and prints how much the results depend on each.

usage: calibrate_cuts.py --check RESULTS
       calibrate_cuts.py RESULTS_OF_PHANTOMS TRUTH_OF_PHANTOMS RESULTS_OF_CORES LABELS.csv
RESULTS are folders that `herald score` wrote (phantoms with --set tumour.selection=all, cores with --rules gastric-resection and
any selection); TRUTH is the folder of the *.truth.json; LABELS.csv has columns `slide,label` with a label or `1+..2+`. Every store
is first classified with the cuts it was written with: class, completeness and pattern must come out as the program wrote them.
Cuts are then taken from a small grid: best mean class accuracy of the phantoms' cells among those that keep every core's label.
Needs Debian's python3-h5py, python3-numpy and python3-scipy.
"""
import csv
import itertools
import json
import pathlib
import sys

import h5py
import numpy as np
from scipy.spatial import cKDTree

NAMES = ["stained_od", "stained_od_um", "side_coefficient", "moderate_od_um", "strong_od_um", "complete_fraction", "none_fraction"]
CLASSES = ["0", "1+", "2+", "3+"]
CLASS_OF_PATTERN = np.array([0, 1, 2, 2, 2, 2, 3])  # none, iw, im, is, cw, cm, cs
TOLERANCE = 1e-6
LARGEST_MATCH_UM = 4.0
GRID = {
    "stained_od": [0.025, 0.030, 0.035, 0.040],
    "stained_od_um": [0, 0.02, 0.03, 0.04, 0.05],
    "side_coefficient": [0, 0.15, 0.35, 0.5],
    "moderate_od_um": [0.14, 0.16, 0.18, 0.20, 0.22],
    "strong_od_um": [0.36, 0.40, 0.44, 0.48, 0.52],
    "complete_fraction": [0.75, 0.80, 0.85],
    "none_fraction": [0.15],
}


class Store:
    def __init__(self, folder):
        self.slide = json.loads((folder / "result.json").read_text())["slide"]["path"]
        with h5py.File(folder / "cells.h5ad", "r") as file:
            obs = file["obs"]
            about = file["uns/herald"]
            self.cuts = {name: float(about["cell_class"][name][()]) for name in NAMES}
            self.steps = float(about["contrast_step_od"][()]), float(about["excess_step_od_um"][()])
            self.mpp_um = float(about["mpp"][()])
            self.contrast = file["obsm/membrane_contrast"][:].astype(int)
            self.excess = file["obsm/membrane_excess"][:].astype(int)
            self.side_dab_od = np.maximum(obs["side_dab_od"][:].astype(float), 0)
            self.tumour = obs["tumour"][:].astype(bool)
            self.seeds = np.stack([obs["seed_x"][:], obs["seed_y"][:]], axis=1) + 0.5
            self.written_class = obs["class/codes"][:]
            self.written_completeness = obs["completeness"][:]

    def classify(self, cuts):
        """Completeness and pattern (0-6) of every cell: scoring/cell_class.cpp in whole steps."""
        contrast_step, excess_step = self.steps
        threshold = (cuts["stained_od"] + cuts["side_coefficient"] * self.side_dab_od) / contrast_step
        stained = self.contrast > np.floor(threshold + TOLERANCE)[:, None]
        stained &= self.excess > np.floor(cuts["stained_od_um"] / excess_step + TOLERANCE)
        count = stained.sum(axis=1)
        excess_sum = (self.excess * stained).sum(axis=1)
        completeness = count / stained.shape[1]
        reaches = lambda cut: excess_sum >= cut / excess_step * count - TOLERANCE
        strength = np.where(reaches(cuts["strong_od_um"]), 2, np.where(reaches(cuts["moderate_od_um"]), 1, 0))
        pattern = np.where(completeness >= cuts["complete_fraction"], 4, 1) + strength
        return completeness, np.where((count == 0) | (completeness < cuts["none_fraction"]), 0, pattern)

    def differences(self):
        completeness, pattern = self.classify(self.cuts)
        wrong = (CLASS_OF_PATTERN[pattern] != self.written_class) | (np.abs(completeness - self.written_completeness) > 1e-6)
        return int(wrong.sum())


def stores(folder):
    return [Store(path.parent) for path in sorted(pathlib.Path(folder).glob("slides/*/cells.h5ad"))]


def check(all_stores):
    wrong = {store.slide: store.differences() for store in all_stores}
    for slide, count in wrong.items():
        if count:
            print(f"{slide}: {count} cells are classified otherwise than the program did", file=sys.stderr)
    return bool(wrong) and not any(wrong.values())


def truth_classes(store, folder):
    """Pairs (row of the store, true class) of the tumour cells found, one to one."""
    truth = json.loads((pathlib.Path(folder) / (pathlib.Path(store.slide).stem + ".truth.json")).read_text())
    cells = [cell for cell in truth["cells"] if cell["kind"] == "tumour"]
    distance, row = cKDTree(store.seeds).query([(cell["x"], cell["y"]) for cell in cells])
    pairs = {}
    for i in np.argsort(distance, kind="stable"):
        if distance[i] * store.mpp_um <= LARGEST_MATCH_UM:
            pairs.setdefault(int(row[i]), CLASSES.index(cells[i]["class"]))
    return np.array(list(pairs.keys())), np.array(list(pairs.values()))


def gastric_score(share):
    if share[3] + share[6] >= 0.1:
        return "3+"
    if share[2:].sum() >= 0.1:
        return "2+"
    return "1+" if share[1:].sum() >= 0.1 else "0"


def shares(store, cuts):
    pattern = store.classify(cuts)[1][store.tumour]
    return np.bincount(pattern, minlength=7) / max(1, len(pattern))


def accuracy(phantoms, cuts):
    """Mean over the true classes of the share of cells named rightly, and that share by class."""
    right = np.zeros(4)
    total = np.zeros(4)
    for store, (rows, truth) in phantoms:
        found = CLASS_OF_PATTERN[store.classify(cuts)[1]][rows]
        right += np.bincount(truth, weights=found == truth, minlength=4)
        total += np.bincount(truth, minlength=4)
    by_class = right / np.maximum(total, 1)
    return by_class[total > 0].mean(), by_class


def keep_labels(cores, labels, cuts):
    return all(gastric_score(shares(store, cuts)) in labels[store.slide].split("..") for store in cores if store.slide in labels)


def choose(phantoms, cores, labels, start):
    best, best_cuts = -1.0, None
    for values in itertools.product(*GRID.values()):
        cuts = {**start, **dict(zip(GRID, values))}
        mean, _ = accuracy(phantoms, cuts)
        if mean > best and keep_labels(cores, labels, cuts):
            best, best_cuts = mean, cuts
    return best_cuts


def print_cuts(title, phantoms, cuts):
    mean, by_class = accuracy(phantoms, cuts)
    print(title, " ".join(f"{name}={cuts[name]:.3f}" for name in NAMES))
    print(f"  phantoms: mean class accuracy {mean:.3f};", " ".join(f"{n} {v:.3f}" for n, v in zip(CLASSES, by_class)))


def print_sensitivity(name, phantoms, cores, cuts):
    columns = [store for store, _ in phantoms] + cores
    print(f"\n{name}: phantoms' mean class accuracy, then %0/%1+/%2+/%3+ of each slide (cores: gastric score)")
    changes = [("as given", cuts)] + [(f"{n} {s:+.0%}", {**cuts, n: cuts[n] * (1 + s)}) for n in NAMES for s in (-0.1, 0.1)]
    for title, changed in changes:
        row = [f"{title:28s} {accuracy(phantoms, changed)[0]:.3f}"]
        for store in columns:
            share = shares(store, changed)
            percent = np.bincount(CLASS_OF_PATTERN, weights=100 * share, minlength=4)
            score = f"({gastric_score(share)})" if store in cores else ""
            row.append(f"{pathlib.Path(store.slide).stem[:8]} " + "/".join(f"{value:.0f}" for value in percent) + score)
        print("  ".join(row))


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--check":
        return 0 if check(stores(arguments[1])) else 1
    if len(arguments) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    phantom_stores, cores = stores(arguments[0]), stores(arguments[2])
    if not check(phantom_stores + cores):
        return 1
    phantoms = [(store, truth_classes(store, arguments[1])) for store in phantom_stores]
    with open(arguments[3], newline="", encoding="utf-8") as file:
        labels = {row["slide"]: row["label"] for row in csv.DictReader(file)}
    start = phantom_stores[0].cuts
    print_cuts("written with:", phantoms, start)
    chosen = choose(phantoms, cores, labels, start)
    if chosen is None:
        print("no cuts of the grid keep the labels of the cores")
    else:
        print_cuts("chosen:      ", phantoms, chosen)
    print_sensitivity("cuts in use", phantoms, cores, start)
    if chosen is not None and chosen != start:
        print_sensitivity("chosen cuts", phantoms, cores, chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
