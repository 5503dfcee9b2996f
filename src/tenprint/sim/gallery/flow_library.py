"""Ridge flows to choose from: patterns drawn as for prints, kept as numbers that compiled loops take.

Drawing a pattern costs more than all else of a finger without a picture. Each finger takes one of some hundred drawn
for its position and stretches, shifts and disturbs it, so that no two have the same flow.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin import frame as skin_frame
from tenprint.sim.skin.frame import STEP, Build, Window
from tenprint.sim.skin.master import MasterSize, outline
from tenprint.sim.skin.orientation import flow_arguments
from tenprint.sim.skin.pattern import Pattern

PATTERNS = 384
"""Patterns drawn for each finger position: a choice of this model."""

Numbers = npt.NDArray[np.float64]


class FlowLibrary(NamedTuple):
    """Flows of the ten finger positions, ``PATTERNS`` each; lengths in pixels at 500 ppi.

    Attributes:
        cores: (10, p, 2, 6) float64 as ``orientation.tangent_at`` takes them.
        core_count: (10, p) int64.
        deltas: (10, p, 2, 6) float64.
        delta_count: (10, p) int64.
        bump: (10, p, 3) float64.
        turn: (10, p, 4) float64.
        focus: (10, p) float64.
        middle: (10, p, 2) float64, x and y of the pattern's middle in the finger's frame.
        frame: (10, p, 4) float64, left, top, width and height of the part of the finger that is made.
        tip: (10, p, 2) float64, width and height of the finger, which round off its tip.
        area: (10, p) float64, skin in the part that is made, square pixels.
    """

    cores: Numbers
    core_count: npt.NDArray[np.int64]
    deltas: Numbers
    delta_count: npt.NDArray[np.int64]
    bump: Numbers
    turn: Numbers
    focus: Numbers
    middle: Numbers
    frame: Numbers
    tip: Numbers
    area: Numbers


@dataclass(frozen=True, slots=True)
class Outline:
    """What is drawn of a finger before its ridges; pixels at 500 ppi in the finger's frame (``skin.frame``).

    Attributes:
        build: size of the finger.
        pattern: class, cores and deltas.
        window: part that is made.
    """

    build: Build
    pattern: Pattern
    window: Window

    @property
    def width(self) -> float:
        """Of the part that is made."""
        return float(self.window.columns * STEP)

    @property
    def height(self) -> float:
        """Of the part that is made."""
        return float(self.window.rows * STEP)


def outline_of(seed: int, finger_position: int, size: MasterSize) -> Outline:
    """Outline of the finger that ``master.build`` makes from the same seed."""
    build, pattern = outline(seed, finger_position)
    full = size is MasterSize.FULL
    return Outline(
        build, pattern, skin_frame.full_window(build) if full else skin_frame.small_window(pattern)
    )


def pattern_seed(row: int, index: int) -> int:
    """Seed of the library's ``index``-th flow of finger position ``row`` + 1."""
    return int(stream(index, Stream.UNPICTURED_PATTERN, row + 1).integers(1 << 62))


@cache
def flow_library(size: MasterSize, patterns: int = PATTERNS) -> FlowLibrary:
    """The library; drawn once a process, always the same.

    Args:
        size: which part of the finger is made.
        patterns: how many for each finger position.
    """
    shape = (10, patterns)
    library = FlowLibrary(
        np.zeros((*shape, 2, 6)), np.zeros(shape, np.int64), np.zeros((*shape, 2, 6)), np.zeros(shape, np.int64),
        np.zeros((*shape, 3)), np.zeros((*shape, 4)), np.zeros(shape), np.zeros((*shape, 2)), np.zeros((*shape, 4)),
        np.zeros((*shape, 2)), np.zeros(shape),
    )  # fmt: skip
    for row in range(10):
        for index in range(patterns):
            _keep(library, (row, index), outline_of(pattern_seed(row, index), row + 1, size))
    return library


def _keep(library: FlowLibrary, place: tuple[int, int], drawn: Outline) -> None:
    """Write one pattern into its place."""
    cores, deltas, bump, turn, focus = flow_arguments(drawn.pattern, drawn.build.focus)
    library.cores[place][: len(cores)] = cores
    library.core_count[place] = len(cores)
    library.deltas[place][: len(deltas)] = deltas
    library.delta_count[place] = len(deltas)
    library.bump[place], library.turn[place], library.focus[place] = bump, turn, focus
    library.middle[place] = skin_frame.middle(drawn.pattern)
    library.frame[place] = drawn.window.left, drawn.window.top, drawn.width, drawn.height
    library.tip[place] = drawn.build.width, drawn.build.height
    library.area[place] = skin_area(drawn)


def skin_places(drawn: Outline, step: float) -> Numbers:
    """Places of a grid that are skin, pixels of the part that is made: (n, 2) float64."""
    x, y = np.meshgrid(np.arange(step / 2, drawn.width, step), np.arange(step / 2, drawn.height, step))
    shoulder = 0.5 * drawn.build.height
    above = np.maximum(drawn.window.top - y - shoulder, 0) / (drawn.build.height - shoulder)
    across = np.abs(drawn.window.left + x) / (drawn.build.width / 2 + 1)
    on = above**2.4 + across**2.4 <= 1
    return np.stack([x[on], y[on]], axis=1)


def skin_area(drawn: Outline) -> float:
    """Skin in the part that is made, square pixels."""
    return 256.0 * len(skin_places(drawn, 16.0))
