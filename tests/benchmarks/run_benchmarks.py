#!/usr/bin/python3
"""Measures the speed and memory of Herald beside OpenSlide, plain JPEG decoding and a scikit-image script.

Whole processes, interleaved, several rounds after a warm-up; medians, and medians of ratios within a round. A
benchmark, never a test: run it on a machine that does nothing else. Needs the two programs built from this folder
(targets read_with_openslide and decode_jpeg_tiles).
Exit code: 0 done, whatever was measured; 1 with --check when an aim is missed; 2 a run failed or wrong usage.
"""
import argparse
import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "accuracy"))  # table.py

import contestants as who  # noqa: E402
import processes  # noqa: E402
import report  # noqa: E402
import slides as which  # noqa: E402
from table import with_tables  # noqa: E402

# What runs on slides other than the first.
ON_OTHERS = (who.READING, who.HERALD)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--herald", type=pathlib.Path, metavar="PATH", default=ROOT / "build/release/apps/herald", help="the program; %(default)s")
    add("--programs", type=pathlib.Path, metavar="DIR", default=ROOT / "build/ci/tests/benchmarks", help="the two programs built from here; %(default)s")
    add("--native-build", type=pathlib.Path, metavar="DIR", help="build folder of Herald compiled with -march=native, to compare with")
    add("--make-slide", type=pathlib.Path, metavar="TOOL", help="makes mosaics: TOOL OUT.tif ACROSS DOWN [TILE [blank]]")
    add("--no-large", action="store_true", help="without the 4x4 mosaic (2 Gpx)")
    add("--slide", action="append", default=[], type=pathlib.Path, metavar="TIFF", help="measure this slide; repeatable; the first slide of all gets every program")
    add("--phantom-px", type=int, metavar="N", help="measure a synthetic slide of this edge")
    add("--work", type=pathlib.Path, metavar="DIR", help="keep the slides made here and use them again")
    add("--rounds", type=int, default=5, metavar="N", help="%(default)s")
    add("--no-warm-up", action="store_true")
    add("--slow-rounds", type=int, default=1, metavar="N", help="of the scikit-image script; %(default)s")
    add("--share", type=float, default=0.25, help="of the tissue the scikit-image script measures, then scaled; %(default)s")
    add("--threads", type=int, default=2, metavar="N", help="%(default)s")
    add("--only", action="append", metavar="PROGRAM", help=f"repeatable: {' | '.join((who.HERALD, who.SINGLE, who.OPENSLIDE, who.GEOJSON, who.NATIVE, who.READING, who.DECODING, who.SCIKIT))}")
    add("--markdown", action="store_true", help="tables in Markdown")
    add("--readme", type=pathlib.Path, metavar="FILE", help="also put the tables between the speed marks in this document")
    add("--check", action="store_true", help="exit code 1 when an aim is missed")
    given = parser.parse_args()
    if given.rounds < 1 or given.threads < 1 or not 0 < given.share <= 1:
        parser.error("--rounds and --threads must be at least 1, --share in (0, 1]")
    if not (given.make_slide or given.slide or given.phantom_px):
        parser.error("nothing to measure: give --make-slide, --slide or --phantom-px")
    if not os.access(given.herald, os.X_OK):
        parser.error(f"{given.herald} is not a program: build it or give --herald PATH")
    return given


def all_slides(given, work):
    slides = [which.Slide(path.name, path) for path in given.slide]
    if given.make_slide:
        slides = which.mosaics(given.make_slide, work, not given.no_large) + slides
    if given.phantom_px:
        slides.append(which.synthetic(given.herald, work, given.phantom_px))
    return slides


def chosen(given, notes):
    found = who.all_contestants(given, notes)
    for name in given.only or []:
        if name not in found:
            raise processes.RunFailed(f"--only {name} is not one of {', '.join(found)}")
    return {name: contestant for name, contestant in found.items() if not given.only or name in given.only}


def measure_all(given, slides, contestants, work):
    measurements = report.Measurements()
    first_round = 0 if given.no_warm_up else -1  # round -1 is not counted
    for number in range(first_round, given.rounds):
        for slide in slides:
            for name, contestant in contestants.items():
                if slide is not slides[0] and name not in ON_OTHERS:
                    continue
                if name == who.SCIKIT and not 0 <= number < given.slow_rounds:
                    continue
                print(f"round {number + 1} of {given.rounds}: {slide.name}: {name}", file=sys.stderr, flush=True)
                measurement = who.run(contestant, slide.path, work)
                if number >= 0:
                    measurements.add(slide.name, name, number, measurement)
    return measurements


def run(given, work):
    notes = []
    contestants = chosen(given, notes)
    slides = all_slides(given, work)
    if who.SCIKIT in contestants and given.share < 1:
        notes.append(f"The scikit-image script measures {100 * given.share:.0f} % of the tiles; the time of its loop is scaled to all of them.")
    measurements = measure_all(given, slides, contestants, work)
    tables = report.tables(measurements, slides, given, notes)
    for table in tables:
        print(table.markdown() if given.markdown else table.text(), flush=True)
    if given.readme:
        document = given.readme.read_text(encoding="utf-8")
        given.readme.write_text(with_tables(document, tables, "speed"), encoding="utf-8")
    missed = [aim for aim in report.aims(measurements, slides[0].name) if not aim.reached]
    return 1 if given.check and missed else 0


def main():
    given = arguments()
    try:
        if given.work:
            given.work.mkdir(parents=True, exist_ok=True)
            return run(given, given.work)
        with tempfile.TemporaryDirectory(prefix="herald_benchmarks_") as work:
            return run(given, pathlib.Path(work))
    except processes.RunFailed as error:
        print(f"run_benchmarks.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
