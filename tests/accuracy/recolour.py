"""Pictures as another laboratory or scanner would have given them: stain, light, optics, pixels, camera. Pure functions.

Pictures are RGB, 8 bit, or 32-bit floats while they are changed (light, 0-255). Stain amounts are optical densities along the
published vectors of Ruifrok & Johnston, Anal Quant Cytol Histol 2001;23:291, as in stain/stain_matrix.h; the background is the
picture's own. What is changed happens in the order in which it happens to a slide: stain, optics, sensor, sharpening, pixels, and
only then noise and JPEG, so that no change scales or smooths the noise of the camera it ends in.
"""
import dataclasses
import io

import numpy as np
from PIL import Image
from scipy import ndimage

HEMATOXYLIN = np.array([0.650, 0.704, 0.286])
DAB = np.array([0.268, 0.570, 0.776])
DARKEST = 1.0  # light below counts as this, so that optical density stays finite
SHARPENING_SIGMA_UM = 0.5  # of the unsharp mask
PIECE_PX = 8  # glass is looked for in pieces of this edge
FLAT_SD = 4.0  # grey levels within a piece of glass
GLASS_OD = 0.01  # at most, of a piece: noise and uneven light; on pale cores half of the tissue is paler than 0.04
SMALLEST_MODE = 0.002  # share of all pieces
BAND_ROWS = 256  # pictures of whole cores are changed band by band


@dataclasses.dataclass(frozen=True)
class Change:
    """Everything is off by default: the picture as it is, bit by bit."""

    key: str  # for the command line
    name: str
    hematoxylin: float = 1  # factor on its amount
    dab: float = 1
    blur_um: float = 0  # standard deviation, on light
    background: tuple = None  # light of empty glass afterwards, R G B
    gains: tuple = None  # factors on R G B
    gamma: float = 1  # light becomes 255 (light / 255) ^ gamma
    sharpening: float = 0  # light + this times (light less its blur)
    mpp: float = None  # pixel size afterwards: area means when coarser, Lanczos when finer
    noise: float = 0  # standard deviation, grey levels
    jpeg: int = None  # quality, 4:2:0
    solid: bool = False  # first cut to the piece with the least glass


def stain_matrix():
    """Rows: unit vectors of haematoxylin, DAB and what neither explains (their cross product)."""
    hematoxylin, dab = (v / np.linalg.norm(v) for v in (HEMATOXYLIN, DAB))
    residual = np.cross(hematoxylin, dab)
    return np.stack([hematoxylin, dab, residual / np.linalg.norm(residual)])


def glass_light(rgb):
    """Light of empty glass, R G B: median of the flat pieces of 8 x 8 pixels around the brightest mode of their brightness. Halos
    of sharpening along dark edges are brighter than glass, but neither flat nor many. Without glass in view the brightest flat
    tissue is taken for it, which shifts all amounts alike."""
    pieces = area_mean(rgb, PIECE_PX)
    square = area_mean(in_bands(rgb, lambda band: np.asarray(band, np.float32) ** 2), PIECE_PX)
    spread = np.sqrt(np.maximum(square - pieces**2, 0)).max(axis=2).ravel()
    pieces = pieces.reshape(-1, 3)
    flat = pieces[spread <= max(FLAT_SD, np.percentile(spread, 5))]
    brightness = flat.mean(axis=1)
    counts = np.convolve(np.bincount(brightness.astype(int), minlength=256), np.ones(5), "same")
    enough = np.nonzero(counts >= max(SMALLEST_MODE * len(pieces), 0.2 * counts.max()))[0][-1]  # the bright flank of the mode
    mode = enough - 4 + int(np.argmax(counts[enough - 4 : enough + 1]))
    return np.median(flat[np.abs(brightness - mode - 0.5) <= 3], axis=0)


def optical_density(light, background):
    return -np.log10(np.maximum(np.asarray(light, np.float32), DARKEST) / np.asarray(background, np.float32))


def stain_amounts(light, background):
    """Amounts of haematoxylin, DAB and residual in the last axis."""
    return optical_density(light, background) @ np.linalg.inv(stain_matrix()).astype(np.float32)


def scaled_stains(light, background, hematoxylin, dab):
    """Light with both amounts multiplied (negative ones too: noise stays symmetric) and the residual kept."""
    stains = stain_matrix()
    mixing = (np.linalg.inv(stains) @ np.diag([hematoxylin, dab, 1]) @ stains).astype(np.float32)
    density = optical_density(light, background) @ mixing
    return np.exp(np.float32(-np.log(10)) * density) * np.asarray(background, np.float32)


def in_bands(light, change):
    """A change that looks at single pixels, band by band; float32."""
    result = np.empty(light.shape, np.float32)
    for top in range(0, len(light), BAND_ROWS):
        result[top : top + BAND_ROWS] = change(light[top : top + BAND_ROWS])
    return result


def blurred(light, sigma_px):
    result = np.empty(light.shape, np.float32)
    for c in range(light.shape[2]):
        plane = np.ascontiguousarray(light[:, :, c], np.float32)
        result[:, :, c] = ndimage.gaussian_filter(plane, sigma_px, mode="nearest", truncate=3)
    return result


def sharpened(light, amount, sigma_px):
    return np.clip(light + np.float32(amount) * (light - blurred(light, sigma_px)), 0, 255)


def area_mean(picture, factor):
    """Means over squares of `factor` pixels (>= 1, need not be whole) that start at the top left; a rest is cut off. float32."""
    if factor == int(factor):
        n = int(factor)
        rows, columns = picture.shape[0] // n * n, picture.shape[1] // n * n
        across = picture[:rows].reshape(-1, n, *picture.shape[1:]).sum(axis=1, dtype=np.float32)[:, :columns]
        return across.reshape(len(across), -1, n, *picture.shape[2:]).sum(axis=2) / np.float32(n * n)
    for axis in (0, 1):
        length = picture.shape[axis]
        count = int(length / factor + 1e-9)
        sums = np.zeros((length + 1, *np.delete(picture.shape, axis)))
        np.cumsum(np.moveaxis(picture, axis, 0), axis=0, dtype=float, out=sums[1:])
        edges = np.minimum(np.arange(count + 1) * factor, length)
        whole = np.minimum(edges.astype(int), length - 1)
        share = (edges - whole).reshape(-1, *[1] * (picture.ndim - 1))
        at_edges = sums[whole] + share * (sums[whole + 1] - sums[whole])
        picture = np.moveaxis((np.diff(at_edges, axis=0) / factor).astype(np.float32), 0, axis)
    return picture


def lanczos(picture, factor):
    """The picture with pixels of `factor` (< 1) of the old ones; same top left, a rest is cut off. float32."""
    height, width = (int(edge / factor + 1e-9) for edge in picture.shape[:2])
    box = (0, 0, width * factor, height * factor)
    planes = [Image.fromarray(np.ascontiguousarray(picture[:, :, c], np.float32)) for c in range(3)]
    return np.stack([np.asarray(p.resize((width, height), Image.Resampling.LANCZOS, box=box)) for p in planes], axis=2)


def resampled(picture, factor):
    return area_mean(picture, factor) if factor > 1 else lanczos(picture, factor)


def digitised(light):
    return np.clip(np.rint(light), 0, 255).astype(np.uint8)


def camera(light, noise, jpeg, seed):
    """The 8-bit picture, after noise and JPEG; the same seed gives the same bytes."""
    random = np.random.default_rng(seed)
    rgb = np.empty(light.shape, np.uint8)
    for top in range(0, len(light), BAND_ROWS):
        band = light[top : top + BAND_ROWS]
        if noise:
            band = band + np.float32(noise) * random.standard_normal(band.shape, dtype=np.float32)
        rgb[top : top + BAND_ROWS] = digitised(band)
    if jpeg is None:
        return rgb
    stored = io.BytesIO()
    Image.fromarray(rgb).save(stored, "JPEG", quality=jpeg, subsampling="4:2:0")
    return np.asarray(Image.open(stored))


def changed(rgb, mpp, change, background, seed=0):
    """The picture as `change` says, and its pixel size. `background`: light of empty glass (glass_light) of the slide."""
    light = rgb
    if change.hematoxylin != 1 or change.dab != 1:
        light = in_bands(light, lambda band: scaled_stains(band, background, change.hematoxylin, change.dab))
    if change.blur_um:
        light = blurred(light, change.blur_um / mpp)
    gains = np.array(change.gains or (1, 1, 1)) * (np.array(change.background) / background if change.background else 1)
    if (gains != 1).any():
        light = in_bands(light, lambda band: np.minimum(band * gains.astype(np.float32), 255))
    if change.gamma != 1:
        light = in_bands(light, lambda band: 255 * (band / np.float32(255)) ** np.float32(change.gamma))
    if change.sharpening:
        light = sharpened(np.asarray(light, np.float32), change.sharpening, SHARPENING_SIGMA_UM / mpp)
    new_mpp = change.mpp or mpp
    if new_mpp != mpp:
        light = resampled(light, new_mpp / mpp)
    return camera(light, change.noise, change.jpeg, seed), new_mpp


def glass_share(rgb, background, edge_px, step_px):
    """Share of glass in every square of `edge_px` whose top left lies on a grid of `step_px`; rows and columns as in the picture.
    Glass: pieces that are darker than the background by less than GLASS_OD in every channel."""
    glass = (optical_density(area_mean(rgb, PIECE_PX), background) < GLASS_OD).all(axis=2)
    sums = np.pad(np.cumsum(np.cumsum(glass, axis=0), axis=1), ((1, 0), (1, 0)))
    edge, step = edge_px // PIECE_PX, step_px // PIECE_PX
    squares = sums[edge:, edge:] - sums[:-edge, edge:] - sums[edge:, :-edge] + sums[:-edge, :-edge]
    return squares[::step, ::step] / edge**2


def solid_square(rgb, background, edge_px, step_px=64):
    """(left, top, share of glass) of the square with the least glass; the first one where several have as little."""
    shares = glass_share(rgb, background, edge_px, step_px)
    row, column = np.unravel_index(np.argmin(shares), shares.shape)
    return int(column) * step_px, int(row) * step_px, float(shares[row, column])
