"""The ridge flow of a pattern: a zero-pole model with local correction and a smooth random disturbance.

Cores are poles and deltas zeros of a quadratic differential whose trajectories are the ridges (B. Sherlock
and D. Monro, "A model for interpreting fingerprint topology", Pattern Recognition 26(7), 1993). Each of
them is mirrored at the flexion crease, and two more poles at the crease's ends make the flow of the plain
arch (S. Huckemann, T. Hotz, A. Munk, "Global models for the orientation field of fingerprints", IEEE TPAMI
30(9), 2008). The angle seen from each core and delta is bent a little by a periodic function (the idea of
P. Vizcaya and L. Gerhardt, "A nonlinear orientation model for global description of fingerprints", Pattern
Recognition 29(7), 1996), and loops open in a drawn direction, their ridges side by side.
"""

import cv2
import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.sim.skin.pattern import Pattern, Singularity

Field = npt.NDArray[np.float32]

_TONGUE = 0.42
"""How much the ridges inside a loop run side by side, radians; without it they spread like parabolas."""


def smooth_noise(rng: np.random.Generator, rows: int, columns: int, knots: int, *, seam: int = 2) -> Field:
    """Smooth random surface with mean about 0 and standard deviation about 1.

    Args:
        rng: stream.
        rows: height of the result.
        columns: width of the result.
        knots: independent values along the shorter side; fewer is smoother.
        seam: knots cut off at each border, where the interpolation repeats values.

    Returns:
        (rows, columns) float32.
    """
    step = max(1, round(min(rows, columns) / knots))
    shape = (-(-rows // step) + 2 * seam, -(-columns // step) + 2 * seam)
    coarse = cv2.GaussianBlur(rng.standard_normal(shape, dtype=np.float32), (0, 0), 0.8) * np.float32(2.6)
    fine = cv2.resize(coarse, (shape[1] * step, shape[0] * step), interpolation=cv2.INTER_CUBIC)
    edge = seam * step
    return np.asarray(fine[edge : edge + rows, edge : edge + columns], np.float32)


def _table(points: tuple[Singularity, ...]) -> npt.NDArray[np.float32]:
    return np.array([(p.x, p.y, *p.bend) for p in points], np.float32).reshape(len(points), 6)


def ridge_flow(
    pattern: Pattern, disturbance: Field, *, left: float, top: float, step: float, focus: float
) -> Field:
    """Ridge tangent at every point of a grid.

    Args:
        pattern: class, cores and deltas.
        disturbance: (rows, columns) float32, radians, added to the model.
        left: x of the first column, pixels at 500 ppi right of the finger's middle.
        top: y of the first row, pixels at 500 ppi above the crease.
        step: distance of neighbours of the grid, pixels at 500 ppi.
        focus: distance of the crease's poles from the finger's middle, pixels at 500 ppi.

    Returns:
        (rows, columns) float32, radians, counter-clockwise from +x as seen, undirected (modulo π).
    """
    cores, deltas = _table(pattern.cores), _table(pattern.deltas)
    flow = np.empty(disturbance.shape, np.float32)
    bump = np.array([pattern.arch_lift, *pattern.arch_middle], np.float32)
    reach = 0.5 * focus if pattern.opening else 0.0
    turn = np.array([_turn(pattern, cores, deltas, focus), reach, pattern.opening], np.float32)
    _flow(cores, deltas, bump, turn, disturbance, left, top, step, focus, flow)
    return flow


def _turn(pattern: Pattern, cores: Field, deltas: Field, focus: float) -> float:
    """Angle by which the flow about the core of a loop must turn so that it opens as the pattern says."""
    if pattern.opening == 0.0:
        return 0.0
    beside = np.empty((1, 1), np.float32)
    still = np.zeros((1, 1), np.float32)
    core = pattern.cores[0]
    _flow(
        cores,
        deltas,
        np.zeros(3, np.float32),
        np.zeros(3, np.float32),
        still,
        core.x + 2,
        core.y,
        1.0,
        focus,
        beside,
    )
    # About a core the tangent is half the angle of the place plus a constant; it is radial at twice the
    # constant.
    lacking = pattern.opening - 2 * float(beside[0, 0])
    return (lacking + np.pi) % (2 * np.pi) / 2 - np.pi / 2


@njit(nogil=True, cache=True, fastmath=True)
def _flow(cores, deltas, bump, turn, disturbance, left, top, step, focus, flow):  # type: ignore[no-untyped-def]  # numba infers
    rows, columns = flow.shape
    for row in range(rows):
        y = top - row * step
        for column in range(columns):
            x = left + column * step
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
                    scale = 1.0 / (np.sqrt((dx * dx + dy * dy) * (dx * dx + mirrored * mirrored)) + 1e-6)
                    f_real = (dx * dx - dy * mirrored) * scale
                    f_imaginary = dx * (dy + mirrored) * scale
                    if sign == 1:
                        f_imaginary = -f_imaginary
                    old = q_real
                    q_real = old * f_real - q_imaginary * f_imaginary
                    q_imaginary = old * f_imaginary + q_imaginary * f_real
                    radius2 = dx * dx + dy * dy + 1e-6
                    sine = dy / np.sqrt(radius2)
                    cosine = dx / np.sqrt(radius2)
                    first = sine * np.cos(points[k, 3]) + cosine * np.sin(points[k, 3])
                    double_sine = 2 * sine * cosine
                    double_cosine = cosine * cosine - sine * sine
                    second = double_sine * np.cos(points[k, 5]) + double_cosine * np.sin(points[k, 5])
                    bend += points[k, 2] * first + points[k, 4] * second
            lift = 0.0
            if bump[0] != 0.0:
                u = (x - bump[1]) / 90.0
                v = (y - bump[2]) / 170.0
                lift = -bump[0] * 1.6 * u * np.exp(-0.5 * (u * u + v * v))
            if turn[1] != 0.0:
                dx = x - cores[0, 0]
                dy = y - cores[0, 1]
                radius2 = dx * dx + dy * dy
                near = np.exp(-0.5 * radius2 / (turn[1] * turn[1]))
                # sin(α − opening), α the angle under which the place is seen from the core.
                sideways = (dy * np.cos(turn[2]) - dx * np.sin(turn[2])) / np.sqrt(radius2 + 1e-6)
                lift += near * (turn[0] - _TONGUE * sideways)
            angle = 0.5 * np.arctan2(q_imaginary, q_real) + bend + lift + disturbance[row, column]
            flow[row, column] = angle
