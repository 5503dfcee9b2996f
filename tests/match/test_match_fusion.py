"""Fusion and verdicts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.match.calibration import shipped
from tenprint.match.fusion import FUSED_MAX, finger_log10_lr, fuse, fuse_ratios
from tenprint.match.threshold import LIGHTS_OUT, VERIFY, Verdict, fmr, is_extrapolated, verdict

HIGH = 2 * shipped().scores[-1]
"""A score that no non-mate comes near."""

SCORES = st.dictionaries(st.integers(1, 10), st.floats(0, 60), max_size=10)


@settings(max_examples=100, deadline=None)
@given(SCORES, st.integers(1, 10), st.floats(0, 10))
def test_a_better_finger_never_lowers_the_ratio(scores, position: int, gain: float) -> None:
    better = dict(scores)
    if position in better:
        better[position] += gain
    assert fuse(better) >= fuse(scores) - 1e-9


@settings(max_examples=100, deadline=None)
@given(SCORES)
def test_bounds_and_order(scores) -> None:
    fused = fuse(scores)
    assert fuse(dict(reversed(list(scores.items())))) == fused
    assert 10 * np.log10(shipped().failure_min) <= fused <= FUSED_MAX


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1e6), st.integers(1, 10))
def test_one_finger_is_never_automatic(score: float, position: int) -> None:
    assert verdict(fuse({position: score})) is not Verdict.IDENT


def test_good_fingers_add_up() -> None:
    good = dict.fromkeys(range(1, 11), HIGH)
    assert [str(verdict(fuse({k: good[k] for k in range(1, n + 1)}))) for n in (1, 2, 3, 5, 10)] == [
        "no_hit",
        "examine",
        "ident",
        "ident",
        "ident",
    ]


def test_failed_fingers_do_not_sink_good_ones() -> None:
    for failed in (1, 2, 4):
        scores = {position: HIGH if position > failed else 0.0 for position in range(1, 11)}
        assert verdict(fuse(scores, dict.fromkeys(scores, 60.0))) is Verdict.IDENT


def test_a_poor_finger_says_less_for_and_against() -> None:
    held = [1.0, 4.0, 8.0, 16.0, 60.0]
    against = [finger_log10_lr(0.0, one) for one in held]
    in_favour = [finger_log10_lr(HIGH / 2, one) for one in held]
    assert against == sorted(against, reverse=True)
    assert in_favour == sorted(in_favour)
    assert against[0] > -0.2 > -1.0 > against[-1]
    assert fuse({1: HIGH, 2: 0.0}, {2: 1.0}) > fuse({1: HIGH, 2: 0.0}, {2: 60.0})


def test_ratios_of_fingers_that_correlate_are_shared_out() -> None:
    """Equal ratios give n r / (1 + (n − 1) ρ); a finger that says nothing changes nothing."""
    for count in range(1, 11):
        assert fuse_ratios(np.full(count, 2.0), 0.1) == pytest.approx(2.0 * count / (1 + 0.1 * (count - 1)))
    assert fuse_ratios(np.array([4.0, 3.0, 0.0]), 0.1) == pytest.approx(
        fuse_ratios(np.array([4.0, 3.0]), 0.1)
    )
    assert fuse_ratios(np.array([-1.0, 4.0]), 0.1) > fuse_ratios(np.array([-1.0, 4.0]), 0.0)


def test_calibration_is_monotone_and_the_cap_is_within_the_pairs_counted() -> None:
    found = shipped()
    assert list(found.scores) == sorted(set(found.scores))
    assert list(found.log10_ratios) == sorted(found.log10_ratios)
    assert finger_log10_lr(1e9) <= min(np.log10(found.counted / 3), VERIFY)
    assert 0.0 < found.correlation < 0.5


def test_false_match_rate() -> None:
    assert fmr(-3.0) == fmr(0.0) == 1.0
    assert fmr(VERIFY) == pytest.approx(1e-5)
    assert fmr(LIGHTS_OUT) < fmr(VERIFY)
    assert is_extrapolated(LIGHTS_OUT) and not is_extrapolated(2.0)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (LIGHTS_OUT, "ident"),
        (LIGHTS_OUT - 0.01, "examine"),
        (VERIFY, "examine"),
        (VERIFY - 0.01, "no_hit"),
        (-5, "no_hit"),
    ],
)
def test_verdict_at_the_thresholds(score: float, expected: str) -> None:
    assert str(verdict(score)) == expected
