r"""Which format a record is in, decided by its content.

INCITS 378-2004 and ISO/IEC 19794-2:2005 both may begin ``FMR\0 20\0``; then ISO has the length in bytes 8 to 11,
INCITS in 8 and 9 or, where those are zero, in 10 to 13. The one whose length is the size of the data is taken; else
two bytes of at least 26 are too large to begin an ISO length, and four bytes of at least 24 an INCITS one.

INCITS 378-2009 and ISO/IEC 19794-2:2011 both begin ``FMR\0030\0`` with a length of four bytes. Then ISO has a count
of representations (2), a flag (1) and representations that begin with their own length: where these lengths lead
to the end of the record it is ISO. Where INCITS's views lead to the end, it is INCITS. Amendment 1 of INCITS 378-2009
has a version of its own. (robertvazan/fingerprintio-java tells the four apart by the same fields.)
"""

from tenprint.errors import TemplateError
from tenprint.template.extended_data import TOLERANCE
from tenprint.template.minutiae_record import TemplateFormat
from tenprint.template.record_bytes import MAGIC

VERSION_2004 = (b" 20\x00", b"020\x00")
VERSION_2005 = b" 20\x00"
VERSION_2009 = b"030\x00"
VERSION_2009_AM1 = b"035\x00"
VERSION_2011 = b"030\x00"
VERSIONS = {  # as we write them
    TemplateFormat.ANSI2004: VERSION_2004[0],
    TemplateFormat.ANSI2009: VERSION_2009,
    TemplateFormat.ANSI2009_AM1: VERSION_2009_AM1,
    TemplateFormat.ISO2005: VERSION_2005,
    TemplateFormat.ISO2011: VERSION_2011,
}
HEADER_SIZES = {
    TemplateFormat.ANSI2004: 26,
    TemplateFormat.ANSI2009: 21,
    TemplateFormat.ANSI2009_AM1: 21,
    TemplateFormat.ISO2005: 24,
    TemplateFormat.ISO2011: 15,
}
REPRESENTATION_SIZE_MIN = 34  # ISO/IEC 19794-2:2011, no quality block, no minutia

_VIEW_HEAD_2009 = 17  # position to resolution, and the count of minutiae


def detect(data: bytes) -> TemplateFormat:
    """The format that a record is in.

    Raises:
        TemplateError: it is in none of them.
    """
    if data[:4] != MAGIC:
        raise TemplateError(
            f"finger minutiae record: magic at byte 0: expected {MAGIC!r}, found {data[:4]!r}"
        )
    version = data[4:8]
    if len(data) < min(HEADER_SIZES.values()):
        raise TemplateError(f"finger minutiae record: header: expected at least 15 bytes, found {len(data)}")
    if version == VERSION_2009_AM1:
        return TemplateFormat.ANSI2009_AM1
    if version == VERSION_2011:
        return TemplateFormat.ISO2011 if _looks_like_2011(data) else TemplateFormat.ANSI2009
    if version == VERSION_2005:
        return TemplateFormat.ISO2005 if _looks_like_2005(data) else TemplateFormat.ANSI2004
    if version in VERSION_2004:
        return TemplateFormat.ANSI2004
    raise TemplateError(
        f"finger minutiae record: version at byte 4: expected ' 20', '020', '030' or '035', found {version!r}"
    )


def expect(data: bytes, *formats: TemplateFormat) -> TemplateFormat:
    """The record's format, one of those given.

    Raises:
        TemplateError: it is in another, or its header is cut off.
    """
    found = detect(data)
    if found not in formats:
        raise TemplateError(
            f"finger minutiae record: format: expected {formats[0].standard}, found {found.standard}"
        )
    if len(data) < HEADER_SIZES[found]:
        raise TemplateError(
            f"{found.standard}: header: expected at least {HEADER_SIZES[found]} bytes, found {len(data)}"
        )
    return found


def _looks_like_2005(data: bytes) -> bool:
    """Whether a record of version " 20" is ISO's, not INCITS's."""
    high, low = int.from_bytes(data[8:10], "big"), int.from_bytes(data[10:12], "big")
    iso = high << 16 | low
    ansi = high or int.from_bytes(data[10:14], "big")
    if (iso == len(data)) != (ansi == len(data)):
        return iso == len(data)
    if high:
        return high < HEADER_SIZES[TemplateFormat.ANSI2004]
    return low >= HEADER_SIZES[TemplateFormat.ISO2005]


def leads_to_end(data: bytes, header: int) -> bool:
    """Whether INCITS 378-2009 views behind a header of that many bytes end where the record does."""
    total, count, at = int.from_bytes(data[8:12], "big"), data[header - 2], header
    for _ in range(count):
        if at + _VIEW_HEAD_2009 > len(data):
            return False
        at += _VIEW_HEAD_2009 + 6 * data[at + _VIEW_HEAD_2009 - 1]
        at += 2 + int.from_bytes(data[at : at + 2], "big")
    return count > 0 and abs(at - total) <= TOLERANCE


def _looks_like_2011(data: bytes) -> bool:
    """Whether a record of version "030" is ISO's, not INCITS's.

    Where neither reading leads to the end, a record that at least begins as ISO's do (a flag of 0 or 1, a first
    representation that is neither too short nor longer than the record) is called that, so that what is wrong
    with it can be said in ISO's terms.
    """
    total, count = int.from_bytes(data[8:12], "big"), int.from_bytes(data[12:14], "big")
    at = first = HEADER_SIZES[TemplateFormat.ISO2011]
    for _ in range(count):
        length = int.from_bytes(data[at : at + 4], "big")
        if length < REPRESENTATION_SIZE_MIN or at + 4 > len(data):
            break
        at += length
    if first < at and abs(at - total) <= TOLERANCE:
        return True
    if len(data) >= 21 and any(leads_to_end(data, header) for header in (21, 20)):
        return False
    length = int.from_bytes(data[first : first + 4], "big")
    return count <= 255 and data[14] <= 1 and REPRESENTATION_SIZE_MIN <= length <= total - first
