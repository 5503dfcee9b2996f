"""Images of boxes or chunks without words: PNG and JPEG 2000.

A chunk of PNG is left out. A box of JPEG 2000 is blanked in place, and so is a comment of its codestream, so that every
offset in the file stays right.
"""

import struct
from collections.abc import Iterator
from typing import Final

_PNG_HEAD: Final = 8
_PNG_CHUNKS: Final = {
    b"IHDR": 13, b"PLTE": None, b"IDAT": None, b"IEND": 0, b"tRNS": None,
    b"pHYs": 9, b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"sBIT": None, b"bKGD": None,
}  # fmt: skip
"""Chunks that say how the picture is shown, with their length where it is one."""

_JP2_HEAD: Final = b"\0\0\0\x0cjP  \r\n\x87\n"
_BOXES: Final = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_HEADER_BOXES: Final = frozenset({b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res "})
_RESOLUTION_BOXES: Final = frozenset({b"resc", b"resd"})
_BRANDS: Final = frozenset({b"jp2 ", b"jpx ", b"jpxb", b"jpm ", b"jph ", b"\0\0\0\0"})
_ENUMERATED_COLOUR = 1  # any other method of `colr` may be a profile, which has words
_SOC, _SOT, _SOD, _EOC, _COM = 0xFF4F, 0xFF90, 0xFF93, 0xFFD9, 0xFF64
_SEGMENTS: Final = frozenset(
    {*range(0xFF50, 0xFF54), 0xFF55, *range(0xFF57, 0xFF59), *range(0xFF5C, 0xFF62), 0xFF63, _COM}
)
_SOT_BYTES = 12

_Blank = tuple[int, int]  # from where to where


def plain_png(data: bytes) -> bytes | None:
    """Return a PNG file without its other chunks and without what stands behind it; None where it has no proper end."""
    parts, at = [data[:_PNG_HEAD]], _PNG_HEAD
    while at + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            return None
        if name in _PNG_CHUNKS and _PNG_CHUNKS[name] in (None, length):
            parts.append(data[at:end])
        if name == b"IEND":
            return b"".join(parts) if length == 0 else None
        at = end
    return None


def plain_jpeg2000(data: bytes) -> bytes | None:
    """Return a JP2 file or a bare codestream with comments and other boxes blanked; None where it cannot be told."""
    plain = bytearray(data)
    try:
        if data.startswith(b"\xff\x4f"):
            _blank_comments(plain, 0, len(plain))
        else:
            _check(data.startswith(_JP2_HEAD))
            _blank_boxes(plain, 0, len(plain), _BOXES)
    except (ValueError, struct.error):
        return None
    return bytes(plain)


def _blank_boxes(plain: bytearray, at: int, end: int, known: frozenset[bytes]) -> None:
    """Blank the boxes of a file or of its header that are not known."""
    for start, content, behind in list(_boxes(plain, at, end)):
        name = bytes(plain[start + 4 : start + 8])
        if name not in known:
            plain[start + 4 : start + 8] = b"free"
            plain[content:behind] = bytes(behind - content)
        elif name == b"jp2h":
            _blank_boxes(plain, content, behind, _HEADER_BOXES)
        elif name == b"res ":
            _blank_boxes(plain, content, behind, _RESOLUTION_BOXES)
        elif name == b"jp2c":
            _blank_comments(plain, content, behind)
        elif name == b"ftyp":
            _check(all(bytes(plain[place : place + 4]) in _BRANDS for place in range(content, behind, 4)))
        elif name == b"colr":
            _check(plain[content] == _ENUMERATED_COLOUR and behind - content == 7)


def _boxes(plain: bytearray, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield where each box begins, where its content does, and where it ends."""
    while at < end:
        length, content = struct.unpack_from(">I", plain, at)[0], at + 8
        if length == 1:
            length, content = struct.unpack_from(">Q", plain, at + 8)[0], at + 16
        behind = end if length == 0 else at + length
        _check(content < behind <= end)
        yield at, content, behind
        at = behind


def _blank_comments(plain: bytearray, at: int, end: int) -> None:
    """Blank the comments in the main header of a codestream and in those of its tile parts."""
    _check(_marker(plain, at) == _SOC)
    at = _blank_header(plain, at + 2, end, _SOT)
    while _marker(plain, at) == _SOT:
        length = struct.unpack_from(">I", plain, at + 6)[0]
        behind = at + length if length else end - 2
        _check(_blank_header(plain, at + _SOT_BYTES, behind, _SOD) < behind <= end - 2)
        at = behind
    _check(_marker(plain, at) == _EOC and at + 2 == end)


def _blank_header(plain: bytearray, at: int, end: int, last: int) -> int:
    """Blank the comments in one header; returns where the marker stands that ends it."""
    while (marker := _marker(plain, at)) != last:
        length = struct.unpack_from(">H", plain, at + 2)[0]
        behind = at + 2 + length
        _check(marker in _SEGMENTS and length >= 2 and behind <= end)
        if marker == _COM:
            plain[at + 6 : behind] = b" " * (behind - at - 6)
        at = behind
    return at


def _marker(plain: bytearray, at: int) -> int:
    """Return the two bytes at a place."""
    return int(struct.unpack_from(">H", plain, at)[0])


def _check(expected: bool) -> None:
    """Give up on an image that is not built as expected."""
    if not expected:
        raise ValueError("expected an image of known parts")
