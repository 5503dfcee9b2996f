"""Any resolution to 500 ppi."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.image.model import GreyImage, Pixels
from tenprint.image.prepare import prepare


@pytest.mark.parametrize("ppi", [500, 499.999, 503.9, 495.1])
def test_within_one_per_cent_pixels_stay(whorl: Pixels, ppi: float) -> None:
    image = prepare(GreyImage(whorl, ppi))
    assert np.array_equal(image.pixels, whorl)
    assert image.resolution_ppi == 500


@settings(max_examples=30, deadline=None)
@given(st.floats(100, 2000), st.integers(1, 300), st.integers(1, 300))
def test_size_in_millimetres_stays(ppi: float, rows: int, columns: int) -> None:
    image = prepare(GreyImage(np.full((rows, columns), 77, np.uint8), ppi))
    tolerance = max(0.51, 0.0101 * max(rows, columns))  # half a pixel, or the one per cent left alone
    assert abs(image.height - rows * 500 / ppi) <= max(tolerance, 1)
    assert abs(image.width - columns * 500 / ppi) <= max(tolerance, 1)
    assert (image.pixels == 77).all()
    assert image.pixels.flags.c_contiguous


@pytest.mark.parametrize("ppi", [250, 512, 1000])
def test_ridges_keep_their_millimetres(ppi: int) -> None:
    """A grating of 0.4572 mm (9 pixels at 500 ppi) has that period after preparing, whatever it came at."""
    period = 9 * ppi / 500
    wave = 127.5 + 100 * np.sin(2 * np.pi * np.arange(ppi) / period)
    image = prepare(GreyImage(np.tile(wave.astype(np.uint8), (ppi, 1)), ppi))
    row = image.pixels[250].astype(float)
    spectrum = np.abs(np.fft.rfft((row - row.mean()) * np.hanning(len(row)), 9000))
    assert 9000 / np.argmax(spectrum) == pytest.approx(9, rel=0.005)


def test_fine_detail_does_not_alias() -> None:
    """Lines of one pixel at 2000 ppi are grey at 500, not a false pattern."""
    lines = np.zeros((400, 400), np.uint8)
    lines[:, ::2] = 255
    assert np.ptp(prepare(GreyImage(lines, 2000)).pixels) <= 1
