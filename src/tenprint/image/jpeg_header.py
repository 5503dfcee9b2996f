"""Frame and resolution of a JPEG codestream, read without decoding it (ITU-T T.81 annex B, JFIF in T.871)."""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from tenprint.errors import ImageError
from tenprint.image.codestream_head import CodestreamHead, Kind, StatedResolution, check_sides, counted

JPEG_MAGIC: Final = b"\xff\xd8\xff"
SOF3, DHT, SOS, DRI, APP0 = 0xC3, 0xC4, 0xDA, 0xDD, 0xE0
RST0, RST7, EOI = 0xD0, 0xD7, 0xD9
FRAMES: Final = {
    0xC0: "baseline",
    0xC1: "extended sequential",
    0xC2: "progressive",
    SOF3: "lossless",
    0xC5: "differential sequential",
    0xC6: "differential progressive",
    0xC7: "differential lossless",
    0xC9: "extended sequential, arithmetic coding",
    0xCA: "progressive, arithmetic coding",
    0xCB: "lossless, arithmetic coding",
    0xCD: "differential sequential, arithmetic coding",
    0xCE: "differential progressive, arithmetic coding",
    0xCF: "differential lossless, arithmetic coding",
}
"""Second byte of each frame marker and its process (T.81 table B.1)."""

LOSSLESS_FRAMES: Final = frozenset((SOF3, 0xC7, 0xCB, 0xCF))

_APP1 = 0xE1
_NO_SEGMENT = frozenset((0x00, 0x01, 0xD8, EOI, 0xFF, *range(RST0, RST7 + 1)))
_FRAME = struct.Struct(">BHHB")
_JFIF = struct.Struct(">5xxxBHH")  # name, version of two bytes, then unit and the densities
_JFIF_UNIT_PPI: Final = {1: 1.0, 2: 2.54}
_EXIF_UNIT_PPI: Final = {2: 1.0, 3: 2.54}
_EXIF_ACROSS, _EXIF_DOWN, _EXIF_UNIT = 0x011A, 0x011B, 0x0128
_EXIF_ENTRIES = 256


class Segment(NamedTuple):
    """One segment: second byte of its marker, where the marker stands, the content, and where the next begins."""

    marker: int
    offset: int
    content: bytes
    end: int


def inspect_jpeg(data: bytes) -> CodestreamHead:
    """What a JPEG codestream says of itself up to its frame header.

    The resolution is JFIF's density where it has a unit, else that of the EXIF data.

    Raises:
        ImageError: no JPEG, cut off or damaged before its frame header, or without one.
    """
    stated: dict[int, StatedResolution] = {}
    for segment in jpeg_segments(data):
        if segment.marker in FRAMES:
            return _head(segment, stated.get(APP0) or stated.get(_APP1))
        if segment.marker == SOS:
            break
        found = _stated(segment)
        if found is not None:
            stated.setdefault(segment.marker, found)
    raise ImageError("JPEG: expected a frame header before the first scan, found none")


def jpeg_segments(data: bytes, name: str = "JPEG") -> Iterator[Segment]:
    """Each segment up to the start of the first scan, that one included.

    Args:
        data: the codestream.
        name: what to call it in errors.

    Raises:
        ImageError: something else where a marker should be, a segment cut off, or the end of the image.
    """
    if not data.startswith(JPEG_MAGIC):
        found = data[:3].hex(" ") or "no bytes"
        raise ImageError(f"{name}: expected it to begin with ff d8 ff, found {found}")
    yield from counted(_walk(data, name), name)


def _walk(data: bytes, name: str) -> Iterator[Segment]:
    at = 2
    while True:
        at = _past_fill(data, at)
        if data[at : at + 1] != b"\xff" or at + 4 > len(data) or data[at + 1] in _NO_SEGMENT:
            found = data[at : at + 2].hex(" ") or "the end"
            raise ImageError(f"{name}: expected a marker at offset {at} before the scan, found {found}")
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(data):
            found = f"{len(data) - at - 2}"
            raise ImageError(f"{name}: segment at offset {at} declares {length} bytes, found {found}")
        yield Segment(data[at + 1], at, data[at + 4 : end], end)
        if data[at + 1] == SOS:
            return
        at = end


def _past_fill(data: bytes, at: int) -> int:
    """Where the marker at ``at`` has its last ff: any marker may have fill bytes before it (T.81 B.1.1.2)."""
    if data[at : at + 2] != b"\xff\xff":
        return at
    rest = data[at : at + 0x10000]
    return at + len(rest) - len(rest.lstrip(b"\xff")) - 1


def _head(frame: Segment, stated: StatedResolution | None) -> CodestreamHead:
    if len(frame.content) < _FRAME.size:
        found = f"{len(frame.content)} at byte {frame.offset}"
        raise ImageError(f"JPEG: expected a frame header of {_FRAME.size} bytes, found {found}")
    depth, height, width, components = _FRAME.unpack_from(frame.content)
    check_sides(width, height, "JPEG", frame.offset)
    if not components or not depth:
        found = f"{components} of {depth} bits at byte {frame.offset}"
        raise ImageError(f"JPEG: expected a component or more of at least a bit, found {found}")
    lossless = frame.marker in LOSSLESS_FRAMES
    kind = Kind.JPEG_LOSSLESS if lossless else Kind.JPEG
    return CodestreamHead(kind, width, height, depth, components, lossless, stated, FRAMES[frame.marker])


def _stated(segment: Segment) -> StatedResolution | None:
    """The resolution in a JFIF or EXIF segment, None where there is none or it has no unit."""
    content = segment.content
    if segment.marker == APP0 and content.startswith(b"JFIF\0") and len(content) >= _JFIF.size:
        unit, across, down = _JFIF.unpack_from(content)
        per_inch = _JFIF_UNIT_PPI.get(unit)
        if per_inch and across and down:
            return StatedResolution(across * per_inch, down * per_inch, "JFIF density", segment.offset)
    if segment.marker == _APP1 and content.startswith(b"Exif\0\0"):
        try:
            sides = _exif_ppi(content[6:])
        except (struct.error, ZeroDivisionError):
            return None
        if sides:
            return StatedResolution(*sides, "EXIF XResolution", segment.offset)
    return None


def _exif_ppi(tiff: bytes) -> tuple[float, float] | None:
    """Resolution in the first directory of EXIF data, which has the form of a TIFF file."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return None
    (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, directory)
    values: dict[int, float] = {_EXIF_UNIT: 2}
    for number in range(min(count, _EXIF_ENTRIES)):
        at = directory + 2 + 12 * number
        tag, _, _, place = struct.unpack_from(f"{order}HHII", tiff, at)
        if tag in (_EXIF_ACROSS, _EXIF_DOWN):
            above, below = struct.unpack_from(f"{order}II", tiff, place)
            values[tag] = above / below
        elif tag == _EXIF_UNIT:
            (values[tag],) = struct.unpack_from(f"{order}H", tiff, at + 8)
    per_inch = _EXIF_UNIT_PPI.get(int(values[_EXIF_UNIT]))
    if per_inch is None or not values.get(_EXIF_ACROSS) or not values.get(_EXIF_DOWN):
        return None
    return values[_EXIF_ACROSS] * per_inch, values[_EXIF_DOWN] * per_inch
