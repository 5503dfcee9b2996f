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

from tenprint.sim.skin.growth import Numbers, direction_of
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


def find(cosine: Field, sine: Field, numbers: Numbers, period: Field, singular: Field) -> TrueMinutiae:
    """Minutiae of grown ridges, in grid points.

    Args:
        cosine: (rows, columns) float32 from ``growth.quadrature``.
        sine: likewise.
        numbers: (rows, columns) int32, the filters they grew with.
        period: (rows, columns) float32, ridge period in grid points.
        singular: (n, 2) float32, x and y of cores and deltas, grid points; there the phase has no meaning.
    """
    direction = direction_of(numbers)
    windings = _windings(cosine, sine, np.cos(direction), np.sin(direction))
    rows, columns = np.nonzero(windings)
    sign = windings[rows, columns]
    keep = _apart(rows, columns, sign, period[rows, columns], singular)
    rows, columns, sign = rows[keep], columns[keep], sign[keep]
    theta = np.where(sign > 0, direction[rows, columns], direction[rows, columns] + np.float32(np.pi))
    kind = _kinds(cosine, rows, columns, theta, period[rows, columns])
    half = np.float32(0.5)
    x, y = columns.astype(np.float32) + half, rows.astype(np.float32) + half
    return TrueMinutiae(x, y, theta.astype(np.float32), kind)


def _apart(
    rows: npt.NDArray[np.intp],
    columns: npt.NDArray[np.intp],
    sign: npt.NDArray[np.int8],
    period: Field,
    singular: Field,
) -> npt.NDArray[np.bool_]:
    """Mask of windings that are minutiae: no pair that cancels within a ridge, none at a core or a delta."""
    place = np.stack([columns, rows], axis=1).astype(np.float32)
    keep = np.ones(len(rows), np.bool_)
    if len(singular) and len(rows):
        distance = np.linalg.norm(place[:, None] - singular[None], axis=2).min(axis=1)
        keep &= distance > 1.2 * period
    # The nearest opposite pairs go first, so that a minutia between two others loses only one of them.
    distance = np.linalg.norm(place[:, None] - place[None], axis=2)
    opposite = (sign[:, None] != sign[None]) & (distance < 0.8 * period[:, None])
    first, second = np.nonzero(np.triu(opposite))
    for index in np.argsort(distance[first, second], kind="stable"):
        a, b = first[index], second[index]
        if keep[a] and keep[b]:
            keep[a] = keep[b] = False
    return keep


def _kinds(
    cosine: Field, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], theta: Field, period: Field
) -> npt.NDArray[np.uint8]:
    """Ending where the additional line is a ridge, bifurcation where it is a valley."""
    ahead = np.zeros(len(rows), np.float32)
    for reach in (0.4, 0.6, 0.8):
        step_x, step_y = reach * period * np.cos(theta), -reach * period * np.sin(theta)
        for side in (1, -1):
            x = np.clip(np.rint(columns + 0.5 + side * step_x), 0, cosine.shape[1] - 1).astype(np.intp)
            y = np.clip(np.rint(rows + 0.5 + side * step_y), 0, cosine.shape[0] - 1).astype(np.intp)
            ahead += side * cosine[y, x]
    return np.where(ahead > 0, np.uint8(MinutiaKind.ENDING), np.uint8(MinutiaKind.BIFURCATION))


@njit(nogil=True, cache=True)
def _windings(cosine, sine, direction_cosine, direction_sine):  # type: ignore[no-untyped-def]  # numba infers
    rows, columns = cosine.shape
    found = np.zeros((rows, columns), np.int8)
    phase = np.zeros(4)
    for row in range(2, rows - 3):
        for column in range(2, columns - 3):
            # Four neighbours, clockwise as seen.
            for corner in range(4):
                r = row + (corner >> 1)
                c = column + ((corner ^ (corner >> 1)) & 1)
                aligned = (
                    direction_cosine[r, c] * direction_cosine[row, column]
                    + direction_sine[r, c] * direction_sine[row, column]
                )
                side = 1.0 if aligned >= 0 else -1.0
                phase[corner] = np.arctan2(side * sine[r, c], cosine[r, c])
            total = 0.0
            for corner in range(4):
                difference = phase[(corner + 1) & 3] - phase[corner]
                if difference > np.pi:
                    difference -= 2 * np.pi
                elif difference < -np.pi:
                    difference += 2 * np.pi
                total += difference
            if total > 3:
                found[row, column] = 1
            elif total < -3:
                found[row, column] = -1
    return found
