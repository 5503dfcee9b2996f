"""The finger's own frame: how large it is, which part of it is made, and where its skin ends.

x runs to the right from the finger's middle, y upwards from the flexion crease, both in pixels at 500 ppi.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tenprint.sim.skin.pattern import Pattern, digit_of

STEP = 2
"""Pixels from one grid point to the next: ridges grow at half the resolution."""
BELOW = 100
"""Skin below the flexion crease that a full master has, pixels."""

# Width from nail to nail, height of the tip above the flexion crease (pixels at 500 ppi) and mean ridge period
# (pixels) by digit: thumbs are broad and coarse, little fingers small and fine. Our choice within what rolled
# prints show; the whole fingertip is some 800 × 750.
_BUILD = {
    1: (850, 690, 9.3),
    2: (770, 650, 8.7),
    3: (790, 665, 8.8),
    4: (770, 655, 8.7),
    5: (680, 580, 8.3),
}
# Pad of the finger, where cores and deltas lie, and the reach of the crease's poles, as parts of the width.
_PAD, _FOCUS = 0.78, 0.62
SMALL = (416, 496)
"""Width and height of a small master, about the pattern's middle."""


@dataclass(frozen=True, slots=True)
class Build:
    """Size of one finger.

    Attributes:
        width: from nail to nail, pixels.
        height: from the flexion crease to the tip, pixels.
        period: mean ridge period, pixels.
    """

    width: int
    height: int
    period: float

    @property
    def pad(self) -> float:
        """Width of the pad, where the pattern lies, pixels."""
        return _PAD * self.width

    @property
    def focus(self) -> float:
        """Distance of the crease's poles from the middle, pixels."""
        return _FOCUS * self.width


def draw_build(rng: np.random.Generator, finger_position: int) -> Build:
    """Size and mean ridge period of one finger."""
    width, height, period = _BUILD[digit_of(finger_position)]
    scale = float(np.clip(rng.normal(1.0, 0.05), 0.88, 1.12))
    period *= float(np.clip(rng.normal(1.0, 0.06), 0.87, 1.18))
    return Build(round(width * scale), round(height * scale), period)


@dataclass(frozen=True, slots=True)
class Window:
    """Part of the finger that is made.

    Attributes:
        left: x of the first grid column.
        top: y of the first grid row.
        columns: grid points.
        rows: grid points.
    """

    left: float
    top: float
    columns: int
    rows: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns in pixels."""
        return STEP * self.rows, STEP * self.columns

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Column and row, pixels, of a place of the finger; grid points lie between two pixels."""
        shift = (STEP - 1) / 2
        return x - self.left + shift, self.top - y + shift

    def places(self, shape: Pattern) -> npt.NDArray[np.float64]:
        """Cores and deltas in grid points: (n, 2) float64, x and y."""
        points = [((p.x - self.left) / STEP, (self.top - p.y) / STEP) for p in (*shape.cores, *shape.deltas)]
        return np.array(points, np.float64).reshape(-1, 2)


def full_window(build: Build) -> Window:
    """The whole fingertip and some skin below the crease."""
    return Window(-build.width / 2, build.height, build.width // STEP, (build.height + BELOW) // STEP)


def small_window(shape: Pattern) -> Window:
    """As much as a plain impression shows, about the pattern's middle."""
    (x, y), (width, height) = middle(shape), SMALL
    return Window(x - width / 2, y + height / 2, width // STEP, height // STEP)


def middle(shape: Pattern) -> tuple[float, float]:
    """Middle of the pattern in the finger's frame: the cores' mean, or an arch's summit."""
    if not shape.cores:
        return shape.arch_middle
    return (
        float(np.mean([core.x for core in shape.cores])),
        float(np.mean([core.y for core in shape.cores])),
    )


def skin(build: Build, window: Window) -> npt.NDArray[np.bool_]:
    """Where the fingertip is: straight sides, a rounded tip: (rows, columns) bool in pixels."""
    rows, columns = window.shape
    x = window.left + np.arange(columns) - (STEP - 1) / 2
    y = window.top - np.arange(rows) + (STEP - 1) / 2
    shoulder = 0.5 * build.height
    above = np.maximum(y - shoulder, 0) / (build.height - shoulder)
    across = np.abs(x) / (build.width / 2 + 1)
    return np.asarray(above[:, None] ** 2.4 + across[None] ** 2.4 <= 1)
