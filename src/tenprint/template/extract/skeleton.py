"""Walks along a skeleton, and what is cut off it: spurs and fragments."""

import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.template.extract import parameter
from tenprint.template.extract.thinning import neighbour_code

Binary = npt.NDArray[np.uint8]

# Neighbours in the order of ``neighbour_code``: N, NE, E, SE, S, SW, W, NW.
STEP_Y = np.array([-1, -1, 0, 1, 1, 1, 0, -1], np.int64)
STEP_X = np.array([0, 1, 1, 1, 0, -1, -1, -1], np.int64)

CROSSING = np.array(
    [sum(((code >> k) & 1) != ((code >> (k + 1) % 8) & 1) for k in range(8)) // 2 for code in range(256)],
    np.uint8,
)
"""Crossing number of each neighbour code (Rutovitz 1966): 1 ending, 2 ridge, 3 bifurcation, 4 crossing."""


def prune(skeleton: Binary) -> Binary:
    """Skeleton without spurs on the side of a ridge and without fragments that stand alone.

    Args:
        skeleton: (rows, columns) uint8, 1 on the skeleton, frame 0.

    Returns:
        (rows, columns) uint8, another array.
    """
    pruned = skeleton.copy()
    cut(pruned, CROSSING, parameter.SPUR_LENGTH_MAX, parameter.FRAGMENT_LENGTH_MAX)
    return pruned


@njit(nogil=True, cache=True, inline="always")
def first_steps(skeleton: Binary, y: int, x: int, steps: npt.NDArray[np.int64]) -> int:
    """Fill ``steps`` with the neighbour numbers at which a pixel's branches begin; returns their count."""
    count = 0
    for k in range(8):
        if not skeleton[y + STEP_Y[k], x + STEP_X[k]]:
            continue
        after, before = (k + 1) % 8, (k + 7) % 8
        beside = skeleton[y + STEP_Y[after], x + STEP_X[after]]
        beside |= skeleton[y + STEP_Y[before], x + STEP_X[before]]
        if k % 2 == 1 and beside:
            continue  # this diagonal pixel is reached through its straight neighbour
        steps[count] = k
        count += 1
    return count


@njit(nogil=True, cache=True, inline="always")
def next_step(skeleton: Binary, y: int, x: int, came: int) -> int:
    """Neighbour number by which a walk that came in direction ``came`` goes on, or -1 at the end."""
    for turn in (0, 1, -1, 2, -2):
        k = (came + turn) % 8
        if skeleton[y + STEP_Y[k], x + STEP_X[k]]:
            return k
    return -1


@njit(nogil=True, cache=True)
def walk(
    skeleton: Binary,
    crossing: npt.NDArray[np.uint8],
    start: tuple[int, int],
    step: int,
    length_max: int,
    path: npt.NDArray[np.int64],
) -> int:
    """Walk from a pixel in a first direction until the next node or ``length_max`` pixels.

    Fills ``path`` (length_max, 2) with the pixels walked on, without the start; a node (crossing number not
    2) is the last of them. Returns how many there are.
    """
    y, x = start
    count = 0
    while count < length_max and step >= 0:
        y += STEP_Y[step]
        x += STEP_X[step]
        path[count, 0], path[count, 1] = y, x
        count += 1
        if crossing[neighbour_code(skeleton, y, x)] != 2:
            break
        step = next_step(skeleton, y, x, step)
    return count


@njit(nogil=True, cache=True)
def cut(skeleton: Binary, crossing: npt.NDArray[np.uint8], spur_max: int, fragment_max: int) -> None:
    """Erase, in place, branches from an ending to a near bifurcation or to a near other ending."""
    path = np.empty((max(spur_max, fragment_max) + 1, 2), np.int64)
    steps = np.empty(8, np.int64)
    ys, xs = np.nonzero(skeleton)
    for k in range(len(ys)):
        y, x = ys[k], xs[k]
        if not skeleton[y, x] or crossing[neighbour_code(skeleton, y, x)] > 1:
            continue
        length = 0
        if first_steps(skeleton, y, x, steps):
            length = walk(skeleton, crossing, (y, x), steps[0], len(path), path)
        last = path[length - 1]
        number = crossing[neighbour_code(skeleton, last[0], last[1])] if length else 0
        if number == 2 or length > (spur_max if number >= 3 else fragment_max):
            continue
        if number >= 3:
            length -= 1  # the fork itself stays, as a point of the ridge
        skeleton[y, x] = 0
        for s in range(length):
            skeleton[path[s, 0], path[s, 1]] = 0
