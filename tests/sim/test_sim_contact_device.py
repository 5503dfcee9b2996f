"""What each device makes of a touch: its background, its darkest and lightest, its borders."""

from dataclasses import replace

import numpy as np
import pytest

from tenprint.sim.prints import (
    CAPACITIVE_PLAIN,
    OPTICAL_PLAIN,
    PLAIN,
    ROLLED_INK,
    STYLES,
    THERMAL_PLAIN,
    impression,
    master,
)


@pytest.fixture(scope="module")
def finger():
    return master(77, 2)


def away(made):
    """Grey values well outside the print."""
    rows, columns = made.inked.shape
    touched = np.argwhere(made.inked > 0)
    y, x = np.mgrid[0:rows:3, 0:columns:3]
    low, high = touched.min(axis=0) - 30, touched.max(axis=0) + 30
    outside = (y < low[0]) | (y > high[0]) | (x < low[1]) | (x > high[1])
    return made.image.pixels[y[outside], x[outside]]


def test_the_bare_prism_is_saturated_and_ridges_are_dark(finger):
    made = impression(finger, seed=1, style=OPTICAL_PLAIN.under("easy"))
    assert (away(made) >= 250).mean() > 0.98
    assert np.percentile(made.image.pixels[made.inked > 0.9], 10) < 110


def test_a_chip_is_grey_with_stripes_along_its_columns(finger):
    made = impression(finger, seed=1, style=CAPACITIVE_PLAIN)
    pixels = made.image.pixels
    assert 80 < np.median(pixels[:8]) < 145
    assert np.percentile(pixels[made.inked > 0.9], 5) < 60
    strip = pixels[:14].astype(float)
    along, across = np.abs(np.diff(strip.mean(axis=0))).mean(), np.abs(np.diff(strip.mean(axis=1))).mean()
    assert along > 1.5 * across


def test_a_sweep_has_black_ridges_white_valleys_and_nothing_outside_its_slices(finger):
    made = impression(finger, seed=1, style=THERMAL_PLAIN)
    pixels = made.image.pixels
    printed = pixels[made.inked > 0.9]
    assert np.percentile(printed, 10) < 30
    # The border fades into the ground.
    assert np.percentile(printed, 92) > 190
    assert (pixels[:, 0] == 110).mean() > 0.95


def test_paper_is_light_and_the_form_s_line_crosses_it(finger):
    made = impression(finger, seed=1, style=ROLLED_INK)
    assert 215 < np.median(made.image.pixels[:6]) < 256
    dark = (made.image.pixels < 120).mean(axis=1)
    assert dark.max() > 0.8  # the box's line from side to side


@pytest.mark.parametrize("name", STYLES)
def test_conditions_change_the_picture_of_every_device(finger, name):
    pictures = [
        impression(finger, seed=3, style=STYLES[name].under(c)).image.pixels for c in ("easy", "hard")
    ]
    assert np.abs(pictures[0].astype(int) - pictures[1]).mean() > 5


def test_pictures_change_little_when_the_skin_changes_by_rounding(finger):
    """No step of the model is so steep that another machine's last bits would show."""
    for style in (PLAIN, CAPACITIVE_PLAIN, THERMAL_PLAIN, ROLLED_INK):
        made = impression(finger, seed=1, style=style).image.pixels
        shaken = finger.ridges * np.float32(1 + 3e-6) + np.float32(1e-6)
        other = impression(replace(finger, ridges=shaken), seed=1, style=style).image.pixels
        assert (np.abs(made.astype(int) - other) <= 1).mean() >= 0.999
