"""Impressions: the seed decides, mates differ as mates do, qualities follow the conditions."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.image.quality import REJECT_BELOW, quality
from tenprint.sim.prints import CONDITIONS, PLAIN, ROLLED, STYLES, Coverage, impression, master


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


def test_the_corners_are_background(finger):
    for style in (ROLLED, PLAIN):
        made = impression(finger, seed=3, style=style)
        for corner in (np.s_[:8, :8], np.s_[:8, -8:]):
            assert made.inked[corner].max() == 0
            assert made.image.pixels[corner].mean() > 240


def test_poor_impressions_are_rejected_by_the_quality_gate_and_others_pass():
    for seed in range(6):
        made = master(900 + seed, 1 + seed)
        for style in (ROLLED, PLAIN):
            assert quality(impression(made, seed=1, style=style.under("poor")).image).score < REJECT_BELOW
            assert quality(impression(made, seed=1, style=style).image).score > 40
            assert quality(impression(made, seed=1, style=style.under("easy")).image).score > 65


def test_conditions_follow_each_other_in_quality():
    fingers = [master(930 + seed, 1 + seed) for seed in range(6)]
    found = [
        np.median(
            [
                quality(impression(f, seed=k, style=PLAIN.under(c)).image).score
                for f in fingers
                for k in (1, 2)
            ]
        )
        for c in CONDITIONS
    ]
    assert CONDITIONS == ("easy", "typical", "hard", "poor")
    easy, typical, hard, poor = found
    assert easy > typical > hard > poor + 30
    assert 60 <= typical <= 90
    assert 40 <= hard <= 92


def tagged(finger):
    """The same finger, each true minutia with its number in place of its kind, so that mates can be paired."""
    few = finger.minutiae.only(np.arange(len(finger.minutiae)) < 256)
    numbers = np.arange(len(few), dtype=np.uint8)
    return replace(finger, minutiae=replace(few, kind=numbers))


def test_mates_are_not_the_same_picture_shifted():
    """Laid on each other by their true minutiae as well as a rigid motion can, mates still differ."""
    stretched, alike = [], []
    for seed in range(4):
        finger = tagged(master(850 + seed, 2 + seed))
        a, b = (impression(finger, seed=k, style=PLAIN) for k in (11, 12))
        _, first, second = np.intersect1d(a.minutiae.kind, b.minutiae.kind, return_indices=True)
        places = [np.stack([m.minutiae.x[i], m.minutiae.y[i]], axis=1) for m, i in ((a, first), (b, second))]
        motion = rigid(*places)
        rest = places[0] @ motion[:, :2].T + motion[:, 2] - places[1]
        stretched.append(np.sqrt((rest**2).sum(axis=1).mean()))
        size = b.image.pixels.shape[::-1]
        both = (cv2.warpAffine(a.inked, motion, size) > 0.9) & (b.inked > 0.9)
        moved = cv2.warpAffine(a.image.pixels, motion, size)
        alike.append(np.corrcoef(moved[both], b.image.pixels[both])[0, 1])
    assert min(stretched) > 1.0  # pixels, root mean square
    assert max(alike) < 0.8
    assert np.median(alike) > 0.05  # and yet they are one finger


def rigid(first, second):
    """The rotation and shift that lay points on others with least squares (Kabsch): (2, 3) float64."""
    middle = first.mean(axis=0), second.mean(axis=0)
    u, _, v = np.linalg.svd((first - middle[0]).T @ (second - middle[1]))
    turn = v.T @ np.diag([1, np.linalg.det(v.T @ u.T)]) @ u.T
    return np.column_stack([turn, middle[1] - turn @ middle[0]])


def test_true_minutiae_lie_in_the_printed_area(finger):
    made = impression(finger, seed=8, style=PLAIN)
    column, row = np.rint(made.minutiae.x).astype(int), np.rint(made.minutiae.y).astype(int)
    assert np.all(made.inked[row, column] > 0.5)


def test_unknown_quality_is_refused(finger):
    with pytest.raises(BadInput, match="excellent"):
        impression(finger, seed=1, style=PLAIN.under("excellent"))


def test_minutiae_are_lost_with_the_skin_that_does_not_touch(finger):
    whole = impression(finger, seed=4, style=PLAIN.under("easy"))
    tip, side = (
        impression(finger, seed=4, style=PLAIN.under("easy").only(part))
        for part in (Coverage.TIP, Coverage.SIDE)
    )
    for part in (tip, side):
        assert (part.inked > 0.5).sum() < 0.7 * (whole.inked > 0.5).sum()
    assert len(tip.minutiae) < 0.7 * len(whole.minutiae)


@pytest.mark.parametrize("name", STYLES)
def test_every_named_style_has_its_size_and_a_print(finger, name):
    style = STYLES[name].under("easy")
    made = impression(finger, seed=2, style=style)
    assert made.image.pixels.shape == (style.height, style.width)
    assert quality(made.image).score > 40
