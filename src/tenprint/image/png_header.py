"""Size, depth and resolution of a PNG file, read without decoding it (W3C PNG, third edition, §11.2 and §11.3)."""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from tenprint.errors import ImageError
from tenprint.image.codestream_head import CodestreamHead, Kind, StatedResolution, check_sides, counted

PNG_MAGIC: Final = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">IIBBBBB")
_PALETTE = 3
_COMPONENTS: Final = {0: 1, 2: 3, _PALETTE: 3, 4: 2, 6: 4}
_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), _PALETTE: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_DENSITY = struct.Struct(">IIB")
_PER_METRE = 1
_METRE_INCHES = 0.0254


class Chunk(NamedTuple):
    """One chunk: its type, where it begins, and its content."""

    type: bytes
    offset: int
    content: bytes


def inspect_png(data: bytes) -> CodestreamHead:
    """What a PNG file says of itself before its pixels; a palette has three components of 8 bits.

    Raises:
        ImageError: no PNG, cut off or damaged before its pixels, or a header of values that do not exist.
    """
    if not data.startswith(PNG_MAGIC):
        found = data[:8].hex(" ") or "no bytes"
        raise ImageError(f"PNG: expected the signature of PNG, found {found}")
    chunks = counted(_chunks(data), "PNG", "chunks")
    header = next(chunks)
    if header.type != b"IHDR" or len(header.content) != _HEADER.size:
        found = f"{header.type!r} of {len(header.content)} at byte {header.offset}"
        raise ImageError(f"PNG: expected chunk IHDR of {_HEADER.size} bytes first, found {found}")
    width, height, depth, colour, compression, filters, interlace = _HEADER.unpack(header.content)
    check_sides(width, height, "PNG", header.offset)
    if depth not in _DEPTHS.get(colour, ()) or compression or filters or interlace > 1:
        found = f"{depth} bits, colour type {colour}, methods {compression}, {filters}, {interlace}"
        raise ImageError(f"PNG: expected a depth and methods of the standard, found {found} at byte 8")
    return CodestreamHead(
        Kind.PNG,
        width,
        height,
        8 if colour == _PALETTE else depth,
        _COMPONENTS[colour],
        True,
        _resolution(chunks),
        "interlaced" if interlace else "by rows",
    )


def _chunks(data: bytes) -> Iterator[Chunk]:
    """Each chunk, the first IDAT last; its content may be cut off."""
    at = len(PNG_MAGIC)
    while True:
        if at + 8 > len(data):
            raise ImageError(f"PNG: expected a chunk at byte {at} before the pixels, found the end")
        length, name = struct.unpack_from(">I4s", data, at)
        if name == b"IDAT":
            yield Chunk(name, at, b"")
            return
        if at + 12 + length > len(data):
            found = len(data) - at - 12
            raise ImageError(f"PNG: chunk at byte {at} declares {length} bytes, found {found}")
        yield Chunk(name, at, data[at + 8 : at + 8 + length])
        at += 12 + length


def _resolution(chunks: Iterator[Chunk]) -> StatedResolution | None:
    """Of chunk pHYs, where it counts pixels a metre."""
    stated = None
    for chunk in chunks:
        if chunk.type == b"pHYs" and len(chunk.content) == _DENSITY.size:
            across, down, unit = _DENSITY.unpack(chunk.content)
            if unit == _PER_METRE:
                inches = (across * _METRE_INCHES, down * _METRE_INCHES)
                stated = StatedResolution(*inches, "chunk pHYs", chunk.offset)
    return stated
