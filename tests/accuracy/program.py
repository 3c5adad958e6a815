"""Runs the built program and reads what it wrote: the evaluation sees Herald only as a user does."""
import concurrent.futures
import csv
import dataclasses
import functools
import json
import os
import pathlib
import shutil
import subprocess

import h5py
import numpy as np
from PIL import Image


class ProgramError(Exception):
    """The program could not be run, or refused its arguments."""


@dataclasses.dataclass
class Cells:
    """The detected cells of one slide, counted or not; places in level-0 pixels."""

    centroid: np.ndarray  # n x 2, of the nucleus
    nucleus: np.ndarray  # n x points x 2, closed outline
    counted: np.ndarray
    cell_class: np.ndarray  # text: 0, 1+, 2+, 3+
    pattern: np.ndarray  # text: none iw im is cw cm cs
    completeness: np.ndarray  # 0-1
    width_um: np.ndarray  # NaN where no line was found
    dab_od: np.ndarray
    excluded: np.ndarray  # text: why it does not count, "" where it does
    tumour: np.ndarray  # taken as tumour, counted or not


@dataclasses.dataclass
class ScoredSlide:
    path: str  # as in summary.csv
    summary: dict  # its row
    folder: pathlib.Path  # None for a failed slide

    @functools.cached_property
    def result(self):
        return json.loads((self.folder / "result.json").read_text()) if self.folder else {}

    @functools.cached_property
    def cells(self):
        return read_cells(self.folder / "cells.h5ad")

    @property
    def score(self):
        """The score, or "–" with the reason's first word."""
        if self.summary["status"] == "scored":
            return self.summary["score"]
        return "– " + (self.summary["reasons"].split(":")[0] or self.summary["status"])


def texts(column):
    categories = np.array([c.decode() for c in column["categories"][:]] + [""])
    return categories[column["codes"][:]]


def read_cells(path):
    with h5py.File(path, "r") as store:
        obs = store["obs"]
        seed = np.stack([obs["seed_x"][:], obs["seed_y"][:]], axis=1)
        step = store["uns/herald/outline_step_px"][()]
        outline = store["obsm/nucleus_outline"][:].astype(float)
        outline = outline.reshape(len(seed), outline.shape[1] // 2, 2) * step
        pattern, intensity = texts(obs["pattern"]), texts(obs["intensity"])
        short = [p if p == "none" else p[0] + i[0] for p, i in zip(pattern, intensity)]
        return Cells(
            centroid=store["obsm/spatial"][:],
            nucleus=seed[:, None, :] + 0.5 + outline,
            counted=obs["excluded"]["codes"][:] < 0,
            cell_class=texts(obs["class"]),
            pattern=np.array(short, dtype="U4"),
            completeness=obs["completeness"][:].astype(float),
            width_um=obs["width_um"][:].astype(float),
            dab_od=obs["dab_od"][:].astype(float),
            excluded=texts(obs["excluded"]),
            tumour=obs["tumour"][:].astype(bool),
        )


class Herald:
    """The program, a folder to work in, and options (--set) that hold for every slide it scores."""

    def __init__(self, program, work, settings=()):
        self.program = pathlib.Path(program).resolve()
        if not os.access(self.program, os.X_OK):
            raise ProgramError(f"{self.program} is not a program: build it (./herald --version does) or give --herald PATH")
        self.work = pathlib.Path(work).resolve()
        self.settings = [word for setting in settings for word in ("--set", setting)]
        self.done = {}  # runs that several parts read

    def run(self, *words, allowed=(0,)):
        done = subprocess.run([self.program, *map(str, words)], capture_output=True, text=True)
        if done.returncode not in allowed:
            raise ProgramError(f"{self.program.name} {' '.join(map(str, words))}\nexit code {done.returncode}\n{done.stderr}")
        return done.stdout

    def folder(self, name):
        """An empty folder."""
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def score(self, name, inputs, *words):
        """Scores files or folders; slides by their path. A slide may fail, wrong usage may not."""
        out = self.folder(name)
        self.run("score", *inputs, "--out", out, "--quiet", *words, *self.settings, allowed=(0, 1))
        with open(out / "summary.csv", newline="", encoding="utf-8") as table:
            rows = list(csv.DictReader(table))
        folders = {json.loads(p.read_text())["slide"]["path"]: p.parent for p in out.glob("slides/*/result.json")}
        return {row["slide"]: ScoredSlide(row["slide"], row, folders.get(row["slide"])) for row in rows}

    def score_all(self, name, files, *words):
        """Scores single files, some at a time: small slides leave most threads of one run idle."""
        groups = [files[i :: os.cpu_count()] for i in range(os.cpu_count())]
        slides = {}
        with concurrent.futures.ThreadPoolExecutor(len(groups)) as pool:
            score = lambda i: self.score(f"{name}/{i}", groups[i], "--threads", 1, *words) if groups[i] else {}  # noqa: E731
            for part in pool.map(score, range(len(groups))):
                slides.update(part)
        return slides

    def score_picture(self, name, rgb, mpp, *words):
        """Scores one picture on one thread, as a TIFF without loss; the file is gone afterwards."""
        path = self.folder(f"{name}/picture") / "picture.tif"
        Image.fromarray(rgb).save(path, dpi=(25400 / mpp, 25400 / mpp))
        slide = self.score(f"{name}/result", [path], "--mpp", mpp, "--threads", 1, *words)[path.name]
        path.unlink()
        return slide

    def phantoms(self, name, wanted):
        """Draws synthetic slides {file name without extension: arguments} into a folder, one a processor at a time."""
        folder = self.folder(name)

        def draw(item):
            stem, words = item
            self.run("phantom", "--out", folder, "--name", stem, *words)

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(draw, wanted.items()))
        return folder
