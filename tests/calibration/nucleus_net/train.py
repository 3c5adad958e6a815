#!/usr/bin/python3
"""Trains the small net that judges nucleus candidates, and writes it as C++ constants.

usage: train.py ../shared/data --out segmentation/nucleus_net_weights.inc [--minutes 40 | --steps N] [--seed 1]
Builds pools of recoloured fields, fits, quantises, writes the weights and, beside --reference, what the C++ test compares with,
and prints how well the net finds nuclei that it has not seen. See README.md.
"""
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # sums in one order

import pathlib
import sys

import cv2
import numpy as np
import torch

import sources
import stain
from evaluate import report
from architecture import NUCLEUS_NET
from export import reference_text, weights_text
from fit import Budget, fit
from network import folded
from pool import pool_of_drawings, pool_of_fields
from quantise import quantised
from training import arguments, pools_from, sha256_of

HERE = pathlib.Path(__file__).resolve().parent
OUTLINED_VARIANTS, POINT_VARIANTS, DRAWINGS = 14, 7, 1000
SHARES = 0.28, 0.37, 0.35  # of the three pools in a batch
CALIBRATION_EXAMPLES = 48
CALIBRATION_PX = 160


def build_pools(data, seed, thinning=1):
    rng = np.random.default_rng(seed)
    cv2.setNumThreads(1)
    outlined = list(sources.outlined_fields(data, False))[::thinning]
    points = list(sources.point_fields(data, False))[::thinning]
    return [pool_of_fields(outlined, OUTLINED_VARIANTS, rng), pool_of_fields(points, POINT_VARIANTS, rng),
            pool_of_drawings(DRAWINGS // thinning, rng)]


def calibration_samples(pools, seed):
    """Encoded planes of as many examples of each pool, cut to a size the net takes."""
    rng = np.random.default_rng(seed)
    for pool in pools:
        for index in rng.choice(len(pool), CALIBRATION_EXAMPLES // len(pools)):
            e = pool[index]
            height, width = (min(n, CALIBRATION_PX) // 8 * 8 for n in e.hematoxylin.shape)
            yield stain.encode(e.hematoxylin[:height, :width], e.dab[:height, :width], e.scale)


def comments(data, steps, seed):
    data = pathlib.Path(data).resolve()
    return [
        "Weights of the nucleus net (nucleus_net.h), written by tests/calibration/nucleus_net/train.py; do not edit.",
        f"command: train.py ../shared/data --out segmentation/nucleus_net_weights.inc --steps {steps} --seed {seed}",
        f"scripts: sha256 {sha256_of(HERE.glob('*.py'), HERE)}",
        f"data:    sha256 {sha256_of(sources.files(data), data)}",
        "Each sha256 is that of the lines `sha256sum` prints for the files, sorted by name, paths relative to their folder.",
    ]


def main(words):
    options = arguments(words, __doc__, minutes=40)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    pools = pools_from(options.pools, lambda: build_pools(options.data, options.seed, options.thinning))
    print("examples:", *map(len, pools), flush=True)
    say = lambda line: print(line, flush=True)
    net, steps = fit(pools, SHARES, Budget(options.minutes, options.steps), options.seed, say)
    floats = folded(net)
    layers = quantised(NUCLEUS_NET, floats, list(calibration_samples(pools, options.seed)))
    options.out.write_text(weights_text(NUCLEUS_NET, layers, comments(options.data, steps, options.seed)))
    if options.reference:
        options.reference.write_text(reference_text(layers))
    if options.keep:
        torch.save({"net": net.state_dict(), "layers": layers}, options.keep)
    report(options.data, floats, layers, say)


if __name__ == "__main__":
    main(sys.argv[1:])
