"""Which cells are taken as tumour: marked regions of real cores, and marked cells of breast fields with and without drawn DAB.

Regions: of the cells detected inside, the share taken as tumour. Fields: a detected cell is a marked one when it lies nearest,
within 4 um, one to one; automatic choice, no field trained or chose anything.
"""
import json

import numpy as np

import marked_fields
from cores import MPP, RULES, labels
from marked_fields import EPITHELIUM, LYMPHOCYTE, OTHERS, STROMA
from matching import nearest_pairs, ratio
from table import Report, Table, number, percent

MATCH_UM = 4.0
TUMOUR = "tumour"
EITHER = "normal_epithelium"  # cannot be told apart
# Name: factor of haematoxylin, kinds with lines of DAB.
STAINS = {
    "haematoxylin": (1, ()),
    "DAB on epithelium": (1, (EPITHELIUM,)),
    "DAB on the others": (1, OTHERS),
    "DAB on all": (1, (EPITHELIUM, *OTHERS)),
    "haematoxylin × 0.4": (0.4, ()),
    "haematoxylin × 1.5": (1.5, ()),
}
LEAST_BALANCED, MOST_APART = 0.85, 0.03
REFUSED = "smooth_muscle", "lymphoid"
ISLAND, BESIDE = "unstained_island", "stained_beside"
LEAST_OF_A_TISSUE, LEAST_OF_ISLANDS, MOST_ISLANDS_APART = 0.75, 0.85, 0.05
LEAST_SENSITIVITY, LEAST_SPECIFICITY, LEAST_OF_A_CORE = 0.90, 0.88, 0.80


def corners(numbers):
    """Of a rectangle (four numbers) or a polygon."""
    if len(numbers) > 4:
        return list(zip(numbers[::2], numbers[1::2]))
    x0, y0, x1, y1 = numbers
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def marked_regions(shared, path):
    """{path of a core: {kind: polygons in level-0 pixels}}."""
    slides = {}
    for name, kinds in json.loads(path.read_text())["slides"].items():
        slides[shared / "her2_cores" / name] = {kind: [corners(r) for r in regions] for kind, regions in kinds.items()}
    for file in sorted((shared / "her2_cores_more/regions").glob("*.geojson")):
        kinds = slides.setdefault(file.parent.parent / f"{file.stem}.tif", {})
        for feature in json.loads(file.read_text())["features"]:
            kind = feature["properties"]["classification"]["name"]
            kinds.setdefault(kind, []).append([tuple(p) for p in feature["geometry"]["coordinates"][0]])
    return {slide: kinds for slide, kinds in slides.items() if slide.exists()}


def inside(polygons, places):
    """Which places lie in one of the polygons (even-odd rule)."""
    found = np.zeros(len(places), bool)
    for polygon in polygons:
        here = np.zeros(len(places), bool)
        for (x0, y0), (x1, y1) in zip(polygon, [*polygon[1:], polygon[0]]):
            if y0 != y1:
                crosses = (y0 > places[:, 1]) != (y1 > places[:, 1])
                here ^= crosses & (places[:, 0] < x0 + (places[:, 1] - y0) * (x1 - x0) / (y1 - y0))
        found |= here
    return found


def evaluate(herald, shared, path, more, count=None):
    """`path`: the frozen marks; `more`: those of tissue that they lack."""
    reports = [evaluate_regions(herald, shared, path, count), evaluate_more(herald, shared, more, count),
               evaluate_fields(herald, shared, count)]
    reports = [report for report in reports if report]
    if not reports:
        return None
    return Report([t for r in reports for t in r.tables], {k: v for r in reports for k, v in r.figures.items()},
                  [a for r in reports for a in r.aims])


def evaluate_regions(herald, shared, path, count):
    if not labels(shared):
        return None
    table = Table("Tumour cells: marked regions of the cores", ["core", "region", "cells", "taken as tumour %"], in_readme=True)
    report = Report([table])
    measured = {"sensitivity": [], "specificity": []}
    for slide, kinds in list(marked_regions(shared, path).items())[:count]:
        cells = herald.score("tumour_choice/cores", [slide], "--mpp", MPP, "--rules", RULES)[slide.name].cells
        taken = {}
        for kind, polygons in kinds.items():
            here = inside(polygons, cells.centroid)
            taken[kind] = cells.tumour[here]
            table.add(slide.stem, kind, int(here.sum()), percent(ratio(int(taken[kind].sum()), int(here.sum()))))
        other = np.concatenate([t for kind, t in taken.items() if kind not in (TUMOUR, EITHER)])
        found = {"sensitivity": float(taken[TUMOUR].mean()), "specificity": float(1 - other.mean())}
        report.figures[slide.stem] = {**found, **{kind: float(t.mean()) if len(t) else None for kind, t in taken.items()}}
        for what, value in found.items():
            measured[what].append(value)
            report.aim_at_least(f"{slide.stem}: {what}", LEAST_OF_A_CORE, value)
    for what, least in (("sensitivity", LEAST_SENSITIVITY), ("specificity", LEAST_SPECIFICITY)):
        report.aim_at_least(f"marked regions: mean {what}", least, float(np.mean(measured[what])))
    return report


def evaluate_more(herald, shared, path, count):
    """Muscle, vessels, necrosis, ...; and of tumour without stain beside stained tumour, whether both are chosen alike."""
    if not labels(shared):
        return None
    table = Table("Tumour cells: more marks on the cores", ["core", "tissue", "places", "cells", "taken as tumour %"], in_readme=True)
    report = Report([table])
    taken = {}
    for name, kinds in list(json.loads(path.read_text())["slides"].items())[:count]:
        slide = next((p for p in (shared / "her2_cores" / name, shared / "her2_cores_more" / name) if p.exists()), None)
        if not slide:
            continue
        cells = herald.score("tumour_choice/cores", [slide], "--mpp", MPP, "--rules", RULES)[slide.name].cells
        for kind, regions in kinds.items():
            here = cells.tumour[inside([corners(r) for r in regions], cells.centroid)]
            taken.setdefault(kind, []).append(here)
            table.add(slide.stem, kind, len(regions), len(here), percent(ratio(int(here.sum()), len(here))))
    shares = {kind: float(np.concatenate(parts).mean()) for kind, parts in taken.items()}
    for kind, share in shares.items():
        table.add("all", kind, "", sum(map(len, taken[kind])), percent(share))
    report.figures["more marks"] = shares
    for kind in REFUSED:
        report.aim_at_most(f"more marks: {kind} taken", 1 - LEAST_OF_A_TISSUE, shares.get(kind, float("nan")))
    report.aim_at_least("tumour without stain beside stained tumour: taken", LEAST_OF_ISLANDS, shares.get(ISLAND, float("nan")))
    report.aim_at_most("the same: from the stained", MOST_ISLANDS_APART, abs(shares.get(ISLAND, float("nan")) - shares.get(BESIDE, float("nan"))))
    return report


def evaluate_fields(herald, shared, count):
    fields = marked_fields.names(shared, count=count)
    if not fields:
        return None
    columns = ["stain", "marks", "found", "tumour found", "lymphocytes %", "stroma %", "epithelium %", "balanced", "F1 counted", "F1 detected"]
    table = Table("Tumour cells: marked cells of breast fields", columns, in_readme=True)
    table.notes = ["Shares taken as tumour are those of the marks found. F1 of epithelium: as if all cells counted were it, and all detected."]
    report = Report([table])
    for name, (counterstain, stained_kinds) in STAINS.items():
        kinds, found, taken, detected, counted = [], [], [], 0, 0
        for index, field in enumerate(fields):
            k, f, t, cells = look(herald, shared, field, counterstain, stained_kinds, index)
            kinds.append(k), found.append(f), taken.append(t)
            detected += len(cells)
            counted += int(cells.sum())
        add(report, name, *map(np.concatenate, (kinds, found, taken)), detected, counted)
    for name, figures in report.figures.items():
        report.aim_at_most(f"breast fields, {name}: from the plain ones", MOST_APART,
                           abs(figures["balanced"] - report.figures["haematoxylin"]["balanced"]))
    report.aim_at_least("breast fields: balanced accuracy", LEAST_BALANCED, report.figures["haematoxylin"]["balanced"])
    return report


def look(herald, shared, field, counterstain, stained_kinds, seed):
    """Of the marks: kind, found, taken as tumour; of the cells: taken as tumour."""
    rgb, places, kinds = marked_fields.read(shared, field)
    picture = marked_fields.recoloured(rgb, places, kinds, counterstain, stained_kinds, seed)
    slide = herald.score_picture("tumour_choice/field", picture, marked_fields.MPP)
    found, taken = np.zeros(len(kinds), bool), np.zeros(len(kinds), bool)
    if not slide.folder:
        return kinds, found, taken, np.zeros(0, bool)
    cells = slide.cells
    for a, b in nearest_pairs(cells.centroid, places, MATCH_UM / marked_fields.MPP):
        found[b], taken[b] = True, cells.tumour[a]
    return kinds, found, taken, cells.tumour


def add(report, name, kinds, found, taken, detected, counted):
    share = {kind: ratio(int((taken & (kinds == kind)).sum()), int((found & (kinds == kind)).sum())) for kind in (*OTHERS, EPITHELIUM)}
    other = np.isin(kinds, OTHERS) & found
    balanced = (share[EPITHELIUM] + 1 - ratio(int((taken & other).sum()), int(other.sum()))) / 2
    epithelium = kinds == EPITHELIUM
    f1 = lambda hits, cells: ratio(2 * hits, int(epithelium.sum()) + cells)  # noqa: E731
    figures = {"balanced": balanced, "lymphocytes": share[LYMPHOCYTE], "stroma": share[STROMA], "epithelium": share[EPITHELIUM],
               "f1_counted": f1(int((taken & epithelium).sum()), counted), "f1_detected": f1(int((found & epithelium).sum()), detected)}
    report.tables[0].add(name, len(kinds), percent(float(found.mean())), percent(ratio(int((found & epithelium).sum()), int(epithelium.sum()))),
                         *(percent(figures[k]) for k in ("lymphocytes", "stroma", "epithelium")),
                         *(number(figures[k]) for k in ("balanced", "f1_counted", "f1_detected")))
    report.figures[name] = figures
