"""The growing kernels against slow, obvious ones, and the flow against its own singularities."""

import numpy as np
import pytest

from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin import filters, growth, islands, orientation, pattern, vortices


def plain_filter(direction: int, period_index: int, *, odd: bool) -> np.ndarray:
    """A filter as the text says: cosine or sine across the ridge under a Gaussian."""
    out = np.zeros((15, 15))
    period, angle = filters.PERIODS[period_index], np.pi * direction / filters.DIRECTIONS
    for i in range(-7, 8):
        for j in range(-7, 8):
            if i * i + j * j <= 7.5**2:
                across = j * np.sin(angle) + i * np.cos(angle)
                wave = -np.sin(2 * np.pi * across / period) if odd else np.cos(2 * np.pi * across / period)
                out[i + 7, j + 7] = np.exp(-0.5 * (i * i + j * j) / filters._SPREAD**2) * wave
    return out


@pytest.mark.parametrize("seed", range(3))
def test_one_round_is_the_plain_filter_and_limiter(seed):
    rng = np.random.default_rng(seed)
    rows, columns = 22, 27
    start = growth.noise(rng, rows, columns)
    numbers = filters.filter_numbers(
        rng.uniform(-4, 4, (rows, columns)), rng.uniform(3.4, 6.4, (rows, columns))
    )
    even, odd = (bank.reshape(-1, 15, 16) for bank in filters.weights())
    grown = growth.grow(start, numbers, rounds=1, gain=1.6)
    cosine, sine = growth.quadrature(start, numbers)
    padded = np.pad(start, 7) / filters.UNIT
    for row in range(rows):
        for column in range(columns):
            window = padded[row : row + 15, column : column + 15]
            number = numbers[row, column]
            value = 1.6 * (even[number, :, :15] * window).sum()
            assert grown[row, column] / filters.UNIT == pytest.approx(
                value / np.sqrt(1 + value * value), abs=3e-3
            )
            assert cosine[row, column] / 2**28 == pytest.approx(value / 1.6, abs=3e-3)
            assert sine[row, column] / 2**28 == pytest.approx((odd[number, :, :15] * window).sum(), abs=3e-3)


def test_sums_are_whole_and_do_not_depend_on_their_order():
    rng = np.random.default_rng(4)
    start = growth.noise(rng, 20, 24)
    numbers = rng.integers(0, filters.DIRECTIONS * len(filters.PERIODS), start.shape, np.int32)
    bank = filters.banks()[0].reshape(-1, 15, 16).astype(np.int64)
    cosine, _ = growth.quadrature(start, numbers)
    padded = np.pad(start.astype(np.int64), 7)
    for row in range(20):
        for column in range(24):
            products = bank[numbers[row, column], :, :15] * padded[row : row + 15, column : column + 15]
            assert cosine[row, column] == products.sum()


def test_no_sum_leaves_32_bits_and_no_weight_is_near_where_rounding_decides():
    for bank in filters.banks():
        largest = np.abs(bank.reshape(-1, 240).astype(np.int64)).sum(axis=1).max() * filters.VALUE_MAX
        assert largest < 2**31
    for bank in filters.weights():
        scaled = bank * 2**15
        assert np.abs(np.abs(scaled - np.floor(scaled)) - 0.5).min() > 1e-7


def test_the_limiter_is_odd_rising_and_bounded():
    table = filters.limiter(1.6).astype(int)
    assert np.all(np.diff(table) >= 0)
    assert np.array_equal(table, -table[::-1])
    assert table.max() < filters.UNIT
    assert filters.UNIT * 4 < filters.VALUE_MAX * 3


def test_bank_has_no_mean_and_keeps_a_fitting_wave():
    even, odd = (bank.reshape(filters.DIRECTIONS, -1, 15, 16) for bank in filters.banks())
    for direction in (0, 5, 16, 40, 63):
        for index in (0, 7, 15):
            for bank, is_odd in ((even, False), (odd, True)):
                kernel = bank[direction, index]
                assert np.all(kernel[:, 15] == 0)
                assert abs(kernel.sum(dtype=int)) < 2**15 * 1e-3
                reference = plain_filter(direction, index, odd=is_odd)
                alike = (kernel[:, :15] * reference).sum() / np.sqrt(
                    (kernel.astype(float) ** 2).sum() * (reference**2).sum()
                )
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
        still = np.zeros((1, 1))
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
        still = np.zeros((1, 1))
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
    return np.rint(0.9 * filters.UNIT * np.cos(value)).astype(np.int16), np.full((81, 81), tilt)


def found_in(ridges: np.ndarray, flow: np.ndarray) -> vortices.TrueMinutiae:
    numbers = filters.filter_numbers(flow, np.full(ridges.shape, 4.6))
    return vortices.find(*growth.quadrature(ridges, numbers), numbers, np.zeros((0, 2)))


@pytest.mark.parametrize("charge", [1, -1])
@pytest.mark.parametrize("tilt", [0.0, 0.4, 1.2, 2.0, 2.9])
def test_a_made_dislocation_is_found_where_it_is_and_points_to_the_additional_ridge(charge, tilt):
    found = found_in(*wave(charge, 0.3, tilt))
    middle = np.hypot(found.x - 40.5, found.y - 40.5) < 25
    assert middle.sum() == 1
    only = found.only(middle)
    assert np.hypot(only.x[0] - 40.5, only.y[0] - 40.5) < 1.5
    expected = tilt if charge > 0 else tilt + np.pi
    assert abs((only.theta[0] - expected + np.pi) % (2 * np.pi) - np.pi) < 0.06


def test_an_inverted_picture_swaps_endings_and_bifurcations():
    ridges, flow = wave(1, 0.0, 0.4)
    kinds = []
    for sign in (1, -1):
        found = found_in(np.asarray(sign * ridges, np.int16), flow)
        kinds.append(int(found.only(np.hypot(found.x - 40.5, found.y - 40.5) < 25).kind[0]))
    assert sorted(kinds) == [1, 2]


def test_windings_are_those_of_the_summed_angles():
    rng = np.random.default_rng(3)
    cosine, sine = rng.integers(-(2**28), 2**28, (2, 40, 50), np.int32)
    direction = np.asarray(rng.integers(0, 8, (40, 50)) + 60, np.int32) % 64
    found = vortices._windings(cosine, sine, direction)
    for row in range(2, 37):
        for column in range(2, 47):
            phases = []
            for y, x in ((row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)):
                flip = -1 if abs(int(direction[y, x]) - int(direction[row, column])) > 32 else 1
                phases.append(np.arctan2(flip * float(sine[y, x]), float(cosine[y, x])))
            steps = (np.diff([*phases, phases[0]]) + np.pi) % (2 * np.pi) - np.pi
            assert found[row, column] == round(steps.sum() / (2 * np.pi))


def test_a_pair_put_into_straight_ridges_is_found_as_a_pair_on_one_ridge():
    pairs = 0
    for seed in range(12):
        rows, _ = np.mgrid[0:160, 0:160]
        ridges = np.rint(7000 * np.cos(2 * np.pi * rows / 4.6)).astype(np.int16)
        flow = np.zeros((160, 160))
        before = len(found_in(ridges, flow))
        islands.insert(np.random.default_rng(seed), ridges, filters.filter_numbers(flow, flow + 4.6))
        numbers = filters.filter_numbers(flow, flow + 4.6)
        ridges = growth.grow(ridges, numbers, rounds=1)
        found = found_in(ridges, flow)
        assert before == 0
        turned = np.cos(found.theta)
        inner = (np.abs(found.x - 80) < 55) & (np.abs(found.y - 80) < 55)
        for one in np.flatnonzero(inner):
            pairs += 1
            apart = np.hypot(found.x - found.x[one], found.y - found.y[one])
            apart[turned * turned[one] > 0] = np.inf
            assert apart.min() < 4.6 * 6
    assert pairs > 12
