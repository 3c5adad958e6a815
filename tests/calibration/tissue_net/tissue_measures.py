"""The net on whole pictures, and how well nuclei of two kinds are told apart by it."""
import cv2
import numpy as np
from scipy import spatial, stats

import paths  # noqa: F401
from integer_net import LOGIT_STEPS, maps
from planes import encode, tissue_planes
from tissue_fit import TISSUE_NET
from tissue_pool import DISC_UM, MAP_UM_PER_PX
from tissue_reference import padded

NEIGHBOURS_UM = 25


def logits(layers, hematoxylin, dab, scale):
    """Of the integer net's three maps at 2 um/px, from milli-OD at 0.5 um/px."""
    return logits_of_planes(layers, *tissue_planes(hematoxylin, dab), scale)


def logits_of_planes(layers, detail, around, scale):
    height, width = (-(-n // TISSUE_NET.folds[0]) for n in detail.shape)
    return maps(TISSUE_NET, layers, padded(encode(detail, around, scale)))[:, :height, :width] / LOGIT_STEPS


def at_nuclei(plane, rows, columns):
    """Means over discs around nuclei."""
    reach = DISC_UM / MAP_UM_PER_PX
    offsets = np.arange(-int(reach), int(reach) + 1)
    disc = (np.hypot(*np.meshgrid(offsets, offsets)) <= reach).astype(np.float32)
    return cv2.filter2D(plane.astype(np.float32), -1, disc / disc.sum(), borderType=cv2.BORDER_REFLECT)[rows, columns]


def probability(logit):
    return 1 / (1 + np.exp(-logit))


def among_neighbours(values, rows, columns):
    """Mean over the nuclei within reach, each itself among them."""
    if not len(rows):
        return values
    tree = spatial.cKDTree(np.stack([rows, columns], 1))
    pairs = tree.sparse_distance_matrix(tree, NEIGHBOURS_UM / MAP_UM_PER_PX, output_type="coo_matrix")
    total, count = values.astype(float).copy(), np.ones(len(values))  # pairs leave out the nucleus itself
    other = pairs.row != pairs.col
    np.add.at(total, pairs.row[other], values[pairs.col[other]])
    np.add.at(count, pairs.row[other], 1)
    return total / count


def auc(positive, negative):
    """Share of pairs in the right order."""
    if not len(positive) or not len(negative):
        return np.nan
    ranks = stats.rankdata(np.r_[positive, negative])[:len(positive)].sum()
    return (ranks - len(positive) * (len(positive) + 1) / 2) / len(positive) / len(negative)


def best_cut(positive, negative):
    """With the highest balanced accuracy."""
    cuts = np.quantile(np.r_[positive, negative], np.linspace(0.02, 0.98, 97))
    return max(cuts, key=lambda cut: (positive > cut).mean() + (negative <= cut).mean())
