"""Foreground: where the picture shows ridges, per cell."""

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.template.extract import parameter
from tenprint.template.extract.normalise import blur, to_cells

Mask = npt.NDArray[np.uint8]


def segment(deviation: npt.NDArray[np.float32], coherence: npt.NDArray[np.float32]) -> Mask:
    """Cells with contrast and with a direction.

    Args:
        deviation: (cell rows, cell columns) float32, local deviation in grey levels.
        coherence: (cell rows, cell columns) float32 in [0, 1].

    Returns:
        (cell rows, cell columns) uint8, 1 foreground, 0 background.
    """
    strong = float(np.percentile(deviation, parameter.CONTRAST_PERCENTILE))
    least = max(parameter.CONTRAST_MIN, parameter.CONTRAST_SHARE * strong)
    sure = blur(coherence, parameter.SEGMENT_SIGMA_PX / parameter.CELL_PX)
    mask = ((deviation > least) & (sure > parameter.COHERENCE_MIN)).astype(np.uint8)
    return tidy(mask, parameter.MASK_OPEN_PX)


def with_ridges(enhanced: npt.NDArray[np.float32], mask: Mask) -> Mask:
    """The part of the foreground where the enhanced ridges are strong: not margins, lettering or ruled lines.

    Args:
        enhanced: (rows, columns) float32, zero in the background.
        mask: (cell rows, cell columns) uint8, foreground.

    Returns:
        (cell rows, cell columns) uint8, a subset of ``mask`` with its holes filled.
    """
    if not mask.any():
        return mask
    sigma = parameter.RIDGE_SIGMA_PX / parameter.CELL_PX
    strength = np.sqrt(blur(to_cells(enhanced * enhanced), sigma))
    strong = float(np.percentile(strength[mask > 0], parameter.RIDGE_PERCENTILE))
    share = parameter.RIDGE_SHARE_ROLLED if is_rolled(mask) else parameter.RIDGE_SHARE
    ridged = (strength > share * strong) & (mask > 0)
    return tidy(ridged.astype(np.uint8), parameter.RIDGE_OPEN_PX)


def is_rolled(mask: Mask) -> bool:
    """Whether a foreground is as large as a print rolled on a card."""
    return int(mask.sum()) * parameter.CELL_PX**2 >= parameter.ROLLED_AREA_MIN_PX


def tidy(mask: Mask, open_px: int) -> Mask:
    """Close gaps, cut thin bridges, drop small regions, fill holes."""
    mask = _morph(mask, cv2.MORPH_CLOSE, parameter.MASK_CLOSE_PX)
    mask = _morph(mask, cv2.MORPH_OPEN, open_px)
    mask = _keep_large(mask)
    return np.asarray(1 - _keep_border_connected(1 - mask), dtype=np.uint8)


def _morph(mask: Mask, operation: int, diameter_px: int) -> Mask:
    """Morphology with a disc, outside counted as background."""
    side = diameter_px // parameter.CELL_PX | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    padded = cv2.copyMakeBorder(mask, side, side, side, side, cv2.BORDER_CONSTANT, value=0)
    result = cv2.morphologyEx(padded, operation, disc, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return np.ascontiguousarray(result[side:-side, side:-side], dtype=np.uint8)


def _keep_large(mask: Mask) -> Mask:
    """Regions of at least a share of the largest one."""
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    if count <= 1:
        return mask
    areas = statistics[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    kept = areas >= parameter.MASK_AREA_SHARE_MIN * areas.max()
    kept[0] = False
    return np.asarray(kept[labels], dtype=np.uint8)


def _keep_border_connected(background: Mask) -> Mask:
    """Background regions that touch the edge; the others are holes in the print."""
    padded = cv2.copyMakeBorder(background, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, labels = cv2.connectedComponents(padded, connectivity=4)
    return np.asarray((labels == labels[0, 0])[1:-1, 1:-1], dtype=np.uint8)
