"""The master print of one finger: its whole ridged skin, undisturbed, as impressions are made from it."""

from dataclasses import dataclass, field
from enum import Enum

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.sim import growth, pattern, vortices
from tenprint.sim.orientation import Field, ridge_flow, smooth_noise
from tenprint.sim.pattern import Pattern, digit_of
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.vortices import TrueMinutiae

GENERATOR = "growth-1"
"""Name and version; another version makes other fingers from the same seeds."""

# Width, height (pixels at 500 ppi: the skin that a rolled print can show) and mean ridge period (pixels at
# 500 ppi) by digit; thumbs are broad and coarse, little fingers small and fine.
_BUILD = {
    1: (680, 740, 9.7),
    2: (600, 700, 9.2),
    3: (610, 720, 9.2),
    4: (600, 710, 9.1),
    5: (530, 640, 8.7),
}
_SMALL = (416, 496)
_ROUNDS = 6
_STEP = 2


class MasterSize(Enum):
    """How much of the finger is made."""

    FULL = "full"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class MasterPrint:
    """Ridges of a finger.

    Attributes:
        ridges: (rows, columns) float32 at 500 ppi, -1 (valley) to 1 (ridge).
        centre: (x, y) of the pattern's middle, pixels.
        finger_position: 1 to 10.
        pattern: class, cores and deltas.
        seed: what it was made from, together with the finger position.
        minutiae: every true minutia, pixels of ``ridges``.
    """

    ridges: Field
    centre: tuple[float, float]
    finger_position: int
    pattern: Pattern
    seed: int
    minutiae: TrueMinutiae = field(repr=False)

    def picture(self) -> npt.NDArray[np.uint8]:
        """Dark ridges on white, for people to look at: (rows, columns) uint8."""
        return np.asarray(np.clip(127.5 - 190 * self.ridges, 0, 255), np.uint8)


def build(seed: int, finger_position: int, size: MasterSize) -> MasterPrint:
    """Make a master print.

    Args:
        seed: the subject's seed; one seed gives ten different fingers.
        finger_position: 1 to 10.
        size: a full master or a small one; they are different fingers, though of the same class.
    """
    rng = stream(seed, Stream.PATTERN, finger_position)
    width, height, period = _BUILD[digit_of(finger_position)]
    scale = float(np.clip(rng.normal(1.0, 0.04), 0.9, 1.08))
    width, height = round(width * scale), round(height * scale)
    period *= float(np.clip(rng.normal(1.0, 0.05), 0.9, 1.13))
    shape = pattern.draw(rng, finger_position, width=width, height=height)
    left, top, columns, rows = _window(shape, size, width, height)
    grown = stream(seed, Stream.GROWTH, finger_position, list(MasterSize).index(size))
    flow = _flow(grown, shape, left, top, rows, columns, width)
    periods = _periods(grown, rows, columns, period)
    numbers = growth.filter_numbers(flow, periods)
    start = grown.standard_normal(flow.shape, dtype=np.float32) * np.float32(0.5)
    cosine, sine = growth.quadrature(growth.grow(start, numbers, rounds=_ROUNDS), numbers)
    # Only the phase counts: where ridges meet badly they are as strong as elsewhere, up to the minutia
    # itself.
    coarse = cosine / np.sqrt(cosine * cosine + sine * sine + np.float32(0.005))
    fine = cv2.resize(coarse, (columns * _STEP, rows * _STEP), interpolation=cv2.INTER_LANCZOS4)
    points = [(p.x, p.y) for p in (*shape.cores, *shape.deltas)]
    singular = np.array([((x - left) / _STEP, (top - y) / _STEP) for x, y in points], np.float32).reshape(
        -1, 2
    )
    minutiae = _to_fine(vortices.find(cosine, sine, numbers, periods, singular))
    middle = _middle(shape)
    centre = (middle[0] - left, top - middle[1])
    return MasterPrint(np.asarray(fine, np.float32), centre, finger_position, shape, seed, minutiae)


def _middle(shape: Pattern) -> tuple[float, float]:
    """Middle of the pattern: the cores' mean, or an arch's summit."""
    if not shape.cores:
        return shape.arch_middle
    return (
        float(np.mean([core.x for core in shape.cores])),
        float(np.mean([core.y for core in shape.cores])),
    )


def _window(shape: Pattern, size: MasterSize, width: int, height: int) -> tuple[float, float, int, int]:
    """Left, top (pixels in the finger's frame), columns and rows (grid points) of what is made."""
    if size is MasterSize.FULL:
        return -width / 2, height * 1.05, width // _STEP, height // _STEP
    middle = _middle(shape)
    small_width, small_height = _SMALL
    return (
        middle[0] - small_width / 2,
        middle[1] + small_height * 0.5,
        small_width // _STEP,
        small_height // _STEP,
    )


def _flow(
    rng: np.random.Generator, shape: Pattern, left: float, top: float, rows: int, columns: int, width: int
) -> Field:
    wide = smooth_noise(rng, rows, columns, 4) * np.float32(0.05)
    fine = smooth_noise(rng, rows, columns, 9) * np.float32(0.03)
    return ridge_flow(shape, wide + fine, left=left, top=top, step=_STEP, focus=0.62 * width)


def _periods(rng: np.random.Generator, rows: int, columns: int, period: float) -> Field:
    """Ridge period in grid points: coarser towards the crease, with smooth variation of some percent."""
    slope = np.linspace(0.96, 1.06, rows, dtype=np.float32)[:, None]
    variation = 1 + smooth_noise(rng, rows, columns, 5) * np.float32(0.045)
    return np.asarray(np.clip(slope * variation * np.float32(period), 7.2, 12.8) / _STEP, np.float32)


def _to_fine(minutiae: TrueMinutiae) -> TrueMinutiae:
    """From grid points to pixels; both are squares with their centres at whole numbers."""
    scale, shift = np.float32(_STEP), np.float32((_STEP - 1) / 2)
    return TrueMinutiae(minutiae.x * scale + shift, minutiae.y * scale + shift, minutiae.theta, minutiae.kind)
