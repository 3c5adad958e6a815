"""Who is measured: Herald in several ways, and what it is compared with."""
import dataclasses
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import sys
import typing

import processes

HERE = pathlib.Path(__file__).resolve().parent

HERALD, SINGLE, OPENSLIDE, GEOJSON, NATIVE = "Herald", "Herald, 1 thread", "Herald through OpenSlide", "Herald with GeoJSON", "Herald, native build"
READING, DECODING, SCIKIT = "OpenSlide reading alone", "JPEG decoding alone", "scikit-image script"


@dataclasses.dataclass
class Contestant:
    name: str
    command: typing.Callable  # of a slide and an empty folder: words
    scale: typing.Callable = lambda measurement: measurement  # to the whole slide, for one that does a part


def scaled_to_whole_slide(measurement):
    """The script measures a share of the tiles and says how long that took."""
    done = json.loads(measurement.output)
    rest = done["seconds"] * (1 / done["share"] - 1)
    cpu = measurement.cpu_s + rest * done["processes"]
    return dataclasses.replace(measurement, wall_s=measurement.wall_s + rest, cpu_s=cpu)


def herald_way(name, program, threads, *more):
    score = lambda slide, out: [program, "score", slide, "--out", out, "--threads", threads, "--quiet", *more]  # noqa: E731
    return Contestant(name, score)


def all_contestants(given, notes):
    """Those that can be run here, by name; why others cannot goes to the notes."""
    threads = given.threads
    options = subprocess.run([given.herald, "score", "--help"], capture_output=True, text=True).stdout
    found = [herald_way(HERALD, given.herald, threads), herald_way(SINGLE, given.herald, 1), herald_way(GEOJSON, given.herald, threads, "--geojson")]
    chosen = re.search(r"--(decoder|reader)\b", options)  # builds of before call it --reader
    if chosen:
        found.append(herald_way(OPENSLIDE, given.herald, threads, chosen[0], "openslide"))
    else:
        notes.append(f"{OPENSLIDE}: left out, this build has no --decoder.")
    if given.native_build:
        found.append(herald_way(NATIVE, given.native_build / "apps/herald", threads))
    for name, program in ((READING, "read_with_openslide"), (DECODING, "decode_jpeg_tiles")):
        path = given.programs / program
        if path.exists():
            found.append(Contestant(name, lambda slide, out, path=path: [path, slide, threads]))
        else:
            notes.append(f"{name}: left out, {program} is not built.")
    if all(importlib.util.find_spec(module) for module in ("skimage", "openslide")):
        script = HERE / "scikit_image_baseline.py"
        words = lambda slide, out: [sys.executable, "-B", script, slide, out / "cells.csv", "--processes", threads, "--share", given.share]  # noqa: E731
        found.append(Contestant(SCIKIT, words, scaled_to_whole_slide))
    else:
        notes.append(f"{SCIKIT}: left out, it needs python3-skimage and python3-openslide.")
    return {contestant.name: contestant for contestant in found}


def run(contestant, slide, work):
    """One measured run; its output goes to a folder of its own, which is deleted."""
    out = work / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    measurement = contestant.scale(processes.measure(contestant.command(slide, out)))
    shutil.rmtree(out)
    return measurement
