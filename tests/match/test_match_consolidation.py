"""Pair choice, compatibility, relaxation and assignment against slow references."""

from math import pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_templates import impression, make, move

from tenprint.match import parameter
from tenprint.match.consolidation import (
    assign_once,
    best_pairs,
    compatibility,
    consolidate,
    leading_count,
    local_evidence,
    relax,
)

FULL = np.ones(12, np.float32)


def wrapped(angle: float) -> float:
    """Absolute angle in [0, π]."""
    return abs((angle + pi) % (2 * pi) - pi)


def falling(difference: float, tolerance: float) -> float:
    """The smooth step of the kernel."""
    t = min(1.0, difference / (2 * tolerance))
    return 1 - (3 * t**2 - 2 * t**3)


def reference_fit(a, b, t, s) -> float:
    """Compatibility of two pairs with arc tangents, as the paper writes it."""
    (i, j), (p, q) = t, s
    if i == p or j == q:
        return 0.0
    a_far = np.hypot(a.x[p] - a.x[i], a.y[p] - a.y[i])
    b_far = np.hypot(b.x[q] - b.x[j], b.y[q] - b.y[j])
    far = max(a_far, b_far)
    value = falling(
        abs(a_far - b_far), parameter.DISTANCE_TOLERANCE_PX + parameter.DISTANCE_TOLERANCE_RATIO * far
    )
    turn = (b.theta[j] - a.theta[i]) - (b.theta[q] - a.theta[p])
    value *= falling(wrapped(turn), parameter.ROTATION_TOLERANCE_RAD)
    tolerance = max(parameter.RADIAL_TOLERANCE_RAD, parameter.DISTANCE_TOLERANCE_PX / far)
    for one, other, left, right in ((i, p, j, q), (p, i, q, j)):
        seen_a = np.arctan2(a.y[one] - a.y[other], a.x[other] - a.x[one]) - a.theta[one]
        seen_b = np.arctan2(b.y[left] - b.y[right], b.x[right] - b.x[left]) - b.theta[left]
        angle = wrapped(seen_a - seen_b)
        value *= falling(np.sin(angle), tolerance) if angle < pi / 2 else 0.0
    return np.sqrt(value)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40))
def test_best_pairs_are_the_greatest(seed: int, limit: int) -> None:
    similarity = (np.random.default_rng(seed).permutation(99).reshape(9, 11) / 99).astype(np.float32)
    similarity[similarity < 0.3] = 0.0
    pairs = best_pairs(similarity, limit)
    taken = np.sort(similarity[pairs[:, 0], pairs[:, 1]])[::-1]
    expected = np.sort(similarity.ravel())[::-1][:limit]
    expected = expected[expected > 0]
    assert min(len(expected), 1) <= len(taken) <= len(expected)
    assert len(taken) >= len(expected) - 1
    np.testing.assert_array_equal(taken, expected[: len(taken)])
    assert len({tuple(pair) for pair in pairs.tolist()}) == len(pairs)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_compatibility_is_the_paper_s(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a = make(rng, 12)
    b = move(a, rng.normal(0, 0.3), 10, -5)
    pairs = rng.integers(0, 12, (16, 2)).astype(np.int32)
    pairs[:8, 1] = pairs[:8, 0]
    found = compatibility(pairs, a.x, a.y, a.theta, b.x, b.y, b.theta)
    expected = [[reference_fit(a, b, t, s) for s in pairs] for t in pairs]
    np.testing.assert_allclose(found, expected, atol=2e-3)
    assert found.max() > 0.9


def test_true_pairs_fit_fully_under_any_movement() -> None:
    a = make(np.random.default_rng(1), 10)
    b = move(a, 2.0, 30, 12)
    same = np.stack([np.arange(10)] * 2, axis=1).astype(np.int32)
    fit = compatibility(same, a.x, a.y, a.theta, b.x, b.y, b.theta)
    assert np.all(fit + np.eye(10) > 0.99)


def test_relaxation_is_a_matrix_product() -> None:
    rng = np.random.default_rng(4)
    fit = rng.random((7, 7)).astype(np.float32)
    np.fill_diagonal(fit, 0)
    value = rng.random(7).astype(np.float32)
    expected = value.copy()
    for _ in range(parameter.RELAXATION_ROUNDS):
        keep = parameter.RELAXATION_KEEP
        expected = keep * expected + (1 - keep) / 6 * fit @ expected
    np.testing.assert_allclose(relax(fit, value), expected, rtol=1e-4)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_assignment_uses_each_minutia_once_best_first(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = np.unique(rng.integers(0, 8, (20, 2)), axis=0).astype(np.int32)
    value = rng.permutation(len(pairs)).astype(np.float32)
    kept = assign_once(pairs, value, 8, 8)
    assert kept[0] == np.argmax(value)
    for column in (0, 1):
        assert len(set(pairs[kept, column].tolist())) == len(kept)
    refused = np.setdiff1d(np.arange(len(pairs)), kept)
    for place in refused:  # every refused pair loses a minutia to a better one
        better = [k for k in kept if value[k] > value[place] and np.any(pairs[k] == pairs[place])]
        assert better


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_local_evidence_is_the_mean_of_the_pairs_least_weakened(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = np.stack([rng.permutation(30), rng.permutation(30)], axis=1).astype(np.int32)
    start = rng.uniform(0.1, 1, 30).astype(np.float32)
    value = start * rng.random(30).astype(np.float32)
    kept = np.argsort(-value / start)[: leading_count(30, 40)]
    assert local_evidence(pairs, start, value, 30, 40) == pytest.approx(value[kept].mean(), rel=1e-5)


@pytest.mark.parametrize(("least", "expected"), [(1, 4), (20, 8), (200, 12)])
def test_the_count_of_leading_pairs_grows_with_the_smaller_template(least: int, expected: int) -> None:
    assert leading_count(least, 300) == leading_count(300, least) == expected


def test_few_minutiae_score_nothing() -> None:
    a = make(np.random.default_rng(0), 1)
    score, pairs = consolidate(
        np.ones((1, 1), np.float32), a.x, a.y, a.theta, FULL[:1], a.x, a.y, a.theta, FULL[:1]
    )
    assert score == 0.0 and pairs.shape == (0, 2)


def test_wrong_pairs_are_left_out() -> None:
    """A similarity matrix that is right for all but one minutia: the liar is not among the supporting pairs."""
    rng = np.random.default_rng(8)
    a = make(rng, 12)
    b = impression(a, np.random.default_rng(1), lost=0.0, added=0.0)
    order = np.argmin(
        np.abs(a.quality[:, None].astype(int) - b.quality[None].astype(int))
        + 100 * (np.abs((a.theta[:, None] - b.theta[None] + pi) % (2 * pi) - pi) > 1.0),
        axis=1,
    )
    similarity = np.zeros((12, 12), np.float32)
    similarity[np.arange(12), order] = 0.8
    similarity[0] = 0.0
    similarity[0, order[5]] = 0.9
    score, pairs = consolidate(similarity, a.x, a.y, a.theta, FULL, b.x, b.y, b.theta, FULL)
    assert score > 0
    assert [0, order[5]] not in pairs.tolist()
