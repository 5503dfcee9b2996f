"""The true minutiae of grown ridges: where the ridges' phase turns once around a point.

Ridges are level lines of a phase; where one begins, the phase winds by ±2π around the place (K. Larkin and
P. Fletcher, "A coherent framework for fingerprint analysis: are fingerprints holograms?", Optics Express
15(14), 2007). The sign says on which side there is one ridge more, which is where ISO/IEC 19794-2 lets a
minutia point: into the ridge that ends, or into the valley between two branches.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.sim.skin.filters import DIRECTIONS, Numbers, direction_numbers, period_fifths
from tenprint.sim.skin.growth import Sums
from tenprint.template.model import MinutiaKind

Field = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TrueMinutiae:
    """Minutiae as the generator knows them, in the convention of ``tenprint.template.model``.

    Attributes:
        x: (n,) float32, pixels at 500 ppi from the left of the picture they belong to.
        y: (n,) float32, pixels at 500 ppi from its top.
        theta: (n,) float32, radians in [0, 2π), counter-clockwise from +x as seen.
        kind: (n,) uint8, ``MinutiaKind``.
    """

    x: Field
    y: Field
    theta: Field
    kind: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        """Count of minutiae."""
        return len(self.x)

    def only(self, keep: npt.NDArray[np.bool_]) -> "TrueMinutiae":
        """Those of a mask: (n,) bool."""
        return TrueMinutiae(self.x[keep], self.y[keep], self.theta[keep], self.kind[keep])


def find(cosine: Sums, sine: Sums, numbers: Numbers, singular: npt.NDArray[np.float64]) -> TrueMinutiae:
    """Minutiae of grown ridges, in grid points.

    Args:
        cosine: (rows, columns) int32 from ``growth.quadrature``.
        sine: likewise.
        numbers: (rows, columns) int32, the filters they grew with.
        singular: (n, 2) float64, x and y of cores and deltas, grid points; there the phase has no meaning.
    """
    direction, fifths = direction_numbers(numbers), period_fifths(numbers)
    windings = _windings(cosine, sine, direction)
    rows, columns = np.nonzero(windings)
    sign = windings[rows, columns]
    keep = _apart(rows, columns, sign, fifths[rows, columns], singular)
    rows, columns, sign = rows[keep], columns[keep], sign[keep]
    steps = direction[rows, columns] + np.where(sign > 0, 0, DIRECTIONS)
    theta = np.asarray(np.pi / DIRECTIONS * steps, np.float64)
    kind = _kinds(cosine, rows, columns, theta, fifths[rows, columns] / 5)
    half = np.float32(0.5)
    x, y = columns.astype(np.float32) + half, rows.astype(np.float32) + half
    return TrueMinutiae(x, y, theta.astype(np.float32), kind)


def _apart(
    rows: npt.NDArray[np.intp],
    columns: npt.NDArray[np.intp],
    sign: npt.NDArray[np.int8],
    fifths: Numbers,
    singular: npt.NDArray[np.float64],
) -> npt.NDArray[np.bool_]:
    """Mask of windings that are minutiae: no opposite pair within little more than a ridge, none at a core or delta.

    Such a pair is a dot or a step of a ridge, which examiners and extractors leave out.
    """
    keep = np.ones(len(rows), np.bool_)
    if len(singular) and len(rows):
        dx, dy = columns[:, None] - singular[:, 0], rows[:, None] - singular[:, 1]
        keep &= np.sqrt(dx * dx + dy * dy).min(axis=1) > 1.2 / 5 * fifths
    # The nearest opposite pairs go first, so that a minutia between two others loses only one of them.
    distance2 = (rows[:, None] - rows) ** 2 + (columns[:, None] - columns) ** 2
    # Nearer than 1.2 periods, in squares of twenty-fifths.
    opposite = (sign[:, None] != sign) & (625 * distance2 < (6 * fifths[:, None].astype(np.int64)) ** 2)
    first, second = np.nonzero(np.triu(opposite))
    for index in np.argsort(distance2[first, second], kind="stable"):
        a, b = first[index], second[index]
        if keep[a] and keep[b]:
            keep[a] = keep[b] = False
    return keep


def _kinds(
    cosine: Sums,
    rows: npt.NDArray[np.intp],
    columns: npt.NDArray[np.intp],
    theta: npt.NDArray[np.float64],
    period: npt.NDArray[np.float64],
) -> npt.NDArray[np.uint8]:
    """Ending where the additional line is a ridge, bifurcation where it is a valley."""
    ahead = np.zeros(len(rows), np.int64)
    for reach in (0.4, 0.6, 0.8):
        step_x, step_y = reach * period * np.cos(theta), -reach * period * np.sin(theta)
        for side in (1, -1):
            # A little off the middle of the cell, so that no straight direction lands between two points.
            x = np.clip(np.rint(columns + 0.49 + side * step_x), 0, cosine.shape[1] - 1).astype(np.intp)
            y = np.clip(np.rint(rows + 0.49 + side * step_y), 0, cosine.shape[0] - 1).astype(np.intp)
            ahead += side * cosine[y, x].astype(np.int64)
    return np.where(ahead > 0, np.uint8(MinutiaKind.ENDING), np.uint8(MinutiaKind.BIFURCATION))


@njit(nogil=True, cache=True)
def _windings(cosine, sine, direction):  # type: ignore[no-untyped-def]  # numba infers
    """Turns of the phase about the middle of each four neighbours, clockwise as seen, in whole numbers.

    A step between two neighbours counts when it crosses the axis of negative cosines; on which side of the
    middle it does is the sign of a product that 64 bits hold.
    """
    rows, columns = cosine.shape
    found = np.zeros((rows, columns), np.int8)
    c = np.zeros(5, np.int64)
    s = np.zeros(5, np.int64)
    for row in range(2, rows - 3):
        for column in range(2, columns - 3):
            for corner in range(4):
                y = row + (corner >> 1)
                x = column + ((corner ^ (corner >> 1)) & 1)
                # A filter's normal is one of two; neighbours must take the same.
                turned = abs(direction[y, x] - direction[row, column])
                c[corner] = cosine[y, x]
                s[corner] = sine[y, x] if turned <= 32 else -sine[y, x]
            c[4], s[4] = c[0], s[0]
            total = 0
            for corner in range(4):
                below, above = s[corner] < 0, s[corner + 1] < 0
                if below != above:
                    side = c[corner] * s[corner + 1] - s[corner] * c[corner + 1]
                    if above and side > 0:
                        total += 1
                    elif below and side < 0:
                        total -= 1
            found[row, column] = total
    return found
