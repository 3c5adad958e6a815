"""Nuclei on the four public fields (shared data, folder nuclei): how many are found, and how well outlined.

Truth pictures: red = nucleus with DAB, blue = without, green = outline, which belongs to the nucleus, black = background.
"""
import itertools
import math
import shutil

import numpy as np
from PIL import Image
from scipy import ndimage

from matching import Detection, match_centroids, match_outlines
from table import Report, Table, number

FIELDS = ["22_2", "6_2", "lung1", "bladder1"]
# F1 of QuPath 0.5.1's own detector on the same truth: by centroid, at intersection over union 0.5.
QUPATH = {
    "22_2": (0.85, 0.60),
    "6_2": (0.54, 0.23),
    "lung1": (0.81, 0.21),
    "bladder1": (0.85, 0.08),
    "pooled": (0.80, math.nan),
}
MPP = 0.25
NUCLEAR_MARKER = ["--set", "tumour.selection=all", "--set", "nucleus.dab_coefficient=0"]
SMALLEST_NUCLEUS_PX = 8  # fewer red or blue pixels are a slip of the pen
OUTLINE_REACH_PX = 6  # green farther from any nucleus belongs to none

# What --tune-nuclei chooses from: every combination of these values.
TUNING_GRID = {
    "nucleus.minimum_score_od": ["0.0055", "0.0070", "0.0090"],
    "nucleus.split_gain": ["1.15", "1.30", "1.50"],
    "nucleus.rim_um": ["0.4", "0.6"],
}


def decode_truth(rgb):
    """Label image of a truth picture: 0 = background, 1 ... = nuclei with their outlines."""
    colour = np.where(rgb.max(axis=2) < 128, -1, rgb.argmax(axis=2))  # 0 red, 1 green, 2 blue
    # A stray dark red or blue pixel inside a nucleus is not background.
    weak = (colour < 0) & (rgb.max(axis=2) > 0)
    colour = np.where(weak, rgb.argmax(axis=2), colour)
    labels = np.zeros(colour.shape, np.int32)
    count = 0
    for value in (0, 2):
        part, parts = ndimage.label(colour == value)  # 4-connected: a diagonal of green separates
        sizes = np.bincount(part.ravel(), minlength=parts + 1)
        for index in range(1, parts + 1):
            if sizes[index] >= SMALLEST_NUCLEUS_PX:
                count += 1
                labels[part == index] = count
    return with_outlines(labels, colour == 1)


def with_outlines(labels, outline):
    """Gives each outline pixel to the nearest nucleus within reach."""
    if not labels.any():
        return labels
    distance, nearest = ndimage.distance_transform_edt(labels == 0, return_indices=True)
    taken = outline & (distance <= OUTLINE_REACH_PX)
    return np.where(taken, labels[tuple(nearest)], labels)


def measure(cells, labels):
    return match_centroids(cells.centroid, labels), match_outlines(list(cells.nucleus), labels)


def detect(herald, name, pictures, *words):
    slides = herald.score_all(name, [pictures / f"{field}.png" for field in FIELDS], "--mpp", MPP, *NUCLEAR_MARKER, *words)
    return {field: slides[f"{field}.png"].cells for field in FIELDS}


def prepare(herald, shared):
    """Copies the fields without their truth, decodes the truth. None when the fields are absent."""
    source = shared / "nuclei"
    if not all((source / f"{field}{end}.png").exists() for field in FIELDS for end in ("", "_truth")):
        return None
    pictures = herald.folder("nuclei/pictures")
    truth = {}
    for field in FIELDS:
        shutil.copy(source / f"{field}.png", pictures)
        truth[field] = decode_truth(np.asarray(Image.open(source / f"{field}_truth.png").convert("RGB")))
    return pictures, truth


def report_fields(title, measured, extra=None):
    """Table of {field: (by centroid, by outline)} with the pooled row; `extra` adds a column {field: text}."""
    pooled = tuple(sum((measured[field][i] for field in FIELDS), Detection()) for i in (0, 1))
    columns = ["field", "nuclei", "detected", "precision", "recall", "F1", "QuPath's F1"]
    columns += ["IoU precision", "IoU recall", "IoU F1", "QuPath's IoU F1"] + (["options"] if extra else [])
    table = Table(title, columns, in_readme=True)
    table.notes = ["First by centroid in nucleus, one to one; IoU: by outlines whose intersection is half of their union or more."]
    report = Report([table])
    for field, (centroid, outline) in [*measured.items(), ("pooled", pooled)]:
        qupath, qupath_iou = QUPATH[field]
        by_centroid = [*map(number, (centroid.precision, centroid.recall, centroid.f1, qupath))]
        by_outline = [*map(number, (outline.precision, outline.recall, outline.f1, qupath_iou))]
        table.add(field, centroid.hits + centroid.missed, centroid.hits + centroid.false, *by_centroid, *by_outline,
                  *([extra.get(field, "")] if extra else []))
        report.figures[field] = {"precision": centroid.precision, "recall": centroid.recall, "f1": centroid.f1, "iou_f1": outline.f1}
        if field != "pooled":
            report.aim_at_least(f"nuclei, {field}: F1 by centroid (QuPath's)", qupath, centroid.f1)
            report.aim_at_least(f"nuclei, {field}: F1 at IoU 0.5 (QuPath's)", qupath_iou, outline.f1)
    report.aim_at_least("nuclei, pooled: F1 by centroid", 0.82, pooled[0].f1)
    report.aim_at_least("nuclei, pooled: F1 at IoU 0.5", 0.45, pooled[1].f1)
    return report


def evaluate(herald, shared, tune=False):
    prepared = prepare(herald, shared)
    if prepared is None:
        return None
    pictures, truth = prepared
    if tune:
        return evaluate_tuned(herald, pictures, truth)
    cells = detect(herald, "nuclei/results", pictures)
    return report_fields("Nuclei on four public fields", {field: measure(cells[field], truth[field]) for field in FIELDS})


def evaluate_tuned(herald, pictures, truth):
    """Every field with the options that are best on the other three: mean of the two pooled F1."""
    combinations = [dict(zip(TUNING_GRID, values)) for values in itertools.product(*TUNING_GRID.values())]
    measured = []
    for combination in combinations:
        words = [word for key, value in combination.items() for word in ("--set", f"{key}={value}")]
        cells = detect(herald, "nuclei/tuning", pictures, *words)
        measured.append({field: measure(cells[field], truth[field]) for field in FIELDS})
    best = {field: best_combination(measured, [f for f in FIELDS if f != field]) for field in FIELDS}
    chosen = {field: " ".join(combinations[index].values()) for field, index in best.items()}
    report = report_fields("Nuclei, options chosen on the other three fields",
                           {field: measured[index][field] for field, index in best.items()}, chosen)
    overall = combinations[best_combination(measured, FIELDS)]
    report.tables[0].notes.append(f"Options: {', '.join(TUNING_GRID)}. Best on all four: {' '.join(overall.values())}.")
    report.figures["options"] = {"chosen": chosen, "all_fields": overall}
    return report


def best_combination(measured, fields):
    def quality(fields_of_one):
        return sum(sum((fields_of_one[field][i] for field in fields), Detection()).f1 for i in (0, 1))

    return max(range(len(measured)), key=lambda index: quality(measured[index]))
