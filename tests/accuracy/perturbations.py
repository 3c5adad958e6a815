"""Robustness: the same synthetic tissue imaged otherwise, one change at a time, and where it breaks beyond that.

The truth of a slide does not change with its imaging, so that every row is held against the same cells.
"""
import dataclasses
import math

import numpy as np

from phantoms import MIXES, drawing, figures, measure, pooled
from table import Aim, Report, Table, headings, number, optical_density, percent, points


@dataclasses.dataclass(frozen=True)
class Change:
    name: str
    words: tuple = ()  # arguments of `herald phantom`
    mpp: float = 0.25


PLAIN = Change("as it is")
# Each alone must neither be refused nor cost much.
CHANGES = [
    PLAIN,
    Change("stain vectors +5°", ("--rotate-stains", "5")),
    Change("stain vectors -5°", ("--rotate-stains", "-5")),
    Change("background 200", ("--background", "200,200,200")),
    Change("background 255", ("--background", "255,255,255")),
    Change("background 245,230,215", ("--background", "245,230,215")),
    Change("background 200,212,228", ("--background", "200,212,228")),
    Change("blur 0.5 um", ("--blur-um", "0.5")),
    Change("JPEG 60", ("--jpeg-quality", "60")),
    Change("stain -15 %", ("--stain-scale", "0.85")),
    Change("stain +15 %", ("--stain-scale", "1.15")),
    Change("0.20 um/px", mpp=0.20),
    Change("0.35 um/px", mpp=0.35),
    Change("0.50 um/px", mpp=0.50),
    Change("optics on light", ("--optics", "light")),
    Change("unsharp mask +0.6", ("--sharpening", "1.05")),
    Change("blush 0.05 OD", ("--blush-od", "0.05")),
    Change("blush 0.15 OD", ("--blush-od", "0.15")),
    Change("cytoplasm 0.05 OD", ("--cytoplasm-od", "0.05")),
    Change("cytoplasm 0.15 OD", ("--cytoplasm-od", "0.15")),
]
# Beyond that it may fail, but should say so.
BEYOND = [
    Change("stain vectors +10°", ("--rotate-stains", "10")),
    Change("stain vectors -10°", ("--rotate-stains", "-10")),
    Change("background 170", ("--background", "170,170,170")),
    Change("blur 0.75 um", ("--blur-um", "0.75")),
    Change("blur 1.0 um", ("--blur-um", "1.0")),
    Change("blur 1.5 um", ("--blur-um", "1.5")),
    Change("JPEG 30", ("--jpeg-quality", "30")),
    Change("JPEG 10", ("--jpeg-quality", "10")),
    Change("noise 8 levels", ("--noise", "8")),
    Change("stain -40 %", ("--stain-scale", "0.6")),
    Change("stain +40 %", ("--stain-scale", "1.4")),
    Change("0.70 um/px", mpp=0.70),
    Change("cytoplasm 0.25 OD", ("--cytoplasm-od", "0.25")),
    Change("cytoplasm 0.40 OD", ("--cytoplasm-od", "0.40")),
    Change("stain -40 %, cytoplasm 0.15, noise 5", ("--stain-scale", "0.6", "--cytoplasm-od", "0.15", "--noise", "5")),
    Change("stain -30 %, cytoplasm 0.15, blur 0.75", ("--stain-scale", "0.7", "--cytoplasm-od", "0.15", "--blur-um", "0.75")),
]
BEYOND_MIXES = ["0", "1+", "2+", "3+"]
# Text, figure, +1 = the smaller the better, aim, form.
AIMS = [
    ("share of tumour cells found, least of the mixes", "least_found", -1, 0.85, "{:.2f}"),
    ("completeness error, points", "completeness_error_points", 1, 6, "{:.1f}"),
    ("cell class accuracy", "class_accuracy", -1, 0.85, "{:.2f}"),
    ("slides refused", "slides_refused", 1, 0, "{:.0f}"),
]


def draw_and_measure(herald, name, changes, mixes, seed, size_um):
    """{change: {mix: Phantom}}"""
    stems = {(c, mix): f"{i:02}_{mix.replace('+', 'plus')}" for i, c in enumerate(changes) for mix in mixes}
    wanted = {stem: drawing(mix, seed, size_um, *change.words, mpp=change.mpp) for (change, mix), stem in stems.items()}
    measured = measure(herald, name, wanted)
    return {c: {mix: measured[stems[c, mix]] for mix in mixes} for c in changes}


def row_of(by_mix):
    """Figures over the mixes that gave cells, with the worst of them; None when none did."""
    known = {mix: figures(p.comparison) for mix, p in by_mix.items() if p.comparison}
    if not known:
        return None
    row = figures(pooled(p.comparison for p in by_mix.values() if p.comparison))
    row["least_found"] = min(f["found"] for f in known.values())
    row["worst_mix"] = min(known, key=lambda mix: np.nan_to_num(known[mix]["class_accuracy"], nan=-1))  # unmeasured is worst
    row["least_class_accuracy"] = known[row["worst_mix"]]["class_accuracy"]
    return row


def refused(by_mix):
    return [mix for mix, p in by_mix.items() if p.slide.summary["status"] != "scored"]


COLUMNS = [
    ("found %", "found", percent),
    ("least found %", "least_found", percent),
    ("false %", "false", percent),
    ("completeness error", "completeness_error_points", points),
    ("bias", "completeness_bias_points", points),
    ("DAB OD bias", "od_bias", optical_density),
    ("width Spearman", "width_spearman", number),
    ("class % of found", "class_accuracy", percent),
    ("worst mix", "worst_mix", str),
    ("its class %", "least_class_accuracy", percent),
]
COLUMNS_BEYOND = [COLUMNS[1], COLUMNS[3], COLUMNS[7]]


def evaluate(herald, seed, size_um):
    measured = draw_and_measure(herald, "perturbations", CHANGES, list(MIXES), seed, size_um)
    table = Table("Synthetic slides: one change at a time", ["change", *headings(COLUMNS), "scores right", "refused"], in_readme=True)
    report = Report([table])
    for change, by_mix in measured.items():
        row = row_of(by_mix)
        right = sum(p.score_is_right for p in by_mix.values())
        table.add_figures(change.name, row, COLUMNS, f"{right}/{len(by_mix)}", " ".join(refused(by_mix)) or "–")
        report.figures[change.name] = {**(row or {}), "scores_right": right, "slides_refused": len(refused(by_mix))}
    table.notes = [f"Over mixes {', '.join(MIXES)}; least and worst: of the single mixes. Refused: not assessable."]
    add_aims(report)
    return report


def add_aims(report):
    """One aim for each figure, held against the change that fares worst."""
    changed = {name: row for name, row in report.figures.items() if name != PLAIN.name}
    for what, key, sign, aim, form in AIMS:
        values = {name: row.get(key, math.nan) for name, row in changed.items()}
        worst = max(values, key=lambda name: math.inf if math.isnan(values[name]) else sign * values[name])
        missed = sum(not sign * value <= sign * aim for value in values.values())
        text = f"{form.format(values[worst])} ({worst}); {len(values) - missed} of {len(values)} reach it"
        wanted = ("≤ " if sign > 0 else "≥ ") + form.format(aim)
        report.aims.append(Aim(f"each change alone: {what}", wanted, text, missed == 0))


def evaluate_beyond(herald, seed, size_um):
    measured = draw_and_measure(herald, "beyond", BEYOND, BEYOND_MIXES, seed, size_um)
    scores = [f"true {mix}" for mix in BEYOND_MIXES]
    table = Table("Where it breaks: scores given", ["change", *scores, *headings(COLUMNS_BEYOND)], in_readme=True)
    report = Report([table])
    for change, by_mix in measured.items():
        row = row_of(by_mix)
        given = {mix: score_given(p) for mix, p in by_mix.items()}
        cells = [form(row[key]) if row else "–" for _, key, form in COLUMNS_BEYOND]
        table.add(change.name, *given.values(), *cells)
        reasons = {mix: p.slide.summary["reasons"] for mix, p in by_mix.items()}
        report.figures[change.name] = {**(row or {}), "scores": given, "reasons": reasons}
    table.notes = ["– and a reason: not assessable, which is right where the figures beside it are bad."]
    return report


def score_given(phantom):
    wrong = phantom.slide.summary["status"] == "scored" and not phantom.score_is_right
    return f"{phantom.slide.score} (wrong)" if wrong else phantom.slide.score
