#!/usr/bin/python3
"""How well the integer net tells epithelium from other tissue, whatever is brown.

usage: evaluate.py ../shared/data NET.pt [--overlays FOLDER]    (NET.pt from train.py --keep)
Breast fields of patients that did not train, recoloured; marked regions of cores, and tiles of known tissue, which only test.
"""
import argparse
import pathlib
import sys

import cv2
import numpy as np
import torch
from scipy import stats

import tissue_rows
from fields import LYMPHOCYTE, STROMA
from tissue_measures import among_neighbours, at_nuclei, auc, best_cut, logits, logits_of_planes, probability

EITHER = "normal_epithelium"  # cannot be told apart
DAB_REACH_PX = 21  # of the mean DAB around a nucleus, 0.5 um


def judged(layers, cases):
    """Logit, probability among neighbours and class of all marks."""
    parts = []
    for case in cases:
        own = at_nuclei(logits_of_planes(layers, case.detail, case.context, case.scale)[0], case.rows, case.columns)
        parts.append((own, among_neighbours(probability(own), case.rows, case.columns), case.classes))
    return [np.concatenate(column) for column in zip(*parts)]


def field_line(title, values, classes, cuts):
    epithelium = tissue_rows.is_epithelium(classes)
    cells = [auc(values[epithelium], values[~epithelium])]
    for cut in cuts:
        sensitivity, specificity = (values[epithelium] > cut).mean(), (values[~epithelium] <= cut).mean()
        apart = [(values[classes == kind] <= cut).mean() for kind in (LYMPHOCYTE, STROMA)]
        cells += [(sensitivity + specificity) / 2, sensitivity, *apart]
    return title.ljust(34) + "".join(f"{cell:8.3f}" for cell in cells)


def report_fields(data, layers, say):
    own, among, classes = judged(layers, tissue_rows.field_cases(data, "val", "none", 1))
    epithelium = tissue_rows.is_epithelium(classes)
    cut, among_cut = (best_cut(v[epithelium], v[~epithelium]) for v in (own, among))
    say(f"breast fields; cuts chosen on val: logit {cut:.2f}, among neighbours {among_cut:.2f}")
    say(" " * 34 + "     AUC" + "  bal.ac  epith.  lymph.  stroma" * 2 + "   (cut 0 or .5, then val's); change: epith., others called, all")
    say(field_line("val, plain", own, classes, (0, cut)))
    say(field_line("val, plain, neighbours", among, classes, (0.5, among_cut)))
    plain = None
    for title, kind, factor in tissue_rows.VARIANTS:
        own, among, classes = judged(layers, tissue_rows.field_cases(data, "test", kind, factor))
        plain = (own, among) if plain is None else plain
        say(field_line(title, own, classes, (0, cut)) + change(own, plain[0], classes, cut))
        say(field_line(title + ", neighbours", among, classes, (0.5, among_cut)) + change(among, plain[1], classes, among_cut))


def change(values, plain, classes, cut):
    """Share of epithelium, and of others, that is called now and was not, less what is not and was; and what changed sides."""
    now, before, epithelium = values > cut, plain > cut, tissue_rows.is_epithelium(classes)
    cells = [now[who].mean() - before[who].mean() for who in (epithelium, ~epithelium)] + [(now != before).mean()]
    return "   " + "".join(f"{cell:+8.3f}" for cell in cells)


def report_cores(data, layers, say, overlays=None, cells=None, left_out=None):
    say("cores: nuclei in regions".ljust(26) + "kind".ljust(20) + " nuclei  called  among neighbours; AUC of tumour v. it, nuclei,"
        " neighbours, pixels")
    shares = []
    for core in tissue_rows.cores(data):
        if left_out:
            layers = torch.load(left_out / f"{core.name}.pt")["layers"]
        plane = logits(layers, core.hematoxylin, core.dab, core.scale)[0]
        rows, columns = tissue_rows.cells(cells / core.name / "cells.h5ad") if cells else tissue_rows.nuclei(
            core.hematoxylin, core.dab, core.scale)
        keep = (rows < plane.shape[0]) & (columns < plane.shape[1])
        rows, columns = rows[keep], columns[keep]
        own = at_nuclei(plane, rows, columns)
        among = among_neighbours(probability(own), rows, columns)
        inside = {kind: mask[rows, columns] for kind, mask in core.regions.items()}
        tumour = inside[tissue_rows.TUMOUR]
        for kind, where in inside.items():
            mask = core.regions[kind]
            line = f"{core.name:26}{kind:20}{where.sum():7d}{(own[where] > 0).mean():8.2f}{(among[where] > 0.5).mean():8.2f}"
            if kind != tissue_rows.TUMOUR:
                values = auc(own[tumour], own[where]), auc(among[tumour], among[where]), auc(
                    plane[core.regions[tissue_rows.TUMOUR]][::7], plane[mask][::7])
                line += "".join(f"{value:8.3f}" for value in values)
            else:
                brown = cv2.blur(np.maximum(core.dab, 0).astype(np.float32), (DAB_REACH_PX,) * 2)[rows * 4, columns * 4]
                line += f"   Spearman with DAB around: {stats.spearmanr(brown[where], among[where])[0]:.2f}"
            say(line)
        other = np.logical_or.reduce([where for kind, where in inside.items() if kind not in (tissue_rows.TUMOUR, EITHER)])
        chosen = tissue_rows.chosen(own, among_neighbours(own, rows, columns))
        shares.append((chosen[tumour].mean(), 1 - chosen[other].mean()))
        say(f"{core.name:26}sensitivity {shares[-1][0]:.2f}, specificity {shares[-1][1]:.2f}")
        if overlays:
            overlay(core, plane, rows, columns, among, overlays / f"{core.name}.png")
    say("mean sensitivity {:.3f}, specificity {:.3f}".format(*np.mean(shares, axis=0)))


def overlay(core, plane, rows, columns, among, path):
    """The core and, beside it, red where the net says epithelium, blue elsewhere, dots for nuclei among their neighbours."""
    height, width = plane.shape
    picture = cv2.resize(core.rgb[..., ::-1], (width, height), interpolation=cv2.INTER_AREA)
    share = probability(plane)[..., None]
    tint = share * np.array([40, 40, 255]) + (1 - share) * np.array([255, 120, 40])
    blended = (0.55 * picture + 0.45 * tint).astype(np.uint8)
    for y, x, value in zip(rows, columns, among):
        cv2.circle(blended, (int(x), int(y)), 2, (0, 0, 200) if value > 0.5 else (200, 60, 0), -1)
    both = [picture.copy(), blended]
    for image in both:
        for kind, mask in core.regions.items():
            outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
            cv2.drawContours(image, outlines, -1, (0, 0, 160) if kind == tissue_rows.TUMOUR else (0, 140, 0), 2)
    cv2.imwrite(str(path), np.hstack(both))


def report_tiles(data, layers, say):
    say("tiles of tissue".ljust(34) + "tiles  mean probability of pixels, of nuclei; share of nuclei called")
    found = {}
    for tissue, h, d, scale in tissue_rows.tiles(data):
        plane = logits(layers, h, d, scale)[0]
        rows, columns = (np.minimum(v, n - 1) for v, n in zip(tissue_rows.nuclei(h, d, scale), plane.shape))
        own = at_nuclei(plane, rows, columns)
        found.setdefault(tissue, []).append((probability(plane).mean(), probability(own), own > 0))
    for tissue, values in found.items():
        pixels, chances, called = zip(*values)
        cells = np.mean(pixels), np.mean(np.concatenate(chances)), np.mean(np.concatenate(called))
        say(tissue.ljust(34) + f"{len(values):5d}" + "".join(f"{cell:8.2f}" for cell in cells))


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("net", type=pathlib.Path)
    parser.add_argument("--overlays", type=pathlib.Path, help="folder for pictures of the cores")
    parser.add_argument("--cells", type=pathlib.Path, help="folder with CORE/cells.h5ad of `herald score`: nuclei of the cores")
    parser.add_argument("--left-out", type=pathlib.Path, help="folder with CORE.pt of `tune.py --leave-out CORE`: for each core its own")
    parser.add_argument("--only", choices=("fields", "cores", "tiles"))
    options = parser.parse_args(words)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    layers = torch.load(options.net)["layers"]
    say = lambda line: print(line, flush=True)
    if options.only in (None, "tiles"):
        report_tiles(options.data, layers, say)
    if options.only in (None, "cores"):
        report_cores(options.data, layers, say, options.overlays, options.cells, options.left_out)
    if options.only in (None, "fields"):
        report_fields(options.data, layers, say)


if __name__ == "__main__":
    main(sys.argv[1:])
