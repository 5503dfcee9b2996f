"""ISO/IEC 19794-2:2011 finger minutiae records ("FMR", version 3.0, minutiae of five or six bytes).

The header counts representations, one for each view; a representation says its own length, when and with what it was
captured, any number of quality blocks and certifications, resolution and size, and whether minutiae have a quality.
"""

from collections.abc import Sequence
from dataclasses import replace

from tenprint.errors import TemplateError
from tenprint.template.finger_view import FingerView, finger_views, record_of
from tenprint.template.minutiae_record import (
    Capture,
    MinutiaeRecord,
    Picture,
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
from tenprint.template.record_format import HEADER_SIZES, REPRESENTATION_SIZE_MIN, expect

__all__ = ["FORMAT", "FingerView", "read", "read_record", "write", "write_record"]

FORMAT = TemplateFormat.ISO2011
DEVICE = ("capture device vendor", "capture device type")
QUALITY = ("quality algorithm vendor", "quality algorithm")
CERTIFICATION_SIZE = 3


def read(data: bytes) -> list[FingerView]:
    """All views of a record, at 500 ppi.

    Raises:
        TemplateError: not such a record, or cut off.
    """
    return finger_views(read_record(data))


def write(views: Sequence[FingerView], minutia_size: int = 6) -> bytes:
    """A record of one or more views; positions are rounded to pixels, angles to 1.4°.

    Args:
        views: at least one.
        minutia_size: 6, or 5 to leave the quality of minutiae out.

    Raises:
        TemplateError: a value does not fit the format.
    """
    return write_record(record_of(views, FORMAT, minutia_size=minutia_size))


def read_record(data: bytes) -> MinutiaeRecord:
    """The record as it stands; bytes after the declared length are kept and noted.

    Raises:
        TemplateError: not such a record, or cut off.
    """
    expect(data, FORMAT)
    reader = RecordReader(data, FORMAT)
    version = reader.take(8, "magic and version")[4:]
    reader.record_length(4, HEADER_SIZES[FORMAT])
    count = reader.view_count(2, "number of representations")
    certified = reader.number(1, "certification flag")
    if certified > 1:
        reader.fail("certification flag", reader.position - 1, "0 or 1", certified)
    views = tuple(_representation(reader, certified, last=place == count) for place in range(1, count + 1))
    return reader.record(version, views, certified=certified)


def write_record(record: MinutiaeRecord) -> bytes:
    """The record's bytes.

    Raises:
        TemplateError: a value does not fit the format.
    """
    rest = pack_count(FORMAT, record, 2) + pack(FORMAT, record.certified, 1, "certification flag")
    for view in record.views:
        body = _pack_view(view, record.certified)
        length = len(body) + 4 + view.length_error
        rest += pack(FORMAT, length, 4, "representation length") + body
    return pack_record(record, rest)


def _representation(reader: RecordReader, certified: int, *, last: bool) -> View:
    """The next representation, which ends where its own length says."""
    start = reader.position
    length = reader.number(4, "representation length")
    reader.reach(start, length, last=last)
    end = reader.end
    missing = start + length - end
    if length < REPRESENTATION_SIZE_MIN or missing > reader.short:
        reader.fail("representation length", start, f"{REPRESENTATION_SIZE_MIN} to {end - start}", length)
    reader.end = min(start + length, end)
    view = _view(reader, certified)
    reader.position, reader.end = reader.end, end
    return replace(view, length_error=max(0, missing))


def _view(reader: RecordReader, certified: int) -> View:
    """What a representation holds after its length."""
    capture, qualities = _capture(reader, certified)
    position = reader.number(1, "finger position")
    number = reader.number(1, "view number")
    across, down = reader.resolution()
    impression = reader.number(1, "impression type")
    width, height = reader.size()
    sizes_at = reader.position
    sizes = reader.number(1, "minutia size and ending type")
    if sizes >> 4 not in (5, 6):
        reader.fail("minutia size", sizes_at, "5 or 6", sizes >> 4)
    count = reader.number(1, "number of minutiae")
    first = reader.position
    minutiae = reader.minutiae(count, sizes >> 4)
    extended = reader.extended(last=True, beyond=False)  # its length ends it; the next begins elsewhere
    unread = reader.data[reader.position : reader.end]
    if unread:
        reader.note(
            reader.position, f"{len(unread)} bytes after the extended data, within the representation"
        )
    view = View(
        position,
        number,
        impression,
        qualities,
        Picture(width, height, across, down),
        minutiae,
        extended,
        capture,
        sizes >> 4,
        sizes & 15,
        unread,
    )
    return reader.check(view, first)


def _capture(reader: RecordReader, certified: int) -> tuple[Capture, tuple[QualityBlock, ...]]:
    """When, with what, and how well."""
    time = reader.take(9, "capture date and time")
    technology = reader.number(1, "capture device technology")
    vendor, device = reader.number(2, DEVICE[0]), reader.number(2, DEVICE[1])
    qualities = tuple(
        QualityBlock(
            reader.number(1, "quality score"), reader.number(2, QUALITY[0]), reader.number(2, QUALITY[1])
        )
        for _ in range(reader.number(1, "number of quality blocks"))
    )
    count = reader.number(1, "number of certifications") if certified else 0
    certifications = tuple(reader.take(CERTIFICATION_SIZE, "certification") for _ in range(count))
    return Capture(time, technology, vendor, device, certifications), qualities


def _pack_view(view: View, certified: int) -> bytes:
    """The bytes of a representation after its length."""
    capture = view.capture or Capture()
    sizes = (len(capture.time), *map(len, capture.certifications))
    if sizes[0] != 9 or any(size != CERTIFICATION_SIZE for size in sizes[1:]):
        raise TemplateError(
            f"{FORMAT.standard}: capture: expected 9 bytes of time and 3 a certification, found {sizes}"
        )
    if view.minutia_size not in (5, 6) or not 0 <= view.ending_type <= 15:
        found = (view.minutia_size, view.ending_type)
        raise TemplateError(
            f"{FORMAT.standard}: minutia size and ending type: expected 5 or 6 and 0..15, found {found}"
        )
    packed = capture.time + pack(FORMAT, capture.technology, 1, "capture device technology")
    packed += pack_pair(FORMAT, capture.vendor, capture.device, DEVICE)
    packed += pack(FORMAT, len(view.qualities), 1, "number of quality blocks")
    for one in view.qualities:
        packed += pack(FORMAT, one.score, 1, "quality score")
        packed += pack_pair(FORMAT, one.vendor, one.algorithm, QUALITY)
    if certified:
        packed += pack(FORMAT, len(capture.certifications), 1, "number of certifications")
        packed += b"".join(capture.certifications)
    packed += pack(FORMAT, view.position, 1, "finger position") + pack(FORMAT, view.number, 1, "view number")
    packed += pack_resolution(FORMAT, view.picture) + pack(FORMAT, view.impression, 1, "impression type")
    packed += pack_size(FORMAT, view.picture) + bytes([view.minutia_size << 4 | view.ending_type])
    return packed + pack_minutiae(FORMAT, view) + view.unread
