"""Minutiae of a skeleton by crossing number, with the direction in which each points.

The direction is that of ISO/IEC 19794-2 and INCITS 378: an ending points back along its ridge, a bifurcation
into the valley between its two branches. So an ending which pressure joins to its neighbour becomes a
bifurcation that points the same way.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.template.extract import parameter
from tenprint.template.extract.skeleton import CROSSING, first_steps, walk
from tenprint.template.extract.thinning import neighbour_code
from tenprint.template.model import MinutiaKind

Binary = npt.NDArray[np.uint8]
Field = npt.NDArray[np.float32]
Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """Minutiae before they are judged.

    Attributes:
        x: (n,) int64, column of the skeleton's node.
        y: (n,) int64, row.
        theta: (n,) float32, radians in [0, 2π), counter-clockwise from +x as seen.
        kind: (n,) uint8, ``MinutiaKind``.
        partner: (n,) int64, index of the minutia at the other end of a short branch, or -1.
    """

    x: npt.NDArray[np.int64]
    y: npt.NDArray[np.int64]
    theta: Field
    kind: npt.NDArray[np.uint8]
    partner: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """Count of minutiae."""
        return len(self.x)

    def take(self, kept: npt.NDArray[np.bool_]) -> "Found":
        """Those where ``kept`` (n,) is true; partners are forgotten, for their indices have moved."""
        count = int(kept.sum())
        none = np.full(count, -1, np.int64)
        return Found(self.x[kept], self.y[kept], self.theta[kept], self.kind[kept], none)


def find(skeleton: Binary, angle: Field) -> Found:
    """Endings and bifurcations.

    Args:
        skeleton: (rows, columns) uint8, 1 on the skeleton, frame 0.
        angle: (cell rows, cell columns) float32, ridge angle in [0, π).

    Returns:
        All minutiae in reading order.
    """
    y, x, kind, names = nodes(skeleton, CROSSING)
    trace, bridge = parameter.DIRECTION_TRACE_PX, parameter.BRIDGE_LENGTH_MAX
    sense, partner = branches(skeleton, CROSSING, y, x, names, trace, bridge)
    # The skeleton says which way, the smooth orientation says exactly where to.
    axis = angle[y // parameter.CELL_PX, x // parameter.CELL_PX]
    forward = sense[:, 1] * np.cos(axis) - sense[:, 0] * np.sin(axis) >= 0
    theta = np.mod(np.where(forward, axis, axis + np.pi), 2 * np.pi).astype(np.float32)
    return Found(x, y, theta, kind, partner)


@njit(nogil=True, cache=True)
def nodes(
    skeleton: Binary, crossing: npt.NDArray[np.uint8]
) -> tuple[Index, Index, npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """Rows, columns and kinds of endings and forks; and a picture of their numbers, elsewhere -1."""
    names = np.full(skeleton.shape, -1, np.int32)
    ys, xs = np.nonzero(skeleton)
    kinds = np.empty(len(ys), np.uint8)
    count = 0
    for k in range(len(ys)):
        y, x = ys[k], xs[k]
        number = crossing[neighbour_code(skeleton, y, x)]
        # A fork drawn by two touching pixels is one fork.
        if number in (1, 3) and names[y - 1 : y + 2, x - 1 : x + 2].max() < 0:
            names[y, x] = count
            ys[count], xs[count] = y, x
            kinds[count] = MinutiaKind.ENDING if number == 1 else MinutiaKind.BIFURCATION
            count += 1
    return ys[:count].copy(), xs[:count].copy(), kinds[:count].copy(), names


@njit(nogil=True, cache=True)
def branches(
    skeleton: Binary,
    crossing: npt.NDArray[np.uint8],
    ys: Index,
    xs: Index,
    names: npt.NDArray[np.int32],
    trace: int,
    bridge: int,
) -> tuple[npt.NDArray[np.float64], Index]:
    """Sum of the unit vectors (rows, columns) along each node's branches, and the node that one soon reaches.

    Of a fork's three vectors the two of the branches outweigh the stem's: their sum points into the valley.
    """
    sense = np.zeros((len(ys), 2), np.float64)
    partner = np.full(len(ys), -1, np.int64)
    path = np.empty((max(trace, bridge), 2), np.int64)
    steps = np.empty(8, np.int64)
    for k in range(len(ys)):
        for b in range(first_steps(skeleton, ys[k], xs[k], steps)):
            length = walk(skeleton, crossing, (ys[k], xs[k]), steps[b], len(path), path)
            other = names[path[length - 1, 0], path[length - 1, 1]]
            if other >= 0 and other != k and length <= bridge:
                partner[k] = other
            shown = path[min(length, trace) - 1]
            dy, dx = float(shown[0] - ys[k]), float(shown[1] - xs[k])
            norm = max(np.hypot(dy, dx), 1.0)
            sense[k, 0] += dy / norm
            sense[k, 1] += dx / norm
    return sense, partner
