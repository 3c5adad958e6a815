"""Fits the net to pools of examples."""
import time
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

import stain
from architecture import INPUT_STEP, NUCLEUS_NET
from network import Net
from targets import BYTE, WEIGHT_STEP

CROP_PX = 96
BATCH = 16
LEARNING_RATE, LAST_LEARNING_RATE, WARM_UP_STEPS = 4e-3, 2e-5, 100
WEIGHT_DECAY = 1e-4
LARGEST_GRADIENT = 5
CENTRE_GAIN = 2  # a centre counts so much more than background
DICE_SHARE, DICE_PIXELS = 0.5, 10
# A slide's scale is off for its parts: standard deviation of the logarithm, and more for nuclear markers, where brown nuclei
# disturb it.
SCALE_DEVIATION, MARKER_SCALE = 0.32, (-0.7, 0.5)
REPORT_STEPS = 200


class Budget(NamedTuple):
    """Steps, or minutes when steps is 0. Only with steps is the same net fitted again."""
    minutes: float
    steps: int = 0

    def progress(self, started, step):
        return step / self.steps if self.steps else (time.monotonic() - started) / 60 / self.minutes


def crop(example, rng):
    """A square of the example, mirrored where the example is smaller; what is mirrored does not count."""
    height, width = example.hematoxylin.shape
    y, x = rng.integers(0, max(1, height - CROP_PX + 1)), rng.integers(0, max(1, width - CROP_PX + 1))
    window = np.s_[y:y + CROP_PX, x:x + CROP_PX]
    truth = np.stack([plane[window] for plane in example.targets])
    h, d = example.hematoxylin[window], example.dab[window]
    missing = [(0, CROP_PX - n) for n in h.shape]
    if any(after for _, after in missing):
        h, d = np.pad(h, missing, "symmetric"), np.pad(d, missing, "symmetric")
        truth = np.pad(truth, [(0, 0), *missing])
    return h, d, truth


def disturbed(h, d, example, rng):
    """Background off, stains not quite parted, scale off: the net's input bytes."""
    scale = example.scale * np.exp(rng.normal(0, SCALE_DEVIATION) + (rng.uniform(*MARKER_SCALE) if example.is_marker else 0))
    scale = stain.limited_scale(scale)
    leak = (0, 0) if example.is_marker else (rng.normal(0, 0.04), rng.normal(0, 0.05))
    off = rng.normal(0, 0.15) * scale, 0 if example.is_marker else rng.normal(0, 10)
    blue, brown = h + leak[0] * d + off[0], d + leak[1] * h + off[1]
    return stain.encode(np.rint(blue).astype(np.int32), np.rint(brown).astype(np.int32), scale)


def sample(pools, shares, rng):
    pool = pools[rng.choice(len(pools), p=shares)]
    example = pool[rng.integers(len(pool))]
    h, d, truth = crop(example, rng)
    both = np.concatenate([disturbed(h, d, example, rng).astype(np.float32), truth.astype(np.float32)])
    both = np.rot90(both, rng.integers(4), (1, 2))
    return both[:, :, ::-1] if rng.random() < 0.5 else both


def batch(pools, shares, rng):
    both = torch.from_numpy(np.stack([sample(pools, shares, rng) for _ in range(BATCH)]))
    return both[:, :2] * INPUT_STEP, both[:, 2:4] / BYTE, both[:, 4:] * WEIGHT_STEP


def loss(logits, truth, weight):
    centre, inside = truth[:, 0], truth[:, 1]
    entropy = functional.binary_cross_entropy_with_logits
    centre_loss = entropy(logits[:, 0], centre, weight=weight[:, 0] * (1 + CENTRE_GAIN * centre))
    inside_loss = entropy(logits[:, 1], inside, weight=weight[:, 1])
    known = (weight[:, 1] > 0).float()
    found, wanted = torch.sigmoid(logits[:, 1]) * known, inside * known
    dice = 1 - (2 * (found * wanted).sum((1, 2)) + DICE_PIXELS) / ((found + wanted).sum((1, 2)) + DICE_PIXELS)
    return centre_loss + inside_loss + DICE_SHARE * dice.mean()


def learning_rate(progress, step, first=LEARNING_RATE):
    warm = min(1, (step + 2) / WARM_UP_STEPS)
    return first * warm * (1 + np.cos(np.pi * min(progress, 1))) / 2 + LAST_LEARNING_RATE


def descend(net, optimizer, rate, loss_of_batch, budget, report):
    """Steps with `rate(progress, step)` until the budget is spent; their number. `report(line, step)`."""
    started, step, recent = time.monotonic(), 0, []
    while (progress := budget.progress(started, step)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = rate(progress, step)
        value = loss_of_batch()
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), LARGEST_GRADIENT)
        optimizer.step()
        recent.append(value.item())
        step += 1
        if step % REPORT_STEPS == 0:
            report(f"step {step}, {progress:.0%}: loss {np.mean(recent[-REPORT_STEPS:]):.4f}", step)
    return step


def fit(pools, shares, budget, seed, report=print):
    """The fitted net, ready to evaluate, and the number of steps."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Net(NUCLEUS_NET).train()
    optimizer = torch.optim.AdamW(net.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)

    def loss_of_batch():
        x, truth, weight = batch(pools, shares, rng)
        return loss(net(x[:, :1], x[:, 1:]), truth, weight)

    steps = descend(net, optimizer, learning_rate, loss_of_batch, budget, lambda line, _: report(line))
    return net.eval(), steps
