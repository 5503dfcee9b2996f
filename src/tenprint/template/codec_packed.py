"""Our own compact bytes of a template, for stores and galleries (docs/decisions/0003).

Little-endian: magic ``TPMT``, version, length of the extractor's name, count, width, height, the name in ASCII, eight
bytes a minutia, CRC-32 of all that goes before. Byte by byte: docs/protocols/TEMPLATE.md; how it may change: 0019.
"""

import struct
import zlib

import numpy as np
import numpy.typing as npt

from tenprint.errors import TemplateError
from tenprint.template.model import MinutiaKind, Template

MAGIC = b"TPMT"
VERSION = 1
QUARTERS_PER_PX = 4
TURN_STEPS = 65536

_HEAD = struct.Struct("<4sBBHHH")
_CRC = struct.Struct("<I")
_MINUTIA = np.dtype(
    [("x", "<u2"), ("y", "<u2"), ("theta", "<u2"), ("kind", "u1"), ("quality", "u1")],
)


def pack(template: Template) -> bytes:
    """Bytes of a template; positions are kept to a quarter of a pixel, angles to 1/65536 of a turn.

    Args:
        template: at most 65,535 minutiae, positions in [0, 16,383.75].

    Raises:
        TemplateError: a value does not fit the format.
    """
    _require(template.extractor.isascii(), "extractor name in ASCII", repr(template.extractor[:40]))
    name = template.extractor.encode("ascii")
    _require(len(name) <= 255, "extractor name of at most 255 letters", len(name))
    _require(len(template) <= 65535, "at most 65535 minutiae", len(template))
    for what, side in (("width", template.width), ("height", template.height)):
        _require(0 <= side <= 65535, f"{what} in 0..65535", side)
    head = _HEAD.pack(MAGIC, VERSION, len(name), len(template), template.width, template.height)
    body = head + name + _minutiae(template).tobytes()
    return body + _CRC.pack(zlib.crc32(body))


def unpack(data: bytes) -> Template:
    """The template that ``pack`` wrote.

    Raises:
        TemplateError: damaged, truncated, not this format, or of another version of it.
    """
    _require(len(data) >= _HEAD.size + _CRC.size, f"at least {_HEAD.size + _CRC.size} bytes", len(data))
    magic, version, name_length, count, width, height = _HEAD.unpack_from(data)
    _require(magic == MAGIC, f"magic {MAGIC!r}", magic)
    _require(
        version == VERSION,
        f"version {VERSION}",
        f"{version}, written by another release; read it with that one",
    )
    start = _HEAD.size + name_length
    end = start + count * _MINUTIA.itemsize
    _require(len(data) == end + _CRC.size, f"{end + _CRC.size} bytes for {count} minutiae", len(data))
    found = zlib.crc32(data[:end])
    _require(_CRC.unpack_from(data, end)[0] == found, "a matching CRC-32", f"{found:08x}")
    name = data[_HEAD.size : start]
    _require(name.isascii(), "extractor name in ASCII", "other bytes")
    rows = np.frombuffer(data, _MINUTIA, count, start)
    _require(not count or int(rows["kind"].max()) <= max(MinutiaKind), "kind 0, 1 or 2", "another")
    _require(not count or int(rows["quality"].max()) <= 100, "quality of at most 100", "more")
    return Template(
        x=rows["x"].astype(np.float32) / np.float32(QUARTERS_PER_PX),
        y=rows["y"].astype(np.float32) / np.float32(QUARTERS_PER_PX),
        theta=(rows["theta"].astype(np.float64) * (2 * np.pi / TURN_STEPS)).astype(np.float32),
        kind=rows["kind"].copy(),
        quality=rows["quality"].copy(),
        width=width,
        height=height,
        extractor=name.decode("ascii"),
    )


def _minutiae(template: Template) -> npt.NDArray[np.void]:
    """The minutiae as rows of the format: (n,) ``_MINUTIA``."""
    rows = np.zeros(len(template), _MINUTIA)
    for axis, values in (("x", template.x), ("y", template.y)):
        quarters = np.rint(values.astype(np.float64) * QUARTERS_PER_PX)
        fits = bool(np.all((quarters >= 0) & (quarters <= 65535)))  # false for NaN too
        _require(fits, f"{axis} in 0..16383.75", "a value outside")
        rows[axis] = quarters.astype(np.uint16)
    _require(bool(np.all(np.isfinite(template.theta))), "finite angles", "another")
    steps = np.rint(template.theta.astype(np.float64) * (TURN_STEPS / (2 * np.pi)))
    rows["theta"] = np.mod(steps, TURN_STEPS).astype(np.uint16)
    _require(bool(np.all(template.kind <= max(MinutiaKind))), "kind 0, 1 or 2", "another")
    _require(bool(np.all(template.quality <= 100)), "quality of at most 100", "more")
    rows["kind"], rows["quality"] = template.kind, template.quality
    return rows


def _require(holds: bool, expected: str, found: object) -> None:
    """Raise unless ``holds``."""
    if not holds:
        raise TemplateError(f"packed template: expected {expected}, found {found}")
