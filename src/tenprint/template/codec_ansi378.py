"""ANSI INCITS 378-2004 finger minutiae records.

The first eight bytes are those of ISO/IEC 19794-2:2005; the length then takes two bytes, or six where the first two
are zero, and the angle's unit is 2°.
"""

import struct
from collections.abc import Sequence

from tenprint.template.finger_view import (
    MAGIC,
    FingerView,
    Picture,
    common_picture,
    read_views,
    require,
    write_views,
)

__all__ = ["FORMAT", "FingerView", "read", "write"]

FORMAT = "incits-378-2004"
VERSIONS = (b" 20\x00", b"020\x00")
TURN_STEPS = 180  # units of 2°, counter-clockwise from the right

_START = struct.Struct(">4s4sH")
_LONG = struct.Struct(">I")
_REST = struct.Struct(">HHHHHHHBB")


def read(data: bytes) -> list[FingerView]:
    """All views of a record, at 500 ppi.

    Bytes after the declared length are ignored.

    Raises:
        TemplateError: not such a record, or cut off.
    """
    require(len(data) >= _START.size + _REST.size, "a header of at least 26 bytes", len(data))
    magic, version, length = _START.unpack_from(data)
    require(magic == MAGIC, f"magic {MAGIC!r}", magic)
    require(version in VERSIONS, f"version {VERSIONS[0]!r}", version)
    offset = _START.size
    if length == 0:
        length = _LONG.unpack_from(data, offset)[0]
        offset += _LONG.size
    start = offset + _REST.size
    require(start <= length <= len(data), f"a length of {start} to {len(data)}", length)
    _owner, _kind, _equipment, width, height, across, down, count, _ = _REST.unpack_from(data, offset)
    picture = Picture(width, height, across, down)
    return read_views(data[:length], start, count, picture, TURN_STEPS, FORMAT)


def write(views: Sequence[FingerView], owner: int = 0, kind: int = 0) -> bytes:
    """A record of one or more views; positions are rounded to pixels, angles to 2°.

    Args:
        views: at least one.
        owner: CBEFF product owner as registered, 0 for none.
        kind: the owner's product type.

    Raises:
        TemplateError: a value does not fit the format.
    """
    require(0 <= owner <= 65535 and 0 <= kind <= 65535, "CBEFF codes in 0..65535", (owner, kind))
    picture = common_picture(views)
    body = write_views(views, TURN_STEPS)
    length = _START.size + _REST.size + len(body)
    size = (picture.width, picture.height, picture.across, picture.down)
    rest = _REST.pack(owner, kind, 0, *size, len(views), 0) + body
    if length <= 65535:
        return _START.pack(MAGIC, VERSIONS[0], length) + rest
    return _START.pack(MAGIC, VERSIONS[0], 0) + _LONG.pack(length + _LONG.size) + rest
