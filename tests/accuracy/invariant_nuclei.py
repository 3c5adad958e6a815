"""Nuclei of the public fields under changes: found and outlined as well as before? Truth and matching as in nuclei.py.

Default options, but for the nuclear-marker mode that these Ki67 fields need. One default was chosen on these very fields: the scale
that the nuclear signal is taken to (kReferenceScaleOd). Chosen on three fields and read on the fourth, F1 without the net is .77
instead of .81. The least score and probability were chosen on marked nuclei and synthetic slides, with these fields in view.
"""
import zlib

import numpy as np
from PIL import Image

import recolour
from matching import Detection, match_centroids, match_outlines, ratio
from nuclei import FIELDS, MPP, NUCLEAR_MARKER, decode_truth
from recolour import Change
from table import Report, Table, number, percent

CAMERA = {"noise": 1, "jpeg": 90}  # after every change that has no camera of its own
CHANGES = [
    Change("plain", "as it is"),
    Change("camera", "noise 1, JPEG 90 alone", **CAMERA),
    Change("h0.25", "haematoxylin × 0.25", hematoxylin=0.25, **CAMERA),
    Change("h0.4", "haematoxylin × 0.4", hematoxylin=0.4, **CAMERA),
    Change("h0.6", "haematoxylin × 0.6", hematoxylin=0.6, **CAMERA),
    Change("h1.5", "haematoxylin × 1.5", hematoxylin=1.5, **CAMERA),
    Change("0.48um", "0.48 um/px, JPEG 75", mpp=0.48, noise=1, jpeg=75),
    Change("0.48um-h0.25", "0.48 um/px, JPEG 75, haematoxylin × 0.25", mpp=0.48, hematoxylin=0.25, noise=1, jpeg=75),
    Change("0.16um", "0.16 um/px", mpp=0.16, **CAMERA),
    Change("blur0.5", "blur 0.5 um", blur_um=0.5, **CAMERA),
]
# Key of a change: least pooled F1 by centroid, at IoU 0.5.
AIMS = {"plain": (0.81, 0.55), **dict.fromkeys(["h0.25", "h0.4", "h0.6", "h1.5", "0.48um"], (0.79, 0.50))}
MOST_OUT_OF_FOCUS = 0.05  # share of the detected cells, at 0.25 and 0.16 um/px


def fields_of(shared, count):
    """{name: (picture, labels of the truth)} of the first `count` fields; None when the fields are absent."""
    source = shared / "nuclei"
    if not all((source / f"{field}{end}.png").exists() for field in FIELDS for end in ("", "_truth")):
        return None
    read = lambda name: np.asarray(Image.open(source / name).convert("RGB"))  # noqa: E731
    return {field: (read(f"{field}.png"), decode_truth(read(f"{field}_truth.png"))) for field in FIELDS[:count]}


def measure(herald, name, field, change):
    """By centroid, by outline, and {reason: cells}, "" = counted; on the pixels of the unchanged field."""
    rgb, labels = field
    seed = zlib.crc32(f"{name} {change.key}".encode())
    picture, mpp = recolour.changed(rgb, MPP, change, recolour.glass_light(rgb), seed)
    slide = herald.score_picture("invariant_nuclei", picture, mpp, *NUCLEAR_MARKER)
    if not slide.folder:
        return match_centroids([], labels), match_outlines([], labels), {}
    cells, factor = slide.cells, mpp / MPP
    reasons, counts = np.unique(cells.excluded, return_counts=True)
    return (match_centroids(cells.centroid * factor, labels), match_outlines(list(cells.nucleus * factor), labels),
            dict(zip(reasons.tolist(), counts.tolist())))


def evaluate(herald, shared, keys=None, count=None):
    fields = fields_of(shared, count)
    if fields is None:
        return None
    columns = ["change", "nuclei", "detected", "precision", "recall", "F1", "IoU F1", "least F1", "of field", "out_of_focus %"]
    table = Table("Invariance: nuclei of the public fields", columns, in_readme=True)
    table.notes = ["Pooled; by centroid in nucleus, and at intersection over union 0.5. Not independent: the reference scale was chosen on them, "
                   "score and probability with them in view."]
    report = Report([table])
    for change in [c for c in CHANGES if keys is None or c.key in keys]:
        measured = {name: measure(herald, name, field, change) for name, field in fields.items()}
        add(report, change, measured)
    return report


def add(report, change, measured):
    centroid, outline = (sum((m[i] for m in measured.values()), Detection()) for i in (0, 1))
    by_field = {name: m[0].f1 for name, m in measured.items()}
    worst = min(by_field, key=by_field.get)
    detected = centroid.hits + centroid.false
    out_of_focus = ratio(sum(m[2].get("out_of_focus", 0) for m in measured.values()), detected)
    report.tables[0].add(change.name, centroid.hits + centroid.missed, detected, *map(number, (centroid.precision, centroid.recall)),
                         *map(number, (centroid.f1, outline.f1, by_field[worst])), worst, percent(out_of_focus))
    report.figures[change.key] = {"f1": centroid.f1, "precision": centroid.precision, "recall": centroid.recall, "iou_f1": outline.f1,
                                  "out_of_focus": out_of_focus,
                                  "fields": {name: {"f1": m[0].f1, "iou_f1": m[1].f1, "reasons": m[2]} for name, m in measured.items()}}
    if change.key in AIMS:
        report.aim_at_least(f"nuclei, {change.name}: F1 by centroid", AIMS[change.key][0], centroid.f1)
        report.aim_at_least(f"nuclei, {change.name}: F1 at IoU 0.5", AIMS[change.key][1], outline.f1)
    if change.key in ("plain", "0.16um"):
        report.aim_at_most(f"nuclei, {change.name}: out_of_focus, share", MOST_OUT_OF_FOCUS, out_of_focus)
