#!/usr/bin/python3
"""How many nuclei the net alone finds: centres where the centre map has a summit, in floats and in integers.

usage: evaluate.py ../shared/data NET.pt    (NET.pt from train.py --keep)
Held-out fields are stained by the program itself, at one strength of haematoxylin times a factor. data/nuclei and the marks on
two cores only test. A summit hits the nucleus it lies in or beside (1 um), once; summits where truth is unknown do not count.
"""
import sys

import numpy as np
from scipy import ndimage

import real_fields
import sources
import stain
from architecture import NUCLEUS_NET
from cases import f1, held_out_cases
from integer_net import LOGIT_STEPS, depth_to_space, maps
from quantise import float_activations

GRID_PX = NUCLEUS_NET.grid_px * NUCLEUS_NET.folds[0]
FACTORS = (0.25, 0.4, 1, 1.5)
GATE = 0.4  # of the centre map
SUMMIT_REACH_PX = 3
SMOOTHING_PX = 1


def float_net(floats):
    def centre_map(planes):
        head = float_activations(NUCLEUS_NET, floats, planes)["head"]
        return depth_to_space(head[:NUCLEUS_NET.shipped_outputs], NUCLEUS_NET.unfold)[0]

    return centre_map


def integer_net(layers):
    return lambda planes: maps(NUCLEUS_NET, layers, planes)[0] / LOGIT_STEPS


def logits_of(net, h, d, scale):
    """Centre logits of planes of any size: zeros up to the grid, as beyond a slide's edge."""
    planes = stain.encode(h, d, scale)
    height, width = h.shape
    return net(np.pad(planes, [(0, 0), (0, -height % GRID_PX), (0, -width % GRID_PX)]))[:height, :width]


def summits(logits):
    """Rows, columns of the maxima above the gate."""
    smooth = ndimage.gaussian_filter(logits, SMOOTHING_PX)
    highest = ndimage.maximum_filter(smooth, 2 * SUMMIT_REACH_PX + 1)
    return np.stack(np.nonzero((smooth >= highest) & (smooth > np.log(GATE / (1 - GATE)))), 1)


def scores(nets, cases):
    """Pooled F1 of each net."""
    totals = np.zeros((len(nets), 3))
    for case in cases:
        for total, net in zip(totals, nets):
            total += case.count(summits(logits_of(net, case.hematoxylin, case.dab, case.scale)))
    return [f1(*total) for total in totals]


def report(data, floats, layers, say=print):
    nets = [float_net(floats), integer_net(layers)]
    rows = [(title, lambda factor, fields=list(fields): held_out_cases(fields, factor)) for title, fields in (
        ("held-out fields with outlines", sources.outlined_fields(data, True)),
        ("held-out breast fields, points", sources.point_fields(data, True)))]
    say("centre F1 of the net alone, float / int8; haematoxylin x".ljust(34) + ", ".join(f"{factor:g}" for factor in FACTORS))
    for title, cases in rows + real_fields.rows(data):
        cells = [" / ".join(f"{value:.3f}" for value in scores(nets, cases(factor))) for factor in FACTORS]
        say(title.ljust(34) + "".join(cell.rjust(16) for cell in cells))


def main(arguments):
    import torch

    from network import Net, folded

    if len(arguments) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    kept = torch.load(arguments[1])
    net = Net(NUCLEUS_NET).eval()
    net.load_state_dict(kept["net"])
    report(arguments[0], folded(net), kept["layers"])


if __name__ == "__main__":
    main(sys.argv[1:])
