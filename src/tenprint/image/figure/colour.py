"""Colours of the engine's figures: few, apart from each other also for those who see no red or no green.

All colours are (3,) uint8 in the order red, green, blue. Blends are made in OKLab, Björn Ottosson's space in which
equal steps look equal (2020), so that no step of a scale stands out.
"""

from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""(rows, columns, 3) uint8, red, green, blue."""

Colour = tuple[int, int, int]

INK: Colour = (24, 26, 30)
PAPER: Colour = (255, 255, 255)
PALE: Colour = (196, 200, 206)
BLUE: Colour = (20, 88, 190)
ORANGE: Colour = (214, 92, 20)
GREEN: Colour = (0, 124, 92)
VERMILION: Colour = (204, 46, 38)

CONFIDENCE_STOPS: tuple[Colour, ...] = ((226, 92, 34), (158, 74, 160), (14, 84, 192))
"""From low to high: all dark enough to be seen on paper."""

_TO_LMS = np.array(
    [
        [0.41222147, 0.53633254, 0.05144599],
        [0.2119035, 0.6806995, 0.10739696],
        [0.08830246, 0.28171884, 0.6299787],
    ]
)
_TO_LAB = np.array(
    [
        [0.21045426, 0.7936178, -0.00407205],
        [1.9779985, -2.4285922, 0.4505937],
        [0.02590404, 0.78277177, -0.80867577],
    ]
)


def _to_lab(colours: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """OKLab of (n, 3) sRGB in 0..1."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T)


def _from_lab(lab: npt.NDArray[np.float64]) -> Picture:
    """(n, 3) uint8 sRGB of OKLab, what lies outside cut off."""
    linear = np.clip((lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T, 0.0, 1.0)
    coded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * coded), np.uint8)


def blend(stops: tuple[Colour, ...]) -> Picture:
    """A scale of 256 colours through the stops, (256, 3) uint8.

    >>> blend(((0, 0, 0), (255, 255, 255)))[[0, 255]].tolist()
    [[0, 0, 0], [255, 255, 255]]
    """
    lab = _to_lab(np.array(stops, np.float64) / 255)
    at, steps = np.linspace(0, 1, len(stops)), np.linspace(0, 1, 256)
    return _from_lab(np.stack([np.interp(steps, at, lab[:, c]) for c in range(3)], axis=1))


@cache
def confidence_scale() -> Picture:
    """For confidence 0 to 100: (256, 3) uint8."""
    return blend(CONFIDENCE_STOPS)


@cache
def heat_scale() -> Picture:
    """For one quantity over a picture, dark low, light high (viridis): (256, 3) uint8."""
    ramp = np.arange(256, dtype=np.uint8)[:, None]
    return np.ascontiguousarray(cv2.applyColorMap(ramp, cv2.COLORMAP_VIRIDIS)[:, 0, ::-1])


@cache
def turn_scale() -> Picture:
    """For directions: a circle of hues of one lightness, first and last alike, (256, 3) uint8."""
    hue = np.linspace(0, 2 * np.pi, 256, endpoint=False) + 0.4
    lab = np.stack([np.full(256, 0.56), 0.145 * np.cos(hue), 0.145 * np.sin(hue)], axis=1)
    return _from_lab(lab)


def through(scale: Picture, share: npt.NDArray[np.floating]) -> Picture:
    """Colours of values in 0..1 (what lies outside is cut off), of any shape, plus one axis of three."""
    step = np.clip(np.nan_to_num(np.asarray(share, np.float32)) * np.float32(255), 0, 255)
    return np.asarray(scale[np.rint(step).astype(np.uint8)], np.uint8)


def one(scale: Picture, share: float) -> Colour:
    """One colour of a scale."""
    red, green, blue = (int(value) for value in through(scale, np.array(share)))
    return red, green, blue
