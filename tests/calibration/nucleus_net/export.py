"""Writes the integer net as C++ constants, and what the C++ test compares with: a made-up input's centre map."""
import textwrap

import numpy as np

import stain
from architecture import NUCLEUS_NET
from integer_net import maps

WIDTH, HEIGHT = 48, 40  # of the reference input
REFERENCE_SCALE_MILLI_OD = 90
DISCS = 14
LINE = 120


def constant_name(layer, member):
    """kL1B0DwWeights of layer l1.0.dw."""
    return "k" + "".join(f"B{part}" if part.isdigit() else part.capitalize() for part in layer.split(".")) + member


def _list(type_name, name, values):
    body = textwrap.fill(", ".join(str(int(v)) for v in np.ravel(values)), LINE, initial_indent="    ", subsequent_indent="    ")
    return f"constexpr {type_name} {name}[] = {{\n{body}}};\n"


def weights_text(architecture, layers, comments):
    """`layers`: {name: IntegerLayer}."""
    parts = ["".join(f"// {line}\n" for line in comments)]
    for layer in architecture.layers:
        numbers = layers[layer.name]
        out = len(numbers.weights)
        parts.append(f"\n// {layer.name}: kernel {layer.kernel}, stride {layer.stride}, in {layer.inputs}, out {out}"
                     + (f", {layer.groups} groups\n" if layer.groups > 1 else "\n"))
        parts.append(_list("std::int8_t", constant_name(layer.name, "Weights"), numbers.weights))
        parts.append(_list("std::int32_t", constant_name(layer.name, "Bias"), numbers.bias))
        parts.append(_list("std::int32_t", constant_name(layer.name, "Multipliers"), numbers.multipliers))
        parts.append(f"constexpr std::int32_t {constant_name(layer.name, 'ResidualMultiplier')} = "
                     f"{numbers.residual_multiplier};\n")
    members = "Weights", "Bias", "Multipliers", "ResidualMultiplier"
    lines = [", ".join(constant_name(layer.name, member) for member in members) for layer in architecture.layers]
    parts.append("\n// All of them in order of evaluation.\nconstexpr NetLayer kTrainedLayers[] = {\n"
                 + "".join(f"    {{{line}}},\n" for line in lines) + "};\n")
    return "".join(parts)


def linear_congruential(state=1):
    while True:
        state = (state * 1664525 + 1013904223) % 2**32
        yield state >> 16


def reference_planes():
    """Haematoxylin and DAB in milli-OD: noise, and discs of which a third are ringed by DAB."""
    draw = linear_congruential().__next__
    discs = []
    for _ in range(DISCS):
        x, y, radius, blue = draw() % WIDTH, draw() % HEIGHT, 3 + draw() % 6, draw() % 900
        discs.append((x, y, radius, blue, draw() % 1500 if draw() % 3 == 0 else 0))
    h, d = np.zeros((2, HEIGHT, WIDTH), int)
    for y in range(HEIGHT):
        for x in range(WIDTH):
            h[y, x], d[y, x] = draw() % 61 - 30, draw() % 41 - 20
    py, px = np.mgrid[:HEIGHT, :WIDTH]
    for x, y, radius, blue, brown in discs:
        squared = (px - x) ** 2 + (py - y) ** 2
        h += np.where(squared < radius**2, blue * (radius**2 - squared) // radius**2, 0)
        d += np.where((squared >= (radius - 2) ** 2) & (squared < (radius + 1) ** 2), brown, 0)
    return h, d


REFERENCE_COMMENT = """\
Centre map of a made-up input, 48 x 40, of the weights in nucleus_net_weights.inc; written by
tests/calibration/nucleus_net/train.py.
next(): uint32 state = 1; state = state * 1664525 + 1013904223; result state >> 16.
14 discs: x = next() % 48, y = next() % 40, r = 3 + next() % 6, h = next() % 900,
  d = next() % 3 == 0 ? next() % 1500 : 0.
Pixels row by row: H = next() % 61 - 30, D = next() % 41 - 20 (milli-OD); then for each disc, with q the squared
  distance from (x, y): q < r * r adds h * (r * r - q) / (r * r) to H; (r - 2)^2 <= q < (r + 1)^2 adds d to D.
kReferenceInputSum is the sum of (i + 1) * (H + 3 * D) over pixels i."""


def reference_text(layers):
    h, d = reference_planes()
    centre = maps(NUCLEUS_NET, layers, stain.encode(h, d, REFERENCE_SCALE_MILLI_OD))[0]
    total = int(((np.arange(h.size) + 1) * (h + 3 * d).ravel()).sum())
    return ("".join(f"// {line}\n" for line in REFERENCE_COMMENT.splitlines())
            + f"constexpr std::int32_t kReferenceScale = {REFERENCE_SCALE_MILLI_OD};\n"
            + f"constexpr std::int64_t kReferenceInputSum = {total};\n"
            + _list("std::int8_t", "kReferenceCentre", centre))
