"""Ruled lines of a card: long, straight, level or upright. They are taken out before ridges are looked for."""

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.template.extract import parameter

Field = npt.NDArray[np.float32]
Binary = npt.NDArray[np.uint8]


def erase_rules(normal: Field) -> Field:
    """The picture without ruled lines; where they were it is neither ridge nor valley.

    No ridge is straight along rows or columns for ``RULE_LENGTH_PX``; the filter later carries ridges over the gap.

    Args:
        normal: (rows, columns) float32, normalised picture, ridges positive.

    Returns:
        (rows, columns) float32; the same array where there is no line.
    """
    dark = (normal > parameter.RULE_DARKNESS).astype(np.uint8)
    ruled = _runs(dark) | np.ascontiguousarray(_runs(np.ascontiguousarray(dark.T)).T)
    if not ruled.any():
        return normal
    side = 2 * parameter.RULE_MARGIN_PX + 1
    wide = cv2.dilate(ruled, np.ones((side, side), np.uint8))
    return np.where(wide > 0, np.float32(0.0), normal)


def _runs(dark: Binary) -> Binary:
    """Pixels on level runs of at least ``RULE_LENGTH_PX`` dark pixels, (rows, columns) uint8."""
    sums = np.cumsum(np.pad(dark, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    length = parameter.RULE_LENGTH_PX
    if dark.shape[1] < length:
        return np.zeros_like(dark)
    full = (sums[:, length:] - sums[:, :-length] == length).astype(np.uint8)
    starts = cv2.copyMakeBorder(full, 0, 0, length - 1, 0, cv2.BORDER_CONSTANT, value=0)
    whole = cv2.dilate(starts, np.ones((1, length), np.uint8), anchor=(0, 0), borderValue=0)
    return np.asarray(whole, dtype=np.uint8)
