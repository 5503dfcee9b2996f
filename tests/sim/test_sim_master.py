"""Master prints: the seed decides, density and periods are those of skin."""

import numpy as np
import pytest

from tenprint.sim.prints import master

MM2 = (500 / 25.4) ** 2


def test_same_seed_same_bytes_other_seed_or_finger_other_print():
    a, b = master(5, 2, size="small"), master(5, 2, size="small")
    assert a.ridges.tobytes() == b.ridges.tobytes()
    assert np.array_equal(a.minutiae.x, b.minutiae.x)
    for other in (master(6, 2, size="small"), master(5, 3, size="small")):
        assert abs(np.corrcoef(a.ridges.ravel(), other.ridges.ravel())[0, 1]) < 0.15


@pytest.mark.parametrize("finger", range(1, 11))
def test_full_masters_have_the_size_and_density_of_fingers(finger):
    made = master(31, finger)
    rows, columns = made.ridges.shape
    assert 560 <= rows <= 800
    assert 460 <= columns <= 740
    assert 0.08 < len(made.minutiae) / (made.ridges.size / MM2) < 0.3
    assert 0 < made.centre[0] < columns
    assert 0 < made.centre[1] < rows
    assert np.all((made.minutiae.x >= 0) & (made.minutiae.x < columns))
    assert np.all((made.minutiae.theta >= 0) & (made.minutiae.theta < 2 * np.pi + 1e-6))


def test_mean_density_over_fingers_is_between_0_12_and_0_25_a_square_millimetre():
    made = [master(seed, 1 + seed % 10, size="small") for seed in range(20)]
    density = [len(m.minutiae) / (m.ridges.size / MM2) for m in made]
    assert 0.12 < np.mean(density) < 0.25


def test_both_kinds_of_minutiae_are_about_as_frequent():
    kinds = np.concatenate([master(seed, 2, size="small").minutiae.kind for seed in range(10)])
    assert 0.35 < np.mean(kinds == 1) < 0.65


def test_no_place_is_blank_and_ridges_fill_half():
    made = master(12, 1)
    half = made.ridges > 0
    assert 0.45 < half.mean() < 0.55
    for row in range(0, made.ridges.shape[0] - 32, 32):
        for column in range(0, made.ridges.shape[1] - 32, 32):
            assert made.ridges[row : row + 32, column : column + 32].std() > 0.4


def test_ridge_periods_are_those_of_skin_and_vary():
    periods = []
    for seed in range(6):
        made = master(seed, 2, size="small")
        for row in range(0, 432, 64):
            for column in range(0, 352, 64):
                patch = made.ridges[row : row + 64, column : column + 64]
                power = np.abs(np.fft.fft2(patch * np.outer(np.hanning(64), np.hanning(64)), (256, 256))) ** 2
                at = np.unravel_index(power[:128].argmax(), (128, 256))
                frequency = np.hypot(np.fft.fftfreq(256)[at[0]], np.fft.fftfreq(256)[at[1]])
                periods.append(1 / frequency)
    low, middle, high = np.percentile(periods, [5, 50, 95])
    assert 7 < low < middle < high < 12.5
    assert 8 < middle < 10.5
    assert high - low > 0.8
