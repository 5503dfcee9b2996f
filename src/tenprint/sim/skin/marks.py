"""What crosses the ridges for life: the furrows of the flexion crease, white lines, scars.

Ink does not reach their bottom. How many fingers have how many is a choice of this model: most have none or a few
white lines; with age and dry skin they become many, and then on all fingers of a person.
"""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.sim.skin.frame import Build, Window
from tenprint.sim.skin.orientation import Field
from tenprint.sim.skin.vortices import TrueMinutiae

Mask = npt.NDArray[np.uint8]

_SHIFT = 4
"""Bits below a whole pixel in which lines are drawn."""


def furrows(mask: Mask, rng: np.random.Generator, build: Build, window: Window) -> None:
    """Draw the flexion crease on a mask, 0 to 255, in place: one or two broad furrows, finer ones about them."""
    half = build.width / 2
    for level in np.cumsum([rng.normal(0, 4), rng.uniform(14, 30)])[: 1 + int(rng.random() < 0.6)]:
        at = np.linspace(-1.1, 1.1, 24)
        sag = rng.uniform(-10, 26) * at**2 + rng.normal(0, 7) * at + np.cumsum(rng.normal(0, 2.4, len(at)))
        width = rng.uniform(4, 12) * np.exp(
            np.cumsum(rng.normal(0, 0.12, len(at))) + rng.normal(0, 0.2, len(at))
        )
        _draw(mask, window, half * at, -level - sag, width, 255)
    for _ in range(int(rng.integers(3, 9))):
        middle, length = rng.uniform(-half, half), rng.uniform(60, 330)
        level = rng.normal(-12, 32)
        _line(
            mask,
            rng,
            window,
            middle,
            level,
            angle=rng.normal(0, 0.12),
            length=length,
            width=rng.uniform(1, 3.2),
        )


def white_lines(mask: Mask, rng: np.random.Generator, build: Build, window: Window, dryness: float) -> None:
    """Draw white lines on a mask, 0 to 255, in place: thin, long, oblique, often some beside each other.

    Args:
        mask: (rows, columns) uint8.
        rng: stream of the finger.
        build: of the finger.
        window: part of it that the mask shows.
        dryness: of the person, mean 1; the more, the more lines.
    """
    slant = rng.normal(0, 0.5)
    for _ in range(int(rng.poisson(1.1 * dryness))):
        x, y = rng.uniform(-0.5, 0.5) * build.width, rng.uniform(0.05, 0.95) * build.height
        angle = slant + rng.normal(0, 0.35) + (np.pi / 2 if rng.random() < 0.12 else 0)
        length, width = rng.gamma(2.5, 40) + 25, rng.uniform(0.8, 2.4)
        for beside in range(1 + int(rng.geometric(0.7) - 1)):
            gap = beside * rng.uniform(12, 30)
            _line(
                mask,
                rng,
                window,
                x - gap * np.sin(angle) + rng.normal(0, 12),
                y + gap * np.cos(angle),
                angle=angle + rng.normal(0, 0.06),
                length=length * rng.uniform(0.6, 1.2),
                width=width,
            )


def _line(
    mask: Mask,
    rng: np.random.Generator,
    window: Window,
    x: float,
    y: float,
    *,
    angle: float,
    length: float,
    width: float,
) -> None:
    """A thin line, a little bent and uneven, thinner to its ends."""
    at = np.linspace(-0.5, 0.5, max(6, int(length / 9)))
    off = rng.normal(0, 0.1) * length * at**2 + np.cumsum(rng.normal(0, 0.5, len(at)))
    taper = np.sqrt(np.clip(1.05 - (2 * at) ** 2, 0, 1)) * np.exp(rng.normal(0, 0.3, len(at)))
    depth = int(rng.uniform(150, 256))
    line_x = x + length * at * np.cos(angle) - off * np.sin(angle)
    line_y = y + length * at * np.sin(angle) + off * np.cos(angle)
    _draw(mask, window, line_x, line_y, width * taper, depth)


def _draw(
    mask: Mask,
    window: Window,
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    width: npt.NDArray[np.float64],
    depth: int,
) -> None:
    """Draw a line of changing width through places of the finger; below a pixel's width it is fainter instead."""
    column, row = window.pixel(0, 0)
    points = np.rint(np.stack([column + x, row - y], axis=1) * (1 << _SHIFT)).astype(int).tolist()
    for (start, end), wide in zip(pairwise(points), width[1:], strict=True):
        grey = round(depth * min(float(wide), 1.0))
        cv2.line(mask, start, end, grey, max(1, round(float(wide))), cv2.LINE_AA, _SHIFT)


def press_in(ridges: Field, mask: Mask) -> None:
    """Make valleys where a mask is set, in place: softly, as skin is."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(rows):
        return
    part = slice(max(int(rows[0]) - 4, 0), int(rows[-1]) + 5)
    share = cv2.GaussianBlur(mask[part], (0, 0), 0.9).astype(np.float32) * np.float32(1 / 255)
    ridges[part] -= share * (ridges[part] + 1)


@dataclass(frozen=True, slots=True)
class Scar:
    """A healed cut: ridges joined with their neighbours' ends and drawn together along a line.

    Attributes:
        x: of its middle, pixels of the master.
        y: likewise.
        angle: of the line, radians clockwise from +x (rows downwards).
        length: pixels.
        slip: by how much the ridges of the two sides moved along the line, pixels.
        pull: by how much they are drawn to it, pixels.
        width: of the scar itself, pixels.
    """

    x: float
    y: float
    angle: float
    length: float
    slip: float
    pull: float
    width: float

    def moved(self, x: Field, y: Field) -> tuple[Field, Field]:
        """By how much the skin at each place has moved: x and y in pixels, float32."""
        cosine, sine = np.float32(np.cos(self.angle)), np.float32(np.sin(self.angle))
        along = (x - np.float32(self.x)) * cosine + (y - np.float32(self.y)) * sine
        across = (y - np.float32(self.y)) * cosine - (x - np.float32(self.x)) * sine
        inside = np.clip(1 - (along / np.float32(0.5 * self.length)) ** 2, 0, 1)
        near = inside * np.exp(-np.abs(across) / np.float32(16))
        slip = np.float32(0.5 * self.slip) * np.sign(across) * near
        pull = -np.float32(self.pull / 8) * across * near
        dx, dy = slip * cosine - pull * sine, slip * sine + pull * cosine
        return np.asarray(dx, np.float32), np.asarray(dy, np.float32)


def draw_scar(rng: np.random.Generator, shape: tuple[int, int]) -> Scar | None:
    """The scar of a finger; most have none (one in fourteen has one, a choice of this model)."""
    if rng.random() > 0.07:
        return None
    rows, columns = shape
    x, y = rng.uniform(0.2, 0.8) * columns, rng.uniform(0.2, 0.7) * rows
    slip = rng.choice([-1.0, 1.0]) * rng.uniform(2, 6)
    return Scar(
        x, y, rng.uniform(0, np.pi), rng.uniform(60, 240), slip, rng.uniform(0, 2.5), rng.uniform(1.5, 4.5)
    )


def cut(ridges: Field, details: Mask, mask: Mask, scar: Scar, rng: np.random.Generator) -> None:
    """Move the skin about a scar and draw its line, in place, within the box that it reaches."""
    rows, columns = ridges.shape
    reach = 0.5 * scar.length + 60
    top, bottom = max(int(scar.y - reach), 0), min(int(scar.y + reach), rows)
    left, right = max(int(scar.x - reach), 0), min(int(scar.x + reach), columns)
    y, x = np.mgrid[top:bottom, left:right].astype(np.float32)
    dx, dy = scar.moved(x, y)
    for plane in (ridges, details):
        plane[top:bottom, left:right] = cv2.remap(
            plane, x - dx, y - dy, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
    frame = Window(0.0, 0.0, columns, rows)
    _line(mask, rng, frame, scar.x, -scar.y, angle=-scar.angle, length=scar.length, width=scar.width)


def carried(minutiae: TrueMinutiae, scar: Scar) -> TrueMinutiae:
    """Minutiae where a scar has moved them."""
    dx, dy = scar.moved(minutiae.x, minutiae.y)
    return TrueMinutiae(minutiae.x + dx, minutiae.y + dy, minutiae.theta, minutiae.kind)
