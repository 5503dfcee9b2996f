"""ISO/IEC 19794-2:2005 finger minutiae records ("FMR", version 2.0, six-byte minutiae)."""

from collections.abc import Sequence

from tenprint.template.finger_view import FingerView, finger_views, record_of
from tenprint.template.minutiae_record import MinutiaeRecord, TemplateFormat
from tenprint.template.record_bytes import RecordReader, pack_record
from tenprint.template.record_format import HEADER_SIZES, expect
from tenprint.template.view_2004 import pack_views, read_views

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
    views, header = read_views(reader)
    return reader.record(version, views, **header)


def write_record(record: MinutiaeRecord) -> bytes:
    """The record's bytes.

    Raises:
        TemplateError: a value does not fit the format.
    """
    return pack_record(record, pack_views(record))
