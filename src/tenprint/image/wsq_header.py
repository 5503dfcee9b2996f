"""Size and resolution of a WSQ codestream, read without decoding it.

Markers and fields after IAFIS-IC-0110 as coded in NBIS (``imgtools/include/wsq.h``, ``tableio.c``). A segment
is a marker, a big-endian length that counts itself, and its content; tables and frame precede the blocks.
"""

import re
import struct
from collections.abc import Iterator

from tenprint.errors import ImageError

WSQ_MAGIC = b"\xff\xa0"
_SOI, _EOI, _SOF, _SOB, _DTT, _DQT, _DHT, _DRT, _COM = range(0xFFA0, 0xFFA9)
_SEGMENTS = frozenset((_SOF, _DTT, _DQT, _DHT, _DRT, _COM))
_FRAME = struct.Struct(">xxHH")  # black and white levels, then rows and columns: height comes first
_UNKNOWN_PPI = (0, 255)
"""NBIS keeps "unknown" as -1, which some encoders cut to one byte: NIST's own reference card says 255 in four
of its fourteen pictures, all scanned at 500."""

_PPI = re.compile(rb"^PPI[ \t]+(\d{1,5})\s*$", re.MULTILINE)


def read_wsq_header(data: bytes) -> tuple[int, int, int | None]:
    """Width and height in pixels and pixels per inch (None where no comment states it) of a WSQ codestream.

    The codestream has no field for the resolution: it stands in a ``NIST_COM`` comment, as ``PPI 500``.

    >>> frame = bytes.fromhex("ffa0 ffa2 0011 00ff 03d0 0640 00 0000 00 0000 00 0000")
    >>> tables = bytes.fromhex("ffa4 0002 ffa5 0002 ffa6 0002 ffa3")
    >>> read_wsq_header(frame + tables)
    (1600, 976, None)

    Raises:
        ImageError: no WSQ, cut off before the first block, or without a frame header or a table it needs.
    """
    if not data.startswith(WSQ_MAGIC):
        raise ImageError(f"WSQ: expected it to begin with ff a0, found {data[:2].hex(' ') or 'no bytes'}")
    size: tuple[int, int] | None = None
    ppi: int | None = None
    seen: set[int] = set()
    for marker, content in _segments(data):
        seen.add(marker)
        if marker == _SOF:
            size = _size(content)
        elif marker == _COM and content.startswith(b"NIST_COM"):
            ppi = _stated_ppi(content)
    if size is None:
        raise ImageError("WSQ: expected a frame header (ff a2), found none before the first block")
    # NBIS keeps an earlier picture's tables in static memory and would decode a file without its own by them.
    for marker, table in ((_DTT, "filter"), (_DQT, "quantiser"), (_DHT, "Huffman")):
        if marker not in seen:
            raise ImageError(f"WSQ: expected a {table} table before the first block, found none")
    return size[0], size[1], ppi


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content of each segment up to the first block."""
    at = 2
    while True:
        marker = int.from_bytes(data[at : at + 2], "big")
        if marker == _SOB:
            return
        if marker not in _SEGMENTS:
            found = data[at : at + 2].hex(" ") or "the end"
            raise ImageError(f"WSQ: expected a table, frame or block marker at offset {at}, found {found}")
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(data):
            raise ImageError(
                f"WSQ: segment at offset {at} declares {length} bytes, found {len(data) - at - 2}"
            )
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length


def _size(content: bytes) -> tuple[int, int]:
    if len(content) < _FRAME.size:
        raise ImageError(f"WSQ: expected a frame header of 15 bytes, found {len(content)}")
    height, width = _FRAME.unpack_from(content)
    if not width or not height:
        raise ImageError(f"WSQ: expected a size above zero, found {width} × {height}")
    return width, height


def _stated_ppi(content: bytes) -> int | None:
    found = _PPI.search(content)
    stated = int(found.group(1)) if found else 0
    return stated if stated not in _UNKNOWN_PPI else None
