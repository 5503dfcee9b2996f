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


@nb.njit(cache=True, nogil=True, error_model="numpy")
def angle_between(a: float, b: float) -> float:
    """Absolute difference of two directions in [0, 2π), radians in [0, π]."""
    difference = abs(a - b)
    return min(difference, 2.0 * pi - difference)


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
        (n, m) float32 in [0, 1]; 0 where a pair may not be compared.
    """
    n, m, words, plane = len(a_theta), len(b_theta), a_bits.shape[1], a_mask.shape[1]
    similarity = np.zeros((n, m), np.float32)
    for i in range(n):
        if not a_usable[i]:
            continue
        for j in range(m):
            if not b_usable[j]:
                continue
            if angle_between(a_theta[i], b_theta[j]) > parameter.DIRECTION_DIFFERENCE_MAX_RAD:
                continue
            shared = np.uint64(0)
            for w in range(plane):
                shared += popcount(a_mask[i, w] & b_mask[j, w])
            if shared < shared_min:
                continue
            ones_a, ones_b, ones_differ = np.uint64(0), np.uint64(0), np.uint64(0)
            for w in range(words):
                valid = a_mask[i, w % plane] & b_mask[j, w % plane]
                left, right = a_bits[i, w] & valid, b_bits[j, w] & valid
                ones_a += popcount(left)
                ones_b += popcount(right)
                ones_differ += popcount(left ^ right)
            if ones_a > 0 and ones_b > 0:
                norms = np.sqrt(np.float32(ones_a)) + np.sqrt(np.float32(ones_b))
                similarity[i, j] = np.float32(1.0) - np.sqrt(np.float32(ones_differ)) / norms
    return similarity
