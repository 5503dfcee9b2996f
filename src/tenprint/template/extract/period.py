"""Ridge period per cell from the spectrum of the signature across the ridges.

The signature is that of Hong, Wan and Jain (1998): the mean along the ridges of a window that is turned with
them. Its strongest frequency within the range of human ridges is taken from a direct Fourier sum, which needs
no peaks to be found.
"""

import cv2
import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.template.extract import parameter
from tenprint.template.extract.normalise import blur

Field = npt.NDArray[np.float32]
Mask = npt.NDArray[np.uint8]


def candidates() -> Field:
    """The periods that are tried: (PERIOD_COUNT,) float32 pixels, geometric and ascending."""
    tried = np.geomspace(parameter.PERIOD_MIN_PX, parameter.PERIOD_MAX_PX, parameter.PERIOD_COUNT)
    return np.asarray(tried, dtype=np.float32)


def period(normal: Field, angle: Field, mask: Mask) -> Field:
    """Distance from ridge to ridge, smoothed over the foreground.

    Args:
        normal: (rows, columns) float32, normalised picture.
        angle: (cell rows, cell columns) float32, ridge angle.
        mask: (cell rows, cell columns) uint8, foreground.

    Returns:
        (cell rows, cell columns) float32, pixels.
    """
    found, weight = strongest(
        blur(normal, parameter.SIGNATURE_SIGMA_PX),
        angle,
        mask,
        np.log(candidates()),
        _waves(),
        parameter.PERIOD_CELL_STEP,
        parameter.CELL_PX,
        parameter.SIGNATURE_HALF_WIDTH,
    )
    return _spread(found, weight, angle.shape)


def _spread(found: Field, weight: Field, shape: tuple[int, ...]) -> Field:
    """Weighted mean of the surroundings per cell; the usual period where nothing was found."""
    step = parameter.PERIOD_CELL_STEP
    sigma = parameter.PERIOD_SIGMA_PX / (parameter.CELL_PX * step)
    prior = np.float32(parameter.PERIOD_PRIOR_WEIGHT)
    usual = prior * np.float32(np.log(parameter.PERIOD_DEFAULT_PX))
    mean = (blur(weight * found, sigma) + usual) / (blur(weight, sigma) + prior)
    size = (mean.shape[1] * step, mean.shape[0] * step)
    fine = np.exp(cv2.resize(mean, size, interpolation=cv2.INTER_LINEAR))
    return np.ascontiguousarray(fine[: shape[0], : shape[1]], dtype=np.float32)


def _waves() -> Field:
    """Cosine and sine of each candidate under a Hann window: (PERIOD_COUNT, 2, samples) float32."""
    half = parameter.SIGNATURE_HALF_LENGTH
    offset = np.arange(-half, half + 1, dtype=np.float64)
    window = 0.5 + 0.5 * np.cos(np.pi * offset / (half + 1))
    phase = 2 * np.pi * offset[None, :] / candidates().astype(np.float64)[:, None]
    return np.stack([np.cos(phase) * window, np.sin(phase) * window], axis=1).astype(np.float32)


@njit(nogil=True, cache=True)
def strongest(
    normal: Field, angle: Field, mask: Mask, logs: Field, waves: Field, step: int, cell: int, half_width: int
) -> tuple[Field, Field]:
    """Logarithm of the strongest period and its share of the signature's power, at every ``step``-th cell."""
    rows, columns = angle.shape
    found = np.zeros(((rows + step - 1) // step, (columns + step - 1) // step), np.float32)
    weight = np.zeros_like(found)
    signature = np.empty(waves.shape[2], np.float32)
    power = np.empty(len(logs), np.float32)
    for i in range(found.shape[0]):
        for j in range(found.shape[1]):
            row, column = min(i * step + step // 2, rows - 1), min(j * step + step // 2, columns - 1)
            if mask[row, column]:
                project(
                    normal,
                    row * cell + cell // 2,
                    column * cell + cell // 2,
                    angle[row, column],
                    half_width,
                    signature,
                )
                spectrum(signature, waves, power)
                found[i, j], weight[i, j] = peak(power, logs)
    return found, weight


@njit(nogil=True, cache=True)
def project(normal: Field, y0: int, x0: int, theta: float, half_width: int, signature: Field) -> None:
    """Fill ``signature`` with sums along the ridges at each offset across them, less their mean."""
    rows, columns = normal.shape
    half = len(signature) // 2
    cosine, sine = np.cos(theta), np.sin(theta)
    for s in range(len(signature)):
        total = np.float32(0.0)
        for along in range(-half_width, half_width + 1):
            x = int(np.floor(x0 + along * cosine + (s - half) * sine + 0.5))
            y = int(np.floor(y0 - along * sine + (s - half) * cosine + 0.5))
            total += normal[min(max(y, 0), rows - 1), min(max(x, 0), columns - 1)]
        signature[s] = total
    signature -= signature.mean()


@njit(nogil=True, cache=True)
def spectrum(signature: Field, waves: Field, power: Field) -> None:
    """Fill ``power`` with the signature's power at each candidate period."""
    for k in range(len(power)):
        real, imaginary = np.float32(0.0), np.float32(0.0)
        for s in range(len(signature)):
            real += signature[s] * waves[k, 0, s]
            imaginary += signature[s] * waves[k, 1, s]
        power[k] = real * real + imaginary * imaginary


@njit(nogil=True, cache=True)
def peak(power: Field, logs: Field) -> tuple[float, float]:
    """Logarithm of the period at the highest power, by a parabola, and its share; share 0 at either end."""
    best = int(np.argmax(power))
    if best == 0 or best == len(power) - 1:
        return float(logs[best]), 0.0
    left, middle, right = power[best - 1], power[best], power[best + 1]
    bend = left - 2 * middle + right
    shift = 0.5 * (left - right) / bend if bend < 0 else 0.0
    return logs[best] + shift * (logs[1] - logs[0]), middle / (power.sum() + 1e-6)
