"""Local mean zero and local deviation one, so that pressure and background no longer matter."""

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.template.extract import parameter

Field = npt.NDArray[np.float32]


def normalise(pixels: npt.NDArray[np.uint8]) -> tuple[Field, Field]:
    """Grey values as deviations from their surroundings.

    Args:
        pixels: (rows, columns) uint8, 0 black ridge, 255 white.

    Returns:
        (rows, columns) float32, ridges positive, in local deviations; and (cell rows, cell columns)
        float32, the local deviation in grey levels.
    """
    dark = 255.0 - pixels.astype(np.float32)
    sigma = parameter.LOCAL_SIGMA_PX / parameter.CELL_PX
    centred = dark - to_pixels(blur(to_cells(dark), sigma))
    deviation = np.sqrt(blur(to_cells(centred * centred), sigma))
    normal = centred / to_pixels(deviation + np.float32(parameter.DEVIATION_FLOOR))
    limit = parameter.NORMAL_LIMIT
    return np.clip(normal, -limit, limit).astype(np.float32), deviation.astype(np.float32)


def blur(field: Field, sigma: float) -> Field:
    """Gaussian smoothing of a (rows, columns) float32 field, edges replicated; sigma in elements."""
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE), np.float32)


def to_cells(field: Field) -> Field:
    """Mean of each cell of a (rows, columns) float32 field whose sides are multiples of ``CELL_PX``."""
    rows, columns = field.shape
    size = (columns // parameter.CELL_PX, rows // parameter.CELL_PX)
    return np.asarray(cv2.resize(field, size, interpolation=cv2.INTER_AREA), np.float32)


def to_pixels(cells: Field) -> Field:
    """A field given per cell, interpolated to pixels."""
    rows, columns = cells.shape
    size = (columns * parameter.CELL_PX, rows * parameter.CELL_PX)
    return np.asarray(cv2.resize(cells, size, interpolation=cv2.INTER_LINEAR), np.float32)
