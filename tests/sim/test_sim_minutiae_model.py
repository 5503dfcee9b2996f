"""Templates without pictures: the same from the same seed, at their model's rates, mates and strangers as such."""

import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.match.pair import compare
from tenprint.sim.gallery.extraction_fit import below
from tenprint.sim.gallery.extraction_pairing import half_turn, paired
from tenprint.sim.gallery.false_fit import false_density
from tenprint.sim.gallery.flow_library import flow_library
from tenprint.sim.gallery.minutiae_model import read_fit, shipped_fit, size_of, write_fit
from tenprint.sim.gallery.model_sample import Laid, see_model
from tenprint.sim.gallery.unpictured import make_batch
from tenprint.sim.skin.master import GENERATOR, MasterSize

KIND = "plain-typical"


@pytest.fixture(scope="module")
def fit():
    return read_fit()


@pytest.fixture(scope="module")
def impressions(fit):
    return list(see_model(fit, KIND, seed=11, subjects=150))


def same(a, b) -> bool:
    names = ("x", "y", "theta", "kind", "quality")
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in names)


def test_a_finger_is_the_same_in_every_batch(fit):
    whole = make_batch(fit, KIND, [3, 4, 5], seed=1, positions=[1, 2], impressions=[0, 1])
    alone = make_batch(fit, KIND, [4], seed=1, positions=[2], impressions=[1])
    place = [tuple(row) for row in zip(whole.subject, whole.position, whole.impression, strict=True)]
    assert same(whole.template(place.index((4, 2, 1))), alone.template(0))
    assert not same(whole.template(0), whole.template(1))
    assert not same(alone.template(0), make_batch(fit, KIND, [4], seed=2, positions=[2]).template(0))


def test_minutiae_are_in_the_picture_and_in_reading_order(fit):
    batch = make_batch(fit, "plain-hard", range(20), seed=1)
    assert (batch.x >= 0).all() and (batch.x < batch.width).all()
    assert (batch.y >= 0).all() and (batch.y < batch.height).all()
    assert (batch.theta >= 0).all() and (batch.theta < np.float32(2 * np.pi)).all()
    assert set(np.unique(batch.kind)) == {1, 2}
    assert batch.quality.max() <= 100
    for index in range(len(batch)):
        own = batch.template(index)
        places = np.rint(own.y) * 4096 + np.rint(own.x)
        assert (np.diff(places) >= 0).all()


def test_true_minutiae_have_the_models_density_and_keep_apart(fit):
    size = MasterSize.SMALL
    model, library = fit.fingers[size], flow_library(size)
    densities, nearest = [], []
    for subject in range(200):
        finger = Laid(fit, size, 5, subject, 2)
        area = library.area[1, int(finger.own[0])]
        densities.append(np.log(len(finger.minutiae) / area * 1e4))
        x, y = finger.minutiae.x, finger.minutiae.y
        distance = np.hypot(x[:, None] - x, y[:, None] - y)
        np.fill_diagonal(distance, np.inf)
        nearest.append(distance.min())
        flow = finger.flow(np.stack([x, y], axis=1).astype(np.float64))
        assert np.mean(np.abs(half_turn(finger.minutiae.theta - flow)) < 0.35) > 0.95
    spread = float(model.density_spread[0])
    assert np.mean(densities) == pytest.approx(model.density[1], abs=4 * spread / np.sqrt(200) + 0.01)
    assert np.std(densities) == pytest.approx(spread, rel=0.25, abs=0.02)
    forbidden = 4.0 * np.argmax(model.repulsion > 0)
    assert min(nearest) >= forbidden


def test_minutiae_are_missed_as_often_as_the_model_says(fit, impressions):
    """The found ones' sources are known, so that no pairing blurs the rate."""
    model = fit.impressions[KIND]
    batches = make_batch(fit, KIND, range(150), seed=11, positions=range(1, 11), impressions=[0, 1])
    known = {
        (int(s), int(p), int(i)): k
        for k, (s, p, i) in enumerate(zip(batches.subject, batches.position, batches.impression, strict=True))
    }
    missed, expected = [], []
    for number, seen in enumerate(impressions):
        k = known[(seen.finger, 1 + seen.finger % 10, number % 2)]
        sources = batches.source[batches.start[k] : batches.start[k + 1]]
        missed += list(~np.isin(seen.index, sources))
        border = np.minimum(seen.border / 8, 12).astype(int)
        near = np.minimum(seen.nearest / 4, 19).astype(int)
        expected += list(below(model.border_miss[border] + model.crowd_miss[near]))
    # Missing comes in clusters, so the allowance is wider than that of independent trials.
    assert np.mean(missed) == pytest.approx(np.mean(expected), abs=0.02)


def test_false_minutiae_crowd_at_the_edge_as_fitted(fit, impressions):
    """Counted as on pictures: within 8 pixels of the border lie many, about as fitted, and further inside few."""
    sample = paired(impressions)
    density = false_density(sample.false, sample.area)
    wanted = fit.impressions[KIND].false_density
    assert 0.5 < density[0] / wanted[0] < 1.5
    assert density[0] > 4 * density[1:5].mean()


def test_false_minutiae_are_some_and_of_less_quality(fit):
    batch = make_batch(fit, KIND, range(60), seed=3)
    assert 0.5 < np.sum(batch.source < 0) / len(batch) < 15
    right = batch.quality[batch.source >= 0].astype(float)
    wrong = batch.quality[batch.source < 0].astype(float)
    assert right.mean() > wrong.mean() + 5


def test_mates_score_as_mates_and_strangers_do_not(fit):
    batch = make_batch(fit, KIND, range(40), seed=2, positions=[2], impressions=[0, 1])
    templates = [batch.template(k) for k in range(len(batch))]
    genuine = [compare(templates[k], templates[k + 1]).score for k in range(0, len(templates), 2)]
    strangers = [
        compare(templates[k], templates[j]).score for k in range(0, 30, 2) for j in range(k + 2, 30, 2)
    ]
    highest = max(strangers)
    assert np.mean(np.array(genuine) > highest) >= 0.9
    assert np.median(genuine) > 3 * max(highest, 0.5)


def test_the_shipped_fit_can_be_read_and_written(fit, tmp_path):
    write_fit(fit, tmp_path / "fit.yaml")
    again = read_fit(tmp_path / "fit.yaml")
    assert again.header == fit.header
    for kind, model in fit.impressions.items():
        for name, values in model._asdict().items():
            assert getattr(again.impressions[kind], name) == pytest.approx(values, rel=1e-4, abs=1e-9)
    (tmp_path / "other.yaml").write_text("header: 3\n")
    with pytest.raises(BadInput, match="sim fit"):
        read_fit(tmp_path / "other.yaml")
    with pytest.raises(BadInput, match="plain-typical"):
        fit.impression("smeared")
    assert size_of("plain-hard") is MasterSize.SMALL


def test_the_shipped_fit_is_current(fit):
    from tenprint.template.extract.pipeline import EXTRACTOR

    made = (fit.header.generator, fit.header.extractor)
    assert made == (GENERATOR, EXTRACTOR), f"{shipped_fit().name} is of {made}: run `tenprint sim fit`"
