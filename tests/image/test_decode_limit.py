"""A small file that declares a huge picture is refused before anything is decoded, whatever its kind."""

import struct
import zlib

import numpy as np
import pytest

from tenprint.errors import ImageError
from tenprint.image.codec import Compression, decode, encode
from tenprint.image.codec_pool import shared_pool
from tenprint.image.codestream import inspect
from tenprint.image.decode_limit import check_declared, most_pixels
from tenprint.image.model import GreyImage


def declaring(compression: Compression, width: int, height: int) -> bytes:
    """A codestream of a small picture whose frame says another size."""
    small = encode(GreyImage(np.full((80, 96), 128, np.uint8), 500), compression)
    sides = {
        Compression.WSQ: (">HH", 80, 96, height, width),
        Compression.JPEGB: (">HH", 80, 96, height, width),
        Compression.JPEGL: (">HH", 80, 96, height, width),
        Compression.PNG: (">II", 96, 80, width, height),
    }
    if compression in (Compression.JP2, Compression.JP2L):
        at = small.index(b"\xff\x51") + 6
        small = small[:at] + struct.pack(">II", width, height) + small[at + 8 :]
        return small[small.index(b"\xff\x4f\xff\x51") :]
    layout, *numbers = sides[compression]
    there, new = struct.pack(layout, *numbers[:2]), struct.pack(layout, *numbers[2:])
    assert there in small
    return small.replace(there, new, 1)


@pytest.mark.parametrize("compression", [one for one in Compression if one])
@pytest.mark.parametrize("size", [(8000, 8000), (65535, 65535), (65500, 300)])
def test_more_than_the_bytes_can_hold(compression: Compression, size: tuple[int, int]) -> None:
    before = shared_pool().process_ids()
    with pytest.raises(ImageError, match=r"expected (1 to|at most) \d+ pixels.*, found "):
        decode(declaring(compression, *size), compression, resolution_ppi=500)
    assert shared_pool().process_ids() == before


def test_white_paper_is_not_refused() -> None:
    """The most compressible picture there is, at the sizes of a card's boxes."""
    for width, height in ((800, 750), (1600, 1500)):
        white = GreyImage(np.full((height, width), 255, np.uint8), 500)
        for compression in Compression:
            if compression in (Compression.NONE, Compression.JPEGL):
                continue
            data = encode(white, compression)
            assert np.array_equal(decode(data, compression).pixels, white.pixels), compression


@pytest.mark.parametrize("compression", [one for one in Compression if one])
def test_the_bound_lies_above_what_an_encoder_makes(compression: Compression) -> None:
    flat = GreyImage(np.full((750, 800), 255, np.uint8), 500)
    data = encode(flat, compression)
    head = inspect(data)
    assert most_pixels(head, len(data)) > head.pixels
    check_declared(head, len(data))


def test_a_bomb_of_deflate_is_refused_by_the_bytes_it_makes() -> None:
    """Ten thousand bytes of zlib hold at most ten million bytes of pixels."""
    head = struct.pack(">IIBBBBB", 7000, 9000, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n"
    for kind, content in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(7001 * 900), 9))):
        png += (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )
    assert len(png) < 10_000
    with pytest.raises(ImageError, match="PNG: expected at most"):
        decode(png, None, resolution_ppi=500)
