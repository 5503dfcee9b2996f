"""Ridges grown from noise by repeated filtering along the flow.

The idea is that of R. Cappelli, D. Maio and D. Maltoni ("Synthetic fingerprint-database generation", ICPR
2002; Handbook of Fingerprint Recognition, chapter 6): a filter tuned to the local direction and period,
applied again and again, turns noise into ridges, and minutiae appear where neighbouring ridges cannot be
joined. Here the noise fills the whole finger, the grid has half the resolution and the filters come from a
bank, so that a few rounds are enough: their number decides how far the ridges agree, thus how many minutiae
remain.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
from numba import njit, uint64

Field = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]

DIRECTIONS = 64
"""Filters over half a turn."""
RADIUS = 7
"""Reach of a filter, grid points; a row of it is padded to 16 for vector units."""
_PERIODS = np.arange(3.4, 6.6, 0.2)
_SPREAD = 3.1


@cache
def _banks() -> tuple[Field, Field]:
    """Cosine and sine filters, (direction × period × 240,) float32; a fitting wave keeps its amplitude."""
    reach = np.arange(-RADIUS, RADIUS + 1)
    rows, columns = np.meshgrid(reach, reach, indexing="ij")
    envelope = np.exp(-0.5 * (rows**2 + columns**2) / _SPREAD**2) * (
        rows**2 + columns**2 <= (RADIUS + 0.5) ** 2
    )
    even = np.zeros((DIRECTIONS, len(_PERIODS), 2 * RADIUS + 1, 16), np.float32)
    odd = np.zeros_like(even)
    for direction in range(DIRECTIONS):
        angle = np.pi * direction / DIRECTIONS
        # The normal of a ridge with tangent (cos, −sin) in rows counted downwards.
        across = columns * np.sin(angle) + rows * np.cos(angle)
        for index, period in enumerate(_PERIODS):
            wave = np.cos(2 * np.pi * across / period)
            kernel = envelope * (wave - np.sum(envelope * wave) / np.sum(envelope))
            even[direction, index, :, :15] = kernel / np.sum(kernel * wave)
            turned = np.sin(2 * np.pi * across / period)
            # A filter is laid over the picture, not mirrored: the sine comes out negative.
            odd[direction, index, :, :15] = -envelope * turned / np.sum(envelope * turned**2)
    return even.ravel(), odd.ravel()


def filter_numbers(flow: Field, period: Field) -> Numbers:
    """Number of the filter for each grid point.

    Args:
        flow: (rows, columns) float32, ridge tangent in radians.
        period: (rows, columns) float32, ridge period in grid points.
    """
    direction = np.rint(flow * np.float32(DIRECTIONS / np.pi)).astype(np.int32) % DIRECTIONS
    step = (period - np.float32(_PERIODS[0])) * np.float32(1 / (_PERIODS[1] - _PERIODS[0]))
    index = np.clip(np.rint(step), 0, len(_PERIODS) - 1).astype(np.int32)
    return np.asarray(direction * len(_PERIODS) + index, np.int32)


def grow(noise: Field, numbers: Numbers, *, rounds: int, gain: float = 1.6) -> Field:
    """Grow ridges.

    Args:
        noise: (rows, columns) float32, the start.
        numbers: (rows, columns) int32 from ``filter_numbers``.
        rounds: how often to filter.
        gain: factor before the limiter; above 1 weak ridges rise.

    Returns:
        (rows, columns) float32 between -1 (valley) and 1 (ridge).
    """
    even, _ = _banks()
    current = _pad(noise)
    following = np.zeros_like(current)
    for _ in range(rounds):
        _round(current, following, even, numbers, np.float32(gain))
        current, following = following, current
    rows, columns = noise.shape
    return current[RADIUS + 1 : RADIUS + 1 + rows, RADIUS + 1 : RADIUS + 1 + columns].copy()


def quadrature(ridges: Field, numbers: Numbers) -> tuple[Field, Field]:
    """Cosine and sine of the ridges' phase, up to a common factor.

    The phase grows along the normal (sin θ, −cos θ) as seen, θ in [0, π) being the direction of the filter.

    Args:
        ridges: (rows, columns) float32 from ``grow``.
        numbers: (rows, columns) int32 from ``filter_numbers``.
    """
    padded = _pad(ridges)
    cosine, sine = np.empty_like(ridges), np.empty_like(ridges)
    even, odd = _banks()
    _apply(padded, cosine, even, numbers)
    _apply(padded, sine, odd, numbers)
    return cosine, sine


def direction_of(numbers: Numbers) -> Field:
    """Direction in [0, π) of the filter of each number, radians: (rows, columns) float32."""
    return np.asarray((numbers // len(_PERIODS)) * np.float32(np.pi / DIRECTIONS), np.float32)


def _pad(values: Field) -> Field:
    """Values with a border that the filters may read: (rows + 16, columns + 32) float32."""
    rows, columns = values.shape
    padded = np.zeros((rows + 2 * RADIUS + 2, columns + 2 * RADIUS + 18), np.float32)
    padded[RADIUS + 1 : RADIUS + 1 + rows, RADIUS + 1 : RADIUS + 1 + columns] = values
    return padded


@njit(nogil=True, cache=True, fastmath=True)
def _response(padded, stride, bank, number, row, column):  # type: ignore[no-untyped-def]  # numba infers
    """One filter at one grid point: 15 × 16 products, rows written out so that columns fill vector units."""
    k = uint64(number) * uint64(240)
    p = uint64(row + 1) * uint64(stride) + uint64(column + 1)
    s = uint64(stride)
    total = np.float32(0)
    for j in range(uint64(16)):
        total += (
            bank[k + j] * padded[p + j]
            + bank[k + uint64(16) + j] * padded[p + s + j]
            + bank[k + uint64(32) + j] * padded[p + uint64(2) * s + j]
            + bank[k + uint64(48) + j] * padded[p + uint64(3) * s + j]
            + bank[k + uint64(64) + j] * padded[p + uint64(4) * s + j]
            + bank[k + uint64(80) + j] * padded[p + uint64(5) * s + j]
            + bank[k + uint64(96) + j] * padded[p + uint64(6) * s + j]
            + bank[k + uint64(112) + j] * padded[p + uint64(7) * s + j]
            + bank[k + uint64(128) + j] * padded[p + uint64(8) * s + j]
            + bank[k + uint64(144) + j] * padded[p + uint64(9) * s + j]
            + bank[k + uint64(160) + j] * padded[p + uint64(10) * s + j]
            + bank[k + uint64(176) + j] * padded[p + uint64(11) * s + j]
            + bank[k + uint64(192) + j] * padded[p + uint64(12) * s + j]
            + bank[k + uint64(208) + j] * padded[p + uint64(13) * s + j]
            + bank[k + uint64(224) + j] * padded[p + uint64(14) * s + j]
        )
    return total


@njit(nogil=True, cache=True, fastmath=True)
def _round(current, following, bank, numbers, gain):  # type: ignore[no-untyped-def]  # numba infers
    rows, columns = numbers.shape
    stride = current.shape[1]
    padded = current.ravel()
    for row in range(rows):
        for column in range(columns):
            value = _response(padded, stride, bank, numbers[row, column], row, column) * gain
            # A rational limiter: cheap and smooth, 0.85 where a fitting wave of amplitude 1 was.
            following[row + RADIUS + 1, column + RADIUS + 1] = value / np.sqrt(np.float32(1) + value * value)


@njit(nogil=True, cache=True, fastmath=True)
def _apply(current, following, bank, numbers):  # type: ignore[no-untyped-def]  # numba infers
    rows, columns = numbers.shape
    stride = current.shape[1]
    padded = current.ravel()
    for row in range(rows):
        for column in range(columns):
            following[row, column] = _response(padded, stride, bank, numbers[row, column], row, column)
