"""Negative slides: synthetic tissue without one stained membrane, one change at a time. None may be scored above 0, and what is
plainly good enough must not be refused.

The share of cells that are called stained all the same is the noise floor of the program on such a slide.
"""
import dataclasses
import math

import numpy as np

from table import Aim, Report, Table

SEED = 7000  # of the first slide of each change; chosen nothing
SIZE_UM = 350


@dataclasses.dataclass(frozen=True)
class Change:
    name: str
    words: tuple = ()
    good: bool = False  # enough to be scored


CHANGES = [
    Change("as it is", good=True),
    Change("blush 0.05 OD", ("--blush-od", "0.05"), good=True),
    Change("blush 0.10 OD", ("--blush-od", "0.10"), good=True),
    Change("blush 0.15 OD", ("--blush-od", "0.15")),
    Change("blush 0.20 OD", ("--blush-od", "0.20")),
    Change("blush 0.25 OD", ("--blush-od", "0.25")),
    Change("granules 0.05 OD", ("--granules-od", "0.05")),
    Change("granules 0.10 OD", ("--granules-od", "0.10")),
    Change("granules 0.15 OD", ("--granules-od", "0.15")),
    Change("cytoplasm 0.05 OD", ("--cytoplasm-od", "0.05")),
    Change("cytoplasm 0.15 OD", ("--cytoplasm-od", "0.15")),
    Change("blur 0.5 um", ("--blur-um", "0.5"), good=True),
    Change("blur 0.75 um", ("--blur-um", "0.75")),
    Change("JPEG 60", ("--jpeg-quality", "60"), good=True),
    Change("JPEG 30", ("--jpeg-quality", "30")),
    Change("noise 5 levels", ("--noise", "5")),
    Change("unsharp mask +0.6", ("--sharpening", "1.05")),
    Change("0.5 um/px", ("--mpp", "0.5")),
    Change("haematoxylin x 0.3", ("--hematoxylin-scale", "0.3")),
    Change("stain vectors +5°", ("--rotate-stains", "5")),
]
FULL = 25  # slides of each change: 500
GOOD_REFUSED = 0.10


def draw(herald, changes, slides):
    """The folder and, by file name, the change."""
    wanted, of = {}, {}
    for i, change in enumerate(changes):
        mpp = float(change.words[change.words.index("--mpp") + 1]) if "--mpp" in change.words else 0.25
        for k in range(slides):
            stem = f"{i:02}_{k:02}"
            size = math.ceil(SIZE_UM / mpp)
            wanted[stem] = ["--mix", "none=1", "--optics", "light", "--size", size, "--seed", SEED + k, *change.words]
            of[f"{stem}.tif"] = change
    return herald.phantoms("null/slides", wanted), of


def figures_of(slides):
    """Of the slides of one change."""
    scored = [slide for slide in slides if slide.summary["status"] == "scored"]
    stained = [100 - float(slide.summary["pct_0"]) - float(slide.summary["pct_masked"]) for slide in slides if slide.summary["pct_0"]]
    reasons = sorted({slide.summary["reasons"].split(":")[0] for slide in slides if slide.summary["status"] != "scored"})
    return {
        "slides": len(slides),
        "above_0": sum(slide.summary["score"] != "0" for slide in scored),
        "refused": len(slides) - len(scored),
        "reasons": reasons,
        "stained_percent": float(np.mean(stained)) if stained else math.nan,
        "stained_percent_most": float(np.max(stained)) if stained else math.nan,
    }


def measure(herald, changes, slides):
    """{change: figures}"""
    folder, of = draw(herald, changes, slides)
    scored = herald.score_all("null/results", sorted(folder.glob("*.tif")))
    return {change: figures_of([slide for name, slide in scored.items() if of[name] is change]) for change in changes}


def evaluate(herald, slides=2):
    figures = measure(herald, CHANGES, slides)
    columns = ["change", "slides", "above 0", "refused", "because", "stained, % of cells", "most"]
    table = Table("Negative slides", columns, in_readme=True)
    table.notes = ["Stained: cells called 1+ or more, mean and most of the slides: the noise floor. Masked cells are in neither."]
    for change, of in figures.items():
        table.add(change.name, of["slides"], of["above_0"], of["refused"], ", ".join(of["reasons"]) or "–",
                  f"{of['stained_percent']:.1f}", f"{of['stained_percent_most']:.1f}")
    report = Report([table])
    report.figures = {change.name: of for change, of in figures.items()}
    above = sum(of["above_0"] for of in figures.values())
    good = [of for change, of in figures.items() if change.good]
    refused = sum(of["refused"] for of in good) / sum(of["slides"] for of in good)
    report.aims.append(Aim("negative slides scored above 0", "0", str(above), above == 0))
    report.aims.append(Aim("good negative slides refused", f"at most {GOOD_REFUSED:.0%}", f"{refused:.0%}", refused <= GOOD_REFUSED))
    return report
