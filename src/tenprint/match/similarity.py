"""Likeness of each minutia of one template with each of the other, from their cylinders' bits.

Cappelli, Ferrara, Maltoni (2010), section 4: over the cells valid in both, 1 − ‖a ⊕ b‖ / (‖a‖ + ‖b‖), where
‖·‖ is the square root of the count of one-bits.
"""

from math import pi

import numba as nb
import numpy as np
import numpy.typing as npt

from tenprint.match import parameter
from tenprint.match.popcount import popcount

Words = npt.NDArray[np.uint64]


@nb.njit(cache=True, nogil=True, error_model="numpy")
def angle_between(a: float, b: float) -> float:
    """Absolute difference of two directions in [0, 2π), radians in [0, π]."""
    difference = abs(a - b)
    return min(difference, 2.0 * pi - difference)


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _repeated(mask: Words, times: int) -> Words:
    """Each row of masks over and over: (n, plane) to (n, times · plane)."""
    n, plane = mask.shape
    out = np.empty((n, times * plane), np.uint64)
    for i in range(n):
        for w in range(times * plane):
            out[i, w] = mask[i, w % plane]
    return out


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _ones(bits: Words) -> npt.NDArray[np.int64]:
    """Count of one-bits of each row: (n, words) uint64 to (n,) int64."""
    out = np.empty(len(bits), np.int64)
    for i in range(len(bits)):
        ones = np.uint64(0)
        for w in range(bits.shape[1]):
            ones += popcount(bits[i, w])
        out[i] = np.int64(ones)
    return out


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _ones_of_both(a: Words, b: Words) -> np.int64:
    """Count of the bits that are on in both: two (words,) uint64."""
    ones = np.uint64(0)
    for w in range(len(a)):
        ones += popcount(a[w] & b[w])
    return np.int64(ones)


@nb.njit(cache=True, nogil=True, error_model="numpy")
def local_similarity(
    a_theta: npt.NDArray[np.float32],
    a_bits: npt.NDArray[np.uint64],
    a_mask: npt.NDArray[np.uint64],
    a_usable: npt.NDArray[np.uint8],
    b_theta: npt.NDArray[np.float32],
    b_bits: npt.NDArray[np.uint64],
    b_mask: npt.NDArray[np.uint64],
    b_usable: npt.NDArray[np.uint8],
    shared_min: int,
) -> npt.NDArray[np.float32]:
    """Similarity of every pair of minutiae.

    Args:
        a_theta: (n,) float32 radians in [0, 2π).
        a_bits: (n, words) uint64, zero outside the mask.
        a_mask: (n, planes' words) uint64.
        a_usable: (n,) uint8.
        b_theta: (m,) of the other template; likewise the next three.
        b_bits: (m, words).
        b_mask: (m, planes' words).
        b_usable: (m,).
        shared_min: cells that must be valid in both.

    Returns:
        (n, m) float32 in [0, 1]; 0 where a pair may not be compared; less where it is turned beyond ``TURNED_RAD``.
    """
    n, m, words, plane = len(a_theta), len(b_theta), a_bits.shape[1], a_mask.shape[1]
    similarity = np.zeros((n, m), np.float32)
    # Masks are laid out like the bits, so that the counting loops have nothing but straight rows.
    a_full, b_full = _repeated(a_mask, words // plane), _repeated(b_mask, words // plane)
    a_ones, b_ones, a_cells, b_cells = _ones(a_bits), _ones(b_bits), _ones(a_mask), _ones(b_mask)
    for i in range(n):
        if not a_usable[i]:
            continue
        for j in range(m):
            if not b_usable[j]:
                continue
            shared = _ones_of_both(a_mask[i], b_mask[j])
            if shared < shared_min:
                continue
            # Bits are nought outside their own mask: where the other mask holds all of it, all of them count.
            ones_a = a_ones[i] if shared == a_cells[i] else _ones_of_both(a_bits[i], b_full[j])
            ones_b = b_ones[j] if shared == b_cells[j] else _ones_of_both(b_bits[j], a_full[i])
            if ones_a == 0 or ones_b == 0:
                continue
            differ = ones_a + ones_b - 2 * _ones_of_both(a_bits[i], b_bits[j])
            norms = np.sqrt(np.float32(ones_a)) + np.sqrt(np.float32(ones_b))
            alike = np.float32(1.0) - np.sqrt(np.float32(differ)) / norms
            if angle_between(a_theta[i], b_theta[j]) > parameter.TURNED_RAD:
                alike *= np.float32(parameter.TURNED_SHARE)
            similarity[i, j] = alike
    return similarity
