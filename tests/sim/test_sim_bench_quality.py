"""Error against reject: against a slow count, and what cannot be counted."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.image.quality import Quality
from tenprint.sim.bench.quality import (
    PER_SET,
    POOLED,
    JudgedSet,
    bench_quality,
    fnmr,
    judge_set,
    kept_of,
    threshold_at,
)
from tenprint.sim.bench.quality_figure import reject_figure


def made(seed: int, *, telling: bool = True) -> JudgedSet:
    """Ten fingers, four impressions each; a pair scores what its worse print allows, where quality is telling."""
    rng = np.random.default_rng(seed)
    names = tuple(f"{finger}_{take}" for finger in range(10) for take in range(4))
    worth = rng.uniform(0, 1, 40)
    shown = worth if telling else rng.uniform(0, 1, 40)
    judged = tuple(Quality(round(100 * value), 100.0, 0.5, 0.5, ()) for value in shown)
    finger = np.arange(40) // 4
    scores = np.where(
        finger[:, None] == finger, 3 * np.minimum(worth[:, None], worth), rng.uniform(0, 0.7, (40, 40))
    )
    return JudgedSet(f"set{seed}", names, judged, np.triu(scores, 1) + np.triu(scores, 1).T)


def slow_fnmr(sets: list[JudgedSet], dropped: set[tuple[str, str]], pooled: bool) -> float:
    """One pair after the other."""
    missed = counted = 0
    everybody = [
        float(one.scores[i, j])
        for one in sets
        for i, j in combinations(range(len(one.names)), 2)
        if one.names[i].split("_")[0] != one.names[j].split("_")[0]
    ]
    for one in sets:
        pairs = list(combinations(range(len(one.names)), 2))
        same = [one.names[i].split("_")[0] == one.names[j].split("_")[0] for i, j in pairs]
        own = [float(one.scores[i, j]) for (i, j), mated in zip(pairs, same, strict=True) if not mated]
        ordered = sorted(everybody if pooled else own, reverse=True)
        threshold = ordered[int(0.001 * len(ordered))]
        for (i, j), mated in zip(pairs, same, strict=True):
            if mated and not {(one.name, one.names[i]), (one.name, one.names[j])} & dropped:
                counted += 1
                missed += one.scores[i, j] <= threshold
    return missed / counted


@pytest.mark.parametrize("kind", [PER_SET, POOLED])
@pytest.mark.parametrize("drop", [0.0, 0.1, 0.3])
def test_rates_are_those_of_a_slow_count(kind: str, drop: float) -> None:
    sets = [made(1), made(2)]
    everything = sorted(
        ((one.judged[k].score, place, k) for place, one in enumerate(sets) for k in range(40)),
    )
    worst = {(sets[place].name, sets[place].names[k]) for _, place, k in everything[: round(drop * 80)]}
    found = fnmr(sets, kept_of(sets, drop), kind)
    assert found == pytest.approx(slow_fnmr(sets, worst, kind == POOLED))


def test_a_telling_score_lowers_misses_and_a_random_one_does_not() -> None:
    def reduction(telling: bool) -> float:
        sets = [made(seed, telling=telling) for seed in range(6)]
        found: float = bench_quality(sets)["together"][PER_SET]["reduction"]
        return found

    assert reduction(True) > 0.3
    assert abs(reduction(False)) < 0.15


def test_the_threshold_is_exceeded_by_no_more_than_the_share() -> None:
    scores = np.random.default_rng(4).normal(size=2880)
    assert (scores > threshold_at(scores)).sum() == 2


def test_the_figure_has_a_curve_for_each_set_and_for_all() -> None:
    drawn = reject_figure(bench_quality([made(1), made(2)]), "engine & matcher")
    assert drawn.count("<polyline") == 3
    assert "engine &amp; matcher" in drawn


def test_bad_input_is_told(tmp_path: Path, real_data: Path) -> None:
    with pytest.raises(BadInput, match="expected a folder of images"):
        judge_set(tmp_path / "none")
    with pytest.raises(BadInput, match="share from 0 below 1"):
        bench_quality([made(1)], 1.0)
    scores = tmp_path / "scores.txt"
    scores.write_text("101_1 101_2 7\n")
    with pytest.raises(BadInput, match="expected a score of every pair, found none of 3159"):
        judge_set(real_data / "fvc" / "fvc2002_DB3_B", scores=scores)
