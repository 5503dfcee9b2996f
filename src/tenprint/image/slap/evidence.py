"""Where a slap shows ridges, however faint: one share per cell.

``image.segment`` asks of a block that it be strong beside the picture's best; in a slap a dry finger may print a tenth
as strongly as its neighbour. Here a cell counts when its energy stands out of the noise of *this* picture and most of
it lies at ridge size with one direction (structure tensor; Bazen and Gerez, "Segmentation of Fingerprint Images",
ProRISC 2001).
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.model import Pixels

CELL_PX = 8
"""Side of a cell, pixels at 500 ppi."""

Cells = npt.NDArray[np.float32]

_WINDOW = 5
"""Cells over which directions are averaged: three ridges."""

# Choices, tuned on synthetic slaps of seeds below 1000 and looked at on NIST's card.
_COHERENCE_MIN = 0.22
_RIDGE_SHARE_MIN = 0.55
_EVENNESS_MIN = 0.75
_FAINT = 0.6
_FLOODED_OF_PAPER = 0.45
_FLOODED_CELLS_MOST = 1200
_GAP_OF_AROUND = 0.7
_PARTED_CELLS = 7
_STRANGER_CELLS_ACROSS = 14
_STRANGER_CELLS_LEAST = 60
_STRANGER_REACH_CELLS = 32
_SLOPE_MIN = 0.8
_NOISE_FACTOR = 2.0
_BEST_QUANTILE = 0.98
_OF_BEST = 0.12
_TRACE_OF_LEAST = 0.8
_TRACE_SHARE_MIN = 0.5
_TRACE_COHERENCE_MIN = 0.15
_TRACE_REACH_CELLS = 15
_NOISE_QUANTILE = 0.15
_JOIN_CELLS = 5
_STROKE_CELLS = 5
_GAP_CELLS = 5
_SPECK_CELLS = 24


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each cell shows.

    Attributes:
        ridges: (rows // 8, columns // 8) bool, at least one each way: certainly ridges.
        traces: same shape: ridges, and marks near them that are ridges if they lie on a finger.
        slope: same shape, root mean square gradient over a window of 5 x 5 cells, grey levels per pixel.
        strength: same shape, 0 (paper) to 1: gradient of the cell alone, which shows narrow gaps.
        strangers: same shape, bool: narrow prints that reach in over a side of the picture; neither ridges nor traces.
    """

    ridges: npt.NDArray[np.bool_]
    traces: npt.NDArray[np.bool_]
    slope: Cells
    strength: Cells
    strangers: npt.NDArray[np.bool_]


def evidence(pixels: Pixels) -> Evidence:
    """Ridges and traces of a picture, (rows, columns) uint8 at 500 ppi."""
    half = _shrunk(pixels.astype(np.float32), 2)
    size = (max(1, pixels.shape[1] // CELL_PX), max(1, pixels.shape[0] // CELL_PX))
    slope, coherence, alone = _direction(half, size)
    share = _ridge_share(half, size)
    noise, best = (float(one) for one in np.quantile(slope, (_NOISE_QUANTILE, _BEST_QUANTILE)))
    least = max(_SLOPE_MIN, _NOISE_FACTOR * noise, _OF_BEST * best)
    even = _evenness(slope, alone) | (slope < _FAINT * best)
    certain = (slope > least) & (coherence > _COHERENCE_MIN) & (share > _RIDGE_SHARE_MIN) & even
    found = np.asarray(
        cv2.morphologyEx(certain.astype(np.uint8), cv2.MORPH_CLOSE, disc(_JOIN_CELLS)), np.uint8
    )
    # The windows reach two cells beyond the last ridge.
    found = np.asarray(cv2.erode(found, disc(3)), np.uint8)
    ridges = without_specks(opened(found, _STROKE_CELLS).astype(np.bool_), _SPECK_CELLS)
    ridges |= _flooded(half, ridges)
    marked = (
        (slope > _TRACE_OF_LEAST * least) & (coherence > _TRACE_COHERENCE_MIN) & (share > _TRACE_SHARE_MIN)
    )
    marked &= even
    thick = opened(np.asarray(cv2.erode(marked.astype(np.uint8), disc(3)), np.uint8), 3)
    near = np.asarray(cv2.dilate(ridges.astype(np.uint8), disc(_TRACE_REACH_CELLS)), np.uint8)
    traces = ridges | ((thick & near) > 0)
    strangers = _strangers(ridges, slope, alone)
    strength = alone / (alone + np.float32(least))
    return Evidence(ridges & ~strangers, traces & ~strangers, slope, strength, traces & strangers)


def _strangers(ridges: npt.NDArray[np.bool_], slope: Cells, alone: Cells) -> npt.NDArray[np.bool_]:
    """Where prints of the next box reach in: parted from the others by a valley, too narrow for a fingertip."""
    around = cv2.morphologyEx(slope, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    body = ridges & (cv2.blur(alone, (3, 3)) > _GAP_OF_AROUND * around)
    parted = opened(body.astype(np.uint8), _PARTED_CELLS)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(parted, connectivity=4)
    left, _, width, _, area = stats.T
    at_side = (left == 0) | (left + width == ridges.shape[1])
    strange = at_side & (width <= _STRANGER_CELLS_ACROSS) & (area >= _STRANGER_CELLS_LEAST)
    strange[0] = False
    if not strange.any() or strange.sum() == count - 1:
        return np.zeros_like(ridges)
    own = (labels > 0) & ~strange[labels]
    to_strange, to_own = (
        cv2.distanceTransform((~one).astype(np.uint8), cv2.DIST_L2, 3) for one in (strange[labels], own)
    )
    # Below and above, where such a print smears into the finger, its columns are its own.
    reach = np.ones((2 * _STRANGER_REACH_CELLS + 1, 1), np.uint8)
    beside = cv2.dilate(strange[labels].astype(np.uint8), reach) > 0
    return np.asarray((to_strange < to_own) | beside, np.bool_)


def _direction(half: Cells, size: tuple[int, int]) -> tuple[Cells, Cells, Cells]:
    """Root mean square gradient, grey levels per pixel, its coherence, and the former of the cell alone."""
    smooth = cv2.GaussianBlur(half, (0, 0), 0.8)
    gx, gy = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    every = [_celled(product, size) for product in (gx * gx, gy * gy, gx * gy)]
    alone = np.sqrt(np.maximum(every[0] + every[1], 0)) / 16
    gxx, gyy, gxy = (_windowed(one) for one in every)
    coherence = np.hypot(gxx - gyy, 2 * gxy) / np.maximum(gxx + gyy, 1e-3)
    # A Sobel kernel of side 3 has gain 8, and a pixel here is two of the picture.
    return np.sqrt(np.maximum(gxx + gyy, 0)) / 16, np.asarray(coherence, np.float32), alone


def _evenness(slope: Cells, alone: Cells) -> npt.NDArray[np.bool_]:
    """Where gradient fills a window evenly, as ridges do; letters and rulings leave bare paper between their strokes.

    Cauchy and Schwarz: the square of the mean is the mean of squares where all cells are alike, less elsewhere.
    """
    return np.square(_windowed(alone)) > _EVENNESS_MIN * np.maximum(np.square(slope), 1e-3)


def _flooded(half: Cells, ridges: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Dark patches of a finger's size or less that touch ridges: wet skin whose valleys do not show."""
    grey = _celled(half, (ridges.shape[1], ridges.shape[0]))
    bare = grey[~ridges]
    if not ridges.any() or not len(bare):
        return np.zeros_like(ridges)
    dark = opened((grey < _FLOODED_OF_PAPER * float(np.median(bare))).astype(np.uint8), _STROKE_CELLS)
    # The ridges' windows end short of the patch, whose border is no ridge.
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    near = cv2.dilate(ridges.astype(np.uint8), disc(7)) > 0
    rows, columns = ridges.shape
    left, top, width, height, area = stats.T
    keep = (left > 0) & (top > 0) & (left + width < columns) & (top + height < rows)
    keep &= (area < _FLOODED_CELLS_MOST) & np.isin(np.arange(count), labels[near])
    keep[0] = False
    found = keep[labels]
    joined = cv2.morphologyEx((found | ridges).astype(np.uint8), cv2.MORPH_CLOSE, disc(_JOIN_CELLS)) > 0
    return np.asarray(found | (joined & (cv2.dilate(found.astype(np.uint8), disc(7)) > 0)), np.bool_)


def _ridge_share(half: Cells, size: tuple[int, int]) -> Cells:
    """Energy between 2.4 and 8 pixels (Gaussian widths) as a share of that up to 26 pixels, per cell."""
    fine = half - cv2.GaussianBlur(half, (0, 0), 2.0)
    quarter = _shrunk(half, 2)
    coarse = cv2.GaussianBlur(quarter, (0, 0), 1.0) - cv2.GaussianBlur(quarter, (0, 0), 3.25)
    ridges, rest = (_windowed(_celled(one * one, size)) for one in (fine, coarse))
    return np.asarray(ridges / np.maximum(ridges + rest, 1e-3), np.float32)


def _shrunk(values: Cells, factor: int) -> Cells:
    size = (max(1, values.shape[1] // factor), max(1, values.shape[0] // factor))
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)


def _celled(values: Cells, size: tuple[int, int]) -> Cells:
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)


def _windowed(cells: Cells) -> Cells:
    return np.asarray(cv2.blur(cells, (_WINDOW, _WINDOW), borderType=cv2.BORDER_REFLECT), np.float32)


def disc(side: int) -> npt.NDArray[np.uint8]:
    """A round structuring element."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def opened(found: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    """Opening by a disc, with nothing outside the picture: a ruling along its edge is as thin as it looks."""
    wide = cv2.copyMakeBorder(found, side, side, side, side, cv2.BORDER_CONSTANT, value=0)
    wide = cv2.morphologyEx(wide, cv2.MORPH_OPEN, disc(side))
    return np.asarray(wide[side:-side, side:-side], np.uint8)


def without_specks(found: npt.NDArray[np.bool_], smallest: int) -> npt.NDArray[np.bool_]:
    """Connected pieces of fewer cells than ``smallest`` removed."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(found.astype(np.uint8), connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] >= smallest
    keep[0] = False
    return np.asarray(keep[labels], np.bool_)
