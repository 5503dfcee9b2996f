"""From a tip's place to its outline: which cells are its own, how it is turned, where its sides, tip and crease lie."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tenprint.image.slap.arrangement import Arrangement, Tip
from tenprint.image.slap.evidence import CELL_PX, Evidence
from tenprint.image.slap.hand import Build, lean

Floats = npt.NDArray[np.float64]

# Choices, tuned on synthetic slaps of seeds below 1000.
_ROUNDS = 3
_OF_MIDDLE = 0.3  # a finger's cells are at least this strong beside its own middle
_VALLEY_PULL = 2.0
_FRINGE_PX = 9.0  # windows reach beyond the last ridge
_WIDER_MOST = 1.1
_REACH = 0.6  # half of a finger's lane at most, in template widths
_ABOVE_PX = 70
_SHORTEST_PX = 230
_SIDE_SHARE = 0.12
_END_SHARE = 0.2
_SIDE_GAP_PX = 24
_GAP_PX = 56
_AXIS_OFF_MOST = np.radians(32)
_AXIS_ALONE_MOST = np.radians(55)
_LEAN_SPREAD_DEG = 5.0
_AXIS_SPREAD_DEG = 3.0
_CREASE_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Outline:
    """Where a fingertip lies.

    Attributes:
        finger: position 1 to 10.
        turn: radians counter-clockwise as seen.
        left: least place across, x cos t - y sin t, pixels at 500 ppi.
        right: greatest.
        top: least place down, x sin t + y cos t: the tip.
        bottom: greatest: the crease, or the print's end.
        rows: of the cells that are its own.
        columns: likewise.
    """

    finger: int
    turn: float
    left: float
    right: float
    top: float
    bottom: float
    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]

    def corners(self) -> Floats:
        """Corners of the box in its own frame, (4, 2): x and y of upper left, upper right, lower right, lower left."""
        across = np.array([self.left, self.right, self.right, self.left])
        down = np.array([self.top, self.top, self.bottom, self.bottom])
        cosine, sine = np.cos(self.turn), np.sin(self.turn)
        return np.stack([across * cosine + down * sine, down * cosine - across * sine], axis=1)


@dataclass(frozen=True, slots=True)
class _Lane:
    """A finger's frame: its axis through (x, y), its width and the most it may be, how far the tip's end is above."""

    finger: int
    x: float
    y: float
    turn: float
    width: float
    above: float
    width_most: float


def outlines(found: Evidence, row: Arrangement, build: Build) -> list[Outline]:
    """Outlines of the tips of an arrangement, left to right."""
    rows, columns = np.nonzero(found.traces)
    x, y = np.asarray((columns + 0.5) * CELL_PX, np.float64), np.asarray((rows + 0.5) * CELL_PX, np.float64)
    sure = found.ridges[rows, columns]
    lanes = [_lane_of(tip, build) for tip in row.tips]
    shapes: list[_Shape] = []
    for _ in range(_ROUNDS):
        owner = _owners(x, y, found, lanes, build)
        shapes = [_shape(x, y, sure, owner == place, lane, build) for place, lane in enumerate(lanes)]
        hand = _hand_turn(row, shapes)
        lanes = [_moved(lane, shape, hand) for lane, shape in zip(lanes, shapes, strict=True)]
    return [
        _outline(x, y, rows, columns, owner == place, sure, lane, build) for place, lane in enumerate(lanes)
    ]


def _lane_of(tip: Tip, build: Build) -> _Lane:
    return _Lane(tip.finger, tip.x, tip.y, tip.turn, tip.width, build.core / 2, _WIDER_MOST * tip.width)


def _owners(
    x: Floats, y: Floats, found: Evidence, lanes: Sequence[_Lane], build: Build
) -> npt.NDArray[np.int64]:
    """Index of the lane that each cell lies in; -1 for none."""
    owner = np.full(len(x), -1, np.int64)
    slope = found.slope[(y / CELL_PX).astype(np.int64), (x / CELL_PX).astype(np.int64)]
    left_of = np.zeros(len(x), np.int64)
    for left, right in pairwise(lanes):
        left_of += _between(x, y, found, left, right) > 0
    for place, lane in enumerate(lanes):
        across, down = _in_frame(x, y, lane)
        within = (np.abs(across) < _REACH * lane.width + 16) & (down > -lane.above - _ABOVE_PX)
        within &= down < build.length_most - lane.above + 40
        within &= left_of == place
        middle = within & (np.abs(across) < lane.width / 4) & (np.abs(down) < lane.above / 2)
        usual = float(np.median(slope[middle])) if middle.any() else 0.0
        owner[within & (slope > _OF_MIDDLE * usual)] = place
    return owner


def _between(x: Floats, y: Floats, found: Evidence, left: _Lane, right: _Lane) -> Floats:
    """How far each cell lies to the right of the line between two neighbouring fingers, pixels.

    The line runs along the valley of the ridges' strength; where there is none, at a distance in proportion to widths.
    """
    middle = replace(left, turn=(left.turn + right.turn) / 2)
    apart, lower = (float(one) for one in _in_frame(np.array(right.x), np.array(right.y), middle))
    across, down = _in_frame(x, y, middle)
    usual = apart * left.width / (left.width + right.width)
    low, count = 0.3 * apart, int(0.4 * apart / CELL_PX)
    high = low + count * CELL_PX
    inside = (across >= low) & (across < high)
    inside &= (down > max(-left.above, lower - right.above)) & (down < min(left.above, lower + right.above))
    if apart <= 4 * CELL_PX or not inside.any():
        return across - usual
    rows, columns = (y[inside] / CELL_PX).astype(np.int64), (x[inside] / CELL_PX).astype(np.int64)
    bins = np.floor((across[inside] - low) / CELL_PX).astype(np.int64)
    height = (min(left.above, lower + right.above) - max(-left.above, lower - right.above)) / CELL_PX
    strength = np.bincount(bins, found.strength[rows, columns], count) / max(height, 1)
    place = low + (np.arange(len(strength)) + 0.5) * CELL_PX
    cost = strength + _VALLEY_PULL * np.square((place - usual) / apart)
    return np.asarray(across - place[int(cost.argmin())], float)


def _in_frame(x: Floats, y: Floats, lane: _Lane) -> tuple[Floats, Floats]:
    """Across and down from the lane's middle."""
    dx, dy = x - lane.x, y - lane.y
    cosine, sine = np.cos(lane.turn), np.sin(lane.turn)
    return dx * cosine - dy * sine, dx * sine + dy * cosine


@dataclass(frozen=True, slots=True)
class _Shape:
    """Extent in the lane's frame, the axis of the cells, and how much longer than wide they lie (0 to 1)."""

    finger: int
    left: float
    right: float
    top: float
    bottom: float
    axis: float
    elongation: float


def _shape(
    x: Floats, y: Floats, sure: npt.NDArray[np.bool_], own: npt.NDArray[np.bool_], lane: _Lane, build: Build
) -> _Shape:
    across, down = _in_frame(x[own], y[own], lane)
    left, right, top, bottom = _extent(across, down, sure[own], lane, build)
    inside = (across > left) & (across < right) & (down > top) & (down < bottom)
    axis, elongation = _axis(x[own][inside], y[own][inside], lane.turn)
    return _Shape(lane.finger, left, right, top, bottom, axis, elongation)


def _axis(x: Floats, y: Floats, otherwise: float) -> tuple[float, float]:
    """Direction of the longer side of some cells, radians counter-clockwise as seen, and how clear it is."""
    if len(x) < 4:
        return otherwise, 0.0
    (xx, xy), (_, yy) = np.cov(x, y)
    spread = float(np.hypot(yy - xx, 2 * xy))
    turn = 0.5 * float(np.arctan2(2 * xy, yy - xx))
    return turn, spread / max(float(xx + yy), 1e-6)


def _extent(
    across: Floats, down: Floats, sure: npt.NDArray[np.bool_], lane: _Lane, build: Build
) -> tuple[float, float, float, float]:
    """Left, right, top and bottom in the lane's frame."""
    near = np.abs(down) < lane.above + 30
    left, right = _run(across[near], 0.0, _SIDE_SHARE, lane.width, _SIDE_GAP_PX)
    column = (across >= left) & (across <= right)
    top, bottom = _run(down[column], 0.0, _END_SHARE, 2 * lane.above, _GAP_PX)
    return left, right, top, min(bottom, _crease(down[column], top, build))


def _run(places: Floats, start: float, share: float, usual: float, gap: float) -> tuple[float, float]:
    """The stretch about ``start`` in which cells lie without a large gap."""
    if not len(places):
        return start - usual / 2, start + usual / 2
    low = float(places.min()) // CELL_PX
    profile = np.bincount(np.floor(places / CELL_PX - low).astype(np.int64)).astype(float)
    filled = np.flatnonzero(profile > max(0.9, share * float(np.quantile(profile, 0.9))))
    parts = np.split(filled, np.flatnonzero(np.diff(filled) > gap / CELL_PX) + 1)
    weights = [float(profile[part].sum()) for part in parts]
    best = parts[int(np.argmax(weights))]
    return float((low + best[0]) * CELL_PX), float((low + best[-1] + 1) * CELL_PX)


def _crease(down: Floats, top: float, build: Build) -> float:
    """Where a tip that is longer than any ends: at its thinnest row between the shortest and the longest."""
    if not len(down) or float(down.max()) - top <= build.length_most:
        return np.inf
    place = np.floor((down[down >= top] - top) / CELL_PX).astype(np.int64)
    profile = np.bincount(place, minlength=build.length_most // CELL_PX + 1).astype(float)
    low, high = _SHORTEST_PX // CELL_PX, build.length_most // CELL_PX
    crease = low + int(np.argmin(profile[low : high + 1]))
    if profile[crease] > _CREASE_SHARE * float(np.median(profile[:low])):
        crease = high
    return top + crease * CELL_PX


def _hand_turn(row: Arrangement, shapes: Sequence[_Shape]) -> float:
    """Turn of the hand: what the axes of its fingers say, less their usual lean, and what their row says."""
    # A single tip's template says little of its turn.
    off = _AXIS_OFF_MOST if len(shapes) > 1 else _AXIS_ALONE_MOST
    weights = np.array([0.1, *(_clear(shape, row.turn, off) for shape in shapes)])
    turns = np.array([row.turn, *(shape.axis - lean(shape.finger) for shape in shapes)])
    return float(np.average(turns, weights=weights))


def _clear(shape: _Shape, hand: float, off: float = _AXIS_OFF_MOST) -> float:
    """How far a shape's axis is to be believed, 0 to 1: the longer the more; not at all across the hand."""
    return shape.elongation**2 if abs(shape.axis - hand) < off else 0.0


def _moved(lane: _Lane, shape: _Shape, hand: float) -> _Lane:
    """The lane laid through the middle of what was found in it."""
    usual, certain = hand + lean(lane.finger), max(_clear(shape, hand), 1e-6)
    own = 1 / (_AXIS_SPREAD_DEG**2 / certain)
    turn = (shape.axis * own + usual / _LEAN_SPREAD_DEG**2) / (own + 1 / _LEAN_SPREAD_DEG**2)
    across, down = (shape.left + shape.right) / 2, (shape.top + shape.bottom) / 2
    cosine, sine = np.cos(lane.turn), np.sin(lane.turn)
    return _Lane(
        lane.finger,
        float(lane.x + across * cosine + down * sine),
        float(lane.y - across * sine + down * cosine),
        float(turn),
        min(shape.right - shape.left, lane.width_most),
        (shape.bottom - shape.top) / 2,
        lane.width_most,
    )


def _outline(
    x: Floats, y: Floats, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64],
    own: npt.NDArray[np.bool_], sure: npt.NDArray[np.bool_], lane: _Lane, build: Build,
) -> Outline:  # fmt: skip
    across, down = _in_frame(x[own], y[own], lane)
    left, right, top, bottom = _extent(across, down, sure[own], lane, build)
    inside = (across > left) & (across < right) & (down > top) & (down < bottom)
    middle = lane.x * np.cos(lane.turn) - lane.y * np.sin(lane.turn)
    origin = lane.x * np.sin(lane.turn) + lane.y * np.cos(lane.turn)
    return Outline(
        lane.finger, lane.turn, float(middle + left + _FRINGE_PX), float(middle + right - _FRINGE_PX),
        float(origin + top + _FRINGE_PX), float(origin + bottom - _FRINGE_PX), rows[own][inside], columns[own][inside],
    )  # fmt: skip
