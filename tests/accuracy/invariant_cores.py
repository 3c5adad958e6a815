"""Whole cores under changes: are the same cells found, and are the same ones excluded for the same reasons?

Cells before are those of the core as it is, written and read like every changed picture. A cell is found again when one of the
changed picture lies within 3 um of its nucleus centroid, one to one, nearest first; what lies on no cell from before is new.
Solid pieces: the square of the core with the least glass, scored alone, against the cells of the whole core in it; cells near its
border are looked at only as partners.
"""
import collections
import csv
import dataclasses
import zlib

import numpy as np
from PIL import Image

import recolour
from cores import MATCH_UM, MPP, RULES
from invariant_nuclei import CAMERA
from matching import nearest_pairs, ratio
from phantoms import CLASSES
from recolour import Change
from table import Report, Table, percent

FOLDERS = ["her2_cores", "her2_cores_more"]
PLAIN = Change("plain", "as it is")
CHANGES = [
    Change("camera", "noise 1, JPEG 90 alone", **CAMERA),
    Change("h0.25", "haematoxylin × 0.25", hematoxylin=0.25, **CAMERA),
    Change("h0.4", "haematoxylin × 0.4", hematoxylin=0.4, **CAMERA),
    Change("h1.5", "haematoxylin × 1.5", hematoxylin=1.5, **CAMERA),
    Change("dab0", "DAB × 0", dab=0, **CAMERA),
    Change("dab0.3", "DAB × 0.3", dab=0.3, **CAMERA),
    Change("dab1.5", "DAB × 1.5", dab=1.5, **CAMERA),
    Change("gamma0.8", "gamma 0.8", gamma=0.8, **CAMERA),
    Change("gamma1.25", "gamma 1.25", gamma=1.25, **CAMERA),
    Change("background", "background 235,235,235", background=(235, 235, 235), **CAMERA),
    Change("tint", "background 245,230,215", background=(245, 230, 215), **CAMERA),
    Change("balance", "white balance × 0.94, 1, 1.05", gains=(0.94, 1, 1.05), **CAMERA),
    Change("sharp0.6", "unsharp 0.6", sharpening=0.6, **CAMERA),
    Change("sharp1.2", "unsharp 1.2", sharpening=1.2, **CAMERA),
    Change("blur0.5", "blur 0.5 um", blur_um=0.5, **CAMERA),
    Change("blur1.5", "blur 1.5 um", blur_um=1.5, **CAMERA),
    Change("noise", "noise 3, JPEG 60", noise=3, jpeg=60),
    Change("0.16um", "0.16 um/px", mpp=0.16, **CAMERA),
    Change("0.5um", "0.50 um/px", mpp=0.5, **CAMERA),
    Change("solid", "solid piece", solid=True, **CAMERA),
]
LEAST_FOUND = 0.90
AIMED = ["h0.4", "h1.5", "dab0.3", "solid"]
MOST_OUT_OF_FOCUS = 0.05  # share of the cells
LEAST_AREA_OUT_OF_FOCUS = 0.90  # of the tissue, at a blur of 1.5 um
SOLID_PX = 1024  # 256 um: larger squares of these cores hold many lumina
BORDER_UM = 15


@dataclasses.dataclass
class Seen:
    """What was found on one picture; places on the whole core."""

    place_um: np.ndarray  # n x 2
    excluded: np.ndarray  # text, "" = counted
    cell_class: np.ndarray
    result: dict  # result.json
    glass: float = 0  # share of a solid piece that is glass all the same: lumina, gaps

    def area_share_out_of_focus(self):
        quality = self.result.get("quality", {})
        blurred = quality.get("out_of_focus_mm2", 0)
        return ratio(blurred, blurred + quality.get("tissue_mm2", 0))


@dataclasses.dataclass
class Comparison:
    """Numbers of cells; add up to pool cores."""

    before: int = 0
    after: int = 0
    again: int = 0  # of the cells before, found again
    known: int = 0  # of the cells after, seen before; differs from `again` at the border of a piece
    alike: int = 0  # found again and excluded for the same reason, or counted as before
    reasons_before: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    reasons: collections.Counter = dataclasses.field(default_factory=collections.Counter)  # of the cells after
    # (reason after, class before) of the cells found again
    by_class: collections.Counter = dataclasses.field(default_factory=collections.Counter)

    def __add__(self, other):
        return Comparison(*(getattr(self, f.name) + getattr(other, f.name) for f in dataclasses.fields(self)))

    @property
    def decided_alike(self):
        return ratio(self.alike, self.again)

    @property
    def found_again(self):
        return ratio(self.again, self.before)

    @property
    def new(self):
        return 1 - ratio(self.known, self.after)

    def share(self, reason):
        return ratio(self.reasons[reason], self.after)


def read_cores(shared, count):
    """Paths of the first `count` cores by folder and name, the copies in other containers left out; empty without the cores."""
    paths = []
    for folder in FOLDERS:
        if (shared / folder / "labels.csv").exists():
            with open(shared / folder / "labels.csv", newline="", encoding="utf-8") as table:
                names = [row["slide"] for row in csv.DictReader(table)]
            paths += [shared / folder / name for name in names if name.endswith(".tif") and (shared / folder / name).exists()]
    return paths[:count]


def inside(place_um, window_um):
    """Which places lie in (left, top, edge), less its border."""
    left_top = np.array(window_um[:2])
    return ((place_um >= left_top + BORDER_UM) & (place_um < left_top + window_um[2] - BORDER_UM)).all(axis=1)


def compare(before, after, window_um=None):
    """Two Seen of the same core; `window_um`: the piece of it that `after` shows."""
    looked_before = np.ones(len(before.excluded), bool) if window_um is None else inside(before.place_um, window_um)
    looked_after = np.ones(len(after.excluded), bool) if window_um is None else inside(after.place_um, window_um)
    pairs = np.reshape(nearest_pairs(after.place_um, before.place_um, MATCH_UM), (-1, 2)).astype(int)
    a, b = pairs.T
    kept = looked_before[b]
    reason_after, reason_before, cell_class = after.excluded[a[kept]], before.excluded[b[kept]], before.cell_class[b[kept]]
    return Comparison(
        int(looked_before.sum()), int(looked_after.sum()), int(kept.sum()), int(looked_after[a].sum()),
        int((reason_after == reason_before).sum()),
        collections.Counter(before.excluded[looked_before].tolist()), collections.Counter(after.excluded[looked_after].tolist()),
        collections.Counter(zip(reason_after.tolist(), cell_class.tolist())))


def look(herald, rgb, background, change, left_top=(0, 0)):
    """The Seen of one picture after a change; `left_top`: its place on the core, px. None when the program gave no result."""
    seed = zlib.crc32(change.key.encode())
    picture, mpp = recolour.changed(rgb, MPP, change, background, seed)
    slide = herald.score_picture("invariant_cores", picture, mpp, "--rules", RULES)
    if not slide.folder:
        return None
    cells = slide.cells
    return Seen(cells.centroid * mpp + np.array(left_top) * MPP, cells.excluded, cells.cell_class, slide.result)


def compare_core(herald, path, changes):
    """{change: (Comparison, Seen)} of one core, the unchanged one first; what gave no result is left out."""
    with Image.open(path) as core:
        rgb = np.asarray(core.convert("RGB"))
    background = recolour.glass_light(rgb)
    before = look(herald, rgb, background, PLAIN)
    if before is None:
        return {}
    compared = {PLAIN: (compare(before, before), before)}
    for change in changes:
        window, glass = None, 0
        piece, left_top = rgb, (0, 0)
        if change.solid:
            left, top, glass = recolour.solid_square(rgb, background, SOLID_PX)
            piece, left_top = rgb[top : top + SOLID_PX, left : left + SOLID_PX], (left, top)
            window = (left * MPP, top * MPP, SOLID_PX * MPP)
        after = look(herald, piece, background, change, left_top)
        if after:
            after.glass = glass
            compared[change] = compare(before, after, window), after
    return compared


def evaluate(herald, shared, keys=None, count=None):
    paths = read_cores(shared, count)
    if not paths:
        return None
    changes = [c for c in CHANGES if keys is None or c.key in keys]
    cores = {path.name: compare_core(herald, path, changes) for path in paths}
    report = Report([table_of_core(name, compared) for name, compared in cores.items()])
    by_change = {c: {name: compared[c] for name, compared in cores.items() if c in compared} for c in [PLAIN, *changes]}
    report.tables += [table_of_changes(by_change, len(paths)), table_by_class(by_change)]
    for change, by_core in by_change.items():
        report.figures[change.key] = {name: figures(*one) for name, one in by_core.items()}
        add_aims(report, change, by_core, len(paths))
    return report


def reasons_in(comparisons):
    """Every reason that excludes a cell before or after, in the order of the alphabet."""
    comparisons = list(comparisons)
    return sorted({reason for c in comparisons for reason in {**c.reasons, **c.reasons_before} if reason})


def shares(comparison, reasons):
    return [percent(s) for s in (comparison.found_again, comparison.new, comparison.decided_alike, comparison.share(""),
                                 *map(comparison.share, reasons))]


def figures(comparison, seen):
    stain = seen.result.get("stain", {})
    return {"before": comparison.before, "after": comparison.after, "found_again": comparison.found_again, "new": comparison.new,
            "decided_alike": comparison.decided_alike, "reasons_before": dict(comparison.reasons_before),
            "reasons": dict(comparison.reasons),
            "area_share_out_of_focus": seen.area_share_out_of_focus(), "glass": seen.glass, "stain": stain}


SHARES = ["found again %", "new %", "decided alike %", "counted %"]


def table_of_core(name, compared):
    reasons = reasons_in(c for c, _ in compared.values())
    columns = ["change", "cells", *SHARES, *(f"{r} %" for r in reasons), "area out of focus %", "background", "from", "stain vectors"]
    table = Table(f"Invariance: {name}", columns)
    for change, (comparison, seen) in compared.items():
        if change.solid:  # the same cells in the whole core
            before = compare_reasons(comparison)
            table.add("whole core, in the solid piece", before.after, "", "", "", *shares(before, reasons)[3:], "", "", "", "")
        stain = seen.result["stain"]
        name = f"{change.name}, {percent(seen.glass)} % of it glass" if change.solid else change.name
        table.add(name, comparison.after, *shares(comparison, reasons), percent(seen.area_share_out_of_focus()),
                  ",".join(f"{light:.0f}" for light in stain["background"]), stain["background_source"], stain["source"])
    return table


def compare_reasons(comparison):
    """The cells before, as if they were those after."""
    return dataclasses.replace(comparison, after=comparison.before, reasons=comparison.reasons_before)


def pooled(by_core):
    return sum((comparison for comparison, _ in by_core.values()), Comparison())


def table_of_changes(by_change, cores):
    everything = {change: pooled(by_core) for change, by_core in by_change.items()}
    reasons = reasons_in(everything.values())
    columns = ["change", "cores", "cells", SHARES[0], "least", "of core", *SHARES[1:], *(f"{r} %" for r in reasons), "area out of focus %"]
    table = Table(f"Invariance: {cores} whole cores", columns, in_readme=True)
    table.notes = [f"Pooled. Found again: of the cells of the unchanged cores, within {MATCH_UM:g} um, one to one; new: of the cells after.",
                   "Decided alike: of the cells found again, counted or excluded for the same reason as before."]
    for change, comparison in everything.items():
        by_core = by_change[change]
        if not by_core:
            table.add(change.name, 0, *["–"] * (len(columns) - 2))
            continue
        if change.solid:
            before = compare_reasons(comparison)
            table.add("whole cores, in the solid pieces", len(by_core), before.after, "", "", "", "", "", *shares(before, reasons)[3:], "")
        name, (worst, _) = min(by_core.items(), key=lambda item: item[1][0].found_again)
        again, *others = shares(comparison, reasons)
        area = float(np.mean([seen.area_share_out_of_focus() for _, seen in by_core.values()]))
        table.add(change.name, len(by_core), comparison.after, again, percent(worst.found_again), name.removesuffix(".tif"), *others, percent(area))
    return table


def table_by_class(by_change):
    """Is an exclusion blind to the stain? Shares of the cells found again, by their class on the unchanged core."""
    columns = ["reason", "change", *(f"of {c} %" for c in CLASSES), "apart"]
    table = Table("Invariance: exclusions on cores by measured class", columns, in_readme=True)
    table.notes = ["Cells found again, by their class on the unchanged cores. Stroma is of class 0: not_tumour must differ."]
    everything = {change: pooled(by_core) for change, by_core in by_change.items() if change.key in ("plain", "blur0.5")}
    for reason in reasons_in(everything.values()):
        for change, comparison in everything.items():
            cells = [sum(n for (_, c), n in comparison.by_class.items() if c == name) for name in CLASSES]
            values = [ratio(comparison.by_class[reason, name], n) for name, n in zip(CLASSES, cells)]
            table.add(reason, change.name, *map(percent, values), percent(float(np.ptp([v for v in values if v == v] or [np.nan]))))
    return table


def add_aims(report, change, by_core, cores):
    found = [comparison.found_again for comparison, _ in by_core.values()]
    if change.key in AIMED:
        least = min(found) if len(found) == cores else 0
        report.aim_at_least(f"cores, {change.name}: cells found again, least of the cores", LEAST_FOUND, least)
    if change.key in ("plain", "0.16um"):
        most = max((comparison.share("out_of_focus") for comparison, _ in by_core.values()), default=float("nan"))
        report.aim_at_most(f"cores, {change.name}: out_of_focus, most of the cores", MOST_OUT_OF_FOCUS, most)
    if change.key == "blur1.5":
        least = min((seen.area_share_out_of_focus() for _, seen in by_core.values()), default=float("nan"))
        report.aim_at_least(f"cores, {change.name}: area out of focus, least of the cores", LEAST_AREA_OUT_OF_FOCUS, least)
