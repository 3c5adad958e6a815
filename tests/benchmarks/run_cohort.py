#!/usr/bin/python3
"""Measures the commands that need no slide on results of made-up cohorts: seconds and memory.

Two cohorts of the same slides, one a quarter of the other: memory must not grow with the number of slides. A benchmark,
never a test: run it on a machine that does nothing else. Needs write_cohort, built from this folder, and 700 bytes of
disk a cell. Exit code: 0 done, 1 with --check when an aim is missed, 2 a run failed or wrong usage.
"""
import argparse
import pathlib
import shutil
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
    add("--slides", type=int, default=200, help="%(default)s")
    add("--cells", type=int, default=100000, help="a slide; %(default)s")
    add("--threads", type=int, default=2, help="%(default)s")
    add("--work", type=pathlib.Path, metavar="DIR", help="keep the cohorts made here and use them again")
    add("--readme", type=pathlib.Path, metavar="FILE", help="also put the tables between the cohort marks in this document")
    add("--check", action="store_true", help="exit code 1 when an aim is missed")
    given = parser.parse_args()
    if given.slides < 80 or given.cells < 100:
        parser.error("--slides must be at least 80, --cells at least 100")
    return given


def cohort(given, work, slides):
    folder = work / f"cohort_{slides}_{given.cells}"
    if not (folder / "run.json").exists():  # written last
        processes.measure([given.write_cohort, folder, slides, given.cells])
    return folder


def commands(given, folder, work):
    """Name of a command -> its words."""
    rescored = work / "rescored"
    shutil.rmtree(rescored, ignore_errors=True)
    return {
        "rescore": [given.herald, "rescore", folder, "--set", "cell_class.moderate_od_um=0.25", "--out", rescored,
                    "--threads", given.threads, "--quiet"],
        "tune": [given.herald, "tune", folder, "--reference", folder / "readers.csv", "--out", work / "cuts.toml",
                 "--threads", given.threads, "--quiet"],
    }


def run(given, work):
    table = Table("Without slides", ["slides x cells", "command", "wall s", "CPU s", "peak MB"])
    measured = {}
    for slides in (given.slides // 4, given.slides):
        folder = cohort(given, work, slides)
        for name, words in commands(given, folder, work).items():
            print(f"{slides} slides: {name}", file=sys.stderr, flush=True)
            taken = measured[name, slides] = processes.measure(words)
            table.add(f"{slides} x {given.cells}", name, f"{taken.wall_s:.1f}", f"{taken.cpu_s:.1f}", f"{taken.peak_mb:.0f}")
    table.notes = [f"{processes.machine()}; {given.threads} threads, one run each. Peak: resident memory."]
    report = Report([table])
    for name, seconds in (("rescore", 10), ("tune", 300)):
        few, many = (measured[name, slides] for slides in (given.slides // 4, given.slides))
        report.aim_at_most(f"{name}: wall seconds of {given.slides} slides", seconds, many.wall_s, "{:.1f}")
        report.aim_at_most(f"{name}: peak memory ÷ that of a quarter of the slides", 1.15, many.peak_mb / few.peak_mb)
    tables = [table, table_of_aims(report.aims)]
    for each in tables:
        print(each.text(), flush=True)
    if given.readme:
        document = given.readme.read_text(encoding="utf-8")
        given.readme.write_text(with_tables(document, tables, "cohort"), encoding="utf-8")
    return 1 if given.check and not all(aim.reached for aim in report.aims) else 0


def main():
    given = arguments()
    try:
        if given.work:
            given.work.mkdir(parents=True, exist_ok=True)
            return run(given, given.work)
        with tempfile.TemporaryDirectory(prefix="herald_cohort_") as work:
            return run(given, pathlib.Path(work))
    except processes.RunFailed as error:
        print(f"run_cohort.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
