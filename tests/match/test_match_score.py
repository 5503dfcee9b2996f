"""The pair score's line."""

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenprint.match import parameter
from tenprint.match.score import score

SHARES = st.floats(0, 1)


@given(SHARES, SHARES, SHARES, SHARES)
def test_more_evidence_never_lowers_the_score(
    local: float, share: float, more: float, further: float
) -> None:
    assert score(max(local, more), max(share, further)) >= score(local, share) >= 0.0


def test_e_times_the_local_evidence_gains_its_coefficient() -> None:
    floor = parameter.SCORE_LOCAL_FLOOR
    low, high = 0.1, exp(1) * (0.1 + floor) - floor
    assert score(high, 0.5) - score(low, 0.5) == pytest.approx(parameter.SCORE_LOCAL)
    assert score(low, 0.9) - score(low, 0.4) == pytest.approx(0.5 * parameter.SCORE_SHARE)


def test_strangers_have_little_and_two_equal_prints_much() -> None:
    """Where nothing supports anything, relaxation leaves half the similarity a round: some 0.014."""
    assert score(0.45 * 0.5**parameter.RELAXATION_ROUNDS, 0.2) < 0.5
    assert score(0.5, 1.0) > 10
    assert np.isfinite(score(0.0, 0.0))
