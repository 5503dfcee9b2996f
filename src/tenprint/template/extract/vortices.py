"""Minutiae as vortices of the phase across the ridges.

Round a minutia the phase turns once more than round any other place: there is one ridge more on one side than on
the other. So a minutia is a zero of the complex response about which its angle makes a full turn, and the sense of
that turn says on which side the additional ridge is. Larkin and Fletcher, "A coherent framework for fingerprint
analysis: are fingerprints holograms?" (2007). Unlike the end of a thinned line the zero does not wander when pressure
or ink makes ridges wider, and does not jump by half a ridge when an ending becomes a fork.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.template.extract import parameter
from tenprint.template.extract.enhance import nearest_angle
from tenprint.template.extract.minutiae import Found
from tenprint.template.model import MinutiaKind

Field = npt.NDArray[np.float32]
Mask = npt.NDArray[np.uint8]
Real = npt.NDArray[np.float64]


def find(even: Field, odd: Field, angle: Field, period_px: Field, mask: Mask) -> Found:
    """Vortices of the foreground, without those that cancel each other.

    Args:
        even: (rows, columns) float32, even response of the contextual filter.
        odd: (rows, columns) float32, odd response.
        angle: (cell rows, cell columns) float32, ridge angle with which they were made.
        period_px: (cell rows, cell columns) float32, ridge period.
        mask: (cell rows, cell columns) uint8, foreground.

    Returns:
        Minutiae in reading order of the pixels that hold them.
    """
    axis = filter_axis(angle)
    x, y, turn = turns(even, odd, axis, mask)
    i, j = y.astype(np.int64) // parameter.CELL_PX, x.astype(np.int64) // parameter.CELL_PX
    # The sense holds for the filter's axis; the ridge's own angle is near it, but for where the half turn wraps.
    ridge = angle[i, j].astype(np.float64)
    reverse = (turn > 0) ^ (np.cos(ridge - axis[i, j]) < 0)
    theta = np.asarray(np.mod(ridge + np.where(reverse, np.pi, 0.0), 2 * np.pi), dtype=np.float32)
    theta[theta >= np.float32(2 * np.pi)] = 0.0
    reach = (parameter.CANCEL_PERIODS * period_px[i, j]).astype(np.float64)
    kept = ~cancelled(x, y, theta, reach)
    x, y, theta = x[kept], y[kept], theta[kept]
    return Found(x, y, theta, _kind(even, x, y, theta, period_px[i, j][kept]))


def filter_axis(angle: Field) -> Field:
    """Angle of the filter that each cell was given, (cell rows, cell columns) float32."""
    return (nearest_angle(angle) * np.float32(np.pi / parameter.ORIENTATION_COUNT)).astype(np.float32)


def _kind(even: Field, x: Real, y: Real, theta: Field, period_px: Field) -> npt.NDArray[np.uint8]:
    """Ending where a ridge begins in the minutia's direction, bifurcation where a valley does."""
    reach = parameter.KIND_PERIODS * period_px
    column = np.clip(np.rint(x + reach * np.cos(theta)).astype(np.int64), 0, even.shape[1] - 1)
    row = np.clip(np.rint(y - reach * np.sin(theta)).astype(np.int64), 0, even.shape[0] - 1)
    ridge = even[row, column] > 0
    return np.where(ridge, MinutiaKind.ENDING, MinutiaKind.BIFURCATION).astype(np.uint8)


@njit(nogil=True, cache=True)
def cancelled(x: Real, y: Real, theta: Field, reach: Real) -> npt.NDArray[np.bool_]:
    """Which vortices cancel each other: opposite ones, within reach, each the nearest to the other.

    A speck, a pore or a change of filter from cell to cell makes such a pair; a minutia alone cannot vanish.
    They come in the order of their rows, so that the reach bounds how far one need look.
    """
    count = len(x)
    partner = np.full(count, -1, np.int64)
    nearest = reach.copy()
    for a in range(count):
        for b in range(a + 1, count):
            if y[b] - y[a] > max(reach[a], reach[b]) + 1.0:
                break
            distance = np.hypot(x[b] - x[a], y[b] - y[a])
            if np.cos(theta[b] - theta[a]) >= 0:
                continue
            if distance < nearest[a]:
                nearest[a], partner[a] = distance, b
            if distance < nearest[b]:
                nearest[b], partner[b] = distance, a
    gone = np.zeros(count, np.bool_)
    for a in range(count):
        gone[a] = partner[a] >= 0 and partner[partner[a]] == a
    return gone


@njit(nogil=True, cache=True)
def turns(even: Field, odd: Field, axis: Field, mask: Mask) -> tuple[Real, Real, npt.NDArray[np.int8]]:
    """Squares of four pixels about which the phase makes a full turn: columns and rows of the zero, and the sense.

    The odd response changes sign where the filter's axis wraps from π to 0; there it is turned back. A cell is
    4 × 4 pixels.
    """
    rows, columns = even.shape
    xs, ys = np.empty(even.size, np.float64), np.empty(even.size, np.float64)
    sense = np.empty(even.size, np.int8)
    re, im = np.empty(4, np.float64), np.empty(4, np.float64)
    count = 0
    for y in range(rows - 1):
        for x in range(columns - 1):
            re[0], re[1] = even[y, x], even[y, x + 1]
            re[2], re[3] = even[y + 1, x + 1], even[y + 1, x]
            if (re[0] > 0) == (re[1] > 0) == (re[2] > 0) == (re[3] > 0):
                continue  # no turn without a change of sign; the background is zero throughout
            i, j, down, right = y // 4, x // 4, (y + 1) // 4, (x + 1) // 4
            if not (mask[i, j] and mask[i, right] and mask[down, right] and mask[down, j]):
                continue
            for k, (row, column) in enumerate(((y, x), (y, x + 1), (y + 1, x + 1), (y + 1, x))):
                same = np.cos(axis[row // 4, column // 4] - axis[i, j]) >= 0
                im[k] = odd[row, column] if same else -odd[row, column]
            turn = full_turn(re, im)
            if turn != 0:
                right_px, down_px = zero(re, im)
                xs[count], ys[count], sense[count] = x + right_px, y + down_px, turn
                count += 1
    return xs[:count].copy(), ys[:count].copy(), sense[:count].copy()


@njit(nogil=True, cache=True)
def full_turn(re: Real, im: Real) -> int:
    """Turns, -1, 0 or 1, that a complex number makes over a closed way of four values."""
    # Without a change of sign in both parts there is no turn: this is nearly everywhere so.
    if re.min() > 0 or re.max() < 0 or im.min() > 0 or im.max() < 0:
        return 0
    total = 0.0
    for k in range(4):
        n = (k + 1) % 4
        total += np.arctan2(im[n] * re[k] - re[n] * im[k], re[n] * re[k] + im[n] * im[k])
    return int(np.rint(total / (2 * np.pi)))


@njit(nogil=True, cache=True)
def zero(re: Real, im: Real) -> tuple[float, float]:
    """Place (right, down) within a square of pixels where the planes fitted to both parts are zero."""
    re_x, re_y = (re[1] + re[2] - re[0] - re[3]) / 2, (re[2] + re[3] - re[0] - re[1]) / 2
    im_x, im_y = (im[1] + im[2] - im[0] - im[3]) / 2, (im[2] + im[3] - im[0] - im[1]) / 2
    determinant = re_x * im_y - re_y * im_x
    if abs(determinant) < 1e-12:
        return 0.5, 0.5
    right = (re_y * im.mean() - im_y * re.mean()) / determinant
    down = (im_x * re.mean() - re_x * im.mean()) / determinant
    return min(max(0.5 + right, 0.0), 1.0), min(max(0.5 + down, 0.0), 1.0)
