"""One finger against one finger: what must hold for any prints."""

from math import pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_templates import EMPTY, build, impression, make, move

from tenprint.match.pair import compare

SEEDS = st.integers(0, 100_000)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_score_is_symmetric(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a = make(rng)
    for b in (impression(a, rng), make(rng)):
        there, back = compare(a, b), compare(b, a)
        assert there.score == pytest.approx(back.score, rel=0.05, abs=0.05)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_nothing_matches_better_than_itself(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a = make(rng)
    own = compare(a, a)
    assert own.score > compare(a, impression(a, rng)).score > compare(a, make(rng)).score
    assert np.array_equal(own.pairs[:, 0], own.pairs[:, 1])


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.floats(-1.8, 1.8), st.floats(-60, 60), st.floats(-60, 60))
def test_turning_and_moving_barely_changes_the_score(seed: int, turn: float, dx: float, dy: float) -> None:
    rng = np.random.default_rng(seed)
    a = make(rng)
    b = impression(a, rng)
    assert compare(a, move(b, turn, dx, dy)).score == pytest.approx(compare(a, b).score, rel=0.1)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.floats(2.2, pi))
def test_a_print_upside_down_is_found(seed: int, turn: float) -> None:
    """Turned ones lose a little, as fingers come upright; no stranger comes near.

    The score is a logarithm, so what is lost is a difference: at most 1.3 in 1,200 pairs, whatever they score.
    """
    rng = np.random.default_rng(seed)
    a = make(rng)
    b = impression(a, rng)
    turned = compare(a, move(b, turn)).score
    assert compare(a, b).score - 1.6 < turned
    assert turned > 2 * compare(a, make(rng)).score + 2


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_order_of_minutiae_does_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a = make(rng)
    b = impression(a, rng)
    order = rng.permutation(len(b))
    shuffled = build(b.x[order], b.y[order], b.theta[order], b.quality[order], (b.width, b.height))
    assert compare(a, shuffled).score == pytest.approx(compare(a, b).score, rel=0.02)


def test_pairs_are_true_ones() -> None:
    """Minutiae carry their identity in the quality: nine of ten pairs join the same ones."""
    rng = np.random.default_rng(12)
    a = make(rng, 60)
    a = build(a.x, a.y, a.theta, np.arange(60), (a.width, a.height))
    b = impression(a, rng, lost=0.2, added=0.0)
    pairs = compare(a, b).pairs
    assert pairs.dtype == np.int32 and pairs.shape[1] == 2
    assert len(pairs) > 25
    assert np.mean(a.quality[pairs[:, 0]] == b.quality[pairs[:, 1]]) > 0.9


def test_pairs_index_the_given_templates_when_minutiae_are_cut() -> None:
    rng = np.random.default_rng(13)
    a = make(rng, 200, 900, 900)
    pairs = compare(a, a).pairs
    assert pairs.max() >= 160
    assert np.array_equal(pairs[:, 0], pairs[:, 1])


def test_mates_stand_apart_from_strangers() -> None:
    rng = np.random.default_rng(20)
    prints = [make(rng) for _ in range(25)]
    others = [impression(template, rng) for template in prints]
    scores = np.array([[compare(a, b).score for b in others] for a in prints])
    mates = np.diag(scores)
    strangers = scores[~np.eye(25, dtype=bool)]
    assert mates.min() > 2 * strangers.max()


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_hardly_any_minutiae(count: int) -> None:
    few = make(np.random.default_rng(1), count) if count else EMPTY
    found = compare(few, make(np.random.default_rng(2)))
    assert found.score >= 0.0
    assert found.pairs.shape[1] == 2
    assert compare(few, few).score >= 0.0


def test_identical_places_and_angles_at_the_turn() -> None:
    """Minutiae on top of each other, and θ at the ends of its range, give a score and no fault."""
    x = np.repeat([50.0, 90.0, 140.0, 200.0], 2)
    theta = np.tile([0.0, 6.2831], 4)
    odd = build(x, x, theta, np.full(8, 50), (300, 300))
    assert np.isfinite(compare(odd, odd).score)
