"""The flow at one place and on a grid against complex numbers; random surfaces against plain splines."""

import numpy as np
import pytest

from tenprint.sim.skin import orientation, pattern
from tenprint.sim.skin.pattern import PatternClass

FOCUS = 470.0


def plain_tangent(shape: pattern.Pattern, z: complex) -> float:
    """The model as its papers write it: arguments of complex factors, bends, bump and a whorl's opening."""
    angle = np.angle(z * z - FOCUS * FOCUS)
    for points, sign in ((shape.cores, 0.5), (shape.deltas, -0.5)):
        for p in points:
            c = complex(p.x, p.y)
            seen = np.angle(z - c)
            angle += sign * (seen + np.angle(z - c.conjugate()))
            angle += p.bend[0] * np.sin(seen + p.bend[1]) + p.bend[2] * np.sin(2 * seen + p.bend[3])
    if shape.kind is PatternClass.ARCH:
        u, v = (z.real - shape.arch_middle[0]) / 90, (z.imag - shape.arch_middle[1]) / 170
        angle -= 1.6 * shape.arch_lift * u * np.exp(-(u * u + v * v) / 2)
    if shape.kind is PatternClass.WHORL:
        first, second = (complex(core.x, core.y) for core in shape.cores)
        for c, other in ((first, second), (second, first)):
            near = np.exp(-0.5 * (abs(z - c) / (0.5 * abs(second - first))) ** 2)
            angle -= 0.42 * near * np.sin(np.angle(z - c) - np.angle(other - c))
    return float(angle)


@pytest.mark.parametrize("kind", [PatternClass.ARCH, PatternClass.WHORL])
def test_the_flow_is_that_of_the_model(kind):
    rng = np.random.default_rng(1)
    rank = {PatternClass.ARCH: 0.0, PatternClass.WHORL: 0.99}[kind]
    for _ in range(6):
        shape = pattern.draw(rng, 2, width=600, height=650, rank=rank)
        arguments = orientation.flow_arguments(shape, FOCUS)
        for _ in range(40):
            x, y = rng.uniform(-380, 380), rng.uniform(-90, 640)
            apart = orientation.tangent_at(x, y, *arguments) - plain_tangent(shape, complex(x, y))
            assert abs((apart + np.pi / 2) % np.pi - np.pi / 2) < 1e-4


def test_the_grid_holds_the_flow_of_its_places():
    rng = np.random.default_rng(2)
    for rank in (0.0, 0.12, 0.3, 0.6, 0.99):
        shape = pattern.draw(rng, 2, width=600, height=650, rank=rank)
        disturbance = rng.normal(0, 0.05, (9, 11))
        grid = orientation.ridge_flow(shape, disturbance, left=-300, top=500, step=37.0, focus=FOCUS)
        arguments = orientation.flow_arguments(shape, FOCUS)
        for row in range(9):
            for column in range(11):
                alone = orientation.tangent_at(-300.0 + 37 * column, 500.0 - 37 * row, *arguments)
                assert grid[row, column] == alone + disturbance[row, column]


def test_a_surface_is_a_sum_of_cubic_splines():
    rows, columns, knots = 23, 31, 4
    step = rows / knots
    found = orientation.smooth_surface(np.random.default_rng(3), rows, columns, knots)
    drawn = np.random.default_rng(3).standard_normal(
        (int((rows - 1) / step) + 4, int((columns - 1) / step) + 4)
    )

    def spline(t: float) -> float:
        t = abs(t)
        return 2 / 3 - t**2 + t**3 / 2 if t < 1 else max(2 - t, 0) ** 3 / 6

    for row in range(rows):
        for column in range(columns):
            value = sum(
                drawn[i, j] * spline(row / step + 1 - i) * spline(column / step + 1 - j)
                for i in range(drawn.shape[0])
                for j in range(drawn.shape[1])
            )
            assert found[row, column] == pytest.approx(value / 0.48, abs=1e-12)


def test_surfaces_have_unit_size():
    drawn = [orientation.smooth_surface(np.random.default_rng(seed), 60, 90, 5) for seed in range(150)]
    assert np.std(drawn) == pytest.approx(1, abs=0.05)
    assert np.mean(drawn) == pytest.approx(0, abs=0.05)
