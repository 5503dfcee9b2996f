"""How much of the shared area agrees, once the supporting pairs have laid one print over the other.

One print is bent onto the other (``deformation``), minutiae that now lie together become partners, and the partners
bend it anew. Then every minutia is a witness: those inside the other print's outline either have a partner or speak
against. A count of pairs alone would let two large prints agree by chance.
"""

from math import pi

import numba as nb
import numpy as np
import numpy.typing as npt

from tenprint.match import parameter
from tenprint.match.deformation import Doubles, carry, whole_rotation
from tenprint.match.similarity import angle_between

_DIRECTIONS = 32
_COSINES = np.cos(2.0 * pi * np.arange(_DIRECTIONS) / _DIRECTIONS)
_SINES = np.sin(2.0 * pi * np.arange(_DIRECTIONS) / _DIRECTIONS)

Reals = npt.NDArray[np.float32]
Index = npt.NDArray[np.int32]


@nb.njit(cache=True, nogil=True, error_model="numpy")
def outline(x: Doubles, y: Doubles) -> Doubles:
    """Reach of a point set in 32 directions, (32,) float64 pixels: its convex outline as half-planes."""
    reach = np.empty(_DIRECTIONS)
    for k in range(_DIRECTIONS):
        farthest = -1e18
        for i in range(len(x)):
            farthest = max(farthest, _COSINES[k] * x[i] + _SINES[k] * y[i])
        reach[k] = farthest
    return reach


@nb.njit(cache=True, nogil=True, error_model="numpy")
def weight_inside(x: Doubles, y: Doubles, weight: Reals, reach: Doubles, margin: float) -> float:
    """Weight of the points that lie inside an outline widened by a margin in pixels."""
    total = 0.0
    for i in range(len(x)):
        inside = True
        for k in range(_DIRECTIONS):
            if _COSINES[k] * x[i] + _SINES[k] * y[i] > reach[k] + margin:
                inside = False
                break
        if inside:
            total += weight[i]
    return total


@nb.njit(cache=True, nogil=True, error_model="numpy")
def lay_over(
    a_x: Reals, a_y: Reals, a_theta: Reals, b_x: Reals, b_y: Reals, pairs: Index, weight: Doubles
) -> tuple[Doubles, Doubles, Doubles]:
    """All minutiae of a where and how they lie in b.

    Args:
        a_x: (n,) float32 pixels; a_y downwards; a_theta radians.
        a_y: (n,).
        a_theta: (n,).
        b_x: (m,) float32 pixels.
        b_y: (m,).
        pairs: (k, 2) int32, k ≥ 1.
        weight: (k,) float64, positive.

    Returns:
        (n,) float64 x, y and direction in [0, 2π).
    """
    n, k = len(a_x), len(pairs)
    a, b, near = np.empty((k, 2)), np.empty((k, 2)), np.empty(k)
    for t in range(k):
        a[t, 0], a[t, 1] = a_x[pairs[t, 0]], a_y[pairs[t, 0]]
        b[t, 0], b[t, 1] = b_x[pairs[t, 1]], b_y[pairs[t, 1]]
    cosine, sine = whole_rotation(a, b, weight)
    x, y, theta = np.empty(n), np.empty(n), np.empty(n)
    for i in range(n):
        x[i], y[i], along, across = carry(a_x[i], a_y[i], a, b, weight, cosine, sine, near)
        # θ counts counter-clockwise as seen, y points down.
        theta[i] = (a_theta[i] + np.arctan2(-across, along)) % (2.0 * pi)
    return x, y, theta


@nb.njit(cache=True, nogil=True, error_model="numpy")
def partners(
    x: Doubles, y: Doubles, theta: Doubles, b_x: Reals, b_y: Reals, b_theta: Reals
) -> tuple[Index, Doubles]:
    """Minutiae of both prints that are each other's closest.

    Args:
        x: (n,) float64 pixels, of a as it lies in b; with y and theta.
        y: (n,).
        theta: (n,) radians in [0, 2π).
        b_x: (m,) float32 pixels; with b_y and b_theta.
        b_y: (m,).
        b_theta: (m,).

    Returns:
        (k, 2) int32 pairs in order of a; (k,) float64 closeness in (0, 1].
    """
    n, m = len(x), len(b_x)
    best_a, best_b = np.zeros(n), np.zeros(m)
    partner_a, partner_b = np.full(n, -1), np.full(m, -1)
    far = parameter.PARTNER_DISTANCE_PX
    for i in range(n):
        for j in range(m):
            dx, dy = x[i] - b_x[j], y[i] - b_y[j]
            square = (dx * dx + dy * dy) / (far * far)
            if square >= 1.0:
                continue
            angle = angle_between(theta[i], b_theta[j]) / parameter.PARTNER_ANGLE_RAD
            if angle >= 1.0:
                continue
            closeness = 1.0 - 0.5 * square - 0.5 * angle * angle
            if closeness > best_a[i]:
                best_a[i], partner_a[i] = closeness, j
            if closeness > best_b[j]:
                best_b[j], partner_b[j] = closeness, i
    pairs, close = np.empty((min(n, m), 2), np.int32), np.empty(min(n, m))
    count = 0
    for i in range(n):
        if partner_a[i] >= 0 and partner_b[partner_a[i]] == i:
            pairs[count, 0], pairs[count, 1] = i, partner_a[i]
            close[count] = best_a[i]
            count += 1
    return pairs[:count], close[:count]


@nb.njit(cache=True, nogil=True, error_model="numpy")
def agreement(
    a_x: Reals,
    a_y: Reals,
    a_theta: Reals,
    a_weight: Reals,
    b_x: Reals,
    b_y: Reals,
    b_theta: Reals,
    b_weight: Reals,
    pairs: Index,
    weight: Doubles,
) -> tuple[float, Index]:
    """Share of the common area's minutiae that find a partner, and the partners.

    Args:
        a_x: (n,) float32 pixels; a_y downwards, a_theta radians; b of the other template.
        a_y: (n,).
        a_theta: (n,).
        a_weight: (n,) float32, how far each minutia is believed; b likewise.
        b_x: (m,).
        b_y: (m,).
        b_theta: (m,).
        b_weight: (m,).
        pairs: (k, 2) int32, k ≥ 2, the supporting pairs.
        weight: (k,) float64, positive.

    Returns:
        Twice the sum over partners of closeness times the geometric mean of both weights, by the weight of the minutiae
        of both prints that lie inside the other's outline, in [0, 1]; (j, 2) int32 pairs of partners.
    """
    x, y, theta = lay_over(a_x, a_y, a_theta, b_x, b_y, pairs, weight)
    pairs, close = partners(x, y, theta, b_x, b_y, b_theta)
    for _ in range(1, parameter.ALIGNMENT_ROUNDS):
        if len(pairs) < 2:
            return 0.0, pairs
        x, y, theta = lay_over(a_x, a_y, a_theta, b_x, b_y, pairs, close)
        pairs, close = partners(x, y, theta, b_x, b_y, b_theta)
    u, v = b_x.astype(np.float64), b_y.astype(np.float64)
    shared = weight_inside(x, y, a_weight, outline(u, v), parameter.OUTLINE_MARGIN_PX)
    shared += weight_inside(u, v, b_weight, outline(x, y), parameter.OUTLINE_MARGIN_PX)
    total = 0.0
    for t in range(len(pairs)):
        total += close[t] * np.sqrt(a_weight[pairs[t, 0]] * b_weight[pairs[t, 1]])
    return min(1.0, 2.0 * total / (shared + parameter.SHARED_PRIOR)), pairs
