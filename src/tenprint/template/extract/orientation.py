"""Ridge orientation per cell from the gradient structure tensor, smoothed twice.

Kass and Witkin (1987), Bigün and Granlund (1987); the second smoothing of the doubled angle, weighted by
coherence, carries the flow over scars and smudges.
"""

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.template.extract import parameter
from tenprint.template.extract.normalise import blur, to_cells

Field = npt.NDArray[np.float32]


def orientation(normal: Field, tensor_sigma_px: float, flow_sigma_px: float) -> tuple[Field, Field]:
    """Direction of the ridges and how sure it is.

    Args:
        normal: (rows, columns) float32, normalised or enhanced picture; both sides multiples of ``CELL_PX``.
        tensor_sigma_px: smoothing of the structure tensor.
        flow_sigma_px: smoothing of the doubled angle after it.

    Returns:
        (cell rows, cell columns) float32 ridge angle in [0, π), counter-clockwise from +x as seen; and
        the coherence, float32 in [0, 1].
    """
    difference, product, power = _tensor(normal)
    sigma = tensor_sigma_px / parameter.CELL_PX
    difference, product, power = blur(difference, sigma), blur(product, sigma), blur(power, sigma)
    scale = np.float32(1.0) / (power + np.float32(parameter.GRADIENT_POWER_FLOOR))
    coherence = np.clip(np.hypot(difference, product) * scale, 0.0, 1.0)
    sigma = flow_sigma_px / parameter.CELL_PX
    cosine, sine = blur(difference * scale, sigma), blur(product * scale, sigma)
    # The gradient points across the ridge and y points down: as seen, the ridge is at -(angle + π/2).
    angle = np.mod(-(0.5 * np.arctan2(sine, cosine) + np.pi / 2), np.pi)
    angle[angle >= np.float32(np.pi)] = 0.0
    return angle.astype(np.float32), coherence.astype(np.float32)


def _tensor(normal: Field) -> tuple[Field, Field, Field]:
    """Cell means of gx² - gy², 2·gx·gy and gx² + gy²."""
    smooth = blur(normal, parameter.GRADIENT_SIGMA_PX)
    gx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, borderType=cv2.BORDER_REPLICATE)
    gy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, borderType=cv2.BORDER_REPLICATE)
    xx, yy, xy = gx * gx, gy * gy, gx * gy
    return to_cells(xx - yy), to_cells(2.0 * xy), to_cells(xx + yy)
