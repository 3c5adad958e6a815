#!/usr/bin/env python3
"""Do two builds of the program give the same results?

    same_results.py BEFORE AFTER [--shared DIR] [--work DIR]

Scores the sample slides, and the real cores of the shared data where they are there, with both programs and compares
result.json, cells.h5ad and summary.csv value by value. Left out: version, hashes, seconds, command, comments of the
configuration, and the texts of reasons, notes and warnings. Exit code 1 where anything else differs.
"""
import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

SOURCE = Path(__file__).resolve().parents[2]
LEFT_OUT = {"herald", "libraries", "quick_hash", "config_hash", "seconds", "command", "reasons", "notes", "warnings"}


def slides_of(shared):
    """{name of a run: (slides, options)}"""
    runs = {"samples": ([SOURCE / "sample_slides"], [])}
    cores = sorted([*shared.glob("her2_cores/*.tif"), *shared.glob("her2_cores_more/*.tif")])
    if cores:
        runs["cores"] = (cores, ["--mpp", "0.25", "--rules", "gastric-resection"])
    return runs


def comparable(key, value):
    """A value without what may differ; None for a key that is left out."""
    if key in LEFT_OUT:
        return None
    if key == "config":
        return [line for line in map(lambda line: re.sub(r"\s*#.*", "", line), value.splitlines()) if line]
    if isinstance(value, dict):
        return {name: comparable(name, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [comparable("", inner) for inner in value]
    return value


def differences(path, before, after):
    """One line a difference of two JSON values."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*before, *(name for name in after if name not in before)]:
            if name not in before or name not in after:
                yield f"{path}/{name}: only {'before' if name in before else 'after'}"
            else:
                yield from differences(f"{path}/{name}", before[name], after[name])
    elif before != after:
        yield f"{path}: {str(before)[:80]} -> {str(after)[:80]}"


def json_of(file):
    return comparable("", json.loads(file.read_text(encoding="utf-8")))


def summary_of(file):
    with open(file, newline="", encoding="utf-8") as table:
        return {row["slide"]: comparable("", row) for row in csv.DictReader(table)}


def text_of(value):
    return value.decode() if isinstance(value, bytes) else value


def store_of(file):
    """Every dataset and attribute of a cell store, by its path."""
    values = {}

    def visit(path, node):
        name = path.rsplit("/", 1)[-1]
        for attribute, value in node.attrs.items():
            values[f"{path}@{attribute}"] = value.tolist() if isinstance(value, np.ndarray) else value
        if isinstance(node, h5py.Dataset) and name not in LEFT_OUT:
            value = node[()]
            if name == "measured_slide":
                values[path] = json.dumps(comparable("", json.loads(text_of(value))))
            else:
                array = np.asarray(value)
                values[path] = (str(node.dtype), node.shape, array.tolist() if array.dtype == object else array.tobytes())

    with h5py.File(file) as store:
        visit("", store)
        store.visititems(visit)
    return values


READ = {"result.json": json_of, "cells.h5ad": store_of, "summary.csv": summary_of}


def compare(before, after):
    """(files compared, differences) of two folders of results."""
    def files(folder):
        return {file.relative_to(folder) for file in folder.rglob("*") if file.name in READ}

    found = [f"{file}: only {'before' if file in files(before) else 'after'}" for file in files(before) ^ files(after)]
    both = sorted(files(before) & files(after))
    for file in both:
        read = READ[file.name]
        found += [f"{file}{line}" for line in differences("", read(before / file), read(after / file))]
    return both, found


def score(program, slides, options, out):
    done = subprocess.run([program, "score", *map(str, slides), "--out", str(out), "--quiet", *options],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{program}: exit code {done.returncode}\n{done.stderr}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("before")
    arguments.add_argument("after")
    arguments.add_argument("--shared", type=Path, default=SOURCE.parent / "shared" / "data")
    arguments.add_argument("--work", type=Path, help="a folder for the results; without one they are removed")
    given = arguments.parse_args()
    different = False
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or Path(temporary)
        for run, (slides, options) in slides_of(given.shared).items():
            for side in ("before", "after"):
                score(getattr(given, side), slides, options, work / side / run)
            files, found = compare(work / "before" / run, work / "after" / run)
            kinds = ", ".join(f"{sum(file.name == name for file in files)} {name}" for name in READ)
            cells = sum(json.loads((work / "after" / run / file).read_text())["cells"]["detected"]
                        for file in files if file.name == "result.json")
            print(f"{run}: {kinds}; {cells} cells: {f'{len(found)} differences' if found else 'all equal'}")
            print("\n".join(found[:20]), end="\n" if found else "")
            different = different or bool(found) or not files
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
