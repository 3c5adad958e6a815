"""The real cores of the shared data: score against label, and the same cells at half the resolution.

The labels are of whole tumours and noisy; the cores are of the oesophagus, hence the gastric rules.
"""
import csv

import numpy as np
from PIL import Image

from matching import nearest_pairs
from phantoms import CLASSES, mean
from table import Aim, Report, Table, number

RULES = "gastric-resection"
MPP = 0.25
MATCH_UM = 3.0


def labels(shared):
    """{file name: row of labels.csv}; None without the cores."""
    folder = shared / "her2_cores"
    if not (folder / "labels.csv").exists():
        return None
    with open(folder / "labels.csv", newline="", encoding="utf-8") as table:
        return {row["slide"]: row for row in csv.DictReader(table) if (folder / row["slide"]).exists()}


def score_cores(herald, shared):
    """Every labelled core as it is, with default options: {file name: ScoredSlide}. Run once, several parts read it."""
    if "cores" not in herald.done:
        names = [shared / "her2_cores" / name for name in labels(shared)]
        herald.done["cores"] = herald.score("cores/results", names, "--mpp", MPP, "--rules", RULES)
    return herald.done["cores"]


def evaluate(herald, shared):
    truth = labels(shared)
    if not truth:
        return None
    slides = score_cores(herald, shared)
    columns = ["core", "label", "read by eye", "score", "borderline", "detected", "counted"]
    columns += [*(f"{c} %" for c in CLASSES), "complete %", "H-score"]
    table = Table(f"Real cores: score against label ({RULES})", columns, in_readme=True)
    report = Report([table])
    right = 0
    for name, row in truth.items():
        summary = slides[name].summary
        right += slides[name].score == row["label"]
        detected = len(slides[name].cells.counted) if slides[name].folder else 0
        shares = [rounded(summary[key]) for key in ("pct_0", "pct_1", "pct_2", "pct_3", "pct_complete", "h_score")]
        table.add(name, row["label"], row["visual_reading"], slides[name].score, summary["borderline"] or "–", detected,
                  summary["tumour_cells"] or "–", *shares)
        report.figures[name] = {"label": row["label"], "score": slides[name].score, **summary}
    report.aims.append(Aim("cores: score as the label", f"{len(truth)}/{len(truth)}", f"{right}/{len(truth)}", right == len(truth)))
    return report


def rounded(text):
    return f"{float(text):.1f}" if text else "–"


def evaluate_pixel_size(herald, shared):
    truth = labels(shared)
    if not truth:
        return None
    names = [name for name in truth if name.endswith(".tif")]
    fine = score_cores(herald, shared)
    coarse = herald.score("pixel_size/results", [halved(herald, shared, names)], "--mpp", 2 * MPP, "--rules", RULES)
    columns = ["core", "score", "at 0.5", "counted", "at 0.5", "mean completeness %", "at 0.5"]
    columns += [part for c in CLASSES for part in (f"{c} %", "at 0.5")]
    columns += ["matched cells", "mean difference", "mean absolute"]
    table = Table("Real cores at 0.25 and 0.5 um/px", columns, in_readme=True)
    report = Report([table])
    for name in names:
        a, b = fine[name], coarse[name.replace(".tif", ".png")]
        if not (a.folder and b.folder):
            continue
        difference = differences(a.cells, b.cells)
        means = [100 * mean(s.cells.completeness[s.cells.counted]) for s in (a, b)]
        classes = [[100 * mean(s.cells.cell_class[s.cells.counted] == c) for s in (a, b)] for c in CLASSES]
        table.add(name, a.score, b.score, a.summary["tumour_cells"], b.summary["tumour_cells"], *(number(m, 1) for m in means),
                  *(number(value, 1) for pair in classes for value in pair), len(difference), number(mean(difference), 1),
                  number(mean(np.abs(difference)), 1))
        report.figures[name] = {"mean_completeness": means, "difference_points": mean(difference), "score": [a.score, b.score]}
        report.aim_at_most(f"{name}: mean completeness at 0.25 and 0.5 um/px, points apart", 5, abs(means[0] - means[1]), "{:.1f}")
        report.aim_at_most(f"{name}: the same of matched cells", 5, abs(mean(difference)), "{:.1f}")
    table.notes = [
        "Means and classes: counted cells. Differences in points of completeness, 0.5 less 0.25 um/px: counted cells found in both,",
        "within 3 um.",
    ]
    return report


def halved(herald, shared, names):
    """Folder with the cores at half the resolution, means of 2 x 2 pixels."""
    folder = herald.folder("pixel_size/slides")
    for name in names:
        with Image.open(shared / "her2_cores" / name) as core:
            core.convert("RGB").reduce(2).save(folder / name.replace(".tif", ".png"), compress_level=1)
    return folder


def differences(fine, coarse):
    """Completeness of the same cells, coarse less fine, in points; counted in both."""
    a, b = np.nonzero(fine.counted)[0], np.nonzero(coarse.counted)[0]
    pairs = nearest_pairs(2 * coarse.centroid[b], fine.centroid[a], MATCH_UM / MPP)
    return np.array([100 * (coarse.completeness[b[j]] - fine.completeness[a[i]]) for j, i in pairs])
