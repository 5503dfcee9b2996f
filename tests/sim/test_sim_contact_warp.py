"""Where skin comes to lie: stretched without tearing, and the truth moves with it."""

import cv2
import numpy as np
import pytest

from tenprint.sim.contact.placement import Placement
from tenprint.sim.contact.warp import draw_warp
from tenprint.sim.prints import master
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.vortices import TrueMinutiae


@pytest.fixture(scope="module")
def finger():
    return master(77, 2)


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


@pytest.mark.parametrize("seed", range(4))
def test_true_places_are_those_of_dots_in_the_warped_picture(finger, seed):
    rows, columns = finger.ridges.shape
    y, x = np.mgrid[40 : rows - 40 : 40, 40 : columns - 40 : 40]
    dots = np.zeros((rows, columns), np.float32)
    dots[y, x] = 1
    dots = cv2.GaussianBlur(dots, (0, 0), 2.0)
    count = x.size
    places = TrueMinutiae(
        x.ravel().astype(np.float32),
        y.ravel().astype(np.float32),
        np.zeros(count, np.float32),
        np.zeros(count, np.uint8),
    )
    warp = warp_of(finger, seed, 6.0)
    seen, moved = warp.take(dots, beyond=0.0), warp.minutiae(places)
    checked = 0
    for at_x, at_y in zip(moved.x, moved.y, strict=True):
        column, row = round(float(at_x)), round(float(at_y))
        if not (10 <= column < 390 and 10 <= row < 490):
            continue
        near = np.maximum(seen[row - 9 : row + 10, column - 9 : column + 10], 0)
        reach = np.arange(-9, 10)
        centre_x = column + (near.sum(axis=0) * reach).sum() / near.sum()
        centre_y = row + (near.sum(axis=1) * reach).sum() / near.sum()
        assert np.hypot(centre_x - at_x, centre_y - at_y) < 0.5
        checked += 1
    assert checked > 40
