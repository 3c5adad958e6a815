"""The net's layers and how they follow one another, written once for training, calibration and integers.

A small encoder and decoder with separable residual blocks. Whoever evaluates it brings `apply`, which runs one layer: PyTorch
while training, floats while calibrating, integers as the C++ program (segmentation/nucleus_net.h) does.
"""
import re
from typing import NamedTuple

INPUT_STEP = 1 / 127  # input bytes are 127 times a number of -1/3 to 1


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


class Architecture(NamedTuple):
    channels: tuple  # of each level, from the finest on
    blocks: tuple  # of each level on the way down
    folds: tuple  # of each input plane: so many pixels squared become the channels of one of the finest level
    maps: int  # outputs, some of which may only help to train
    shipped_maps: int  # the first so many
    unfold: int  # pixels of a map along the edge of one of the finest level

    @property
    def grid_px(self):
        """Width and height of the finest level are multiples of it."""
        return 2 ** (len(self.channels) - 1)

    @property
    def layers(self):
        """In order of evaluation."""
        result = [Layer("stem", 3, 1, sum(fold**2 for fold in self.folds), self.channels[0])]
        for i, channels in enumerate(self.channels):
            if i:
                result.append(Layer(f"d{i + 1}", 2, 2, self.channels[i - 1], channels))
            for n in range(self.blocks[i]):
                result += _block(f"l{i + 1}.{n}", channels)
        for i in range(len(self.channels) - 1, 0, -1):
            result += [Layer(f"u{i}", 1, 1, self.channels[i], self.channels[i - 1]), *_block(f"m{i}", self.channels[i - 1])]
        return [*result, Layer("head", 1, 1, self.channels[0], self.maps * self.unfold**2)]

    @property
    def shipped_outputs(self):
        """Of the head."""
        return self.shipped_maps * self.unfold**2

    def evaluate(self, apply, x):
        """Head outputs of folded planes `x`. `apply(name, x, residual=None, enlarge=False)` convolves x, doubles the result's
        size if asked to, adds the residual and cuts at zero (the head it leaves alone)."""

        def block(name, x):
            return apply(f"{name}.pw", apply(f"{name}.dw", x), residual=x)

        levels = []
        for i in range(len(self.channels)):
            x = apply(f"d{i + 1}" if i else "stem", x)
            for n in range(self.blocks[i]):
                x = block(f"l{i + 1}.{n}", x)
            levels.append(x)
        for i in range(len(self.channels) - 1, 0, -1):
            x = block(f"m{i}", apply(f"u{i}", x, residual=levels[i - 1], enlarge=True))
        return apply("head", x)

    def multiply_adds(self):
        """Of one pixel of the finest level: what a layer costs, times its resolution."""
        def level(name):
            return int(re.sub(r"\D*(\d+).*", r"\1", name)) - (name[0] != "u") if name[0] in "lmdu" else 0
        return sum(l.kernel**2 * l.inputs // l.groups * l.outputs / 4 ** level(l.name) for l in self.layers)


NUCLEUS_NET = Architecture(channels=(8, 16, 24), blocks=(1, 2, 2), folds=(2, 2), maps=2, shipped_maps=1, unfold=2)
