"""ISO/IEC 19794-2:2005 finger minutiae records ("FMR", version 2.0, six-byte minutiae)."""

from collections.abc import Sequence

from tenprint.template.finger_view import FingerView, finger_views, record_of
from tenprint.template.minutiae_record import MinutiaeRecord, TemplateFormat
from tenprint.template.record_bytes import (
    MAGIC,
    RecordReader,
    pack,
    pack_count,
    pack_resolution,
    pack_size,
)
from tenprint.template.record_format import HEADER_SIZES, expect
from tenprint.template.view_2004 import common_picture, pack_view, read_view

__all__ = ["FORMAT", "FingerView", "read", "read_record", "write", "write_record"]

FORMAT = TemplateFormat.ISO2005


def read(data: bytes) -> list[FingerView]:
    """All views of a record, at 500 ppi.

    Raises:
        TemplateError: not such a record, or cut off.
    """
    return finger_views(read_record(data))


def write(views: Sequence[FingerView]) -> bytes:
    """A record of one or more views; positions are rounded to pixels, angles to 1.4°.

    Raises:
        TemplateError: a value does not fit the format.
    """
    return write_record(record_of(views, FORMAT))


def read_record(data: bytes) -> MinutiaeRecord:
    """The record as it stands.

    Bytes after the declared length are kept and noted, as in real files that are padded.

    Raises:
        TemplateError: not such a record, or cut off.
    """
    expect(data, FORMAT)
    reader = RecordReader(data, FORMAT)
    version = reader.take(8, "magic and version")[4:]
    reader.record_length(4, HEADER_SIZES[FORMAT])
    equipment = reader.number(2, "capture equipment")
    picture = reader.picture()
    count = reader.view_count(1)
    reserved = reader.number(1, "reserved byte")
    views = tuple(read_view(reader, picture, last=place == count) for place in range(1, count + 1))
    unread, trailing = reader.finish()
    return MinutiaeRecord(
        FORMAT,
        version,
        views,
        certification=equipment >> 12,
        equipment=equipment & 0xFFF,
        reserved=reserved,
        length_error=reader.length_error,
        unread=unread,
        trailing=trailing,
        notes=tuple(reader.notes),
    )


def write_record(record: MinutiaeRecord) -> bytes:
    """The record's bytes.

    Raises:
        TemplateError: a value does not fit the format.
    """
    picture = common_picture(FORMAT, record.views)
    rest = pack(FORMAT, record.certification << 12 | record.equipment, 2, "capture equipment")
    rest += pack_size(FORMAT, picture) + pack_resolution(FORMAT, picture)
    rest += pack_count(FORMAT, record, 1) + pack(FORMAT, record.reserved, 1, "reserved byte")
    rest += b"".join(pack_view(FORMAT, view) for view in record.views) + record.unread
    length = len(MAGIC + record.version) + 4 + len(rest) + record.length_error
    return MAGIC + record.version + pack(FORMAT, length, 4, "record length") + rest + record.trailing
