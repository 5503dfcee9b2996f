"""How one print lies on the other, for pictures: first as a stiff sheet, then as a thin plate that bends.

Bookstein, "Principal warps: thin-plate splines and the decomposition of deformations", IEEE TPAMI 11(6), 1989. This is
drawing: no score depends on it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""(n, 2) float64, x and y in pixels at 500 ppi."""

STIFFNESS = 0.02
"""How far the plate may miss a point rather than bend: minutiae are placed to a few pixels only. A choice, by eye."""

_UNIT_PX = 100.0
_BENDING_LEAST = 4


@dataclass(frozen=True, slots=True)
class Warp:
    """A map of the plane: an affine part and, about each of its centres, a bend.

    Attributes:
        affine: (3, 2) float64, of 1, x, y in units of 100 pixels.
        centres: (k, 2) float64 in the same units.
        bends: (k, 2) float64.
    """

    affine: Points
    centres: Points
    bends: Points

    def at(self, points: Points) -> Points:
        """Where points (n, 2) in pixels go."""
        unit = points / _UNIT_PX
        moved = self.affine[0] + unit @ self.affine[1:]
        if len(self.centres):
            moved = moved + _kernel(unit, self.centres) @ self.bends
        return np.asarray(moved * _UNIT_PX)


def _kernel(points: Points, centres: Points) -> npt.NDArray[np.float64]:
    """r² log r of every distance, 0 at nought: (n, k)."""
    square = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(0.5 * square * np.log(np.where(square > 0, square, 1.0)))


def stiff(source: Points, target: Points) -> Warp:
    """The turn and shift that lay the source's points (k, 2) best on the target's; none at all where k is 0."""
    affine = np.vstack([np.zeros(2), np.eye(2)])
    if len(source):
        a, b = source / _UNIT_PX, target / _UNIT_PX
        left, _, right = np.linalg.svd((a - a.mean(axis=0)).T @ (b - b.mean(axis=0)))
        flip = np.diag([1.0, np.sign(np.linalg.det(left @ right)) or 1.0])
        turn = left @ flip @ right if len(source) > 1 else np.eye(2)
        affine = np.vstack([b.mean(axis=0) - a.mean(axis=0) @ turn, turn])
    return Warp(affine, np.zeros((0, 2)), np.zeros((0, 2)))


def thin_plate(source: Points, target: Points, stiffness: float = STIFFNESS) -> Warp:
    """The plate that carries the source's points (k, 2) near the target's; stiff where there are too few of them."""
    centred = source - source.mean(axis=0) if len(source) else source
    if len(source) < _BENDING_LEAST or np.linalg.matrix_rank(centred, tol=1.0) < 2:
        return stiff(source, target)
    a, k = source / _UNIT_PX, len(source)
    system = np.zeros((k + 3, k + 3))
    system[:k, :k] = _kernel(a, a) + stiffness * np.eye(k)
    system[:k, k], system[:k, k + 1 :] = 1.0, a
    system[k:, :k] = system[:k, k:].T
    wanted = np.vstack([target / _UNIT_PX, np.zeros((3, 2))])
    solved = np.linalg.lstsq(system, wanted, rcond=None)[0]
    return Warp(np.asarray(solved[k:], np.float64), a, np.asarray(solved[:k], np.float64))
