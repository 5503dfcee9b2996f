"""Master prints: the seed decides, density and periods are those of skin."""

import numpy as np
import pytest

from tenprint.sim.prints import MasterPrint, master

MM2 = (500 / 25.4) ** 2


def test_same_seed_same_bytes_other_seed_or_finger_other_print():
    a, b = master(5, 2, size="small"), master(5, 2, size="small")
    assert a.ridges.tobytes() == b.ridges.tobytes()
    assert np.array_equal(a.minutiae.x, b.minutiae.x)
    for other in (master(6, 2, size="small"), master(5, 3, size="small")):
        assert abs(np.corrcoef(a.ridges.ravel(), other.ridges.ravel())[0, 1]) < 0.15


@pytest.mark.parametrize("finger", range(1, 11))
def test_full_masters_are_whole_fingertips_with_the_density_of_fingers(finger):
    made = master(31, finger)
    rows, columns = made.ridges.shape
    assert 580 <= rows <= 880
    assert 590 <= columns <= 960
    assert made.details.shape == (rows, columns, 2)
    assert made.skin.shape == (rows, columns)
    assert 0.06 < len(made.minutiae) / (made.skin.sum() / MM2) < 0.25
    assert 0 < made.centre[0] < columns
    assert 0 < made.centre[1] < rows
    x, y = made.minutiae.x.astype(int), made.minutiae.y.astype(int)
    assert np.all(made.skin[y, x])
    assert np.all((made.minutiae.theta >= 0) & (made.minutiae.theta < 2 * np.pi + 1e-6))


@pytest.fixture(scope="module")
def small_masters() -> list[MasterPrint]:
    return [master(seed, 1 + seed % 10, size="small") for seed in range(30)]


def density(made: MasterPrint) -> float:
    return len(made.minutiae) / (made.skin.sum() / MM2)


def test_minutiae_are_as_dense_as_in_life_and_differ_between_fingers(small_masters):
    found = [density(made) for made in small_masters]
    assert 0.11 < np.mean(found) < 0.17
    assert np.std(found) > 0.015
    assert max(found) > 1.4 * min(found)


def test_opposite_minutiae_keep_a_ridge_apart(small_masters):
    for made in small_masters[:10]:
        m = made.minutiae
        x, y = np.subtract.outer(m.x, m.x), np.subtract.outer(m.y, m.y)
        opposite = np.cos(np.subtract.outer(m.theta, m.theta)) < -0.5
        assert np.hypot(x, y)[opposite].min() > 7


def test_both_kinds_of_minutiae_are_about_as_frequent(small_masters):
    kinds = np.concatenate([made.minutiae.kind for made in small_masters])
    assert 0.42 < np.mean(kinds == 1) < 0.58


def test_ridges_fill_the_skin_and_nothing_beside_it():
    made = master(12, 1)
    assert 0.42 < (made.ridges > 0)[made.skin].mean() < 0.55
    assert np.all(made.ridges[~made.skin] == -1)
    assert np.all(made.details[~made.skin] == 0)
    assert np.all(np.abs(made.ridges) <= 1)
    above_crease = made.ridges.shape[0] - 180
    blank = []
    for row in range(0, above_crease, 32):
        for column in range(0, made.ridges.shape[1] - 32, 32):
            place = np.s_[row : row + 32, column : column + 32]
            if made.skin[place].all():
                blank.append(made.ridges[place].std() < 0.4)
    assert len(blank) > 250
    assert np.mean(blank) < 0.02


def test_the_tip_is_round_and_the_sides_are_straight():
    skin = master(12, 2).skin
    widths = skin.sum(axis=1)
    assert widths[0] < 0.5 * skin.shape[1]
    assert np.all(np.diff(widths[: skin.shape[0] // 2].astype(int)) >= 0)
    assert np.all(widths[skin.shape[0] // 2 :] == skin.shape[1])
    assert np.abs(skin[:, 1:].sum(axis=1) - skin[:, :0:-1].sum(axis=1)).max() == 0
    assert np.mean(skin[:, 1:] != skin[:, :0:-1]) < 0.002


def test_seed_decides_details_too():
    first, again = master(3, 2, size="small"), master(3, 2, size="small")
    assert np.array_equal(first.details, again.details)
    assert first.details[..., 0].any()


def test_ridge_periods_are_those_of_skin_and_vary():
    periods = []
    for seed in range(6):
        made = master(seed, 2, size="small")
        for row in range(0, 432, 64):
            for column in range(0, 352, 64):
                if not made.skin[row : row + 64, column : column + 64].all():
                    continue
                patch = made.ridges[row : row + 64, column : column + 64]
                power = np.abs(np.fft.fft2(patch * np.outer(np.hanning(64), np.hanning(64)), (256, 256))) ** 2
                at = np.unravel_index(power[:128].argmax(), (128, 256))
                frequency = np.hypot(np.fft.fftfreq(256)[at[0]], np.fft.fftfreq(256)[at[1]])
                periods.append(1 / frequency)
    low, middle, high = np.percentile(periods, [5, 50, 95])
    assert 7 < low < middle < high < 12.5
    assert 8 < middle < 10.5
    assert high - low > 0.8
