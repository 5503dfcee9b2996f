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
    """Neighbour numbers at which the branches of a pixel begin; straight ones before diagonal ones. Returns the count."""
    count = 0
    for k in range(8):
        if not skeleton[y + STEP_Y[k], x + STEP_X[k]]:
            continue
        if k % 2 == 1:
            after, before = (k + 1) % 8, k - 1
            if (
                skeleton[y + STEP_Y[after], x + STEP_X[after]]
                or skeleton[y + STEP_Y[before], x + STEP_X[before]]
            ):
                continue  # this diagonal pixel is reached through its straight neighbour
        steps[count] = k
        count += 1
    return count


@njit(nogil=True, cache=True, inline="always")
def next_step(skeleton: Binary, y: int, x: int, came: int) -> int:
    """Neighbour number by which a walk that came in direction ``came`` goes on, or -1 where the ridge ends."""
    for turn in (0, 1, -1, 2, -2):
        k = (came + turn) % 8
        if skeleton[y + STEP_Y[k], x + STEP_X[k]]:
            return k
    return -1


@njit(nogil=True, cache=True)
def walk(
    skeleton: Binary,
    crossing: npt.NDArray[np.uint8],
    y: int,
    x: int,
    step: int,
    length_max: int,
    path: npt.NDArray[np.int64],
) -> int:
    """Walk from a pixel in a first direction until the next node or ``length_max`` pixels.

    Fills ``path`` (length_max, 2) with the pixels walked on, without the start; a node (crossing number not 2) is the
    last of them. Returns how many there are.
    """
    count = 0
    while count < length_max:
        y += STEP_Y[step]
        x += STEP_X[step]
        path[count, 0], path[count, 1] = y, x
        count += 1
        if crossing[neighbour_code(skeleton, y, x)] != 2:
            break
        step = next_step(skeleton, y, x, step)
        if step < 0:
            break
    return count


@njit(nogil=True, cache=True)
def cut(skeleton: Binary, crossing: npt.NDArray[np.uint8], spur_max: int, fragment_max: int) -> None:
    """Erase, in place, branches from an ending to a near bifurcation or to a near other ending."""
    longest = max(spur_max, fragment_max)
    path = np.empty((longest + 1, 2), np.int64)
    steps = np.empty(8, np.int64)
    ys, xs = np.nonzero(skeleton)
    for k in range(len(ys)):
        y, x = ys[k], xs[k]
        if not skeleton[y, x]:
            continue
        kind = crossing[neighbour_code(skeleton, y, x)]
        if kind == 0:
            skeleton[y, x] = 0
            continue
        if kind != 1:
            continue
        first_steps(skeleton, y, x, steps)
        count = walk(skeleton, crossing, y, x, steps[0], longest + 1, path)
        last_y, last_x = path[count - 1, 0], path[count - 1, 1]
        end = crossing[neighbour_code(skeleton, last_y, last_x)]
        if end >= 3 and count <= spur_max:
            skeleton[y, x] = 0
            for s in range(count - 1):
                skeleton[path[s, 0], path[s, 1]] = 0
        elif end <= 1 and count <= fragment_max:
            skeleton[y, x] = 0
            for s in range(count):
                skeleton[path[s, 0], path[s, 1]] = 0
