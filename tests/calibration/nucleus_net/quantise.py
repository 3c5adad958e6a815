"""From the trained net's floats to integers: steps of weights by output channel, steps of activations from samples.

An activation's step makes its 99.95 % quantile 255: the few above it saturate, and all others gain resolution. A dead channel
(all weights 0) keeps its bias.
"""
import numpy as np

from architecture import INPUT_STEP
from integer_net import LOGIT_STEPS, SHIFT, IntegerLayer, convolve, enlarged, folded_planes

LARGEST_QUANTILE = 0.9995
SMALLEST_STEP = 1e-6


def float_activations(architecture, floats, planes):
    """{layer: its output} of the folded net in floats."""
    outputs, layers = {}, {layer.name: layer for layer in architecture.layers}

    def apply(name, x, residual=None, enlarge=False):
        weights, bias = floats[name]
        x = convolve(layers[name], weights, x) + bias[:, None, None]
        x = enlarged(x) if enlarge else x
        x = x if residual is None else x + residual
        outputs[name] = x if name == "head" else np.maximum(x, 0)
        return outputs[name]

    architecture.evaluate(apply, folded_planes(architecture, planes) * INPUT_STEP)
    return outputs


def activation_steps(architecture, floats, samples):
    """{layer: step of its uint8 output}; the quantile is taken over all samples together."""
    values = {}
    for planes in samples:
        for name, x in float_activations(architecture, floats, planes).items():
            values.setdefault(name, []).append(x.ravel()[::3])
    return {name: max(np.quantile(np.concatenate(v), LARGEST_QUANTILE) / 255, SMALLEST_STEP) for name, v in values.items()}


def _inputs(architecture):
    """{layer: (layer whose output it reads, layer whose output is its residual)}, from one symbolic evaluation."""
    wiring = {}

    def apply(name, x, residual=None, enlarge=False):
        wiring[name] = x, residual
        return name

    architecture.evaluate(apply, "input")
    return wiring


def quantised(architecture, floats, samples):
    """{layer: IntegerLayer}; the head has only the maps that are shipped. `samples`: lists of encoded planes."""
    steps = {"input": INPUT_STEP, **activation_steps(architecture, floats, samples)}
    steps["head"] = 1 / LOGIT_STEPS
    shipped = architecture.shipped_outputs
    return {name: _quantised_layer(name, shipped, *floats[name], steps, read, added)
            for name, (read, added) in _inputs(architecture).items()}


def _quantised_layer(name, shipped, weights, bias, steps, read, added):
    if name == "head":
        weights, bias = weights[:shipped], bias[:shipped] + steps["head"] / 2  # its shift rounds down
    weight_steps = np.maximum(np.abs(weights).max(axis=(1, 2, 3)) / 127, SMALLEST_STEP)
    sum_steps = steps[read] * weight_steps
    return IntegerLayer(
        np.rint(weights / weight_steps[:, None, None, None]).astype(np.int8),
        _int32(bias / sum_steps),
        _int32(sum_steps / steps[name] * 2**SHIFT),
        0 if added is None else int(_int32(steps[added] / steps[name] * 2**SHIFT)),
    )


def _int32(values):
    values = np.rint(values)
    if np.abs(values).max() >= 2**31:
        raise OverflowError("a bias or multiplier does not fit int32")
    return values.astype(np.int32)
