"""Thinning to a skeleton one pixel wide.

Guo and Hall (1989), two sub-iterations, then one pass that takes away what is left of corners, so that
crossing numbers are unambiguous.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

Binary = npt.NDArray[np.uint8]


def thin(binary: Binary) -> Binary:
    """Skeleton of the ridges.

    Args:
        binary: (rows, columns) uint8, 1 ridge.

    Returns:
        (rows, columns) uint8, 1 on the skeleton, which is 8-connected; the outermost rows and columns are 0.
    """
    skeleton = binary.copy()
    if min(skeleton.shape) < 3:
        return np.zeros_like(skeleton)
    skeleton[[0, -1], :] = 0
    skeleton[:, [0, -1]] = 0
    peel(skeleton, _TABLE)
    shave(skeleton, _SIMPLE)
    return skeleton


def _ring(code: int) -> list[int]:
    """The eight neighbours of a code: N, NE, E, SE, S, SW, W, NW."""
    return [(code >> bit) & 1 for bit in range(8)]


def removable(code: int, odd: bool) -> bool:
    """Whether Guo and Hall's sub-iteration takes away a pixel with these neighbours."""
    p2, p3, p4, p5, p6, p7, p8, p9 = _ring(code)
    components = (1 - p2 & (p3 | p4)) + (1 - p4 & (p5 | p6)) + (1 - p6 & (p7 | p8)) + (1 - p8 & (p9 | p2))
    neighbours = min(
        (p9 | p2) + (p3 | p4) + (p5 | p6) + (p7 | p8), (p2 | p3) + (p4 | p5) + (p6 | p7) + (p8 | p9)
    )
    side = ((p6 | p7 | (1 - p9)) & p8) if odd else ((p2 | p3 | (1 - p5)) & p4)
    return components == 1 and 2 <= neighbours <= 3 and side == 0


def redundant(code: int) -> bool:
    """Whether a pixel is a corner: without it its neighbours stay connected, and it is no end."""
    ring = _ring(code)
    runs = sum(1 - ring[k] & (ring[k + 1] | ring[(k + 2) % 8]) for k in (0, 2, 4, 6))
    return runs == 1 and sum(ring) >= 2


_TABLE = np.array([[removable(code, odd) for code in range(256)] for odd in (False, True)], np.uint8)
_SIMPLE = np.array([redundant(code) for code in range(256)], np.uint8)


@njit(nogil=True, cache=True, inline="always")
def neighbour_code(binary: Binary, y: int, x: int) -> int:
    """Neighbours of an inner pixel as bits: N, NE, E, SE, S, SW, W, NW."""
    return (
        int(binary[y - 1, x])
        | int(binary[y - 1, x + 1]) << 1
        | int(binary[y, x + 1]) << 2
        | int(binary[y + 1, x + 1]) << 3
        | int(binary[y + 1, x]) << 4
        | int(binary[y + 1, x - 1]) << 5
        | int(binary[y, x - 1]) << 6
        | int(binary[y - 1, x - 1]) << 7
    )


@njit(nogil=True, cache=True)
def peel(binary: Binary, table: npt.NDArray[np.uint8]) -> None:
    """Take away removable pixels layer by layer, in place, until none is left; the frame must be 0."""
    ys, xs = np.nonzero(binary)
    live = len(ys)
    doomed = np.empty(live, np.int64)
    changed = True
    while changed:
        changed = False
        for odd in range(2):
            count = 0
            for k in range(live):
                if table[odd, neighbour_code(binary, ys[k], xs[k])]:
                    doomed[count] = k
                    count += 1
            for d in range(count):
                binary[ys[doomed[d]], xs[doomed[d]]] = 0
            if count:
                changed = True
                kept = 0
                for k in range(live):
                    if binary[ys[k], xs[k]]:
                        ys[kept], xs[kept] = ys[k], xs[k]
                        kept += 1
                live = kept


@njit(nogil=True, cache=True)
def shave(binary: Binary, simple: npt.NDArray[np.uint8]) -> None:
    """Take away corner pixels one after the other in reading order, in place, until none is left."""
    ys, xs = np.nonzero(binary)
    changed = True
    while changed:
        changed = False
        for k in range(len(ys)):
            if binary[ys[k], xs[k]] and simple[neighbour_code(binary, ys[k], xs[k])]:
                binary[ys[k], xs[k]] = 0
                changed = True
