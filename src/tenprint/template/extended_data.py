"""Extended data of a view: ridge counts, cores and deltas, and whatever else, read leniently and written exactly.

Each block is type (2 bytes), length (2) and data. The length counts its own four bytes in INCITS 378 and in
ISO/IEC 19794-2:2011; records of ISO/IEC 19794-2:2005 are met both ways, and the way that fills the area is taken.
Ridge counts are a method byte and triples. Cores and deltas: INCITS 378 says in the two high bits of each count
whether all have angles; ISO/IEC 19794-2 says it in the two high bits of each point's x.
"""

import struct
from collections.abc import Callable, Sequence
from typing import TypeVar

from tenprint.errors import TemplateError
from tenprint.template.minutiae_record import (
    COORDINATE_MAX,
    Block,
    Core,
    Delta,
    ExtendedData,
    Note,
    RidgeCount,
    TemplateFormat,
)

RIDGE_COUNTS, CORES_AND_DELTAS = 1, 2
HEAD = struct.Struct(">HH")
TOLERANCE = 2  # bytes by which real files are off (libbiomeval's fmr.iso2005 and fmr.ansi2004)

_POINT = struct.Struct(">HH")
_ANGULAR = 1
_Point = TypeVar("_Point")


def parse(
    raw: bytes, declared: int | None, form: TemplateFormat, offset: int
) -> tuple[ExtendedData, list[Note]]:
    """What an area holds; what cannot be understood stays in ``raw`` and is noted.

    Args:
        raw: the area's bytes.
        declared: its length as the record says it.
        form: decides the layout of cores and deltas.
        offset: of the area in the record, for the notes.
    """
    notes: list[Note] = []
    blocks = _blocks(raw, offset, notes)
    method, counts = _ridge_counts(blocks, offset, notes)
    cores, deltas = _cores_and_deltas(blocks, form, offset, notes)
    return ExtendedData(raw, declared, tuple(blocks), method, counts, cores, deltas), notes


def build(
    form: TemplateFormat,
    ridge_method: int | None = None,
    ridge_counts: Sequence[RidgeCount] = (),
    cores: Sequence[Core] = (),
    deltas: Sequence[Delta] = (),
    others: Sequence[Block] = (),
) -> ExtendedData:
    """An area for a view of that format; lengths count their own four bytes.

    Raises:
        TemplateError: a value does not fit.
    """
    values = [ridge_method or 0, *(value for one in ridge_counts for value in one)]
    values += [one.angle or 0 for one in cores] + [angle for one in deltas for angle in one.angles or ()]
    if any(not 0 <= value <= 255 for value in values):
        raise TemplateError(
            "extended data: expected methods, indices, counts and angles in 0..255, found more"
        )
    blocks = []
    if ridge_counts or ridge_method is not None:
        data = bytes([ridge_method or 0, *(value for one in ridge_counts for value in one)])
        blocks.append(Block(RIDGE_COUNTS, data))
    if cores or deltas:
        blocks.append(Block(CORES_AND_DELTAS, _pack_points(form, cores, deltas)))
    blocks += others
    raw = b"".join(HEAD.pack(one.type, HEAD.size + len(one.data)) + one.data for one in blocks)
    if len(raw) > 0xFFFF:
        raise TemplateError(f"extended data: expected at most 65535 bytes, found {len(raw)}")
    return parse(raw, len(raw), form, 0)[0]


def _blocks(raw: bytes, offset: int, notes: list[Note]) -> list[Block]:
    """The area's blocks by whichever meaning of their length fills it; by the usual one if none does."""
    for head_counted in (True, False):
        blocks, end = _walk(raw, head_counted)
        if end == len(raw):
            return blocks
    blocks, end = _walk(raw, head_counted=True)
    left = len(raw) - end
    if left >= HEAD.size:
        kind, length = HEAD.unpack_from(raw, end)
        text = f"extended data block of type {kind}: expected a length of 4 to {left}, found {length}"
        if 0 < length - left <= TOLERANCE:
            blocks.append(Block(kind, raw[end + HEAD.size :]))
            text += "; what there is of it was read"
    else:
        text = f"extended data: expected the head of a block, found {left} bytes"
    notes.append(Note(offset + end, text))
    return blocks


def _walk(raw: bytes, head_counted: bool) -> tuple[list[Block], int]:
    """Blocks from the beginning, and where the first begins that does not fit."""
    blocks: list[Block] = []
    at = 0
    while at + HEAD.size <= len(raw):
        kind, length = HEAD.unpack_from(raw, at)
        end = at + length + (0 if head_counted else HEAD.size)
        if end < at + HEAD.size or end > len(raw):
            break
        blocks.append(Block(kind, raw[at + HEAD.size : end]))
        at = end
    return blocks, at


def _ridge_counts(
    blocks: list[Block], offset: int, notes: list[Note]
) -> tuple[int | None, tuple[RidgeCount, ...]]:
    """Method and counts of the first block of ridge counts."""
    data = next((one.data for one in blocks if one.type == RIDGE_COUNTS), None)
    if not data:
        return None, ()
    whole, left = divmod(len(data) - 1, 3)
    if left:
        notes.append(Note(offset, f"ridge counts: expected triples of bytes, found {left} bytes left over"))
    return data[0], tuple(RidgeCount(*data[1 + 3 * i : 4 + 3 * i]) for i in range(whole))


def _cores_and_deltas(
    blocks: list[Block], form: TemplateFormat, offset: int, notes: list[Note]
) -> tuple[tuple[Core, ...], tuple[Delta, ...]]:
    """Cores and deltas of the first block of them; as many as are whole."""
    data = next((one.data for one in blocks if one.type == CORES_AND_DELTAS), None)
    if data is None:
        return (), ()
    cores, at, cores_whole = _points(data, 0, form, 1, lambda x, y, angles: Core(x, y, *angles))
    deltas, at, deltas_whole = _points(data, at, form, 3, _delta)
    if not (cores_whole and deltas_whole):
        notes.append(Note(offset, "cores and deltas: expected more bytes, found the end of the block"))
    elif at != len(data):
        notes.append(Note(offset, f"cores and deltas: found {len(data) - at} bytes left over"))
    return tuple(cores), tuple(deltas)


def _delta(x: int, y: int, angles: tuple[int, ...]) -> Delta:
    """A delta from its point and three angles, or none."""
    return Delta(x, y, (angles[0], angles[1], angles[2]) if angles else None)


def _points(
    data: bytes,
    at: int,
    form: TemplateFormat,
    angle_count: int,
    make: Callable[[int, int, tuple[int, ...]], _Point],
) -> tuple[list[_Point], int, bool]:
    """Points after their count; where they end, and whether all were there."""
    if at >= len(data):
        return [], at, False
    points: list[_Point] = []
    count, all_angular = data[at] & 15, data[at] >> 6 == _ANGULAR
    at += 1
    for _ in range(count):
        if at + _POINT.size > len(data):
            return points, at, False
        x, y = _POINT.unpack_from(data, at)
        angular = all_angular if form.is_ansi else x >> 14 == _ANGULAR
        end = at + _POINT.size + (angle_count if angular else 0)
        if end > len(data):
            return points, at, False
        points.append(make(x & COORDINATE_MAX, y & COORDINATE_MAX, tuple(data[at + _POINT.size : end])))
        at = end
    return points, at, True


def _pack_points(form: TemplateFormat, cores: Sequence[Core], deltas: Sequence[Delta]) -> bytes:
    """The bytes of a block of cores and deltas."""
    core_angles: list[tuple[int, ...]] = [() if one.angle is None else (one.angle,) for one in cores]
    delta_angles: list[tuple[int, ...]] = [one.angles or () for one in deltas]
    return _pack_group(form, "cores", [one[:2] for one in cores], core_angles) + _pack_group(
        form, "deltas", [one[:2] for one in deltas], delta_angles
    )


def _pack_group(
    form: TemplateFormat, name: str, points: Sequence[tuple[int, int]], angles: Sequence[tuple[int, ...]]
) -> bytes:
    """The bytes of a count and its points; INCITS 378 drops the angles unless all points have them."""
    if len(points) > 15:
        raise TemplateError(f"{name}: expected at most 15, found {len(points)}")
    everywhere = bool(points) and all(angles)
    packed = bytearray([(_ANGULAR << 6 if form.is_ansi and everywhere else 0) | len(points)])
    for (x, y), turned in zip(points, angles, strict=True):
        if not (0 <= x <= COORDINATE_MAX and 0 <= y <= COORDINATE_MAX):
            raise TemplateError(f"{name}: expected positions in 0..{COORDINATE_MAX}, found {(x, y)}")
        flag = _ANGULAR << 14 if turned and not form.is_ansi else 0
        packed += _POINT.pack(flag | x, y)
        if turned and (everywhere or not form.is_ansi):
            packed += bytes(turned)
    return bytes(packed)
