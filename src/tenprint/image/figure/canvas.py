"""A picture to draw on: enlarged, with lines and marks at fractions of a pixel, and a legend below.

Coordinates are pixels of the print, where the middle of the first pixel is (0, 0); the canvas enlarges them.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from tenprint.image.figure.colour import PAPER, Colour, Picture
from tenprint.paths import written_whole

SCALE = 2.0
SIDE_MAX, SIDE_MIN = 2400, 560
"""Longest side of a canvas, and the least, in its own pixels: larger prints are enlarged less, small ones more."""

CONTRAST_MIN = 20.0
"""Grey levels between ridge and background below which a picture is not stretched."""

_SHIFT = 4
"""OpenCV draws at sixteenths of a pixel."""

Points = npt.NDArray[np.float64]


def scale_for(rows: int, columns: int) -> float:
    """By how much a print of this size is enlarged.

    >>> scale_for(374, 388), scale_for(8000, 4000), scale_for(32, 32)
    (2.0, 0.3, 8.0)
    """
    side = max(rows, columns)
    if side * SCALE < SIDE_MIN:
        return float(min(8.0, np.ceil(SIDE_MIN / side)))
    return min(SCALE, SIDE_MAX / side)


def grey_picture(pixels: npt.NDArray[np.uint8]) -> Picture:
    """A grey picture as a coloured one."""
    return np.ascontiguousarray(np.repeat(pixels[:, :, None], 3, axis=2))


def faded(pixels: npt.NDArray[np.uint8], share: float = 0.42) -> Picture:
    """A print made pale, so that marks stand out on it: its darkest becomes ``share`` black, its background white."""
    dark, light = (float(value) for value in np.percentile(pixels, (2, 90)))
    if light - dark < CONTRAST_MIN:
        dark, light = 0.0, 255.0
    levels = np.arange(256, dtype=np.float64)
    ink = np.clip((light - levels) / (light - dark), 0.0, 1.0)
    return grey_picture(np.asarray(np.rint(255 - 255 * share * ink), np.uint8)[pixels])


@dataclass(slots=True)
class Canvas:
    """A picture to draw on.

    Attributes:
        picture: (rows, columns, 3) uint8, enlarged.
        scale: canvas pixels in one pixel of the print.
    """

    picture: Picture
    scale: float

    @classmethod
    def of(cls, picture: Picture, scale: float, *, sharp: bool = False) -> "Canvas":
        """A canvas over a picture of the print's size; ``sharp`` keeps pixels as squares."""
        size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
        method = cv2.INTER_NEAREST if sharp else cv2.INTER_CUBIC
        if scale < 1:
            method = cv2.INTER_AREA
        return cls(np.ascontiguousarray(cv2.resize(picture, size, interpolation=method)), scale)

    def _at(self, points: npt.ArrayLike) -> npt.NDArray[np.int32]:
        """Points (…, 2) of the print as OpenCV takes them, in sixteenths of a canvas pixel."""
        moved = (np.asarray(points, np.float64) + 0.5) * self.scale - 0.5
        return np.asarray(np.rint(np.clip(moved, -3e4, 3e4) * 2**_SHIFT), np.int32)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], colour: Colour, width: int = 2
    ) -> None:
        """A straight line."""
        first, last = self._at([start, end]).tolist()
        cv2.line(self.picture, first, last, colour, width, cv2.LINE_AA, _SHIFT)

    def path(self, points: Points, colour: Colour, width: int = 2, *, closed: bool = False) -> None:
        """A broken line through points (n, 2)."""
        if len(points):
            cv2.polylines(self.picture, [self._at(points)], closed, colour, width, cv2.LINE_AA, _SHIFT)

    def ring(self, centre: tuple[float, float], radius: float, colour: Colour, width: int = 2) -> None:
        """A circle, its radius in canvas pixels; filled where the width is negative."""
        (at,) = self._at([centre]).tolist()
        cv2.circle(self.picture, at, round(radius * 2**_SHIFT), colour, width, cv2.LINE_AA, _SHIFT)

    def square(self, centre: tuple[float, float], half: float, colour: Colour, width: int = 2) -> None:
        """A square with half its side in canvas pixels."""
        reach = half / self.scale
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * reach + np.asarray(centre)
        if width < 0:
            cv2.fillPoly(self.picture, [self._at(corners)], colour, cv2.LINE_AA, _SHIFT)
        else:
            self.path(corners, colour, width, closed=True)

    def tint(self, where: npt.NDArray[np.bool_], colour: Colour, strength: float) -> None:
        """Mix a colour into part of the canvas; ``where`` is (rows, columns) in any size, stretched over it."""
        size = (self.picture.shape[1], self.picture.shape[0])
        share = cv2.resize(where.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
        share = np.clip((share - 0.5) * 4 + 0.5, 0, 1)[:, :, None] * np.float32(strength)
        mixed = self.picture * (1 - share) + np.array(colour, np.float32) * share
        self.picture = np.asarray(np.rint(mixed), np.uint8)


def beside(left: Picture, right: Picture, gap: int) -> Picture:
    """Two pictures side by side on paper, tops level."""
    rows = max(len(left), len(right))
    sheet = np.full((rows, left.shape[1] + gap + right.shape[1], 3), PAPER, np.uint8)
    sheet[: len(left), : left.shape[1]] = left
    sheet[: len(right), left.shape[1] + gap :] = right
    return sheet


def above(top: Picture, bottom: Picture) -> Picture:
    """Two pictures one above the other on paper, left edges level."""
    sheet = np.full((len(top) + len(bottom), max(top.shape[1], bottom.shape[1]), 3), PAPER, np.uint8)
    sheet[: len(top), : top.shape[1]] = top
    sheet[len(top) :, : bottom.shape[1]] = bottom
    return sheet


def save(picture: Picture, path: Path, colours: int | None = None) -> None:
    """Write a PNG without date or program name, so that the same picture gives the same bytes.

    Args:
        picture: (rows, columns, 3) uint8.
        path: where to.
        colours: a palette of at most so many, for small files.
    """
    image = Image.fromarray(picture)
    if (picture[:, :, :1] == picture).all():
        image = image.convert("L")
    if colours is not None:
        image = image.convert("RGB").quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    with written_whole(path) as unfinished:
        image.save(unfinished, "PNG", compress_level=4 if colours is None else 9)
