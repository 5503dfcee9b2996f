"""Frame, tables and resolution of a WSQ codestream, read without decoding it.

Markers and fields after IAFIS-IC-0110 as coded in NBIS (``imgtools/include/wsq.h``, ``tableio.c``). A segment
is a marker, a big-endian length that counts itself, and its content; tables and frame precede the blocks.
"""

import re
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from tenprint.errors import ImageError
from tenprint.image.codestream_head import (
    WSQ_COMMENT,
    CodestreamHead,
    Kind,
    StatedResolution,
    check_sides,
    counted,
)

WSQ_MAGIC: Final = b"\xff\xa0"
SOI, EOI, SOF, SOB, DTT, DQT, DHT, DRT, COM = range(0xFFA0, 0xFFA9)
SEGMENTS: Final = frozenset((SOF, DTT, DQT, DHT, DRT, COM))
TABLES: Final = {DTT: "filter", DQT: "quantiser", DHT: "Huffman"}
FRAME_BYTES: Final = 15
"""Of a frame header: black, white, rows, columns, exponent and 16 bits of shift and of scale, encoder, software."""

_SIDES = struct.Struct(">xxHH")  # black and white levels, then rows and columns: height comes first
_PPI = re.compile(rb"^PPI[ \t]+(\d{1,5})\s*$", re.MULTILINE)


class Segment(NamedTuple):
    """One segment: its marker, where the marker stands, and the content behind the length."""

    marker: int
    offset: int
    content: bytes


def inspect_wsq(data: bytes) -> CodestreamHead:
    """What a WSQ codestream says of itself; damage behind its frame header is left to ``check_wsq``.

    The codestream has no field for the resolution: it stands in a ``NIST_COM`` comment, as ``PPI 500``.

    >>> frame = bytes.fromhex("ffa0 ffa2 0011 00ff 03d0 0640 00 0000 00 0000 00 0000")
    >>> head = inspect_wsq(frame)
    >>> head.width, head.height, head.resolution
    (1600, 976, None)

    Raises:
        ImageError: no WSQ, or no readable frame header before the first block.
    """
    found: list[Segment] = []
    try:
        for segment in wsq_segments(data):
            found.append(segment)
    except ImageError:
        if all(segment.marker != SOF for segment in found):
            raise
    frames = [segment for segment in found if segment.marker == SOF]
    if not frames:
        raise ImageError("WSQ: expected a frame header (ff a2), found none before the first block")
    width, height = frame_sides(frames[-1])
    stated = [resolution for segment in found if (resolution := _stated(segment)) is not None]
    process = "wavelet scalar quantisation"
    return CodestreamHead(Kind.WSQ, width, height, 8, 1, False, stated[-1] if stated else None, process)


def wsq_segments(data: bytes) -> Iterator[Segment]:
    """Each segment up to the first block.

    Raises:
        ImageError: no WSQ, a segment cut off, or anything but a segment before the first block.
    """
    if not data.startswith(WSQ_MAGIC):
        raise ImageError(f"WSQ: expected it to begin with ff a0, found {data[:2].hex(' ') or 'no bytes'}")
    yield from counted(_walk(data), "WSQ")


def _walk(data: bytes) -> Iterator[Segment]:
    at = len(WSQ_MAGIC)
    while True:
        marker = int.from_bytes(data[at : at + 2], "big")
        if marker == SOB and at + 2 <= len(data):
            return
        segment, at = segment_at(data, at)
        yield segment


def segment_at(data: bytes, at: int) -> tuple[Segment, int]:
    """The segment whose marker stands at ``at``, and where the next thing begins.

    Raises:
        ImageError: another marker or none, or a segment that is cut off.
    """
    marker = int.from_bytes(data[at : at + 2], "big")
    if marker not in SEGMENTS or at + 2 > len(data):
        found = data[at : at + 2].hex(" ") or "the end"
        raise ImageError(f"WSQ: expected a table, frame or block marker at offset {at}, found {found}")
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    end = at + 2 + length
    if length < 2 or end > len(data):
        found = f"{len(data) - at - 2}"
        raise ImageError(f"WSQ: segment at offset {at} declares {length} bytes, found {found}")
    return Segment(marker, at, data[at + 4 : end]), end


def frame_sides(frame: Segment) -> tuple[int, int]:
    """Width and height that a frame header states.

    Raises:
        ImageError: cut off, or a side of zero.
    """
    if len(frame.content) < FRAME_BYTES:
        found = len(frame.content)
        raise ImageError(
            f"WSQ: expected a frame header of {FRAME_BYTES} bytes, found {found} at byte {frame.offset}"
        )
    height, width = _SIDES.unpack_from(frame.content)
    check_sides(width, height, "WSQ", frame.offset)
    return width, height


def _stated(segment: Segment) -> StatedResolution | None:
    """The resolution of NIST's comment, None of any other segment."""
    if segment.marker != COM or not segment.content.startswith(b"NIST_COM"):
        return None
    found = _PPI.search(segment.content)
    if found is None:
        return None
    ppi = float(found.group(1))
    return StatedResolution(ppi, ppi, WSQ_COMMENT, segment.offset)
