"""Minutia cylinders as bits: what surrounds a minutia, seen from its own place and direction.

Cappelli, Ferrara, Maltoni (2010), sections 3 and 4.4 (bit-based). The disc of radius R about the minutia is
cut into ``side`` × ``side`` square cells turned with the minutia and, for each of ``CYLINDER_SECTIONS``
sections of relative direction, a cell's bit is on where the neighbours' Gaussian contributions exceed a
threshold. Bits lie plane by plane, row by row, least significant first; a mask (one bit per cell, the same
for all planes) says which cells are valid: within R and not far outside the convex hull of the minutiae.
"""

from functools import cache
from math import erf, pi, sqrt

import numba as nb
import numpy as np
import numpy.typing as npt

from tenprint.match import parameter

_TABLE_STEP_PX2 = 2.0
_ROW_STEP_PX = 4.0
_HULL_DIRECTIONS = 64
_TAU = 2.0 * pi


def spatial_table() -> npt.NDArray[np.float32]:
    """Contribution by squared distance: (k,) float32, entry i at (i + ½)·2 px², zero beyond 3 σ_S."""
    sigma = parameter.SPATIAL_SIGMA_PX
    count = int((3.0 * sigma) ** 2 / _TABLE_STEP_PX2)
    squares = (np.arange(count) + 0.5) * _TABLE_STEP_PX2
    return np.asarray(np.exp(-squares / (2.0 * sigma * sigma)) / (sigma * sqrt(_TAU)), np.float32)


def angular_table() -> npt.NDArray[np.float32]:
    """Contribution by relative direction: (256, sections) float32, row i at direction difference i·2π/256.

    The integral of a Gaussian of σ_D over each section's width, centred at −π + (s + ½)·2π/sections.
    """
    sections = parameter.CYLINDER_SECTIONS
    width = _TAU / sections
    scale = parameter.ANGULAR_SIGMA_RAD * sqrt(2.0)
    table = np.zeros((256, sections), np.float32)
    for i in range(256):
        for s in range(sections):
            centre = -pi + (s + 0.5) * width
            alpha = (i * _TAU / 256.0 - centre + pi) % _TAU - pi
            table[i, s] = 0.5 * (erf((alpha + width / 2) / scale) - erf((alpha - width / 2) / scale))
    return table


@cache
def disc_cells(side: int) -> int:
    """Count of cells of a ``side`` × ``side`` grid whose centre lies within the radius.

    >>> disc_cells(8)
    52
    """
    centres = (np.arange(side) + 0.5) * 2.0 / side - 1.0
    return int(np.count_nonzero(centres[:, None] ** 2 + centres[None, :] ** 2 <= 1.0))


@nb.njit(cache=True, nogil=True, error_model="numpy")
def hull_rows(
    x: npt.NDArray[np.float32], y: npt.NDArray[np.float32], margin: float
) -> tuple[float, npt.NDArray[np.float32]]:
    """The dilated convex hull of the minutiae as one interval of x for each row of a coarse raster.

    The hull is taken as the meeting of 64 half-planes, each touching the point set and moved outwards by the
    margin: no corner list is needed, and the corners come out nearly round, as a dilation's are.

    Args:
        x: (n,) float32 pixels, n ≥ 1.
        y: (n,) float32 pixels.
        margin: dilation in pixels.

    Returns:
        The y of row 0 and (rows, 2) float32: least and greatest x inside, least > greatest where nothing is.
    """
    top = y.min() - margin
    count = int((y.max() + margin - top) / _ROW_STEP_PX) + 1
    rows = np.empty((count, 2), np.float32)
    rows[:, 0] = -1e9
    rows[:, 1] = 1e9
    for k in range(_HULL_DIRECTIONS):
        cosine, sine = np.cos(_TAU * k / _HULL_DIRECTIONS), np.sin(_TAU * k / _HULL_DIRECTIONS)
        reach = margin + (cosine * x + sine * y).max()
        for r in range(count):
            rest = reach - sine * (top + (r + 0.5) * _ROW_STEP_PX)
            if cosine > 1e-6:
                rows[r, 1] = min(rows[r, 1], rest / cosine)
            elif cosine < -1e-6:
                rows[r, 0] = max(rows[r, 0], rest / cosine)
            elif rest < 0.0:
                rows[r, 0] = 1e9
    return top, rows


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _neighbour_sums(
    x: npt.NDArray[np.float32],
    y: npt.NDArray[np.float32],
    theta: npt.NDArray[np.float32],
    centre: int,
    side: int,
    spatial: npt.NDArray[np.float32],
    angular: npt.NDArray[np.float32],
    sums: npt.NDArray[np.float32],
) -> int:
    """Adds up every neighbour's contribution to one cylinder's cells; returns how many contribute."""
    radius, sections = parameter.CYLINDER_RADIUS_PX, angular.shape[1]
    cell = 2.0 * radius / side
    reach = 3.0 * parameter.SPATIAL_SIGMA_PX
    cosine, sine = np.cos(theta[centre]), np.sin(theta[centre])
    sums[:] = 0.0
    contributors = 0
    for t in range(len(x)):
        dx, dy = x[t] - x[centre], y[centre] - y[t]  # y turned to point up, as θ counts
        if t == centre or dx * dx + dy * dy > (radius + reach) ** 2:
            continue
        contributors += 1
        u = (dx * cosine + dy * sine + radius) / cell - 0.5
        v = (dy * cosine - dx * sine + radius) / cell - 0.5
        turn = int((theta[centre] - theta[t]) * (256.0 / _TAU) + 512.5) & 255
        span = reach / cell
        for row in range(max(0, int(np.ceil(v - span))), min(side - 1, int(np.floor(v + span))) + 1):
            for column in range(max(0, int(np.ceil(u - span))), min(side - 1, int(np.floor(u + span))) + 1):
                square = ((row - v) ** 2 + (column - u) ** 2) * (cell * cell)
                entry = int(square / _TABLE_STEP_PX2)
                if entry < len(spatial):
                    weight = spatial[entry]
                    for s in range(sections):
                        sums[s * side * side + row * side + column] += weight * angular[turn, s]
    return contributors


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _valid_cells(
    px: float,
    py: float,
    angle: float,
    side: int,
    top: float,
    rows: npt.NDArray[np.float32],
    mask: npt.NDArray[np.uint64],
) -> int:
    """Writes the mask of valid cells of one cylinder; returns their count."""
    radius = parameter.CYLINDER_RADIUS_PX
    cell = 2.0 * radius / side
    cosine, sine = np.cos(angle), np.sin(angle)
    mask[:] = 0
    count = 0
    for row in range(side):
        v = (row + 0.5) * cell - radius
        for column in range(side):
            u = (column + 0.5) * cell - radius
            if u * u + v * v > radius * radius:
                continue
            x = px + u * cosine - v * sine
            r = int(np.floor((py - u * sine - v * cosine - top) / _ROW_STEP_PX))
            if 0 <= r < len(rows) and rows[r, 0] <= x <= rows[r, 1]:
                index = row * side + column
                mask[index >> 6] |= np.uint64(1) << np.uint64(index & 63)
                count += 1
    return count


@nb.njit(cache=True, nogil=True, error_model="numpy")
def build_cylinders(
    x: npt.NDArray[np.float32],
    y: npt.NDArray[np.float32],
    theta: npt.NDArray[np.float32],
    side: int,
    disc: int,
    spatial: npt.NDArray[np.float32],
    angular: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.uint8]]:
    """Cylinders of all minutiae of one template.

    Args:
        x: (n,) float32 pixels.
        y: (n,) float32 pixels, downwards.
        theta: (n,) float32 radians, counter-clockwise as seen.
        side: cells along the cylinder's edge, 8 or 16 (side² is a multiple of 64).
        disc: cells within the radius, ``disc_cells(side)``.
        spatial: ``spatial_table()``.
        angular: ``angular_table()``.

    Returns:
        bits (n, sections · side²/64) uint64, zero outside the mask; mask (n, side²/64) uint64; and (n,)
        uint8: 1 where the cylinder has enough valid cells and contributors to be compared.
    """
    n, words, sections = len(x), side * side // 64, angular.shape[1]
    bits = np.zeros((n, sections * words), np.uint64)
    mask = np.zeros((n, words), np.uint64)
    usable = np.zeros(n, np.uint8)
    if n == 0:
        return bits, mask, usable
    top, rows = hull_rows(x, y, parameter.HULL_MARGIN_PX)
    sums = np.empty(sections * side * side, np.float32)
    for i in range(n):
        contributors = _neighbour_sums(x, y, theta, i, side, spatial, angular, sums)
        count = _valid_cells(x[i], y[i], theta[i], side, top, rows, mask[i])
        any_on = False
        for index in range(len(sums)):
            if sums[index] > parameter.CELL_ON_THRESHOLD:
                bits[i, index >> 6] |= np.uint64(1) << np.uint64(index & 63)
        for w in range(sections * words):
            bits[i, w] &= mask[i, w % words]
            any_on |= bits[i, w] != 0
        enough = (
            count >= parameter.VALID_CELLS_SHARE_MIN * disc and contributors >= parameter.CONTRIBUTORS_MIN
        )
        usable[i] = enough and any_on
    return bits, mask, usable
