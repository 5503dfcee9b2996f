"""What speaks for and against each minutia: a few numbers about its surroundings, none of which knows contrast.

A true minutia is a small hole in strong, regular ridges: the response is nil at its centre and whole a ridge further
on. Where the response is weak all round, or weak in one direction, noise or the border makes the turn.
"""

import cv2
import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.template.extract import parameter
from tenprint.template.extract.minutiae import Found

Field = npt.NDArray[np.float32]
Real = npt.NDArray[np.float64]

EVIDENCE = ("strength", "near_gap", "far_gap", "neighbour", "border", "coherence", "clarity", "crowd")
"""Names of the columns of ``evidence``, which are those of ``parameter.CONFIDENCE_WEIGHTS``."""


def evidence(
    found: Found,
    response: tuple[Field, Field],
    period_px: Field,
    fields: tuple[Field, Field, Field],
    mask: npt.NDArray[np.uint8],
) -> Real:
    """Evidence about each minutia.

    Args:
        found: n minutiae.
        response: even and odd response of the contextual filter, (rows, columns) float32 each.
        period_px: (cell rows, cell columns) float32, ridge period.
        fields: (cell rows, cell columns) float32 each: local power of the normalised picture, clarity, coherence.
        mask: (cell rows, cell columns) uint8, foreground.

    Returns:
        (n, 8) float64, columns as ``EVIDENCE``: logarithm of the mean response a ridge away, in local
        deviations; root of the least response half a ridge away and one and a half ridges away; distance of
        the nearest minutia of like direction, in periods; distance to the border, 0 to 1; coherence;
        logarithm of clarity; logarithm of the count of minutiae near it.
    """
    cell = parameter.CELL_PX
    i, j = found.y.astype(np.int64) // cell, found.x.astype(np.int64) // cell
    power, clear, coherence = fields
    period = period_px[i, j].astype(np.float64)
    deviation = np.sqrt(power[i, j].astype(np.float64))
    far_px = parameter.BORDER_FAR_PX
    _, near = ring(*response, found.x, found.y, parameter.RING_NEAR_PERIODS * period)
    strength, _ = ring(*response, found.x, found.y, parameter.RING_PERIODS * period)
    _, far = ring(*response, found.x, found.y, parameter.RING_FAR_PERIODS * period)
    like, crowd = neighbours(found.x, found.y, found.theta.astype(np.float64), parameter.CROWD_PX)
    return np.stack(
        [
            np.log(strength / deviation + 0.02),
            np.sqrt(near / deviation),
            np.sqrt(far / deviation),
            np.minimum(like / period, parameter.NEIGHBOUR_FAR_PERIODS),
            np.minimum(border_distance(mask)[i, j], far_px) / far_px,
            coherence[i, j],
            np.log(clear[i, j] + 0.02),
            np.log1p(crowd),
        ],
        axis=1,
    ).astype(np.float64)


def border_distance(mask: npt.NDArray[np.uint8]) -> Field:
    """Distance of each foreground cell to the background, (cell rows, cell columns) float32 pixels."""
    padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    cells = cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1]
    return np.asarray(cells * parameter.CELL_PX, dtype=np.float32)


@njit(nogil=True, cache=True)
def ring(even: Field, odd: Field, x: Real, y: Real, radius: Real) -> tuple[Real, Real]:
    """Mean and least length of the response at 16 places on a circle about each minutia; edges replicated."""
    mean, least = np.zeros(len(x), np.float64), np.full(len(x), np.inf, np.float64)
    rows, columns = even.shape
    for k in range(len(x)):
        for step in range(16):
            way = 2 * np.pi * step / 16
            column = min(max(int(np.floor(x[k] + radius[k] * np.cos(way) + 0.5)), 0), columns - 1)
            row = min(max(int(np.floor(y[k] + radius[k] * np.sin(way) + 0.5)), 0), rows - 1)
            length = np.hypot(float(even[row, column]), float(odd[row, column]))
            mean[k] += length / 16
            least[k] = min(least[k], length)
    return mean, least


@njit(nogil=True, cache=True)
def neighbours(x: Real, y: Real, theta: Real, near_px: float) -> tuple[Real, Real]:
    """Distance of each minutia to the nearest that points the same way within a right angle; count within a reach.

    Minutiae are in the order of their rows to within a pixel; only those within 64 rows are looked at.
    """
    like, crowd = np.full(len(x), 64.0, np.float64), np.zeros(len(x), np.float64)
    for a in range(len(x)):
        for b in range(a + 1, len(x)):
            if y[b] - y[a] > 65.0:
                break
            distance = np.hypot(x[b] - x[a], y[b] - y[a])
            if distance < near_px:
                crowd[a] += 1
                crowd[b] += 1
            if np.cos(theta[b] - theta[a]) > 0:
                like[a] = min(like[a], distance)
                like[b] = min(like[b], distance)
    return like, crowd
