#!/usr/bin/python3
"""What a researcher would write with scikit-image: nuclei, membranes and their DAB, tile by tile, on several processes.

Colour deconvolution, smoothed haematoxylin over Otsu's threshold (of a sample of the tissue), touching nuclei split by
a watershed on the distance map, the ring around each nucleus as its membrane, mean DAB per cell, one CSV row a cell.
Tiles without tissue in the thumbnail are skipped. A share of the tiles may be measured, spread evenly; the last line
printed says which share it was and how long it took.
"""
import argparse
import csv
import json
import multiprocessing
import time

import numpy as np
import openslide
from scipy import ndimage
from skimage import color, feature, filters, measure, morphology, segmentation

TILE_PX = 1024
OVERLAP_PX = 32
THUMBNAIL_PX = 2048
NUCLEUS_UM2 = (10, 250)
MEMBRANE_UM = 2.0
slide = None  # of each process


def open_slide(path):
    global slide
    slide = openslide.OpenSlide(path)


def read(x, y, size):
    return np.asarray(slide.read_region((x, y), 0, (size, size)).convert("RGB"))


def tissue_tiles(path):
    """Corners of the tiles that hold tissue."""
    with openslide.OpenSlide(path) as whole:
        thumbnail = np.asarray(whole.get_thumbnail((THUMBNAIL_PX, THUMBNAIL_PX)).convert("RGB"))
        width, height = whole.dimensions
    saturation = color.rgb2hsv(thumbnail)[..., 1]
    tissue = saturation > max(0.05, filters.threshold_otsu(saturation) / 2)
    down = width / thumbnail.shape[1]
    tiles = []
    for y in range(0, height, TILE_PX):
        for x in range(0, width, TILE_PX):
            here = tissue[int(y / down) : int((y + TILE_PX) / down) + 1, int(x / down) : int((x + TILE_PX) / down) + 1]
            if here.any():
                tiles.append((x, y))
    return tiles


def nucleus_threshold(tiles):
    sample = [color.rgb2hed(read(x, y, TILE_PX))[..., 0].ravel()[::17] for x, y in tiles[:: max(1, len(tiles) // 8)]]
    return filters.threshold_otsu(np.concatenate(sample))


def measure_tile(job):
    """Rows (x, y, area, nucleus DAB, membrane DAB, class) of the cells whose centre lies in the tile."""
    x, y, threshold, um_per_px = job
    hed = color.rgb2hed(read(x - OVERLAP_PX, y - OVERLAP_PX, TILE_PX + 2 * OVERLAP_PX))
    smooth = filters.gaussian(hed[..., 0], 1 / um_per_px / 2)
    mask = morphology.remove_small_objects(smooth > threshold, int(NUCLEUS_UM2[0] / um_per_px**2))
    mask = ndimage.binary_fill_holes(morphology.binary_opening(mask, morphology.disk(2)))
    distance = ndimage.distance_transform_edt(mask)
    peaks = feature.peak_local_max(distance, min_distance=int(2.5 / um_per_px), labels=mask.astype(int))
    seeds = np.zeros(mask.shape, dtype=int)
    seeds[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    nuclei = segmentation.watershed(-distance, seeds, mask=mask)
    cells = segmentation.expand_labels(nuclei, MEMBRANE_UM / um_per_px)
    membranes = np.where(nuclei == 0, cells, 0)
    dab = hed[..., 2]
    rows = []
    for region in measure.regionprops(nuclei, intensity_image=dab):
        cy, cx = (c - OVERLAP_PX for c in region.centroid)
        if 0 <= cx < TILE_PX and 0 <= cy < TILE_PX and region.area * um_per_px**2 <= NUCLEUS_UM2[1]:
            rows.append([x + cx, y + cy, region.area, region.mean_intensity, region.label])
    labels = [row.pop() for row in rows]
    for row, mean in zip(rows, ndimage.mean(dab, membranes, labels) if labels else []):
        row += [mean, int(np.searchsorted([0.02, 0.05, 0.1], mean))]
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slide")
    parser.add_argument("csv")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--share", type=float, default=1.0, help="of the tiles; %(default)s")
    given = parser.parse_args()
    tiles = tissue_tiles(given.slide)
    open_slide(given.slide)
    um_per_px = float(slide.properties.get(openslide.PROPERTY_NAME_MPP_X, 0.25))
    threshold = nucleus_threshold(tiles)
    taken = tiles[:: max(1, round(1 / given.share))]
    begun = time.monotonic()
    with multiprocessing.Pool(given.processes, open_slide, [given.slide]) as pool, open(given.csv, "w", newline="") as out:
        table = csv.writer(out)
        table.writerow(["x", "y", "nucleus_px", "nucleus_dab", "membrane_dab", "class"])
        for rows in pool.imap_unordered(measure_tile, [(x, y, threshold, um_per_px) for x, y in taken]):
            table.writerows(rows)
    print(json.dumps({"share": len(taken) / len(tiles), "seconds": time.monotonic() - begun, "processes": given.processes}))


if __name__ == "__main__":
    main()
