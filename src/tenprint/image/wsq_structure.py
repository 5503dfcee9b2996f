"""Every fault in the structure of a WSQ codestream, by name and place, before a decoder sees it.

IAFIS-IC-0110 as coded in NBIS: tables and frame, then three blocks of Huffman-coded coefficients, then the end of the
image. The checks also keep from NBIS's C code what makes it write past its buffers: a filter of no taps, a ninth
Huffman table, a table of more codes than fit. Standard library alone.
"""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tenprint.errors import ImageError
from tenprint.image.codestream_head import SEGMENT_LIMIT
from tenprint.image.wsq_header import (
    COM,
    DHT,
    DQT,
    DRT,
    DTT,
    EOI,
    FRAME_BYTES,
    SOB,
    SOF,
    TABLES,
    WSQ_MAGIC,
    Segment,
    frame_sides,
    segment_at,
    wsq_segments,
)

BLOCKS: Final = 3
"""Blocks of one picture: sub-bands 0–18, 19–51 and 52–59."""

FILTER_TAPS_MAX: Final = 32
HUFFMAN_TABLES: Final = 8
HUFFMAN_VALUES_MAX: Final = 256
SMALLEST_SIDE: Final = 33
"""Below this NBIS reads outside its buffers while it joins the sub-bands, even of a sound file."""

_BLOCK_HEAD = struct.Struct(">HB")  # length, which is 3, and the Huffman table
_QUANTISER_BYTES = 3 + 64 * 6
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff]")
_NAMES: Final = {**TABLES, SOF: "frame header", COM: "comment", DRT: "restart interval"}


@dataclass(frozen=True, slots=True)
class WsqFault:
    """One fault of a codestream.

    Attributes:
        offset: where it stands, in bytes from the start of the image.
        expected: what should stand there.
        found: what does.
        fatal: whether no picture can be decoded, or none that shows all its blocks.
    """

    offset: int
    expected: str
    found: str
    fatal: bool = True

    def __str__(self) -> str:
        return f"expected {self.expected}, found {self.found} at byte {self.offset}"


def check_wsq(data: bytes) -> list[WsqFault]:
    """The faults of a WSQ codestream from its first byte to its last, in their order; none of a sound one.

    What stands behind a fault that hides where the next segment begins is not looked at. The coded bits within a
    block are not decoded here.

    >>> [str(fault) for fault in check_wsq(bytes.fromhex("ffa0 ffa1"))]
    ['expected a frame header (ff a2) before the first block, found the end of the image (ff a1) at byte 2']
    """
    return list(_faults(data))


def require_sound_wsq(data: bytes) -> None:
    """Refuse a codestream with a fault that no picture can come of.

    Raises:
        ImageError: naming the first such fault.
    """
    for fault in _faults(data):
        if fault.fatal:
            raise ImageError(f"WSQ: {fault}")


def without_comments(data: bytes) -> bytes:
    """The codestream without the comments before its first block.

    NBIS copies their words into buffers of 512 bytes unchecked, and fails where one names no resolution.
    """
    parts, end = [WSQ_MAGIC], len(WSQ_MAGIC)
    for segment in wsq_segments(data):
        end = segment.offset + 4 + len(segment.content)
        if segment.marker != COM:
            parts.append(data[segment.offset : end])
    return b"".join([*parts, data[end:]])


class _Walk:
    """What has been seen so far of one codestream."""

    def __init__(self) -> None:
        self.blocks = 0
        self.seen: set[int] = set()
        self.huffman: set[int] = set()
        self.empty: set[int] = set()  # of white paper, whose blocks hold nothing


def _faults(data: bytes) -> Iterator[WsqFault]:
    if not data.startswith(WSQ_MAGIC):
        yield WsqFault(0, "a WSQ codestream (ff a0)", data[:2].hex(" ") or "no bytes")
        return
    walk = _Walk()
    at = len(WSQ_MAGIC)
    for _ in range(SEGMENT_LIMIT):
        marker = int.from_bytes(data[at : at + 2], "big") if at + 2 <= len(data) else None
        if marker == EOI:
            yield from _end_faults(data, at, walk)
            return
        if marker == SOB:
            found = _NEXT_MARKER.search(data, at + 2)
            behind = found.start() if found else len(data)
            yield from _block_faults(data, at, behind, walk)
            if found is None:
                yield WsqFault(behind, "a marker behind the block", "the end of the data")
                return
            at = behind
            continue
        try:
            segment, after = segment_at(data, at)
        except ImageError:
            yield _no_segment(data, at, walk)
            return
        yield from _segment_faults(segment, walk)
        at = after
    yield WsqFault(at, f"at most {SEGMENT_LIMIT} segments", "more")


def _no_segment(data: bytes, at: int, walk: _Walk) -> WsqFault:
    """Why no segment stands at a place."""
    marker = int.from_bytes(data[at : at + 2], "big")
    if marker in _NAMES and at + 4 <= len(data):
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        found = f"{length} bytes declared and {len(data) - at - 2} there"
        return WsqFault(at, f"the whole {_NAMES[marker]} segment", found)
    what = "a table, comment, block or the end of the image" if walk.blocks else "a table, frame or block"
    return WsqFault(at, what, data[at : at + 2].hex(" ") or "the end of the data")


def _end_faults(data: bytes, at: int, walk: _Walk) -> Iterator[WsqFault]:
    """Faults that show at the end of the image."""
    end = "the end of the image (ff a1)"
    if SOF not in walk.seen:
        yield WsqFault(at, "a frame header (ff a2) before the first block", end)
    elif not walk.blocks:
        yield WsqFault(at, "a block (ff a3)", end)
    elif walk.blocks < BLOCKS:
        yield WsqFault(at, f"{BLOCKS} blocks", f"{end} after {walk.blocks}")
    elif walk.blocks > BLOCKS:
        yield WsqFault(at, f"{BLOCKS} blocks", f"{walk.blocks}", fatal=False)
    behind = len(data) - at - 2
    if behind > 2 and int.from_bytes(data[-2:], "big") == EOI:
        yield WsqFault(at, "one end of the image (ff a1)", f"another {behind} bytes behind it")
    elif behind:
        yield WsqFault(at + 2, "nothing behind the end of the image", f"{behind} bytes", fatal=False)


def _block_faults(data: bytes, at: int, behind: int, walk: _Walk) -> Iterator[WsqFault]:
    """Faults of a block's head, and at the first one those of all that should stand before."""
    if not walk.blocks:
        if SOF not in walk.seen:
            yield WsqFault(at, "a frame header (ff a2) before the first block", "none")
        for marker, table in TABLES.items():
            if marker not in walk.seen:
                yield WsqFault(at, f"a {table} table (ff {marker & 0xFF:02x}) before the first block", "none")
    walk.blocks += 1
    if at + 2 + _BLOCK_HEAD.size > len(data):
        yield WsqFault(at, "the head of a block, of 3 bytes", f"{len(data) - at - 2}")
        return
    length, table_number = _BLOCK_HEAD.unpack_from(data, at + 2)
    if length != _BLOCK_HEAD.size:
        yield WsqFault(at, "the head of a block, of 3 bytes", f"{length} declared")
    if table_number not in walk.huffman and DHT in walk.seen:
        named = ", ".join(map(str, sorted(walk.huffman))) or "none that can be read"
        yield WsqFault(at, f"Huffman table {table_number}, which block {walk.blocks} names", named)
    coded = behind - at - 2 - _BLOCK_HEAD.size
    if table_number in walk.empty and coded > 0:
        expected = f"codes in Huffman table {table_number}, which block {walk.blocks} names"
        yield WsqFault(at, expected, f"none for {coded} bytes")


def _segment_faults(segment: Segment, walk: _Walk) -> Iterator[WsqFault]:
    """Faults of one segment's content."""
    repeated = segment.marker == SOF and SOF in walk.seen
    walk.seen.add(segment.marker)
    if segment.marker == SOF and (repeated or walk.blocks):
        yield WsqFault(segment.offset, "one frame header, before the blocks", "another")
    check = _CHECKS.get(segment.marker)
    fault = check(segment, walk) if check else None
    if fault is not None:
        yield WsqFault(segment.offset, *fault)


_Fault = tuple[str, str] | None  # expected, found


def _frame_fault(segment: Segment, walk: _Walk) -> _Fault:
    try:
        width, height = frame_sides(segment)
    except ImageError:
        content = segment.content
        if len(content) < FRAME_BYTES:
            return f"a frame header of {FRAME_BYTES} bytes", f"{len(content)}"
        height, width = struct.unpack_from(">xxHH", content)
        return "a size above zero", f"{width} × {height}"
    if min(width, height) < SMALLEST_SIDE:
        return f"sides of {SMALLEST_SIDE} pixels or more", f"{width} × {height}"
    return None


def _filter_fault(segment: Segment, walk: _Walk) -> _Fault:
    high, low = segment.content[:1], segment.content[1:2]
    if not low:
        return "the lengths of two filters", f"{len(segment.content)} bytes"
    taps = (high[0], low[0])
    if not all(2 <= length <= FILTER_TAPS_MAX for length in taps):
        return f"filters of 2 to {FILTER_TAPS_MAX} taps", f"{taps[0]} and {taps[1]}"
    wanted = 2 + 6 * sum((length + 1) // 2 for length in taps)
    if len(segment.content) != wanted:
        return f"a filter table of {wanted} bytes", f"{len(segment.content)}"
    return None


def _quantiser_fault(segment: Segment, walk: _Walk) -> _Fault:
    if len(segment.content) != _QUANTISER_BYTES:
        return f"a quantiser table of {_QUANTISER_BYTES} bytes", f"{len(segment.content)}"
    return None


def _huffman_fault(segment: Segment, walk: _Walk) -> _Fault:
    """One segment may hold several tables: a number, how many codes have 1 to 16 bits, and their values."""
    at, content = 0, segment.content
    while at < len(content) or not at:
        counts = content[at + 1 : at + 17]
        values = sum(counts)
        if len(counts) < 16 or at + 17 + values > len(content):
            return "a whole Huffman table", f"{len(content) - at} bytes for {17 + values}"
        if content[at] >= HUFFMAN_TABLES:
            return f"a Huffman table 0 to {HUFFMAN_TABLES - 1}", f"{content[at]}"
        room = sum(count << (15 - index) for index, count in enumerate(counts))
        if values > HUFFMAN_VALUES_MAX or room > 1 << 16:
            return "a Huffman table of codes that fit", f"{values} codes"
        walk.huffman.add(content[at])
        walk.empty.discard(content[at])
        if not values:
            walk.empty.add(content[at])
        at += 17 + values
    return None


def _restart_fault(segment: Segment, walk: _Walk) -> _Fault:
    return "a picture without restart intervals, which the decoder does not know", "one with them"


_CHECKS: Final[dict[int, Callable[[Segment, _Walk], _Fault]]] = {
    SOF: _frame_fault,
    DTT: _filter_fault,
    DQT: _quantiser_fault,
    DHT: _huffman_fault,
    DRT: _restart_fault,
}
