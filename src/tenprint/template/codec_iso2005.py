"""ISO/IEC 19794-2:2005 finger minutiae records ("FMR", version 2.0, six-byte minutiae)."""

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

FORMAT = "iso-19794-2:2005"
VERSION = b" 20\x00"
TURN_STEPS = 256  # units of 1.40625°, counter-clockwise from the right

_HEAD = struct.Struct(">4s4sIHHHHHBB")


def read(data: bytes) -> list[FingerView]:
    """All views of a record, at 500 ppi.

    Bytes after the declared length are ignored, as in real files that are padded.

    Raises:
        TemplateError: not such a record, or cut off.
    """
    require(len(data) >= _HEAD.size, f"a header of {_HEAD.size} bytes", len(data))
    magic, version, length, _equipment, width, height, across, down, count, _ = _HEAD.unpack_from(data)
    require(magic == MAGIC, f"magic {MAGIC!r}", magic)
    require(version == VERSION, f"version {VERSION!r}", version)
    require(_HEAD.size <= length <= len(data), f"a length of at most {len(data)}", length)
    picture = Picture(width, height, across, down)
    return read_views(data[:length], _HEAD.size, count, picture, TURN_STEPS, FORMAT)


def write(views: Sequence[FingerView]) -> bytes:
    """A record of one or more views; positions are rounded to pixels, angles to 1.4°.

    Raises:
        TemplateError: a value does not fit the format.
    """
    picture = common_picture(views)
    body = write_views(views, TURN_STEPS)
    size = (picture.width, picture.height, picture.across, picture.down)
    return _HEAD.pack(MAGIC, VERSION, _HEAD.size + len(body), 0, *size, len(views), 0) + body
