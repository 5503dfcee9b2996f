"""Minutiae that are no minutiae: at the border, bridges, broken ridges, twins."""

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.template.extract import parameter
from tenprint.template.extract.minutiae import Found
from tenprint.template.model import MinutiaKind

Kept = npt.NDArray[np.bool_]


def genuine(found: Found, mask: npt.NDArray[np.uint8]) -> Found:
    """Without the spurious ones.

    Args:
        found: minutiae of the skeleton.
        mask: (cell rows, cell columns) uint8, foreground.

    Returns:
        Those that pass every test.
    """
    found = found.take(_inside(found, mask) & _not_bridged(found))
    distance, turned, ahead = _relations(found)
    whole = _not_broken(distance, turned, ahead, found.kind)
    return found.take(whole & _not_twin(distance, whole))


def border_distance(mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Distance of each foreground cell to the background, (cell rows, cell columns) float32 pixels."""
    padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    cells = cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1]
    return np.asarray(cells * parameter.CELL_PX, dtype=np.float32)


def _inside(found: Found, mask: npt.NDArray[np.uint8]) -> Kept:
    """Far enough from the edge of the foreground, where every ridge seems to end."""
    cell = parameter.CELL_PX
    inside = border_distance(mask)[found.y // cell, found.x // cell] > parameter.BORDER_PX
    return np.asarray(inside & _beyond(found, mask))


def _beyond(found: Found, mask: npt.NDArray[np.uint8]) -> Kept:
    """With foreground beyond it: a ridge or valley that runs out of the print does not end there."""
    cell, reach = parameter.CELL_PX, parameter.BEYOND_PX
    y = np.rint(found.y + reach * np.sin(found.theta)).astype(np.int64) // cell
    x = np.rint(found.x - reach * np.cos(found.theta)).astype(np.int64) // cell
    within = (y >= 0) & (x >= 0) & (y < mask.shape[0]) & (x < mask.shape[1])
    seen = mask[np.clip(y, 0, mask.shape[0] - 1), np.clip(x, 0, mask.shape[1] - 1)] > 0
    return np.asarray(within & seen)


def _not_bridged(found: Found) -> Kept:
    """Not joined by a short branch to another minutia, as the forks of a bridge, a spur or a lake are."""
    return np.asarray(found.partner < 0)


def _relations(
    found: Found,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """How each pair of minutiae (i, j) lies.

    Returns:
        Three (n, n) float64: the distance in pixels; the angle between their directions; the angle between
        the direction of i and the way from i to j. Angles are in [0, π].
    """
    dx = (found.x[None, :] - found.x[:, None]).astype(np.float64)
    dy = (found.y[None, :] - found.y[:, None]).astype(np.float64)
    theta = found.theta.astype(np.float64)
    turned = _between(theta[None, :], theta[:, None])
    ahead = _between(np.arctan2(-dy, dx), theta[:, None])
    return np.hypot(dx, dy), turned, ahead


def _between(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Angle between two directions, in [0, π]."""
    return np.asarray(np.abs(np.mod(a - b + np.pi, 2 * np.pi) - np.pi))


def _not_broken(
    distance: npt.NDArray[np.float64],
    turned: npt.NDArray[np.float64],
    ahead: npt.NDArray[np.float64],
    kind: npt.NDArray[np.uint8],
) -> Kept:
    """Not an ending that faces another over a small gap in line with both: a ridge that a crease broke."""
    ending = kind == MinutiaKind.ENDING
    slack = parameter.BREAK_ANGLE_MAX_RAD
    away = np.minimum(ahead, ahead.T) > np.pi - slack
    near = (distance < parameter.BREAK_DISTANCE_MAX) & (distance > 0)
    facing = near & (turned > np.pi - slack) & away & ending[:, None] & ending[None, :]
    return np.asarray(~facing.any(axis=1))


def _not_twin(distance: npt.NDArray[np.float64], kept: Kept) -> Kept:
    """Not one of two that all but coincide, of those kept so far."""
    close = (distance < parameter.TWIN_DISTANCE_MAX) & kept[None, :] & kept[:, None]
    np.fill_diagonal(close, False)
    return np.asarray(~close.any(axis=1))
