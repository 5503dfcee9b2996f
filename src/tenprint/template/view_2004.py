"""The finger view that INCITS 378-2004 and ISO/IEC 19794-2:2005 share, big-endian.

Position, view number and impression (4 bits each), quality, count of minutiae; six bytes a minutia: type (2 bits)
with x (14), y (14), angle, quality; length of extended data, extended data. Size and resolution are in the header.
"""

from collections.abc import Sequence

from tenprint.errors import TemplateError
from tenprint.template.minutiae_record import Picture, QualityBlock, TemplateFormat, View
from tenprint.template.record_bytes import RecordReader, pack, pack_minutiae


def read_view(reader: RecordReader, picture: Picture, *, last: bool) -> View:
    """The next view.

    Raises:
        TemplateError: it is cut off or holds what it must not.
    """
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


def pack_view(form: TemplateFormat, view: View) -> bytes:
    """The bytes of a view.

    Raises:
        TemplateError: a value does not fit.
    """
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


def common_picture(form: TemplateFormat, views: Sequence[View]) -> Picture:
    """The one picture of all views.

    Raises:
        TemplateError: they differ, or there is no view.
    """
    pictures = list(dict.fromkeys(view.picture for view in views))
    if len(pictures) != 1:
        raise TemplateError(
            f"{form.standard}: size and resolution: expected one for all views, found {len(pictures)}"
        )
    return pictures[0]
