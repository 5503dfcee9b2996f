"""Which pixels of a picture are print: blocks that hold dark and light in ridge measure, with one direction.

The measure is the usual one (strength and coherence of the gradient over blocks; Bazen and Gerez,
"Segmentation of Fingerprint Images", ProRISC 2001): a ridge area has strong gradients all over, not only
along a line, and most of them agree in direction. What survives must also be wide: writing, rulings and
letters of a card are strong and coherent but thinner than any finger.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.model import Pixels

BLOCK_PX = 8
"""Side of a block in pixels at 500 ppi: about one ridge period."""

SLOPE_MIN = 6.0
"""Root mean square gradient below which a block is blank, grey levels per pixel."""

Blocks = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_WINDOW_BLOCKS = 3
_SLOPE_OF_BEST = 0.25
_COHERENCE_MIN = 0.20
_RIDGE_SHARE_MIN = 0.55
_STROKE_BLOCKS = 7
_SMALLEST_BLOCKS = 60
_HOLE_BLOCKS = 400
_HOLE_IN_PRINT = 0.4
_SOLID_LEVEL = 30.0


@dataclass(frozen=True, slots=True)
class BlockMeasures:
    """What each block shows; all but slope and level are averaged over windows of 3 × 3 blocks.

    Attributes:
        level: (block rows, block columns) float32, mean grey level.
        slope: (block rows, block columns) float32, root mean square gradient in grey levels per pixel.
        coherence: same shape, 0 (no direction) to 1 (one direction).
        doubled_x: cosine part of the doubled gradient direction, in grey levels² per pixel².
        doubled_y: sine part of it.
        ridge_share: same shape, 0 to 1, the part of the grey variance at ridge size (coarser are strokes,
            letters, edges), averaged over windows likewise.
    """

    level: Blocks
    slope: Blocks
    coherence: Blocks
    doubled_x: Blocks
    doubled_y: Blocks
    ridge_share: Blocks


def block_measures(pixels: Pixels) -> BlockMeasures:
    """Measures of an image, (rows, columns) uint8; incomplete blocks at the edges join the others."""
    down, across = cv2.spatialGradient(cv2.GaussianBlur(pixels, (3, 3), 0), ksize=3)[::-1]
    gx, gy = across.astype(np.float32), down.astype(np.float32)
    gxx, gyy, gxy = _shrunk(gx * gx, BLOCK_PX), _shrunk(gy * gy, BLOCK_PX), _shrunk(gx * gy, BLOCK_PX)
    doubled_x, doubled_y = _smooth(gxx - gyy), _smooth(2 * gxy)
    coherence = _single(np.hypot(doubled_x, doubled_y) / np.maximum(_smooth(gxx + gyy), 1e-3))
    # A Sobel kernel of side 3 has gain 8.
    slope = _single(np.sqrt(gxx + gyy) / 8)
    level = _shrunk(pixels.astype(np.float32), BLOCK_PX)
    share = _ridge_share(pixels, slope.shape)
    return BlockMeasures(level, slope, coherence, _single(doubled_x / 64), _single(doubled_y / 64), share)


def block_foreground(measures: BlockMeasures) -> Mask:
    """Foreground per block: (block rows, block columns) bool, holes filled, specks and strokes removed."""
    slope, coherence = measures.slope, measures.coherence
    best = float(np.percentile(slope, 90))
    strong = slope > max(SLOPE_MIN, _SLOPE_OF_BEST * best)
    ridged = (coherence > _COHERENCE_MIN) & (measures.ridge_share > _RIDGE_SHARE_MIN)
    found = (strong & ridged).astype(np.uint8)
    found = np.asarray(cv2.morphologyEx(found, cv2.MORPH_CLOSE, _disc(3)), np.uint8)
    found |= _punched_holes(measures.level, found)
    # Strokes go before holes are filled: writing that joins two prints would enclose the paper between them.
    found = opened(found, _STROKE_BLOCKS)
    found = _fill_holes(found)
    return _drop_small(found)


def foreground(pixels: Pixels) -> Mask:
    """Which pixels belong to a print at 500 ppi: (rows, columns) uint8 in, (rows, columns) bool out.

    >>> bool(foreground(np.full((100, 80), 255, np.uint8)).any())
    False
    """
    blocks = block_foreground(block_measures(pixels)).astype(np.uint8)
    rows, columns = pixels.shape
    return cv2.resize(blocks, (columns, rows), interpolation=cv2.INTER_NEAREST).astype(np.bool_)


def _ridge_share(pixels: Pixels, shape: tuple[int, ...]) -> Blocks:
    """Energy between 2.4 and 8 pixels (Gaussian widths) as a share of that up to 26 pixels, per block.

    Handwriting on real cards scores about 0.3, printed letters 0.5, prints 0.75 to 0.95.
    """
    half, quarter = _shrunk(pixels.astype(np.float32), 2), _shrunk(pixels.astype(np.float32), 4)
    fine = half - cv2.GaussianBlur(half, (0, 0), 2.0)
    coarse = cv2.GaussianBlur(quarter, (0, 0), 1.0) - cv2.GaussianBlur(quarter, (0, 0), 3.25)
    size = (shape[1], shape[0])
    ridges = _smooth(np.asarray(cv2.resize(fine * fine, size, interpolation=cv2.INTER_AREA), np.float32))
    rest = _smooth(np.asarray(cv2.resize(coarse * coarse, size, interpolation=cv2.INTER_AREA), np.float32))
    return np.asarray(ridges / np.maximum(ridges + rest, 1e-3), np.float32)


def _shrunk(values: Blocks, factor: int) -> Blocks:
    size = (max(1, values.shape[1] // factor), max(1, values.shape[0] // factor))
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)


def _single(values: npt.NDArray[np.floating]) -> Blocks:
    return values.astype(np.float32, copy=False)


def _smooth(values: Blocks) -> Blocks:
    window = (_WINDOW_BLOCKS, _WINDOW_BLOCKS)
    return np.asarray(cv2.blur(values, window, borderType=cv2.BORDER_REFLECT), np.float32)


def _disc(side: int) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def opened(found: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    """Opening by a disc, with nothing outside the picture: a ruling along its edge is as thin as it looks."""
    wide = cv2.copyMakeBorder(found, side, side, side, side, cv2.BORDER_CONSTANT, value=0)
    wide = cv2.morphologyEx(wide, cv2.MORPH_OPEN, _disc(side))
    return np.asarray(wide[side:-side, side:-side], np.uint8)


def _fill_holes(found: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Enclosed background up to the size of a punched hole becomes foreground."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(1 - found, connectivity=4)
    left, top = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    right, bottom = left + stats[:, cv2.CC_STAT_WIDTH], top + stats[:, cv2.CC_STAT_HEIGHT]
    inside = (left > 0) & (top > 0) & (right < found.shape[1]) & (bottom < found.shape[0])
    hole = inside & (stats[:, cv2.CC_STAT_AREA] <= _HOLE_BLOCKS)
    hole[0] = False
    return found | np.asarray(hole[labels], np.uint8)


def _punched_holes(level: Blocks, found: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Solid black discs with print around them, and the rim that they spoil: holes of a filed paper card."""
    solid = cv2.morphologyEx((level < _SOLID_LEVEL).astype(np.uint8), cv2.MORPH_OPEN, _disc(5))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    holes = np.zeros_like(found)
    for label in range(1, count):
        if stats[label, cv2.CC_STAT_AREA] > _HOLE_BLOCKS:
            continue
        disc = cv2.dilate((labels == label).astype(np.uint8), _disc(11))
        ring = cv2.dilate(disc, _disc(5)) > disc
        if ring.any() and found[ring].mean() > _HOLE_IN_PRINT:
            holes |= np.asarray(disc, np.uint8)
    return holes


def _drop_small(found: npt.NDArray[np.uint8]) -> Mask:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=4)
    keep = stats[:, cv2.CC_STAT_AREA] >= _SMALLEST_BLOCKS
    keep[0] = False
    return np.asarray(keep[labels], np.bool_)
