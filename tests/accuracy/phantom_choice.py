"""Which cells of synthetic slides count, by their true class: a choice that is blind to DAB counts all classes alike.

Slides of every layout and stain of invariant_phantoms.py, at 0.25 um/px and the same picture halved. Counted: of the true tumour
cells that were found. Other: of the true stroma cells and lymphocytes that were found, those that count. And slides of which 4 % of
the tumour cells are 1+, the others unstained: what share of the counted cells is read as stained.
"""
import numpy as np

import invariant_phantoms
from invariant_phantoms import LAYOUTS, MPP, apart, by_class, compared
from matching import ratio
from phantoms import CLASSES, mean
from recolour import Change
from table import Report, Table, percent

SEEDS = [9011, 9012]  # never used to choose an option
SIZE_UM = 600
CHANGES = [Change("plain", "0.25 um/px", **invariant_phantoms.CAMERA), Change("halved", "0.5 um/px", mpp=0.5, **invariant_phantoms.CAMERA)]
LEAST_COUNTED, MOST_APART, MOST_OTHER = 0.88, 0.05, 0.10
RARE_SEEDS = range(9021, 9041)
RARE_WORDS = ("--mix", "none=0.96,iw=0.04", "--optics", "light")
RARE_SHARE, RARE_MEAN_OFF, RARE_MOST_OFF = 0.04, 0.01, 0.025


def evaluate(herald, count=None, size_um=SIZE_UM):
    report = Report([])
    evaluate_layouts(herald, report, count, size_um)
    evaluate_rare(herald, report, count, size_um)
    return report


def evaluate_layouts(herald, report, count, size_um):
    table = Table("Tumour cells: synthetic slides, % counted by true class", ["slides", "picture", *CLASSES, "apart", "other counted"], in_readme=True)
    report.tables.append(table)
    for layout in list(LAYOUTS)[:count]:
        for change in CHANGES:
            comparison = compared(herald, LAYOUTS[layout], change, SEEDS[:count], size_um)
            cells = comparison.tumour.where(comparison.tumour.found) if comparison else None
            counted = by_class(cells, cells.counted) if cells else [float("nan")] * len(CLASSES)
            other = ratio(comparison.other_counted, comparison.other_detected) if comparison else float("nan")
            table.add(layout, change.name, *map(percent, counted), percent(apart(counted)), percent(other))
            report.figures[f"{layout}, {change.key}"] = {"counted": dict(zip(CLASSES, counted)), "other": other}
            text = f"synthetic slides, {layout}, {change.name}"
            report.aim_at_least(f"{text}: counted of each class", LEAST_COUNTED, float(np.nanmin(counted)) if cells else float("nan"))
            report.aim_at_most(f"{text}: classes apart", MOST_APART, apart(counted))
            report.aim_at_most(f"{text}: other cells counted", MOST_OTHER, other)


def evaluate_rare(herald, report, count, size_um):
    """Shares of the counted cells, true or not, that are read as 1+ or more."""
    shares = []
    for seed in list(RARE_SEEDS)[:count]:
        comparison = compared(herald, RARE_WORDS, CHANGES[0], [seed], size_um)
        cells = comparison.tumour.where(comparison.tumour.counted)
        shares.append((ratio(int((cells.measured_class != "0").sum()), len(cells)), mean(comparison.tumour.cell_class != "0")))
    read, true = np.array(shares).T
    table = Table("Tumour cells: slides of which 4 % are 1+", ["slides", "true %", "read % (mean)", "least", "most", "farthest off"], in_readme=True)
    table.add(len(shares), percent(true.mean()), percent(read.mean()), percent(read.min()), percent(read.max()), percent(np.abs(read - true).max()))
    report.tables.append(table)
    report.figures["rare"] = {"true": true.tolist(), "read": read.tolist()}
    report.aim_at_most("slides of 4 %: mean from the truth", RARE_MEAN_OFF, abs(float(read.mean() - true.mean())))
    report.aim_at_most("slides of 4 %: farthest from the truth", RARE_MOST_OFF, float(np.abs(read - true).max()))
