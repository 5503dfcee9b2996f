"""Impressions: the seed decides, skin is stretched without tearing, qualities differ as named."""

import cv2
import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.image.quality import REJECT_BELOW, quality
from tenprint.sim.contact.placement import Placement
from tenprint.sim.contact.warp import draw_warp
from tenprint.sim.prints import PLAIN, ROLLED, impression, master
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.orientation import smooth_noise


@pytest.fixture(scope="module")
def finger():
    return master(77, 2)


def test_same_seed_same_bytes_other_seed_another_picture(finger):
    a, b = (impression(finger, seed=4, style=PLAIN) for _ in range(2))
    assert a.image.pixels.tobytes() == b.image.pixels.tobytes()
    c = impression(finger, seed=5, style=PLAIN)
    assert np.mean(np.abs(a.image.pixels.astype(int) - c.image.pixels.astype(int))) > 10


def test_sizes_resolution_and_layout(finger):
    for style in (ROLLED, PLAIN):
        made = impression(finger, seed=1, style=style).image
        assert made.pixels.shape == (style.height, style.width)
        assert made.pixels.dtype == np.uint8
        assert made.pixels.flags.c_contiguous
        assert made.resolution_ppi == 500


def test_rolled_shows_more_skin_than_plain(finger):
    rolled, plain = (impression(finger, seed=2, style=style) for style in (ROLLED, PLAIN))
    assert (rolled.inked > 0.5).sum() > 1.8 * (plain.inked > 0.5).sum()
    assert len(rolled.minutiae) > 1.5 * len(plain.minutiae)


def test_the_border_is_paper(finger):
    for style in (ROLLED, PLAIN):
        made = impression(finger, seed=3, style=style)
        assert made.inked[0].max() == 0
        assert made.inked[:, 0].max() == 0
        assert made.image.pixels[:8, :8].mean() > 190


def warp_of(finger, seed: int, strength_px: float):
    rng = stream(seed, Stream.IMPRESSION)
    flat = Placement(np.deg2rad(5.0), finger.centre, (200.0, 250.0), 125.0, 170.0, 200.0, 2.3, (0.0, 0.1))
    return draw_warp(rng, flat, finger.skin, width=400, height=500, strength_px=strength_px)


@pytest.mark.parametrize("seed", range(6))
def test_the_warp_is_not_affine_and_does_not_fold(finger, seed):
    warp = warp_of(finger, seed, 4.0)
    rows, columns = np.mgrid[60:440:10, 40:360:10]
    at = np.stack([columns.ravel(), rows.ravel(), np.ones(rows.size)], axis=1)
    residual = []
    for values in (warp.x, warp.y):
        seen = values[rows, columns].ravel()
        fitted, *_ = np.linalg.lstsq(at, seen, rcond=None)
        residual.append(seen - at @ fitted)
    assert np.abs(residual).max() > 1.0
    area = np.gradient(warp.x, axis=1) * np.gradient(warp.y, axis=0) - np.gradient(
        warp.x, axis=0
    ) * np.gradient(warp.y, axis=1)
    assert area.min() > 0.6
    assert area.max() < 1.5


def test_without_strength_the_warp_is_rigid(finger):
    warp = warp_of(finger, 0, 0.0)
    step = np.hypot(np.diff(warp.x, axis=1), np.diff(warp.y, axis=1))
    assert step == pytest.approx(np.ones_like(step), abs=2e-3)
    assert np.degrees(np.arctan2(warp.y[0, 1] - warp.y[0, 0], warp.x[0, 1] - warp.x[0, 0])) == pytest.approx(
        5, abs=0.1
    )


@pytest.mark.parametrize("seed", range(4))
def test_minutiae_move_with_the_skin(finger, seed):
    warp = warp_of(finger, seed, 5.0)
    moved = warp.minutiae(finger.minutiae)
    assert len(moved) > 20
    column, row = np.rint(moved.x).astype(int), np.rint(moved.y).astype(int)
    back = np.stack([warp.x[row, column], warp.y[row, column]], axis=1)
    distance = np.hypot(back[:, :1] - finger.minutiae.x, back[:, 1:] - finger.minutiae.y)
    assert distance.min(axis=1).max() < 1.2
    nearest = distance.argmin(axis=1)
    turned = (moved.theta - finger.minutiae.theta[nearest] - np.radians(5) + np.pi) % (2 * np.pi) - np.pi
    assert np.abs(turned).max() < 0.35
    assert np.abs(np.median(turned)) < 0.1


def test_poor_impressions_are_rejected_by_the_quality_gate_and_others_pass():
    for seed in range(6):
        made = master(900 + seed, 1 + seed)
        for style in (ROLLED, PLAIN):
            assert quality(impression(made, seed=1, style=style.under("poor")).image).score < REJECT_BELOW
            assert quality(impression(made, seed=1, style=style).image).score > 60
            assert quality(impression(made, seed=1, style=style.under("easy")).image).score > 80


def test_true_minutiae_lie_in_the_printed_area(finger):
    made = impression(finger, seed=8, style=PLAIN)
    column, row = np.rint(made.minutiae.x).astype(int), np.rint(made.minutiae.y).astype(int)
    assert np.all(made.inked[row, column] > 0.5)


def test_unknown_quality_is_refused(finger):
    with pytest.raises(BadInput, match="excellent"):
        impression(finger, seed=1, style=PLAIN.under("excellent"))


def test_smooth_noise_is_smooth_and_of_unit_size():
    drawn = [smooth_noise(np.random.default_rng(seed), 200, 160, 4) for seed in range(60)]
    assert np.std(drawn) == pytest.approx(1, abs=0.25)
    assert np.mean(drawn) == pytest.approx(0, abs=0.2)
    assert max(np.abs(cv2.Laplacian(one, cv2.CV_32F)[1:-1, 1:-1]).max() for one in drawn) < 0.03
