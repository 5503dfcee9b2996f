"""The compiled loops of templates without pictures against plain references."""

from statistics import NormalDist

import numpy as np
import pytest

from tenprint.sim.gallery import minutiae_contact as contact
from tenprint.sim.gallery import minutiae_finger as finger
from tenprint.sim.gallery.counter import key_of, mixed, normal, poisson, unit
from tenprint.sim.gallery.flow_library import flow_library, outline_of, pattern_seed
from tenprint.sim.gallery.minutiae_model import read_fit
from tenprint.sim.gallery.waves import wave
from tenprint.sim.skin.master import MasterSize
from tenprint.sim.skin.orientation import ridge_flow

MASK = (1 << 64) - 1


def mixed_slowly(word: int) -> int:
    z = word
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def state_of(seed: int) -> np.ndarray:
    return np.array([seed], np.uint64)


@pytest.fixture(scope="module")
def fit():
    return read_fit()


@pytest.fixture(scope="module")
def library():
    return flow_library(MasterSize.SMALL)


def test_the_counter_is_splitmix64():
    # The first outputs of SplitMix64 from seed 0, as its authors' programme prints them.
    state, words = 0, []
    for _ in range(3):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        words.append(mixed_slowly(state))
    assert words == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    kernel, drawn = state_of(0), []
    for _ in range(3):
        drawn.append(unit(kernel))
    assert drawn == [(word >> 11) / (1 << 53) for word in words]
    assert int(np.uint64(mixed(np.uint64(12345)))) == mixed_slowly(12345)


def test_keys_of_parts_differ():
    keys = {int(np.uint64(key_of(np.uint64(7), part))) for part in range(1000)}
    assert len(keys) == 1000


def test_normal_and_poisson_numbers_follow_their_laws():
    state = state_of(3)
    values = np.array([normal(state) for _ in range(20_000)])
    law = np.array([NormalDist().cdf(value) for value in np.sort(values)])
    # Kolmogorov's bound at 0.1 % for 20,000 numbers.
    assert np.abs(law - np.linspace(0, 1, 20_000)).max() < 1.95 / np.sqrt(20_000)
    assert abs(values.std() - 1) < 0.02
    counts = np.array([poisson(state, 2.5) for _ in range(20_000)])
    assert abs(counts.mean() - 2.5) < 0.05
    assert abs(counts.var() - 2.5) < 0.12


def test_waves_are_cosines():
    phases = np.random.default_rng(1).uniform(-300, 300, 2000)
    assert max(abs(wave(phase) - np.cos(phase)) for phase in phases) < 3e-6


def test_the_flow_is_the_generators(library):
    own = np.zeros(finger.FLOW_NUMBERS)
    for row, index in ((1, 3), (6, 20), (3, 0)):
        own[:] = 0
        own[0], own[1], own[2] = index, 1.0, 1.0
        drawn = outline_of(pattern_seed(row, index), row + 1, MasterSize.SMALL)
        still = np.zeros((10, 10))
        grid = ridge_flow(
            drawn.pattern, still, left=drawn.window.left, top=drawn.window.top, step=40.0, focus=drawn.build.focus
        )  # fmt: skip
        flow = finger.flow_of(own, row, library)
        ours = np.array([[finger.flow_at(40.0 * c, 40.0 * r, flow) for c in range(10)] for r in range(10)])
        assert np.abs(np.sin(ours - grid)).max() < 1e-9


def test_divergence_is_that_of_the_direction(library):
    """Against differences of the direction's components, which know nothing of normals."""
    own = np.zeros(finger.FLOW_NUMBERS)
    own[0], own[1], own[2] = 5, 1.0, 1.0
    flow = finger.flow_of(own, 1, library)

    def direction(x: float, y: float, like: float) -> np.ndarray:
        angle = finger.flow_at(x, y, flow)
        vector = np.array([np.cos(angle), np.sin(angle)])
        return vector if vector @ [np.cos(like), np.sin(like)] >= 0 else -vector

    rng = np.random.default_rng(2)
    for _ in range(40):
        x, y = rng.uniform(20, 390), rng.uniform(20, 160)
        at = finger.flow_at(x, y, flow)
        right = direction(x + 1, y, at) - direction(x - 1, y, at)
        above = direction(x, y - 1, at) - direction(x, y + 1, at)
        slow = right[0] / 2 + above[1] / 2
        fast = finger.divergence_at(x, y, at, np.cos(at), np.sin(at), flow)
        assert fast == pytest.approx(slow, abs=4e-4)


def test_nearest_is_nearest():
    rng = np.random.default_rng(4)
    x, y, nearest = rng.uniform(0, 400, 60), rng.uniform(0, 400, 60), np.zeros(60)
    finger.find_nearest(x, y, 60, nearest)
    distance = np.hypot(x[:, None] - x, y[:, None] - y)
    np.fill_diagonal(distance, np.inf)
    assert nearest == pytest.approx(distance.min(axis=1))


def touched(fit, seed: int) -> np.ndarray:
    touch = np.zeros(contact.TOUCH_NUMBERS)
    contact.draw_touch(np.uint64(seed), 0, 1, 208.0, 248.0, fit.impressions["plain-typical"], touch)
    return touch


def test_to_finger_undoes_to_picture_but_for_the_distortion(fit):
    model = fit.impressions["plain-typical"]
    for seed in range(20):
        touch = touched(fit, seed)
        x, y = contact.to_picture(180.0, 230.0, touch)
        back = contact.to_finger(x, y, touch)
        assert np.hypot(back[0] - 180, back[1] - 230) < 8 * float(model.stretch[0])
        touch[16:18] = touch[14:16] = 0  # no drag
        x, y = contact.to_picture(180.0, 230.0, touch)
        turned = contact.turn_of(touch)
        z = np.exp(1j * turned) * ((180 - touch[4]) - 1j * (230 - touch[5]))
        assert (x - touch[2], y - touch[3]) == pytest.approx((z.real, -z.imag), abs=1e-9)


def test_border_distance_agrees_with_the_ovals_outline(fit):
    """Against the outline drawn as points: the nearest of them."""
    model = fit.impressions["plain-typical"]._replace(ragged=np.zeros(1), picture=np.array([4000.0, 4000.0]))
    frame = np.array([0.0, 0.0, 4000.0, 4000.0])
    rng = np.random.default_rng(6)
    for seed in range(10):
        touch = touched(fit, seed)
        touch[2:6] = 2000.0
        angle = np.linspace(0, 2 * np.pi, 4000)
        power = touch[9]
        radius = (np.abs(np.cos(angle) / touch[0]) ** power + np.abs(np.sin(angle) / touch[1]) ** power) ** (
            -1 / power
        )
        z = (radius * np.exp(-1j * angle)) * np.exp(1j * contact.turn_of(touch))
        outline = 2000 + np.stack([z.real, -z.imag], axis=1)
        for _ in range(40):
            place = 2000 + rng.uniform(0, 0.97) * (outline[rng.integers(4000)] - 2000)
            wanted = np.linalg.norm(outline - place, axis=1).min()
            found = contact.to_border(place[0], place[1], frame, model, touch)
            assert 0.75 * wanted - 1 < found < 1.25 * wanted + 1
            beyond = 2000 + 1.1 * (outline[rng.integers(4000)] - 2000)
            assert contact.to_border(beyond[0], beyond[1], frame, model, touch) < 0
