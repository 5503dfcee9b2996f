"""From local likeness to one score: the best pairs made to agree with each other, then the prints laid over each other.

Local Similarity Sort with Relaxation of Cappelli, Ferrara, Maltoni (2010), section 5.2.3, with a distance
tolerance that grows with the distance (skin stretches), and bearings compared without an arc tangent. The relaxed
pairs give the local evidence and the first alignment; the alignment gives the share of the common area that agrees.
"""

from math import pi

import numba as nb
import numpy as np
import numpy.typing as npt

from tenprint.match import parameter
from tenprint.match.alignment import agreement
from tenprint.match.score import score
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
    ax: float, ay: float, bx: float, by: float, cosine: float, sine: float, product: float, tolerance: float
) -> float:
    """Support for two ways, one turned by a pair's rotation, by the angle between them; product is of their lengths."""
    u, v = ax * cosine + ay * sine, ay * cosine - ax * sine  # y points down, the rotation counts as seen
    across = abs(u * by - v * bx)
    if u * bx + v * by <= 0.0 or across >= 2.0 * tolerance * product:
        return 0.0
    return _falling(across / product, tolerance)


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
    cosine, sine = np.cos(turn), np.sin(turn)
    turned = np.empty(k)
    for t in range(k):
        i, j = pairs[t, 0], pairs[t, 1]
        # Rotation first, in a loop of its own that runs over vectors: it refuses most pairs of different fingers.
        for s in range(t):
            turned[s] = angle_between(turn[t], turn[s])
        for s in range(t):
            if turned[s] >= 2.0 * parameter.ROTATION_TOLERANCE_RAD:
                continue
            p, q = pairs[s, 0], pairs[s, 1]
            if i == p or j == q:
                continue
            ax, ay, bx, by = a_x[p] - a_x[i], a_y[p] - a_y[i], b_x[q] - b_x[j], b_y[q] - b_y[j]
            a_far, b_far = np.sqrt(ax * ax + ay * ay), np.sqrt(bx * bx + by * by)
            if a_far < 1.0 or b_far < 1.0:
                continue
            far, difference = max(a_far, b_far), abs(a_far - b_far)
            reach = parameter.DISTANCE_TOLERANCE_PX + parameter.DISTANCE_TOLERANCE_RATIO * far
            if difference >= 2.0 * reach:
                continue
            bearing = max(parameter.RADIAL_TOLERANCE_RAD, parameter.DISTANCE_TOLERANCE_PX / far)
            product = a_far * b_far
            value = _bearing_support(ax, ay, bx, by, cosine[t], sine[t], product, bearing)
            if value > 0.0:
                value *= _bearing_support(ax, ay, bx, by, cosine[s], sine[s], product, bearing)
            if value > 0.0:
                value *= _falling(turned[s], parameter.ROTATION_TOLERANCE_RAD) * _falling(difference, reach)
                fit[t, s] = fit[s, t] = np.float32(np.sqrt(value))
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
def leading_count(n: int, m: int) -> int:
    """How many leading pairs stand for two templates of n and m minutiae (n_P of the paper, its equation 22)."""
    slope = 1.0 / (1.0 + np.exp(-parameter.LEADING_SLOPE * (min(n, m) - parameter.LEADING_CENTRE)))
    return parameter.LEADING_MIN + int(np.rint(slope * (parameter.LEADING_MAX - parameter.LEADING_MIN)))


@nb.njit(cache=True, nogil=True, error_model="numpy")
def local_evidence(
    pairs: npt.NDArray[np.int32],
    start: npt.NDArray[np.float32],
    value: npt.NDArray[np.float32],
    n: int,
    m: int,
) -> float:
    """Mean relaxed similarity of the pairs that relaxation weakened least, each minutia once.

    Args:
        pairs: (k, 2) int32.
        start: (k,) float32, similarities before relaxation, positive.
        value: (k,) float32, after it.
        n: count of minutiae on the left.
        m: count on the right.

    Returns:
        In [0, 1]; pairs that are missing count as nought.
    """
    total, count = 0.0, leading_count(n, m)
    for place in assign_once(pairs, value / start, n, m)[:count]:
        total += value[place]
    return total / count


@nb.njit(cache=True, nogil=True, error_model="numpy")
def supporting_pairs(
    pairs: npt.NDArray[np.int32],
    fit: npt.NDArray[np.float32],
    value: npt.NDArray[np.float32],
    n: int,
    m: int,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """The pairs that fit the leading ones, each minutia once.

    Args:
        pairs: (k, 2) int32.
        fit: (k, k) float32, ``compatibility``.
        value: (k,) float32, after relaxation.
        n: count of minutiae on the left.
        m: count on the right.

    Returns:
        (j, 2) int32 pairs, best first; (j,) float64 mean fit with the core, in (0, 1].
    """
    kept = assign_once(pairs, value, n, m)
    core = min(len(kept), parameter.CORE_PAIRS)
    supporting, weight = np.empty((len(kept), 2), np.int32), np.empty(len(kept))
    count = 0
    for t in kept:
        mean_fit = 0.0
        for c in range(core):
            mean_fit += fit[t, kept[c]]
        mean_fit = min(1.0, mean_fit / max(1, core - 1))
        if mean_fit >= parameter.CORE_FIT_MIN:
            supporting[count], weight[count] = pairs[t], mean_fit
            count += 1
    return supporting[:count], weight[:count]


@nb.njit(cache=True, nogil=True, error_model="numpy")
def evidence(
    similarity: npt.NDArray[np.float32],
    a_x: npt.NDArray[np.float32],
    a_y: npt.NDArray[np.float32],
    a_theta: npt.NDArray[np.float32],
    a_weight: npt.NDArray[np.float32],
    b_x: npt.NDArray[np.float32],
    b_y: npt.NDArray[np.float32],
    b_theta: npt.NDArray[np.float32],
    b_weight: npt.NDArray[np.float32],
) -> tuple[float, float, npt.NDArray[np.int32]]:
    """What two templates have for being of one finger: locally, and over the area that they share.

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
        Local evidence in [0, 1] (``local_evidence``); share of the common area that agrees, in [0, 1]
        (``alignment.agreement``); (k, 2) int32 pairs of minutiae that lie together.
    """
    n, m = similarity.shape
    nothing = np.empty((0, 2), np.int32)
    if n < 2 or m < 2:
        return 0.0, 0.0, nothing
    pairs = best_pairs(similarity, min(parameter.PAIRS_MAX, int(parameter.PAIRS_PER_MINUTIA * min(n, m))))
    if len(pairs) < 2:
        return 0.0, 0.0, nothing
    start = np.empty(len(pairs), np.float32)
    for t in range(len(pairs)):
        start[t] = similarity[pairs[t, 0], pairs[t, 1]]
    fit = compatibility(pairs, a_x, a_y, a_theta, b_x, b_y, b_theta)
    value = relax(fit, start)
    local = local_evidence(pairs, start, value, n, m)
    supporting, weight = supporting_pairs(pairs, fit, value, n, m)
    if len(supporting) < 2:
        return local, 0.0, nothing
    share, together = agreement(a_x, a_y, a_theta, a_weight, b_x, b_y, b_theta, b_weight, supporting, weight)
    return local, share, together


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
    """Score of two templates (``score``) and the pairs of minutiae that lie together; arguments as ``evidence``."""
    local, share, pairs = evidence(similarity, a_x, a_y, a_theta, a_weight, b_x, b_y, b_theta, b_weight)
    return score(local, share), pairs
