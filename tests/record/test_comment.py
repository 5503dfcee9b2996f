"""Images without their comments: no word is left, every pixel is what it was.

Goal: whatever an image file has room for beside its picture is gone, in every format of the standard. Method: small
pictures, coded; secrets put wherever their format allows; then what is left is searched for them and decoded.
"""

import io
import os
import struct
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tenprint.image.codec import decode, encode_wsq
from tenprint.image.codestream import inspect
from tenprint.image.model import GreyImage
from tenprint.record.comment import without_comments
from tenprint.record.tenprint_images import impressions
from tenprint.record.transaction import read

SIDE = 80  # pixels; WSQ needs 64
SECRET = b"DOE,JANE 19800229"
AN2K = Path(os.environ.get("TENPRINT_DATA", "/nowhere")) / "an2k"
words = st.binary(max_size=40).map(lambda tail: SECRET + tail)


@cache
def pixels() -> np.ndarray:
    """A picture with edges, so that every coder has something to do."""
    across, down = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    return ((across * across + 7 * down) // 3 % 256).astype(np.uint8)


@cache
def coded(name: str) -> bytes:
    """The picture in one format."""
    if name == "WSQ":
        return encode_wsq(GreyImage(pixels(), 500.0))
    options = {
        "JPEG": {"dpi": (500, 500)},
        "JPEG of several scans": {"progressive": True, "dpi": (500, 500)},
        "JPEG with restarts": {"restart_marker_rows": 1},
        "JP2": {},
        "JP2 of tiles": {"tile_size": (32, 32)},
        "J2K": {"no_jp2": True},
        "PNG": {"dpi": (500, 500)},
    }[name]
    out = io.BytesIO()
    kind = "JPEG" if name.startswith("JPEG") else "PNG" if name == "PNG" else "JPEG2000"
    Image.fromarray(pixels()).save(out, kind, **options)
    return out.getvalue()


COMPRESSION = {
    "WSQ": "WSQ20", "JPEG": "JPEGB", "JPEG of several scans": "JPEGB", "JPEG with restarts": "JPEGB",
    "JP2": "JP2", "JP2 of tiles": "JP2L", "J2K": "JP2", "PNG": "PNG",
}  # fmt: skip


def plain(name: str, data: bytes) -> bytes | None:
    return without_comments(COMPRESSION[name], data, SIDE * SIDE)


def check(name: str, data: bytes) -> None:
    """No secret is left, the picture is the same, and there is nothing more to take out."""
    assert SECRET in data
    result = plain(name, data)
    assert result is not None and SECRET not in result
    assert plain(name, result) == result
    assert np.array_equal(shown(result), shown(coded(name)))


def shown(data: bytes) -> np.ndarray:
    return decode(data, None, resolution_ppi=500).pixels


@pytest.mark.parametrize("name", COMPRESSION)
def test_what_has_no_comment_keeps_every_byte_or_at_least_its_length_in_jpeg_2000(name: str) -> None:
    result = plain(name, coded(name))
    assert result is not None
    if COMPRESSION[name].startswith("JP2"):
        assert len(result) == len(coded(name)) and b"OpenJPEG" not in result
    else:
        assert result == coded(name)


def segment_places(data: bytes, scan: int, end: int) -> list[int]:
    """Where a segment may be put: before every other one, and before the end."""
    places, at = [2], 2
    while data[at + 1] != end:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        at += 2 + length
        if marker == scan:
            while data[at] != 0xFF or data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
                at += 1
        places.append(at)
    return places


@settings(max_examples=40, deadline=None)
@given(st.data(), words, st.sampled_from([b"", b"NIST_COM 2\n", b"NIST_COM 3\nPPI 500\n"]))
def test_comments_of_wsq(data: st.DataObject, secret: bytes, head: bytes) -> None:
    places = segment_places(coded("WSQ"), 0xA3, 0xA1)
    assert len(places) > 6
    at = data.draw(st.sampled_from(places))
    comment = struct.pack(">HH", 0xFFA8, len(head + secret) + 2) + head + secret
    check("WSQ", coded("WSQ")[:at] + comment + coded("WSQ")[at:])


@settings(max_examples=60, deadline=None)
@given(
    st.data(), words, st.sampled_from([0xFE, *range(0xE0, 0xF0)]),
    st.sampled_from([name for name in COMPRESSION if name.startswith("JPEG")]),
    st.sampled_from([b"", b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"JFIF\0\1\1\1\1\xf4\1\xf4\2\2"]),
)  # fmt: skip
def test_comments_and_application_segments_of_jpeg(
    data: st.DataObject, secret: bytes, marker: int, name: str, head: bytes
) -> None:
    at = data.draw(st.sampled_from(segment_places(coded(name), 0xDA, 0xD9)))
    comment = struct.pack(">BBH", 0xFF, marker, len(head + secret) + 2) + head + secret
    made = coded(name)[:at] + comment + coded(name)[at:]
    result = plain(name, made)
    assert result is not None and SECRET not in result
    assert plain(name, result) == result
    assert np.array_equal(shown(result), shown(coded(name)))


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@settings(max_examples=40, deadline=None)
@given(
    words,
    st.booleans(),
    st.sampled_from([b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"iCCP", b"prVt", b"pHYs", b"gAMA"]),
)
def test_other_chunks_of_png(secret: bytes, late: bool, name: bytes) -> None:
    data = coded("PNG")
    at = len(data) - 12 if late else 33
    check("PNG", data[:at] + chunk(name, secret) + data[at:])


def boxes(data: bytes) -> list[tuple[bytes, int, int]]:
    """Name, start and end of each box of a file."""
    found, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big") or len(data) - at
        found.append((data[at + 4 : at + 8], at, at + length))
        at += length
    return found


@settings(max_examples=40, deadline=None)
@given(st.data(), words, st.sampled_from([b"xml ", b"uuid", b"uinf", b"asoc", b"DOEJ"]), st.booleans())
def test_other_boxes_of_jp2(data: st.DataObject, secret: bytes, kind: bytes, long: bool) -> None:
    name = data.draw(st.sampled_from(["JP2", "JP2 of tiles"]))
    at = data.draw(st.sampled_from([end for kind, _, end in boxes(coded(name)) if kind != b"jP  "]))
    body = secret + b"DOE"
    box = struct.pack(">I4s", len(body) + 8, kind) + body
    if long:
        box = struct.pack(">I4sQ", 1, kind, len(body) + 16) + body
    check(name, coded(name)[:at] + box + coded(name)[at:])


@settings(max_examples=40, deadline=None)
@given(st.data(), words)
def test_comments_in_the_headers_of_a_jpeg_2000_codestream(data: st.DataObject, secret: bytes) -> None:
    """In the main header behind SIZ, or in the first tile part's, whose length says so."""
    name = data.draw(st.sampled_from(["JP2", "JP2 of tiles", "J2K"]))
    made = coded(name)
    comment = struct.pack(">HHH", 0xFF64, len(secret) + 4, 1) + secret
    start, tile = made.index(b"\xff\x4f\xff\x51"), made.index(b"\xff\x90\x00\x0a")
    if data.draw(st.booleans()):
        at = start + 4 + int.from_bytes(made[start + 4 : start + 6], "big")
    else:
        at = tile + 12
        length = int.from_bytes(made[tile + 6 : tile + 10], "big") + len(comment)
        made = made[: tile + 6] + struct.pack(">I", length) + made[tile + 10 :]
    grown = made[:at] + comment + made[at:]
    if name != "J2K":
        _, box, end = boxes(coded(name))[-1]
        grown = grown[:box] + struct.pack(">I", end - box + len(comment)) + grown[box + 4 :]
    check(name, grown)


@pytest.mark.parametrize("name", COMPRESSION)
def test_what_stands_behind_the_end_goes_or_keeps_the_image(name: str) -> None:
    result = plain(name, coded(name) + SECRET)
    assert result is None or SECRET not in result
    if not COMPRESSION[name].startswith("JP2"):
        assert result == coded(name)


@pytest.mark.parametrize("name", COMPRESSION)
def test_an_image_that_cannot_be_walked_to_its_end_is_not_cleaned(name: str) -> None:
    data = coded(name)
    for size in range(0, len(data) - 2, 37):
        assert plain(name, data[:size]) is None
    for other in {*COMPRESSION.values()} - {COMPRESSION[name]}:
        if not {other, COMPRESSION[name]} <= {"JP2", "JP2L"}:
            assert without_comments(other, data, SIDE * SIDE) is None


def test_a_long_run_of_fill_bytes_is_walked_once() -> None:
    """A search that tries each byte of the run to its end would take hours."""
    jpeg = bytes.fromhex("ffd8 ffda0002 aa") + b"\xff" * 1_000_000 + bytes.fromhex("00 55 ffd9")
    assert without_comments("JPEGB", jpeg, 0) == jpeg


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(COMPRESSION)), st.data())
def test_damage_is_no_error(name: str, data: st.DataObject) -> None:
    damaged = bytearray(coded(name))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, min(400, len(damaged) - 1)))] = data.draw(st.integers(0, 255))
    result = plain(name, bytes(damaged))
    assert result is None or plain(name, result) == result


def test_raw_pixels_are_as_many_as_declared() -> None:
    raw = pixels().tobytes()
    assert without_comments("NONE", raw, SIDE * SIDE) == raw
    assert without_comments("NONE", raw + SECRET, SIDE * SIDE) is None
    assert without_comments("9", raw, SIDE * SIDE) is None


def test_the_resolution_of_wsq_stays_and_what_else_nist_says_goes() -> None:
    made = coded("WSQ")
    told = b"NIST_COM 5\nPPI 500\nSEX f\nHISTORY jane.pct\nPPI 1980\nLOSSY 1"
    at = 2 + 2 + int.from_bytes(made[4:6], "big") if made[2:4] == b"\xff\xa8" else 2
    result = plain("WSQ", made[:2] + struct.pack(">HH", 0xFFA8, len(told) + 2) + told + made[at:])
    assert result is not None and b"NIST_COM 3\nPPI 500\nLOSSY 1\xff" in result
    stated = inspect(result).resolution
    assert stated is not None
    assert stated.across_ppi == 500


@pytest.mark.skipif(not AN2K.is_dir(), reason="the reference files are not here")
def test_the_reference_files_of_nist_keep_every_pixel() -> None:
    count = 0
    for path in ("type-4-tpcard", "type-14-tpcard-nqm", "type-10-14-17-piv-index-iris", "type-4-14-slaps"):
        for item in impressions(read((AN2K / "nist_reference" / f"{path}.an2").read_bytes()))[:4]:
            result = without_comments(item.compression, item.data, item.width * item.height)
            assert result is not None
            assert np.array_equal(shown(result), shown(item.data))
            assert b"HISTORY" not in result
            count += result != item.data
    assert count >= 5
