"""The error versus discard characteristic against a count pair by pair."""

import numpy as np
import pytest
from score_sets import random_scores, slow_fnmr_at

from tenprint.match.evaluation.discard import FMR, SHARES, discard
from tenprint.match.evaluation.rates import threshold_at
from tenprint.match.evaluation.score_set import ScoreSet, score_set


def counted(scores: ScoreSet, quality: list[float], share: float) -> tuple[float, float, float]:
    """Share of pairs gone, rate at the threshold of before, rate at that of what remains."""
    ranked = sorted(range(len(quality)), key=lambda place: (quality[place], place))
    gone = set(ranked[: int(share * len(quality) + 1e-9)])
    threshold = threshold_at(scores.split()[1], FMR)
    mated, non_mated, dropped = [], [], 0
    for a, b, score in zip(scores.probe, scores.candidate, scores.scores, strict=True):
        if a in gone or b in gone:
            dropped += 1
        elif scores.finger[a] == scores.finger[b]:
            mated.append(score)
        else:
            non_mated.append(score)
    fixed = sum(score <= threshold for score in mated) / len(mated)
    return dropped / len(scores.scores), fixed, slow_fnmr_at(mated, non_mated, FMR)


@pytest.mark.parametrize("seed", range(6))
def test_each_share_is_what_counting_gives(seed: int) -> None:
    scores = random_scores(seed, fingers=6, impressions=4, whole=seed % 2 == 0)
    quality = np.random.default_rng(seed).integers(0, 9, 24).tolist()
    for found, share in zip(discard(scores, quality), SHARES, strict=True):
        dropped, fixed, again = counted(scores, quality, share)
        assert found.comparisons == pytest.approx(dropped)
        assert found.fixed == pytest.approx(fixed)
        assert found.recomputed == pytest.approx(again)
        assert found.share == pytest.approx(int(share * 24 + 1e-9) / 24)


def test_a_quality_that_knows_the_failures_halves_them_and_more() -> None:
    scores = random_scores(3, fingers=10, impressions=4)
    bad = np.array([0, 5, 17, 30])
    hurt = np.isin(scores.probe, bad) | np.isin(scores.candidate, bad)
    worse = score_set(
        "set",
        scores.names,
        scores.probe,
        scores.candidate,
        np.where(scores.mated, 9.0 - 9 * hurt, scores.scores),
    )
    quality = np.full(40, 50.0)
    quality[bad] = 10
    before, *_, last = discard(worse, quality, (0.0, 0.05, 0.1))
    assert before.reduction == 0
    assert before.fixed is not None and before.fixed > 0.1
    assert (last.fixed, last.recomputed, last.reduction) == (0.0, 0.0, 1.0)


def test_nothing_left_is_no_rate() -> None:
    scores = random_scores(1, fingers=2, impressions=2)
    (found,) = discard(scores, [0, 1, 2, 3], [0.75])
    assert (found.fixed, found.recomputed, found.reduction) == (None, None, None)
    assert found.comparisons == 1
