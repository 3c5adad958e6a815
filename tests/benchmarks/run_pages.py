#!/usr/bin/python3
"""Measures how long the viewer and the report make one wait, in a real Chromium.

Made-up cohorts (cells without pixels) of one large slide and of many, and with --slide a slide with its pixels, which is
scored first. A benchmark, never a test: run it on a machine that does nothing else. Needs write_cohort, built from this
folder, chromium, and the front end's packages (npm ci in its folder). Exit code: 0 done, 1 with --check when an aim is
missed, 2 a run failed or wrong usage.
"""
import argparse
import json
import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "accuracy"))  # table.py

import processes  # noqa: E402
from table import Report, Table, table_of_aims, with_tables  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--herald", type=pathlib.Path, metavar="PATH", default=ROOT / "build/release/apps/herald", help="the program; %(default)s")
    add("--write-cohort", type=pathlib.Path, metavar="PATH", default=ROOT / "build/ci/tests/benchmarks/write_cohort", help="%(default)s")
    add("--web-build", type=pathlib.Path, metavar="DIR", default=ROOT / "apps/web", help="where the front end's packages are; %(default)s")
    add("--cells", type=int, default=1000000, help="of the large slide; %(default)s")
    add("--slides", type=int, default=20, help="of the cohort; %(default)s")
    add("--cells-each", type=int, default=100000, help="of each of its slides; %(default)s")
    add("--slide", type=pathlib.Path, metavar="TIFF", help="also a slide with pixels")
    add("--mpp", metavar="UM", help="its pixel size, where it does not say so")
    add("--work", type=pathlib.Path, metavar="DIR", help="keep what is made here and use it again")
    add("--readme", type=pathlib.Path, metavar="FILE", help="also put the tables between the pages marks in this document")
    add("--check", action="store_true", help="exit code 1 when an aim is missed")
    return parser.parse_args()


def cohort(given, work, slides, cells):
    folder = work / f"pages_{slides}_{cells}"
    if not (folder / "run.json").exists():  # written last
        processes.measure([given.write_cohort, folder, slides, cells])
    return folder


def scored(given, work):
    folder = work / f"scored_{given.slide.stem}"
    if not (folder / "summary.csv").exists():
        options = ["--mpp", given.mpp] if given.mpp else []
        processes.measure([given.herald, "score", given.slide, "--out", folder, "--quiet", *options])
    return folder


def measure(given, *words):
    print(" ".join(map(str, words)), file=sys.stderr, flush=True)
    os.environ["WEB_BUILD"] = str(given.web_build)
    return json.loads(processes.measure(["node", HERE / "measure_pages.mjs", *words]).output)


def report_of(folder):
    return next((folder / "slides").glob("*/report.html"))


def run(given, work):
    large = cohort(given, work, 1, given.cells)
    folders = {"large slide": large, "cohort": cohort(given, work, given.slides, given.cells_each)}
    if given.slide:
        folders["slide with pixels"] = scored(given, work)
    viewers = {name: measure(given, "viewer", given.herald, folder, *([given.slide] if name == "slide with pixels" else []))
               for name, folder in folders.items()}
    reports = {name: measure(given, "report", report_of(folder)) for name, folder in folders.items() if name != "cohort"}

    table = Table("Viewer", ["results", "slides", "cells a slide", "first paint ms", "whole view ms", "frames/s", "slider ms",
                             "tiles cold p95 ms", "tiles warm p95 ms"])
    for name, of in viewers.items():
        table.add(name, of["slides"], of["cells"], *(f"{of[key]:.0f}" for key in (
            "first_paint_ms", "first_view_ms", "frames_a_second", "slider_ms", "tiles_cold_p95_ms", "tiles_warm_p95_ms")))
    table.notes = [f"{processes.machine()}; Chromium on the same cores. Tiles: 8 at a time, colour, DAB and cells, or cells "
                   "and heat map where there are no pixels; slider: to the new scores of all slides, median of 30."]
    second = Table("Report", ["results", "MB", "first paint ms", "ready to judge ms"])
    for name, of in reports.items():
        second.add(name, f"{of['megabytes']:.1f}", f"{of['first_paint_ms']:.0f}", f"{of['ready_ms']:.0f}")
    report = Report([table, second])
    for name, of in viewers.items():
        if name != "cohort":
            report.aim_at_most(f"viewer, {name}: first paint, ms", 2000, of["first_paint_ms"], "{:.0f}")
            report.aim_at_least(f"viewer, {name}: frames a second while moving and zooming", 30, of["frames_a_second"], "{:.0f}")
    report.aim_at_most("viewer, cohort: slider to new scores, ms", 200, viewers["cohort"]["slider_ms"], "{:.0f}")
    worst = max(of["tiles_warm_p95_ms"] for of in viewers.values())
    report.aim_at_most("viewer: tiles, 8 at a time, warm, p95, ms", 50, worst, "{:.0f}")
    for name, of in reports.items():
        report.aim_at_most(f"report, {name}: MB", 15, of["megabytes"], "{:.1f}")
        report.aim_at_most(f"report, {name}: open and ready to judge, ms", 3000, of["ready_ms"], "{:.0f}")
    tables = [table, second, table_of_aims(report.aims)]
    for each in tables:
        print(each.text(), flush=True)
    if given.readme:
        document = given.readme.read_text(encoding="utf-8")
        given.readme.write_text(with_tables(document, tables, "pages"), encoding="utf-8")
    return 1 if given.check and not all(aim.reached for aim in report.aims) else 0


def main():
    given = arguments()
    try:
        if given.work:
            given.work.mkdir(parents=True, exist_ok=True)
            return run(given, given.work)
        with tempfile.TemporaryDirectory(prefix="herald_pages_") as work:
            return run(given, pathlib.Path(work))
    except (processes.RunFailed, StopIteration) as error:
        print(f"run_pages.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
