"""Size, wavelet and resolution of a JPEG 2000 file or bare codestream, read without decoding it.

Boxes after ITU-T T.800 annex I (JP2), codestream after annex A. The codestream is what is decoded, so its size is the
picture's; an image header box that says another is an error.
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from tenprint.errors import ImageError
from tenprint.image.codestream_head import CodestreamHead, Kind, StatedResolution, check_sides, counted

JP2_MAGIC: Final = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
CODESTREAM_MAGIC: Final = b"\xff\x4f\xff\x51"
_SOT, _SOD, _COD, _EOC = 0xFF90, 0xFF93, 0xFF52, 0xFFD9
_SIZE = struct.Struct(">HHIIIIIIIIH")
_COMPONENT_BYTES = 3
_COMPONENTS_MAX = 16384  # T.800 table A.9
_COD_TRANSFORM = (
    9  # of the content: style, progression, layers (2), components, levels, block (2), style, transform
)
_RESOLUTION = struct.Struct(">HHHHbb")
_METRE_INCHES = 0.0254
_TRANSFORMS: Final = {0: (False, "irreversible 9-7 wavelet"), 1: (None, "reversible 5-3 wavelet")}
_UNKNOWN_TRANSFORM: Final = (None, "wavelet not stated")
_NAME = "JPEG 2000"


class Box(NamedTuple):
    """One box of a JP2 file: its type, where it begins, and where its content begins and ends."""

    type: bytes
    offset: int
    start: int
    end: int


def inspect_jpeg2000(data: bytes) -> CodestreamHead:
    """What a JP2 file or a bare codestream says of itself.

    Raises:
        ImageError: neither, cut off or damaged before the end of the size marker segment, or with an image header
            box that contradicts it.
    """
    if data.startswith(CODESTREAM_MAGIC):
        return _codestream_head(data, 0, len(data), None)
    if not data.startswith(JP2_MAGIC):
        found = data[:12].hex(" ") or "no bytes"
        raise ImageError(f"{_NAME}: expected the signature of JP2 or of a codestream, found {found}")
    header: Box | None = None
    for box in counted(boxes(data, 0, len(data)), _NAME, "boxes"):
        if box.type == b"jp2h":
            header = box
        elif box.type == b"jp2c":
            stated = _resolution(data, header) if header else None
            head = _codestream_head(data, box.start, box.end, stated)
            if header:
                _check_image_header(data, header, head)
            return head
    raise ImageError(f"{_NAME}: expected a codestream (box jp2c), found none in {len(data)} bytes")


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places (T.800 I.4); one of length 0 reaches to the end.

    Raises:
        ImageError: a box that is cut off or shorter than its own head. The codestream's box alone may be cut off,
            for what is missing there is missing picture.
    """
    at = start
    while at < end:
        if at + 8 > end:
            raise ImageError(f"{_NAME}: expected a box of 8 bytes or more at byte {at}, found {end - at}")
        length, name = struct.unpack_from(">I4s", data, at)
        content = at + 8
        if length == 1:
            if at + 16 > end:
                raise ImageError(
                    f"{_NAME}: expected a box of 16 bytes or more at byte {at}, found {end - at}"
                )
            (length,) = struct.unpack_from(">Q", data, content)
            content += 8
        stop = at + length if length else end
        if stop < content or (stop > end and name != b"jp2c"):
            raise ImageError(f"{_NAME}: box at byte {at} declares {length} bytes, found {end - at}")
        yield Box(name, at, content, min(stop, end))
        at = stop


def _codestream_head(
    data: bytes, start: int, end: int, resolution: StatedResolution | None
) -> CodestreamHead:
    """Size from marker segment SIZ, wavelet from COD."""
    at = start + 4
    if data[start:at] != CODESTREAM_MAGIC or at + _SIZE.size > end:
        found = data[start : min(at, end)].hex(" ") or "the end"
        raise ImageError(
            f"{_NAME}: expected SOC and a whole SIZ (ff 4f ff 51) at byte {start}, found {found}"
        )
    length, _, right, bottom, left, top, *_, components = _SIZE.unpack_from(data, at)
    check_sides(right - left, bottom - top, _NAME, at)
    described = data[at + _SIZE.size : min(end, at + length)]
    if not 1 <= components <= _COMPONENTS_MAX or len(described) < components * _COMPONENT_BYTES:
        found = f"{components} in {length} bytes at byte {at}"
        raise ImageError(
            f"{_NAME}: expected SIZ to describe 1 to {_COMPONENTS_MAX} components, found {found}"
        )
    depth = max((sign_and_depth & 0x7F) + 1 for sign_and_depth in described[::_COMPONENT_BYTES])
    lossless, process = _transform(data, at + length, end)
    return CodestreamHead(
        Kind.JPEG_2000, right - left, bottom - top, depth, components, lossless, resolution, process
    )


def _transform(data: bytes, at: int, end: int) -> tuple[bool | None, str]:
    """Whether the wavelet of the main header's COD must lose detail, and its name."""
    for marker, content in counted(_main_header(data, at, end), _NAME, "marker segments"):
        if marker == _COD and len(content) > _COD_TRANSFORM:
            return _TRANSFORMS.get(content[_COD_TRANSFORM], _UNKNOWN_TRANSFORM)
    return _UNKNOWN_TRANSFORM


def _main_header(data: bytes, at: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Marker segments behind SIZ, as far as they are whole."""
    while at + 4 <= end:
        marker, length = struct.unpack_from(">HH", data, at)
        if marker in (_SOT, _SOD, _EOC) or marker < 0xFF00 or length < 2 or at + 2 + length > end:
            return
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length


def _resolution(data: bytes, header: Box) -> StatedResolution | None:
    """Of boxes resc (as captured), else resd (to display by), in pixels a metre as fraction and power of ten."""
    found: dict[bytes, StatedResolution] = {}
    for outer in counted(boxes(data, header.start, header.end), _NAME, "boxes"):
        if outer.type != b"res ":
            continue
        for box in counted(boxes(data, outer.start, outer.end), _NAME, "boxes"):
            if box.type in (b"resc", b"resd") and box.end - box.start >= _RESOLUTION.size:
                down, down_parts, across, across_parts, down_power, across_power = _RESOLUTION.unpack_from(
                    data, box.start
                )
                if down_parts and across_parts:
                    found[box.type] = StatedResolution(
                        across / across_parts * 10.0**across_power * _METRE_INCHES,
                        down / down_parts * 10.0**down_power * _METRE_INCHES,
                        f"box {box.type.decode()}",
                        box.offset,
                    )
    return found.get(b"resc") or found.get(b"resd")


def _check_image_header(data: bytes, header: Box, head: CodestreamHead) -> None:
    for box in counted(boxes(data, header.start, header.end), _NAME, "boxes"):
        if box.type == b"ihdr" and box.end - box.start >= 8:
            height, width = struct.unpack_from(">II", data, box.start)
            if (width, height) != (head.width, head.height):
                found = f"{width} × {height} in box ihdr at byte {box.offset}"
                raise ImageError(f"{_NAME}: expected {head.width} × {head.height} as in SIZ, found {found}")
