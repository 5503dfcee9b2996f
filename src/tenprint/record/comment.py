"""Take out of an image's bytes what is no picture: comments, EXIF, text, whatever stands behind its end.

An image file has room for words (a WSQ comment of NIST's own may name finger, sex and source), so where a part of a
submission goes its images go without them. Every pixel stays what it was: no sample is decoded or coded anew. What
cannot be walked to its end is not cleaned, for nobody knows what it holds.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tenprint.image.codestream import MAGIC, agrees
from tenprint.record.comment_box import plain_jpeg2000, plain_png

_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff]")  # fill bytes stay with the coded data: linear in a run of them
_NIST: Final = b"NIST_COM"
_NIST_VALUES: Final = {
    b"PIX_WIDTH": rb"\d{1,5}",
    b"PIX_HEIGHT": rb"\d{1,5}",
    b"PIX_DEPTH": rb"\d{1,2}",
    b"PPI": rb"-?\d{1,4}",
    b"LOSSY": rb"[01]",
    b"COLORSPACE": rb"GRAY|RGB|YCbCr",
    b"NUM_COMPONENTS": rb"\d",
    b"COMPRESSION": rb"NONE|WSQ|JPEGB|JPEGL|JPEGLL",
    b"WSQ_BITRATE": rb"\d\.\d{1,6}",
    b"JPEGB_QUALITY": rb"\d{1,3}",
}
"""What NIST's comment may say of the picture; the resolution of a WSQ image stands nowhere else."""


@dataclass(frozen=True, slots=True)
class _Form:
    """Second bytes of a codestream's markers: end, head of coded data, comment, what is kept, restarts in the data."""

    end: int
    scan: int
    comment: int
    kept: frozenset[int]
    restarts: frozenset[int] = frozenset()


_WSQ: Final = _Form(0xA1, 0xA3, 0xA8, frozenset(range(0xA2, 0xA8)))
_JPEG_TABLES = frozenset({0xC4, 0xCC, 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF})
_JPEG: Final = _Form(
    0xD9,
    0xDA,
    0xFE,
    _JPEG_TABLES | frozenset(range(0xC0, 0xD0)) - {0xC8},
    frozenset(range(0xD0, 0xD8)),
)
_APP0, _APP14 = 0xE0, 0xEE
_JFIF_BYTES, _ADOBE_BYTES = 14, 12


def without_comments(compression: str, data: bytes, pixels: int) -> bytes | None:
    """Return an image without its comments, the same bytes if it has none; None where it cannot be told what they hold.

    Args:
        compression: as the record declares it, one of ``COMPRESSIONS``.
        data: the image's bytes.
        pixels: width times height as declared, of raw grey pixels.

    >>> jpeg = bytes.fromhex("ffd8 fffe0006 4a414e45 ffda0002 aaff0055 ffd9")
    >>> without_comments("JPEGB", jpeg, 0).hex(" ", 2)
    'ffd8 ffda 0002 aaff 0055 ffd9'
    """
    if compression == "NONE":
        return data if len(data) == pixels else None
    if compression not in MAGIC or not agrees(compression, data):
        return None
    if compression == "WSQ20":
        return _plain(data, _WSQ)
    if compression in ("JPEGB", "JPEGL"):
        return _plain(data, _JPEG)
    return plain_png(data) if compression == "PNG" else plain_jpeg2000(data)


def _plain(data: bytes, form: _Form) -> bytes | None:
    """Return a codestream of segments without those that are no picture; None where it cannot be walked to its end."""
    parts = [data[:2]]
    seen: set[int] = set()
    try:
        for marker, content, coded in _segments(data, form):
            kept = _content(marker, content, form, seen)
            seen.add(marker)
            if kept is not None:
                parts += [struct.pack(">BBH", 0xFF, marker, len(kept) + 2), kept, coded]
    except (IndexError, ValueError):
        return None
    return b"".join([*parts, bytes([0xFF, form.end])])


def _segments(data: bytes, form: _Form) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield marker, content, and the coded data behind it, of each segment up to the end marker.

    Raises:
        ValueError: a segment is cut off, or something else stands where a marker should.
        IndexError: there is no end marker.
    """
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("expected a marker")
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte, which any marker of JPEG may have before it
            at += 1
            continue
        if marker == form.end:
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if not at + 4 <= end <= len(data):
            raise ValueError("expected a segment as long as it says")
        behind = _end_of_coded(data, end, form) if marker == form.scan else end
        yield marker, data[at + 4 : end], data[end:behind]
        at = behind


def _end_of_coded(data: bytes, at: int, form: _Form) -> int:
    """Return where the next marker stands that is no restart; a zero behind FF is stuffed into coded data."""
    while found := _NEXT_MARKER.search(data, at):
        if data[found.end() - 1] not in form.restarts:
            return found.start()
        at = found.end()
    raise IndexError("expected a marker behind coded data")


def _content(marker: int, content: bytes, form: _Form, seen: set[int]) -> bytes | None:
    """Return what stays of a segment's content, None where the segment goes."""
    if marker == form.comment:
        return _nist_comment(content)
    if marker in form.kept:
        return content
    if form is _WSQ:
        raise ValueError("expected a marker of WSQ")
    if (
        marker == _APP0
        and marker not in seen
        and content.startswith(b"JFIF\0")
        and len(content) >= _JFIF_BYTES
    ):
        return content[: _JFIF_BYTES - 2] + b"\0\0"  # the resolution, without a thumbnail
    if (
        marker == _APP14
        and marker not in seen
        and content.startswith(b"Adobe")
        and len(content) == _ADOBE_BYTES
    ):
        return content  # how colours are coded
    if not (0xE0 <= marker <= 0xEF):
        raise ValueError("expected a marker of JPEG")
    return None


def _nist_comment(content: bytes) -> bytes | None:
    """Return NIST's comment with no more than it may say of the picture; None for any other and for an empty one."""
    head, *lines = content.removesuffix(b"\n").split(b"\n")
    if not head.startswith(_NIST):
        return None
    told: dict[bytes, bytes] = {}
    for line in lines:
        key, _, value = line.partition(b" ")
        if key not in told and re.fullmatch(_NIST_VALUES.get(key, b"(?!)"), value):
            told[key] = line
    if not told:
        return None
    return b"\n".join([b"%s %d" % (_NIST, len(told) + 1), *told.values()])
