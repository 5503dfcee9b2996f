"""The finger images of a new submission: Type-4 (binary, 500 ppi) or Type-14 (tagged, 500 or 1000 ppi).

EBTS 8.001 §3.1.2 takes the fourteen impressions in either. WSQ is for 8-bit grey at 500 ppi; at 1000 ppi images are
JPEG 2000 (or uncompressed, or lossless), and only Type-14 can say so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tenprint.errors import BadInput
from tenprint.identity.number import ORI
from tenprint.image import codestream
from tenprint.record.build import PIXELS_PER_INCH, Value, tagged_record, type4_record
from tenprint.record.card_impression import CARD_POSITIONS, FINGERS_OF_PLAIN
from tenprint.record.image_record import COMPRESSIONS, LARGEST_SIDE, SMALLEST_SIDE
from tenprint.record.model import BinaryRecord, TaggedRecord

RESOLUTIONS_PPI = (500, 1000)
AT_500_ONLY = frozenset({"WSQ20"})
BITS_PER_PIXEL = "8"  # 14.012 BPX
AMPUTATION_CODES = ("XX", "UP")  # amputated, unable to print


@dataclass(frozen=True, slots=True)
class Type4Image:
    """One image for a Type-4 record, 500 ppi.

    Attributes:
        width: pixels.
        height: pixels.
        compression: a name of ``image_record.COMPRESSIONS``.
        data: codestream, or raw pixels row by row, 8-bit, 255 white.
        impression_type: IMP code (1 live rolled, 0 live plain, 3 and 2 the same not live).
    """

    width: int
    height: int
    compression: str
    data: bytes
    impression_type: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Where one finger is in a plain impression (14.021 SEG): pixels from the top left, right and bottom included."""

    finger: int
    left: int
    right: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Type14Image:
    """One image for a Type-14 record.

    Attributes:
        width: pixels.
        height: pixels.
        compression: a name of ``image_record.COMPRESSIONS``; not WSQ20 at 1000 ppi.
        data: codestream, or raw pixels row by row, 8-bit, 255 white.
        impression_type: IMP code, as in ``Type4Image``.
        ppi: 500 or 1000 pixels per inch, the same both ways.
        segments: the fingers of a plain impression.
        source: ORI of whoever took it; None for the submitter.
        captured_on: day of capture; None for the day of submission.
    """

    width: int
    height: int
    compression: str
    data: bytes
    impression_type: int
    ppi: int = 500
    segments: Sequence[Segment] = ()
    source: ORI | None = None
    captured_on: date | None = None


CardImage = Type4Image | Type14Image


def check_amputated(amputated: Mapping[int, str]) -> None:
    """Refuse what 2.084 AMP cannot say: a position that is no finger, or an unknown reason."""
    for finger, reason in amputated.items():
        if finger not in range(1, 11) or reason not in AMPUTATION_CODES:
            raise BadInput(
                f"2.084 AMP: expected a finger 1-10 and one of {AMPUTATION_CODES}, found {finger} and {reason[:8]!r}"
            )


def image_record(
    idc: int, position: int, image: CardImage, *, amputated: Mapping[int, str], source: ORI, on: date
) -> BinaryRecord | TaggedRecord:
    """The record of one position of a card.

    Args:
        idc: information designation character, 1–99.
        position: 1–14 (FGP).
        image: what was taken.
        amputated: reason by finger, for the whole card; a plain impression names its own (14.018 AMP).
        source: the submitter.
        on: day of submission.

    Raises:
        BadInput: a position, compression, resolution or segment that the standard does not have, or data that are not
            what is said of them.
    """
    kind = 4 if isinstance(image, Type4Image) else 14
    if position not in CARD_POSITIONS:
        raise BadInput(f"Type-{kind} FGP: expected a position 1-14, found {position}")
    if image.compression not in COMPRESSIONS:
        raise BadInput(
            f"Type-{kind} GCA/CGA: expected one of {COMPRESSIONS}, found {image.compression[:16]!r}"
        )
    if isinstance(image, Type4Image):
        return type4_record(
            idc=idc,
            imp=image.impression_type,
            position=position,
            width=image.width,
            height=image.height,
            gca=COMPRESSIONS.index(image.compression),
            data=image.data,
        )
    _check_type14(position, image)
    fields: dict[int, Value | None] = {
        3: f"{image.impression_type}",
        4: image.source or source,
        5: f"{image.captured_on or on:%Y%m%d}",
        6: f"{image.width}",
        7: f"{image.height}",
        8: PIXELS_PER_INCH,
        9: f"{image.ppi}",
        10: f"{image.ppi}",
        11: image.compression,
        12: BITS_PER_PIXEL,
        13: f"{position}",
        18: _missing(position, amputated),
        21: [tuple(map(str, _numbers(one))) for one in image.segments] or None,
        999: image.data,
    }
    return tagged_record(14, fields, idc=idc)


def _missing(position: int, amputated: Mapping[int, str]) -> Value | None:
    """14.018 of a plain impression: the fingers that it should show and does not."""
    fingers = FINGERS_OF_PLAIN.get(position, ())
    return [(f"{finger:02d}", amputated[finger]) for finger in fingers if finger in amputated] or None


def _numbers(one: Segment) -> tuple[int, int, int, int, int]:
    """A segment's items in the order of 14.021."""
    return one.finger, one.left, one.right, one.top, one.bottom


def _check_type14(position: int, image: Type14Image) -> None:
    """Refuse a Type-14 that says what is not so."""
    place = f"Type-14 position {position}"
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (image.width, image.height)):
        expected = f"sides of {SMALLEST_SIDE} to {LARGEST_SIDE} pixels"
        raise BadInput(f"{place}: expected {expected}, found {image.width} x {image.height}")
    if image.ppi not in RESOLUTIONS_PPI:
        raise BadInput(f"{place} HPS: expected one of {RESOLUTIONS_PPI} ppi, found {image.ppi}")
    if image.ppi != 500 and image.compression in AT_500_ONLY:
        raise BadInput(f"{place} CGA: expected JP2 or another without WSQ at {image.ppi} ppi, found WSQ20")
    _check_data(place, image)
    for one in image.segments:
        _check_segment(place, position, image, one)


def _check_data(place: str, image: Type14Image) -> None:
    """The codestream begins as its compression does and has the size that is said; raw pixels are as many."""
    said = (image.width, image.height)
    if image.compression == "NONE":
        if len(image.data) != image.width * image.height:
            raise BadInput(f"{place}: expected {image.width * image.height} bytes, found {len(image.data)}")
        return
    if not image.data or not codestream.agrees(image.compression, image.data):
        raise BadInput(f"{place} DATA: expected a codestream in {image.compression}, found another")
    size = codestream.dimensions(image.compression, image.data)
    if size != said:
        raise BadInput(f"{place} HLL, VLL: expected {size} as in the codestream, found {said}")


def _check_segment(place: str, position: int, image: Type14Image, one: Segment) -> None:
    """A segment is of a finger of this impression and inside the image."""
    fingers = FINGERS_OF_PLAIN.get(position, (position,))
    inside = 0 <= one.left < one.right <= image.width and 0 <= one.top < one.bottom <= image.height
    if one.finger not in fingers or not inside:
        raise BadInput(
            f"{place} SEG: expected a finger of {fingers}, left < right, top < bottom inside "
            f"{image.width} x {image.height}, found {_numbers(one)}"
        )
