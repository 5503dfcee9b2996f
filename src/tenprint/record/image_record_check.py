"""One image record against its own codestream, from the head of it: nothing is decoded here.

The codestream is believed over the record. What makes it another picture than the record says, or none, refuses;
what only casts doubt (a compression said to be lossless that is not) is a warning.
"""

import re
from collections.abc import Iterator

from tenprint.errors import ImageError
from tenprint.image.codestream import CodestreamHead, Kind, inspect, kind_of
from tenprint.record.finding import Finding, Severity
from tenprint.record.image_record import SMALLEST_SIDE, ImageRecord, image_record
from tenprint.record.model import TaggedRecord, Transaction

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

GREY_TYPES = frozenset({3, 4, 14})
"""Types whose image has 8 bits of grey and nothing else (13 and 15 may have more, ANSI/NIST-ITL field nn.012)."""

BILEVEL_TYPES = frozenset({5, 6, 8})
EXEMPLAR_TYPES = frozenset({4, 14, 15})
"""Types of known prints, which need 500 ppi; a latent's resolution may be unknown."""

LEAST_PPI = 490.0  # 500 ppi less what rounding to whole pixels per centimetre may take
WSQ_PPI = 500.0  # finer prints go in JPEG 2000 (ANSI/NIST-ITL 1-2011, 14.011 CGA)
PPI_TOLERANCE = 0.02
IMAGE_MNEMONICS = ("HLL", "VLL", "SLC", "HPS", "VPS", "CGA", "BPX")
ABSENCE_FIELDS = {14: 18, 15: 18, 17: 28}
"""Field that explains why there is no image: AMP, and DME of an iris."""

DOUBLED_TAG = re.compile(rb"[^\x1d]{0,64}\x1d(\d{1,2})\.0*999:")


def check_image_records(transaction: Transaction) -> Iterator[Finding]:
    """What is wrong with each image record by itself, in the order of the file."""
    if looks_converted(transaction):
        return
    for record in transaction:
        image = image_record(record, transaction.header)
        if image is not None:
            yield from check_image_record(image)


def looks_converted(transaction: Transaction) -> bool:
    """Whether reading stopped at text damage: then no position of a binary record means anything."""
    return any("text damage" in fault.found for fault in transaction.faults)


def check_image_record(image: ImageRecord) -> Iterator[Finding]:
    """What is wrong with one image record: its data, its codestream's head, its resolution.

    What the tables say of single fields (an unknown compression, a position outside the list) is left to them.
    """
    if not image.data:
        yield from _check_absence(image)
    elif doubled := _doubled_tag(image):
        yield doubled
    elif image.type == 8:
        yield from _check_signature(image)
    elif image.compression == "NONE":
        yield from _check_raw(image)
        yield from _check_resolution(image, None)
    elif image.compression in KINDS:
        yield from _check_codestream(image)


def _check_codestream(image: ImageRecord) -> Iterator[Finding]:
    """A codestream of the kind declared, and what its head says."""
    try:
        head = inspect(image.data)
    except ImageError as error:
        yield _unreadable(image, error)
        return
    if head.kind not in KINDS[image.compression]:
        yield image.finding("L0009", "CGA", f"data in {image.compression}", f"a {head.kind} codestream")
        return
    yield from _check_head(image, head)
    yield from _check_resolution(image, head)


def _unreadable(image: ImageRecord, error: ImageError) -> Finding:
    """Data that is no codestream, or whose head is damaged."""
    kind = kind_of(image.data)
    if kind is None or kind not in KINDS[image.compression]:
        found = image.data[:4].hex() if kind is None else f"a {kind} codestream"
        return image.finding("L0009", "CGA", f"data in {image.compression}", found)
    return image.finding("L0009", "DATA", f"the head of a {image.compression} image", str(error))


def lacks_image(image: ImageRecord) -> bool:
    """Whether there is neither an image nor, in a tagged record, a reason for its absence."""
    record = image.source
    reason = record.value(ABSENCE_FIELDS.get(image.type, 0)) if isinstance(record, TaggedRecord) else None
    return not image.data and not reason


def _check_absence(image: ImageRecord) -> Iterator[Finding]:
    """No image: a reason for it, and then none of the fields that describe an image."""
    record = image.source
    if not isinstance(record, TaggedRecord):
        yield image.finding("E0001", "DATA", "image data", "no byte after the head")
        return
    if lacks_image(image):
        found = f"an empty {image.tag('DATA')}" if record.find(999) else f"no {image.tag('DATA')}"
        yield image.finding("E0001", "DATA", "image data", found)
        return
    for mnemonic in IMAGE_MNEMONICS:
        if value := record.value(int(image.tag(mnemonic).split(".")[1])):
            expected = "no such field where there is no image"
            yield image.finding("E0006", mnemonic, expected, value, severity=Severity.WARNING)


def _doubled_tag(image: ImageRecord) -> Finding | None:
    """The tag of the image written twice, so that its data begins with a tag (five of NBIS's own test files)."""
    if not isinstance(image.source, TaggedRecord):
        return None
    match = DOUBLED_TAG.match(image.data)
    if match is None or int(match[1]) != image.type:
        return None
    tag = image.tag("DATA")
    return image.finding("E0005", "DATA", f"{tag} once, with the image in it", image.data[: match.end()])


def _check_signature(image: ImageRecord) -> Iterator[Finding]:
    """As many bytes of a raw signature as its sides ask for; NIST's own have one bit, one byte or three a pixel."""
    pixels = image.width * image.height
    expected = [*_raw_sizes(image), pixels, 3 * pixels]
    if image.compression == "NONE" and len(image.data) not in expected:
        yield _doubt(image, "DATA", _bytes(expected), f"{len(image.data)} bytes")


def _check_raw(image: ImageRecord) -> Iterator[Finding]:
    """Sides of at least ten pixels and as many bytes as they ask for."""
    if min(image.width, image.height) < SMALLEST_SIDE:
        return  # the table has said so
    if image.type in BILEVEL_TYPES and image.data[:2] in (b"II", b"MM"):
        found = "a TIFF file"
        yield image.finding("E0006", "CGA", "data without compression", found, severity=Severity.WARNING)
        return
    expected = _raw_sizes(image)
    if len(image.data) not in expected:
        yield image.finding("E0006", "DATA", _bytes(expected), f"{len(image.data)} bytes")


def _raw_sizes(image: ImageRecord) -> list[int]:
    """Bytes that raw pixels take; one bit a pixel may be packed row by row or throughout."""
    width, height = image.width, image.height
    if image.type in BILEVEL_TYPES:
        return sorted({height * ((width + 7) // 8), (width * height + 7) // 8})
    if image.depth is None:  # Type-10 says its colours in another way
        return [width * height, 3 * width * height]
    depth = 8 if image.type in GREY_TYPES else image.depth
    return [width * height * ((depth + 7) // 8)]


def _bytes(sizes: list[int]) -> str:
    """Sizes in words."""
    return f"{' or '.join(map(str, sizes))} bytes"


def _check_head(image: ImageRecord, head: CodestreamHead) -> Iterator[Finding]:
    """Size, depth and loss as the codestream's head says them."""
    if (head.width, head.height) != (image.width, image.height) and image.width and image.height:
        mnemonic = "HLL" if head.width != image.width else "VLL"
        expected = f"{head.width} x {head.height} as in the image"
        yield image.finding("E0006", mnemonic, expected, f"{image.width} x {image.height}")
    bits = head.depth * head.components
    if image.type in GREY_TYPES and bits != 8:
        found = f"{head.components} x {head.depth} bits"
        yield image.finding("E0006", "BPX", "a grey image of 8 bits a pixel", found)
    elif image.depth is not None and image.depth not in (bits, head.depth):
        yield _doubt(image, "BPX", f"{bits} bits a pixel as in the image", str(image.depth))
    lossless = LOSSLESS.get(image.compression)
    if lossless is not None and head.lossless is not None and head.lossless is not lossless:
        expected = f"{'lossless' if head.lossless else 'lossy'} as the data is"
        yield _doubt(image, "CGA", expected, image.compression)


def _check_resolution(image: ImageRecord, head: CodestreamHead | None) -> Iterator[Finding]:
    """The resolution of a print: stated, the same both ways, fine enough, and that of the file."""
    if not image.ridges:
        return
    stated, inside = image.resolution, head.resolution if head else None
    if inside is not None and inside.unknown:
        inside = None
    if stated is None:
        if image.type in EXEMPLAR_TYPES:
            yield _unstated(image, None if inside is None else inside.across_ppi)
        return
    if not stated.square:
        found = f"{stated.across_ppi:g} x {stated.down_ppi:g} ppi"
        yield image.finding("E0006", "VPS", f"the scale of {image.tag('HPS')}", found)
    elif inside is not None and inside.disagrees(stated.across_ppi, PPI_TOLERANCE):
        expected = f"{inside.across_ppi:g} ppi as the image's {inside.where}"
        yield _doubt(image, "HPS", expected, f"{stated.across_ppi:g} ppi")
    if image.type in EXEMPLAR_TYPES and stated.across_ppi < LEAST_PPI:
        yield image.finding("E0003", "HPS", "500 ppi or more", f"{stated.across_ppi:g} ppi")
    if image.compression == "WSQ20" and abs(stated.across_ppi / WSQ_PPI - 1) > PPI_TOLERANCE:
        yield _doubt(image, "CGA", f"JP2 or JP2L at {stated.across_ppi:g} ppi, WSQ being for 500", "WSQ20")


def _unstated(image: ImageRecord, inside_ppi: float | None) -> Finding:
    """A print whose record states no resolution: doubtful where the image states one, else of no use."""
    if inside_ppi is None:
        return image.finding("E0001", "SLC", "a resolution in the record or the image", "neither")
    return _doubt(image, "SLC", "a resolution", f"{inside_ppi:g} ppi in the image only", "E0001")


def _doubt(image: ImageRecord, mnemonic: str, expected: str, found: str, code: str = "E0006") -> Finding:
    """A warning on one element."""
    return image.finding(code, mnemonic, expected, found, severity=Severity.WARNING)
