"""From local likeness to one score: the best pairs, made to agree with each other, then counted.

Local Similarity Sort with Relaxation of Cappelli, Ferrara, Maltoni (2010), section 5.2.3, with a distance
tolerance that grows with the distance (skin stretches), and bearings compared without an arc tangent.
"""

from math import pi

import numba as nb
import numpy as np
import numpy.typing as npt

from tenprint.match import parameter
from tenprint.match.alignment import agreement
from tenprint.match.similarity import angle_between

_BINS = 1024


@nb.njit(cache=True, nogil=True, error_model="numpy")
def best_pairs(similarity: npt.NDArray[np.float32], limit: int) -> npt.NDArray[np.int32]:
    """The ``limit`` pairs of greatest similarity, none of similarity zero.

    A histogram finds the value at which the count is reached, so that no sort of the whole matrix is needed. Pairs
    that share the last bin are taken all or none, so that the choice does not depend on which print is on the left.

    Args:
        similarity: (n, m) float32 in [0, 1].
        limit: most pairs wanted.

    Returns:
        (k, 2) int32 of row and column, in row order.
    """
    n, m = similarity.shape
    histogram = np.zeros(_BINS + 1, np.int64)
    for i in range(n):
        for j in range(m):
            histogram[int(similarity[i, j] * _BINS)] += 1
    lowest, above = _BINS + 1, 0
    while lowest > 1 and (above == 0 or above + histogram[lowest - 1] <= limit):
        lowest -= 1
        above += histogram[lowest]
    pairs = np.empty((min(above, limit), 2), np.int32)
    count = 0
    for i in range(n):
        for j in range(m):
            if int(similarity[i, j] * _BINS) < lowest or count == len(pairs):
                continue
            pairs[count, 0], pairs[count, 1] = i, j
            count += 1
    return pairs[:count]


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _falling(difference: float, tolerance: float) -> float:
    """Support for a difference: 1 at nought, ½ at the tolerance, 0 from its double on (smooth step)."""
    t = difference / (2.0 * tolerance)
    if t >= 1.0:
        return 0.0
    return 1.0 - t * t * (3.0 - 2.0 * t)


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _bearing_support(
    ax: float,
    ay: float,
    a_theta: float,
    bx: float,
    by: float,
    b_theta: float,
    a_far: float,
    b_far: float,
    tolerance: float,
) -> float:
    """Support for two bearings, each seen in its own minutia's frame, by the angle between them."""
    a_cos, a_sin, b_cos, b_sin = np.cos(a_theta), np.sin(a_theta), np.cos(b_theta), np.sin(b_theta)
    au, av = ax * a_cos - ay * a_sin, -ax * a_sin - ay * a_cos
    bu, bv = bx * b_cos - by * b_sin, -bx * b_sin - by * b_cos
    if au * bu + av * bv <= 0.0:
        return 0.0
    return _falling(abs(au * bv - av * bu) / (a_far * b_far), tolerance)


@nb.njit(cache=True, nogil=True, error_model="numpy")
def compatibility(
    pairs: npt.NDArray[np.int32],
    a_x: npt.NDArray[np.float32],
    a_y: npt.NDArray[np.float32],
    a_theta: npt.NDArray[np.float32],
    b_x: npt.NDArray[np.float32],
    b_y: npt.NDArray[np.float32],
    b_theta: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    """How well each two pairs fit one common movement of the skin.

    Args:
        pairs: (k, 2) int32, minutia of a and of b.
        a_x: (n,) float32 pixels; a_y downwards; a_theta radians. b likewise.
        a_y: (n,).
        a_theta: (n,).
        b_x: (m,).
        b_y: (m,).
        b_theta: (m,).

    Returns:
        (k, k) float32 in [0, 1], symmetric, zero diagonal; zero where two pairs share a minutia.
    """
    k = len(pairs)
    fit = np.zeros((k, k), np.float32)
    turn = np.empty(k)
    for t in range(k):
        turn[t] = (b_theta[pairs[t, 1]] - a_theta[pairs[t, 0]]) % (2.0 * pi)
    for t in range(k):
        i, j = pairs[t, 0], pairs[t, 1]
        for s in range(t):
            # Rotation first: it is the cheapest test and refuses most pairs of two prints of different fingers.
            value = _falling(angle_between(turn[t], turn[s]), parameter.ROTATION_TOLERANCE_RAD)
            p, q = pairs[s, 0], pairs[s, 1]
            if value == 0.0 or i == p or j == q:
                continue
            ax, ay, bx, by = a_x[p] - a_x[i], a_y[p] - a_y[i], b_x[q] - b_x[j], b_y[q] - b_y[j]
            a_far, b_far = np.sqrt(ax * ax + ay * ay), np.sqrt(bx * bx + by * by)
            if a_far < 1.0 or b_far < 1.0:
                continue
            far = max(a_far, b_far)
            reach = parameter.DISTANCE_TOLERANCE_PX + parameter.DISTANCE_TOLERANCE_RATIO * far
            value *= _falling(abs(a_far - b_far), reach)
            if value == 0.0:
                continue
            bearing = max(parameter.RADIAL_TOLERANCE_RAD, parameter.DISTANCE_TOLERANCE_PX / far)
            value *= _bearing_support(ax, ay, a_theta[i], bx, by, b_theta[j], a_far, b_far, bearing)
            if value > 0.0:
                value *= _bearing_support(-ax, -ay, a_theta[p], -bx, -by, b_theta[q], a_far, b_far, bearing)
            fit[t, s] = fit[s, t] = np.float32(np.sqrt(value)) if value > 0.0 else np.float32(0.0)
    return fit


@nb.njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def relax(fit: npt.NDArray[np.float32], start: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Rounds in which every pair keeps half of its value and takes half from the pairs that fit it.

    Args:
        fit: (k, k) float32, ``compatibility``.
        start: (k,) float32, local similarities.

    Returns:
        (k,) float32.
    """
    k = len(start)
    value = start.copy()
    if k < 2:
        return value * np.float32(0.0)
    share = np.float32((1.0 - parameter.RELAXATION_KEEP) / (k - 1))
    for _ in range(parameter.RELAXATION_ROUNDS):
        following = np.empty_like(value)
        for t in range(k):
            support = np.float32(0.0)
            for s in range(k):
                support += fit[t, s] * value[s]
            following[t] = np.float32(parameter.RELAXATION_KEEP) * value[t] + share * support
        value = following
    return value


@nb.njit(cache=True, nogil=True, error_model="numpy")
def assign_once(
    pairs: npt.NDArray[np.int32], value: npt.NDArray[np.float32], n: int, m: int
) -> npt.NDArray[np.int64]:
    """Places of the pairs kept when each minutia may be used once, best value first.

    Args:
        pairs: (k, 2) int32.
        value: (k,) float32.
        n: count of minutiae on the left.
        m: count on the right.

    Returns:
        (j,) int64, places in ``pairs`` by falling value.
    """
    left, right = np.zeros(n, np.uint8), np.zeros(m, np.uint8)
    kept = np.empty(len(pairs), np.int64)
    count = 0
    for place in np.argsort(-value):
        i, j = pairs[place, 0], pairs[place, 1]
        if not left[i] and not right[j]:
            left[i] = right[j] = 1
            kept[count] = place
            count += 1
    return kept[:count]


@nb.njit(cache=True, nogil=True, error_model="numpy")
def consolidate(
    similarity: npt.NDArray[np.float32],
    a_x: npt.NDArray[np.float32],
    a_y: npt.NDArray[np.float32],
    a_theta: npt.NDArray[np.float32],
    a_weight: npt.NDArray[np.float32],
    b_x: npt.NDArray[np.float32],
    b_y: npt.NDArray[np.float32],
    b_theta: npt.NDArray[np.float32],
    b_weight: npt.NDArray[np.float32],
) -> tuple[float, npt.NDArray[np.int32]]:
    """Score of two templates and the pairs of minutiae which support it.

    The best pairs are relaxed, each minutia is used once, the leading pairs form a core, and every pair that fits
    the core supports with its similarity times its mean fit. That sum, a discounted count of agreeing minutiae, is
    multiplied by the share of the minutiae in the common area that find a partner (``alignment``).

    Args:
        similarity: (n, m) float32, ``local_similarity``.
        a_x: (n,) float32 pixels; a_y downwards; a_theta radians. b likewise.
        a_y: (n,).
        a_theta: (n,).
        a_weight: (n,) float32, how far each minutia is believed; b likewise.
        b_x: (m,).
        b_y: (m,).
        b_theta: (m,).
        b_weight: (m,).

    Returns:
        The score, 0 upwards, and (k, 2) int32 pairs, best first.
    """
    n, m = similarity.shape
    nothing = np.empty((0, 2), np.int32)
    if n < 2 or m < 2:
        return 0.0, nothing
    limit = min(parameter.PAIRS_MAX, int(parameter.PAIRS_PER_MINUTIA * min(n, m)))
    pairs = best_pairs(similarity, limit)
    if len(pairs) < 2:
        return 0.0, nothing
    start = np.empty(len(pairs), np.float32)
    for t in range(len(pairs)):
        start[t] = similarity[pairs[t, 0], pairs[t, 1]]
    fit = compatibility(pairs, a_x, a_y, a_theta, b_x, b_y, b_theta)
    kept = assign_once(pairs, relax(fit, start), n, m)
    core = min(len(kept), parameter.CORE_PAIRS)
    supporting, weight = np.empty((len(kept), 2), np.int32), np.empty(len(kept))
    count, support = 0, 0.0
    for t in kept:
        mean_fit = 0.0
        for c in range(core):
            mean_fit += fit[t, kept[c]]
        mean_fit = min(1.0, mean_fit / max(1, core - 1))
        if mean_fit >= parameter.CORE_FIT_MIN:
            support += start[t] * mean_fit
            supporting[count], weight[count] = pairs[t], mean_fit
            count += 1
    if count < 2:
        return 0.0, nothing
    supporting, weight = supporting[:count], weight[:count]
    partners, shared = agreement(a_x, a_y, a_theta, a_weight, b_x, b_y, b_theta, b_weight, supporting, weight)
    share = partners / (shared + parameter.SHARED_PRIOR)
    return support * share**parameter.SHARE_POWER, supporting
