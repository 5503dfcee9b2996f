"""Deformation, partners and the share of the common area that agrees."""

from math import pi

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_templates import build, make, move

from tenprint.match import parameter
from tenprint.match.alignment import agreement, lay_over, outline, partners, weight_inside
from tenprint.match.deformation import carry, whole_rotation


def same_pairs(count: int) -> np.ndarray:
    """Each minutia with itself."""
    return np.stack([np.arange(count)] * 2, axis=1).astype(np.int32)


def agree(a, b, pairs: np.ndarray) -> tuple[float, np.ndarray]:
    """The kernel with every minutia believed in full."""
    full_a, full_b = np.ones(len(a), np.float32), np.ones(len(b), np.float32)
    weight = np.ones(len(pairs))
    return agreement(a.x, a.y, a.theta, full_a, b.x, b.y, b.theta, full_b, pairs, weight)


def bent(template, amount: float):
    """A print whose upper half was pulled upwards by so many pixels at its top, as skin that sticks to the glass is."""
    above = np.clip((240 - template.y) / 240, 0, None)
    return build(
        template.x,
        template.y - amount * above,
        template.theta,
        template.quality,
        (template.width, template.height),
    )


def reference_carry(x, y, a, b, weight, cosine, sine) -> np.ndarray:
    """The same by a linear system: the least squares similarity about the weighted centres, with the prior's rows."""
    near = weight / (1 + ((a - [x, y]) ** 2).sum(axis=1) / parameter.REACH_PX**2) ** 2
    centre_a, centre_b = (near[:, None] * a).sum(0) / near.sum(), (near[:, None] * b).sum(0) / near.sum()
    rows, wanted = [], []
    for w, (u, v), (p, q) in zip(near, a - centre_a, b - centre_b, strict=True):
        rows += [np.sqrt(w) * np.array([u, -v]), np.sqrt(w) * np.array([v, u])]
        wanted += [np.sqrt(w) * p, np.sqrt(w) * q]
    stiff = np.sqrt(parameter.STIFFNESS_PX2)
    rows += [np.array([stiff, 0]), np.array([0, stiff])]
    wanted += [stiff * cosine, stiff * sine]
    along, across = np.linalg.lstsq(np.array(rows), np.array(wanted), rcond=None)[0]
    turn = np.array([[along, -across], [across, along]])
    return np.concatenate([turn @ (np.array([x, y]) - centre_a) + centre_b, [along, across]])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_a_place_is_carried_as_least_squares_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, weight = rng.uniform(0, 400, (9, 2)), rng.uniform(0.2, 1, 9)
    b = a @ np.array([[0.8, 0.6], [-0.6, 0.8]]) + rng.normal(0, 6, (9, 2))
    cosine, sine = whole_rotation(a, b, weight)
    x, y = rng.uniform(0, 400, 2)
    found = carry(x, y, a, b, weight, cosine, sine, np.empty(9))
    np.testing.assert_allclose(found, reference_carry(x, y, a, b, weight, cosine, sine), atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-pi, pi))
def test_a_rigid_movement_is_found(seed: int, turn: float) -> None:
    a = make(np.random.default_rng(seed), 15)
    b = move(a, turn, 21, -13)
    x, y, theta = lay_over(a.x, a.y, a.theta, b.x, b.y, same_pairs(15), np.ones(15))
    np.testing.assert_allclose(x, b.x, atol=0.05)
    np.testing.assert_allclose(y, b.y, atol=0.05)
    assert np.abs((theta - b.theta + pi) % (2 * pi) - pi).max() < 1e-3


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_partners_are_each_other_s_closest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = make(rng, 60, 200, 200), make(rng, 50, 200, 200)
    closeness = np.zeros((60, 50))
    for i in range(60):
        for j in range(50):
            far = np.hypot(a.x[i] - b.x[j], a.y[i] - b.y[j]) / parameter.PARTNER_DISTANCE_PX
            angle = abs((a.theta[i] - b.theta[j] + pi) % (2 * pi) - pi) / parameter.PARTNER_ANGLE_RAD
            if far < 1 and angle < 1:
                closeness[i, j] = 1 - 0.5 * far**2 - 0.5 * angle**2
    expected = [
        (i, j)
        for i, j in np.argwhere(closeness > 0)
        if closeness[i, j] == closeness[i].max() and closeness[i, j] == closeness[:, j].max()
    ]
    doubles = [values.astype(np.float64) for values in (a.x, a.y, a.theta)]
    pairs, close = partners(*doubles, b.x, b.y, b.theta)
    assert [tuple(pair) for pair in pairs.tolist()] == [tuple(map(int, pair)) for pair in expected]
    np.testing.assert_allclose(close, [closeness[i, j] for i, j in expected], atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-pi, pi))
def test_all_minutiae_of_a_moved_copy_have_partners(seed: int, turn: float) -> None:
    a = make(np.random.default_rng(seed), 20)
    share, pairs = agree(a, move(a, turn, 5, 9), same_pairs(20))
    assert share == pytest.approx(40 / (40 + parameter.SHARED_PRIOR), abs=0.01)
    assert np.array_equal(pairs, same_pairs(20))


def test_minutiae_without_partner_speak_against() -> None:
    a = make(np.random.default_rng(3), 20)
    b = build(a.x[:12], a.y[:12], a.theta[:12], a.quality[:12], (400, 480))
    share, pairs = agree(a, b, same_pairs(12))
    assert np.array_equal(pairs, same_pairs(12))
    assert 24 / (32 + parameter.SHARED_PRIOR) - 0.01 <= share <= 24 / (24 + parameter.SHARED_PRIOR)


def test_the_alignment_follows_the_skin() -> None:
    """Eight pairs of a print pulled by 4 mm at its top: the other minutiae are found by bending, not rigidly."""
    a = make(np.random.default_rng(5), 40)
    b = bent(a, 80.0)
    _, pairs = agree(a, b, same_pairs(8))
    assert len(pairs) > 34
    assert np.mean(pairs[:, 0] == pairs[:, 1]) > 0.95
    doubles = np.stack([a.x, a.y], 1).astype(float), np.stack([b.x, b.y], 1).astype(float)
    cosine, sine = whole_rotation(*doubles, np.ones(40))
    turn = np.array([[cosine, -sine], [sine, cosine]])
    rigid = (doubles[0] - doubles[0].mean(0)) @ turn.T + doubles[1].mean(0)
    assert np.mean(np.hypot(*(rigid - doubles[1]).T) < parameter.PARTNER_DISTANCE_PX) < 0.8


def test_counting_inside_an_outline_is_the_polygon_test() -> None:
    rng = np.random.default_rng(6)
    x, y = rng.uniform(0, 300, 30), rng.uniform(0, 300, 30)
    px, py = rng.uniform(-60, 360, 300), rng.uniform(-60, 360, 300)
    hull = cv2.convexHull(np.stack([x, y], 1).astype(np.float32))
    distance = np.array([cv2.pointPolygonTest(hull, (a, b), True) for a, b in zip(px, py, strict=True)])
    clear = np.abs(distance + 10) > 4
    found = weight_inside(px[clear], py[clear], np.ones(clear.sum(), np.float32), outline(x, y), 10.0)
    assert found == np.count_nonzero(distance[clear] > -10)
