"""Any finger minutiae record, by its content or by the name of its format."""

from collections.abc import Callable, Sequence

from tenprint.template import codec_ansi378_2004, codec_ansi378_2009, codec_iso2005, codec_iso2011
from tenprint.template.finger_view import FingerView, finger_views, record_of
from tenprint.template.minutiae_record import MinutiaeRecord, TemplateFormat
from tenprint.template.record_format import detect

_READERS: dict[TemplateFormat, Callable[[bytes], MinutiaeRecord]] = {
    TemplateFormat.ANSI2004: codec_ansi378_2004.read_record,
    TemplateFormat.ANSI2009: codec_ansi378_2009.read_record,
    TemplateFormat.ANSI2009_AM1: codec_ansi378_2009.read_record,
    TemplateFormat.ISO2005: codec_iso2005.read_record,
    TemplateFormat.ISO2011: codec_iso2011.read_record,
}
_WRITERS: dict[TemplateFormat, Callable[[MinutiaeRecord], bytes]] = {
    TemplateFormat.ANSI2004: codec_ansi378_2004.write_record,
    TemplateFormat.ANSI2009: codec_ansi378_2009.write_record,
    TemplateFormat.ANSI2009_AM1: codec_ansi378_2009.write_record,
    TemplateFormat.ISO2005: codec_iso2005.write_record,
    TemplateFormat.ISO2011: codec_iso2011.write_record,
}


def read_record(data: bytes) -> MinutiaeRecord:
    """A record of whichever format.

    Raises:
        TemplateError: not a record of any, or cut off.
    """
    return _READERS[detect(data)](data)


def write_record(record: MinutiaeRecord) -> bytes:
    """The record's bytes in its own format; what was read comes out as it was.

    Raises:
        TemplateError: a value does not fit the format.
    """
    return _WRITERS[record.format](record)


def read_any(data: bytes) -> tuple[TemplateFormat, list[FingerView]]:
    """The format of a record, and all its views at 500 ppi.

    Raises:
        TemplateError: not a record of any format, or cut off.
    """
    record = read_record(data)
    return record.format, finger_views(record)


def write_any(views: Sequence[FingerView], form: TemplateFormat) -> bytes:
    """A record of that format from views at 500 ppi.

    Raises:
        TemplateError: a value does not fit the format.
    """
    return write_record(record_of(views, form))
