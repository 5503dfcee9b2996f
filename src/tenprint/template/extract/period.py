"""Ridge period per cell from the spectrum of the signature across the ridges.

The signature is that of Hong, Wan and Jain (1998): the mean along the ridges of a window that is turned with them. Its strongest
frequency within the range of human ridges is taken from a direct Fourier sum, which needs no peaks to be found.
"""

import cv2
import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.template.extract import parameter
from tenprint.template.extract.normalise import blur

Field = npt.NDArray[np.float32]


def candidates() -> Field:
    """The periods that are tried, (PERIOD_COUNT,) float32 pixels, geometric and ascending."""
    return np.geomspace(parameter.PERIOD_MIN_PX, parameter.PERIOD_MAX_PX, parameter.PERIOD_COUNT).astype(
        np.float32
    )


def period(normal: Field, angle: Field, mask: npt.NDArray[np.uint8]) -> Field:
    """Distance from ridge to ridge, smoothed over the foreground.

    Args:
        normal: (rows, columns) float32, normalised picture.
        angle: (cell rows, cell columns) float32, ridge angle.
        mask: (cell rows, cell columns) uint8, foreground.

    Returns:
        (cell rows, cell columns) float32, pixels.
    """
    step = parameter.PERIOD_CELL_STEP
    smooth = blur(normal, 1.0)
    waves = _waves()
    found, weight = strongest(
        smooth, angle, mask, candidates(), waves, step, parameter.CELL_PX, parameter.SIGNATURE_HALF_WIDTH
    )
    sigma = parameter.PERIOD_SIGMA_PX / (parameter.CELL_PX * step)
    prior = np.float32(0.02)
    total = blur(weight, sigma) + prior
    mean = (
        blur(weight * np.log(found), sigma) + prior * np.float32(np.log(parameter.PERIOD_DEFAULT_PX))
    ) / total
    size = (angle.shape[1], angle.shape[0])
    return np.asarray(np.exp(_enlarge(mean, step)[: size[1], : size[0]]), dtype=np.float32)


def _enlarge(coarse: Field, step: int) -> Field:
    """Each coarse value for its step × step cells, interpolated."""
    size = (coarse.shape[1] * step, coarse.shape[0] * step)
    fine: Field = cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)
    return fine


def _waves() -> Field:
    """Cosine and sine of each candidate under a Hann window: (PERIOD_COUNT, 2, samples) float32."""
    half = parameter.SIGNATURE_HALF_LENGTH
    offset = np.arange(-half, half + 1, dtype=np.float64)
    window = 0.5 + 0.5 * np.cos(np.pi * offset / (half + 1))
    phase = 2 * np.pi * offset[None, :] / candidates().astype(np.float64)[:, None]
    return np.stack([np.cos(phase) * window, np.sin(phase) * window], axis=1).astype(np.float32)


@njit(nogil=True, cache=True)
def strongest(
    normal: Field,
    angle: Field,
    mask: npt.NDArray[np.uint8],
    periods: Field,
    waves: Field,
    step: int,
    cell: int,
    half_width: int,
) -> tuple[Field, Field]:
    """Strongest period and its share of the signature's power, at every ``step``-th cell."""
    rows, columns = normal.shape
    grid_rows, grid_columns = angle.shape
    coarse_rows, coarse_columns = (grid_rows + step - 1) // step, (grid_columns + step - 1) // step
    found = np.ones((coarse_rows, coarse_columns), np.float32)
    weight = np.zeros((coarse_rows, coarse_columns), np.float32)
    count = waves.shape[2]
    half = count // 2
    signature = np.empty(count, np.float32)
    power = np.empty(len(periods), np.float32)
    for i in range(coarse_rows):
        for j in range(coarse_columns):
            ci, cj = min(i * step + step // 2, grid_rows - 1), min(j * step + step // 2, grid_columns - 1)
            if mask[ci, cj] == 0:
                continue
            y0, x0 = ci * cell + cell / 2 - 0.5, cj * cell + cell / 2 - 0.5
            cosine, sine = np.cos(angle[ci, cj]), np.sin(angle[ci, cj])
            for s in range(count):
                across = s - half
                total = np.float32(0.0)
                for along in range(-half_width, half_width + 1):
                    x = int(np.floor(x0 + along * cosine + across * sine + 0.5))
                    y = int(np.floor(y0 - along * sine + across * cosine + 0.5))
                    total += normal[min(max(y, 0), rows - 1), min(max(x, 0), columns - 1)]
                signature[s] = total
            signature -= signature.mean()
            best = 0
            summed = np.float32(1e-6)
            for k in range(len(periods)):
                real, imaginary = np.float32(0.0), np.float32(0.0)
                for s in range(count):
                    real += signature[s] * waves[k, 0, s]
                    imaginary += signature[s] * waves[k, 1, s]
                power[k] = real * real + imaginary * imaginary
                summed += power[k]
                if power[k] > power[best]:
                    best = k
            log_period = np.log(periods[best])
            if 0 < best < len(periods) - 1:
                left, middle, right = power[best - 1], power[best], power[best + 1]
                bend = left - 2 * middle + right
                if bend < 0:
                    spacing = np.log(periods[1]) - np.log(periods[0])
                    log_period += 0.5 * (left - right) / bend * spacing
                weight[i, j] = power[best] / summed
            found[i, j] = np.exp(log_period)
    return found, weight
