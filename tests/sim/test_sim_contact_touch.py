"""What skin leaves: dry ridges break at their pores, wet valleys are flooded, injuries are as named."""

from dataclasses import replace

import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.image.quality import quality
from tenprint.sim.contact.condition import recipe
from tenprint.sim.contact.texture import cloud, grown, noise
from tenprint.sim.contact.touch import press, relief
from tenprint.sim.prints import PLAIN, ROLLED, Injury, impression, master


@pytest.fixture(scope="module")
def finger():
    return master(77, 2)


QUIET = replace(
    recipe("easy"),
    level_limits=(-2.0, 2.0),
    patches=0.0,
    grain=0.0,
    fresh_grain=0.0,
    holes=(0, 0),
    scratches=(0, 0),
)


def pressed(heights, level, strengths=QUIET):
    """Darkness of a relief far from any border, at one level."""
    inside, pressure = np.full(heights.shape, 100, np.float32), np.zeros(heights.shape, np.float32)
    sure = replace(strengths, level=(level, 0.0))
    return press(np.random.default_rng(1), heights, inside, pressure, sure).darkness


def test_the_wetter_the_darker_down_to_the_valleys(finger):
    parts = [pressed(finger.ridges, level) for level in (-0.9, -0.3, 0.3, 0.9)]
    shares = [float(part.mean()) for part in parts]
    assert shares == sorted(shares)
    valleys = finger.ridges < -0.9
    assert parts[0][valleys].max() == 0
    assert parts[3][valleys].mean() > 0.15


def test_pores_break_a_dry_ridge_and_little_of_a_wet_one(finger):
    details = np.zeros((*finger.ridges.shape, 2), np.uint8)
    details[..., 0] = np.where(finger.ridges > 0.9, 255, 0)
    plain, porous = (relief(replace(finger, details=d), QUIET) for d in (details * 0, details))
    pore = details[..., 0] > 0
    dry, wet = (
        pressed(plain, level)[pore].mean() - pressed(porous, level)[pore].mean() for level in (-0.4, 0.9)
    )
    assert dry > 0.25
    assert wet < 0.5 * dry


def test_incipient_ridges_print_under_pressure_only(finger):
    details = np.zeros((*finger.ridges.shape, 2), np.uint8)
    valley = finger.ridges < -0.95
    details[valley, 1] = 255
    heights = relief(replace(finger, details=details), QUIET)
    assert pressed(heights, -0.4)[valley].max() == 0
    assert pressed(heights, 0.4)[valley].mean() > 0.4 + pressed(finger.ridges, 0.4)[valley].mean()


def test_the_roughness_of_skin_is_the_finger_s_own(finger):
    strengths = recipe("typical")
    same = relief(finger, strengths)
    assert np.array_equal(same, relief(finger, strengths))
    other = relief(replace(finger, seed=finger.seed + 1), strengths)
    assert np.abs(same - other).mean() > 0.1


def test_a_lost_tip_is_lost_in_every_impression(finger):
    for style, seed in ((ROLLED, 1), (ROLLED, 2), (PLAIN, 1)):
        whole = impression(finger, seed=seed, style=style.under("easy"))
        hurt = impression(finger, seed=seed, style=style.under("easy"), injury=Injury.MISSING_TIP)
        rows = [np.flatnonzero((made.inked > 0.5).any(axis=1)) for made in (whole, hurt)]
        assert rows[1][0] > rows[0][0] + 20
        assert abs(int(rows[1][-1]) - int(rows[0][-1])) < 3
        assert len(hurt.minutiae) < len(whole.minutiae)


def test_a_bandage_prints_cloth_and_no_finger(finger):
    made = impression(finger, seed=1, style=ROLLED, injury=Injury.BANDAGED)
    assert len(made.minutiae) == 0
    assert made.inked.max() == 0
    assert 240 < made.image.pixels.mean() < 255
    assert made.image.pixels.std() > 1
    assert quality(made.image).score < 15


def test_a_strip_of_bandage_leaves_ridges_on_both_sides_or_one(finger):
    whole = impression(finger, seed=1, style=PLAIN)
    made = impression(finger, seed=1, style=PLAIN, injury=Injury.PARTLY_BANDAGED)
    share = (made.inked > 0.5).sum() / (whole.inked > 0.5).sum()
    assert 0.4 < share < 0.75
    assert 0 < len(made.minutiae) < len(whole.minutiae)


def test_an_amputated_finger_cannot_be_put_down(finger):
    with pytest.raises(BadInput, match="amputated"):
        impression(finger, seed=1, style=PLAIN, injury=Injury.AMPUTATED)


def test_which_injuries_stay():
    assert [one for one in Injury if one.persists] == [Injury.AMPUTATED, Injury.MISSING_TIP]


def test_noise_has_the_size_it_says():
    rng = np.random.default_rng(5)
    for scale in (0.0, 0.9, 2.1):
        drawn = noise(rng, 700, 800, scale)
        assert drawn.std() == pytest.approx(1, abs=0.05)
        assert drawn.mean() == pytest.approx(0, abs=0.1)
    clouds = [cloud(np.random.default_rng(seed), 200, 160, 4) for seed in range(60)]
    assert np.std(clouds) == pytest.approx(1, abs=0.25)
    assert np.mean(clouds) == pytest.approx(0, abs=0.2)


def test_grown_fields_lie_where_their_grid_says():
    coarse = np.add.outer(np.arange(12) * 8.0, np.arange(14) * 16.0).astype(np.float32)
    fine = grown(coarse, 80, 96, 8)
    expected = np.add.outer(np.arange(80.0), np.arange(96.0) * 2)
    assert np.abs(fine - expected)[8:, 8:].max() <= 1.6
