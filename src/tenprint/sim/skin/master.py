"""The master print of one finger: its whole ridged skin, undisturbed, as impressions are made from it."""

from dataclasses import dataclass, field
from enum import Enum

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin import growth, pattern, vortices
from tenprint.sim.skin.lines import draw_line
from tenprint.sim.skin.orientation import Field, ridge_flow, smooth_noise
from tenprint.sim.skin.pattern import Pattern, digit_of
from tenprint.sim.skin.vortices import TrueMinutiae

GENERATOR = "growth-2"
"""Name and version; another version makes other fingers from the same seeds."""

# Width, height (pixels at 500 ppi: the skin that a rolled print can show) and mean ridge period (pixels at
# 500 ppi) by digit; thumbs are broad and coarse, little fingers small and fine.
_BUILD = {
    1: (680, 740, 9.4),
    2: (600, 700, 8.8),
    3: (610, 720, 8.8),
    4: (600, 710, 8.7),
    5: (530, 640, 8.4),
}
_SMALL = (416, 496)
# Rounds of growth differ from finger to finger, and with them how dense minutiae lie.
_ROUNDS_MEAN, _ROUNDS_SPREAD = 4.6, 1.2
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
        details: (rows, columns, 2) uint8, what lies within the ridges for life: pores (0 none to 255 open) and
            incipient ridges, thin ridges within the valleys (0 none to 255).
    """

    ridges: Field
    centre: tuple[float, float]
    finger_position: int
    pattern: Pattern
    seed: int
    minutiae: TrueMinutiae = field(repr=False)
    details: npt.NDArray[np.uint8] = field(repr=False)

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
    drawn = stream(seed, Stream.PATTERN, finger_position)
    width, height, period = _build_of(drawn, finger_position)
    shape = pattern.draw(drawn, finger_position, width=width, height=height)
    window = _window(shape, size, width, height)
    grown = stream(seed, Stream.GROWTH, finger_position, list(MasterSize).index(size))
    flow = _flow(grown, shape, window, focus=0.62 * width)
    periods = _periods(grown, window, period)
    numbers = growth.filter_numbers(flow, periods)
    start = grown.standard_normal(flow.shape, dtype=np.float32) * np.float32(1.5)
    rounds = round(float(np.clip(grown.normal(_ROUNDS_MEAN, _ROUNDS_SPREAD), 3, 8)))
    cosine, sine = growth.quadrature(growth.grow(start, numbers, rounds=rounds), numbers)
    # Only the phase counts: ridges that meet badly are as strong as others, up to the minutia itself.
    coarse = cosine / np.sqrt(cosine * cosine + sine * sine + np.float32(0.0005))
    ridges = _upsample(np.asarray(coarse, np.float32))
    _crease(ridges, stream(seed, Stream.CREASE, finger_position, list(MasterSize).index(size)))
    minutiae = _to_fine(vortices.find(cosine, sine, numbers, periods, window.places(shape)))
    details = np.zeros((*ridges.shape, 2), np.uint8)
    return MasterPrint(ridges, window.centre_of(shape), finger_position, shape, seed, minutiae, details)


@dataclass(frozen=True, slots=True)
class _Window:
    """Part of the finger that is made.

    Attributes:
        left: of the first grid column, pixels in the finger's frame (``pattern.Singularity``).
        top: of the first grid row.
        columns: grid points.
        rows: grid points.
    """

    left: float
    top: float
    columns: int
    rows: int

    def places(self, shape: Pattern) -> Field:
        """Cores and deltas in grid points: (n, 2) float32, x and y."""
        points = [
            ((p.x - self.left) / _STEP, (self.top - p.y) / _STEP) for p in (*shape.cores, *shape.deltas)
        ]
        return np.array(points, np.float32).reshape(-1, 2)

    def centre_of(self, shape: Pattern) -> tuple[float, float]:
        """Middle of the pattern, pixels of the master."""
        x, y = _middle(shape)
        return x - self.left, self.top - y


def _build_of(rng: np.random.Generator, finger_position: int) -> tuple[int, int, float]:
    """Width, height and mean ridge period of one finger."""
    width, height, period = _BUILD[digit_of(finger_position)]
    scale = float(np.clip(rng.normal(1.0, 0.04), 0.9, 1.08))
    period *= float(np.clip(rng.normal(1.0, 0.05), 0.9, 1.15))
    return round(width * scale), round(height * scale), period


def _upsample(coarse: Field) -> Field:
    """From the grid to pixels; ridges are smooth enough for that to be nearly exact."""
    fine = cv2.resize(coarse, (0, 0), fx=_STEP, fy=_STEP, interpolation=cv2.INTER_LANCZOS4)
    return np.asarray(fine, np.float32)


def _crease(ridges: Field, rng: np.random.Generator) -> None:
    """Draw the finger's own creases and scars, valleys that cross ridges and stay for life, in place."""
    rows, columns = ridges.shape
    for _ in range(int(rng.poisson(2.0 * ridges.size / (600 * 700)))):
        x, y = rng.uniform(0, columns), rng.uniform(0, rows)
        mask = draw_line(rng, ridges.shape, x, y, angle=rng.normal(0, 0.7), length=rng.uniform(30, 160))
        soft = cv2.GaussianBlur(mask, (5, 5), 1.0)
        share = soft.astype(np.float32) * np.float32(rng.uniform(0.5, 1.0) / 255)
        ridges -= share * (ridges + 1)


def _middle(shape: Pattern) -> tuple[float, float]:
    """Middle of the pattern: the cores' mean, or an arch's summit."""
    if not shape.cores:
        return shape.arch_middle
    return (
        float(np.mean([core.x for core in shape.cores])),
        float(np.mean([core.y for core in shape.cores])),
    )


def _window(shape: Pattern, size: MasterSize, width: int, height: int) -> _Window:
    if size is MasterSize.FULL:
        return _Window(-width / 2, height * 1.05, width // _STEP, height // _STEP)
    (x, y), (small_width, small_height) = _middle(shape), _SMALL
    return _Window(x - small_width / 2, y + small_height / 2, small_width // _STEP, small_height // _STEP)


def _flow(rng: np.random.Generator, shape: Pattern, window: _Window, focus: float) -> Field:
    """Ridge tangents with smooth irregularity of some degrees."""
    wide = smooth_noise(rng, window.rows, window.columns, 4) * np.float32(0.05)
    fine = smooth_noise(rng, window.rows, window.columns, 9) * np.float32(0.03)
    return ridge_flow(
        shape, (wide + fine).astype(np.float64), left=window.left, top=window.top, step=_STEP, focus=focus
    )


def _periods(rng: np.random.Generator, window: _Window, period: float) -> Field:
    """Ridge period in grid points: coarser towards the crease, with smooth variation of some percent."""
    slope = np.linspace(0.96, 1.06, window.rows, dtype=np.float32)[:, None]
    variation = 1 + smooth_noise(rng, window.rows, window.columns, 5) * np.float32(0.045)
    return np.asarray(np.clip(slope * variation * np.float32(period), 7.2, 12.8) / _STEP, np.float32)


def _to_fine(minutiae: TrueMinutiae) -> TrueMinutiae:
    """From grid points to pixels; both are squares with their centres at whole numbers."""
    scale, shift = np.float32(_STEP), np.float32((_STEP - 1) / 2)
    return TrueMinutiae(minutiae.x * scale + shift, minutiae.y * scale + shift, minutiae.theta, minutiae.kind)


@dataclass(frozen=True, slots=True)
class Outline:
    """What is drawn of a finger before its ridges; pixels at 500 ppi in the finger's frame (``pattern.Singularity``).

    Attributes:
        pattern: class, cores and deltas.
        middle: (x, y) of the pattern's middle.
        left: of the part that is made.
        top: likewise.
        width: likewise.
        height: likewise.
        focus: distance of the crease's poles from the finger's middle, as ``orientation.ridge_flow`` takes it.
    """

    pattern: Pattern
    middle: tuple[float, float]
    left: float
    top: float
    width: float
    height: float
    focus: float


def outline(rng: np.random.Generator, finger_position: int, size: MasterSize) -> Outline:
    """Draw a finger's outline, as ``build`` does.

    Args:
        rng: stream.
        finger_position: 1 to 10.
        size: which part is made.
    """
    width, height, _ = _build_of(rng, finger_position)
    shape = pattern.draw(rng, finger_position, width=width, height=height)
    window = _window(shape, size, width, height)
    side = (float(window.columns * _STEP), float(window.rows * _STEP))
    return Outline(shape, _middle(shape), window.left, window.top, *side, focus=0.62 * width)
