"""Fits the net to pools of marked tissue: maps of epithelium, lymphocytes and stroma, the same with brown as without."""
from typing import NamedTuple

import cv2
import numpy as np
import torch
from torch.nn import functional

import paths  # noqa: F401
import stain
from architecture import INPUT_STEP, Architecture
from fields import EPITHELIUM, LYMPHOCYTE, STROMA
from fit import descend, learning_rate
from network import Net
from planes import encode

TISSUE_NET = Architecture(channels=(24, 48, 72), blocks=(0, 2, 3), folds=(4, 2), maps=3, shipped_maps=3, unfold=1)
MAPS = EPITHELIUM, LYMPHOCYTE, STROMA
MAP_WEIGHTS = 1, 0.4, 0.4

CROP_PX = 72  # of the maps
PAIRS = 8  # in a batch: with fewer than 16 pictures PyTorch falls back to slow convolutions
CLASS_WEIGHTS = 0, 1.2, 0.9, 1.05  # unknown, lymphocyte, epithelium, stroma: both sides count the same
CERTAINTY = 0.97  # of a mark
SCALE_DEVIATION = 0.25  # of the logarithm
EQUALITY = 0.1  # of a squared difference of logits with and without brown
MOSAIC_SHARE = 0.4  # of crops that are patched together from two: context must not say all
PATCH_PX = 16, 36  # of the maps: sigmas of the noise that parts them
EDGE_PX = 0.5  # beside an edge nothing is known
LEARNING_RATE = 3e-3
TUNING_SHARE = 0.35  # of the learning rate, of a net that has learned
WEIGHT_DECAY = 1e-2


class Crop(NamedTuple):
    pictures: list  # of planes, each at its resolution, float32
    classes: np.ndarray


def mirrored_to(plane, size):
    return np.pad(plane, [(0, size - n) for n in plane.shape], "symmetric")


def crop(example, rng):
    """A square of the example, turned and mirrored at random; mirrored where the example is smaller, which does not count."""
    y, x = (rng.integers(0, max(1, n - CROP_PX + 1)) for n in example.classes.shape)
    turns, flipped = rng.integers(4), rng.random() < 0.5

    def cut(plane, fold):
        part = np.rot90(plane[y * fold:(y + CROP_PX) * fold, x * fold:(x + CROP_PX) * fold], turns)
        return part[:, ::-1] if flipped else part

    scale = example.scale * np.exp(rng.normal(0, SCALE_DEVIATION))
    pictures = []
    for planes in example.planes:
        parts = encode(*(cut(plane, fold) for plane, fold in zip(planes, TISSUE_NET.folds)), stain.limited_scale(scale))
        pictures.append([mirrored_to(part, CROP_PX * fold).astype(np.float32) for part, fold in zip(parts, TISSUE_NET.folds)])
    classes = cut(example.classes, 1)
    return Crop(pictures, np.pad(classes, [(0, CROP_PX - n) for n in classes.shape]))


def mosaic(one, other, rng):
    """Patches of both, blended over an edge as wide as each plane's detail."""
    coarse = cv2.GaussianBlur(rng.standard_normal((CROP_PX // 2,) * 2).astype(np.float32), (0, 0), rng.uniform(*PATCH_PX) / 4)
    mask = cv2.resize((coarse > np.quantile(coarse, rng.uniform(0.3, 0.7))).astype(np.float32), (CROP_PX,) * 2)
    shares = []
    for fold, sigma in zip(TISSUE_NET.folds, (2, 6)):
        share = cv2.resize(mask, (CROP_PX * fold,) * 2, interpolation=cv2.INTER_LINEAR)
        shares.append(cv2.GaussianBlur(share, (0, 0), sigma))
    pictures = [[p * share + q * (1 - share) for p, q, share in zip(a, b, shares)] for a, b in zip(one.pictures, other.pictures)]
    here = cv2.GaussianBlur(mask, (0, 0), EDGE_PX)
    classes = np.where(here > 0.98, one.classes, np.where(here < 0.02, other.classes, 0))
    return Crop(pictures, classes)


def sample(pools, shares, rng):
    pool = pools[rng.choice(len(pools), p=shares)]
    return crop(pool[rng.integers(len(pool))], rng)


def batch(pools, shares, rng):
    """Planes of pictures without brown, then of the same with brown; classes of one of these halves."""
    crops = []
    for _ in range(PAIRS):
        one = sample(pools, shares, rng)
        crops.append(mosaic(one, sample(pools, shares, rng), rng) if rng.random() < MOSAIC_SHARE else one)
    planes = [np.stack([c.pictures[half][i] for half in (0, 1) for c in crops])[:, None] for i in range(len(TISSUE_NET.folds))]
    return [torch.from_numpy(p) * INPUT_STEP for p in planes], torch.from_numpy(np.stack([c.classes for c in crops]).astype(np.int64))


def loss(logits, classes):
    weight = torch.tensor(CLASS_WEIGHTS)[classes]
    total = weight.sum().clamp(min=1)
    value = 0
    for half in (logits[:PAIRS], logits[PAIRS:]):
        for plane, kind, share in zip(half.unbind(1), MAPS, MAP_WEIGHTS):
            wanted = (classes == kind) * (2 * CERTAINTY - 1) + (1 - CERTAINTY)
            value += share * functional.binary_cross_entropy_with_logits(plane, wanted, weight=weight, reduction="sum") / total / 2
    apart = (logits[:PAIRS, 0] - logits[PAIRS:, 0]) ** 2
    return value + EQUALITY * (apart * weight).sum() / total


def fit(pools, shares, budget, seed, report=print, start=None):
    """The fitted net, ready to evaluate, and the number of steps. From `start`, a net's state, on with smaller ones."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Net(TISSUE_NET)
    if start:
        net.load_state_dict(start)
    net = net.train().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(net.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    share = TUNING_SHARE if start else 1

    def loss_of_batch():
        planes, classes = batch(pools, shares, rng)
        return loss(net(*planes), classes)

    steps = descend(net, optimizer, lambda progress, step: share * learning_rate(progress, step, LEARNING_RATE), loss_of_batch, budget,
                    lambda line, step: report(line, net, step))
    return net.eval(), steps
