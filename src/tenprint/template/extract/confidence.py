"""Quality of each minutia, 0 to 100: how probably it is one; and the choice of the best."""

import numpy as np
import numpy.typing as npt

from tenprint.template.extract import parameter
from tenprint.template.extract.segment import is_rolled


def confidence(seen: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Probability in per cent that each is a true minutia, by logistic regression on its evidence.

    ``parameter.CONFIDENCE_WEIGHTS`` says on what it was fitted, ``scripts/fit_confidence.py`` fits it anew.

    Args:
        seen: (n, 8) float64 of ``evidence``.

    Returns:
        (n,) uint8, 0 to 100.
    """
    logit = parameter.CONFIDENCE_BIAS + seen @ np.array(parameter.CONFIDENCE_WEIGHTS, np.float64)
    return np.asarray(np.rint(100.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0)))), dtype=np.uint8)


def best(
    quality: npt.NDArray[np.uint8], border_px: npt.NDArray[np.float32], mask: npt.NDArray[np.uint8]
) -> npt.NDArray[np.int64]:
    """Indices of the minutiae to keep, in reading order.

    Where there are more than a template takes, the more probable come first, and of those that are hardly doubtful
    the inner ones, for another print of the finger is more likely to hold them.

    Args:
        quality: (n,) uint8.
        border_px: (n,) float32, distance to the border of the foreground.
        mask: (cell rows, cell columns) uint8, foreground; a large one is a rolled print and may keep more.
    """
    limit = parameter.MINUTIA_COUNT_MAX_ROLLED if is_rolled(mask) else parameter.MINUTIA_COUNT_MAX
    order = np.lexsort((-border_px, -np.minimum(quality, parameter.QUALITY_SURE).astype(np.int64)))
    order = order[quality[order] >= parameter.QUALITY_MIN][:limit]
    return np.sort(order).astype(np.int64)
