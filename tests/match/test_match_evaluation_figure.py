"""The figures: well formed, told in words, light and dark, and their lines where the rates are."""

from itertools import pairwise
from statistics import NormalDist
from xml.etree import ElementTree

import numpy as np
import pytest
from score_sets import random_scores

from tenprint.match.evaluation.accuracy_table import accuracy_table
from tenprint.match.evaluation.assessment import assess
from tenprint.match.evaluation.det_figure import det_figure
from tenprint.match.evaluation.discard import discard_figure
from tenprint.match.evaluation.svg_plot import HEIGHT, WIDTH

SVG = "{http://www.w3.org/2000/svg}"


def lines_of(text: str) -> list[list[tuple[float, float]]]:
    """Points of each line of a figure, the last drawn first in the text."""
    root = ElementTree.fromstring(text)
    return [
        [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        for line in root.iter(f"{SVG}polyline")
    ]


def test_the_det_plot_passes_through_the_rates() -> None:
    """Each corner of the first line, turned back to rates, is a threshold's pair of rates."""
    found = [
        assess("ours & others", random_scores(5, 8, 4), 100),
        assess("peer", random_scores(6, 8, 4), 100),
    ]
    text = det_figure("A <title>", found)
    ours = lines_of(text)[-1]
    probit = NormalDist()
    mated, non_mated = found[0].scores.split()
    low, high = probit.inv_cdf(1 / len(non_mated)), probit.inv_cdf(0.5)
    least = probit.inv_cdf(0.0005)
    rates = [
        (probit.cdf(low + x / WIDTH * (high - low)), probit.cdf(least + (1 - y / HEIGHT) * (high - least)))
        for x, y in ours
    ]
    within = [rate for rate in rates if rate[1] < 0.499]
    assert len(within) > 20
    for fmr, fnmr in within:
        allowed = [
            np.mean(mated < t)
            for t in np.concatenate([mated, non_mated])
            if np.mean(non_mated >= t) <= fmr * 1.01
        ]
        above = [
            np.mean(mated < t)
            for t in np.concatenate([mated, non_mated])
            if np.mean(non_mated >= t) < fmr * 0.99
        ]
        options = (min(allowed, default=1), min(above, default=1))
        assert any(fnmr == pytest.approx(rate, abs=0.004) for rate in options), (fmr, fnmr, options)
    assert all(a[0] <= b[0] + 1e-9 for a, b in pairwise(ours))
    assert all(a[1] <= b[1] + 1e-9 for a, b in pairwise(ours))


def test_a_figure_is_told_in_words_and_has_a_dark_dress() -> None:
    scores = random_scores(5, 8, 4)
    found = [assess("ours", scores, 100), assess("peer", random_scores(6, 8, 4), 100)]
    for text in (det_figure("A <title>", found), discard_figure("A <title>", scores, list(range(32)))):
        root = ElementTree.fromstring(text)
        assert root.attrib["role"] == "img"
        named = {part.attrib["id"]: part.text for part in root if "id" in part.attrib}
        assert root.attrib["aria-labelledby"].split() == list(named)
        first, second = named.values()
        assert first == "A <title>"
        assert second is not None and "%" in second
        assert "prefers-color-scheme:dark" in text
        assert "nan" not in text and "inf" not in text
        for line in lines_of(text):
            assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in line)


def test_perfect_scores_can_be_drawn() -> None:
    scores = random_scores(1, 5, 3)
    perfect = scores.kept(np.ones(len(scores.scores), bool))
    perfect.scores[:] = perfect.mated
    assert ElementTree.fromstring(det_figure("Perfect", [assess("ours", perfect, 100)])) is not None
    assert ElementTree.fromstring(discard_figure("Perfect", perfect, [1] * 15)) is not None


def test_the_table_of_accuracy_gives_every_set_engine_and_mean() -> None:
    names = ("A", "B")
    engines = {
        engine: [random_scores(seed + place, 6, 4, name=name) for place, name in enumerate(names)]
        for seed, engine in ((1, "tenprint classical"), (11, "nbis"))
    }
    text = list(accuracy_table(engines))
    heads = [line for line in text if line.startswith("| set")]
    assert heads == ["| set | tenprint classical | nbis |"] * 4
    rows = [line for line in text if line.startswith("| A |")]
    rate = engines["nbis"][0].rates().eer
    assert len(rows) == 4
    assert f"| {100 * rate:.2f} (" in rows[0]
    mean = np.mean([one.rates().eer for one in engines["nbis"]])
    assert f"**{100 * mean:.2f}** (" in next(line for line in text if line.startswith("| **mean**"))
    assert any("extrapolated" in line for line in text)
