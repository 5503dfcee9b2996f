"""A calibration is found again from scores whose likelihood ratios are known, and is written and read as it is."""

from itertools import pairwise

import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.match.calibration import (
    Calibration,
    CalibrationHeader,
    counted,
    read_calibration,
    shipped,
    write_calibration,
)
from tenprint.match.calibration_fit import (
    EXTRAPOLATED_SLOPE,
    FINGER_MAX,
    PairScores,
    best_log10_lr,
    cllr,
    fit,
    intraclass_correlation,
    isotonic,
    witness,
)

SPREAD, MATES_MEAN = 0.15, 1.0
COUNT = 6_000


def header(non_mated: int = 10**6) -> CalibrationHeader:
    return CalibrationHeader(
        "2026-11-24", ("classical-1",), (1.0, 0.0), (), {}, {"a b": 1}, {"a b": non_mated}
    )


@pytest.fixture(scope="module")
def known() -> tuple[PairScores, np.ndarray]:
    """Scores of exponential mates and non-mates with failing mates, and their true log10 ratios."""
    rng = np.random.default_rng(5)
    mated = np.repeat([True, False], [COUNT // 5, COUNT])
    held = rng.uniform(2, 40, len(mated))
    chance = 0.02 + 0.98 / (1 + np.exp(-(5.0 - 3.5 * np.log(held))))
    failed = rng.random(len(mated)) < chance
    score = rng.exponential(np.where(mated & ~failed, MATES_MEAN, SPREAD))
    ratio = SPREAD / MATES_MEAN * np.exp(score / SPREAD - score / MATES_MEAN)
    pairs = PairScores(score, held, mated, np.ones(len(mated)), np.full(len(mated), "a b"))
    return pairs, np.log10(chance + (1 - chance) * ratio)


@pytest.fixture(scope="module")
def found(known) -> Calibration:
    """What is fitted to them."""
    return fit(known[0], 0.1, header())


def test_known_ratios_are_found(known, found: Calibration) -> None:
    pairs, true = known
    stated = found.log10_lr(pairs.score, pairs.evidence)
    seen = true < 2.5
    assert np.abs(stated - true)[seen].mean() < 0.12
    assert cllr(stated, pairs.mated) < cllr(true, pairs.mated) + 0.004
    poor, good = found.failure(np.array([3.0, 30.0]))
    assert poor == pytest.approx(0.02 + 0.98 / (1 + np.exp(-(5.0 - 3.5 * np.log(3.0)))), abs=0.12)
    assert good < 0.03


def test_beyond_the_non_mates_the_slope_is_less_and_the_cap_is_counted(known, found: Calibration) -> None:
    pairs, true = known
    beyond = pairs.score > found.observed_max
    stated = found.log10_lr(pairs.score, pairs.evidence)
    assert np.count_nonzero(beyond) > 50
    assert np.mean(stated[beyond] <= true[beyond] + 0.3) > 0.99
    assert found.log10_ratios[-1] == FINGER_MAX
    last, before = np.diff(found.log10_ratios)[-1:-3:-1] / np.diff(found.scores)[-1:-3:-1]
    assert last == pytest.approx(EXTRAPOLATED_SLOPE * before)
    few = PairScores(*(column[::20] for column in (
        pairs.score, pairs.evidence, pairs.mated, pairs.weight, pairs.source,
    )))  # fmt: skip
    assert fit(few, 0.1, header(300)).log10_ratios[-1] == pytest.approx(2.0)


def test_cllr_of_the_best_ratios_is_the_least(known) -> None:
    pairs, true = known
    best = cllr(best_log10_lr(pairs.score, pairs.mated), pairs.mated)
    assert best <= cllr(best_log10_lr(np.exp(pairs.score), pairs.mated), pairs.mated) + 1e-12
    for shifted in (true, true + 1, 2 * true):
        assert best_log10_lr(shifted, pairs.mated).shape == shifted.shape
        assert cllr(best_log10_lr(shifted, pairs.mated), pairs.mated) <= cllr(shifted, pairs.mated)
    assert cllr(true + 1, pairs.mated) > cllr(true, pairs.mated) < cllr(2 * true, pairs.mated)


def test_isotonic_against_the_slow_definition() -> None:
    """Largest over starts of the least over ends of the means between (Barlow and others' max-min formula)."""
    rng = np.random.default_rng(6)
    value, weight = rng.normal(size=30) + np.linspace(0, 2, 30), rng.uniform(0.5, 2, 30)

    def mean(a: int, b: int) -> float:
        return float(np.average(value[a : b + 1], weights=weight[a : b + 1]))

    slow = [max(min(mean(a, b) for b in range(k, 30)) for a in range(k + 1)) for k in range(30)]
    found = isotonic(value, weight)
    assert found == pytest.approx(slow)
    assert all(a <= b for a, b in pairwise(found))


def test_intraclass_correlation_is_found() -> None:
    rng = np.random.default_rng(7)
    groups = [rng.normal(0, np.sqrt(0.2)) + rng.normal(0, np.sqrt(0.8), 10) for _ in range(3000)]
    assert intraclass_correlation(groups) == pytest.approx(0.2, abs=0.02)
    assert intraclass_correlation([rng.normal(size=10) for _ in range(3000)]) < 0.02


def test_a_calibration_is_written_and_read_as_it_is(tmp_path, known) -> None:
    write_calibration(shipped(), tmp_path / "c.yaml")
    assert read_calibration(tmp_path / "c.yaml") == shipped()
    (tmp_path / "bad.yaml").write_text("scores: 1\n")
    with pytest.raises(BadInput, match="expected a calibration"):
        read_calibration(tmp_path / "bad.yaml")
    with pytest.raises(BadInput):
        read_calibration(tmp_path / "none.yaml")


def test_the_shipped_calibration_is_of_this_matcher() -> None:
    """Where this fails the scale of scores has changed: ``tenprint calibrate FOLDER...`` fits anew."""
    assert witness() == pytest.approx(shipped().header.matcher, rel=1e-3, abs=1e-3)
    assert shipped().counted == counted(shipped().header.non_mated) > 10_000
