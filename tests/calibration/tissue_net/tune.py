#!/usr/bin/python3
"""Goes on to train a net of train.py on the marked cores too, and writes it as C++ constants.

usage: tune.py ../shared/data NET.pt --out segmentation/tissue_net_weights.inc [--reference FILE] [--keep TUNED.pt]
       tune.py ../shared/data NET.pt --leave-out CORE --keep TUNED.pt     for the figures of a core: it has seen the others only
"""
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # sums in one order

import argparse
import pathlib
import sys

import cv2
import torch

import fields
import paths  # noqa: F401
from core_pool import pools_of_cores
from tissue_fit import TISSUE_NET, fit
from tissue_reference import reference_text
from train import build_pools, calibration_samples, scripts_sha256
from export import weights_text
from fit import Budget
from network import folded
from quantise import quantised
from training import pools_from, sha256_of

SHARES = 0.45, 0.15, 0.40  # of fields, drawings and cores in a batch


def comments(data, steps, seed, first):
    return ["Weights of the tissue net (tissue_net.h), written by tests/calibration/tissue_net/tune.py; do not edit.",
            f"command: tune.py ../shared/data NET.pt --out segmentation/tissue_net_weights.inc --steps {steps} --seed {seed},",
            "         with the net of train.py --keep NET.pt (README.md)",
            f"scripts: sha256 {scripts_sha256()}; those of train.py's net {first}",
            f"data:    sha256 {sha256_of(fields.files(data), pathlib.Path(data).resolve())} and the marked cores",
            "Each sha256 is that of the lines `sha256sum` prints for the files, sorted by name, paths relative to tests/calibration or",
            "to the data."]


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("net", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, help="weights, C++ constants")
    parser.add_argument("--reference", type=pathlib.Path, help="the C++ test's reference")
    parser.add_argument("--keep", type=pathlib.Path, help="the net for evaluate.py")
    parser.add_argument("--leave-out", metavar="CORE", help="cores that it does not see, with commas between")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pools", type=pathlib.Path, help="where train.py keeps or kept its pools")
    parser.add_argument("--core-pools", type=pathlib.Path, required=True, help="file to keep those of cores in, or to take them from")
    options = parser.parse_args(words)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    cv2.setNumThreads(1)
    of_cores = pools_from(options.core_pools, lambda: pools_of_cores(options.data, options.seed))
    left_out = options.leave_out.split(",") if options.leave_out else []
    if unknown := set(left_out) - set(of_cores):
        parser.error(f"--leave-out: no core {', '.join(unknown)}, there are {', '.join(of_cores)}")
    seen = [example for name, pool in of_cores.items() if name not in left_out for example in pool]
    pools = [*pools_from(options.pools, lambda: build_pools(options.data, options.seed)), seen]
    print("examples:", *map(len, pools), flush=True)
    first = torch.load(options.net)
    net, steps = fit(pools, SHARES, Budget(0, options.steps), options.seed, lambda line, *_: print(line, flush=True), first["net"])
    layers = quantised(TISSUE_NET, folded(net), list(calibration_samples(pools, SHARES, options.seed)))
    if options.keep:
        torch.save({"net": net.state_dict(), "layers": layers}, options.keep)
    if options.out:
        options.out.write_text(weights_text(TISSUE_NET, layers, comments(options.data, steps, options.seed, first["scripts"])))
    if options.reference:
        options.reference.write_text(reference_text(layers))


if __name__ == "__main__":
    main(sys.argv[1:])
