"""The part that INCITS 378-2004 and ISO/IEC 19794-2:2005 share: finger views of six-byte minutiae, big-endian.

Position, view number and impression, quality, count; then type (2 bits) with x (14), y (14), angle, quality; then
the length of extended data, which is not read. The two differ in their headers and in the unit of the angle.
"""

import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenprint.errors import TemplateError
from tenprint.template.model import MinutiaKind, Template

MAGIC = b"FMR\x00"
PX_PER_CM = 197  # 500 ppi as both standards write it
COORDINATE_MAX = 0x3FFF
MINUTIA_COUNT_MAX = 255

_VIEW = struct.Struct(">BBBB")
_LENGTH = struct.Struct(">H")
_MINUTIA = np.dtype([("x", ">u2"), ("y", ">u2"), ("angle", "u1"), ("quality", "u1")])


@dataclass(frozen=True, slots=True)
class FingerView:
    """One impression of one finger in a record.

    Attributes:
        position: finger position code, 0 unknown, 1 to 10.
        impression: impression type code of the standard, 0 to 15.
        quality: of the finger, 0 to 100.
        template: its minutiae at 500 ppi.
    """

    position: int
    impression: int
    quality: int
    template: Template


@dataclass(frozen=True, slots=True)
class Picture:
    """What a record's header says of the pictures.

    Attributes:
        width: pixels.
        height: pixels.
        across: pixels per centimetre from left to right.
        down: pixels per centimetre from top to bottom.
    """

    width: int
    height: int
    across: int
    down: int


def read_views(
    data: bytes, offset: int, count: int, picture: Picture, turn_steps: int, extractor: str
) -> list[FingerView]:
    """Views one after the other.

    Args:
        data: the record up to its declared length.
        offset: where the first view begins.
        count: of views.
        picture: from the record's header.
        turn_steps: how many units of angle make a full turn.
        extractor: name given to the templates.

    Raises:
        TemplateError: a view is cut off or holds what it must not.
    """
    require(picture.across > 0 and picture.down > 0, "a resolution", 0)
    views = []
    for _ in range(count):
        require(offset + _VIEW.size <= len(data), "a finger view", f"end of data at {len(data)}")
        position, view, quality, minutiae = _VIEW.unpack_from(data, offset)
        offset += _VIEW.size
        end = offset + minutiae * _MINUTIA.itemsize
        require(end <= len(data), f"{minutiae} minutiae", f"end of data at {len(data)}")
        rows = np.frombuffer(data, _MINUTIA, minutiae, offset)
        template = _template(rows, picture, turn_steps, extractor)
        views.append(FingerView(position, view & 15, quality, template))
        # Real files end here or declare more than there is: extended data is skipped, not trusted.
        extended = _LENGTH.unpack_from(data, end)[0] if end + _LENGTH.size <= len(data) else 0
        offset = end + _LENGTH.size + extended
    return views


def write_views(views: Sequence[FingerView], turn_steps: int) -> bytes:
    """Bytes of all views, without extended data.

    Raises:
        TemplateError: a value does not fit.
    """
    written = bytearray()
    seen: Counter[int] = Counter()
    for view in views:
        number = seen[view.position]
        seen[view.position] += 1
        require(number <= 15, "at most 16 views of a finger", number + 1)
        require(0 <= view.position <= 255, "position in 0..255", view.position)
        require(0 <= view.impression <= 15, "impression type in 0..15", view.impression)
        require(0 <= view.quality <= 100, "quality in 0..100", view.quality)
        require(len(view.template) <= MINUTIA_COUNT_MAX, "at most 255 minutiae", len(view.template))
        written += _VIEW.pack(view.position, number << 4 | view.impression, view.quality, len(view.template))
        written += _rows(view.template, turn_steps) + _LENGTH.pack(0)
    return bytes(written)


def common_picture(views: Sequence[FingerView]) -> Picture:
    """Picture size that holds every view; a record has one header for all.

    Raises:
        TemplateError: there is no view, or too many.
    """
    require(1 <= len(views) <= 255, "1 to 255 finger views", len(views))
    width = max(view.template.width for view in views)
    height = max(view.template.height for view in views)
    require(max(width, height) <= 65535, "sides of at most 65535 pixels", max(width, height))
    return Picture(width, height, PX_PER_CM, PX_PER_CM)


def require(holds: bool, expected: str, found: object) -> None:
    """Raise a TemplateError unless ``holds``."""
    if not holds:
        raise TemplateError(f"finger minutiae record: expected {expected}, found {found}")


def _template(rows: np.ndarray, picture: Picture, turn_steps: int, extractor: str) -> Template:
    """A view's rows at 500 ppi."""
    kind = (rows["x"] >> 14).astype(np.uint8)
    require(not bool(np.any(kind > max(MinutiaKind))), "minutia type 0, 1 or 2", 3)
    right, down = _to_500_ppi(picture.across), _to_500_ppi(picture.down)
    return Template(
        x=((rows["x"] & COORDINATE_MAX) * right).astype(np.float32),
        y=((rows["y"] & COORDINATE_MAX) * down).astype(np.float32),
        # Samples of INCITS 378 hold units beyond a full turn: they go on around.
        theta=(np.mod(rows["angle"].astype(np.float64), turn_steps) * (2 * np.pi / turn_steps)).astype(
            np.float32
        ),
        kind=kind,
        quality=np.minimum(rows["quality"], 100).astype(np.uint8),
        width=round(picture.width * right),
        height=round(picture.height * down),
        extractor=extractor,
    )


def _to_500_ppi(px_per_cm: int) -> float:
    """Factor from a record's pixels to ours; 196 and 197 are both ways of writing 500 ppi."""
    return 1.0 if px_per_cm in (PX_PER_CM - 1, PX_PER_CM) else 500 / 2.54 / px_per_cm


def _rows(template: Template, turn_steps: int) -> bytes:
    """Six bytes for each minutia."""
    rows = np.zeros(len(template), _MINUTIA)
    for axis, values in (("x", template.x), ("y", template.y)):
        whole = np.rint(values.astype(np.float64))
        fits = bool(np.all((whole >= 0) & (whole <= COORDINATE_MAX)))  # false for NaN too
        require(fits, f"{axis} in 0..{COORDINATE_MAX}", "a value outside")
        rows[axis] = whole.astype(np.uint16)
    require(bool(np.all(np.isfinite(template.theta))), "finite angles", "another")
    require(bool(np.all(template.kind <= max(MinutiaKind))), "minutia type 0, 1 or 2", "another")
    rows["x"] |= template.kind.astype(np.uint16) << 14
    steps = np.rint(template.theta.astype(np.float64) * (turn_steps / (2 * np.pi)))
    rows["angle"] = np.mod(steps, turn_steps).astype(np.uint8)
    rows["quality"] = np.minimum(template.quality, 100)
    return rows.tobytes()
