"""Cells and membranes on synthetic slides: every tumour cell's truth against what was measured.

A detected cell is the true one whose nucleus lies nearest, within 4 um of its centre, one to one over cells of all kinds.
Cells cut by the slide's edge, and what was found of them, are left out. What is measured holds for every detected cell;
columns "automatic" take only those the tumour-cell classifier counts.
"""
import dataclasses
import json
import math

import numpy as np
from scipy import stats

from matching import nearest_pairs, ratio
from table import Report, Table, headings, number, optical_density, percent, points

SEEDS = [9001, 9002]  # never used to choose an option
SIZE_UM = 336  # 1344 px at 0.25 um/px, whole pixels at 0.20, 0.35 and 0.50: 300-400 tumour cells
MATCH_UM = 4.0
PATTERNS = ["none", "iw", "im", "is", "cw", "cm", "cs"]
CLASSES = ["0", "1+", "2+", "3+"]
EVEN = "none=0.16,iw=0.14,im=0.14,is=0.14,cw=0.14,cm=0.14,cs=0.14"
MIXES = {"0": ["--score", "0"], "1+": ["--score", "1+"], "2+": ["--score", "2+"], "3+": ["--score", "3+"], "mixed": ["--mix", EVEN]}


@dataclasses.dataclass
class TumourCells:
    """True tumour cells, one entry each; `measured_*` hold where `found`."""

    pattern: np.ndarray
    cell_class: np.ndarray
    completeness: np.ndarray
    width_um: np.ndarray
    dab_od: np.ndarray
    found: np.ndarray
    counted: np.ndarray  # found, and the classifier takes it for tumour
    measured_pattern: np.ndarray
    measured_class: np.ndarray
    measured_completeness: np.ndarray
    measured_width_um: np.ndarray
    measured_dab_od: np.ndarray

    def where(self, keep):
        return TumourCells(*(getattr(self, field.name)[keep] for field in dataclasses.fields(self)))

    def __len__(self):
        return len(self.pattern)


def joined(parts):
    return TumourCells(*(np.concatenate([getattr(p, field.name) for p in parts]) for field in dataclasses.fields(TumourCells)))


@dataclasses.dataclass
class Comparison:
    """One slide, or several added up."""

    tumour: TumourCells
    detected: int  # cells found on the slide, but for those of cut cells
    false: int  # of them, matched to no true cell of any kind
    other_detected: int  # matched to stroma or lymphocytes
    other_counted: int
    false_counted: int

    def __add__(self, other):
        sums = [getattr(self, f.name) + getattr(other, f.name) for f in dataclasses.fields(self)[1:]]
        return Comparison(joined([self.tumour, other.tumour]), *sums)


def pooled(comparisons):
    comparisons = list(comparisons)
    total = comparisons[0]
    for comparison in comparisons[1:]:
        total = total + comparison
    return total


def compare(truth, cells):
    """`truth`: the document of a slide's .truth.json; `cells`: program.Cells."""
    true_cells, options = truth["cells"], truth["options"]
    centres = np.array([(c["x"], c["y"]) for c in true_cells])
    tumour = np.array([c["kind"] == "tumour" for c in true_cells])
    whole = np.array([is_whole(c, options) for c in true_cells])
    match = np.full(len(true_cells), -1)
    for found, true in nearest_pairs(cells.centroid, centres, MATCH_UM / options["mpp_um"]):
        match[true] = found
    matched = np.zeros(len(cells.centroid), bool)
    matched[match[match >= 0]] = True
    cut = np.zeros(len(cells.centroid), bool)
    cut[match[(match >= 0) & ~whole]] = True
    other = np.zeros(len(cells.centroid), bool)
    other[match[(match >= 0) & ~tumour & whole]] = True
    keep = tumour & whole
    chosen = [c for c, k in zip(true_cells, keep) if k]
    return Comparison(tumour_cells(chosen, match[keep], cells), int((~cut).sum()), int((~matched).sum()), int(other.sum()),
                      int((other & cells.counted).sum()), int((~matched & cells.counted).sum()))


def is_whole(cell, options):
    points = np.reshape(cell.get("outline", cell["nucleus"]), (-1, 2))
    return bool((points >= 0).all() and (points <= (options["width_px"], options["height_px"])).all())


def tumour_cells(chosen, match, cells):
    found = match >= 0

    def measured(column, missing):
        values = np.full(len(match), missing, dtype=column.dtype if column.dtype.kind == "U" else float)
        values[found] = column[match[found]]
        return values

    def true(key, kind=float):
        return np.array([c[key] for c in chosen], dtype=kind)

    return TumourCells(
        true("pattern", "U4"), true("class", "U4"), true("completeness"), true("width_um"), true("dab_od"), found,
        measured(cells.counted, 0) > 0, measured(cells.pattern, ""), measured(cells.cell_class, ""),
        measured(cells.completeness, math.nan), measured(cells.width_um, math.nan), measured(cells.dab_od, math.nan))


def mean(values):
    return float(np.mean(values)) if len(values) else math.nan


def figures(comparison):
    """Every figure of a comparison; shares 0-1, completeness in points."""
    all_cells = comparison.tumour
    cells = all_cells.where(all_cells.found)
    stained = cells.where((cells.pattern != "none") & (cells.measured_dab_od > 0))
    complete = cells.where((np.char.find(cells.pattern, "c") == 0) & np.isfinite(cells.measured_width_um))
    completeness_points = 100 * (cells.measured_completeness - cells.completeness)
    od_error = stained.measured_dab_od - stained.dab_od
    width_error = complete.measured_width_um - complete.width_um
    automatic = all_cells.where(all_cells.counted)
    return {
        "tumour_cells": len(all_cells),
        "found": mean(all_cells.found),
        "false": ratio(comparison.false, comparison.detected),
        "completeness_error_points": mean(np.abs(completeness_points)),
        "completeness_bias_points": mean(completeness_points),
        "od_error": mean(np.abs(od_error)),
        "od_bias": mean(od_error),
        "width_error_um": mean(np.abs(width_error)),
        "width_bias_um": mean(width_error),
        "width_spearman": spearman(complete.width_um, complete.measured_width_um),
        "class_accuracy": mean(cells.measured_class == cells.cell_class),
        "class_accuracy_all": mean(all_cells.measured_class == all_cells.cell_class),
        "pattern_accuracy": mean(cells.measured_pattern == cells.pattern),
        "class_accuracy_automatic": mean(automatic.measured_class == automatic.cell_class),
        "tumour_recall": mean(cells.counted),
        "tumour_recall_of_all": mean(all_cells.counted),
        "tumour_precision": ratio(len(automatic), len(automatic) + comparison.other_counted + comparison.false_counted),
        "other_rejected": 1 - ratio(comparison.other_counted, comparison.other_detected),
    }


def spearman(true, measured):
    if len(true) < 10 or np.ptp(true) == 0 or np.ptp(measured) == 0:
        return math.nan
    return float(stats.spearmanr(true, measured).correlation)


@dataclasses.dataclass
class Phantom:
    """A slide that was drawn and scored."""

    truth: dict
    slide: object  # program.ScoredSlide
    comparison: Comparison  # None when nothing was measured

    @property
    def score_is_right(self):
        return self.slide.score == self.truth["score"]


def measure(herald, name, wanted, *score_words):
    """Draws slides {stem: arguments of `herald phantom`} and scores them: {stem: Phantom}."""
    folder = herald.phantoms(f"{name}/slides", wanted)
    slides = herald.score_all(f"{name}/results", [folder / f"{stem}.tif" for stem in wanted], *score_words)
    measured = {}
    for stem in wanted:
        truth = json.loads((folder / f"{stem}.truth.json").read_text())
        slide = slides[f"{stem}.tif"]
        measured[stem] = Phantom(truth, slide, compare(truth, slide.cells) if slide.folder else None)
    return measured


def drawing(mix, seed, size_um, *words, mpp=0.25):
    """Arguments that draw a slide."""
    return [*MIXES[mix], "--seed", seed, "--size", round(size_um / mpp), "--mpp", mpp, *words]


def evaluate(herald, seeds, mixes, size_um):
    wanted = {f"{mix.replace('+', 'plus')}_{seed}": drawing(mix, seed, size_um) for mix in mixes for seed in seeds}
    measured = measure(herald, "phantoms", wanted)
    groups = {mix: [measured[f"{mix.replace('+', 'plus')}_{seed}"] for seed in seeds] for mix in mixes}
    everything = pooled(p.comparison for p in measured.values())
    report = Report([table_by_mix(groups, everything), table_by_pattern(everything), table_of_classes(everything),
                     table_of_selection(groups, everything)])
    report.figures = {mix: figures(pooled(p.comparison for p in group)) for mix, group in groups.items()}
    report.figures["all"] = total = figures(everything)
    least_found = min(report.figures[mix]["found"] for mix in groups)
    report.aim_at_least("phantoms: tumour cells found, least of the mixes", 0.85, least_found)
    report.aim_at_most("phantoms: completeness error, points", 3.5, total["completeness_error_points"], "{:.1f}")
    report.aim_at_least("phantoms: cell class accuracy", 0.90, total["class_accuracy"])
    report.aim_at_least("phantoms: Spearman of width, complete cells", 0.8, total["width_spearman"])
    return report


BY_MIX = [
    ("cells", "tumour_cells", str),
    ("found %", "found", percent),
    ("false %", "false", percent),
    ("completeness error", "completeness_error_points", points),
    ("bias", "completeness_bias_points", points),
    ("DAB OD error", "od_error", optical_density),
    ("bias", "od_bias", optical_density),
    ("width error um", "width_error_um", number),
    ("width Spearman", "width_spearman", number),
    ("class % of found", "class_accuracy", percent),
    ("class % of all", "class_accuracy_all", percent),
    ("class % automatic", "class_accuracy_automatic", percent),
]
BY_PATTERN = [
    ("cells", "tumour_cells", str),
    ("found %", "found", percent),
    ("completeness error", "completeness_error_points", points),
    ("bias", "completeness_bias_points", points),
    ("DAB OD bias", "od_bias", optical_density),
    ("width bias um", "width_bias_um", number),
    ("pattern % of found", "pattern_accuracy", percent),
    ("class % of found", "class_accuracy", percent),
    ("class % of all", "class_accuracy_all", percent),
]
SELECTION = [
    ("precision", "tumour_precision", number),
    ("recall of found", "tumour_recall", number),
    ("recall of all", "tumour_recall_of_all", number),
    ("other cells rejected", "other_rejected", number),
]


def pooled_groups(groups, everything):
    """(name, comparison) of each mix and of all."""
    return [*((mix, pooled(p.comparison for p in group)) for mix, group in groups.items()), ("all", everything)]


def table_by_mix(groups, everything):
    table = Table("Synthetic slides: cells and membranes", ["mix", *headings(BY_MIX), "score"], in_readme=True)
    for mix, comparison in pooled_groups(groups, everything):
        table.add_figures(mix, figures(comparison), BY_MIX, scores_of(groups.get(mix, [])))
    table.notes = [
        "Completeness error: mean absolute error in points. Width error and Spearman correlation: complete cells.",
        "False: share of detected cells that are not cells of any kind. Automatic: cells the classifier counts.",
    ]
    return table


def scores_of(group):
    """What each slide was scored, with the truth where it differs."""
    return " ".join(p.slide.score if p.score_is_right else f"{p.slide.score} (true {p.truth['score']})" for p in group)


def table_by_pattern(comparison):
    table = Table("Synthetic slides: by true pattern", ["pattern", *headings(BY_PATTERN)], in_readme=True)
    groups = {**{name: [name] for name in PATTERNS}, "moderate to intense, incomplete": ["im", "is"]}
    for name, patterns in groups.items():
        chosen = comparison.tumour.where(np.isin(comparison.tumour.pattern, patterns))
        table.add_figures(name, figures(dataclasses.replace(comparison, tumour=chosen)), BY_PATTERN)
    table.notes = ["Patterns: i incomplete, c complete; w weak, m moderate, s strong."]
    return table


def table_of_classes(comparison):
    """How many true cells of each pattern were measured as which."""
    table = Table("Synthetic slides: true pattern (rows) and measured pattern, % of the true", ["pattern", *PATTERNS, "missed"])
    cells = comparison.tumour
    for name in PATTERNS:
        own = cells.where(cells.pattern == name)
        shares = [mean(own.measured_pattern == other) for other in PATTERNS]
        table.add(name, *(percent(share) for share in shares), percent(1 - mean(own.found)))
    return table


def table_of_selection(groups, everything):
    table = Table("Synthetic slides: tumour-cell classifier", ["mix", *headings(SELECTION)])
    for mix, comparison in pooled_groups(groups, everything):
        table.add_figures(mix, figures(comparison), SELECTION)
    table.notes = ["Precision: counted cells that are tumour cells; false detections count against it."]
    return table
