"""How much of the shared area agrees, once the supporting pairs have laid one print over the other.

The supporting pairs give one rotation and translation (least squares) and, near each of them, a small shift for what
skin and pressure distorted. Then every minutia is a witness: those inside the other print's outline either have a
partner or speak against. A rotation-free count alone would let two large prints agree by chance.
"""

from math import pi

import numba as nb
import numpy as np
import numpy.typing as npt

from tenprint.match import parameter
from tenprint.match.similarity import angle_between

_DIRECTIONS = 32
_COSINES = np.cos(2.0 * pi * np.arange(_DIRECTIONS) / _DIRECTIONS)
_SINES = np.sin(2.0 * pi * np.arange(_DIRECTIONS) / _DIRECTIONS)

Reals = npt.NDArray[np.float32]


@nb.njit(cache=True, nogil=True, error_model="numpy")
def rigid(
    a_x: Reals,
    a_y: Reals,
    b_x: Reals,
    b_y: Reals,
    pairs: npt.NDArray[np.int32],
    weight: npt.NDArray[np.float64],
) -> tuple[float, float, float, float, float, float]:
    """The rotation and translation that lay a's paired minutiae on b's, weighted least squares.

    Args:
        a_x: (n,) float32 pixels; a_y likewise; b of the other template.
        a_y: (n,).
        b_x: (m,).
        b_y: (m,).
        pairs: (k, 2) int32.
        weight: (k,) float64, positive.

    Returns:
        Cosine and sine of the rotation in image coordinates (x to the right, y downwards), then the weighted centres:
        a's x and y, b's x and y. A point p of a goes to R·(p − centre a) + centre b.
    """
    total = ax = ay = bx = by = 0.0
    for t in range(len(pairs)):
        i, j, w = pairs[t, 0], pairs[t, 1], weight[t]
        total += w
        ax += w * a_x[i]
        ay += w * a_y[i]
        bx += w * b_x[j]
        by += w * b_y[j]
    ax, ay, bx, by = ax / total, ay / total, bx / total, by / total
    along = across = 0.0
    for t in range(len(pairs)):
        i, j, w = pairs[t, 0], pairs[t, 1], weight[t]
        u, v, p, q = a_x[i] - ax, a_y[i] - ay, b_x[j] - bx, b_y[j] - by
        along += w * (u * p + v * q)
        across += w * (u * q - v * p)
    length = np.sqrt(along * along + across * across)
    if length == 0.0:
        return 1.0, 0.0, ax, ay, bx, by
    return along / length, across / length, ax, ay, bx, by


@nb.njit(cache=True, nogil=True, error_model="numpy")
def outline(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Reach of a point set in 32 directions, (32,) float64 pixels: its convex outline as half-planes."""
    reach = np.empty(_DIRECTIONS)
    for k in range(_DIRECTIONS):
        reach[k] = (_COSINES[k] * x + _SINES[k] * y).max()
    return reach


@nb.njit(cache=True, nogil=True, error_model="numpy")
def weight_inside(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    weight: Reals,
    reach: npt.NDArray[np.float64],
    margin: float,
) -> float:
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
def _local_shift(
    x: float, y: float, shifts: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]
) -> tuple[float, float]:
    """Mean shift of the supporting pairs about a place, nearer ones counting more; shrinks to nought far from all."""
    total, dx, dy = parameter.SHIFT_PRIOR, 0.0, 0.0
    for k in range(len(weight)):
        square = (shifts[k, 0] - x) ** 2 + (shifts[k, 1] - y) ** 2
        w = weight[k] * np.exp(-square / (2.0 * parameter.SHIFT_SIGMA_PX**2))
        total += w
        dx += w * shifts[k, 2]
        dy += w * shifts[k, 3]
    return dx / total, dy / total


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
    pairs: npt.NDArray[np.int32],
    weight: npt.NDArray[np.float64],
) -> tuple[float, float]:
    """Weight of the minutiae that find a partner after alignment, and of those that should have.

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
        Sum over mutual nearest partners of their closeness in [0, 1] times both weights; sum of the weights of the
        minutiae of both prints that lie inside the other's outline.
    """
    cosine, sine, ax, ay, bx, by = rigid(a_x, a_y, b_x, b_y, pairs, weight)
    turn = np.arctan2(-sine, cosine)  # θ counts counter-clockwise as seen, y points down
    n, m = len(a_x), len(b_x)
    x = (a_x - ax) * cosine - (a_y - ay) * sine + bx
    y = (a_x - ax) * sine + (a_y - ay) * cosine + by
    u, v = b_x.astype(np.float64), b_y.astype(np.float64)
    shared = weight_inside(x, y, a_weight, outline(u, v), parameter.OUTLINE_MARGIN_PX)
    shared += weight_inside(u, v, b_weight, outline(x, y), parameter.OUTLINE_MARGIN_PX)
    shifts = np.empty((len(pairs), 4))
    for k in range(len(pairs)):
        i, j = pairs[k, 0], pairs[k, 1]
        shifts[k, 0], shifts[k, 1] = 0.5 * (x[i] + u[j]), 0.5 * (y[i] + v[j])
        shifts[k, 2], shifts[k, 3] = u[j] - x[i], v[j] - y[i]
    best_a, best_b = np.zeros(n), np.zeros(m)
    partner_a, partner_b = np.full(n, -1), np.full(m, -1)
    far = parameter.SHIFT_MAX_PX + parameter.PARTNER_DISTANCE_PX
    for i in range(n):
        theta = (a_theta[i] + turn) % (2.0 * pi)
        for j in range(m):
            if abs(u[j] - x[i]) > far or abs(v[j] - y[i]) > far:
                continue
            angle = angle_between(theta, b_theta[j]) / parameter.PARTNER_ANGLE_RAD
            if angle >= 1.0:
                continue
            dx, dy = _local_shift(0.5 * (x[i] + u[j]), 0.5 * (y[i] + v[j]), shifts, weight)
            square = ((x[i] + dx - u[j]) ** 2 + (y[i] + dy - v[j]) ** 2) / parameter.PARTNER_DISTANCE_PX**2
            if square >= 1.0:
                continue
            closeness = 1.0 - 0.5 * square - 0.5 * angle * angle
            if closeness > best_a[i]:
                best_a[i], partner_a[i] = closeness, j
            if closeness > best_b[j]:
                best_b[j], partner_b[j] = closeness, i
    total = 0.0
    for i in range(n):
        if partner_a[i] >= 0 and partner_b[partner_a[i]] == i:
            total += best_a[i] * (a_weight[i] + b_weight[partner_a[i]])
    return total, shared
