"""Nuclei under membranes: nuclei marked by hand on real cores (tests/real/marked_nuclei.json) against what was detected.

Marks cover rectangles of a core; a mark is a centre, a radius and whether it is sure. A detection hits a mark when its nucleus
centroid lies within the mark's radius, one to one, nearest first. Unsure marks count neither as found nor as missed, and a
detection on one is left out, as is one on a mark that is hit already but also lies on an unsure mark.
At the rectangle's border: a mark inside may be hit by a centroid outside. A detection that hits nothing is false only where the
whole of an unmarked nucleus would have been marked, that is inside the rectangle and farther from its border than half the
median radius; a mark whose centre lies outside the rectangle is taken as unsure.
"""
import json
import math

import numpy as np

from cores import labels, score_cores
from matching import Detection, nearest_pairs
from table import Report, Table, number

AIMS = {"core_2": 0.92, "core_3": 0.80}  # F1: under 2+ and under 3+ membranes


def compare(rectangle, marks, centroids):
    """rectangle: x0, y0, x1, y1; marks: (x, y, radius, sure) each; centroids: n x 2. All level-0 pixels."""
    marks = np.reshape(np.asarray(marks, float), (-1, 4))
    centroids = np.reshape(np.asarray(centroids, float), (-1, 2))
    sure = (marks[:, 3] > 0) & inside(rectangle, marks[:, :2])
    pairs = nearest_pairs(centroids, marks[sure, :2], marks[sure, 2])
    free = np.ones(len(centroids), bool)
    free[[a for a, _ in pairs]] = False
    on_unsure = np.zeros(len(centroids), bool)
    for x, y, radius, _ in marks[~sure]:
        on_unsure |= np.hypot(centroids[:, 0] - x, centroids[:, 1] - y) <= radius
    margin = np.median(marks[:, 2]) / 2 if len(marks) else 0
    false = free & ~on_unsure & inside(rectangle, centroids, margin)
    return Detection(len(pairs), int(sure.sum()) - len(pairs), int(false.sum()))


def inside(rectangle, places, margin=0):
    x0, y0, x1, y1 = rectangle
    x, y = places[:, 0], places[:, 1]
    return (x >= x0 + margin) & (x < x1 - margin) & (y >= y0 + margin) & (y < y1 - margin)


def evaluate(herald, shared, path):
    known = labels(shared)
    if not known or not path.exists():
        return None
    columns = ["core", "marks", "sure", "found", "false", "precision", "recall", "F1"]
    table = Table("Nuclei under membranes, marked by hand", columns, in_readme=True)
    report = Report([table])
    for name, fields in json.loads(path.read_text())["slides"].items():
        if name not in known:
            continue
        centroids = score_cores(herald, shared)[name].cells.centroid
        total = sum((compare(field["rectangle"], field["nuclei"], centroids) for field in fields), Detection())
        marks = sum(len(field["nuclei"]) for field in fields)
        table.add(name, marks, total.hits + total.missed, total.hits, total.false, *map(number, (total.precision, total.recall, total.f1)))
        report.figures[name] = {"precision": total.precision, "recall": total.recall, "f1": total.f1, "marks": marks}
        for core, aim in AIMS.items():
            if name.startswith(core) and not math.isnan(total.f1):
                report.aim_at_least(f"marked nuclei, {core}: F1", aim, total.f1)
    return report
