"""Depths, palettes and interlacing of PNG, and deep JPEG 2000: written here sample by sample, decoded to 8-bit grey."""

import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from tenprint.image.codec import Compression, decode
from tenprint.image.codestream import inspect

Samples = npt.NDArray[np.int64]
ADAM7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def rows(samples: Samples, depth: int) -> Iterator[bytes]:
    """Each row without filter, samples packed from the upper bits down."""
    for row in samples:
        bits = "".join(f"{int(sample):0{depth}b}" for sample in row)
        bits += "0" * (-len(bits) % 8)
        yield b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def png(samples: Samples, depth: int, *, interlaced: bool = False, palette: bytes = b"") -> bytes:
    height, width = samples.shape
    passes = (
        [samples[top::down, left::right] for top, left, down, right in ADAM7] if interlaced else [samples]
    )
    raw = b"".join(line for one in passes if one.size for line in rows(one, depth))
    head = struct.pack(">IIBBBBB", width, height, depth, 3 if palette else 0, 0, 0, interlaced)
    body = chunk(b"PLTE", palette) if palette else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + body
        + chunk(b"IDAT", zlib.compress(raw))
        + chunk(b"IEND", b"")
    )


def drawn(data: st.DataObject, depth: int) -> Samples:
    shape = hnp.array_shapes(min_dims=2, max_dims=2, max_side=19)
    return data.draw(hnp.arrays(np.int64, shape, elements=st.integers(0, (1 << depth) - 1)))


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from([1, 2, 4, 8, 16]), st.booleans())
def test_grey_png_of_every_depth(data: st.DataObject, depth: int, interlaced: bool) -> None:
    samples = drawn(data, depth)
    code = png(samples, depth, interlaced=interlaced)
    expected = samples >> 8 if depth == 16 else samples * 255 // ((1 << depth) - 1)
    assert np.array_equal(decode(code, Compression.PNG, resolution_ppi=500).pixels, expected)
    head = inspect(code)
    assert (head.depth, head.components, head.process) == (
        depth,
        1,
        "interlaced" if interlaced else "by rows",
    )


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from([1, 2, 4, 8]), st.booleans())
def test_a_palette_of_greys(data: st.DataObject, depth: int, interlaced: bool) -> None:
    samples = drawn(data, depth)
    greys = data.draw(st.binary(min_size=1 << depth, max_size=1 << depth))
    palette = bytes(grey for grey in greys for _ in range(3))
    code = png(samples, depth, interlaced=interlaced, palette=palette)
    expected = np.frombuffer(greys, np.uint8)[samples]
    assert np.array_equal(decode(code, Compression.PNG, resolution_ppi=500).pixels, expected)


@pytest.mark.parametrize("size", [(1, 1), (37, 23), (64, 64)])
def test_deep_jpeg_2000_keeps_its_upper_bits(size: tuple[int, int]) -> None:
    deep = (np.arange(size[0] * size[1]).reshape(size) * 37 % 65536).astype(np.uint16)
    out = io.BytesIO()
    Image.fromarray(deep).save(out, "JPEG2000", irreversible=False, num_resolutions=1)
    assert inspect(out.getvalue()).depth == 16
    back = decode(out.getvalue(), Compression.JP2L, resolution_ppi=1000)
    assert np.array_equal(back.pixels, deep >> 8)


def test_colour_becomes_luminance_and_transparency_white() -> None:
    colour = Image.new("RGBA", (9, 7), (255, 0, 0, 255))
    colour.putpixel((0, 0), (0, 0, 0, 0))
    for form in ("PNG", "JPEG2000"):
        out = io.BytesIO()
        colour.save(out, form, **({"irreversible": False} if form == "JPEG2000" else {}))
        pixels = decode(out.getvalue(), None, resolution_ppi=500).pixels
        assert pixels[0, 0] == 255
        assert pixels[3, 3] == 76  # 0.299 of 255
