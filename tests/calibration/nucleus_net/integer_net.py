"""The net in integers, exactly as the C++ program evaluates it: int8 weights, uint8 activations, int32 multipliers.

Sums are formed in float64, which is exact here (they stay far below 2^53), because numpy multiplies float matrices fast.
"""
from typing import NamedTuple

import numpy as np

SHIFT = 20  # multipliers are in units of 2^-20
LOGIT_STEPS = 16  # a map's unit is 1/16 logit


class IntegerLayer(NamedTuple):
    weights: np.ndarray  # int8 [out][in / groups][ky][kx]
    bias: np.ndarray  # int32 [out], in units of input step times weight step
    multipliers: np.ndarray  # int32 [out]
    residual_multiplier: int  # 0 without residual


def space_to_depth(planes, fold):
    """Channel order c, dy, dx, as PyTorch's pixel_unshuffle."""
    c, h, w = planes.shape
    return planes.reshape(c, h // fold, fold, w // fold, fold).transpose(0, 2, 4, 1, 3).reshape(-1, h // fold, w // fold)


def depth_to_space(x, fold):
    c, h, w = x.shape
    return x.reshape(c // fold**2, fold, fold, h, w).transpose(0, 3, 1, 4, 2).reshape(-1, h * fold, w * fold)


def folded_planes(architecture, planes):
    return np.concatenate([space_to_depth(plane[None], fold) for plane, fold in zip(planes, architecture.folds)])


def enlarged(x):
    return x.repeat(2, axis=1).repeat(2, axis=2)


def convolve(layer, weights, x):
    """Convolution with zeros outside; float64 in and out."""
    pad, step = layer.padding, layer.stride
    x = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
    h, w = ((n - layer.kernel) // step + 1 for n in x.shape[1:])
    result = np.zeros((layer.outputs, h, w))
    for ky in range(layer.kernel):
        for kx in range(layer.kernel):
            part = x[:, ky:ky + h * step:step, kx:kx + w * step:step]
            kernel = weights[:, :, ky, kx]
            result += kernel[:, 0, None, None] * part if layer.groups > 1 else np.tensordot(kernel, part, 1)
    return result


def maps(architecture, layers, planes):
    """int8 logits in sixteenths, shipped maps x height x width, of a list of encoded planes."""
    shapes = {layer.name: layer for layer in architecture.layers}

    def apply(name, x, residual=None, enlarge=False):
        layer, numbers = shapes[name], layers[name]
        if name == "head":
            layer = layer._replace(outputs=architecture.shipped_outputs)
        sums = convolve(layer, numbers.weights.astype(float), x.astype(float)).astype(np.int64)
        sums += numbers.bias.astype(np.int64)[:, None, None]
        if np.abs(sums).max() >= 2**31:
            raise OverflowError(f"{name}: a sum does not fit int32")
        sums *= numbers.multipliers.astype(np.int64)[:, None, None]
        if name == "head":
            return np.clip(sums >> SHIFT, -128, 127)
        if enlarge:
            sums = enlarged(sums)
        if residual is not None:
            sums = sums + residual.astype(np.int64) * int(numbers.residual_multiplier)
        return np.clip((sums + (1 << (SHIFT - 1))) >> SHIFT, 0, 255)

    head = architecture.evaluate(apply, folded_planes(architecture, planes))
    return depth_to_space(head, architecture.unfold).astype(np.int8)
