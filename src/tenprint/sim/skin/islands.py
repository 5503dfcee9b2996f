"""Short ridges, enclosures and interrupted ridges: pairs of minutiae near each other on one ridge.

Growth from noise leaves few of them, as opposite minutiae that are near join and vanish. They are put in by turning
the ridges' phase once about one place and back about another along the ridge, and smoothed by a few more rounds of
growth. Their number is a choice of this model.
"""

import numpy as np

from tenprint.sim.skin import growth
from tenprint.sim.skin.filters import DIRECTIONS, UNIT, Numbers, Whole, direction_numbers, period_fifths

_COUNT_MEAN = 7.0
_AREA_MEAN = 400 * 375
"""Grid points of the finger of average size that has so many."""
_REACH = 3.0
"""How far a pair changes the ridges about it, in lengths of the pair."""


def insert(rng: np.random.Generator, ridges: Whole, numbers: Numbers) -> None:
    """Put pairs of minutiae into grown ridges, in place.

    Args:
        rng: stream.
        ridges: (rows, columns) int16 from ``growth.grow``; they are to grow for two rounds more.
        numbers: (rows, columns) int32, their filters.
    """
    rows, columns = numbers.shape
    cosine, sine = growth.quadrature(ridges, numbers)
    direction, fifths = direction_numbers(numbers), period_fifths(numbers)
    for _ in range(int(rng.poisson(_COUNT_MEAN * rng.gamma(3, 1 / 3) * numbers.size / _AREA_MEAN))):
        y, x = int(rng.integers(4, rows - 4)), int(rng.integers(4, columns - 4))
        period = int(fifths[y, x]) / 5
        half = 0.5 * period * rng.uniform(1.3, 3.2)
        more = 1.0 if rng.random() < 0.7 else -1.0
        reach = int(_REACH * 2 * half)
        part = np.s_[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1]
        below, right = np.mgrid[part[0].start : part[0].stop, part[1].start : part[1].stop]
        shape = ridges[part].shape
        dx, dy = right[: shape[0], : shape[1]] - x + 0.31, below[: shape[0], : shape[1]] - y + 0.27
        angle = np.pi / DIRECTIONS * int(direction[y, x])
        along = dx * np.cos(angle) - dy * np.sin(angle)
        across = dx * np.sin(angle) + dy * np.cos(angle)
        turn = np.arctan2(across, along + half) - np.arctan2(across, along - half)
        # The cut between the two places is where the turn jumps by a whole one; elsewhere it fades away.
        whole = np.rint(turn / (2 * np.pi)) * 2 * np.pi
        fade = np.clip((reach - np.hypot(dx, dy)) / (reach - 1.2 * half), 0, 1)
        turn = more * ((turn - whole) * fade + whole)
        flip = np.where(np.abs(direction[part] - direction[y, x]) > DIRECTIONS // 2, -1.0, 1.0)
        c, s = cosine[part].astype(np.float64), flip * sine[part]
        height = (c * np.cos(turn) - s * np.sin(turn)) / np.sqrt(c * c + s * s + 1.0)
        ridges[part] = np.rint(0.85 * UNIT * height).astype(np.int16)
