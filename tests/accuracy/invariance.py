#!/usr/bin/python3
"""Recolours and rescales real fields, whole cores and synthetic slides, and prints what changes in Herald's results.

Runs the built program on the unchanged and the changed pictures, one at a time and on one thread. Parts: nuclei (public fields
with truth), cores (whole cores against themselves), phantoms (by true class). Parts without their data are skipped.
Needs the packages of .ci/packages, section [test].
Exit code: 0 done, whatever was measured; 1 with --check when an aim is missed; 2 wrong usage.
"""
import argparse
import sys

import invariant_cores
import invariant_nuclei
import invariant_phantoms
import parts


def parts_of(given):
    """Name of each part: what runs it, with the program and the folder of shared data. None = its data is absent."""
    return {
        "nuclei": lambda herald, shared: invariant_nuclei.evaluate(herald, shared, given.changes, given.fields),
        "cores": lambda herald, shared: invariant_cores.evaluate(herald, shared, given.changes, given.fields),
        "phantoms": lambda herald, shared: invariant_phantoms.evaluate(herald, given.changes, given.fields, given.size_um),
    }


def positive(text):
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def arguments():
    names = list(parts_of(None))
    keys = list(dict.fromkeys(c.key for part in (invariant_nuclei, invariant_cores, invariant_phantoms) for c in part.CHANGES))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts.add_options(parser, names)
    add = parser.add_argument
    add("--changes", type=lambda text: text.split(","), metavar="C,C", help=f"only these: {' '.join(keys)}")
    add("--fields", type=positive, metavar="N", help="only the first N fields, cores and seeds")
    add("--size-um", type=float, default=invariant_phantoms.SIZE_UM, metavar="UM", help="edge of a synthetic slide; %(default)s")
    given = parser.parse_args()
    parts.check_options(parser, given, names)
    parts.refuse_unknown(parser, "--changes", given.changes, keys)
    if given.readme and (given.changes or given.fields):
        parser.error("--readme wants whole tables: leave --changes and --fields away")
    return given


def main():
    given = arguments()
    return parts.main(given, parts_of(given), "invariance")


if __name__ == "__main__":
    sys.exit(main())
