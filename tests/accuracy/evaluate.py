#!/usr/bin/python3
"""Measures Herald against truth and prints the accuracy tables of the README beside it.

Runs the built program on public fields and real cores (shared data; parts without their data are skipped) and on
synthetic slides with seeds that were never used to choose anything. Needs the packages of .ci/packages, section [test].
Exit code: 0 done, whatever was measured; 1 with --check when an aim is missed; 2 wrong usage.
"""
import argparse
import sys

import cores
import marked_nuclei
import nuclei
import null_slides
import parts
import perturbations
import phantom_choice
import phantoms
import rules
import tumour_choice
from parts import ROOT


def parts_of(given):
    """Name of each part: what runs it, with the program and the folder of shared data. None = its data is absent."""
    return {
        "nuclei": lambda herald, shared: nuclei.evaluate(herald, shared, given.tune_nuclei),
        "marked": lambda herald, shared: marked_nuclei.evaluate(herald, shared, ROOT / "tests/real/marked_nuclei.json"),
        "phantoms": lambda herald, shared: phantoms.evaluate(herald, given.seeds, given.scores, given.size_um),
        "perturbations": lambda herald, shared: perturbations.evaluate(herald, given.seeds[0], given.size_um),
        "breaks": lambda herald, shared: perturbations.evaluate_beyond(herald, given.seeds[0], given.size_um),
        "nulls": lambda herald, shared: null_slides.evaluate(herald, given.null_slides),
        "rules": lambda herald, shared: rules.evaluate(herald, given.seeds[0], given.size_um),
        "pixel-size": cores.evaluate_pixel_size,
        "cores": cores.evaluate,
        "tumour": lambda herald, shared: tumour_choice.evaluate(herald, shared, *(ROOT / "tests/real" / name for name in ("marked_regions.json", "tissue_marks.json"))),
        "tumour-phantoms": lambda herald, shared: phantom_choice.evaluate(herald),
    }


def seeds(text):
    values = [int(word) for word in text.split(",")]
    if min(values) < 0:
        raise ValueError(text)
    return values


def arguments():
    names = list(parts_of(None))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts.add_options(parser, names)
    add = parser.add_argument
    add("--seeds", type=seeds, default=phantoms.SEEDS, metavar="N,N", help="of the synthetic slides; %(default)s")
    add("--scores", type=lambda text: text.split(","), default=list(phantoms.MIXES), metavar="S,S", help="mixes of part phantoms")
    add("--size-um", type=float, default=phantoms.SIZE_UM, metavar="UM", help="edge of a synthetic slide; %(default)s")
    add("--tune-nuclei", action="store_true", help="part nuclei: options of each field chosen on the other three")
    add("--null-slides", type=int, default=2, metavar="N", help=f"part nulls: slides of each change, {null_slides.FULL} for 500 in all; %(default)s")
    given = parser.parse_args()
    parts.check_options(parser, given, names)
    parts.refuse_unknown(parser, "--scores", given.scores, phantoms.MIXES)
    return given


def main():
    given = arguments()
    return parts.main(given, parts_of(given), "accuracy")


if __name__ == "__main__":
    sys.exit(main())
