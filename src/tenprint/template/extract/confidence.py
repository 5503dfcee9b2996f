"""Quality of each minutia, 0 to 100, and the choice of the best."""

import numpy as np
import numpy.typing as npt

from tenprint.template.extract import parameter
from tenprint.template.extract.minutiae import Found
from tenprint.template.extract.segment import is_rolled
from tenprint.template.extract.spurious import border_distance

Field = npt.NDArray[np.float32]


def confidence(
    found: Found, clear: Field, coherence: Field, mask: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Quality from the clarity and coherence of the surroundings and the distance to the border.

    Args:
        found: minutiae.
        clear: (cell rows, cell columns) float32, clarity in [0, 1].
        coherence: (cell rows, cell columns) float32 in [0, 1].
        mask: (cell rows, cell columns) uint8, foreground.

    Returns:
        (n,) uint8, 0 to 100.
    """
    cell = parameter.CELL_PX
    i, j = found.y // cell, found.x // cell
    seen = np.clip((clear[i, j] - parameter.CLARITY_MIN) / (0.9 - parameter.CLARITY_MIN), 0.0, 1.0)
    inner = np.clip(border_distance(mask)[i, j] / 32.0, 0.3, 1.0)
    directed = np.clip(coherence[i, j] / 0.6, 0.0, 1.0)
    return np.asarray(np.rint(100.0 * seen * np.sqrt(inner * directed)), dtype=np.uint8)


def best(quality: npt.NDArray[np.uint8], mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Indices of the minutiae to keep, in reading order.

    Args:
        quality: (n,) uint8.
        mask: (cell rows, cell columns) uint8, foreground; a large one is a rolled print and may keep more.
    """
    limit = parameter.MINUTIA_COUNT_MAX_ROLLED if is_rolled(mask) else parameter.MINUTIA_COUNT_MAX
    order = np.argsort(-quality.astype(np.int64), kind="stable")
    order = order[quality[order] >= parameter.QUALITY_MIN][:limit]
    return np.sort(order).astype(np.int64)
