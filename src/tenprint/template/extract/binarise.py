"""Ridge or valley for each pixel, without islands and pores."""

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.template.extract import parameter

Binary = npt.NDArray[np.uint8]


def binarise(enhanced: npt.NDArray[np.float32], mask: Binary) -> Binary:
    """Sign of the enhanced picture within the foreground.

    Args:
        enhanced: (rows, columns) float32, ridges positive.
        mask: (cell rows, cell columns) uint8, foreground.

    Returns:
        (rows, columns) uint8, 1 ridge, 0 valley or background.
    """
    ridge = (enhanced > 0).astype(np.uint8)
    ridge = drop_small(ridge, parameter.ISLAND_AREA_MAX, connectivity=8)
    valley = drop_small(np.asarray(1 - ridge, dtype=np.uint8), parameter.HOLE_AREA_MAX, connectivity=4)
    inside = np.kron(mask, np.ones((parameter.CELL_PX, parameter.CELL_PX), np.uint8))
    return np.asarray((1 - valley) * inside, dtype=np.uint8)


def drop_small(binary: Binary, area_max: int, connectivity: int) -> Binary:
    """Clear the regions of ones with at most ``area_max`` pixels."""
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(binary, connectivity=connectivity)
    kept = (statistics[:, cv2.CC_STAT_AREA] > area_max).astype(np.uint8)
    kept[0] = 0
    return np.asarray(kept[labels], dtype=np.uint8)
