"""INCITS 378-2009 finger minutiae records, and those of its amendment 1 of 2010.

The length takes four bytes, the capture equipment three (compliance bits apart from the number), and each view has
its own size, resolution and quality block. The amendment is told by its version, 3.5, and has the same layout.
Drafts of the edition wrote the equipment in two bytes as in 2004 (libbiomeval reads it so); that is accepted where it
alone leads to the record's end.
"""

from collections.abc import Sequence

from tenprint.errors import TemplateError
from tenprint.template.finger_view import FingerView, finger_views, record_of
from tenprint.template.minutiae_record import (
    OWNER_UNKNOWN,
    MinutiaeRecord,
    QualityBlock,
    TemplateFormat,
    View,
)
from tenprint.template.record_bytes import (
    RecordReader,
    pack,
    pack_count,
    pack_minutiae,
    pack_pair,
    pack_record,
    pack_resolution,
    pack_size,
)
from tenprint.template.record_format import HEADER_SIZES, expect, leads_to_end

__all__ = ["FORMAT", "FORMAT_AM1", "FingerView", "read", "read_record", "write", "write_record"]

FORMAT = TemplateFormat.ANSI2009
FORMAT_AM1 = TemplateFormat.ANSI2009_AM1
CBEFF = ("CBEFF product owner", "CBEFF product type")
QUALITY = ("quality algorithm vendor", "quality algorithm")


def read(data: bytes) -> list[FingerView]:
    """All views of a record of either version, at 500 ppi.

    Raises:
        TemplateError: not such a record, or cut off.
    """
    return finger_views(read_record(data))


def write(
    views: Sequence[FingerView],
    owner: int = OWNER_UNKNOWN,
    product: int = 0,
    form: TemplateFormat = FORMAT,
) -> bytes:
    """A record of one or more views; positions are rounded to pixels, angles to 2°.

    Args:
        views: at least one.
        owner: CBEFF product owner as registered.
        product: the owner's product type.
        form: the edition of 2009, or its amendment.

    Raises:
        TemplateError: a value does not fit the format.
    """
    return write_record(record_of(views, form, owner=owner, product=product))


def read_record(data: bytes) -> MinutiaeRecord:
    """The record as it stands; bytes after the declared length are kept and noted.

    Raises:
        TemplateError: not such a record, or cut off.
    """
    form = expect(data, FORMAT, FORMAT_AM1)
    reader = RecordReader(data, form)
    version = reader.take(8, "magic and version")[4:]
    reader.record_length(4, HEADER_SIZES[form])
    owner, product = reader.number(2, CBEFF[0]), reader.number(2, CBEFF[1])
    certification, equipment, short_equipment = _equipment(reader)
    count = reader.view_count(1)
    reserved = reader.number(1, "reserved byte")
    views = tuple(_view(reader, last=place == count) for place in range(1, count + 1))
    return reader.record(
        version,
        views,
        owner=owner,
        product=product,
        certification=certification,
        equipment=equipment,
        reserved=reserved,
        short_equipment=short_equipment,
    )


def write_record(record: MinutiaeRecord) -> bytes:
    """The record's bytes.

    Raises:
        TemplateError: a value does not fit the format.
    """
    form = record.format
    rest = pack_pair(form, record.owner, record.product, CBEFF)
    if record.short_equipment:
        rest += pack(form, record.certification << 12 | record.equipment, 2, "capture equipment")
    else:
        rest += pack(form, record.certification, 1, "compliance")
        rest += pack(form, record.equipment, 2, "capture equipment")
    rest += pack_count(form, record, 1) + pack(form, record.reserved, 1, "reserved byte")
    rest += b"".join(_pack_view(form, view) for view in record.views)
    return pack_record(record, rest)


def _equipment(reader: RecordReader) -> tuple[int, int, bool]:
    """Compliance bits, number, and whether they take two bytes."""
    header = HEADER_SIZES[reader.form]
    if not leads_to_end(reader.data, header) and leads_to_end(reader.data, header - 1):
        reader.note(reader.position, "capture equipment in two bytes, as in drafts of the standard")
        both = reader.number(2, "capture equipment")
        return both >> 12, both & 0xFFF, True
    return reader.number(1, "compliance"), reader.number(2, "capture equipment"), False


def _view(reader: RecordReader, *, last: bool) -> View:
    """The next view."""
    position = reader.number(1, "finger position")
    number = reader.number(1, "view number")
    impression = reader.number(1, "impression type")
    quality = QualityBlock(
        reader.number(1, "finger quality"), reader.number(2, QUALITY[0]), reader.number(2, QUALITY[1])
    )
    picture = reader.picture()
    count = reader.number(1, "number of minutiae")
    first = reader.position
    minutiae = reader.minutiae(count)
    view = View(position, number, impression, (quality,), picture, minutiae, reader.extended(last=last))
    return reader.check(view, first)


def _pack_view(form: TemplateFormat, view: View) -> bytes:
    """The bytes of a view."""
    if len(view.qualities) != 1:
        raise TemplateError(f"{form.standard}: finger quality: expected one, found {len(view.qualities)}")
    quality, picture = view.qualities[0], view.picture
    return (
        pack(form, view.position, 1, "finger position")
        + pack(form, view.number, 1, "view number")
        + pack(form, view.impression, 1, "impression type")
        + pack(form, quality.score, 1, "finger quality")
        + pack_pair(form, quality.vendor, quality.algorithm, QUALITY)
        + pack_size(form, picture)
        + pack_resolution(form, picture)
        + pack_minutiae(form, view)
    )
