"""Minutiae of a skeleton by crossing number, with the direction in which each points.

The direction is that of ISO/IEC 19794-2 and INCITS 378: an ending points back along its ridge, a bifurcation into the valley between its
two branches. So an ending which pressure joins to its neighbour becomes a bifurcation that points the same way.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.template.extract import parameter
from tenprint.template.extract.skeleton import CROSSING, first_steps, neighbour_code, walk
from tenprint.template.model import MinutiaKind

Binary = npt.NDArray[np.uint8]
Field = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """Minutiae before they are judged.

    Attributes:
        x: (n,) int64, column of the skeleton's node.
        y: (n,) int64, row.
        theta: (n,) float32, radians in [0, 2π), counter-clockwise from +x as seen.
        kind: (n,) uint8, ``MinutiaKind``.
        partner: (n,) int64, index of the minutia at the other end of the shortest branch within reach, or -1.
        reach: (n,) int64, pixels along that branch, 0 where there is no partner.
    """

    x: npt.NDArray[np.int64]
    y: npt.NDArray[np.int64]
    theta: Field
    kind: npt.NDArray[np.uint8]
    partner: npt.NDArray[np.int64]
    reach: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """Count of minutiae."""
        return len(self.x)

    def take(self, kept: npt.NDArray[np.bool_]) -> "Found":
        """Those where ``kept`` (n,) is true; partners are forgotten, for their indices have moved."""
        count = int(kept.sum())
        none = np.full(count, -1, np.int64)
        return Found(self.x[kept], self.y[kept], self.theta[kept], self.kind[kept], none, self.reach[kept])


def find(skeleton: Binary, angle: Field) -> Found:
    """Endings and bifurcations.

    Args:
        skeleton: (rows, columns) uint8, 1 on the skeleton, frame 0.
        angle: (cell rows, cell columns) float32, ridge angle in [0, π).

    Returns:
        All minutiae in reading order.
    """
    y, x, kind, sense_y, sense_x, partner, reach = nodes(
        skeleton, CROSSING, parameter.DIRECTION_TRACE_PX, parameter.BRIDGE_LENGTH_MAX
    )
    axis = angle[y // parameter.CELL_PX, x // parameter.CELL_PX]
    theta = np.where(sense_x * np.cos(axis) - sense_y * np.sin(axis) >= 0, axis, axis + np.pi)
    theta = np.mod(theta, 2 * np.pi).astype(np.float32)
    return Found(x, y, theta, kind, partner, reach)


@njit(nogil=True, cache=True)
def nodes(
    skeleton: Binary, crossing: npt.NDArray[np.uint8], trace: int, bridge: int
) -> tuple[
    npt.NDArray[np.int64],
    npt.NDArray[np.int64],
    npt.NDArray[np.uint8],
    npt.NDArray[np.float64],
    npt.NDArray[np.float64],
    npt.NDArray[np.int64],
    npt.NDArray[np.int64],
]:
    """Rows, columns, kinds, sense of direction (rows, columns), partner and distance to it of each node."""
    names = np.full(skeleton.shape, -1, np.int64)
    ys, xs = np.nonzero(skeleton)
    rows, columns = np.empty(len(ys), np.int64), np.empty(len(ys), np.int64)
    kinds = np.empty(len(ys), np.uint8)
    count = 0
    for k in range(len(ys)):
        y, x = ys[k], xs[k]
        number = crossing[neighbour_code(skeleton, y, x)]
        if number != 1 and number != 3:
            continue
        if names[y - 1 : y + 2, x - 1 : x + 2].max() >= 0:
            continue  # a fork drawn by two touching pixels is one fork
        names[y, x] = count
        rows[count], columns[count] = y, x
        kinds[count] = 1 if number == 1 else 2
        count += 1
    rows, columns, kinds = rows[:count].copy(), columns[:count].copy(), kinds[:count].copy()
    sense_y, sense_x = np.zeros(count, np.float64), np.zeros(count, np.float64)
    partner, reach = np.full(count, -1, np.int64), np.zeros(count, np.int64)
    path = np.empty((max(trace, bridge), 2), np.int64)
    steps = np.empty(8, np.int64)
    unit_y, unit_x = np.zeros(8, np.float64), np.zeros(8, np.float64)
    for k in range(count):
        branches = first_steps(skeleton, rows[k], columns[k], steps)
        for b in range(branches):
            length = walk(skeleton, crossing, rows[k], columns[k], steps[b], max(trace, bridge), path)
            last_y, last_x = path[length - 1, 0], path[length - 1, 1]
            other = names[last_y, last_x]
            if other >= 0 and other != k and length <= bridge and (partner[k] < 0 or length < reach[k]):
                partner[k], reach[k] = other, length
            shown = min(length, trace) - 1
            dy, dx = float(path[shown, 0] - rows[k]), float(path[shown, 1] - columns[k])
            norm = max(np.hypot(dy, dx), 1e-9)
            unit_y[b], unit_x[b] = dy / norm, dx / norm
        if kinds[k] == 1:
            sense_y[k], sense_x[k] = unit_y[0], unit_x[0]
            continue
        # The stem is the branch that is farthest from the other two; the valley lies opposite to it.
        for b in range(branches):
            sense_y[k] += unit_y[b]
            sense_x[k] += unit_x[b]
    return rows, columns, kinds, sense_y, sense_x, partner, reach
