#!/usr/bin/python3
"""Trains the small net that tells epithelium from other tissue, and writes it as C++ constants.

usage: train.py ../shared/data --out segmentation/tissue_net_weights.inc [--minutes 20 | --steps N] [--seed 1]
Builds pools of recoloured breast fields and drawings, fits, quantises, and writes the weights and, beside --reference, what the C++
test compares with. See README.md; evaluate.py measures.
"""
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # sums in one order

import pathlib
import sys

import cv2
import numpy as np
import torch

import fields
from paths import HERE, NUCLEUS_NET
from planes import encode
from tissue_fit import TISSUE_NET, fit
from tissue_pool import pool_of_drawings, pool_of_fields
from tissue_reference import reference_text
from export import weights_text
from fit import Budget
from network import folded
from quantise import quantised
from training import arguments, pools_from, sha256_of

VARIANTS, DRAWINGS = 18, 500
SHARES = 0.88, 0.12  # of fields and drawings in a batch
CALIBRATION_EXAMPLES, CALIBRATION_PX = 48, 80  # of the maps
KEEP_STEPS = 1000


def build_pools(data, seed, thinning=1):
    rng = np.random.default_rng(seed)
    cv2.setNumThreads(1)
    return [pool_of_fields(fields.marked_fields(data, "train")[::thinning], VARIANTS, rng), pool_of_drawings(DRAWINGS // thinning, np.random.default_rng([seed, 1]))]


def calibration_samples(pools, shares, seed):
    """Encoded planes of examples of each pool, cut to a size the net takes."""
    rng = np.random.default_rng(seed)
    for pool, share in zip(pools, shares):
        for index in rng.choice(len(pool), round(CALIBRATION_EXAMPLES * share)):
            e = pool[index]
            height, width = (min(n, CALIBRATION_PX) // TISSUE_NET.grid_px * TISSUE_NET.grid_px for n in e.classes.shape)
            cut = [plane[:height * fold, :width * fold] for plane, fold in zip(e.planes[rng.integers(2)], TISSUE_NET.folds)]
            yield encode(*cut, e.scale)


def scripts_sha256():
    return sha256_of([*HERE.glob("*.py"), *NUCLEUS_NET.glob("*.py")], HERE.parent)


def comments(data, budget, steps, seed):
    data = pathlib.Path(data).resolve()
    spent = f"--steps {steps}" if budget.steps else f"--minutes {budget.minutes:g} (which were {steps} steps)"
    return [
        "Weights of the tissue net (tissue_net.h), written by tests/calibration/tissue_net/train.py; do not edit.",
        f"command: train.py ../shared/data --out segmentation/tissue_net_weights.inc {spent} --seed {seed}",
        f"scripts: sha256 {scripts_sha256()}",
        f"data:    sha256 {sha256_of(fields.files(data), data)}",
        "Each sha256 is that of the lines `sha256sum` prints for the files, sorted by name, paths relative to tests/calibration or",
        "to the data.",
    ]


def main(words):
    options = arguments(words, __doc__, minutes=20)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    pools = pools_from(options.pools, lambda: build_pools(options.data, options.seed, options.thinning))
    print("examples:", *map(len, pools), flush=True)
    budget = Budget(options.minutes, options.steps)

    def keep(net):
        layers = quantised(TISSUE_NET, folded(net), list(calibration_samples(pools, SHARES, options.seed)))
        if options.keep:
            torch.save({"net": net.state_dict(), "layers": layers, "scripts": scripts_sha256()}, options.keep)
        return layers

    def report(line, net, step):
        print(line, flush=True)
        if step % KEEP_STEPS == 0:
            keep(net)

    net, steps = fit(pools, SHARES, budget, options.seed, report)
    layers = keep(net)
    options.out.write_text(weights_text(TISSUE_NET, layers, comments(options.data, budget, steps, options.seed)))
    if options.reference:
        options.reference.write_text(reference_text(layers))


if __name__ == "__main__":
    main(sys.argv[1:])
