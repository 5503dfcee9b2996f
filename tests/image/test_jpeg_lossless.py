"""Lossless JPEG against an encoder written from the standard's definitions, one sample at a time."""

import re
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tenprint.errors import ImageError
from tenprint.image.codec import Compression, decode
from tenprint.image.jpeg_lossless import decode_lossless, read_header
from tenprint.image.quality import quality

Samples = npt.NDArray[np.int64]


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def predicted(samples: Samples, row: int, column: int, top: int, predictor: int, first: int) -> int:
    """T.81 table H.1; ``top`` is the first row of the restart interval."""
    if row == top:
        return int(samples[row, column - 1]) if column else first
    b = int(samples[row - 1, column])
    if not column:
        return b
    a, c = int(samples[row, column - 1]), int(samples[row - 1, column - 1])
    return (a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1)[predictor - 1]


def encoded(samples: Samples, precision: int, predictor: int, shift: int = 0, rows: int = 0) -> bytes:
    """Codestream whose 17 categories all have codes of five bits, with a restart every ``rows`` rows."""
    height, width = samples.shape
    counts = [0, 0, 0, 0, 17] + [0] * 11
    out = b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\2\1" + struct.pack(">HHBB", 500, 500, 0, 0))
    out += segment(0xC3, struct.pack(">BHHBBBB", precision, height, width, 1, 1, 0x11, 0))
    out += segment(0xC4, bytes([0, *counts, *range(17)]))
    if rows:
        out += segment(0xDD, struct.pack(">H", rows * width))
    out += segment(0xDA, bytes([1, 1, 0, predictor, 0, shift]))
    for interval, top in enumerate(range(0, height, rows or height)):
        bits = ""
        for row in range(top, min(height, top + (rows or height))):
            for column in range(width):
                guess = predicted(samples, row, column, top, predictor, 1 << (precision - shift - 1))
                difference = (int(samples[row, column]) - guess) & 0xFFFF
                difference -= 0x10000 if difference > 0x8000 else 0
                category = abs(difference).bit_length()
                bits += f"{category:05b}"
                if 0 < category < 16:
                    value = difference if difference > 0 else difference + (1 << category) - 1
                    bits += f"{value:0{category}b}"
        bits += "1" * (-len(bits) % 8)
        coded = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
        out += (bytes((0xFF, 0xD0 + (interval - 1) % 8)) if interval else b"") + coded
    return out + b"\xff\xd9"


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from([8, 12, 16, 4]), st.integers(1, 7), st.integers(0, 3), st.integers(0, 4))
def test_every_predictor_comes_back(
    data: st.DataObject, precision: int, predictor: int, shift: int, rows: int
) -> None:
    shape = hnp.array_shapes(min_dims=2, max_dims=2, max_side=9)
    highest = (1 << (precision - shift)) - 1
    samples = data.draw(hnp.arrays(np.int64, shape, elements=st.integers(0, highest)))
    code = encoded(samples, precision, predictor, shift, rows)
    full = samples << shift
    expected = full >> (precision - 8) if precision >= 8 else full << (8 - precision)
    assert np.array_equal(decode_lossless(code, read_header(code)), expected)


def test_the_codec_finds_it_by_itself() -> None:
    samples = np.arange(300, dtype=np.int64).reshape(15, 20) % 256
    image = decode(encoded(samples, 8, 4), Compression.JPEGL, width=20, height=15)
    assert image.resolution_ppi == 500
    assert np.array_equal(image.pixels, samples)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_gives_our_error_or_a_picture(data: st.DataObject) -> None:
    sound = encoded(
        np.arange(300, dtype=np.int64).reshape(15, 20) % 256, 8, data.draw(st.integers(1, 7)), rows=5
    )
    damaged = bytearray(sound[: data.draw(st.integers(3, len(sound)))])
    for at in data.draw(
        st.lists(st.integers(3, len(damaged) - 1), max_size=6) if len(damaged) > 3 else st.just([])
    ):
        damaged[at] = data.draw(st.integers(0, 255))
    try:
        image = decode(bytes(damaged), None, width=20, height=15, resolution_ppi=500)
    except ImageError:
        return
    assert image.pixels.shape == (15, 20)


def test_cut_short_is_refused() -> None:
    sound = encoded(np.arange(3000, dtype=np.int64).reshape(50, 60) % 256, 8, 1)
    for cut in range(len(sound) // 2, len(sound) - 40, 97):
        with pytest.raises(ImageError, match="JPEGL"):
            decode(sound[:cut], None, resolution_ppi=500)


def test_tables_that_no_scan_uses_and_many_restarts_take_no_time() -> None:
    """Each table spread out takes a millisecond, so only the one in use is."""
    samples = np.arange(3000, dtype=np.int64).reshape(3000, 1) % 256
    code = encoded(samples, 8, 1, rows=1)
    tables = b"".join(bytes([1, *[0] * 15, 1, 5]) for _ in range(3600))
    code = code[:2] + segment(0xC4, tables) * 20 + code[2:]
    assert np.array_equal(decode_lossless(code, read_header(code)), samples)


def test_prints_of_nists_identity_card_file(real_data: Path) -> None:
    """Two index fingers in real lossless JPEG; as prints they are clear, so no row has slipped.

    One is cut off at the edge, which costs score. Every other row moved by four pixels, they score 31 and 23.
    """
    data = (real_data / "an2k" / "nist_reference" / "type-10-14-17-piv-index-iris.an2").read_bytes()
    sizes = list(re.finditer(rb"14\.006:(\d+)\x1d14\.007:(\d+)\x1d", data))
    assert len(sizes) == 2
    for size in sizes:
        start = data.index(b"14.999:", size.end()) + 7
        code = data[start : data.index(b"\xff\xd9", start) + 2]
        image = decode(code, Compression.JPEGL, width=int(size[1]), height=int(size[2]))
        assert image.resolution_ppi == 500
        assert quality(image).score > 50
