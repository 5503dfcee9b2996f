"""Alignment and the share of the common area that agrees."""

from math import pi

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_templates import build, make, move

from tenprint.match.alignment import agreement, outline, rigid, weight_inside


def same_pairs(count: int) -> np.ndarray:
    """Each minutia with itself."""
    return np.stack([np.arange(count)] * 2, axis=1).astype(np.int32)


def agree(a, b, pairs: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """The kernel with every minutia believed in full; partners counted once, not for both prints."""
    full_a, full_b = np.ones(len(a), np.float32), np.ones(len(b), np.float32)
    partners, shared = agreement(a.x, a.y, a.theta, full_a, b.x, b.y, b.theta, full_b, pairs, weight)
    return partners / 2, shared


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-pi, pi))
def test_a_rigid_movement_is_found(seed: int, turn: float) -> None:
    a = make(np.random.default_rng(seed), 15)
    b = move(a, turn, 21, -13)
    cosine, sine, ax, ay, bx, by = rigid(a.x, a.y, b.x, b.y, same_pairs(15), np.ones(15))
    np.testing.assert_allclose(cosine * (a.x - ax) - sine * (a.y - ay) + bx, b.x, atol=0.05)
    np.testing.assert_allclose(sine * (a.x - ax) + cosine * (a.y - ay) + by, b.y, atol=0.05)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-pi, pi))
def test_all_minutiae_of_a_moved_copy_have_partners(seed: int, turn: float) -> None:
    a = make(np.random.default_rng(seed), 20)
    b = move(a, turn, 5, 9)
    partners, shared = agree(a, b, same_pairs(20), np.ones(20))
    assert partners == pytest.approx(20, abs=0.1)
    assert shared == 40


def test_minutiae_without_partner_speak_against() -> None:
    a = make(np.random.default_rng(3), 20)
    b = build(a.x[:12], a.y[:12], a.theta[:12], a.quality[:12], (400, 480))
    partners, shared = agree(a, b, same_pairs(12), np.ones(12))
    assert partners == pytest.approx(12, abs=0.1)
    assert 12 + 12 <= shared <= 32


def test_local_shift_follows_the_skin() -> None:
    """A stretched print: rigidly laid over each other the edges miss, with the local shift they meet."""
    a = make(np.random.default_rng(5), 40)
    b = build(200 + 1.12 * (a.x - 200), a.y, a.theta, a.quality, (400, 480))
    partners, _ = agree(a, b, same_pairs(40), np.ones(40))
    few, _ = agree(a, b, same_pairs(40)[:2], np.full(2, 1e-3))
    assert partners > 36
    assert few < partners


def test_counting_inside_an_outline_is_the_polygon_test() -> None:
    rng = np.random.default_rng(6)
    x, y = rng.uniform(0, 300, 30), rng.uniform(0, 300, 30)
    px, py = rng.uniform(-60, 360, 300), rng.uniform(-60, 360, 300)
    hull = cv2.convexHull(np.stack([x, y], 1).astype(np.float32))
    distance = np.array([cv2.pointPolygonTest(hull, (a, b), True) for a, b in zip(px, py, strict=True)])
    clear = np.abs(distance + 10) > 4
    found = weight_inside(px[clear], py[clear], np.ones(clear.sum(), np.float32), outline(x, y), 10.0)
    assert found == np.count_nonzero(distance[clear] > -10)
