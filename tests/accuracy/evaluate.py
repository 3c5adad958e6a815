#!/usr/bin/python3
"""Measures Herald against truth and prints the accuracy tables of the README beside it.

Runs the built program on public fields and real cores (shared data; parts without their data are skipped) and on
synthetic slides with seeds that were never used to choose anything. Needs the packages of .ci/packages, section [test].
Exit code: 0 done, whatever was measured; 1 with --check when an aim is missed; 2 wrong usage.
"""
import argparse
import json
import os
import pathlib
import sys
import tempfile

import cores
import marked_nuclei
import nuclei
import perturbations
import phantoms
import rules
from program import Herald, ProgramError
from table import table_of_aims, with_tables, without_nan

ROOT = pathlib.Path(__file__).resolve().parents[2]


def parts(given):
    """Name of each part: what runs it, with the program and the folder of shared data. None = its data is absent."""
    return {
        "nuclei": lambda herald, shared: nuclei.evaluate(herald, shared, given.tune_nuclei),
        "marked": lambda herald, shared: marked_nuclei.evaluate(herald, shared, ROOT / "tests/real/marked_nuclei.json"),
        "phantoms": lambda herald, shared: phantoms.evaluate(herald, given.seeds, given.scores, given.size_um),
        "perturbations": lambda herald, shared: perturbations.evaluate(herald, given.seeds[0], given.size_um),
        "breaks": lambda herald, shared: perturbations.evaluate_beyond(herald, given.seeds[0], given.size_um),
        "rules": lambda herald, shared: rules.evaluate(herald, given.seeds[0], given.size_um),
        "pixel-size": cores.evaluate_pixel_size,
        "cores": cores.evaluate,
    }


def seeds(text):
    values = [int(word) for word in text.split(",")]
    if min(values) < 0:
        raise ValueError(text)
    return values


def arguments():
    names = list(parts(None))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--herald", type=pathlib.Path, metavar="PATH", default=ROOT / "build/release/apps/herald", help="the program; %(default)s")
    add("--only", action="append", metavar="PART", help=f"one part, repeatable: {' | '.join(names)}")
    add("--work", type=pathlib.Path, metavar="DIR", help="keep slides and results here")
    add("--set", action="append", default=[], dest="settings", metavar="SECTION.NAME=VALUE", help="option for every run; repeatable")
    add("--seeds", type=seeds, default=phantoms.SEEDS, metavar="N,N", help="of the synthetic slides; %(default)s")
    add("--scores", type=lambda text: text.split(","), default=list(phantoms.MIXES), metavar="S,S", help="mixes of part phantoms")
    add("--size-um", type=float, default=phantoms.SIZE_UM, metavar="UM", help="edge of a synthetic slide; %(default)s")
    add("--tune-nuclei", action="store_true", help="part nuclei: options of each field chosen on the other three")
    add("--markdown", action="store_true", help="tables in Markdown")
    add("--readme", type=pathlib.Path, metavar="FILE", help="also put the main tables between the marks in this document")
    add("--json", type=pathlib.Path, metavar="FILE", help="also every figure, as JSON")
    add("--check", action="store_true", help="exit code 1 when an aim is missed")
    given = parser.parse_args()
    if given.readme and given.only:
        parser.error("--readme wants all tables: leave --only away")
    for name in given.only or []:
        if name not in names:
            parser.error(f"--only {name} is not one of {', '.join(names)}")
    for name in given.scores:
        if name not in phantoms.MIXES:
            parser.error(f"--scores {name} is not one of {', '.join(phantoms.MIXES)}")
    return given


def run(given, work):
    shared = pathlib.Path(os.environ.get("HERALD_SHARED_DATA", ROOT.parent / "shared" / "data"))
    herald = Herald(given.herald, work, given.settings)
    show = lambda table: print(table.markdown() if given.markdown else table.text(), flush=True)  # noqa: E731
    figures, aims, main_tables = {}, [], []
    for name, part in parts(given).items():
        if given.only and name not in given.only:
            continue
        report = part(herald, shared)
        if report is None:
            print(f"{name}: skipped, its data is absent (shared data: {shared})\n", flush=True)
            continue
        for table in report.tables:
            show(table)
        main_tables += [table for table in report.tables if table.in_readme]
        figures[name] = report.figures
        aims += report.aims
    if aims:
        show(table_of_aims(aims))
    if given.readme:
        given.readme.write_text(with_tables(given.readme.read_text(encoding="utf-8"), main_tables), encoding="utf-8")
    if given.json:
        document = {"figures": figures, "aims": [vars(aim) for aim in aims]}
        given.json.write_text(json.dumps(without_nan(document), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if given.check and not all(aim.reached for aim in aims) else 0


def main():
    given = arguments()
    try:
        if given.work:
            return run(given, given.work)
        with tempfile.TemporaryDirectory(prefix="herald_accuracy_") as work:
            return run(given, pathlib.Path(work))
    except ProgramError as error:
        print(f"evaluate.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
