"""Distances against slow references, features of a drawn picture, and what is kept of a run."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.sim.gallery.distance import ks_distance
from tenprint.sim.likeness import samples
from tenprint.sim.likeness.compare import Sample, distance, yardstick
from tenprint.sim.likeness.features import FEATURES, measure, neighbour_px
from tenprint.sim.likeness.figure import figure
from tenprint.sim.likeness.report import Likeness, Rates, _half, concordance, rates
from tenprint.sim.likeness.samples import REAL, Finger, Prints, measured_prints, prints_of
from tenprint.sim.likeness.settings import CONDITIONS, REAL_SETS, style_for
from tenprint.sim.likeness.table import content, markdown
from tenprint.sim.seeds import Stream, stream
from tenprint.template.model import Template

OPTICAL, CAPACITIVE = REAL_SETS[0], REAL_SETS[2]


def slow_distance(a: list[float], b: list[float]) -> float:
    """Kolmogorov-Smirnov distance by its definition."""
    return max(abs(sum(v <= t for v in a) / len(a) - sum(v <= t for v in b) / len(b)) for t in a + b)


@pytest.mark.parametrize("seed", range(5))
def test_the_distance_is_that_of_its_definition_with_ties_too(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 9, 30).astype(float), rng.integers(2, 12, 17).astype(float)
    assert ks_distance(a, b) == pytest.approx(slow_distance(a.tolist(), b.tolist()), abs=1e-12)
    assert ks_distance(a, b) == ks_distance(b, a)


def drawn_anew(sample: Sample, rng: np.random.Generator) -> list[float]:
    """Values of as many fingers drawn with replacement, spelt out."""
    names = np.unique(sample.fingers)
    drawn = names[rng.integers(len(names), size=len(names))].tolist()
    found: list[float] = []
    for value, fingers in zip(sample.values, sample.fingers.tolist(), strict=True):
        found += [value] * int(np.prod([drawn.count(finger) for finger in fingers]))
    return found


@pytest.mark.parametrize("pairs", [False, True], ids=["fingers", "pairs of fingers"])
def test_the_interval_is_that_of_fingers_drawn_anew(pairs: bool) -> None:
    rng = np.random.default_rng(3)
    fingers = np.repeat(np.arange(6), 4)[:, None]
    if pairs:
        fingers = np.array([(i, j) for i in range(6) for j in range(i)])
    a = Sample(rng.integers(0, 20, len(fingers)).astype(float), fingers)
    b = Sample(rng.integers(5, 25, len(fingers)).astype(float), fingers + 100)
    found = distance(a, b, seed=5, rounds=40)
    again = stream(5, Stream.BOOTSTRAP)
    slow = [
        slow_distance(one, two)
        for one, two in ((drawn_anew(a, again), drawn_anew(b, again)) for _ in range(40))
        if one and two
    ]
    assert (found.low, found.high) == pytest.approx(tuple(np.percentile(slow, (2.5, 97.5))), abs=1e-12)
    assert found.low < found.distance < found.high
    assert (found.median_a, found.median_b) == (np.median(a.values), np.median(b.values))


def test_what_is_not_known_is_left_out() -> None:
    a = Sample(np.array([1.0, np.nan, 2.0]), np.array([[1], [2], [3]]))
    none = Sample(np.array([np.nan]), np.array([[1]]))
    assert distance(a, a).distance == 0
    assert np.isnan(distance(a, none).distance)
    assert np.isnan(yardstick([a, none])).all()


def grating(left: float, right: float) -> GreyImage:
    """Upright ridges within a disc of radius 120 pixels, their period going from one to another across the picture."""
    y, x = np.mgrid[0:300, 0:300].astype(np.float64)
    phase = np.cumsum(np.full((300, 300), 1.0) / np.linspace(left, right, 300), axis=1)
    wave = 127.5 - 100 * np.cos(2 * np.pi * phase)
    inside = np.hypot(x - 150, y - 150) < 120
    return GreyImage(np.where(inside, wave, 235).astype(np.uint8), 500.0)


@pytest.mark.parametrize("period", [7.5, 9.0, 11.0])
def test_features_of_a_drawn_picture_are_those_it_was_drawn_with(period: float) -> None:
    found, template = measure(grating(period, period))
    assert found.period_px == pytest.approx(period, rel=0.03)
    assert found.period_spread < 0.05
    assert found.coherence > 0.9
    assert found.area_cm2 == pytest.approx(np.pi * 120**2 / (500 / 2.54) ** 2, rel=0.2)
    assert found.dark_share == pytest.approx(0.5, abs=0.12)
    assert found.contrast == pytest.approx(200 / 255, abs=0.15)
    assert found.raggedness == pytest.approx(1, abs=0.15)
    assert found.minutiae == len(template) < 6


@pytest.mark.parametrize("turn", [0.0, 0.3, 0.8])
def test_ragged_ridges_have_longer_sides_whatever_their_direction(turn: float) -> None:
    y, x = np.mgrid[0:300, 0:300].astype(np.float64)
    across = x * np.cos(turn) + y * np.sin(turn)
    along = y * np.cos(turn) - x * np.sin(turn)
    found = []
    # Sides that swing by a pixels over a length b are longer by the arc length of that wave.
    for swing in (0.0, 1.6):
        phase = (across + swing * np.sin(along * 2 * np.pi / 8)) / 9
        found.append(measure(GreyImage((127.5 - 100 * np.cos(2 * np.pi * phase)).astype(np.uint8), 500.0))[0])
    slope = 1.6 * 2 * np.pi / 8 * np.cos(np.linspace(0, 2 * np.pi, 1000))
    assert found[0].raggedness == pytest.approx(1, abs=0.08)
    longer = found[1].raggedness / found[0].raggedness
    assert longer == pytest.approx(np.sqrt(1 + slope**2).mean(), rel=0.15)


def test_the_spread_of_the_period_grows_with_that_of_the_drawn_ridges() -> None:
    # The extractor smooths the period over 1.2 mm, so some of the spread is lost.
    found, _ = measure(grating(7.0, 12.0))
    assert found.period_px == pytest.approx(9.5, rel=0.05)
    across = np.linspace(7.0, 12.0, 300)[30:270]
    chord = np.sqrt(120**2 - (np.arange(30, 270) - 149.5) ** 2)
    drawn = np.sqrt(np.cov(across, aweights=chord)) / np.average(across, weights=chord)
    assert 0.06 < found.period_spread < drawn


def template_at(*places: tuple[float, float]) -> Template:
    count = len(places)
    x, y = np.array(places, np.float32).reshape(count, 2).T
    kinds = np.array([1, 2, 0, 1][:count], np.uint8)
    return Template(
        x, y, np.zeros(count, np.float32), kinds, np.full(count, 50, np.uint8), 300, 300, "test-1"
    )


def test_minutiae_of_another_extractor_are_those_counted() -> None:
    given = template_at((10, 10), (13, 14), (100, 100), (100, 110))
    found, template = measure(grating(9.0, 9.0), given)
    assert template is given
    assert found.minutiae == 4
    assert found.density == pytest.approx(4 / found.area_cm2)
    assert found.ending_share == pytest.approx(2 / 3)
    assert found.neighbour_px == pytest.approx(7.5)


def test_of_less_than_two_minutiae_none_has_a_neighbour() -> None:
    assert np.isnan(neighbour_px(template_at((1, 1))))


def test_a_blank_picture_has_features_that_say_so() -> None:
    found, _ = measure(GreyImage(np.full((200, 200), 250, np.uint8), 500.0))
    assert (found.minutiae, found.quality, found.area_cm2) == (0, 0, 0)
    assert np.isnan([found.density, found.ending_share, found.period_px, found.coherence]).all()


def test_a_half_has_the_scores_of_its_own_fingers_only() -> None:
    pairs = np.array([[1, 3], [1, 2], [2, 4], [3, 4], [3, 5]])
    sample = Sample(np.arange(5.0), pairs)
    assert _half(sample, "odd").values.tolist() == [0, 4]
    assert _half(sample, "even").values.tolist() == [2]
    assert _half(sample, "all") is sample


def prints(condition: str, genuine: list[float], impostor: list[float]) -> Prints:
    """A setting with these scores and with features drawn at random."""
    rng = np.random.default_rng(len(condition))
    made = {name: Sample(rng.random(12), np.arange(12)[:, None] // 4) for name in FEATURES}
    made["genuine"] = Sample(np.array(genuine), np.arange(len(genuine))[:, None])
    made["impostor"] = Sample(np.array(impostor), np.array([[i, i + 1] for i in range(len(impostor))]))
    return Prints(OPTICAL, condition, made)


def test_error_rates_are_those_of_the_scores() -> None:
    found = rates(prints("easy", [1.0, 5.0, 6.0, 7.0], [0.0, 0.0, 0.0, 2.0]))
    assert found.eer == pytest.approx(0.25)
    assert found.fnmr == pytest.approx(0.25)
    high, low = np.log([2, 6, 7, 8]), np.log([1, 1, 1, 3])
    spread = np.sqrt((np.var(high) + np.var(low)) / 2)
    assert found.separation == pytest.approx((np.mean(high) - np.mean(low)) / spread)


def ranked(**separations: float) -> Likeness:
    every = tuple(Rates(OPTICAL.name, name, 0.0, 0.0, value) for name, value in separations.items())
    return Likeness("classical", 2, 2, "even", (), every, {}, ())


def test_extractors_agree_when_they_order_the_conditions_alike() -> None:
    first = ranked(real=2.0, easy=3.0, typical=2.5, hard=1.0)
    assert concordance(first, ranked(real=5.0, easy=9.0, typical=8.0, hard=4.0)) == (True, 1.0)
    alike, tau = concordance(first, ranked(real=9.5, easy=9.0, typical=8.0, hard=4.0))
    assert alike
    assert tau == pytest.approx(2 / 6)
    assert not concordance(first, ranked(real=2.0, easy=3.0, typical=0.5, hard=1.0))[0]


def test_a_figure_has_a_line_of_every_setting_in_every_panel() -> None:
    group = [prints(one, [3.0, 9.0], [0.0, 1.0]) for one in (REAL, *CONDITIONS)]
    root = ElementTree.fromstring(figure(group))
    lines = root.findall(".//{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 4 * len(FEATURES) + 4 * 2
    places = np.array(
        [[float(n) for n in p.split(",")] for line in lines for p in line.attrib["points"].split()]
    )
    assert places.min() >= 0
    assert places[:, 0].max() <= 172
    assert len(figure(group)) < 45_000


def test_a_style_stands_against_each_set_under_each_condition() -> None:
    assert [style_for(OPTICAL, condition).condition for condition in CONDITIONS] == list(CONDITIONS)
    assert {style_for(one, "easy").device.value for one in REAL_SETS} == {one.device for one in REAL_SETS}


def fingers(tmp_path: Path) -> list[Finger]:
    return [
        Finger(CAPACITIVE, condition, number, 2, "classical", 9, tmp_path)
        for condition in ("easy", "typical")
        for number in range(2)
    ]


def test_what_was_measured_is_kept_and_only_the_rest_is_made(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    wanted = fingers(tmp_path)[:2]
    first = measured_prints(wanted, tmp_path, progress=lambda *done: told.append(done))
    assert told == [(done, 2) for done in range(3)]
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == 2
    assert all(path.suffix == ".npz" for path in kept)
    kept[1].unlink()
    told.clear()
    again = measured_prints(wanted, tmp_path, workers=1, progress=lambda *done: told.append(done))
    assert told == [(1, 2), (2, 2)]
    for finger in wanted:
        assert np.array_equal(first[finger].features, again[finger].features, equal_nan=True)
        assert [len(t) for t in first[finger].templates] == [len(t) for t in again[finger].templates]
    made = prints_of(wanted, again)
    assert (len(made.samples["genuine"].values), len(made.samples["impostor"].values)) == (2, 4)
    assert made.samples["minutiae"].values.tolist() == [
        float(len(t)) for finger in wanted for t in again[finger].templates
    ]
    # Mates of easy impressions agree.
    assert made.samples["genuine"].values.min() > made.samples["impostor"].values.max()


def test_an_unknown_extractor_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="expected one of classical, leader"):
        measured_prints([replace(fingers(tmp_path)[0], extractor="other")], tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_conditions_are_compared_on_the_same_fingers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[tuple[int, int]] = []
    monkeypatch.setattr(samples, "master", lambda seed, position: made.append((seed, position)))
    for finger in fingers(tmp_path):
        samples._images(replace(finger, impressions=0))
    assert made[:2] == made[2:]
    assert made[0] != made[1]


def test_tables_name_every_setting() -> None:
    one = ranked(real=2.0, easy=3.0)
    text = "\n".join(markdown([one, replace(one, extractor="leader")]))
    assert "| fvc2002_DB1_B | easy | 0.00% · 0.00% · 3.00 | 0.00% · 0.00% · 3.00 |" in text
    assert "rank the conditions alike within every set" in text
    assert content([one])["extractors"]["classical"]["rates"][1]["separation"] == 3.0
