"""The net's layers and how they follow one another, written once for training, calibration and integers.

A small encoder and decoder with separable residual blocks. Whoever evaluates it brings `apply`, which runs one layer: PyTorch
while training, floats while calibrating, integers as the C++ program (segmentation/nucleus_net.h) does.
"""
from typing import NamedTuple

CHANNELS = (8, 16, 24)  # at 1/2, 1/4 and 1/8 of the input's resolution
INPUT_STEP = 1 / 127  # input bytes are 127 times a number of -1/3 to 1
GRID_PX = 8  # width and height are multiples of it


class Layer(NamedTuple):
    name: str
    kernel: int
    stride: int
    inputs: int
    outputs: int
    groups: int = 1

    @property
    def padding(self):
        return 1 if self.kernel == 3 else 0


def _block(name, channels):
    return [Layer(f"{name}.dw", 3, 1, channels, channels, channels), Layer(f"{name}.pw", 1, 1, channels, channels)]


def _layers():
    fine, middle, coarse = CHANNELS
    return [
        Layer("stem", 3, 1, 8, fine), *_block("l1.0", fine),
        Layer("d2", 2, 2, fine, middle), *_block("l2.0", middle), *_block("l2.1", middle),
        Layer("d3", 2, 2, middle, coarse), *_block("l3.0", coarse), *_block("l3.1", coarse),
        Layer("u2", 1, 1, coarse, middle), *_block("m2", middle),
        Layer("u1", 1, 1, middle, fine), *_block("m1", fine),
        Layer("head", 1, 1, fine, 8),
    ]


LAYERS = _layers()  # in order of evaluation
CENTRE_OUTPUTS = 4  # of the head: its first four channels are the centre map, the others the inside map


def evaluate(apply, planes):
    """Head outputs of `planes` (after space to depth). `apply(name, x, residual=None, enlarge=False)` convolves x, doubles the
    result's size if asked to, adds the residual and cuts at zero (the head it leaves alone)."""

    def block(name, x):
        return apply(f"{name}.pw", apply(f"{name}.dw", x), residual=x)

    fine = block("l1.0", apply("stem", planes))
    middle = block("l2.1", block("l2.0", apply("d2", fine)))
    coarse = block("l3.1", block("l3.0", apply("d3", middle)))
    middle = block("m2", apply("u2", coarse, residual=middle, enlarge=True))
    fine = block("m1", apply("u1", middle, residual=fine, enlarge=True))
    return apply("head", fine)


def multiply_adds_per_pixel():
    """Of one input pixel: what a layer costs, times its resolution."""
    shift = {"stem": 1, "d2": 2, "d3": 3, "u2": 3, "u1": 2, "head": 1}
    level = {"l1": 1, "m1": 1, "l2": 2, "m2": 2, "l3": 3}
    resolution = lambda name: shift.get(name) or level[name[:2]]
    return sum(l.kernel**2 * l.inputs // l.groups * l.outputs / 4 ** resolution(l.name) for l in LAYERS)
