"""A command made of parts, each of which measures something and reports it: its options, its output, its exit code.

A part takes the program (program.Herald) and the folder of shared data, and gives a table.Report, or None without its data.
Exit code: 0 done, whatever was measured; 1 with --check when an aim is missed; 2 wrong usage.
"""
import json
import os
import pathlib
import sys
import tempfile

from program import Herald, ProgramError
from table import table_of_aims, with_tables, without_nan

ROOT = pathlib.Path(__file__).resolve().parents[2]


def add_options(parser, names):
    add = parser.add_argument
    add("--herald", type=pathlib.Path, metavar="PATH", default=ROOT / "build/release/apps/herald", help="the program; %(default)s")
    add("--only", action="append", metavar="PART", help=f"one part, repeatable: {' | '.join(names)}")
    add("--work", type=pathlib.Path, metavar="DIR", help="keep slides and results here")
    add("--set", action="append", default=[], dest="settings", metavar="SECTION.NAME=VALUE", help="option for every run; repeatable")
    add("--markdown", action="store_true", help="tables in Markdown")
    add("--readme", type=pathlib.Path, metavar="FILE", help="also put the main tables between the marks in this document")
    add("--json", type=pathlib.Path, metavar="FILE", help="also every figure, as JSON")
    add("--check", action="store_true", help="exit code 1 when an aim is missed")


def refuse_unknown(parser, option, given, known):
    for name in given or []:
        if name not in known:
            parser.error(f"{option} {name} is not one of {', '.join(known)}")


def check_options(parser, given, names):
    if given.readme and given.only:
        parser.error("--readme wants all tables: leave --only away")
    refuse_unknown(parser, "--only", given.only, names)


def run(given, parts, section, work):
    shared = pathlib.Path(os.environ.get("HERALD_SHARED_DATA", ROOT.parent / "shared" / "data"))
    herald = Herald(given.herald, work, given.settings)
    show = lambda table: print(table.markdown() if given.markdown else table.text(), flush=True)  # noqa: E731
    figures, aims, main_tables = {}, [], []
    for name, part in parts.items():
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
        document = with_tables(given.readme.read_text(encoding="utf-8"), main_tables, section)
        given.readme.write_text(document, encoding="utf-8")
    if given.json:
        document = {"figures": figures, "aims": [vars(aim) for aim in aims]}
        given.json.write_text(json.dumps(without_nan(document), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if given.check and not all(aim.reached for aim in aims) else 0


def main(given, parts, section):
    """`parts`: {name: part}; `section`: whose marks in the document --readme fills."""
    try:
        if given.work:
            return run(given, parts, section, given.work)
        with tempfile.TemporaryDirectory(prefix="herald_accuracy_") as work:
            return run(given, parts, section, pathlib.Path(work))
    except ProgramError as error:
        print(f"{pathlib.Path(sys.argv[0]).name}: {error}", file=sys.stderr)
        return 2
