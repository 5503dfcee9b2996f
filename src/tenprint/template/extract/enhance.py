"""Contextual filter: an even Gabor filter turned and tuned to the ridges of each cell.

Hong, Wan and Jain, "Fingerprint image enhancement: algorithm and performance evaluation" (1998).
"""

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.template.extract import parameter
from tenprint.template.extract.period import candidates

Field = npt.NDArray[np.float32]
Index = npt.NDArray[np.int32]


def enhance(normal: Field, angle: Field, period_px: Field, mask: npt.NDArray[np.uint8]) -> Field:
    """Response of the filter that fits each cell.

    Args:
        normal: (rows, columns) float32, normalised picture, ridges positive.
        angle: (cell rows, cell columns) float32, ridge angle.
        period_px: (cell rows, cell columns) float32, ridge period.
        mask: (cell rows, cell columns) uint8, foreground.

    Returns:
        (rows, columns) float32, ridges positive, valleys negative, zero in the background.
    """
    radius = parameter.FILTER_RADIUS_PX
    padded = cv2.copyMakeBorder(normal, radius, radius, radius, radius, cv2.BORDER_REFLECT_101)
    which_angle, which_period = _choose(angle, period_px)
    return respond(np.asarray(padded, np.float32), filter_bank(), which_angle, which_period, mask)


def _choose(angle: Field, period_px: Field) -> tuple[Index, Index]:
    """Index of the nearest filter of the bank for each cell."""
    count = parameter.ORIENTATION_COUNT
    which_angle = np.mod(np.rint(angle * (count / np.pi)), count).astype(np.int32)
    logs = np.log(candidates())
    position = (np.log(period_px) - logs[0]) / (logs[1] - logs[0])
    which_period = np.clip(np.rint(position), 0, parameter.PERIOD_COUNT - 1).astype(np.int32)
    return which_angle, which_period


@lru_cache(maxsize=1)
def filter_bank() -> Field:
    """All filters, each with sum 0 and absolute sum 1.

    Returns:
        (ORIENTATION_COUNT, PERIOD_COUNT, side, side) float32.
    """
    radius = parameter.FILTER_RADIUS_PX
    offset = np.arange(-radius, radius + 1, dtype=np.float64)
    dy, dx = np.meshgrid(offset, offset, indexing="ij")
    side = 2 * radius + 1
    bank = np.empty((parameter.ORIENTATION_COUNT, parameter.PERIOD_COUNT, side, side), np.float32)
    for i in range(parameter.ORIENTATION_COUNT):
        theta = np.pi * i / parameter.ORIENTATION_COUNT
        along = dx * np.cos(theta) - dy * np.sin(theta)
        across = dx * np.sin(theta) + dy * np.cos(theta)
        for k, period_px in enumerate(candidates().astype(np.float64)):
            bank[i, k] = _gabor(along, across, period_px)
    return bank


def _gabor(along: npt.NDArray[np.float64], across: npt.NDArray[np.float64], period_px: float) -> Field:
    """One even Gabor filter without response to a constant."""
    sigma_across = parameter.SIGMA_ACROSS_PERIODS * period_px
    envelope = np.exp(-0.5 * ((along / parameter.SIGMA_ALONG_PX) ** 2 + (across / sigma_across) ** 2))
    wave = np.cos(2 * np.pi * across / period_px)
    kernel = envelope * (wave - (envelope * wave).sum() / envelope.sum())
    return np.asarray(kernel / np.abs(kernel).sum(), dtype=np.float32)


@njit(nogil=True, cache=True)
def respond(
    padded: Field, bank: Field, which_angle: Index, which_period: Index, mask: npt.NDArray[np.uint8]
) -> Field:
    """Dot product of each foreground pixel's surroundings with its cell's filter; a cell is 4 × 4 pixels.

    The four pixels of a row share each coefficient and stay in registers: more than twice as fast as one by one.
    """
    side = bank.shape[2]
    response = np.zeros((padded.shape[0] - side + 1, padded.shape[1] - side + 1), np.float32)
    for i in range(mask.shape[0]):
        for j in range(mask.shape[1]):
            if mask[i, j] == 0:
                continue
            kernel = bank[which_angle[i, j], which_period[i, j]]
            x = 4 * j
            for y in range(4 * i, 4 * i + 4):
                first = second = third = fourth = np.float32(0.0)
                for v in range(side):
                    for u in range(side):
                        weight = kernel[v, u]
                        first += weight * padded[y + v, x + u]
                        second += weight * padded[y + v, x + u + 1]
                        third += weight * padded[y + v, x + u + 2]
                        fourth += weight * padded[y + v, x + u + 3]
                response[y, x], response[y, x + 1] = first, second
                response[y, x + 2], response[y, x + 3] = third, fourth
    return response
