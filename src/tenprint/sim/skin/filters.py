"""The filters that ridges grow with, in whole numbers: their sums are the same in any order, so on any machine."""

from functools import cache

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]
Whole = npt.NDArray[np.int16]

DIRECTIONS = 64
"""Filters over half a turn."""
RADIUS = 7
"""Reach of a filter, grid points; a row of it is padded to 16 for vector units."""
PERIODS = np.arange(17, 33) / 5
"""Ridge periods of the filters, grid points."""
UNIT = 8192
"""What a ridge of height 1 is in whole numbers."""
_WEIGHT = 1 << 15
# 240 products of a value up to 1.5 units and a weight stay below 2**31 (tests/sim/test_sim_growth.py).
VALUE_MAX = 12288
LIMIT_SHIFT = 17
"""Bits that a filter's sum loses before it looks up the limiter: 2048 steps for a unit."""
_STEPS = 1 << 13
_SPREAD = 3.1


@cache
def banks() -> tuple[Whole, Whole]:
    """Cosine and sine filters, (direction × period × 240,) int16; a fitting wave keeps its amplitude.

    The float64 weights before rounding differ between machines by some 1e-16 of their size; none of them lies
    nearer than 1e-7 to where rounding decides (tests/sim/test_sim_growth.py).
    """
    even, odd = (np.rint(bank * _WEIGHT).astype(np.int16) for bank in weights())
    return even.ravel(), odd.ravel()


def weights() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The filters before rounding: (direction, period, 15, 16) float64 each."""
    reach = np.arange(-RADIUS, RADIUS + 1)
    rows, columns = np.meshgrid(reach, reach, indexing="ij")
    envelope = np.exp(-0.5 * (rows**2 + columns**2) / _SPREAD**2) * (
        rows**2 + columns**2 <= (RADIUS + 0.5) ** 2
    )
    even = np.zeros((DIRECTIONS, len(PERIODS), 2 * RADIUS + 1, 16))
    odd = np.zeros_like(even)
    for direction in range(DIRECTIONS):
        angle = np.pi * direction / DIRECTIONS
        # The normal of a ridge with tangent (cos, −sin) in rows counted downwards.
        across = columns * np.sin(angle) + rows * np.cos(angle)
        for index, period in enumerate(PERIODS):
            wave = np.cos(2 * np.pi * across / period)
            kernel = envelope * (wave - np.sum(envelope * wave) / np.sum(envelope))
            even[direction, index, :, :15] = kernel / np.sum(kernel * wave)
            turned = np.sin(2 * np.pi * across / period)
            # A filter is laid over the picture, not mirrored: the sine comes out negative.
            odd[direction, index, :, :15] = -envelope * turned / np.sum(envelope * turned**2)
    return even, odd


@cache
def limiter(gain: float) -> Whole:
    """Table of v / √(1 + v²) in units, v being ``gain`` times a shifted sum: (2 · 2**13,) int16.

    Division and square root are exact to the last bit everywhere (IEEE 754).
    """
    value = gain * (np.arange(-_STEPS, _STEPS) + 0.5) / ((UNIT * _WEIGHT) >> LIMIT_SHIFT)
    return np.rint(UNIT * value / np.sqrt(1 + value * value)).astype(np.int16)


def filter_numbers(flow: npt.NDArray[np.float64], period: npt.NDArray[np.float64]) -> Numbers:
    """Number of the filter for each grid point.

    Args:
        flow: (rows, columns) float64, ridge tangent in radians.
        period: (rows, columns) float64, ridge period in grid points.

    Returns:
        (rows, columns) int32. Rounding decides here; both fields are known to some 1e-14, so that two machines
        differ in one of a million masters.
    """
    direction = np.rint(flow * (DIRECTIONS / np.pi)).astype(np.int32) % DIRECTIONS
    index = np.clip(np.rint((period - PERIODS[0]) * 5), 0, len(PERIODS) - 1).astype(np.int32)
    return np.asarray(direction * len(PERIODS) + index, np.int32)


def direction_numbers(numbers: Numbers) -> Numbers:
    """Direction of the filter of each number in steps of π / 64: (rows, columns) int32."""
    return numbers // np.int32(len(PERIODS))


def period_fifths(numbers: Numbers) -> Numbers:
    """Ridge period of the filter of each number in fifths of a grid point: (rows, columns) int32."""
    return numbers % np.int32(len(PERIODS)) + np.int32(17)
