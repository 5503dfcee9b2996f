"""One picture decoded, and what is wrong with it: its record against its codestream, and the codestream itself (L0009).

What the record's own check says of the codestream's head is said here too, so that a picture can be judged alone;
behind the head this adds the structure of WSQ, and whether a decoder under limits makes a picture of it.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tenprint.errors import ImageError
from tenprint.image.codec import Compression, decode
from tenprint.image.codestream import CodestreamHead, inspect
from tenprint.image.model import GreyImage
from tenprint.image.wsq_structure import check_wsq
from tenprint.record.finding import Finding, Severity
from tenprint.record.image_record import COMPRESSIONS, ImageRecord
from tenprint.record.image_record_check import GREY_TYPES, check_image_record

DECODING_PPI = 500.0  # stands in where only the pixels matter
_STATED_PLACE = re.compile(r"\b(?:offset|byte) (\d{1,10})\b")
_STATED_PLACE_AT_END = re.compile(r" at (?:offset|byte) \d+$")
_DEFECT = re.compile(r"(?:[\w ]+: )?expected (?P<expected>.+?),? found (?P<found>.+)", re.DOTALL)
_FAILURES = {"crashed": "the decoder crashed", "took longer": "the decoder ran out of time"}
"""What a worker process tells of its own end, short enough to be quoted in full."""


@dataclass(frozen=True, slots=True)
class CheckedImage:
    """What looking at one picture gave.

    Attributes:
        record: the picture as its record declares it.
        head: what its bytes say of it, None of raw pixels and where they cannot be read.
        picture: the decoded picture, None where it was not or could not be decoded.
        findings: what is wrong with it.
        seconds: time that looking and decoding took.
    """

    record: ImageRecord
    head: CodestreamHead | None
    picture: GreyImage | None
    findings: tuple[Finding, ...]
    seconds: float


def check_image(record: ImageRecord) -> CheckedImage:
    """Look at one picture, and decode it where this package knows how, whatever its record says of its size."""
    began = time.perf_counter()
    head, picture = _head(record), None
    findings = [*check_image_record(record), *_resolution_doubts(record, head), *_stream_doubts(record)]
    if _decodable(record, findings):
        try:
            picture = _pixels(record, head)
        except ImageError as error:
            findings.append(decoding_finding(record, error))
    return CheckedImage(record, head, picture, tuple(findings), time.perf_counter() - began)


def decoded(record: ImageRecord) -> GreyImage:
    """The picture in grey, at the resolution that the record states, else the codestream.

    Raises:
        ImageError: damaged, over a limit, of another size than declared, of unknown compression or resolution.
    """
    if record.compression not in COMPRESSIONS:
        found = f"{record.compression!r}"
        raise ImageError(f"compression: expected one of {', '.join(COMPRESSIONS)}, found {found}")
    return decode(
        record.data,
        _coding(record),
        width=record.width,
        height=record.height,
        resolution_ppi=record.resolution.across_ppi if record.resolution else None,
    )


def _coding(record: ImageRecord) -> Compression:
    """The codec's name of a compression that is known."""
    return Compression(COMPRESSIONS.index(record.compression))


def decoding_finding(record: ImageRecord, error: ImageError) -> Finding:
    """L0009 with the defect as the decoder tells it, at the byte of the file where the decoder says."""
    text = str(error)
    whole = _DEFECT.match(text)
    failed = next((words for part, words in _FAILURES.items() if part in text), None)
    of_what = f" of finger position {record.position}" if record.positions else ""
    expected = f"a readable {record.compression} image{of_what}"
    if whole and not failed:
        expected = f"{expected} ({whole['expected']})"
    found = failed or (whole["found"] if whole else text.rpartition(": ")[2])
    found = _STATED_PLACE_AT_END.sub("", found)
    stated = _STATED_PLACE.search(text)
    within = int(stated[1]) if stated and int(stated[1]) <= len(record.data) else 0
    return _within(record, within, expected, found)


def _within(
    record: ImageRecord, offset: int, expected: str, found: str, severity: Severity = Severity.REJECT
) -> Finding:
    """L0009 at a byte of the codestream; where that is its first, at the field that holds it."""
    one = record.finding("L0009", "DATA", expected, found, severity=severity)
    return replace(one, offset=record.data_offset + offset) if offset else one


def _head(record: ImageRecord) -> CodestreamHead | None:
    """What the codestream says of itself, None where it says nothing."""
    if record.compression == "NONE" or not record.data:
        return None
    try:
        return inspect(record.data)
    except ImageError:
        return None


def _decodable(record: ImageRecord, findings: list[Finding]) -> bool:
    """Whether decoding makes sense: not of what is damaged for certain, of facsimile, or of raw colours."""
    if any(one.code in ("L0009", "E0005") and one.severity is Severity.REJECT for one in findings):
        return False
    if record.compression == "NONE":
        grey = record.depth in (None, 8) or record.type in GREY_TYPES
        return bool(record.data) and grey and len(record.data) == record.width * record.height
    return bool(record.data) and record.compression in COMPRESSIONS and record.depth != 1


def _pixels(record: ImageRecord, head: CodestreamHead | None) -> GreyImage:
    """The picture; of unknown resolution at one that stands in for it, where none is needed."""
    ppi = record.resolution.across_ppi if record.resolution else None
    stated = head is not None and head.resolution is not None and not head.resolution.unknown
    if not record.ridges or (ppi is None and not stated):
        ppi = DECODING_PPI
    return decode(
        record.data,
        _coding(record),
        width=None if head else record.width,
        height=None if head else record.height,
        resolution_ppi=ppi,
    )


def _resolution_doubts(record: ImageRecord, head: CodestreamHead | None) -> Iterator[Finding]:
    """A print whose file states a resolution that stands for "unknown", as 255 does in four of NIST's card's."""
    inside = head.resolution if head else None
    if inside is None or not inside.unknown or not record.ridges or record.resolution is None:
        return
    if inside.across_ppi > 0 and inside.across_ppi != record.resolution.across_ppi:
        expected = f"the image to agree, whose {inside.where} says {inside.across_ppi:g} ppi"
        found = f"{record.resolution.across_ppi:g} ppi"
        yield record.finding("E0006", "HPS", expected, found, severity=Severity.WARNING)


def _stream_doubts(record: ImageRecord) -> Iterator[Finding]:
    """Faults of a WSQ codestream that a decoder gets over."""
    if record.compression != "WSQ20":
        return
    for fault in check_wsq(record.data):
        if fault.fatal:
            return
        expected = f"in the image {fault.expected}"
        yield _within(record, fault.offset, expected, fault.found, Severity.WARNING)
