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
from tenprint.match.evaluation.score_set import score_set
from tenprint.match.evaluation.svg_plot import HEIGHT, WIDTH

SVG = "{http://www.w3.org/2000/svg}"


def lines_of(text: str) -> list[list[tuple[float, float]]]:
    """Points of each line of a figure, the last drawn first in the text."""
    root = ElementTree.fromstring(text)
    return [
        [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        for line in root.iter(f"{SVG}polyline")
    ]


@pytest.mark.parametrize("whole", [False, True])
def test_the_det_plot_is_a_staircase_through_the_rates(whole: bool) -> None:
    """At any false match rate the line's height is the least false non-match rate that keeps it."""
    found = [
        assess("ours & others", random_scores(5, 8, 4, whole=whole), 100),
        assess("peer", random_scores(6, 8, 4), 100),
    ]
    ours = lines_of(det_figure("A <title>", found))[-1]
    probit = NormalDist()
    mated, non_mated = found[0].scores.split()
    low, high = probit.inv_cdf(1 / len(non_mated)), probit.inv_cdf(0.5)
    least = probit.inv_cdf(0.0005)
    thresholds = np.concatenate([mated, non_mated])
    missed = np.array([np.mean(mated < threshold) for threshold in thresholds])
    matched = np.array([np.mean(non_mated >= threshold) for threshold in thresholds])
    checked = 0
    for x in np.linspace(0.3, WIDTH - 0.3, 500):
        if any(abs(x - corner) < 0.2 for corner, _ in ours):
            continue  # within the rounding of the drawn corners
        fmr = probit.cdf(low + x / WIDTH * (high - low))
        expected = missed[matched <= fmr].min()
        heights = [y for (left, y), (right, other) in pairwise(ours) if left < x < right and y == other]
        assert len(heights) == 1 or expected > 0.49
        for y in heights:
            drawn = probit.cdf(least + (1 - y / HEIGHT) * (high - least))
            assert drawn == pytest.approx(expected, abs=0.002)
            checked += 1
    assert checked > 200
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(ours))


@pytest.mark.parametrize("best", [1, 3])
def test_the_det_plot_begins_at_no_false_match(best: int) -> None:
    """One mate of four is below the best non-mates, which score alike, and none is below the others."""
    names = [f"{finger}_{impression}" for finger in (1, 2, 3, 4) for impression in (1, 2)]
    pairs = np.array([(i, j) for i in range(8) for j in range(i + 1, 8)], np.int32)
    same = pairs[:, 0] // 2 == pairs[:, 1] // 2
    scores = np.where(same, 5.0, 1.0)
    scores[np.flatnonzero(same)[0]] = 3.0
    scores[np.flatnonzero(~same)[:best]] = 4.0
    found = assess("ours", score_set("set", names, pairs[:, 0], pairs[:, 1], scores), 100)
    (line,) = lines_of(det_figure("Edge", [found]))
    probit = NormalDist()
    least, high = probit.inv_cdf(0.0005), probit.inv_cdf(0.5)
    (x, y), (corner, _), (_, bottom) = line[0], line[-3], line[-2]
    assert x == 0
    assert probit.cdf(least + (1 - y / HEIGHT) * (high - least)) == pytest.approx(0.25, abs=0.002)
    assert bottom == HEIGHT
    low = probit.inv_cdf(1 / 24)
    assert probit.cdf(low + corner / WIDTH * (high - low)) == pytest.approx(best / 24, abs=0.001)


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
