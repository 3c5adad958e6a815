"""Fits the net to pools of marked tissue: the first map is epithelium, the second, which only helps to train, lymphocytes."""
import time

import numpy as np
import torch
from torch.nn import functional

import paths  # noqa: F401
import stain
from architecture import INPUT_STEP
from fields import EPITHELIUM, LYMPHOCYTE
from fit import LARGEST_GRADIENT, LEARNING_RATE, REPORT_STEPS, WEIGHT_DECAY, learning_rate
from network import NucleusNet
from planes import encode

CROP_PX = 128
BATCH = 12
CLASS_WEIGHTS = 0, 1.2, 0.9, 1.05  # unknown, lymphocyte, epithelium, stroma: both sides count the same
LYMPHOCYTE_SHARE = 0.3
CERTAINTY = 0.95  # of a mark
SCALE_DEVIATION = 0.25  # of the logarithm


def crop(example, rng):
    """A square of the example, mirrored where the example is smaller; what is mirrored does not count."""
    y, x = (rng.integers(0, max(1, n - CROP_PX + 1)) for n in example.classes.shape)
    window = np.s_[y:y + CROP_PX, x:x + CROP_PX]
    planes = [p[window] for p in (example.detail, example.context, example.classes)]
    missing = [(0, CROP_PX - n) for n in planes[0].shape]
    return [np.pad(p, missing, mode) for p, mode in zip(planes, ("symmetric", "symmetric", "constant"))]


def sample(pools, shares, rng):
    pool = pools[rng.choice(len(pools), p=shares)]
    example = pool[rng.integers(len(pool))]
    detail, around, classes = crop(example, rng)
    scale = stain.limited_scale(example.scale * np.exp(rng.normal(0, SCALE_DEVIATION)))
    both = np.concatenate([encode(detail, around, scale), classes[None].astype(np.int8)])
    both = np.rot90(both, rng.integers(4), (1, 2))
    return both[:, :, ::-1] if rng.random() < 0.5 else both


def batch(pools, shares, rng):
    both = torch.from_numpy(np.stack([sample(pools, shares, rng) for _ in range(BATCH)]))
    return both[:, :2].float() * INPUT_STEP, both[:, 2].long()


def loss(logits, classes):
    weight = torch.tensor(CLASS_WEIGHTS)[classes]
    entropy = lambda plane, kind: functional.binary_cross_entropy_with_logits(
        plane, (classes == kind) * (2 * CERTAINTY - 1) + (1 - CERTAINTY), weight=weight, reduction="sum")
    return (entropy(logits[:, 0], EPITHELIUM) + LYMPHOCYTE_SHARE * entropy(logits[:, 1], LYMPHOCYTE)) / weight.sum().clamp(min=1)


def fit(pools, shares, budget, seed, report=print):
    """The fitted net, ready to evaluate, and the number of steps."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = NucleusNet().train()
    optimizer = torch.optim.AdamW(net.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    started, step, recent = time.monotonic(), 0, []
    while (progress := budget.progress(started, step)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(progress, step)
        planes, classes = batch(pools, shares, rng)
        value = loss(net(planes), classes)
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), LARGEST_GRADIENT)
        optimizer.step()
        recent.append(value.item())
        step += 1
        if step % REPORT_STEPS == 0:
            report(f"step {step}, {progress:.0%}: loss {np.mean(recent[-REPORT_STEPS:]):.4f}")
    return net.eval(), step
