"""WSQ headers, without the C library."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenprint.errors import ImageError
from tenprint.image.wsq_header import read_wsq_header

TABLES = bytes.fromhex("ffa4 0002 ffa5 0002 ffa6 0002")
BLOCK = bytes.fromhex("ffa3")


def frame(width: int, height: int) -> bytes:
    return b"\xff\xa2" + struct.pack(">HBBHHBHBHBH", 17, 0, 255, height, width, 0, 0, 0, 0, 0, 0)


def comment(text: bytes) -> bytes:
    return b"\xff\xa8" + struct.pack(">H", len(text) + 2) + text


def wsq(*segments: bytes) -> bytes:
    return b"\xff\xa0" + b"".join(segments) + BLOCK


@given(st.integers(1, 65535), st.integers(1, 65535), st.integers(1, 99999).filter(lambda ppi: ppi != 255))
def test_size_and_resolution_come_back(width: int, height: int, ppi: int) -> None:
    text = b"NIST_COM 9\nPIX_WIDTH 1\nPIX_HEIGHT 1\nPPI %d\nLOSSY 1\n" % ppi
    assert read_wsq_header(wsq(comment(text), frame(width, height), TABLES)) == (width, height, ppi)


@pytest.mark.parametrize(
    "text", [b"NIST_COM 2\nPPI -1", b"NIST_COM 2\nPPI 255", b"NIST_COM 2\nPPI 0", b"PPI 500"]
)
def test_resolution_unknown_is_none(text: bytes) -> None:
    assert read_wsq_header(wsq(comment(text), frame(10, 20), TABLES)) == (10, 20, None)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "found no bytes"),
        (b"\xff\xd8\xff\xe0", "found ff d8"),
        (b"\xff\xa0\xff\xa1", "offset 2, found ff a1"),
        (b"\xff\xa0\xff\xa8\x00\x01", "declares 1 bytes"),
        (b"\xff\xa0\xff\xa8\x40\x00PPI", "declares 16384 bytes"),
        (wsq(TABLES), "frame header"),
        (wsq(TABLES, frame(0, 5)), "found 0 × 5"),
        (wsq(frame(5, 5)), "filter table"),
        (wsq(frame(5, 5), TABLES[:8]), "Huffman table"),
        (wsq(frame(5, 5)[:2] + b"\x00\x06" + bytes(4), TABLES), "15 bytes, found 4"),
    ],
)
def test_damage_is_named(data: bytes, said: str) -> None:
    with pytest.raises(ImageError, match=said):
        read_wsq_header(data)


@given(st.binary(max_size=200), st.integers(0, 80))
def test_nothing_but_our_error_escapes(noise: bytes, cut: int) -> None:
    for data in (noise, b"\xff\xa0" + noise, wsq(comment(noise), frame(9, 9), TABLES)[:cut]):
        try:
            width, height, _ = read_wsq_header(data)
        except ImageError:
            continue
        assert width > 0
        assert height > 0
