"""Is every step blind to the stain of a membrane? On synthetic slides with all classes side by side, the share of true tumour
cells found, counted and excluded for each reason, by true class. A neutral step treats all classes alike.

Slides are drawn without noise and JPEG; both come after the blur, which is one of light, as in a microscope. Those of other
laboratories are drawn with optics on light, too: palest and strongest haematoxylin, other colours of it, tumour in sheets, cords and
single files, blush, wide nuclei. Their cells are found as well as others, and little else is.
"""
import dataclasses
import json

import numpy as np
from PIL import Image

import recolour
from matching import ratio
from phantoms import CLASSES, compare, mean, pooled
from recolour import Change
from table import Report, Table, percent

SEEDS = [9003, 9004]  # never used to choose an option
SIZE_UM = 800
MPP = 0.25
CAMERA = {"noise": 1.6, "jpeg": 80}  # the phantoms' own
CHANGES = [Change("plain", "plain", **CAMERA), Change("blur0.5", "blur 0.5 um", blur_um=0.5, **CAMERA)]
EVEN = "none=0.25,iw=0.25,cw=0.1,cm=0.15,cs=0.25"
# Name: arguments of `herald phantom`. Every one has cells of all classes.
LAYOUTS = {
    "even mix": ("--mix", EVEN),
    "mostly unstained": ("--mix", "none=0.7,iw=0.1,cm=0.1,cs=0.1"),
    "mostly 3+": ("--mix", "none=0.1,iw=0.1,cm=0.1,cs=0.7"),
    "even mix, stain × 0.5": ("--mix", EVEN, "--stain-scale", 0.5),
}
# The haematoxylin scale of a slide (segmentation/hematoxylin_scale.h) is about 0.046 OD times --hematoxylin-scale.
PALE, STRONG = "hs 0.015", "hs 0.3"
OTHER_LABORATORIES = {
    PALE: ("--hematoxylin-scale", 0.33),
    STRONG: ("--hematoxylin-scale", 6.5),
    "solid, no glass": ("--layout", "solid"),
    "strands": ("--layout", "strands"),
    "single files": ("--layout", "files"),
    "blush": ("--blush-od", 0.15, "--granules-od", 0.05),
    "wide nuclei": ("--nucleus-fraction", 0.7, "--cell-spacing-um", 10),
    "vectors + 20°": ("--rotate-stains", 20),
    "vectors - 20°": ("--rotate-stains", -20),
    "purple haematoxylin": ("--hematoxylin-hue", "purple"),
    "muscle, lymphoid tissue": ("--muscle-fraction", 0.3, "--lymphoid-fraction", 0.2),
}
LAYOUTS |= {name: ("--mix", EVEN, "--optics", "light", *words) for name, words in OTHER_LABORATORIES.items()}
MOST_APART = 0.03
LEAST_FOUND = 0.92
MOST_FALSE = 0.10
AIMED_FALSE = [PALE, STRONG]
FEWEST_CELLS = 50  # of a class, for its share to be compared


def draw(herald, stem, words, seed, size_um):
    """The picture without noise, and its truth."""
    folder = herald.folder("invariant_phantoms/slides")
    herald.run("phantom", "--out", folder, "--name", stem, "--png", *words, "--seed", seed, "--size", round(size_um / MPP),
               "--mpp", MPP, "--noise", 0)
    with Image.open(folder / f"{stem}.png") as picture:
        return np.asarray(picture.convert("RGB")), json.loads((folder / f"{stem}.truth.json").read_text())


def compared(herald, words, change, seeds, size_um):
    """The slides that `herald phantom` draws with these words, of all seeds, against their truth (phantoms.Comparison); None when no slide gave a result."""
    parts = []
    for seed in seeds:
        rgb, truth = draw(herald, "slide", words, seed, size_um)
        picture, mpp = recolour.changed(rgb, MPP, change, np.array(truth["options"]["background_rgb"], float), seed)
        slide = herald.score_picture("invariant_phantoms/scored", picture, mpp)
        if slide.folder:
            cells = dataclasses.replace(slide.cells, centroid=slide.cells.centroid * (mpp / MPP))  # where they are in the truth
            parts.append(compare(truth, cells))
    return pooled(parts) if parts else None


def shares_by_class(cells):
    """{what: share by class}, NaN where a class has too few cells: found (of all true cells), counted and each reason (of the found)."""
    found = cells.where(cells.found)
    shares = {"found": by_class(cells, cells.found), "counted": by_class(found, found.counted)}
    for reason in sorted(set(found.exclusion.tolist()) - {""}):
        shares[reason] = by_class(found, found.exclusion == reason)
    return shares


def by_class(cells, chosen):
    own = [cells.cell_class == name for name in CLASSES]
    return [ratio(int((chosen & k).sum()), int(k.sum())) if k.sum() >= FEWEST_CELLS else float("nan") for k in own]


def apart(shares):
    known = [share for share in shares if share == share]
    return float(np.ptp(known)) if len(known) > 1 else float("nan")


def evaluate(herald, keys=None, count=None, size_um=SIZE_UM):
    changes = [c for c in CHANGES if keys is None or c.key in keys]
    columns = ["slides", "picture", "what", *CLASSES, "apart"]
    table = Table("Invariance: synthetic slides, % by true class", columns, in_readme=True)
    table.notes = ["Found: of the true tumour cells; counted and each reason: of the found. Blur is one of light, noise and JPEG follow."]
    cells = Table("Invariance: synthetic slides, found / false", ["slides", "picture", "tumour cells", "found %", "false %"], in_readme=True)
    cells.notes = ["Found: of all true tumour cells. False: of the detected cells, those that are no true cell of any kind."]
    report = Report([table, cells])
    for layout in LAYOUTS:
        for change in changes:
            comparison = compared(herald, LAYOUTS[layout], change, SEEDS[:count], size_um)
            add(report, layout, change, shares_by_class(comparison.tumour) if comparison else {})
            add_detection(report, layout, change, comparison)
    return report


def add(report, layout, change, shares):
    for what, values in shares.items():
        report.tables[0].add(layout, change.name, what, *map(percent, values), percent(apart(values)))
    report.figures[f"{layout}, {change.key}"] = {what: dict(zip(CLASSES, values)) for what, values in shares.items()}
    widest = max(shares, key=lambda what: np.nan_to_num(apart(shares[what]))) if shares else None
    text = f"phantoms, {layout}, {change.name}: classes apart ({widest or 'no result'})"
    report.aim_at_most(text, MOST_APART, apart(shares[widest]) if widest else float("nan"))


def add_detection(report, layout, change, comparison):
    found = mean(comparison.tumour.found) if comparison else float("nan")
    false = ratio(comparison.false, comparison.detected) if comparison else float("nan")
    report.tables[1].add(layout, change.name, len(comparison.tumour) if comparison else 0, percent(found), percent(false))
    report.figures[f"{layout}, {change.key}"]["detection"] = {"found": found, "false": false}
    report.aim_at_least(f"phantoms, {layout}, {change.name}: found", LEAST_FOUND, found)
    if layout in AIMED_FALSE:
        report.aim_at_most(f"phantoms, {layout}, {change.name}: false", MOST_FALSE, false)
