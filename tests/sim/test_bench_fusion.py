"""What is told of ratios and of sequence faults, from cards of known scores; prints are kept and read as they are."""

from pathlib import Path

import numpy as np
import pytest

from tenprint.match.calibration import shipped
from tenprint.match.calibration_fit import PairScores
from tenprint.match.sequence import Evidence, find_faults
from tenprint.sim.bench.calibrate import correlation
from tenprint.sim.bench.fusion import Rate, card_figures, finger_figures
from tenprint.sim.bench.kept import kept
from tenprint.sim.bench.pair_scores import CardScores, card_pairs
from tenprint.sim.bench.reliability import bins, draw
from tenprint.sim.bench.sequence import moved
from tenprint.template.model import Template

CARDS = 6


def crossed(rng: np.random.Generator, failing: float = 0.0) -> CardScores:
    """Cards whose mates score high, but for whole cards that fail; finger 10 of the first is missing."""
    score = rng.exponential(0.05, (CARDS, 10, CARDS, 10))
    for card in range(CARDS):
        if card >= failing * CARDS:
            score[card, range(10), card, range(10)] = 9.0
    score[0, 9] = np.nan
    held = np.where(np.isnan(score), np.nan, 30.0)
    return CardScores(score, held, ("typical", "hard") * (CARDS // 2))


def test_comparisons_of_cards_are_told_apart() -> None:
    pairs = card_pairs(crossed(np.random.default_rng(1)), "classical cards")
    assert (int(pairs.mated.sum()), len(pairs.score)) == (59, 59 * 60)
    assert (
        pairs.weight[pairs.mated].sum() == pytest.approx(pairs.weight[~pairs.mated].sum()) == pytest.approx(1)
    )
    assert pairs.score[pairs.mated].min() == 9.0 > pairs.score[~pairs.mated].max()


def test_fingers_that_fail_with_their_card_correlate() -> None:
    rng = np.random.default_rng(2)
    assert correlation(shipped(), crossed(rng, failing=0.5)) > 0.9
    assert correlation(shipped(), crossed(rng)) < 0.3


def test_figures_of_cards() -> None:
    found = card_figures(shipped(), crossed(np.random.default_rng(3), failing=1 / 3), "classical")
    assert [one.source for one in found][:2] == [
        "classical, typical, ten fingers",
        "classical, typical, right hand",
    ]
    ten = found[0]
    assert (ten.fnmr["LIGHTS_OUT"].count, ten.fnmr["LIGHTS_OUT"].total, ten.fmr["VERIFY"].count) == (1, 3, 0)
    assert found[2].fnmr["LIGHTS_OUT"].rate == 1.0  # two fingers are never enough
    assert Rate.of([True, False]).high > 0.9


def test_cllr_of_a_source_is_above_its_least() -> None:
    rng = np.random.default_rng(4)
    mated = np.arange(400) < 100
    score = np.where(mated, rng.uniform(0, 4, 400), rng.exponential(0.1, 400))
    pairs = PairScores(score, np.full(400, 20.0), mated, np.ones(400), np.full(400, "x"))
    found = finger_figures(shipped(), pairs)
    assert 0 < found.min_cllr < found.cllr < 1
    assert found.calibration_loss == pytest.approx(found.cllr - found.min_cllr)


def test_the_reliability_of_right_ratios_lies_on_the_diagonal(tmp_path: Path) -> None:
    """Normal scores of equal spread, 2 apart about 0: the natural log ratio is twice the score."""
    rng = np.random.default_rng(5)
    mated = np.arange(40_000) < 20_000
    ratios = 2 * rng.normal(np.where(mated, 1, -1)) / np.log(10)
    for stated, counted, low, high in bins(ratios, mated):
        if abs(stated) < 1.5:
            assert counted == pytest.approx(stated, abs=0.12)
            assert low < counted < high
    draw(tmp_path / "plot.svg", {"prints": (ratios, mated)})
    text = (tmp_path / "plot.svg").read_text()
    assert text.startswith("<svg") and text.count("<circle") > 5


def test_moved_prints_are_told_of() -> None:
    across, among = np.full((10, 10), -1.5), np.full((10, 10), -1.5)
    np.fill_diagonal(across, 4.0)
    scores = np.ones((10, 10))
    exchanged = moved(Evidence(across, among, scores, scores), {2: 3, 3: 2})
    assert [(one.position, one.matches_position) for one in find_faults(exchanged)] == [(2, 3), (3, 2)]


def test_prints_are_kept_and_read_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENPRINT_CACHE", str(tmp_path))
    rng = np.random.default_rng(6)

    def template(count: int) -> Template:
        x, y, theta = rng.uniform(0, 6, (3, count)).astype(np.float32)
        kind, quality = np.ones(count, np.uint8), rng.integers(0, 100, count).astype(np.uint8)
        return Template(x, y, theta, kind, quality, 300, 400, "classical-1")

    made = {"rolled 1": template(7), "plain 1": template(0), "rolled 10": template(3)}
    assert kept("one", lambda: made) is made
    read = kept("one", dict)
    assert list(read) == list(made)
    for name, one in made.items():
        assert (read[name].width, read[name].height, read[name].extractor) == (300, 400, "classical-1")
        assert all(
            np.array_equal(getattr(read[name], c), getattr(one, c)) for c in ("x", "y", "theta", "quality")
        )
