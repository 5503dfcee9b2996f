"""What INCITS 378-2004 and ISO/IEC 19794-2:2005 share behind their lengths, big-endian.

Capture equipment (certification bits, then 12 bits), size and resolution of all pictures, count of
views, a byte in reserve; then the views.

Position, view number and impression (4 bits each), quality, count of minutiae; six bytes a minutia: type (2 bits)
with x (14), y (14), angle, quality; length of extended data, extended data. Size and resolution are in the header.
"""

from collections.abc import Sequence

from tenprint.errors import TemplateError
from tenprint.template.minutiae_record import MinutiaeRecord, Picture, QualityBlock, TemplateFormat, View
from tenprint.template.record_bytes import (
    RecordReader,
    pack,
    pack_count,
    pack_minutiae,
    pack_resolution,
    pack_size,
)


def read_views(reader: RecordReader) -> tuple[tuple[View, ...], dict[str, int]]:
    """All views, and the attributes of ``MinutiaeRecord`` that stand before them.

    Raises:
        TemplateError: a view is cut off or holds what it must not.
    """
    equipment = reader.number(2, "capture equipment")
    picture = reader.picture()
    count = reader.view_count(1)
    reserved = reader.number(1, "reserved byte")
    views = tuple(_read_view(reader, picture, last=place == count) for place in range(1, count + 1))
    header = {"certification": equipment >> 12, "equipment": equipment & 0xFFF, "reserved": reserved}
    return views, header


def pack_views(record: MinutiaeRecord) -> bytes:
    """The bytes that ``read_views`` reads.

    Raises:
        TemplateError: a value does not fit.
    """
    form, picture = record.format, _common_picture(record.format, record.views)
    packed = pack(form, record.certification << 12 | record.equipment, 2, "capture equipment")
    packed += pack_size(form, picture) + pack_resolution(form, picture)
    packed += pack_count(form, record, 1) + pack(form, record.reserved, 1, "reserved byte")
    return packed + b"".join(_pack_view(form, view) for view in record.views)


def _read_view(reader: RecordReader, picture: Picture, *, last: bool) -> View:
    """The next view."""
    position = reader.number(1, "finger position")
    number = reader.number(1, "view number and impression type")
    quality = reader.number(1, "finger quality")
    count = reader.number(1, "number of minutiae")
    first = reader.position
    minutiae = reader.minutiae(count)
    extended = reader.extended(last=last)
    qualities = (QualityBlock(quality),)
    view = View(position, number >> 4, number & 15, qualities, picture, minutiae, extended)
    return reader.check(view, first)


def _pack_view(form: TemplateFormat, view: View) -> bytes:
    """The bytes of a view."""
    if not (0 <= view.number <= 15 and 0 <= view.impression <= 15):
        found = (view.number, view.impression)
        raise TemplateError(
            f"{form.standard}: view number and impression type: expected 0..15, found {found}"
        )
    if len(view.qualities) != 1:
        raise TemplateError(f"{form.standard}: finger quality: expected one, found {len(view.qualities)}")
    return (
        pack(form, view.position, 1, "finger position")
        + pack(form, view.number << 4 | view.impression, 1, "view number and impression type")
        + pack(form, view.qualities[0].score, 1, "finger quality")
        + pack_minutiae(form, view)
    )


def _common_picture(form: TemplateFormat, views: Sequence[View]) -> Picture:
    """The one picture of all views; an error where they differ, or there is no view."""
    pictures = list(dict.fromkeys(view.picture for view in views))
    if len(pictures) != 1:
        raise TemplateError(
            f"{form.standard}: size and resolution: expected one for all views, found {len(pictures)}"
        )
    return pictures[0]
