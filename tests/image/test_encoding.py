"""Each compression: what is encoded comes back, of any size, and says its resolution."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tenprint.errors import ImageError
from tenprint.image.codec import Compression, decode, encode
from tenprint.image.codestream import Kind, dimensions, inspect
from tenprint.image.jpeg_lossless_encode import encode_lossless
from tenprint.image.model import GreyImage, Pixels

LOSSLESS = [Compression.PNG, Compression.JP2L, Compression.JPEGL]
RESOLUTIONS = [250, 500, 512, 1000, 1200]
pictures = hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=40))


@pytest.mark.parametrize("compression", LOSSLESS)
@settings(max_examples=25, deadline=None)
@given(pictures, st.sampled_from(RESOLUTIONS))
def test_lossless_comes_back_exactly(compression: Compression, pixels: Pixels, ppi: int) -> None:
    data = encode(GreyImage(pixels, ppi), compression)
    back = decode(data, compression, width=pixels.shape[1], height=pixels.shape[0])
    assert np.array_equal(back.pixels, pixels)
    assert back.resolution_ppi == ppi
    head = inspect(data)
    assert (head.depth, head.components) == (8, 1)
    assert head.lossless is not False


@pytest.mark.parametrize("compression", [Compression.JPEGB, Compression.JP2])
@settings(max_examples=25, deadline=None)
@given(pictures, st.sampled_from(RESOLUTIONS))
def test_lossy_keeps_size_and_resolution(compression: Compression, pixels: Pixels, ppi: int) -> None:
    data = encode(GreyImage(pixels, ppi), compression)
    back = decode(data, compression)
    assert back.pixels.shape == pixels.shape
    assert back.resolution_ppi == ppi
    assert inspect(data).lossless is False


@settings(max_examples=15, deadline=None)
@given(st.integers(64, 150), st.integers(64, 150))
def test_wsq_of_odd_sizes(rows: int, columns: int) -> None:
    pixels = np.add.outer(np.arange(rows) * 2, np.arange(columns)).astype(np.uint8)
    back = decode(encode(GreyImage(pixels, 500), Compression.WSQ), Compression.WSQ)
    assert (back.height, back.width, back.resolution_ppi) == (rows, columns, 500)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (2, 3), (17, 1), (33, 65)])
@pytest.mark.parametrize("compression", [*LOSSLESS, Compression.JP2, Compression.JPEGB, Compression.NONE])
def test_narrow_pictures(compression: Compression, shape: tuple[int, int]) -> None:
    pixels = np.arange(shape[0] * shape[1], dtype=np.uint8).reshape(shape)
    data = encode(GreyImage(pixels, 500), compression)
    back = decode(data, compression, width=shape[1], height=shape[0], resolution_ppi=500)
    assert back.pixels.shape == shape
    if compression in LOSSLESS or compression is Compression.NONE:
        assert np.array_equal(back.pixels, pixels)


def test_rates_are_those_of_the_standards(whorl: Pixels) -> None:
    large = np.tile(whorl, (3, 3))
    sizes = {one: large.size / len(encode(GreyImage(large, 1000), one)) for one in Compression if one != 1}
    assert 9.5 < sizes[Compression.JP2] < 10.5
    assert min(sizes[one] for one in LOSSLESS) > 1.2
    assert sizes[Compression.NONE] == 1
    back = decode(encode(GreyImage(large, 1000), Compression.JP2), Compression.JP2)
    assert np.sqrt(np.mean((back.pixels.astype(float) - large) ** 2)) < 12
    assert dimensions("JP2", encode(GreyImage(large, 1000), Compression.JP2)) == (1200, 1440)
    assert inspect(encode(GreyImage(whorl, 1000), Compression.JP2L)).process == "reversible 5-3 wavelet"


@settings(max_examples=40, deadline=None)
@given(pictures, st.integers(1, 7))
def test_every_predictor_of_lossless_jpeg(pixels: Pixels, predictor: int) -> None:
    data = encode_lossless(GreyImage(pixels, 500), predictor)
    assert inspect(data).kind is Kind.JPEG_LOSSLESS
    assert np.array_equal(decode(data, Compression.JPEGL).pixels, pixels)


def test_a_picture_of_many_batches_of_bits(whorl: Pixels) -> None:
    assert whorl.size > 1 << 17
    data = encode(GreyImage(whorl, 500), Compression.JPEGL)
    assert np.array_equal(decode(data, Compression.JPEGL).pixels, whorl)


def test_what_cannot_be_encoded() -> None:
    long = GreyImage(np.zeros((1, 70_000), np.uint8), 500)
    for compression in (Compression.JPEGB, Compression.JPEGL):
        with pytest.raises(ImageError, match="sides up to 65535 pixels, found 70000 × 1"):
            encode(long, compression)
    with pytest.raises(ImageError, match="expected 500 ppi"):
        encode(GreyImage(np.zeros((99, 99), np.uint8), 1000), Compression.WSQ)
    with pytest.raises(ImageError, match="expected 1 to 8000000 pixels"):
        encode(GreyImage(np.zeros((3000, 3000), np.uint8), 500), Compression.JPEGL)
    with pytest.raises(ImageError, match="predictor 1 to 7, found 8"):
        encode_lossless(GreyImage(np.zeros((3, 3), np.uint8), 500), 8)
