"""What an image's bytes say of themselves: written here byte by byte, or by Pillow, and read back."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tenprint.errors import ImageError
from tenprint.image.codestream import Kind, agrees, dimensions, inspect, kind_of
from tenprint.image.codestream_head import SEGMENT_LIMIT

PICTURE = Image.fromarray(np.arange(37 * 23, dtype=np.uint8).reshape(37, 23))


def file_of(kind: str, picture: Image.Image = PICTURE, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">HH", marker, len(content) + 2) + content


def frame(marker: int, width: int = 20, height: int = 30, depth: int = 8, components: int = 1) -> bytes:
    return segment(marker, struct.pack(">BHHB", depth, height, width, components) + b"\1\x11\0" * components)


def jfif(unit: int, across: int, down: int) -> bytes:
    return segment(0xFFE0, b"JFIF\0\1\2" + struct.pack(">BHHBB", unit, across, down, 0, 0))


def exif(order: str, unit: int, across: tuple[int, int], down: tuple[int, int]) -> bytes:
    tiff = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, 3)
    tiff += struct.pack(order + "HHIHH", 0x128, 3, 1, unit, 0)
    for tag, place in ((0x11A, 100), (0x11B, 108)):
        tiff += struct.pack(order + "HHII", tag, 5, 1, place)
    return segment(0xFFE1, b"Exif\0\0" + tiff.ljust(100, b"\0") + struct.pack(order + "IIII", *across, *down))


def wsq(*segments: bytes) -> bytes:
    return b"\xff\xa0" + b"".join(segments)


WSQ_FRAME = segment(0xFFA2, struct.pack(">BBHHBHBHBH", 0, 255, 976, 1600, 0, 0, 0, 0, 0, 0))


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def codestream(width: int = 100, height: int = 200, transform: int = 1, depth: int = 8) -> bytes:
    size = struct.pack(">HHIIIIIIIIH", 41, 0, 10 + width, 20 + height, 10, 20, 64, 64, 0, 0, 1)
    size += bytes((depth - 1, 1, 1))
    coding = segment(0xFF52, bytes((0, 0, 0, 1, 0, 5, 4, 4, 0, transform)))
    return b"\xff\x4f\xff\x51" + size + coding + b"\xff\x90"


def jp2(*inner: bytes, stream: bytes = codestream()) -> bytes:
    start = b"\x00\x00\x00\x0cjP  \r\n\x87\n" + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    return start + box(b"jp2h", b"".join(inner)) + box(b"jp2c", stream)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, depth: int, colour: int, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(bytes(99)))


@pytest.mark.parametrize(
    ("name", "options", "kind"),
    [
        ("PNG", {"format": "PNG"}, Kind.PNG),
        ("JPEGB", {"format": "JPEG"}, Kind.JPEG),
        ("JP2", {"format": "JPEG2000"}, Kind.JPEG_2000),
    ],
)
def test_size_in_the_head_is_that_of_the_picture(name: str, options: dict[str, str], kind: Kind) -> None:
    data = file_of(options["format"])
    assert agrees(name, data)
    assert dimensions(name, data) == (23, 37)
    assert not agrees("WSQ20", data)
    assert dimensions("WSQ20", data) is None
    head = inspect(data)
    assert (head.kind, head.width, head.height, head.depth, head.components) == (kind, 23, 37, 8, 1)
    assert kind_of(data) == kind
    for end in range(min(len(data), 400)):
        assert dimensions(name, data[:end]) in (None, (23, 37))  # never an error


@pytest.mark.parametrize(
    ("marker", "lossless", "process"),
    [
        (0xFFC0, False, "baseline"),
        (0xFFC2, False, "progressive"),
        (0xFFC3, True, "lossless"),
        (0xFFC9, False, "extended sequential, arithmetic coding"),
        (0xFFCB, True, "lossless, arithmetic coding"),
    ],
)
def test_jpeg_processes(marker: int, lossless: bool, process: str) -> None:
    head = inspect(b"\xff\xd8" + segment(0xFFDB, bytes(65)) + frame(marker, depth=12, components=3))
    assert head.kind == (Kind.JPEG_LOSSLESS if lossless else Kind.JPEG)
    assert (head.width, head.height, head.depth, head.components) == (20, 30, 12, 3)
    assert (head.lossless, head.process, head.resolution) == (lossless, process, None)


@pytest.mark.parametrize(
    ("before", "stated"),
    [
        (jfif(1, 500, 501), (500, 501, "JFIF density", 2)),
        (jfif(2, 200, 200), (508, 508, "JFIF density", 2)),
        (jfif(0, 1, 1), None),
        (jfif(1, 0, 500), None),
        (exif("<", 2, (72, 1), (72, 1)), (72, 72, "EXIF XResolution", 2)),
        (exif(">", 3, (394, 2), (394, 2)), (500.38, 500.38, "EXIF XResolution", 2)),
        (exif(">", 2, (72, 0), (72, 1)), None),
        (jfif(1, 500, 500) + exif("<", 2, (72, 1), (72, 1)), (500, 500, "JFIF density", 2)),
        (exif("<", 2, (72, 1), (72, 1))[:40].ljust(50), None),
    ],
)
def test_resolution_of_a_jpeg(before: bytes, stated: tuple[object, ...] | None) -> None:
    length = len(before) - 2
    if before[:2] == b"\xff\xe1":
        before = before[:2] + struct.pack(">H", length) + before[4:]
    found = inspect(b"\xff\xd8" + before + frame(0xFFC0)).resolution
    if stated is None:
        assert found is None
    else:
        assert found is not None
        assert (found.across_ppi, found.down_ppi, found.where, found.offset) == pytest.approx(stated)


def test_wsq_head_and_its_comment() -> None:
    comment = segment(0xFFA8, b"NIST_COM 2\nPPI 255\n")
    head = inspect(wsq(comment, WSQ_FRAME, b"\xff\xa3"))
    assert (head.kind, head.width, head.height, head.lossless) == (Kind.WSQ, 1600, 976, False)
    assert head.resolution is not None
    assert (head.resolution.across_ppi, head.resolution.where, head.resolution.offset) == (
        255,
        "comment NIST_COM",
        2,
    )
    assert head.resolution.unknown
    assert head.resolution.disagrees(500)


@pytest.mark.parametrize(
    ("text", "ppi", "unknown"),
    [
        (b"NIST_COM 9\nPIX_WIDTH 1\nPPI 512\nLOSSY 1\n", 512, False),
        (b"NIST_COM 2\nPPI 255", 255, True),
        (b"NIST_COM 2\nPPI 0", 0, True),
        (b"NIST_COM 2\nPPI -1", None, True),
        (b"PPI 500", None, True),
    ],
)
def test_what_a_wsq_comment_states(text: bytes, ppi: int | None, unknown: bool) -> None:
    found = inspect(wsq(segment(0xFFA8, text), WSQ_FRAME)).resolution
    assert (found.across_ppi if found else None) == ppi
    assert found is None or found.unknown == unknown


def test_wsq_damaged_behind_its_frame_still_has_a_head() -> None:
    assert inspect(wsq(WSQ_FRAME, b"\xff\xd9")).width == 1600
    assert inspect(wsq(WSQ_FRAME)).width == 1600


@pytest.mark.parametrize(
    ("transform", "lossless", "words"),
    [
        (0, False, "irreversible 9-7"),
        (1, None, "reversible 5-3"),
        (7, None, "not stated"),
    ],
)
def test_jpeg2000_codestream(transform: int, lossless: bool | None, words: str) -> None:
    for data in (codestream(transform=transform, depth=16), jp2(stream=codestream(100, 200, transform, 16))):
        head = inspect(data)
        assert (head.width, head.height, head.depth, head.components) == (100, 200, 16, 1)
        assert head.lossless is lossless
        assert words in head.process


def resolution(name: bytes, ppi: int) -> bytes:
    return box(b"res ", box(name, struct.pack(">HHHHbb", ppi, 254, ppi, 254, 4, 4)))


def test_jpeg2000_resolution_is_that_of_capture() -> None:
    head = inspect(jp2(resolution(b"resd", 72), resolution(b"resc", 1000)))
    assert head.resolution is not None
    assert head.resolution.across_ppi == pytest.approx(1000)
    assert head.resolution.where == "box resc"
    shown = inspect(jp2(resolution(b"resd", 72))).resolution
    assert shown is not None
    assert shown.where == "box resd"
    assert inspect(jp2(box(b"res ", box(b"resc", bytes(10))))).resolution is None


def test_jpeg2000_header_box_that_contradicts_the_codestream() -> None:
    with pytest.raises(
        ImageError, match=r"expected 100 × 200 as in SIZ, found 23 × 37 in box ihdr at byte 40"
    ):
        inspect(jp2(box(b"ihdr", struct.pack(">IIHBBBB", 37, 23, 1, 7, 7, 0, 0))))


@pytest.mark.parametrize(
    ("depth", "colour", "components"),
    [(1, 0, 1), (16, 0, 1), (8, 2, 3), (4, 3, 3), (8, 4, 2), (16, 6, 4)],
)
def test_png_depths_and_colours(depth: int, colour: int, components: int) -> None:
    head = inspect(png(5, 7, depth, colour, chunk(b"pHYs", struct.pack(">IIB", 19685, 39370, 1))))
    assert (head.width, head.height, head.components, head.lossless) == (5, 7, components, True)
    assert head.depth == (8 if colour == 3 else depth)
    assert head.resolution is not None
    assert head.resolution.across_ppi == pytest.approx(500, abs=0.01)
    assert head.resolution.down_ppi == pytest.approx(1000, abs=0.02)
    assert head.resolution.offset == 33


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "found no bytes"),
        (b"GIF89a..", "found 47 49 46"),
        (b"\xff\xa0\xff\xa1", "offset 2, found ff a1"),
        (b"\xff\xa0\xff\xa8\x00\x01", "declares 1 bytes"),
        (b"\xff\xa0\xff\xa8\x40\x00PPI", "declares 16384 bytes, found 5"),
        (wsq(segment(0xFFA4, b""), b"\xff\xa3"), "frame header"),
        (wsq(segment(0xFFA2, bytes(4))), "of 15 bytes, found 4 at byte 2"),
        (wsq(segment(0xFFA2, bytes(15))), "above zero, found 0 × 0 in the frame at byte 2"),
        (b"\xff\xd8\xff\xd9", "offset 2 before the scan, found ff d9"),
        (b"\xff\xd8\xff\xe0\x40\x00", "declares 16384 bytes, found 2"),
        (b"\xff\xd8\xff\xe0\x00\x01", "declares 1 bytes"),
        (b"\xff\xd8" + segment(0xFFDA, bytes(6)), "frame header before the first scan"),
        (b"\xff\xd8" + frame(0xFFC0, height=0), "found 20 × 0 in the frame at byte 2"),
        (b"\xff\xd8" + segment(0xFFC0, bytes(3)), "of 6 bytes, found 3 at byte 2"),
        (b"\xff\xd8" + frame(0xFFC0, components=0), "found 0 of 8 bits"),
        (codestream()[:30], "whole SIZ"),
        (codestream(width=0), "found 0 × 200"),
        (codestream().replace(b"\0\1\7\1\1", b"\0\0\7\1\1"), "found 0 in 41 bytes at byte 4"),
        (jp2()[:20], "box at byte 12 declares 20 bytes, found 8"),
        (jp2()[:50], "found none in 40 bytes|expected SOC and a whole SIZ"),
        (jp2(b"\0\0\0\3abcd"), "box at byte 40 declares 3 bytes"),
        (b"\x89PNG\r\n\x1a\n", "chunk at byte 8 before the pixels, found the end"),
        (png(0, 7, 8, 0), "found 0 × 7"),
        (png(5, 7, 3, 0), "found 3 bits, colour type 0"),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"pHYs", bytes(9)), "IHDR of 13 bytes first"),
        (png(5, 7, 8, 0)[:40], "the end"),
        (png(5, 7, 8, 0, *[chunk(b"tEXt", b"")] * (SEGMENT_LIMIT + 1)), "more"),
        (b"\xff\xd8" + segment(0xFFFE, b"") * (SEGMENT_LIMIT + 1) + frame(0xFFC0), "more"),
    ],
)
def test_damage_is_named(data: bytes, said: str) -> None:
    with pytest.raises(ImageError, match=said):
        inspect(data)


STARTS = [
    b"",
    b"\xff\xa0",
    b"\xff\xd8\xff",
    b"\xff\xd8" + jfif(1, 500, 500) + frame(0xFFC0),
    b"\xff\xd8" + exif("<", 2, (72, 1), (72, 1)) + frame(0xFFC0),
    wsq(segment(0xFFA8, b"NIST_COM 2\nPPI 500\n"), WSQ_FRAME, b"\xff\xa3"),
    codestream(),
    jp2(box(b"ihdr", struct.pack(">IIHBBBB", 200, 100, 1, 7, 7, 0, 0)), resolution(b"resc", 500)),
    png(5, 7, 8, 0, chunk(b"pHYs", struct.pack(">IIB", 19685, 19685, 1))),
]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(STARTS), st.data())
def test_any_bytes_have_a_head_or_our_error(start: bytes, data: st.DataObject) -> None:
    damaged = bytearray(start + data.draw(st.binary(max_size=80)))
    for _ in range(data.draw(st.integers(0, 4)) if damaged else 0):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(damaged[: data.draw(st.integers(0, len(damaged)))])
    try:
        head = inspect(cut)
    except ImageError:
        return
    assert head.width > 0
    assert head.height > 0
    assert head.depth > 0
    assert head.components > 0
    assert head.pixels == head.width * head.height


def test_heads_of_nists_files(real_data: Path) -> None:
    folder = real_data / "an2k" / "nist_reference"
    palms = (folder / "type-15-palms.an2").read_bytes()
    head = inspect(palms[palms.index(b"\x0cjP  ") - 3 :])
    assert (head.width, head.height, head.depth, head.lossless) == (2750, 2750, 8, None)
    assert head.process == "reversible 5-3 wavelet"
    identity = (folder / "type-10-14-17-piv-index-iris.an2").read_bytes()
    head = inspect(identity[identity.index(b"14.999:") + 7 :])
    assert head.kind == Kind.JPEG_LOSSLESS
    assert head.lossless


def test_reading_a_head_loads_no_numpy_and_no_codec() -> None:
    program = (
        "import sys, tenprint.image.codestream, tenprint.record.card, tenprint.record.comment;"
        "print({'numpy', 'PIL', 'cv2', 'numba', 'wsq'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "set()"
