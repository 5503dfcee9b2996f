"""INCITS 378-2004 finger minutiae records.

The first eight bytes may be those of ISO/IEC 19794-2:2005; the length then takes two bytes, or six where the first
two are zero, and the angle's unit is 2°.
"""

from collections.abc import Sequence

from tenprint.template.finger_view import FingerView, finger_views, record_of
from tenprint.template.minutiae_record import OWNER_UNKNOWN, MinutiaeRecord, TemplateFormat
from tenprint.template.record_bytes import MAGIC, RecordReader, pack, pack_pair
from tenprint.template.record_format import HEADER_SIZES, expect
from tenprint.template.view_2004 import pack_views, read_views

__all__ = ["FORMAT", "FingerView", "read", "read_record", "write", "write_record"]

FORMAT = TemplateFormat.ANSI2004
SHORT_LENGTH_MAX = 0xFFFF
CBEFF = ("CBEFF product owner", "CBEFF product type")


def read(data: bytes) -> list[FingerView]:
    """All views of a record, at 500 ppi.

    Raises:
        TemplateError: not such a record, or cut off.
    """
    return finger_views(read_record(data))


def write(views: Sequence[FingerView], owner: int = OWNER_UNKNOWN, product: int = 0) -> bytes:
    """A record of one or more views; positions are rounded to pixels, angles to 2°.

    Args:
        views: at least one.
        owner: CBEFF product owner as registered.
        product: the owner's product type.

    Raises:
        TemplateError: a value does not fit the format.
    """
    return write_record(record_of(views, FORMAT, owner=owner, product=product))


def read_record(data: bytes) -> MinutiaeRecord:
    """The record as it stands; bytes after the declared length are kept and noted.

    Raises:
        TemplateError: not such a record, or cut off.
    """
    expect(data, FORMAT)
    reader = RecordReader(data, FORMAT)
    version = reader.take(8, "magic and version")[4:]
    long_form = data[8:10] == b"\0\0"
    if long_form:
        reader.take(2, "record length")
    length = reader.record_length(4 if long_form else 2, HEADER_SIZES[FORMAT])
    owner, product = reader.number(2, CBEFF[0]), reader.number(2, CBEFF[1])
    views, header = read_views(reader)
    long_length = long_form and length <= SHORT_LENGTH_MAX
    return reader.record(version, views, owner=owner, product=product, long_length=long_length, **header)


def write_record(record: MinutiaeRecord) -> bytes:
    """The record's bytes.

    Raises:
        TemplateError: a value does not fit the format.
    """
    rest = pack_pair(FORMAT, record.owner, record.product, CBEFF) + pack_views(record) + record.unread
    head = MAGIC + record.version
    length = len(head) + 2 + len(rest) + record.length_error
    if record.long_length or length > SHORT_LENGTH_MAX:
        size = b"\0\0" + pack(FORMAT, length + 4, 4, "record length")
    else:
        size = pack(FORMAT, length, 2, "record length")
    return head + size + rest + record.trailing
