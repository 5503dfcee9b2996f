"""The master print of one finger: its whole ridged skin, undisturbed, as impressions are made from it."""

from dataclasses import dataclass, field
from enum import Enum

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin import details, filters, frame, growth, islands, marks, pattern, vortices
from tenprint.sim.skin.frame import STEP, Build, Window
from tenprint.sim.skin.orientation import Field, Table, ridge_flow, smooth_noise, smooth_surface
from tenprint.sim.skin.pattern import Pattern
from tenprint.sim.skin.vortices import TrueMinutiae

GENERATOR = "growth-3"
"""Name and version; another version makes other fingers from the same seeds."""

# Rounds of growth differ from finger to finger, and with them how dense minutiae lie.
_ROUNDS_MEDIAN, _ROUNDS_SPREAD, _ROUNDS_RANGE = 3.2, 0.35, (2, 12)
_LAST_ROUNDS = 1


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
        skin: (rows, columns) bool, where the finger is; elsewhere (beside its rounded tip) ``ridges`` is -1.
    """

    ridges: Field
    centre: tuple[float, float]
    finger_position: int
    pattern: Pattern
    seed: int
    minutiae: TrueMinutiae = field(repr=False)
    details: npt.NDArray[np.uint8] = field(repr=False)
    skin: npt.NDArray[np.bool_] = field(repr=False)

    def picture(self) -> npt.NDArray[np.uint8]:
        """Dark ridges on white, for people to look at: (rows, columns) uint8."""
        return np.asarray(np.clip(127.5 - 190 * self.ridges, 0, 255), np.uint8)


@dataclass(frozen=True, slots=True)
class Grown:
    """Ridges as they grew, on the grid, before a life marks them.

    Attributes:
        cosine: (rows, columns) int32, cosine of the ridges' phase up to a factor.
        sine: likewise.
        numbers: (rows, columns) int32, the filters.
    """

    cosine: growth.Sums
    sine: growth.Sums
    numbers: filters.Numbers


def build(seed: int, finger_position: int, size: MasterSize) -> MasterPrint:
    """Make a master print.

    Args:
        seed: the subject's seed; one seed gives ten different fingers.
        finger_position: 1 to 10.
        size: a full master or a small one; they are different fingers, though of the same class.
    """
    key = finger_position, list(MasterSize).index(size)
    built, shape = outline(seed, finger_position)
    window = frame.full_window(built) if size is MasterSize.FULL else frame.small_window(shape)
    grown = grow(stream(seed, Stream.GROWTH, *key), built, shape, window)
    skin = frame.skin(built, window)
    minutiae = _within(
        _to_fine(vortices.find(grown.cosine, grown.sine, grown.numbers, window.places(shape))), skin
    )
    ridges = _upsample(_heights(grown, stream(seed, Stream.CREASE, *key)))
    planes = np.zeros((*ridges.shape, 2), np.uint8)
    planes[..., 0] = details.pores(stream(seed, Stream.PORE, *key), grown.cosine, grown.sine, grown.numbers)
    planes[..., 1] = details.incipients(stream(seed, Stream.INCIPIENT, *key), ridges)
    minutiae = _mark(ridges, planes, minutiae, seed, key, built, window)
    ridges[~skin] = -1
    planes[~skin] = 0
    centre = window.pixel(*frame.middle(shape))
    return MasterPrint(ridges, centre, finger_position, shape, seed, minutiae, planes, skin)


def outline(seed: int, finger_position: int) -> tuple[Build, Pattern]:
    """Size and pattern of a finger, without its ridges."""
    drawn = stream(seed, Stream.PATTERN, finger_position)
    built = frame.draw_build(drawn, finger_position)
    rank = pattern.class_rank(seed, finger_position)
    return built, pattern.draw(drawn, finger_position, width=built.pad, height=built.height, rank=rank)


def grow(rng: np.random.Generator, built: Build, shape: Pattern, window: Window) -> Grown:
    """Flow, periods, and ridges grown from noise along them; exact on every machine."""
    flow = _flow(rng, shape, window, built.focus)
    numbers = filters.filter_numbers(flow, _periods(rng, window, built.period))
    rows, columns = flow.shape
    rounds = round(float(np.clip(_ROUNDS_MEDIAN * np.exp(rng.normal(0, _ROUNDS_SPREAD)), *_ROUNDS_RANGE)))
    ridges = growth.grow(growth.noise(rng, rows, columns), numbers, rounds=rounds)
    islands.insert(rng, ridges, numbers)
    ridges = growth.grow(ridges, numbers, rounds=_LAST_ROUNDS)
    return Grown(*growth.quadrature(ridges, numbers), numbers)


def _flow(rng: np.random.Generator, shape: Pattern, window: Window, focus: float) -> Table:
    """Ridge tangents with smooth irregularity of some degrees."""
    wide = smooth_surface(rng, window.rows, window.columns, 3) * 0.06
    fine = smooth_surface(rng, window.rows, window.columns, 9) * 0.03
    return ridge_flow(shape, wide + fine, left=window.left, top=window.top, step=STEP, focus=focus)


def _periods(rng: np.random.Generator, window: Window, period: float) -> Table:
    """Ridge period in grid points: coarser towards the crease, with smooth variation of some percent."""
    slope = np.linspace(0.96, 1.06, window.rows)[:, None]
    variation = 1 + smooth_surface(rng, window.rows, window.columns, 5) * 0.09
    variation += smooth_surface(rng, window.rows, window.columns, 11) * 0.06
    return np.asarray(np.clip(slope * variation * period, 7.2, 12.8) / STEP, np.float64)


def _heights(grown: Grown, rng: np.random.Generator) -> Field:
    """Ridges on the grid, -1 to 1, of uneven width and with uneven edges.

    Mostly the phase counts: ridges that meet badly are as strong as others, up to the minutia itself.
    """
    scale = np.float32(1 / (1 << 28))
    cosine, sine = grown.cosine.astype(np.float32) * scale, grown.sine.astype(np.float32) * scale
    heights = cosine / np.sqrt(cosine * cosine + sine * sine + np.float32(0.003))
    heights += smooth_noise(rng, heights.shape[0], heights.shape[1], 14) * np.float32(0.08)
    heights += rng.standard_normal(heights.shape, np.float32) * np.float32(0.16)
    return np.asarray(heights, np.float32)


def _upsample(coarse: Field) -> Field:
    """From the grid to pixels; ridges are smooth enough for that to be nearly exact."""
    fine = cv2.resize(coarse, (0, 0), fx=STEP, fy=STEP, interpolation=cv2.INTER_LANCZOS4)
    return np.asarray(np.clip(fine, -1, 1, out=fine), np.float32)


def _mark(
    ridges: Field,
    planes: npt.NDArray[np.uint8],
    minutiae: TrueMinutiae,
    seed: int,
    key: tuple[int, int],
    built: Build,
    window: Window,
) -> TrueMinutiae:
    """Leave the marks of a life on the skin, in place; returns the minutiae where they are then."""
    mask = np.zeros(ridges.shape, np.uint8)
    rng = stream(seed, Stream.SCAR, *key)
    scar = marks.draw_scar(rng, ridges.shape)
    if scar is not None:
        marks.cut(ridges, planes, mask, scar, rng)
        minutiae = marks.carried(minutiae, scar)
    dryness = float(np.exp(stream(seed, Stream.DRYNESS).normal(-0.6, 1.1)))
    lines = stream(seed, Stream.FURROW, *key)
    marks.furrows(mask, lines, built, window)
    marks.white_lines(mask, lines, built, window, dryness)
    marks.press_in(ridges, mask)
    return minutiae


def _to_fine(minutiae: TrueMinutiae) -> TrueMinutiae:
    """From grid points to pixels; both are squares with their centres at whole numbers."""
    scale, shift = np.float32(STEP), np.float32((STEP - 1) / 2)
    return TrueMinutiae(minutiae.x * scale + shift, minutiae.y * scale + shift, minutiae.theta, minutiae.kind)


def _within(minutiae: TrueMinutiae, skin: npt.NDArray[np.bool_]) -> TrueMinutiae:
    """Those on the skin; a minutia lies between pixels, the one above left decides."""
    return minutiae.only(skin[minutiae.y.astype(np.intp), minutiae.x.astype(np.intp)])
