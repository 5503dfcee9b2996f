"""One picture against its own bytes: kind, size, depth, resolution, and whether it can be decoded at all (L0009).

The codestream is believed over the record. What keeps a picture from being used, or makes it another picture than
the record says, refuses; what only casts doubt (a resolution that the file states otherwise) is a warning.
"""

import re
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tenprint.agency.image_place import SentImage
from tenprint.errors import ImageError
from tenprint.image.codec import Compression, decode
from tenprint.image.codestream import CodestreamHead, Kind, inspect, kind_of
from tenprint.image.model import GreyImage
from tenprint.image.wsq_structure import check_wsq
from tenprint.record.finding import Finding, Severity

COMPRESSIONS = {
    "NONE": Compression.NONE,
    "WSQ20": Compression.WSQ,
    "JPEGB": Compression.JPEGB,
    "JPEGL": Compression.JPEGL,
    "JP2": Compression.JP2,
    "JP2L": Compression.JP2L,
    "PNG": Compression.PNG,
}
KINDS = {
    "WSQ20": {Kind.WSQ},
    "JPEGB": {Kind.JPEG, Kind.JPEG_LOSSLESS},
    "JPEGL": {Kind.JPEG, Kind.JPEG_LOSSLESS},
    "JP2": {Kind.JPEG_2000},
    "JP2L": {Kind.JPEG_2000},
    "PNG": {Kind.PNG},
}
LOSSLESS = {"JPEGL": True, "JP2L": True, "JPEGB": False}
"""What a compression says of loss; JP2 may be either."""

WSQ_PPI = 500.0
"""WSQ is for 500 ppi, finer prints are sent in JPEG 2000 (ANSI/NIST-ITL 1-2011, field 14.011 CGA)."""

LEAST_PPI = 490.0
"""Resolution of prints, 500 ppi, less the 2 % that rounding to pixels per centimetre may take."""

PPI_TOLERANCE = 0.02
DECODING_PPI = 500.0  # stands in where only the pixels matter
_FAILURES = {"crashed": "the decoder crashed", "took longer": "the decoder ran out of time"}
"""What a worker process tells of its own end, short enough to be quoted in full."""

_STATED_PLACE = re.compile(r"\b(?:offset|byte) (\d{1,10})\b")
_STATED_PLACE_AT_END = re.compile(r" at (?:offset|byte) \d+$")
_DEFECT = re.compile(r"(?:[\w ]+: )?expected (?P<expected>.+?),? found (?P<found>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CheckedImage:
    """What looking at one picture gave.

    Attributes:
        sent: the picture as its record declares it.
        head: what its bytes say of it, None of raw pixels and where they cannot be read.
        image: the decoded picture, None where it was not or could not be decoded.
        findings: what is wrong with it.
        seconds: time that looking and decoding took.
    """

    sent: SentImage
    head: CodestreamHead | None
    image: GreyImage | None
    findings: tuple[Finding, ...]
    seconds: float


def check_image(sent: SentImage, *, optional: Collection[int] = ()) -> CheckedImage:
    """Look at one picture, and decode it where this package knows how.

    Args:
        sent: the picture.
        optional: types of records whose pictures the receiver would ignore if they are bad: their findings warn.
    """
    began = time.perf_counter()
    head, image = None, None
    findings = list(_codestream_findings(sent))
    if not findings and sent.compression not in ("NONE", *COMPRESSIONS):
        return CheckedImage(sent, None, None, (), time.perf_counter() - began)
    if not findings and sent.compression != "NONE":
        head = inspect(sent.data)
        findings += _head_findings(sent, head)
    elif not findings:
        findings += _raw_findings(sent)
    findings += _resolution_findings(sent, head)
    findings += _stream_doubts(sent)
    if not any(one.code == "L0009" and one.severity is Severity.REJECT for one in findings) and _decodable(
        sent
    ):
        try:
            image = _pixels(sent, head)
        except ImageError as error:
            findings.append(decoding_finding(sent, error))
    if sent.place.kind in optional:
        findings = [_softened(one) for one in findings]
    return CheckedImage(sent, head, image, tuple(findings), time.perf_counter() - began)


def decoded(sent: SentImage) -> GreyImage:
    """The picture in grey, at the resolution that the record states, else the codestream.

    Raises:
        ImageError: damaged, over a limit, of another size than declared, of unknown compression or resolution.
    """
    if sent.compression not in COMPRESSIONS:
        raise ImageError(
            f"compression: expected one of {', '.join(COMPRESSIONS)}, found {sent.compression!r}"
        )
    return decode(
        sent.data,
        COMPRESSIONS[sent.compression],
        width=sent.width,
        height=sent.height,
        resolution_ppi=sent.ppi,
    )


def _pixels(sent: SentImage, head: CodestreamHead | None) -> GreyImage:
    """The picture whatever its record says of its size; of unknown resolution at one that stands in for it."""
    stated = head.resolution if head else None
    known = sent.ppi is not None or (stated is not None and not stated.unknown)
    return decode(
        sent.data,
        COMPRESSIONS[sent.compression],
        width=None if head else sent.width,
        height=None if head else sent.height,
        resolution_ppi=sent.ppi if known and sent.ridges else DECODING_PPI,
    )


def decoding_finding(sent: SentImage, error: ImageError) -> Finding:
    """L0009 with the defect as the decoder tells it, at the byte of the file where the decoder says."""
    text = str(error)
    whole = _DEFECT.match(text)
    failed = next((words for part, words in _FAILURES.items() if part in text), None)
    of_what = f" of finger position {sent.position}" if sent.positions else ""
    expected = f"a readable {sent.compression} image{of_what}"
    if whole and not failed:
        expected = f"{expected} ({whole['expected']})"
    found = failed or (whole["found"] if whole else text.rpartition(": ")[2])
    found = _STATED_PLACE_AT_END.sub("", found)
    stated = _STATED_PLACE.search(text)
    within = int(stated[1]) if stated and int(stated[1]) <= len(sent.data) else None
    return sent.place.finding("L0009", "DATA", expected, found, within=within)


def _softened(one: Finding) -> Finding:
    """The finding as a warning."""
    return Finding(
        one.code, Severity.WARNING, one.record, one.field, one.offset, one.expected, one.found, one.text, one.mnemonic
    )  # fmt: skip


def _decodable(sent: SentImage) -> bool:
    """Whether decoding makes sense: facsimile and raw colour are left as they are."""
    if sent.compression == "NONE":
        return len(sent.data) == sent.width * sent.height
    return sent.compression in COMPRESSIONS


def _codestream_findings(sent: SentImage) -> Iterator[Finding]:
    """The bytes are no codestream of the kind declared."""
    if sent.compression not in KINDS:
        return
    kind = kind_of(sent.data)
    if kind is None or kind not in KINDS[sent.compression]:
        found = sent.data[:8].hex(" ") if kind is None else f"a {kind} codestream"
        yield sent.place.finding("L0009", "CGA", f"data in {sent.compression}", found)
        return
    try:
        inspect(sent.data)
    except ImageError as error:
        yield decoding_finding(sent, error)


def _head_findings(sent: SentImage, head: CodestreamHead) -> Iterator[Finding]:
    """Size, depth and coding as the codestream's head says them."""
    if sent.width and sent.height and (head.width, head.height) != (sent.width, sent.height):
        mnemonic = "HLL" if head.width != sent.width else "VLL"
        expected = f"{head.width} x {head.height} as in the image"
        yield sent.place.finding("E0006", mnemonic, expected, f"{sent.width} x {sent.height}")
    bits = head.depth * head.components
    if sent.ridges and (head.depth, head.components) != (8, 1):
        found = f"{head.components} x {head.depth} bits"
        yield sent.place.finding("E0006", "BPX", "a grey image of 8 bits a pixel", found)
    elif sent.depth is not None and sent.depth not in (bits, head.depth):
        yield _doubt(sent, "BPX", f"{bits} bits a pixel as in the image", str(sent.depth))
    lossless = LOSSLESS.get(sent.compression)
    if lossless is not None and head.lossless is not None and head.lossless is not lossless:
        yield _doubt(
            sent, "CGA", f"{'lossless' if head.lossless else 'lossy'} as the data is", sent.compression
        )


def _stream_doubts(sent: SentImage) -> Iterator[Finding]:
    """Faults of a WSQ codestream that a decoder gets over."""
    if sent.compression != "WSQ20":
        return
    for fault in check_wsq(sent.data):
        if fault.fatal:
            return
        expected = f"in the image {fault.expected}"
        yield sent.place.finding(
            "L0009", "DATA", expected, fault.found, severity=Severity.WARNING, within=fault.offset
        )


def _raw_findings(sent: SentImage) -> Iterator[Finding]:
    """As many bytes of raw pixels as the sides ask for; a picture of any other type may have colours."""
    pixels = sent.width * sent.height
    planes = {1} if sent.ridges else {1, 3, 4}
    if sent.depth is not None and not sent.ridges:
        planes = {max(1, sent.depth // 8)}
    if not pixels or len(sent.data) in {pixels * count for count in planes}:
        return
    expected = " or ".join(f"{pixels * count}" for count in sorted(planes))
    yield sent.place.finding("E0006", "DATA", f"{expected} bytes of raw pixels", f"{len(sent.data)} bytes")


def _resolution_findings(sent: SentImage, head: CodestreamHead | None) -> Iterator[Finding]:
    """The resolution of a print: stated at all, by record and file alike, and one that the coding is for."""
    if not sent.ridges:
        return
    stated = head.resolution if head else None
    known = stated is not None and not stated.unknown
    if sent.ppi is None:
        if known and stated is not None:
            found = f"{stated.across_ppi:g} ppi in the image only"
            yield _doubt(sent, "SLC", "a resolution in the record", found, "E0001")
        else:
            yield sent.place.finding("E0001", "SLC", "a resolution in the record or the image", "neither")
        return
    if stated is not None and stated.across_ppi > 0 and stated.disagrees(sent.ppi, PPI_TOLERANCE):
        expected = f"the image to agree, whose {stated.where} says {stated.across_ppi:g} ppi"
        yield _doubt(sent, "HPS", expected, f"{sent.ppi:g} ppi")
    if sent.compression == "WSQ20" and abs(sent.ppi / WSQ_PPI - 1) > PPI_TOLERANCE:
        yield _doubt(sent, "CGA", f"JP2 or JP2L at {sent.ppi:g} ppi, WSQ being for 500", sent.compression)
    if sent.place.kind in (4, 14) and sent.ppi < LEAST_PPI:
        yield sent.place.finding("E0003", "HPS", "500 ppi or more", f"{sent.ppi:g} ppi")


def _doubt(sent: SentImage, mnemonic: str, expected: str, found: str, code: str = "E0006") -> Finding:
    """A warning on one element."""
    return sent.place.finding(code, mnemonic, expected, found, severity=Severity.WARNING)
