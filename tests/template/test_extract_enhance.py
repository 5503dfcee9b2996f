"""The contextual filter: its kernel against a slow reference, its bank against what a Gabor filter must do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.template.extract import parameter
from tenprint.template.extract.enhance import ROW_LENGTH, enhance, filter_bank, respond
from tenprint.template.extract.normalise import normalise
from tenprint.template.extract.orientation import orientation
from tenprint.template.extract.period import candidates, peak, period, project, spectrum


@given(seed=st.integers(0, 2**31), rows=st.integers(1, 4), columns=st.integers(1, 4))
@settings(max_examples=20, deadline=None)
def test_the_kernel_equals_the_slow_reference(seed: int, rows: int, columns: int) -> None:
    random = np.random.default_rng(seed)
    banks = random.normal(size=(2, 3, 2, 5, ROW_LENGTH)).astype(np.float32)
    padded = random.normal(size=(4 * rows + 4, 4 * columns + ROW_LENGTH - 1)).astype(np.float32)
    which_angle = random.integers(0, 3, (rows, columns)).astype(np.int32)
    which_period = random.integers(0, 2, (rows, columns)).astype(np.int32)
    mask = random.integers(0, 2, (rows, columns)).astype(np.uint8)
    found = respond(padded, banks[0], banks[1], which_angle, which_period, mask)
    for bank, response in zip(banks, found, strict=True):
        expected = np.zeros((4 * rows, 4 * columns))
        for y in range(4 * rows):
            for x in range(4 * columns):
                cell = (y // 4, x // 4)
                if mask[cell]:
                    kernel = bank[which_angle[cell], which_period[cell]].astype(np.float64)
                    expected[y, x] = (kernel * padded[y : y + 5, x : x + ROW_LENGTH]).sum()
        np.testing.assert_allclose(response, expected, atol=1e-4)


def test_the_bank_ignores_brightness_and_is_even_and_odd() -> None:
    even, odd = filter_bank()
    side = 2 * parameter.FILTER_RADIUS_PX + 1
    for bank in (even, odd):
        assert np.abs(bank.astype(np.float64).sum(axis=(2, 3))).max() < 1e-5
        assert not bank[..., side:].any()
    even, odd = even[..., :side].astype(np.float64), odd[..., :side].astype(np.float64)
    np.testing.assert_allclose(np.abs(even).sum(axis=(2, 3)), 1.0, rtol=1e-5)
    np.testing.assert_array_equal(even, even[:, :, ::-1, ::-1])
    np.testing.assert_array_equal(odd, -odd[:, :, ::-1, ::-1])


def waves(angle: float, period_px: float, side: int = 128) -> np.ndarray:
    """Straight ridges at an angle, counter-clockwise as seen, as grey values."""
    y, x = np.mgrid[0:side, 0:side]
    across = x * np.sin(angle) + y * np.cos(angle)
    return np.rint(127 + 100 * np.cos(2 * np.pi * across / period_px)).astype(np.uint8)


@pytest.mark.parametrize("degrees", range(0, 180, 15))
@pytest.mark.parametrize("period_px", [7.0, 9.0, 12.5])
def test_angle_and_period_of_straight_ridges(degrees: int, period_px: float) -> None:
    normal, _ = normalise(waves(np.radians(degrees), period_px))
    angle, coherence = orientation(normal, parameter.TENSOR_SIGMA_PX, parameter.FLOW_SIGMA_PX)
    inner = (slice(8, -8), slice(8, -8))
    turn = np.mod(angle[inner] - np.radians(degrees) + np.pi / 2, np.pi) - np.pi / 2
    assert np.abs(turn).max() < 0.06
    assert coherence[inner].min() > 0.8
    mask = np.ones(angle.shape, np.uint8)
    found = period(normal, angle, mask)
    np.testing.assert_allclose(found[inner], period_px, rtol=0.05)
    even, odd = enhance(normal, angle, found, mask)
    inside = (slice(32, -32), slice(32, -32))
    assert np.corrcoef(even[inside].ravel(), normal[inside].ravel())[0, 1] > 0.97
    # In quadrature: the length of the response is nearly the same on ridges, valleys and flanks.
    length = np.hypot(even, odd)[inside]
    assert length.std() < 0.1 * length.mean()
    # The odd response is positive where a ridge follows: a quarter of a period further on the even one is.
    dy, dx = (
        np.rint(period_px / 4 * np.cos(np.radians(degrees))),
        np.rint(period_px / 4 * np.sin(np.radians(degrees))),
    )
    ahead = np.roll(even, (-int(dy), -int(dx)), axis=(0, 1))
    turned = np.cos(angle - np.radians(degrees)) < 0  # the angle is known up to a half turn only
    sign = np.kron(np.where(turned, -1.0, 1.0), np.ones((4, 4)))
    assert np.corrcoef(ahead[inside].ravel(), (odd * sign)[inside].ravel())[0, 1] > 0.9


@given(seed=st.integers(0, 2**31), theta=st.floats(0, 3.14))
@settings(max_examples=20, deadline=None)
def test_signature_and_spectrum_equal_their_definitions(seed: int, theta: float) -> None:
    random = np.random.default_rng(seed)
    normal = random.normal(size=(60, 60)).astype(np.float32)
    signature = np.empty(21, np.float32)
    project(normal, 30, 28, theta, 4, signature)
    expected = np.zeros(21)
    for s in range(21):
        for along in range(-4, 5):
            x = int(np.floor(28 + along * np.cos(theta) + (s - 10) * np.sin(theta) + 0.5))
            y = int(np.floor(30 - along * np.sin(theta) + (s - 10) * np.cos(theta) + 0.5))
            expected[s] += normal[min(max(y, 0), 59), min(max(x, 0), 59)]
    np.testing.assert_allclose(signature, expected - expected.mean(), atol=1e-3)
    table = random.normal(size=(6, 2, 21)).astype(np.float32)
    power = np.empty(6, np.float32)
    spectrum(signature, table, power)
    np.testing.assert_allclose(power, ((table @ signature) ** 2).sum(axis=1), rtol=1e-3, atol=1e-3)


def test_a_peak_at_either_end_counts_nothing() -> None:
    logs = np.log(candidates())
    rising = np.arange(1, len(logs) + 1, dtype=np.float32)
    assert peak(rising, logs)[1] == 0.0
    assert peak(rising[::-1].copy(), logs)[1] == 0.0
    bump = np.ones_like(rising)
    bump[5] = 9.0
    where, share = peak(bump, logs)
    assert where == pytest.approx(logs[5], abs=1e-6) and share == pytest.approx(9 / bump.sum(), rel=1e-4)
