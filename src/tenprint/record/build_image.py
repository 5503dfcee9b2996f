"""New image records of every type: tagged (Types 10, 13 to 17) and binary (Types 3 to 8).

Lengths are computed, unset fields left out and what no writer may send refused; ``build`` assembles the transaction.
Field numbers: ANSI/NIST-ITL 1-2011, Update 2013.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tenprint.errors import BadInput
from tenprint.record.binary_fields import FREE_HEAD, SIGNATURE_HEAD
from tenprint.record.build import PIXELS_PER_INCH, UNUSED_POSITION, Value, tagged_record
from tenprint.record.image_record import COMPRESSIONS, LARGEST_SIDE
from tenprint.record.model import BINARY_TYPES, IMAGE_HEAD, BinaryRecord, TaggedRecord

LARGEST_BINARY_SIDE = 0xFFFF  # two bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """What an image record carries: the codestream and what the record says of it.

    Attributes:
        width: pixels across (HLL).
        height: pixels down (VLL).
        compression: NONE, WSQ20, JPEGB, JPEGL, JP2, JP2L or PNG.
        data: the codestream; of NONE the pixels row by row.
        ppi: pixels per inch, the same both ways.
        depth: bits per pixel (BPX).
    """

    width: int
    height: int
    compression: str
    data: bytes
    ppi: int = 500
    depth: int = 8


def type14_record(
    *,
    idc: int,
    position: int,
    impression_type: int,
    picture: Picture | None,
    source: str,
    captured_on: date,
    missing: Mapping[int, str] | None = None,
    segments: Mapping[int, tuple[int, int, int, int]] | None = None,
    more: Mapping[int, Value] | None = None,
) -> TaggedRecord:
    """Make a Type-14 record of finger images.

    Args:
        idc: 0 to 99.
        position: FGP, 1 to 10 rolled, 11 to 15 plain, 19 with PPD in ``more``.
        impression_type: IMP.
        picture: None only where ``missing`` says why there is none.
        source: SRC, the agency's ORI.
        captured_on: FCD.
        missing: 14.018 AMP, reason (XX, UP, SR) by finger.
        segments: 14.021 SEG, left, right, top and bottom in pixels by finger.
        more: further fields by number.

    Raises:
        BadInput: there is neither picture nor reason, or a raw picture is not of its size.
    """
    if picture is None and not missing:
        raise BadInput(f"Type-14 IDC {idc}: expected a picture or a reason in AMP, found neither")
    fields: dict[int, Value | None] = {
        3: str(impression_type),
        4: source,
        5: f"{captured_on:%Y%m%d}",
        13: str(position),
        18: [(str(finger), reason) for finger, reason in sorted((missing or {}).items())] or None,
        21: [(str(finger), *map(str, box)) for finger, box in sorted((segments or {}).items())] or None,
    }
    return _tagged(14, idc, picture, fields | dict(more or {}))


def type13_record(
    *,
    idc: int,
    position: int,
    picture: Picture,
    source: str,
    captured_on: date,
    impression_type: int = 4,
    more: Mapping[int, Value] | None = None,
) -> TaggedRecord:
    """Make a Type-13 record of a latent print; position 0 where it is not known."""
    fields: dict[int, Value | None] = {
        3: str(impression_type), 4: source, 5: f"{captured_on:%Y%m%d}", 13: str(position)
    }  # fmt: skip
    return _tagged(13, idc, picture, fields | dict(more or {}))


def type15_record(
    *,
    idc: int,
    position: int,
    picture: Picture,
    source: str,
    captured_on: date,
    impression_type: int = 10,
    more: Mapping[int, Value] | None = None,
) -> TaggedRecord:
    """Make a Type-15 record of a palm print; position 20 to 38 or 81 to 86."""
    fields: dict[int, Value | None] = {
        3: str(impression_type), 4: source, 5: f"{captured_on:%Y%m%d}", 13: str(position)
    }  # fmt: skip
    return _tagged(15, idc, picture, fields | dict(more or {}))


def type10_record(
    *,
    idc: int,
    picture: Picture,
    source: str,
    captured_on: date,
    image_type: str = "FACE",
    colour_space: str = "SRGB",
    more: Mapping[int, Value] | None = None,
) -> TaggedRecord:
    """Make a Type-10 record of a face, scar, mark or tattoo; it has a colour space where others have a depth."""
    fields: dict[int, Value | None] = {
        3: image_type, 4: source, 5: f"{captured_on:%Y%m%d}", 12: colour_space
    }  # fmt: skip
    return _tagged(10, idc, picture, fields | dict(more or {}), with_depth=False)


def type17_record(
    *,
    idc: int,
    eye: int,
    picture: Picture,
    source: str,
    captured_on: date,
    colour_space: str = "GRAY",
    more: Mapping[int, Value] | None = None,
) -> TaggedRecord:
    """Make a Type-17 record of an iris; eye 0 not known, 1 right, 2 left."""
    fields: dict[int, Value | None] = {
        3: str(eye), 4: source, 5: f"{captured_on:%Y%m%d}", 13: colour_space
    }  # fmt: skip
    return _tagged(17, idc, picture, fields | dict(more or {}))


def image_binary_record(
    kind: int, *, idc: int, position: int, impression_type: int, picture: Picture, isr: int = 0
) -> BinaryRecord:
    """Make a Type-3, 4, 5 or 6 record; Types 5 and 6 know compression only as none (0) or some (1)."""
    if kind not in range(3, 7):
        raise BadInput(f"a Type-{kind} record: expected Type-3 to 6")
    _check_idc(kind, idc)
    _check_picture(kind, idc, picture, bits=8 if kind <= 4 else 1)
    number = COMPRESSIONS.index(picture.compression) if kind <= 4 else int(picture.compression != "NONE")
    positions = bytes([position, *[UNUSED_POSITION] * 5])
    head = IMAGE_HEAD.pack(
        IMAGE_HEAD.size + len(picture.data), idc, impression_type, positions, isr, picture.width,
        picture.height, number,
    )  # fmt: skip
    return BinaryRecord(kind, head + picture.data)


def type7_record(*, idc: int, data: bytes) -> BinaryRecord:
    """Make a Type-7 record: whatever its user agreed upon after LEN and IDC."""
    _check_idc(7, idc)
    return BinaryRecord(7, FREE_HEAD.pack(FREE_HEAD.size + len(data), idc) + data)


def type8_record(
    *, idc: int, picture: Picture, signature: int = 0, representation: int = 0, isr: int = 0
) -> BinaryRecord:
    """Make a Type-8 record: ``signature`` 0 subject, 1 official; ``representation`` 0 raw, 1 facsimile, 2 vectors."""
    _check_idc(8, idc)
    if representation == 0:
        _check_picture(8, idc, picture, bits=1)
    head = SIGNATURE_HEAD.pack(
        SIGNATURE_HEAD.size + len(picture.data), idc, signature, representation, isr, picture.width,
        picture.height,
    )  # fmt: skip
    return BinaryRecord(8, head + picture.data)


def _tagged(
    kind: int,
    idc: int,
    picture: Picture | None,
    fields: Mapping[int, Value | None],
    *,
    with_depth: bool = True,
) -> TaggedRecord:
    """A tagged record with the fields of its picture."""
    _check_idc(kind, idc)
    if picture is None:
        return tagged_record(kind, fields, idc)
    _check_picture(kind, idc, picture, bits=picture.depth)
    image: dict[int, Value | None] = {
        6: str(picture.width), 7: str(picture.height), 8: PIXELS_PER_INCH, 9: str(picture.ppi),
        10: str(picture.ppi), 11: picture.compression, 999: picture.data,
    }  # fmt: skip
    if with_depth:
        image[12] = str(picture.depth)
    return tagged_record(kind, image | dict(fields), idc)


def _check_idc(kind: int, idc: int) -> None:
    """Refuse an IDC that two digits cannot hold."""
    if not 0 <= idc <= 99:
        raise BadInput(f"Type-{kind}: expected an IDC 0-99, found {idc}")


def _check_picture(kind: int, idc: int, picture: Picture, bits: int) -> None:
    """Refuse a size that its field cannot hold, an unknown compression and raw pixels of another number."""
    largest = LARGEST_BINARY_SIDE if kind in BINARY_TYPES else LARGEST_SIDE
    name = f"Type-{kind} IDC {idc:02d}"
    if not (0 < picture.width <= largest and 0 < picture.height <= largest):
        raise BadInput(
            f"{name}: expected sides of 1-{largest} pixels, found {picture.width} x {picture.height}"
        )
    if picture.compression not in COMPRESSIONS:
        raise BadInput(f"{name}: expected one of {', '.join(COMPRESSIONS)}, found {picture.compression!r}")
    raw_bytes = picture.height * ((picture.width * bits + 7) // 8)
    if picture.compression == "NONE" and len(picture.data) != raw_bytes:
        raise BadInput(f"{name}: expected {raw_bytes} bytes uncompressed, found {len(picture.data)}")
