"""The growing kernels against slow, obvious ones, and the flow against its own singularities."""

import numpy as np
import pytest

from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin import growth, orientation, pattern, vortices


def plain_filter(direction: int, period_index: int, *, odd: bool) -> np.ndarray:
    """A filter as the text says: cosine or sine across the ridge under a Gaussian."""
    out = np.zeros((15, 15))
    period, angle = growth._PERIODS[period_index], np.pi * direction / growth.DIRECTIONS
    for i in range(-7, 8):
        for j in range(-7, 8):
            if i * i + j * j <= 7.5**2:
                across = j * np.sin(angle) + i * np.cos(angle)
                wave = -np.sin(2 * np.pi * across / period) if odd else np.cos(2 * np.pi * across / period)
                out[i + 7, j + 7] = np.exp(-0.5 * (i * i + j * j) / growth._SPREAD**2) * wave
    return out


@pytest.mark.parametrize("seed", range(3))
def test_one_round_is_the_plain_filter_and_limiter(seed):
    rng = np.random.default_rng(seed)
    rows, columns = 22, 27
    noise = rng.standard_normal((rows, columns)).astype(np.float32)
    flow = rng.uniform(-4, 4, (rows, columns)).astype(np.float32)
    period = rng.uniform(3.4, 6.4, (rows, columns)).astype(np.float32)
    numbers = growth.filter_numbers(flow, period)
    even, _ = growth._banks()
    grown = growth.grow(noise, numbers, rounds=1, gain=1.6)
    padded = np.pad(noise, 7)
    bank = even.reshape(-1, 15, 16)
    for row in range(rows):
        for column in range(columns):
            window = padded[row : row + 15, column : column + 15]
            value = 1.6 * float((bank[numbers[row, column], :, :15] * window).sum())
            assert grown[row, column] == pytest.approx(value / np.sqrt(1 + value * value), abs=2e-5)


def test_bank_has_no_mean_and_keeps_a_fitting_wave():
    even, odd = (bank.reshape(growth.DIRECTIONS, -1, 15, 16) for bank in growth._banks())
    for direction in (0, 5, 16, 40, 63):
        for index in (0, 7, 15):
            for bank, is_odd in ((even, False), (odd, True)):
                kernel = bank[direction, index]
                assert np.all(kernel[:, 15] == 0)
                assert abs(kernel.sum()) < 1e-4
                reference = plain_filter(direction, index, odd=is_odd)
                alike = (kernel[:, :15] * reference).sum() / np.sqrt((kernel**2).sum() * (reference**2).sum())
                assert alike > 0.97


def test_flow_turns_half_about_a_core_and_minus_half_about_a_delta():
    for seed in range(12):
        shape = pattern.draw(stream(seed, Stream.PATTERN, 1), 1, width=640, height=720)
        for points, expected in ((shape.cores, 0.5), (shape.deltas, -0.5)):
            for point in points:
                assert index_about(shape, point.x, point.y) == pytest.approx(expected, abs=1e-3)


def index_about(shape: pattern.Pattern, x: float, y: float, radius: float = 3.0) -> float:
    """Turns of the flow on a small circle, counter-clockwise."""
    angles = []
    for at in np.linspace(0, 2 * np.pi, 120, endpoint=False):
        place = {"left": x + radius * np.cos(at), "top": y + radius * np.sin(at)}
        still = np.zeros((1, 1), np.float32)
        angles.append(float(orientation.ridge_flow(shape, still, **place, step=1.0, focus=400.0)[0, 0]))
    turned = np.diff([*angles, angles[0]])
    return float(((turned + np.pi / 2) % np.pi - np.pi / 2).sum() / (2 * np.pi))


def test_loops_open_as_drawn():
    seen = 0
    for seed in range(40):
        shape = pattern.draw(stream(seed, Stream.PATTERN, 3), 3, width=620, height=720)
        if shape.opening == 0.0:
            continue
        seen += 1
        core = shape.cores[0]
        x, y = core.x + 2 * np.cos(shape.opening), core.y + 2 * np.sin(shape.opening)
        still = np.zeros((1, 1), np.float32)
        flow = float(orientation.ridge_flow(shape, still, left=x, top=y, step=1.0, focus=380.0)[0, 0])
        # The local correction of the core's angle turns it by some degrees more.
        assert abs((flow - shape.opening + np.pi / 2) % np.pi - np.pi / 2) < 0.35
    assert seen > 10


def wave(charge: int, phase: float, tilt: float) -> tuple[np.ndarray, np.ndarray]:
    """Ridges with one dislocation in the middle of a grid, made from its phase."""
    rows, columns = np.mgrid[0:81, 0:81].astype(np.float64)
    dx, dy = columns - 40.5, rows - 40.5
    across = dx * np.sin(tilt) + dy * np.cos(tilt)
    # In the frame (tangent, normal) of the ridges a positive charge has one ridge more ahead.
    along = dx * np.cos(tilt) - dy * np.sin(tilt)
    value = 2 * np.pi * across / 4.6 + charge * np.arctan2(across, along) + phase
    return np.cos(value).astype(np.float32), np.full((81, 81), tilt, np.float32)


@pytest.mark.parametrize("charge", [1, -1])
@pytest.mark.parametrize("tilt", [0.0, 0.4, 1.2, 2.0, 2.9])
def test_a_made_dislocation_is_found_where_it_is_and_points_to_the_additional_ridge(charge, tilt):
    ridges, flow = wave(charge, 0.3, tilt)
    period = np.full(ridges.shape, 4.6, np.float32)
    numbers = growth.filter_numbers(flow, period)
    found = vortices.find(*growth.quadrature(ridges, numbers), numbers, period, np.zeros((0, 2), np.float32))
    middle = np.hypot(found.x - 40.5, found.y - 40.5) < 25
    assert middle.sum() == 1
    only = found.only(middle)
    assert np.hypot(only.x[0] - 40.5, only.y[0] - 40.5) < 1.5
    expected = tilt if charge > 0 else tilt + np.pi
    assert abs((only.theta[0] - expected + np.pi) % (2 * np.pi) - np.pi) < 0.06


def test_an_inverted_picture_swaps_endings_and_bifurcations():
    ridges, flow = wave(1, 0.0, 0.4)
    period = np.full(ridges.shape, 4.6, np.float32)
    numbers = growth.filter_numbers(flow, period)
    none = np.zeros((0, 2), np.float32)
    kinds = []
    for sign in (1, -1):
        cosine, sine = growth.quadrature(np.asarray(sign * ridges, np.float32), numbers)
        found = vortices.find(cosine, sine, numbers, period, none)
        kinds.append(int(found.only(np.hypot(found.x - 40.5, found.y - 40.5) < 25).kind[0]))
    assert sorted(kinds) == [1, 2]
