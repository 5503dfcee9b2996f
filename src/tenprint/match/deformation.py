"""How the skin moved from one impression to the other: a rotation that varies slowly over the print.

Moving least squares (Schaefer, McPhail, Warren, "Image deformation using moving least squares", ACM Transactions on
Graphics 25(3), 2006): every place has the similarity (rotation and one scale) which lays the supporting pairs of its
neighbourhood on each other. It is held back towards the rotation of the whole print without stretching, the more so
the less the neighbourhood says.
"""

import numba as nb
import numpy as np
import numpy.typing as npt

from tenprint.match import parameter

Doubles = npt.NDArray[np.float64]


@nb.njit(cache=True, nogil=True, error_model="numpy")
def whole_rotation(a: Doubles, b: Doubles, weight: Doubles) -> tuple[float, float]:
    """Cosine and sine of the one rotation that turns a's points to b's, weighted least squares.

    Args:
        a: (k, 2) float64, x and y in pixels, y downwards.
        b: (k, 2) float64, where they lie in the other print.
        weight: (k,) float64, positive.

    Returns:
        Of the rotation in image coordinates (x to the right, y downwards); 1 and 0 where there is none to be seen.
    """
    total, ax, ay, bx, by = 0.0, 0.0, 0.0, 0.0, 0.0
    for t in range(len(weight)):
        total += weight[t]
        ax += weight[t] * a[t, 0]
        ay += weight[t] * a[t, 1]
        bx += weight[t] * b[t, 0]
        by += weight[t] * b[t, 1]
    ax, ay, bx, by = ax / total, ay / total, bx / total, by / total
    along, across = 0.0, 0.0
    for t in range(len(weight)):
        u, v, p, q = a[t, 0] - ax, a[t, 1] - ay, b[t, 0] - bx, b[t, 1] - by
        along += weight[t] * (u * p + v * q)
        across += weight[t] * (u * q - v * p)
    length = np.sqrt(along * along + across * across)
    if length == 0.0:
        return 1.0, 0.0
    return along / length, across / length


@nb.njit(cache=True, nogil=True, error_model="numpy")
def carry(
    x: float, y: float, a: Doubles, b: Doubles, weight: Doubles, cosine: float, sine: float, near: Doubles
) -> tuple[float, float, float, float]:
    """Where one place of a lies in b, and how its surroundings are turned and stretched.

    Args:
        x: pixels.
        y: pixels, downwards.
        a: (k, 2) float64, supporting points of a.
        b: (k, 2) float64, the same in b.
        weight: (k,) float64, positive.
        cosine: of the rotation of the whole print, with its sine.
        sine: likewise.
        near: (k,) float64, room for the weights about this place.

    Returns:
        x and y in b; and along and across, cosine and sine times scale, of the similarity there.
    """
    reach = parameter.REACH_PX * parameter.REACH_PX
    total, ax, ay, bx, by = 0.0, 0.0, 0.0, 0.0, 0.0
    for k in range(len(weight)):
        pull = reach / (reach + (a[k, 0] - x) ** 2 + (a[k, 1] - y) ** 2)
        pull *= pull * weight[k]
        near[k] = pull
        total += pull
        ax += pull * a[k, 0]
        ay += pull * a[k, 1]
        bx += pull * b[k, 0]
        by += pull * b[k, 1]
    ax, ay, bx, by = ax / total, ay / total, bx / total, by / total
    stiff = parameter.STIFFNESS_PX2
    along, across, spread = stiff * cosine, stiff * sine, stiff
    for k in range(len(weight)):
        u, v, p, q = a[k, 0] - ax, a[k, 1] - ay, b[k, 0] - bx, b[k, 1] - by
        along += near[k] * (u * p + v * q)
        across += near[k] * (u * q - v * p)
        spread += near[k] * (u * u + v * v)
    along, across = along / spread, across / spread
    return along * (x - ax) - across * (y - ay) + bx, across * (x - ax) + along * (y - ay) + by, along, across
