"""Minutiae as vortices: each kernel against a slow reference, the whole against drawn spirals of phase."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.template.extract import parameter
from tenprint.template.extract.evidence import neighbours, ring
from tenprint.template.extract.vortices import cancelled, filter_axis, find, full_turn, turns, zero
from tenprint.template.model import MinutiaKind

PERIOD = 9.0
INSIDE = st.floats(0.1, 0.9)  # at a pixel's centre itself the response is nil and has no angle


def spiral(
    x0: float, y0: float, sense: int, tilt: float, shift: float, side: int = 64
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Even and odd response about one ideal minutia, and the angle of the ridges per cell."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float64)
    across = x * np.sin(tilt) + y * np.cos(tilt)
    phase = 2 * np.pi * across / PERIOD + sense * np.arctan2(y - y0, x - x0) + shift
    length = np.tanh(np.hypot(x - x0, y - y0) / 4)
    angle = np.full((side // 4, side // 4), np.mod(tilt, np.pi), np.float32)
    # The odd filter answers with the sine of the phase ahead, which for a rising phase is -sin.
    return (length * np.cos(phase)).astype(np.float32), (-length * np.sin(phase)).astype(np.float32), angle


@given(
    cell=st.tuples(st.integers(20, 44), st.integers(20, 44)), within=st.tuples(INSIDE, INSIDE),
    sense=st.sampled_from([-1, 1]),
    degrees=st.integers(2, 177), shift=st.floats(0, 6.28),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_one_spiral_is_one_minutia_at_its_place(
    cell: tuple[int, int], within: tuple[float, float], sense: int, degrees: int, shift: float
) -> None:
    x0, y0 = cell[0] + within[0], cell[1] + within[1]
    even, odd, angle = spiral(x0, y0, sense, np.radians(degrees), shift)
    found = find(even, odd, angle, np.full(angle.shape, PERIOD, np.float32), np.ones(angle.shape, np.uint8))
    assert len(found) == 1
    assert np.hypot(found.x[0] - x0, found.y[0] - y0) < 0.35
    # Going across the ridges on the side to which it points one meets one ridge more than on the other side.
    counts = []
    for way in (found.theta[0], found.theta[0] + np.pi):
        s = np.arange(-15, 15.01, 0.25)
        px = x0 + 12 * np.cos(way) + s * np.sin(np.radians(degrees))
        py = y0 - 12 * np.sin(way) + s * np.cos(np.radians(degrees))
        phase = 2 * np.pi * (px * np.sin(np.radians(degrees)) + py * np.cos(np.radians(degrees))) / PERIOD
        phase = np.unwrap(phase + sense * np.arctan2(py - y0, px - x0))
        counts.append(phase[-1] - phase[0])
    assert counts[0] > counts[1]


@pytest.mark.parametrize("sense", [-1, 1])
def test_an_ending_has_a_ridge_in_its_direction_and_a_bifurcation_a_valley(sense: int) -> None:
    kinds = []
    for shift in np.arange(0, 2 * np.pi, 0.3):
        even, odd, angle = spiral(32.3, 31.8, sense, 0.0, float(shift))
        found = find(
            even, odd, angle, np.full(angle.shape, PERIOD, np.float32), np.ones(angle.shape, np.uint8)
        )
        column = round(32 + 6 * np.cos(float(found.theta[0])))
        expected = MinutiaKind.ENDING if even[32, column] > 0 else MinutiaKind.BIFURCATION
        if abs(even[32, column]) > 0.3:
            assert found.kind[0] == expected
        kinds.append(int(found.kind[0]))
    assert set(kinds) == {MinutiaKind.ENDING, MinutiaKind.BIFURCATION}


@given(seed=st.integers(0, 2**31))
@settings(max_examples=20, deadline=None)
def test_turns_equal_the_slow_reference(seed: int) -> None:
    random = np.random.default_rng(seed)
    even, odd = random.normal(size=(2, 16, 20)).astype(np.float32)
    axis = filter_axis(random.uniform(0, np.pi, (4, 5)).astype(np.float32))
    mask = (random.random((4, 5)) < 0.8).astype(np.uint8)
    expected = []
    for y in range(15):
        for x in range(19):
            square = [(y, x), (y, x + 1), (y + 1, x + 1), (y + 1, x)]
            if not all(mask[i // 4, j // 4] for i, j in square):
                continue
            sides = [np.cos(float(axis[i // 4, j // 4]) - float(axis[y // 4, x // 4])) for i, j in square]
            values = [
                complex(even[p], odd[p] if side >= 0 else -odd[p])
                for p, side in zip(square, sides, strict=True)
            ]
            total = sum(np.angle(values[(k + 1) % 4] / values[k]) for k in range(4))
            if round(total / (2 * np.pi)):
                expected.append((y, x, round(total / (2 * np.pi))))
    xs, ys, sense = turns(even, odd, axis, mask)
    assert len(xs) == len(expected)
    for column, row, turn, (y, x, wanted) in zip(xs, ys, sense, expected, strict=True):
        assert turn == wanted and x <= column <= x + 1 and y <= row <= y + 1


@given(right=st.floats(0.05, 0.95), down=st.floats(0.05, 0.95), seed=st.integers(0, 2**31))
@settings(max_examples=40, deadline=None)
def test_the_zero_of_two_planes(right: float, down: float, seed: int) -> None:
    a, b, c, d = np.random.default_rng(seed).normal(size=4)
    if abs(a * d - b * c) < 0.1:
        return
    corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
    re = np.array([a * (x - right) + b * (y - down) for x, y in corners])
    im = np.array([c * (x - right) + d * (y - down) for x, y in corners])
    assert zero(re, im) == pytest.approx((right, down), abs=1e-6)


def test_without_a_zero_there_is_no_turn() -> None:
    assert full_turn(np.array([1.0, 2.0, 1.0, 2.0]), np.array([-1.0, 1.0, -1.0, 1.0])) == 0
    assert full_turn(np.array([1.0, -1.0, -1.0, 1.0]), np.array([1.0, 1.0, -1.0, -1.0])) == 1


def test_opposite_pairs_cancel_nearest_first() -> None:
    x, y = np.array([10.0, 12.0, 15.0, 40.0, 41.0]), np.array([10.0, 10.5, 11.0, 30.0, 30.0])
    theta = np.array([0.0, np.pi, 0.0, 1.0, 1.2], np.float32)
    gone = cancelled(x, y, theta, np.full(5, 4.0))
    assert gone.tolist() == [True, True, False, False, False]
    assert not cancelled(x, y, theta, np.full(5, 1.5)).any()


@given(seed=st.integers(0, 2**31), count=st.integers(0, 30))
@settings(max_examples=30, deadline=None)
def test_rings_and_neighbours_equal_their_definitions(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    even, odd = random.normal(size=(2, 40, 50)).astype(np.float32)
    x, y = random.uniform(0, 49, count), np.sort(random.uniform(0, 39, count))
    radius, theta = random.uniform(3, 12, count), random.uniform(0, 2 * np.pi, count)
    mean, least = ring(even, odd, x, y, radius)
    like, crowd = neighbours(x, y, theta, 9.0)
    for k in range(count):
        way = np.arange(16) * np.pi / 8
        i = np.clip(np.floor(y[k] + radius[k] * np.sin(way) + 0.5).astype(int), 0, 39)
        j = np.clip(np.floor(x[k] + radius[k] * np.cos(way) + 0.5).astype(int), 0, 49)
        lengths = np.hypot(even[i, j].astype(float), odd[i, j].astype(float))
        assert mean[k] == pytest.approx(lengths.mean()) and least[k] == pytest.approx(lengths.min())
        others = np.arange(count) != k
        distance = np.hypot(x - x[k], y - y[k])
        assert crowd[k] == (distance[others] < 9).sum()
        same = others & (np.cos(theta - theta[k]) > 0)
        assert like[k] == pytest.approx(distance[same].min(initial=64.0))


def test_reach_of_the_evidence_is_within_what_is_looked_at() -> None:
    """``neighbours`` looks 64 rows far; the caps that use it must be nearer."""
    assert parameter.CROWD_PX < 64
    assert parameter.NEIGHBOUR_FAR_PERIODS * parameter.PERIOD_MAX_PX < 64
