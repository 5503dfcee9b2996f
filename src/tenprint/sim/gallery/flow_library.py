"""Ridge flows to choose from: patterns drawn as for prints, kept as numbers that compiled loops take.

Drawing a pattern costs more than all else of a finger without a picture. Each finger takes one of some hundred drawn
for its position and stretches, shifts and disturbs it, so that no two have the same flow.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.master import MasterSize, Outline, outline
from tenprint.sim.skin.orientation import flow_arguments

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
    )  # fmt: skip
    for row in range(10):
        for index in range(patterns):
            drawn = outline(stream(index, Stream.UNPICTURED_PATTERN, row + 1), row + 1, size)
            _keep(library, (row, index), drawn)
    return library


def _keep(library: FlowLibrary, place: tuple[int, int], drawn: Outline) -> None:
    """Write one pattern into its place."""
    cores, deltas, bump, turn, focus = flow_arguments(drawn.pattern, drawn.focus)
    library.cores[place][: len(cores)] = cores
    library.core_count[place] = len(cores)
    library.deltas[place][: len(deltas)] = deltas
    library.delta_count[place] = len(deltas)
    library.bump[place], library.turn[place], library.focus[place] = bump, turn, focus
    library.middle[place] = drawn.middle
    library.frame[place] = drawn.left, drawn.top, drawn.width, drawn.height
