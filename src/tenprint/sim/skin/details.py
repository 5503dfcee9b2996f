"""What lies within the ridges for life: pores along their middles, incipient ridges in the valleys between."""

import cv2
import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.sim.skin.filters import DIRECTIONS, Numbers, direction_numbers, period_fifths
from tenprint.sim.skin.frame import STEP
from tenprint.sim.skin.growth import Sums
from tenprint.sim.skin.orientation import Field, smooth_noise

Map = npt.NDArray[np.uint8]

_CLOSED = 0.12
"""Share of pores that are not seen. Nearly every pore a ridge period from the next; both choices of this model."""


def pores(rng: np.random.Generator, cosine: Sums, sine: Sums, numbers: Numbers) -> Map:
    """Pores on the middles of ridges, about one to each ridge period of their length.

    Candidates lie on a jittered lattice and move along the normal to where the phase is 0.

    Args:
        rng: stream.
        cosine: (rows, columns) int32 from ``growth.quadrature``.
        sine: likewise.
        numbers: (rows, columns) int32, the filters.

    Returns:
        (2 rows, 2 columns) uint8, 0 none to 255 open.
    """
    rows, columns = numbers.shape
    fifths = period_fifths(numbers)
    apart = float(fifths.mean()) / 5
    lattice = np.mgrid[1 : rows - 1 : apart, 1 : columns - 1 : apart].reshape(2, -1)
    y, x = np.clip(
        lattice + rng.normal(0, 0.28 * apart, lattice.shape), 1, np.array([[rows - 2], [columns - 2]])
    )
    at = np.rint(y).astype(np.intp), np.rint(x).astype(np.intp)
    phase = np.arctan2(sine[at], cosine[at])
    angle = np.pi / DIRECTIONS * direction_numbers(numbers)[at]
    # The phase at the nearest grid point, carried to the place itself and then to the ridge's middle.
    move = -phase * fifths[at] / 5 / (2 * np.pi)
    x, y = at[1] + move * np.sin(angle), at[0] + move * np.cos(angle)
    along = rng.normal(0, 0.3 * apart, len(x))
    x, y = x + along * np.cos(angle), y - along * np.sin(angle)
    keep = rng.random(len(x)) > _CLOSED
    size = rng.uniform(0.7, 1.15, len(x))
    drawn = np.zeros((STEP * rows, STEP * columns), np.uint8)
    _stamp(drawn, STEP * x[keep] + 0.5, STEP * y[keep] + 0.5, size[keep])
    return drawn


@njit(nogil=True, cache=True)
def _stamp(drawn, xs, ys, sizes):  # type: ignore[no-untyped-def]  # numba infers
    """Round spots of some pixels, the darker one where two meet."""
    rows, columns = drawn.shape
    for k in range(len(xs)):
        column, row = round(xs[k]), round(ys[k])
        for y in range(max(row - 3, 0), min(row + 4, rows)):
            for x in range(max(column - 3, 0), min(column + 4, columns)):
                distance2 = (x - xs[k]) ** 2 + (y - ys[k]) ** 2
                value = int(255 * np.exp(-0.5 * distance2 / (sizes[k] * sizes[k])))
                drawn[y, x] = max(drawn[y, x], value)


def incipients(rng: np.random.Generator, ridges: Field) -> Map:
    """Thin broken ridges along the middles of valleys, in patches of a few fingers.

    How many fingers have them is a choice of this model: three in ten, from faint to plain.

    Args:
        rng: stream.
        ridges: (rows, columns) float32, -1 (middle of a valley) to 1.
    """
    rows, columns = ridges.shape
    if rng.random() > 0.3:
        return np.zeros(ridges.shape, np.uint8)
    patches = smooth_noise(rng, rows // 8 + 1, columns // 8 + 1, 4) + np.float32(rng.uniform(-1.2, 0.6))
    pieces = smooth_noise(rng, rows // 8 + 1, columns // 8 + 1, 26)
    share = np.clip(patches, 0, 1) * np.clip(pieces * 1.5 + 0.3, 0, 1) * np.float32(255)
    fine = cv2.resize(share, (8 * share.shape[1], 8 * share.shape[0]), interpolation=cv2.INTER_LINEAR)
    thin = np.clip((-ridges - np.float32(0.8)) * 6, 0, 1) * fine[:rows, :columns]
    return np.asarray(thin, np.uint8)
