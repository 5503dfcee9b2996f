"""The bench of extractors tells every figure with its limit; mixing compares each pair by either."""

from dataclasses import replace
from pathlib import Path

import pytest

from tenprint.sim.bench import extract as bench
from tenprint.sim.bench import mixing
from tenprint.sim.gallery import background


def test_every_figure_is_told_with_its_limit() -> None:
    found = bench.bench_extract("classical", {"plain 2": bench.small_print()})
    assert {"small_ms", "rolled_ms", "card_s", "card_two_threads_s", "resident_gib"} <= found.keys()
    assert (found["extractor"].split("-")[0], found["card_prints"]) == ("classical", 1)
    assert found["card_minutiae"] > 10
    assert found["within_limits"] == (found["small_ms"] <= bench.LIMITS["classical"]["small_ms"])


@pytest.mark.slow
def test_a_card_gives_twenty_prints() -> None:
    kinds = [name.split()[0] for name in bench.card_pictures()]
    assert (kinds.count("rolled"), kinds.count("plain")) == (10, 10)


def test_found_by_two_every_pair_is_compared_by_either() -> None:
    _, fingers = next(iter(background.load(background.shipped())))
    paths = [Path(f"{number}_{take}.png") for number in (1, 2) for take in (1, 2)]
    one = {path: fingers[int(path.stem[0])] for path in paths}
    shifted = {path: replace(template, x=template.x + 3) for path, template in one.items()}
    alike, mixed = list(mixing._scores([one, one], paths)), list(mixing._scores([one, shifted], paths))
    assert [mates for _, mates in alike] == [True, False, False, False, False, True]
    assert [mates for _, mates in mixed] == [mates for _, mates in alike for _ in range(2)]
    assert min(score for score, mates in mixed if mates) > max(score for score, mates in mixed if not mates)
    lacking = {**one, paths[0]: None}
    assert [score for score, _ in mixing._scores([lacking, lacking], paths)][:3] == [0.0, 0.0, 0.0]
    assert mixing._rates([one, shifted], paths) == {"eer": 0.0, "fnmr_at_fmr_0.001": 0.0}
