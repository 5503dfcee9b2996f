"""Walking through a record's bytes, and packing them: what the codecs of all formats share.

Every error names the standard, the field, its offset, what was expected and what was found.
"""

import struct
from collections.abc import Sequence
from typing import Any, NoReturn

from tenprint.errors import TemplateError
from tenprint.template import extended_data
from tenprint.template.extended_data import TOLERANCE
from tenprint.template.minutiae_record import (
    COORDINATE_MAX,
    MINUTIA_COUNT_MAX,
    QUALITY_MAX,
    QUALITY_NOT_REPORTED,
    VIEW_COUNT_MAX,
    ExtendedData,
    Minutia,
    MinutiaeRecord,
    Note,
    Picture,
    TemplateFormat,
    View,
)

MAGIC = b"FMR\x00"

_MINUTIAE = {5: struct.Struct(">HHB"), 6: struct.Struct(">HHBB")}


class RecordReader:
    """One pass over a record: where it stands, where the record ends, what it let pass."""

    def __init__(self, data: bytes, form: TemplateFormat) -> None:
        self.data = data
        self.form = form
        self.position = 0
        self.end = len(data)  # of the record; in ISO/IEC 19794-2:2011, while a view is read, of that view
        self.short = 0  # bytes that the record's length promises beyond the data
        self.over = 0  # bytes of the last view's extended data beyond the record's length
        self.notes: list[Note] = []

    def fail(self, field: str, offset: int, expected: str, found: object) -> NoReturn:
        """Raise a TemplateError."""
        raise TemplateError(
            f"{self.form.standard}: {field} at byte {offset}: expected {expected}, found {found}"
        )

    def note(self, offset: int, text: str) -> None:
        """Keep something that was let pass."""
        self.notes.append(Note(offset, text))

    def take(self, size: int, field: str) -> bytes:
        """The next bytes."""
        start, self.position = self.position, self.position + size
        if self.position > self.end:
            self.fail(field, start, f"{size} bytes", f"the end at byte {self.end}")
        return self.data[start : self.position]

    def number(self, size: int, field: str) -> int:
        """The next bytes as a number, the highest first."""
        return int.from_bytes(self.take(size, field), "big")

    def record_length(self, size: int, minimum: int) -> int:
        """Read the record's length, and end there.

        A length one or two bytes too large is noted where all views are whole but for the end of the last
        extended data, as real files have it (libbiomeval's fmr.ansi2004).
        """
        at = self.position
        length = self.number(size, "record length")
        self.short = max(0, length - len(self.data))
        if length < minimum or self.short > TOLERANCE:
            self.fail("record length", at, f"{minimum} to {len(self.data)}", length)
        self.end = min(length, len(self.data))
        return length

    def view_count(self, size: int, field: str = "number of views") -> int:
        """Read the count of views."""
        at = self.position
        count = self.number(size, field)
        if not 1 <= count <= VIEW_COUNT_MAX:
            self.fail(field, at, f"1 to {VIEW_COUNT_MAX}", count)
        return count

    def size(self) -> tuple[int, int]:
        """Width and height of the picture."""
        return self.number(2, "width"), self.number(2, "height")

    def resolution(self) -> tuple[int, int]:
        """Pixels per centimetre across and down; without them positions say nothing."""
        return self._density("horizontal resolution"), self._density("vertical resolution")

    def picture(self) -> Picture:
        """Size, then resolution."""
        return Picture(*self.size(), *self.resolution())

    def minutiae(self, count: int, size: int = 6) -> tuple[Minutia, ...]:
        """The next minutiae."""
        at = self.position
        left = self.end - at
        if count * size > left:
            self.fail("minutiae", at, f"{count} of {size} bytes, {count * size} bytes", f"{left} bytes")
        rows = _MINUTIAE[size].iter_unpack(self.take(count * size, "minutiae"))
        found = []
        for place, (x, y, angle, *quality) in enumerate(rows):
            if x >> 14 == 3:
                self.fail("minutia type", at + place * size, "0, 1 or 2", 3)
            one = Minutia(
                x >> 14,
                x & COORDINATE_MAX,
                y & COORDINATE_MAX,
                angle,
                quality[0] if quality else QUALITY_NOT_REPORTED,
                y >> 14,
            )
            found.append(one)
        return tuple(found)

    def extended(self, *, last: bool, beyond: bool = True) -> ExtendedData:
        """The next extended data: length, then that many bytes.

        Where the length is one or two bytes too large for the record, the bytes are taken from behind the
        record's end if there are any (public samples of INCITS 378 have it so), else they are missing.

        Args:
            last: whether the record's last view ends here; only then may lengths disagree.
            beyond: whether bytes behind the end may be taken.
        """
        at = self.position
        if last and at == self.end and not self.short:
            self.note(at, "extended data length: expected 2 bytes, found the end of the record")
            return ExtendedData(declared=None)
        declared = self.number(2, "extended data length")
        left = self.end - self.position
        excess = declared - left
        if excess > (TOLERANCE if last else 0):
            self.fail("extended data length", at, f"at most {left}", declared)
        if excess > 0:
            self.note(at, f"extended data length: expected at most {left}, found {declared}")
            if beyond and self._extend(excess):
                left = declared
        raw = self.take(min(declared, left), "extended data")
        found, notes = extended_data.parse(raw, declared, self.form, at + 2)
        self.notes += notes
        return found

    def reach(self, start: int, length: int, *, last: bool) -> None:
        """Let the last representation reach one or two bytes beyond the record's end, where there are bytes."""
        excess = start + length - self.end
        if last and 0 < excess <= TOLERANCE and self._extend(excess):
            self.note(start, f"representation length: expected at most {length - excess}, found {length}")

    def check(self, view: View, offset: int) -> View:
        """Note what a view holds beyond the limits of its standard, which real files do."""
        name = f"view of finger {view.position}"
        size, rows = view.minutia_size, view.minutiae
        limits = (
            (
                "x",
                [one.x for one in rows],
                view.picture.width - 1,
                f"less than the width {view.picture.width}",
            ),
            (
                "y",
                [one.y for one in rows],
                view.picture.height - 1,
                f"less than the height {view.picture.height}",
            ),
            (
                "angle",
                [one.angle for one in rows],
                self.form.turn_steps - 1,
                f"less than {self.form.turn_steps}",
            ),
        )
        for what, values, most, expected in limits:
            self._note_beyond(f"{name}: {what}", [value > most for value in values], expected, offset, size)
        unknown = [QUALITY_MAX < one.quality < QUALITY_NOT_REPORTED for one in rows]
        self._note_beyond(f"{name}: quality", unknown, "0 to 100, 254 or 255", offset, size)
        return view

    @property
    def length_error(self) -> int:
        """The record's declared length less its real one."""
        return self.short - self.over

    def record(self, version: bytes, views: tuple[View, ...], **header: Any) -> MinutiaeRecord:
        """The record that was read, with what is left of it and after it.

        Args:
            version: as it stands after the magic.
            views: all of them, read.
            header: the attributes of ``MinutiaeRecord`` that this format's header has.
        """
        unread, trailing = self._finish()
        return MinutiaeRecord(
            self.form,
            version,
            views,
            **header,
            length_error=self.length_error,
            unread=unread,
            trailing=trailing,
            notes=tuple(self.notes),
        )

    def _finish(self) -> tuple[bytes, bytes]:
        """Bytes left within the record's length, and after it."""
        if self.short:
            self.note(
                len(self.data), f"record length: expected {len(self.data)}, found {self.end + self.short}"
            )
        unread, trailing = self.data[self.position : self.end], self.data[self.end :]
        if unread:
            self.note(self.position, f"{len(unread)} bytes after the last view, within the record's length")
        if trailing:
            self.note(self.end, f"{len(trailing)} bytes after the record's length")
        return unread, trailing

    def _extend(self, excess: int) -> bool:
        """Move the record's end, if there are bytes behind it."""
        if self.end + excess > len(self.data):
            return False
        self.over, self.end = excess, self.end + excess
        return True

    def _density(self, field: str) -> int:
        at = self.position
        per_cm = self.number(2, field)
        if per_cm == 0:
            self.fail(field, at, "pixels per centimetre", 0)
        return per_cm

    def _note_beyond(self, what: str, beyond: list[bool], expected: str, offset: int, size: int) -> None:
        if any(beyond):
            first = offset + size * beyond.index(True)
            self.note(
                first, f"{what}: expected {expected}, found more in {sum(beyond)} of {len(beyond)} minutiae"
            )


def pack(form: TemplateFormat, value: int, size: int, field: str) -> bytes:
    """A number, the highest byte first.

    Raises:
        TemplateError: it does not fit.
    """
    if not 0 <= value < 256**size:
        raise TemplateError(f"{form.standard}: {field}: expected 0..{256**size - 1}, found {value}")
    return value.to_bytes(size, "big")


def pack_record(record: MinutiaeRecord, rest: bytes) -> bytes:
    """The whole record with a length of four bytes.

    Args:
        record: its version, its length's error and what is kept after the views are written.
        rest: all that goes between the length and the bytes after the views.
    """
    head, rest = MAGIC + record.version, rest + record.unread
    length = len(head) + 4 + len(rest) + record.length_error
    return head + pack(record.format, length, 4, "record length") + rest + record.trailing


def pack_count(form: TemplateFormat, record: MinutiaeRecord, size: int) -> bytes:
    """The number of views.

    Raises:
        TemplateError: there is none, or too many.
    """
    if not 1 <= len(record.views) <= VIEW_COUNT_MAX:
        raise TemplateError(
            f"{form.standard}: number of views: expected 1 to {VIEW_COUNT_MAX}, found {len(record.views)}"
        )
    return pack(form, len(record.views), size, "number of views")


def pack_pair(form: TemplateFormat, first: int, second: int, fields: Sequence[str]) -> bytes:
    """Two numbers of two bytes."""
    return pack(form, first, 2, fields[0]) + pack(form, second, 2, fields[1])


def pack_size(form: TemplateFormat, picture: Picture) -> bytes:
    """Width and height."""
    return pack_pair(form, picture.width, picture.height, ("width", "height"))


def pack_resolution(form: TemplateFormat, picture: Picture) -> bytes:
    """Pixels per centimetre across and down.

    Raises:
        TemplateError: one is zero.
    """
    if not (picture.across and picture.down):
        raise TemplateError(f"{form.standard}: resolution: expected pixels per centimetre, found 0")
    return pack_pair(form, picture.across, picture.down, ("horizontal resolution", "vertical resolution"))


def pack_minutiae(form: TemplateFormat, view: View) -> bytes:
    """The count of a view's minutiae, the minutiae, and the extended data.

    Raises:
        TemplateError: there are more than 255, or a value does not fit.
    """
    if len(view.minutiae) > MINUTIA_COUNT_MAX:
        raise TemplateError(
            f"{form.standard}: number of minutiae: expected at most {MINUTIA_COUNT_MAX}, found {len(view.minutiae)}"
        )
    packed = bytearray([len(view.minutiae)])
    row = _MINUTIAE[view.minutia_size]
    for one in view.minutiae:
        inside = 0 <= one.x <= COORDINATE_MAX and 0 <= one.y <= COORDINATE_MAX
        codes = 0 <= one.kind <= 2 and 0 <= one.reserved <= 3 and 0 <= one.angle <= 255
        if not (inside and codes and 0 <= one.quality <= 255):
            raise TemplateError(
                f"{form.standard}: minutia: expected type in 0..2, position in 0..{COORDINATE_MAX}, angle and "
                f"quality in 0..255, found a value outside"
            )
        values = (one.kind << 14 | one.x, one.reserved << 14 | one.y, one.angle, one.quality)
        packed += row.pack(*values[: view.minutia_size - 2])
    if view.extended.declared is not None:
        packed += pack(form, view.extended.declared, 2, "extended data length") + view.extended.raw
    return bytes(packed)
