"""Ridges grown from noise by repeated filtering along the flow.

The idea is that of R. Cappelli, D. Maio and D. Maltoni ("Synthetic fingerprint-database generation", ICPR
2002; Handbook of Fingerprint Recognition, chapter 6): a filter tuned to the local direction and period,
applied again and again, turns noise into ridges, and minutiae appear where neighbouring ridges cannot be
joined. Here the noise fills the whole finger, the grid has half the resolution and the filters come from a
bank, so that a few rounds are enough: their number decides how far the ridges agree, thus how many minutiae
remain. Everything is in whole numbers, so that the ridges of a seed are the same on every machine.
"""

import numpy as np
import numpy.typing as npt
from numba import int32, njit, uint64

from tenprint.sim.skin.filters import LIMIT_SHIFT, RADIUS, VALUE_MAX, Numbers, Whole, banks, limiter

Sums = npt.NDArray[np.int32]


def noise(rng: np.random.Generator, rows: int, columns: int) -> Whole:
    """What growth starts from: (rows, columns) int16, evenly between the largest values either way."""
    return rng.integers(-VALUE_MAX, VALUE_MAX, (rows, columns), np.int16)


def grow(start: Whole, numbers: Numbers, *, rounds: int, gain: float = 1.6) -> Whole:
    """Grow ridges.

    Args:
        start: (rows, columns) int16 from ``noise``.
        numbers: (rows, columns) int32 from ``filters.filter_numbers``.
        rounds: how often to filter.
        gain: factor before the limiter; above 1 weak ridges rise.

    Returns:
        (rows, columns) int16 between -8192 (valley) and 8192 (ridge).
    """
    even, _ = banks()
    current = _pad(start)
    following = np.zeros_like(current)
    table = limiter(gain)
    for _ in range(rounds):
        _round(current, following, even, numbers, table)
        current, following = following, current
    rows, columns = start.shape
    return current[RADIUS + 1 : RADIUS + 1 + rows, RADIUS + 1 : RADIUS + 1 + columns].copy()


def quadrature(ridges: Whole, numbers: Numbers) -> tuple[Sums, Sums]:
    """Cosine and sine of the ridges' phase, up to a common factor: int32 as ``numbers``.

    The phase grows along the normal (sin θ, −cos θ) as seen, θ in [0, π) being the direction of the filter.

    Args:
        ridges: (rows, columns) int16 from ``grow``.
        numbers: (rows, columns) int32 from ``filters.filter_numbers``.
    """
    padded = _pad(ridges)
    cosine, sine = np.empty_like(numbers), np.empty_like(numbers)
    even, odd = banks()
    _apply(padded, cosine, even, numbers)
    _apply(padded, sine, odd, numbers)
    return cosine, sine


def _pad(values: Whole) -> Whole:
    """Values with a border that the filters may read: (rows + 16, columns + 32) int16."""
    rows, columns = values.shape
    padded = np.zeros((rows + 2 * RADIUS + 2, columns + 2 * RADIUS + 18), np.int16)
    padded[RADIUS + 1 : RADIUS + 1 + rows, RADIUS + 1 : RADIUS + 1 + columns] = values
    return padded


@njit(nogil=True, cache=True)
def _response(padded, stride, bank, number, row, column):  # type: ignore[no-untyped-def]  # numba infers
    """One filter at one grid point: 15 × 16 products; columns fill vector units, each sum kept to 32 bits."""
    k = uint64(number) * uint64(240)
    p = uint64(row + 1) * uint64(stride) + uint64(column + 1)
    s = uint64(stride)
    total = int32(0)
    for j in range(uint64(16)):
        part = int32(0)
        for i in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14):
            weight, value = int32(bank[k + uint64(16 * i) + j]), int32(padded[p + uint64(i) * s + j])
            part = int32(part + int32(weight * value))
        total = int32(total + part)
    return total


@njit(nogil=True, cache=True)
def _round(current, following, bank, numbers, table):  # type: ignore[no-untyped-def]  # numba infers
    rows, columns = numbers.shape
    stride = current.shape[1]
    padded = current.ravel()
    half = len(table) // 2
    for row in range(rows):
        for column in range(columns):
            total = _response(padded, stride, bank, numbers[row, column], row, column)
            # A rational limiter: cheap and smooth, 0.85 where a fitting wave of amplitude 1 was.
            at = min(max((total >> LIMIT_SHIFT) + half, 0), 2 * half - 1)
            following[row + RADIUS + 1, column + RADIUS + 1] = table[at]


@njit(nogil=True, cache=True)
def _apply(current, following, bank, numbers):  # type: ignore[no-untyped-def]  # numba infers
    rows, columns = numbers.shape
    stride = current.shape[1]
    padded = current.ravel()
    for row in range(rows):
        for column in range(columns):
            following[row, column] = _response(padded, stride, bank, numbers[row, column], row, column)
