"""Clarity: how much of the local picture the enhanced ridges explain."""

import numpy as np
import numpy.typing as npt

from tenprint.template.extract import parameter
from tenprint.template.extract.normalise import blur, to_cells

Field = npt.NDArray[np.float32]


def clarity(normal: Field, enhanced: Field) -> Field:
    """Local correlation of the normalised picture with its enhanced ridges.

    Args:
        normal: (rows, columns) float32.
        enhanced: (rows, columns) float32, zero in the background.

    Returns:
        (cell rows, cell columns) float32 in [0, 1]; near 0 for noise, above 0.7 for clean ridges.
    """
    sigma = parameter.CLARITY_SIGMA_PX / parameter.CELL_PX
    both = blur(to_cells(normal * enhanced), sigma)
    ours = blur(to_cells(enhanced * enhanced), sigma)
    theirs = blur(to_cells(normal * normal), sigma)
    correlation = both / np.sqrt(ours * theirs + np.float32(1e-6))
    return np.asarray(np.clip(correlation, 0.0, 1.0), dtype=np.float32)
