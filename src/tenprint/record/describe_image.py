"""The image of a record in one line: what it shows, its size, resolution and compression, and what its bytes say."""

from dataclasses import dataclass, replace

from tenprint.image import codestream
from tenprint.record.describe_codes import IMPRESSIONS, POSITIONS
from tenprint.record.describe_value import meaning
from tenprint.record.field_rules import field_rules
from tenprint.record.image_record import ImageRecord, image_record
from tenprint.record.model import Record, TaggedRecord

ONE_BIT = frozenset({5, 6, 8})  # types of one bit a pixel
CODINGS = {"1": "FAX", "2": "VECTOR"}  # of those, as the codes of 5.008, 6.008 and 8.004
KINDS = ("WSQ20", "JPEGB", "JP2", "PNG")  # one name for each kind of first bytes
SLUG_CHARACTERS = 60
TIFF = (b"II*\0", b"MM\0*")
KIND_NAMES = {"WSQ20": "WSQ", "JPEGB": "JPEG", "JP2": "JPEG 2000", "PNG": "PNG"}


@dataclass(frozen=True, slots=True)
class ImageSummary:
    """One image as its record declares it.

    Attributes:
        subject: what it shows, in words (``right thumb``), empty if the record does not say.
        manner: how it was taken (``live rolled``), empty if the record does not say.
        width: pixels; 0 where the record says none that can be read.
        height: pixels, likewise.
        resolution_ppi: declared pixels per inch; None where none is declared.
        compression: name as in 14.011 (``WSQ20``, ``NONE``); FAX and VECTOR for binary images and signatures.
        data: the codestream or the raw pixels.
        bits: of one pixel, where the record says so by its type (1 for Types 5, 6 and 8), else 8.
        says: what the image's own bytes say differently, in words; empty where nothing differs.
    """

    subject: str
    manner: str
    width: int
    height: int
    resolution_ppi: float | None
    compression: str
    data: bytes
    bits: int = 8
    says: str = ""

    @property
    def about(self) -> str:
        """What it shows and how it was taken; ``plain`` is said once."""
        subject = self.subject.removeprefix("plain ") if self.manner.endswith("plain") else self.subject
        return ", ".join(filter(None, (subject, self.manner)))


def image_summary(record: Record, header: TaggedRecord) -> ImageSummary | None:
    """The image of a record, None where its type holds none."""
    image = image_record(record, header)
    if image is None:
        return None
    subject, manner = _shown(image)
    return _with_says(
        ImageSummary(
            subject,
            manner,
            image.width,
            image.height,
            image.resolution.across_ppi if image.resolution else None,
            CODINGS.get(image.compression, image.compression) if image.type in ONE_BIT else image.compression,
            image.data,
            1 if image.type in ONE_BIT else 8,
        )
    )


def _shown(image: ImageRecord) -> tuple[str, str]:
    """What an image shows, and how it was taken."""
    if image.type == 10 and isinstance(image.source, TaggedRecord):
        pose = next((one for one in field_rules("type10") if one.mnemonic == "POS"), None)
        return image.subject.lower(), meaning(
            "POS", image.source.field(20) or "", pose.items[0] if pose else None
        )
    positions = " or ".join(POSITIONS.get(one, f"position {one}") for one in image.positions)
    return positions or image.subject, IMPRESSIONS.get(image.impression_type or 0, "") if image.ridges else ""


def _with_says(image: ImageSummary) -> ImageSummary:
    """The image with what its bytes say differently."""
    return replace(image, says=_difference(image))


def _difference(image: ImageSummary) -> str:
    """What first bytes and head of the image say differently from its record."""
    data, compression = image.data, image.compression
    if not data:
        return "no image data"
    if compression == "NONE":
        return _raw_difference(image)
    kind = next((one for one in KINDS if codestream.agrees(one, data)), "")
    if compression in codestream.MAGIC and not codestream.agrees(compression, data):
        found = KIND_NAMES[kind] if kind else f"of no kind known (begins {data[:4].hex(' ')})"
        return f"the data is {found}"
    size = codestream.dimensions(kind, data) if kind else None
    if kind and size is None:
        return "the image has no head that can be read"
    if size and size != (image.width, image.height):
        return f"the image itself is {size[0]} × {size[1]}"
    return ""


def _raw_difference(image: ImageSummary) -> str:
    """Whether raw pixels are as many as the size asks; a row of a binary image fills whole bytes."""
    if image.data.startswith(TIFF):
        return "the data is a TIFF file"
    row = image.width if image.bits == 8 else -(-image.width // 8)
    needed = row * image.height
    colours = len(image.data) // needed if needed else 0
    if needed and len(image.data) == needed * colours and colours in (1, 3):
        return ""
    return f"uncompressed it would be {needed:,} bytes"


def slug(image: ImageSummary) -> str:
    """Words for a file name (``right-thumb-rolled``): letters and digits only, as a record may say anything."""
    manner = next((one for one in ("rolled", "plain") if one in image.manner), "")
    words = f"{image.subject} {manner if manner not in image.subject else ''}"
    plain = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in words.lower())
    return "-".join(plain[:SLUG_CHARACTERS].split())
