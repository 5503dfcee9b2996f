"""Clarity: how much of the local picture the ridges explain."""

import numpy as np
import numpy.typing as npt

from tenprint.template.extract import parameter
from tenprint.template.extract.normalise import blur, to_cells

Field = npt.NDArray[np.float32]


def clarity(normal: Field, even: Field, odd: Field) -> Field:
    """Share of the normalised picture's power that the contextual filter lets through.

    Contrast cancels out, so that a faint but clean area of a wet print counts as much as a dark one.

    Args:
        normal: (rows, columns) float32.
        even: (rows, columns) float32, even response, zero in the background.
        odd: (rows, columns) float32, odd response.

    Returns:
        (cell rows, cell columns) float32, from 0; near 0 for noise, above 0.5 for clean ridges.
    """
    passed = blur(to_cells(even * even + odd * odd), _sigma())
    return np.asarray(passed / power(normal), dtype=np.float32)


def power(normal: Field) -> Field:
    """Local power of the normalised picture, (cell rows, cell columns) float32, never below ``POWER_FLOOR``."""
    return blur(to_cells(normal * normal), _sigma()) + np.float32(parameter.POWER_FLOOR)


def _sigma() -> float:
    return parameter.CLARITY_SIGMA_PX / parameter.CELL_PX
