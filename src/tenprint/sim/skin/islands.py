"""Short ridges, enclosures and interrupted ridges: pairs of minutiae near each other on one ridge.

Growth from noise leaves few of them, as opposite minutiae that are near join and vanish. They are put in by turning
the ridges' phase once about one place and back about another along the ridge, and smoothed by one more round of
growth. Their number is a choice of this model.
"""

import numpy as np
import numpy.typing as npt

from tenprint.sim.skin import growth
from tenprint.sim.skin.filters import DIRECTIONS, UNIT, Numbers, Whole, direction_numbers, period_fifths

_COUNT_MEAN = 34.0
_AREA_MEAN = 400 * 375
"""Grid points of the finger of average size that has so many."""
_REACH = 1.5
"""How far a pair changes the ridges about it, in lengths of the pair."""


def insert(rng: np.random.Generator, ridges: Whole, numbers: Numbers) -> None:
    """Put pairs of minutiae into grown ridges, in place.

    Args:
        rng: stream.
        ridges: (rows, columns) int16 from ``growth.grow``; they are to grow for one more round.
        numbers: (rows, columns) int32, their filters.
    """
    rows, columns = numbers.shape
    cosine, sine = growth.quadrature(ridges, numbers)
    direction, fifths = direction_numbers(numbers), period_fifths(numbers)
    for _ in range(int(rng.poisson(_COUNT_MEAN * rng.gamma(1.5, 1 / 1.5) * numbers.size / _AREA_MEAN))):
        y, x = int(rng.integers(4, rows - 4)), int(rng.integers(4, columns - 4))
        half = 0.5 * int(fifths[y, x]) / 5 * rng.uniform(2.5, 5.5)
        more = 1.0 if rng.random() < 0.7 else -1.0
        reach = int(_REACH * 2 * half)
        part = np.s_[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1]
        angle = np.pi / DIRECTIONS * int(direction[y, x])
        turn = more * _turn(ridges[part].shape, x - part[1].start, y - part[0].start, angle, half)
        # A filter's normal is one of two; all must take the one of the middle.
        flip = np.where(np.abs(direction[part] - direction[y, x]) > DIRECTIONS // 2, -1.0, 1.0)
        c, s = cosine[part].astype(np.float64), flip * sine[part]
        height = (c * np.cos(turn) - s * np.sin(turn)) / np.sqrt(c * c + s * s + 1.0)
        ridges[part] = np.rint(0.85 * UNIT * height).astype(np.int16)


def _turn(shape: tuple[int, ...], x: int, y: int, angle: float, half: float) -> npt.NDArray[np.float64]:
    """By how much the phase of each grid point turns: once about one end of a pair, back about the other.

    Args:
        shape: rows and columns.
        x: column of the pair's middle.
        y: its row.
        angle: of the ridge, radians.
        half: distance of either end from the middle, grid points.
    """
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]]
    # A little off the grid, so that no point lies on the cut between the ends.
    dx, dy = columns - x + 0.31, rows - y + 0.27
    along = dx * np.cos(angle) - dy * np.sin(angle)
    across = dx * np.sin(angle) + dy * np.cos(angle)
    turn = np.arctan2(across, along + half) - np.arctan2(across, along - half)
    # Across the cut the turn jumps by a whole one, which nobody sees; the rest fades away.
    whole = np.rint(turn / (2 * np.pi)) * 2 * np.pi
    reach = int(_REACH * 2 * half)
    fade = np.clip((reach - np.hypot(dx, dy)) / (reach - 1.2 * half), 0, 1)
    return np.asarray((turn - whole) * fade + whole, np.float64)
