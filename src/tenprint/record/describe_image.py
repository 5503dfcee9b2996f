"""The image of a record in one line: what it shows, its size, resolution and compression, and what its bytes say."""

from dataclasses import dataclass

from tenprint.image import codestream
from tenprint.record.describe_codes import BY_MNEMONIC, IMPRESSIONS, POSITIONS
from tenprint.record.model import BinaryRecord, Record, TaggedRecord
from tenprint.record.tenprint_images import ALIASES, from_type4, from_type14

TAGGED_IMAGES = frozenset({10, 13, 14, 15, 16, 17, 19, 20})
BINARY_COMPRESSIONS = {0: "NONE", 1: "FAX"}
SIGNATURE_FORMS = {0: "NONE", 1: "FAX", 2: "VECTOR"}
EYES = {"0": "eye", "1": "right eye", "2": "left eye"}
KINDS = ("WSQ20", "JPEGB", "JP2", "PNG")  # one name for each kind of first bytes
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
    if isinstance(record, BinaryRecord):
        return _binary(record, header)
    if isinstance(record, TaggedRecord) and record.type in TAGGED_IMAGES:
        return _tagged(record)
    return None


def _binary(record: BinaryRecord, header: TaggedRecord) -> ImageSummary | None:
    """Types 3 to 6 and 8; a Type-7 is its users' own."""
    if record.type == 7:
        return None
    if record.type == 8:
        return _signature(record)
    image = from_type4(record, header)
    subject, manner = _finger(image.position), IMPRESSIONS.get(image.impression_type, "")
    bits = 8 if record.type in (3, 4) else 1
    compression = image.compression if bits == 8 else BINARY_COMPRESSIONS.get(record.gca, str(record.gca))
    # The standard's least resolution of Types 3 and 5 is 9.84 pixels per mm, half that of 4 and 6.
    ppi = 250.0 if record.type in (3, 5) and not record.isr else image.resolution_ppi
    return _with_says(
        ImageSummary(subject, manner, record.hll, record.vll, ppi, compression, record.data, bits)
    )


def _signature(record: BinaryRecord) -> ImageSummary:
    """Type-8: whose signature, and how its strokes are kept."""
    raw = record.raw
    width, height = int.from_bytes(raw[8:10], "big"), int.from_bytes(raw[10:12], "big")
    whose = {0: "subject's signature", 1: "official's signature"}.get(raw[5], "signature")
    form = SIGNATURE_FORMS.get(raw[6], str(raw[6]))
    return ImageSummary(whose, "", width, height, None, form, raw[12:], 1)


def _tagged(record: TaggedRecord) -> ImageSummary:
    """Types with the fields 006 to 011 of Type-14."""
    image = from_type14(record)
    subject, manner = _subject(record)
    compression = ALIASES.get(image.compression, image.compression)
    return _with_says(
        ImageSummary(
            subject, manner, image.width, image.height, image.resolution_ppi, compression, image.data
        )
    )


def _subject(record: TaggedRecord) -> tuple[str, str]:
    """What a tagged image shows, and how it was taken."""
    third = (record.field(3) or "").strip()
    if record.type == 10:
        return third.lower(), BY_MNEMONIC["POS"].get(record.field(20) or "", "")
    if record.type == 17:
        return EYES.get(third, ""), ""
    if record.type not in (13, 14, 15):
        return "", ""
    manner = IMPRESSIONS.get(int(third), "") if third.isascii() and third.isdecimal() else ""
    positions = [text for text in record.subfields(13)[:6] if text.isascii() and text.isdecimal()]
    return " or ".join(_finger(int(text[:3])) for text in positions), manner


def _finger(position: int) -> str:
    """A position in words."""
    return POSITIONS.get(position, f"position {position}")


def _with_says(image: ImageSummary) -> ImageSummary:
    """The image with what its bytes say differently."""
    said = _difference(image)
    if not said:
        return image
    return ImageSummary(
        image.subject, image.manner, image.width, image.height, image.resolution_ppi, image.compression,
        image.data, image.bits, said,
    )  # fmt: skip


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
    """Words for a file name: ``right-thumb-rolled``, ``face``."""
    manner = next((one for one in ("rolled", "plain") if one in image.manner), "")
    words = f"{image.subject} {manner if manner not in image.subject else ''}"
    return "-".join("".join(letter if letter.isalnum() else " " for letter in words.lower()).split())
