"""What an image's own bytes say of its compression and size, read from its head without decoding it."""

import struct

MAGIC = {
    "WSQ20": (b"\xff\xa0",),
    "JPEGB": (b"\xff\xd8\xff",),
    "JPEGL": (b"\xff\xd8\xff",),
    "JP2": (b"\x00\x00\x00\x0cjP", b"\xff\x4f\xff\x51"),
    "JP2L": (b"\x00\x00\x00\x0cjP", b"\xff\x4f\xff\x51"),
    "PNG": (b"\x89PNG\r\n\x1a\n",),
}
WSQ_FRAME = 0xFFA2
JPEG_FRAMES = frozenset({*range(0xFFC0, 0xFFD0)} - {0xFFC4, 0xFFC8, 0xFFCC})
MAX_SEGMENTS = 64  # before the frame header; real files have fewer than ten
JP2_HEAD_BYTES = 4096


def agrees(compression: str, data: bytes) -> bool:
    """Whether the first bytes are those of the compression; nothing can be told of raw pixels.

    >>> agrees("WSQ20", bytes.fromhex("ffa0ffa8")), agrees("WSQ20", bytes.fromhex("ffd8ffe0"))
    (True, False)
    """
    return compression == "NONE" or data.startswith(MAGIC.get(compression, ()))


def dimensions(compression: str, data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as the codestream's head says, None where it says none or has no head."""
    if compression == "WSQ20":
        return _from_segments(data, frozenset({WSQ_FRAME}), ">xxHH")
    if compression in ("JPEGB", "JPEGL"):
        return _from_segments(data, JPEG_FRAMES, ">xHH")
    if compression in ("JP2", "JP2L"):
        return _from_jp2(data)
    if compression == "PNG" and len(data) >= 24:
        width, height = struct.unpack_from(">II", data, 16)
        return int(width), int(height)
    return None


def _from_segments(data: bytes, frames: frozenset[int], layout: str) -> tuple[int, int] | None:
    """Walk marker segments to the frame header, where height stands before width."""
    place = 2
    for _ in range(MAX_SEGMENTS):
        if place + 4 > len(data):
            return None
        marker, length = struct.unpack_from(">HH", data, place)
        if marker in frames:
            if place + 4 + struct.calcsize(layout) > len(data):
                return None
            height, width = struct.unpack_from(layout, data, place + 4)
            return int(width), int(height)
        if marker < 0xFF00 or length < 2:
            return None
        place += 2 + length
    return None


def _from_jp2(data: bytes) -> tuple[int, int] | None:
    """From the image header box of a JP2 file, or the SIZ marker of a bare codestream."""
    box = data.find(b"ihdr", 0, JP2_HEAD_BYTES)
    if box >= 0 and box + 12 <= len(data):
        height, width = struct.unpack_from(">II", data, box + 4)
        return int(width), int(height)
    size = data.find(b"\xff\x51", 0, JP2_HEAD_BYTES)
    if size < 0 or size + 22 > len(data):
        return None
    right, bottom, left, top = struct.unpack_from(">IIII", data, size + 6)
    return int(right - left), int(bottom - top)
