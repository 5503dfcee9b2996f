"""Intervals over fingers: a draw's rates are those of its pairs written out, and intervals cover what they should."""

import numpy as np
import pytest
from score_sets import random_scores, slow_eer, slow_fnmr_at

from tenprint.match.evaluation.assessment import against, assess
from tenprint.match.evaluation.bootstrap import draw_fingers, interval, resample
from tenprint.match.evaluation.rates import FMR_POINTS
from tenprint.match.evaluation.score_set import ScoreSet, pool, score_set


def written_out(scores: ScoreSet, drawn: np.ndarray) -> tuple[list[float], list[float]]:
    """Mated and non-mated scores of a draw, each as often as it counts."""
    mated: list[float] = []
    non_mated: list[float] = []
    for a, b, score in zip(scores.probe, scores.candidate, scores.scores, strict=True):
        one, other = scores.finger[a], scores.finger[b]
        if one == other:
            mated += [score] * drawn[one]
        else:
            non_mated += [score] * (drawn[one] * drawn[other])
    return mated, non_mated


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_the_rates_of_a_draw_are_those_of_its_pairs_written_out(seed: int, whole: bool) -> None:
    scores = random_scores(seed, fingers=5, whole=whole)
    weights = draw_fingers(scores, 8, seed)
    found = resample(scores, weights, np.array([0.05, 0.3]))
    for place, drawn in enumerate(weights):
        pairs = written_out(scores, drawn)
        assert found.eer[place] == pytest.approx(slow_eer(*pairs), abs=1e-12)
        for name, fmr in FMR_POINTS.items():
            assert found.fnmr_at_fmr[name][place] == pytest.approx(slow_fnmr_at(*pairs, fmr), abs=1e-12)
        for point, fmr in enumerate((0.05, 0.3)):
            assert found.fnmr[place, point] == pytest.approx(slow_fnmr_at(*pairs, fmr), abs=1e-12)


def test_every_finger_once_gives_the_rates_themselves() -> None:
    scores = random_scores(3, fingers=6, whole=True)
    found = resample(scores, np.ones((1, 6), np.int64))
    assert found.eer[0] == scores.rates().eer
    assert {name: values[0] for name, values in found.fnmr_at_fmr.items()} == scores.rates().fnmr_at_fmr


def test_fingers_are_drawn_within_their_set_and_the_same_by_seed() -> None:
    scores = pool("pooled", [random_scores(1, fingers=3, name="a"), random_scores(2, fingers=5, name="b")])
    weights = draw_fingers(scores, 200, 7)
    assert (weights[:, :3].sum(axis=1) == 3).all()
    assert (weights[:, 3:].sum(axis=1) == 5).all()
    assert (weights == draw_fingers(scores, 200, 7)).all()
    assert (weights != draw_fingers(scores, 200, 8)).any()
    assert abs(weights.mean() - 1) < 1e-9
    assert np.abs(weights.mean(axis=0) - 1).max() < 0.3


def test_a_draw_without_non_mates_is_replaced() -> None:
    """Of two fingers half of all draws take one twice."""
    weights = draw_fingers(random_scores(1, fingers=2), 100, 1)
    assert (weights == 1).all()


def test_a_draw_without_mates_is_replaced() -> None:
    names = ["1_1", "1_2", "2_1", "3_1"]
    pairs = np.array([(0, 1), (0, 2), (1, 3), (2, 3)], np.int32)
    scores = score_set("set", names, pairs[:, 0], pairs[:, 1], np.array([3.0, 1.0, 0.0, 2.0]))
    weights = draw_fingers(scores, 200, 1)
    assert (weights[:, 0] > 0).all()
    assert (weights[:, 1:].sum(axis=1) > 0).all()


def fingers_of_unlike_ease(seed: int, fingers: int = 12, impressions: int = 4) -> ScoreSet:
    """Mates' scores that depend on the finger: what pairs drawn one by one would overlook."""
    scores = random_scores(seed, fingers, impressions)
    ease = np.random.default_rng(seed + 1).normal(0, 1.2, fingers)
    shift = np.where(scores.mated, ease[scores.finger[scores.probe]], 0.0)
    return score_set("set", scores.names, scores.probe, scores.candidate, scores.scores + shift)


def test_the_interval_covers_the_true_rate_about_as_often_as_it_says() -> None:
    """FNMR at FMR 1 % of many sets of one population; pairs drawn one by one would cover far less than 95 %."""
    truth = np.mean(
        [fingers_of_unlike_ease(seed, 60).rates().fnmr_at_fmr["0.01"] for seed in range(900, 910)]
    )
    covered, narrow = 0, 0
    rng = np.random.default_rng(5)
    for seed in range(60):
        scores = fingers_of_unlike_ease(seed)
        found = assess("one", scores, draws=200, seed=seed)
        low, high = found.fnmr_at_fmr["0.01"]
        covered += low <= truth <= high
        mated, non_mated = scores.split()
        by_pairs = interval(
            np.array(
                [
                    np.mean(
                        rng.choice(mated, len(mated))
                        <= np.quantile(rng.choice(non_mated, len(non_mated)), 0.99)
                    )
                    for _ in range(200)
                ]
            )
        )
        narrow += by_pairs[0] <= truth <= by_pairs[1]
    assert covered >= 0.8 * 60
    assert narrow < covered


def test_a_difference_is_of_the_same_fingers() -> None:
    """Two engines that fail on the same fingers alike: the difference is surer than either rate."""
    ours = fingers_of_unlike_ease(4)
    rng = np.random.default_rng(0)
    better = score_set(
        "set",
        ours.names,
        ours.probe,
        ours.candidate,
        ours.scores + 0.8 * ours.mated + rng.normal(0, 0.05, len(ours.scores)),
    )
    one, other = assess("one", ours, 300), assess("other", better, 300)
    found = against(other, one)["eer"]
    assert found.difference == pytest.approx(other.rates.eer - one.rates.eer)
    assert found.ratio == pytest.approx(other.rates.eer / one.rates.eer)
    assert found.interval[0] <= found.difference <= found.interval[1] < 0
    assert found.interval[1] - found.interval[0] < one.eer[1] - one.eer[0]
    assert against(one, one)["0.001"].interval == (0.0, 0.0)


def test_no_ratio_to_a_rate_of_nought() -> None:
    scores = random_scores(1)
    perfect = score_set("set", scores.names, scores.probe, scores.candidate, scores.mated.astype(float))
    assert against(assess("one", scores, 100), assess("other", perfect, 100))["eer"].ratio is None
