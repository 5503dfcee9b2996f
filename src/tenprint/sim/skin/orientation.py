"""The ridge flow of a pattern: a zero-pole model with local correction and a smooth random disturbance.

Cores are poles and deltas zeros of a quadratic differential whose trajectories are the ridges (B. Sherlock
and D. Monro, "A model for interpreting fingerprint topology", Pattern Recognition 26(7), 1993). Each of
them is mirrored at the flexion crease, and two more poles at the crease's ends make the flow of the plain
arch (S. Huckemann, T. Hotz, A. Munk, "Global models for the orientation field of fingerprints", IEEE TPAMI
30(9), 2008). The angle seen from each core and delta is bent a little by a periodic function (the idea of
P. Vizcaya and L. Gerhardt, "A nonlinear orientation model for global description of fingerprints", Pattern
Recognition 29(7), 1996), and loops open in a drawn direction, their ridges side by side.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.sim.skin.pattern import Pattern, Singularity

Field = npt.NDArray[np.float32]
Table = npt.NDArray[np.float64]

_TONGUE = 0.42
"""How much the ridges inside a loop run side by side, radians; without it they spread like parabolas."""


def smooth_surface(rng: np.random.Generator, rows: int, columns: int, knots: int) -> Table:
    """Smooth random surface with mean about 0 and standard deviation about 1: cubic splines of random knots.

    Sums of products in float64, so that two machines differ by the last bits only.

    Args:
        rng: stream.
        rows: height of the result.
        columns: width of the result.
        knots: independent values along the shorter side; fewer is smoother.

    Returns:
        (rows, columns) float64.
    """
    step = min(rows, columns) / knots
    across, along = _spline(rows, step), _spline(columns, step)
    values = rng.standard_normal((across.shape[1], along.shape[1]))
    # Weights of the four nearest knots have a sum of squares of 0.48 on the mean, in each of two directions.
    return np.asarray(across @ values @ along.T / 0.48, np.float64)


def smooth_noise(rng: np.random.Generator, rows: int, columns: int, knots: int) -> Field:
    """The same in float32."""
    return smooth_surface(rng, rows, columns, knots).astype(np.float32)


@lru_cache(64)
def _spline(count: int, step: float) -> Table:
    """Cubic basis splines with knots ``step`` apart: (count, knots) float64."""
    place = np.arange(count)[:, None] / step + 1
    distance = np.abs(place - np.arange(int((count - 1) / step) + 4))
    near = 2 / 3 - distance**2 + distance**3 / 2
    far = np.maximum(2 - distance, 0) ** 3 / 6
    return np.where(distance < 1, near, far)


def singularity_table(points: tuple[Singularity, ...]) -> Table:
    """Cores or deltas as ``tangent_at`` takes them.

    Returns:
        (n, 6) float64: x and y; the factors of sin α, cos α, sin 2α and cos 2α in the local correction, α being
        the angle under which a place is seen from the point.
    """
    rows = [
        (p.x, p.y, a1 * np.cos(p1), a1 * np.sin(p1), a2 * np.cos(p2), a2 * np.sin(p2))
        for p in points
        for a1, p1, a2, p2 in (p.bend,)
    ]
    return np.array(rows, np.float64).reshape(len(points), 6)


def flow_arguments(pattern: Pattern, focus: float) -> tuple[Table, Table, Table, Table, float]:
    """The arguments of ``tangent_at`` after the place: cores, deltas, bump, turn and focus.

    Args:
        pattern: class, cores and deltas.
        focus: distance of the crease's poles from the finger's middle, pixels at 500 ppi.
    """
    cores, deltas = singularity_table(pattern.cores), singularity_table(pattern.deltas)
    bump = np.array([pattern.arch_lift, *pattern.arch_middle], np.float64)
    turn = np.zeros(4)
    if pattern.opening:
        turn[:] = (
            _loop_turn(pattern, cores, deltas, focus),
            0.5 * focus,
            np.cos(pattern.opening),
            np.sin(pattern.opening),
        )
    return cores, deltas, bump, turn, float(focus)


def _loop_turn(pattern: Pattern, cores: Table, deltas: Table, focus: float) -> float:
    """Angle by which the flow about the core of a loop must turn so that it opens as the pattern says."""
    core = pattern.cores[0]
    beside = float(tangent_at(core.x + 2, core.y, cores, deltas, np.zeros(3), np.zeros(4), float(focus)))
    # About a core the tangent is half the angle of the place plus a constant; it is radial at twice the
    # constant.
    lacking = pattern.opening - 2 * beside
    return (lacking + np.pi) % (2 * np.pi) / 2 - np.pi / 2


def ridge_flow(
    pattern: Pattern, disturbance: Table, *, left: float, top: float, step: float, focus: float
) -> Table:
    """Ridge tangent at every point of a grid.

    Args:
        pattern: class, cores and deltas.
        disturbance: (rows, columns) float64, radians, added to the model.
        left: x of the first column, pixels at 500 ppi right of the finger's middle.
        top: y of the first row, pixels at 500 ppi above the crease.
        step: distance of neighbours of the grid, pixels at 500 ppi.
        focus: distance of the crease's poles from the finger's middle, pixels at 500 ppi.

    Returns:
        (rows, columns) float64, radians, counter-clockwise from +x as seen, undirected (modulo π).
    """
    flow = np.asarray(disturbance, np.float64).copy()
    _add_flow(flow, float(left), float(top), float(step), *flow_arguments(pattern, focus))
    return flow


@njit(nogil=True, cache=True)
def tangent_at(x, y, cores, deltas, bump, turn, focus):  # type: ignore[no-untyped-def]  # numba infers
    """Ridge tangent at one place of the undisturbed model, for compiled callers.

        tangent_at(x, y, *flow_arguments(pattern, focus))

    Float64 without reordering: the same on every machine but for the last bits of the library's functions.

    Args:
        x: pixels at 500 ppi right of the finger's middle.
        y: pixels at 500 ppi above the flexion crease.
        cores: (n, 6) float64 from ``singularity_table``.
        deltas: (n, 6) float64 likewise.
        bump: (3,) float64, an arch's lift (radians) and the x and y of its middle.
        turn: (4,) float64: what a loop lacks to open as drawn (radians), how far that reaches (pixels, 0 for none),
            cosine and sine of the opening.
        focus: distance of the crease's poles from the finger's middle, pixels.

    Returns:
        Radians, counter-clockwise from +x as seen, undirected (modulo π).
    """
    # (z² − focus²)², the arch: its square makes the exponent that of a quadratic differential.
    real = x * x - y * y - focus * focus
    imaginary = 2 * x * y
    q_real = real * real - imaginary * imaginary
    q_imaginary = 2 * real * imaginary
    bend = 0.0
    for sign in range(2):
        points = cores if sign == 0 else deltas
        for k in range(points.shape[0]):
            dx = x - points[k, 0]
            dy = y - points[k, 1]
            mirrored = y + points[k, 1]
            radius2 = dx * dx + dy * dy + 1e-6
            scale = 1.0 / (np.sqrt(radius2 * (dx * dx + mirrored * mirrored)) + 1e-6)
            f_real = (dx * dx - dy * mirrored) * scale
            f_imaginary = dx * (dy + mirrored) * scale
            if sign == 1:
                f_imaginary = -f_imaginary
            old = q_real
            q_real = old * f_real - q_imaginary * f_imaginary
            q_imaginary = old * f_imaginary + q_imaginary * f_real
            inverse = 1.0 / np.sqrt(radius2)
            sine = dy * inverse
            cosine = dx * inverse
            bend += points[k, 2] * sine + points[k, 3] * cosine
            bend += points[k, 4] * 2 * sine * cosine + points[k, 5] * (cosine * cosine - sine * sine)
    if bump[0] != 0.0:
        u = (x - bump[1]) / 90.0
        v = (y - bump[2]) / 170.0
        bend -= bump[0] * 1.6 * u * np.exp(-0.5 * (u * u + v * v))
    if turn[1] != 0.0:
        dx = x - cores[0, 0]
        dy = y - cores[0, 1]
        radius2 = dx * dx + dy * dy
        near = np.exp(-0.5 * radius2 / (turn[1] * turn[1]))
        # sin(α − opening), α the angle under which the place is seen from the core.
        sideways = (dy * turn[2] - dx * turn[3]) / np.sqrt(radius2 + 1e-6)
        bend += near * (turn[0] - _TONGUE * sideways)
    return 0.5 * np.arctan2(q_imaginary, q_real) + bend


@njit(nogil=True, cache=True)
def _add_flow(flow, left, top, step, cores, deltas, bump, turn, focus):  # type: ignore[no-untyped-def]  # numba infers
    rows, columns = flow.shape
    for row in range(rows):
        for column in range(columns):
            x, y = left + column * step, top - row * step
            flow[row, column] += tangent_at(x, y, cores, deltas, bump, turn, focus)
