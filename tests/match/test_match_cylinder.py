"""Cylinders against a direct computation of the paper's formulas."""

from math import erf, pi, sqrt

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_templates import EMPTY, build, make, move

from tenprint.match import parameter
from tenprint.match.cylinder import angular_table, build_cylinders, disc_cells, hull_rows, spatial_table
from tenprint.match.descriptor import describe


def unpack(words: np.ndarray, count: int) -> np.ndarray:
    """Bits of uint64 words, least significant first."""
    return np.array([(int(words[k >> 6]) >> (k & 63)) & 1 for k in range(count)], bool)


def cell_centre(template, i: int, row: int, column: int, side: int) -> tuple[float, float]:
    """Place in the image of one cell of minutia i, by turning with unit vectors."""
    cell = 2 * parameter.CYLINDER_RADIUS_PX / side
    u, v = (
        (column + 0.5) * cell - parameter.CYLINDER_RADIUS_PX,
        (row + 0.5) * cell - parameter.CYLINDER_RADIUS_PX,
    )
    ahead = np.array([np.cos(template.theta[i]), -np.sin(template.theta[i])])  # decision 0002
    left = np.array([-np.sin(template.theta[i]), -np.cos(template.theta[i])])
    return tuple(np.array([template.x[i], template.y[i]]) + u * ahead + v * left)


def reference_sum(template, i: int, row: int, column: int, section: int, side: int) -> float:
    """Contribution of all neighbours to one cell (equations 4 to 9 of the paper)."""
    px, py = cell_centre(template, i, row, column, side)
    width = 2 * pi / parameter.CYLINDER_SECTIONS
    total = 0.0
    for t in range(len(template)):
        distance = np.hypot(template.x[t] - px, template.y[t] - py)
        if t == i or distance > 3 * parameter.SPATIAL_SIGMA_PX:
            continue
        difference = (template.theta[i] - template.theta[t]) - (-pi + (section + 0.5) * width)
        alpha = (difference + pi) % (2 * pi) - pi
        scale = parameter.ANGULAR_SIGMA_RAD * sqrt(2)
        angular = 0.5 * (erf((alpha + width / 2) / scale) - erf((alpha - width / 2) / scale))
        sigma = parameter.SPATIAL_SIGMA_PX
        total += np.exp(-(distance**2) / (2 * sigma**2)) / (sigma * sqrt(2 * pi)) * angular
    return total


@pytest.mark.parametrize("side", [8, 16])
def test_bits_are_the_paper_s_sums_over_the_threshold(side: int) -> None:
    """All cells of a few minutiae; only sums within a tenth of the threshold may fall either way (tables)."""
    template = make(np.random.default_rng(3), 25)
    bits, mask, _ = build_cylinders(
        template.x, template.y, template.theta, side, disc_cells(side), spatial_table(), angular_table()
    )
    decided = 0
    for i in (0, 7, 20):
        valid = unpack(mask[i], side * side)
        on = unpack(bits[i], side * side * parameter.CYLINDER_SECTIONS)
        for index in np.flatnonzero(valid):
            for section in range(parameter.CYLINDER_SECTIONS):
                value = reference_sum(template, i, index // side, index % side, section, side)
                if abs(value - parameter.CELL_ON_THRESHOLD) > 0.1 * parameter.CELL_ON_THRESHOLD:
                    assert on[section * side * side + index] == (value > parameter.CELL_ON_THRESHOLD)
                    decided += 1
    assert decided > 200


def test_mask_is_the_dilated_hull_within_the_radius() -> None:
    template = make(np.random.default_rng(5), 12)
    side = 16
    _, mask, _ = build_cylinders(
        template.x, template.y, template.theta, side, disc_cells(side), spatial_table(), angular_table()
    )
    hull = cv2.convexHull(np.stack([template.x, template.y], 1))
    cell = 2 * parameter.CYLINDER_RADIUS_PX / side
    for i in range(len(template)):
        valid = unpack(mask[i], side * side)
        for index in range(side * side):
            row, column = divmod(index, side)
            far = np.hypot((column + 0.5 - side / 2) * cell, (row + 0.5 - side / 2) * cell)
            px, py = cell_centre(template, i, row, column, side)
            outside = -cv2.pointPolygonTest(hull, (float(px), float(py)), True)
            if far > parameter.CYLINDER_RADIUS_PX:
                assert not valid[index]
            elif abs(outside - parameter.HULL_MARGIN_PX) > 9.0:
                assert valid[index] == (outside < parameter.HULL_MARGIN_PX)


def test_hull_rows_of_one_point_are_a_disc() -> None:
    top, rows = hull_rows(np.float32([100]), np.float32([200]), 50.0)
    assert top == 150.0
    middle = rows[len(rows) // 2]
    assert middle[0] == pytest.approx(50, abs=1) and middle[1] == pytest.approx(150, abs=1)
    assert np.all(rows[:, 1] - rows[:, 0] <= 101)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.floats(-pi, pi), st.floats(-40, 40), st.floats(-40, 40))
def test_cylinders_turn_with_the_print(seed: int, turn: float, dx: float, dy: float) -> None:
    """A moved template has nearly the same bits: only cells at the threshold flip."""
    template = make(np.random.default_rng(seed), 30)
    still, moved = describe(template), describe(move(template, turn, dx, dy))
    ones = sum(int(w).bit_count() for w in still.bits.ravel())
    differ = sum(int(w).bit_count() for w in (still.bits ^ moved.bits).ravel())
    assert differ < 0.12 * ones


def test_right_angle_turn_sends_right_to_up() -> None:
    """θ = 0 with a neighbour to the right is, a quarter turn on, θ = 90° with a neighbour above."""
    flat = build([100, 130, 90], [100, 100, 60], [0.0, 1.0, 2.0], [50] * 3, (300, 300))
    turned = move(flat, pi / 2)
    assert turned.y[1] < turned.y[0]
    np.testing.assert_array_equal(describe(flat).scan_bits, describe(turned).scan_bits)


def test_no_and_lone_minutiae_are_not_usable() -> None:
    assert len(describe(EMPTY)) == 0
    lone = describe(build([50], [60], [1.0], [80], (100, 100)))
    assert lone.usable.tolist() == [0]
    assert not lone.scan_bits.any()


def test_many_minutiae_are_cut_to_the_best() -> None:
    template = make(np.random.default_rng(2), 200)
    described = describe(template)
    assert len(described) == parameter.MINUTIAE_MAX
    dropped = np.setdiff1d(np.arange(200), described.index)
    assert template.quality[dropped].max() <= template.quality[described.index].min()
