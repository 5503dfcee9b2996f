"""The estimators of the fit find what was put in."""

import numpy as np
import pytest

from tenprint.sim.gallery import extraction_fit as ef
from tenprint.sim.gallery.distance import ks_distance
from tenprint.sim.gallery.extraction_pairing import pair
from tenprint.sim.gallery.extraction_sample import carried, power_of, rigid
from tenprint.sim.gallery.false_fit import flow_angle
from tenprint.sim.skin.vortices import TrueMinutiae
from tenprint.template.model import Template


def test_thresholds_undo_probabilities():
    share = np.array([0.001, 0.2, 0.5, 0.97])
    assert ef.below(ef.threshold_of(share)) == pytest.approx(share, abs=1e-7)


def test_the_shared_part_is_found():
    rng = np.random.default_rng(1)
    shared = rng.standard_normal(6000).repeat(2)
    latent = np.sqrt(0.4) * shared + np.sqrt(0.6) * rng.standard_normal(12_000)
    threshold = rng.uniform(-1.2, 0.2, 12_000)
    missed = (latent < threshold).astype(float)
    first = np.arange(0, 12_000, 2)
    assert ef.shared_part(missed, threshold, first, first + 1) == pytest.approx(0.4, abs=0.06)
    assert ef.shared_part(missed, threshold, first[:-1], first[:-1] + 2) < 0.08


def test_an_error_mixture_is_found():
    rng = np.random.default_rng(2)
    wide = rng.random(20_000) < 0.2
    values = -1.0 + rng.standard_normal(20_000) * np.where(wide, 4.0, 1.0)
    narrow, broad, share, own, mean = ef.error_mixture(values, 0.3)
    assert (narrow, broad, share) == (
        pytest.approx(1.0, abs=0.06), pytest.approx(4.0, abs=0.3), pytest.approx(0.2, abs=0.03),
    )  # fmt: skip
    assert (own, mean) == (0.3, pytest.approx(-1, abs=0.05))


def test_angles_along_the_flow_are_found():
    rng = np.random.default_rng(3)
    along = rng.random(8000) < 0.7
    turned = np.where(along, 0.12 * rng.standard_normal(8000), rng.uniform(-np.pi / 2, np.pi / 2, 8000))
    share, spread = flow_angle(turned)
    assert (share, spread) == (pytest.approx(0.7, abs=0.03), pytest.approx(0.12, abs=0.01))


def test_turn_and_shift_are_found_and_undone():
    rng = np.random.default_rng(4)
    there = rng.uniform(0, 400, (30, 2))
    cosine, sine = np.cos(0.3), np.sin(0.3)
    here = np.stack(
        [cosine * there[:, 0] + sine * there[:, 1], -sine * there[:, 0] + cosine * there[:, 1]], 1
    )
    here += [12.0, -7.0]
    turn, shift = rigid(here, there)
    assert turn == pytest.approx(0.3)
    assert carried(here, here, there, turn, shift) == pytest.approx(there, abs=1e-6)


def test_the_power_of_an_oval():
    assert power_of(np.pi / 4) == pytest.approx(2.0, abs=1e-6)


def minutiae(places: list[tuple[float, float, float]]) -> tuple[np.ndarray, ...]:
    x, y, theta = (np.array(column, np.float32) for column in zip(*places, strict=True))
    return x, y, theta


def test_pairing_takes_the_closest_first_and_forgives_a_flip():
    truth = TrueMinutiae(*minutiae([(10, 10, 0), (18, 10, 0), (100, 100, 1)]), np.ones(3, np.uint8))
    x, y, theta = minutiae([(17, 10, 0.1), (104, 100, 1 + np.pi), (200, 200, 0)])
    ones = np.ones(3, np.uint8)
    found = Template(x, y, theta, ones, ones, 300, 300, "test-1")
    assert sorted(map(tuple, pair(truth, found).tolist())) == [(1, 0), (2, 1)]


def test_ks_distance_of_shifted_uniforms():
    rng = np.random.default_rng(5)
    assert ks_distance(rng.random(5000), rng.random(5000) + 0.3) == pytest.approx(0.3, abs=0.03)
