"""Rows of a sample in bins, in groups and in pairs."""

import numpy as np
import numpy.typing as npt

from tenprint.sim.gallery.extraction_sample import Numbers


def bins(values: Numbers, width: float, count: int) -> npt.NDArray[np.int64]:
    """Bin of each value: bins of equal width from 0, the outermost taking what lies beyond."""
    return np.clip(values / width, 0, count - 1).astype(np.int64)


def pairs_within(
    picture: Numbers, x: Numbers, y: Numbers, low: float, high: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs of rows of one impression whose distance lies in [low, high), each once."""
    first, second = [], []
    for rows in groups(picture):
        a, b = np.triu_indices(len(rows), 1)
        distance = np.hypot(x[rows[a]] - x[rows[b]], y[rows[a]] - y[rows[b]])
        keep = (distance >= low) & (distance < high)
        first.append(rows[a[keep]])
        second.append(rows[b[keep]])
    empty = np.zeros(0, np.int64)
    return np.concatenate([empty, *first]), np.concatenate([empty, *second])


def groups(key: Numbers) -> list[npt.NDArray[np.int64]]:
    """Rows of each value."""
    order = np.argsort(key, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(key[order])) + 1) if len(order) else []
