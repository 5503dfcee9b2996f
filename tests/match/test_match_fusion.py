"""Fusion and verdicts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.match import parameter
from tenprint.match.fusion import finger_log10_lr, fuse
from tenprint.match.threshold import LIGHTS_OUT, VERIFY, Verdict, fmr, is_extrapolated, verdict

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
    assert 10 * min(parameter.FINGER_LOG10_LR) <= fused <= parameter.FUSED_MAX


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1e6), st.integers(1, 10))
def test_one_finger_is_never_automatic(score: float, position: int) -> None:
    assert verdict(fuse({position: score})) is not Verdict.IDENT


def test_good_fingers_add_up() -> None:
    good = dict.fromkeys(range(1, 11), 4.0)
    assert [str(verdict(fuse({k: good[k] for k in range(1, n + 1)}))) for n in (1, 2, 3, 10)] == [
        "no_hit",
        "examine",
        "ident",
        "ident",
    ]


def test_a_mate_with_two_failed_fingers_stays_a_mate() -> None:
    assert (
        verdict(fuse({position: 3.0 if position > 2 else 0.0 for position in range(1, 11)})) is Verdict.IDENT
    )


def test_calibration_is_monotone_and_the_cap_is_the_pairs_counted() -> None:
    assert list(parameter.FINGER_SCORES) == sorted(parameter.FINGER_SCORES)
    assert list(parameter.FINGER_LOG10_LR) == sorted(parameter.FINGER_LOG10_LR)
    assert finger_log10_lr(1e9) <= np.log10(parameter.CALIBRATION_IMPOSTORS)


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
