"""Pores lie on ridges about a period apart, incipient ridges in valleys; scars move skin and truth alike."""

import cv2
import numpy as np
import pytest

from tenprint.sim.prints import MasterPrint, master
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin import details, frame, marks
from tenprint.sim.skin.frame import Window
from tenprint.sim.skin.vortices import TrueMinutiae


@pytest.fixture(scope="module")
def made() -> MasterPrint:
    return master(51, 2, size="small")


def pore_middles(made: MasterPrint) -> np.ndarray:
    """Local maxima of the pores' map: (n, 2) rows and columns."""
    pores = made.details[..., 0]
    peak = (pores == cv2.dilate(pores, np.ones((5, 5), np.uint8))) & (pores > 150)
    return np.argwhere(peak)


def test_pores_lie_on_ridges(made):
    rows, columns = pore_middles(made).T
    assert np.mean(made.ridges[rows, columns] > 0.5) > 0.9


def test_pores_are_about_a_ridge_period_apart_along_ridges(made):
    middles = pore_middles(made)
    # One pore to a square of a ridge period: its density says the mean distance along ridges.
    spacing = made.skin.sum() / len(middles) / 9.0
    assert 7.5 < spacing < 14
    nearest = np.hypot(*(middles[:, None] - middles).T.astype(float)) + 1e9 * np.eye(len(middles))
    assert 0.15 < np.std(nearest.min(axis=0)) / np.mean(nearest.min(axis=0)) < 0.5


def test_pores_are_two_or_three_pixels_wide(made):
    _, _, stats, _ = cv2.connectedComponentsWithStats((made.details[..., 0] > 127).astype(np.uint8))
    widths = stats[1:, cv2.CC_STAT_WIDTH]
    assert 1.5 < np.mean(widths) < 3.2


def test_incipient_ridges_lie_in_valleys_of_some_fingers():
    columns = np.arange(320)
    ridges = np.tile(np.cos(2 * np.pi * columns / 9).astype(np.float32), (200, 1))
    shown = [details.incipients(np.random.default_rng(seed), ridges) for seed in range(80)]
    with_some = [one for one in shown if one.any()]
    assert 12 < len(with_some) < 36
    for one in with_some:
        assert np.all(one[ridges > -0.75] == 0)
    assert any(0 < (one > 100).sum(axis=0).max() < 200 for one in with_some)


def scar(**changes: float) -> marks.Scar:
    usual = {"x": 100, "y": 90, "angle": 0.4, "length": 120, "slip": 5, "pull": 1.5, "width": 3}
    return marks.Scar(**(usual | changes))


def test_a_scar_moves_its_two_sides_against_each_other_and_nothing_far_away():
    cut = scar(angle=0.0, pull=0.0)
    x, y = np.array([100, 100, 100, 300], np.float32), np.array([88, 92, 300, 90], np.float32)
    dx, dy = cut.moved(x, y)
    assert dx[0] == pytest.approx(-dx[1])
    assert abs(dx[0]) == pytest.approx(2.5 * np.exp(-2 / 16), rel=0.01)
    assert np.all(dx[2:] == pytest.approx(0, abs=1e-4))
    assert np.all(dy == pytest.approx(0, abs=1e-5))


def test_a_dot_of_skin_and_its_minutia_move_together():
    cut = scar()
    for x, y in ((90, 80), (112, 100), (130, 96), (75, 70)):
        ridges = np.full((200, 220), -1, np.float32)
        cv2.circle(ridges, (x, y), 2, 1.0, -1)
        planes = np.zeros((200, 220, 2), np.uint8)
        marks.cut(ridges, planes, np.zeros((200, 220), np.uint8), cut, np.random.default_rng(1))
        weight = ridges + 1
        rows, columns = np.mgrid[0:200, 0:220]
        seen = (weight * columns).sum() / weight.sum(), (weight * rows).sum() / weight.sum()
        at = np.array([x], np.float32), np.array([y], np.float32)
        told = marks.carried(TrueMinutiae(*at, np.zeros(1, np.float32), np.ones(1, np.uint8)), cut)
        assert seen == (pytest.approx(told.x[0], abs=0.8), pytest.approx(told.y[0], abs=0.8))
        assert abs(told.x[0] - x) + abs(told.y[0] - y) > 0.5


def test_few_fingers_have_scars():
    found = [marks.draw_scar(stream(seed, Stream.SCAR, 1, 0), (700, 800)) for seed in range(600)]
    share = np.mean([one is not None for one in found])
    assert 0.04 < share < 0.11


def test_furrows_cross_the_finger_at_the_crease():
    for seed in range(8):
        built = frame.draw_build(np.random.default_rng(seed), 2)
        window = frame.full_window(built)
        mask = np.zeros(window.shape, np.uint8)
        marks.furrows(mask, np.random.default_rng(seed), built, window)
        crease = built.height
        assert mask[crease - 60 : crease + 90].any(axis=0).all()
        assert not mask[: crease - 170].any()


def test_dry_skin_has_more_white_lines():
    built = frame.draw_build(np.random.default_rng(0), 2)
    window = Window(-200.0, 500.0, 200, 200)
    shares = []
    for dryness in (0.2, 1.0, 6.0):
        drawn = 0
        for seed in range(30):
            mask = np.zeros(window.shape, np.uint8)
            marks.white_lines(mask, np.random.default_rng(seed), built, window, dryness)
            drawn += int((mask > 0).sum())
        shares.append(drawn)
    assert shares[0] < shares[1] < shares[2]


def test_pressing_in_makes_valleys_only_where_marked():
    ridges = np.ones((60, 60), np.float32)
    mask = np.zeros((60, 60), np.uint8)
    mask[28:32] = 255
    marks.press_in(ridges, mask)
    assert ridges[30].max() < -0.8
    assert np.all(ridges[:22] == 1)
    assert np.all(ridges[38:] == 1)
