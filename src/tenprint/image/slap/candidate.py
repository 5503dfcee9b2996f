"""Places where a fingertip may lie: a template of a tip laid over the ridges at every place, width and turn.

A tip is a round-ended strip full of ridges with paper above and beside it. Below it there may be anything: the joint,
the next phalanx, paper. Correlation asks for no connected print, so holes and dry patches cost what they cover and
no more, and touching fingers are told apart by their round ends.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.slap.evidence import CELL_PX, Cells, disc
from tenprint.image.slap.hand import Build

GRID_PX = 2 * CELL_PX
"""Step of the places tried, pixels at 500 ppi."""

TURN_STEP_DEG = 10
TURN_MOST_DEG = 70
UNIT_PX2 = 230.0 * 230.0
"""Scores are areas in units of a usual fingertip's."""

_SHORTEST = 1.15  # cores are no longer than this many widths: little fingers print short
_EMPTY = 0.7  # cost of a cell without ridges in the core
_TAIL_GAIN = 0.35
_RING_PX = 40
_RING_TOP, _RING_SIDE = 0.9, 0.45
_GAP_CELLS = 5


@dataclass(frozen=True, slots=True)
class TipScores:
    """The best template at each place and turn.

    Attributes:
        turns: (t,) radians counter-clockwise as seen.
        score: (t, rows, columns) float32 on the grid, in usual fingertips; the place is the middle of the core.
        width: (t, rows, columns) int32, index into the build's widths.
    """

    turns: npt.NDArray[np.float64]
    score: npt.NDArray[np.float32]
    width: npt.NDArray[np.int32]


def tip_scores(ridges: npt.NDArray[np.bool_], build: Build) -> TipScores:
    """Scores of all templates.

    Args:
        ridges: (rows, columns) bool, from ``ridge_cells``.
        build: which widths are tried.
    """
    closed = cv2.morphologyEx(ridges.astype(np.uint8), cv2.MORPH_CLOSE, disc(_GAP_CELLS))
    size = (max(1, ridges.shape[1] // 2), max(1, ridges.shape[0] // 2))
    share = np.asarray(cv2.resize(closed.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)
    degrees = range(-TURN_MOST_DEG, TURN_MOST_DEG + 1, TURN_STEP_DEG)
    score = np.empty((len(degrees), *share.shape), np.float32)
    width = np.empty(score.shape, np.int32)
    for place, turn in enumerate(degrees):
        every = np.stack([_laid(share, one, turn, build) for one in build.widths])
        width[place] = every.argmax(axis=0)
        score[place] = every.max(axis=0)
    return TipScores(np.deg2rad(np.array(degrees, float)), score, width)


def _laid(share: Cells, width_px: int, turn_deg: int, build: Build) -> Cells:
    kernel, empty = _template(width_px, turn_deg, build)
    # Outside the picture there is paper.
    found = cv2.filter2D(share, cv2.CV_32F, kernel, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(found - empty, np.float32)


@cache
def _template(width_px: int, turn_deg: int, build: Build) -> tuple[Cells, float]:
    """Weights of a tip about the middle of its core, and what its core costs where it is empty."""
    radius = (
        int(np.ceil(np.hypot(build.tail - build.core / 2, width_px / 2) / GRID_PX)) + _RING_PX // GRID_PX + 1
    )
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1].astype(np.float64) * GRID_PX
    turn = np.deg2rad(turn_deg)
    core_px, tail_px = min(build.core, _SHORTEST * width_px), min(build.tail, 2 * _SHORTEST * width_px)
    across = np.abs(x * np.cos(turn) - y * np.sin(turn))
    down = x * np.sin(turn) + y * np.cos(turn) + core_px / 2
    core = _strip(across, down, width_px, 0.0) & (down < core_px)
    tail = (across < width_px / 2) & (down >= core_px) & (down < tail_px)
    around = _strip(across, down, width_px, _RING_PX) & (down < core_px) & ~core
    top = around & (down < 0.3 * width_px)
    weights = core * (1 + _EMPTY) + tail * _TAIL_GAIN - top * _RING_TOP - (around & ~top) * _RING_SIDE
    cell = GRID_PX * GRID_PX / UNIT_PX2
    return np.asarray(weights * cell, np.float32), float(core.sum() * _EMPTY * cell)


def _strip(
    across: npt.NDArray[np.float64], down: npt.NDArray[np.float64], width: float, margin: float
) -> npt.NDArray[np.bool_]:
    """A strip with an elliptic end, a margin wider than its width."""
    half, cap = width / 2 + margin, 0.4 * width + margin
    above = np.maximum(0, cap - margin - down) / cap
    return (across / half) ** 2 + above**2 < 1
