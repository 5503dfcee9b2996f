"""Local mean zero and local deviation one, so that pressure and background no longer matter."""

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.template.extract import parameter


def normalise(pixels: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Grey values as deviations from their surroundings.

    Args:
        pixels: (rows, columns) uint8, 0 black ridge, 255 white.

    Returns:
        (rows, columns) float32, ridges positive, in local deviations; and (rows, columns) float32,
        the local deviation in grey levels.
    """
    dark = 255.0 - pixels.astype(np.float32)
    mean = blur(dark, parameter.LOCAL_SIGMA_PX)
    centred = dark - mean
    deviation = np.sqrt(blur(centred * centred, parameter.LOCAL_SIGMA_PX))
    normal = centred / (deviation + np.float32(parameter.DEVIATION_FLOOR))
    limit = parameter.NORMAL_LIMIT
    return np.clip(normal, -limit, limit).astype(np.float32), deviation.astype(np.float32)


def blur(field: npt.NDArray[np.float32], sigma_px: float) -> npt.NDArray[np.float32]:
    """Gaussian smoothing of a (rows, columns) float32 field, edges replicated."""
    smooth: npt.NDArray[np.float32] = cv2.GaussianBlur(
        field, (0, 0), sigma_px, borderType=cv2.BORDER_REPLICATE
    )
    return smooth
