"""What windows of a print show of its ridges: clarity, contrast, period, darkness, flow.

Windows of 32 × 32 pixels (1.6 mm) over the print are taken to the frequency plane, where ridges are one pair of
peaks at 1/16 to 1/4.5 cycles a pixel. The measures are of the kinds that ISO/IEC 29794-4 names (local clarity,
frequency of ridges, orientation flow); the formulas are our own.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.model import Pixels
from tenprint.image.segment import BLOCK_PX, BlockMeasures, Mask

Values = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

WINDOW_PX = 32
STEP_PX = 24
WINDOWS_MAX = 500
"""A plain print has 100 to 300 windows, a rolled one some 900."""

_LONGEST_PERIOD_PX = 16.0
_SHORTEST_PERIOD_PX = 4.5
_LOBE = (-2, -1, 0, 1, 2)  # how far the tapered peak of a pure wave spreads, in cells of the plane
_FLOW_BLOCKS = 7
_SAMPLE_PX = 2  # every second pixel is enough for a window's third moment


@dataclass(frozen=True, slots=True)
class WindowMeasures:
    """What each window shows; all arrays are (windows,) float32.

    Attributes:
        clarity: share of the window's power in the peak of its ridges, 0 to 1; falls with noise, scars, smear and
            double prints, and a little with minutiae and bends.
        ridge_share: share of its power at any ridge frequency, 0 to 1; falls with what is no ridge at all.
        contrast: swing from ridge to valley that the peak stands for, 0 to 1 of the grey range.
        period_px: ridge period, pixels.
        skewness: third moment of the grey values; below 0 thin dark ridges (dry), above 0 thin light valleys (wet).
        flow: agreement of ridge directions over 7 × 7 blocks, 1 parallel ridges, about 0.4 random ones.
    """

    clarity: Values
    ridge_share: Values
    contrast: Values
    period_px: Values
    skewness: Values
    flow: Values


def window_places(mask: Mask, shape: tuple[int, ...]) -> Places:
    """Upper left corners (row, column) of the windows whose centre lies in the foreground: (windows, 2).

    Of more than ``WINDOWS_MAX`` every second, third, … is taken, which bounds time and memory.
    """
    rows = np.arange(0, shape[0] - WINDOW_PX + 1, STEP_PX)
    columns = np.arange(0, shape[1] - WINDOW_PX + 1, STEP_PX)
    centre = WINDOW_PX // 2
    chosen = mask[np.ix_((rows + centre) // BLOCK_PX, (columns + centre) // BLOCK_PX)]
    places = np.argwhere(chosen) * STEP_PX
    return places[:: 1 + len(places) // WINDOWS_MAX]


def window_measures(pixels: Pixels, blocks: BlockMeasures, places: Places) -> WindowMeasures:
    """Measures of windows.

    Args:
        pixels: (rows, columns) uint8 at 500 ppi.
        blocks: measures of the same picture's blocks.
        places: (windows, 2) row and column of each window's upper left corner.
    """
    views = np.lib.stride_tricks.sliding_window_view(pixels, (WINDOW_PX, WINDOW_PX))
    windows = views[places[:, 0], places[:, 1]].astype(np.float32)
    windows -= windows.mean(axis=(1, 2), keepdims=True)
    plane = _plane()
    spectrum = np.fft.rfft2(windows * plane.taper)
    power = (spectrum.real**2 + spectrum.imag**2).reshape(len(windows), -1)
    in_band = power[:, plane.band]
    around = plane.around[np.argmax(in_band, axis=1)]
    lobe = np.take_along_axis(power, around, axis=1)
    near, whole = 2 * lobe.sum(axis=1), np.maximum(power @ plane.weight, 1e-3)  # the peak and its mirror
    # Parseval: a sine of amplitude a under the taper t puts a² · Σt² · N / 2 into its peaks; a swing is 2a.
    amplitude = np.sqrt(2 * near / (plane.taper**2).sum()) / WINDOW_PX
    frequency = (lobe * plane.radius[around]).sum(axis=1) / np.maximum(lobe.sum(axis=1), 1e-6)
    centres = (places + WINDOW_PX // 2) // BLOCK_PX
    return WindowMeasures(
        clarity=np.minimum(near / whole, 1),
        ridge_share=np.minimum(2 * in_band.sum(axis=1) / whole, 1),
        contrast=2 * amplitude / 255,
        period_px=1 / np.maximum(frequency, 1 / WINDOW_PX),
        skewness=_skewness(windows[:, ::_SAMPLE_PX, ::_SAMPLE_PX]),
        flow=_flow(blocks)[centres[:, 0], centres[:, 1]],
    )


def _skewness(windows: Values) -> Values:
    """Third standardised moment of each window, (windows, rows, columns) with mean 0."""
    squared = windows * windows
    spread = np.maximum(squared.mean(axis=(1, 2)), 1.0)
    return np.asarray((squared * windows).mean(axis=(1, 2)) / spread**1.5, np.float32)


def _flow(blocks: BlockMeasures) -> Values:
    """Length of the mean doubled direction over 7 × 7 blocks, per block."""
    length = np.maximum(np.hypot(blocks.doubled_x, blocks.doubled_y), 1e-6)
    window = (_FLOW_BLOCKS, _FLOW_BLOCKS)
    x = cv2.blur(blocks.doubled_x / length, window, borderType=cv2.BORDER_REFLECT)
    y = cv2.blur(blocks.doubled_y / length, window, borderType=cv2.BORDER_REFLECT)
    return np.asarray(np.hypot(x, y), np.float32)


@dataclass(frozen=True, slots=True)
class _Plane:
    """What does not change from window to window: taper, and the layout of the half frequency plane.

    Attributes:
        taper: (32, 32) of a window's pixels.
        weight: (cells,) how often a cell of the half plane counts in the whole one.
        radius: (cells,) its frequency, cycles a pixel.
        band: (n,) cells at ridge frequencies.
        around: (n, 25) the lobe about each of them.
    """

    taper: Values
    weight: Values
    radius: Values
    band: Places
    around: Places


@cache
def _plane() -> _Plane:
    side, half = WINDOW_PX, WINDOW_PX // 2 + 1
    hann = np.hanning(side + 2)[1:-1]
    down, across = np.meshgrid(np.fft.fftfreq(side), np.arange(half) / side, indexing="ij")
    radius = np.hypot(down, across)
    band = np.flatnonzero((radius >= 1 / _LONGEST_PERIOD_PX) & (radius <= 1 / _SHORTEST_PERIOD_PX))
    # Columns between the first and the last stand for their mirror images in the other half too.
    weight = np.full((side, half), 2, np.float32)
    weight[:, [0, -1]] = 1
    rows, columns = np.divmod(band, half)
    around = []
    for dy, dx in ((dy, dx) for dy in _LOBE for dx in _LOBE):
        y, x = rows + dy, columns + dx
        around.append(np.where(x < 0, -y, y) % side * half + np.abs(x))
    return _Plane(
        np.outer(hann, hann).astype(np.float32),
        weight.ravel(),
        radius.ravel().astype(np.float32),
        band,
        np.stack(around, axis=1),
    )
