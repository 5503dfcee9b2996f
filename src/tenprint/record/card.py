"""The fourteen impressions of a criminal card: each once, none unexplained, each image as its record says.

EBTS 8.001 §3.1.2: ten rolled (1–10), plain thumbs (11, 12), plain four fingers (13, 14); fewer only with a
reason in 2.084 AMP for each missing finger. Type-14 images of other positions (major case) are passed over.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tenprint.image import codestream
from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.model import BinaryRecord, TaggedRecord, Transaction
from tenprint.record.tenprint_images import (
    COMPRESSIONS,
    PLAIN,
    ROLLED,
    ROLLED_POSITIONS,
    ImpressionRecord,
    from_type4,
    from_type14,
)

CARD_POSITIONS = range(1, 15)
MAJOR_CASE_POSITIONS = range(16, 87)
SMALLEST_SIDE = 10  # pixels, ANSI/NIST-ITL: HLL and VLL
FINGERS_OF_PLAIN = {11: (1,), 12: (6,), 13: (2, 3, 4, 5), 14: (7, 8, 9, 10)}
NUMBERS = {  # field number of each element by record type
    4: {"IMP": 3, "FGP": 4, "HLL": 6, "VLL": 7, "GCA": 8, "DATA": 9},
    14: {"IMP": 3, "FGP": 13, "HLL": 6, "VLL": 7, "GCA": 11, "DATA": 999},
}


def check_card(transaction: Transaction) -> Iterator[Finding]:
    """Findings on the set of impressions and on each image."""
    images = []
    for record in transaction:
        if isinstance(record, BinaryRecord) and record.type == 4:
            image = from_type4(record, transaction.header)
            yield from _check_unused_positions(record)
        elif isinstance(record, TaggedRecord) and record.type == 14:
            image = from_type14(record)
            if image.position in MAJOR_CASE_POSITIONS or (not image.data and record.value(18)):
                continue
            yield from check_segments(record, image)
        else:
            continue
        images.append(image)
        yield from _check_image(record.type, image, record.offset)
    yield from _check_set(transaction, images)


def amputated(transaction: Transaction) -> frozenset[int]:
    """Fingers that 2.084 AMP gives a reason for; entries that are no finger are left out."""
    record = transaction.descriptive
    entries = record.items(84)[:20] if record else ()
    named = (entry[0] for entry in entries if re.fullmatch("[0-9]{1,2}", entry[0]))
    return frozenset(int(text) for text in named if int(text) in ROLLED_POSITIONS)


def _check_set(transaction: Transaction, images: list[ImpressionRecord]) -> Iterator[Finding]:
    """Each position once; each missing one explained; no rolled print of a finger said to be missing."""
    counts = Counter(image.position for image in images)
    reasons = amputated(transaction)
    repeated = [place for place in CARD_POSITIONS if counts[place] > 1]
    if repeated:
        found = f"more than once {_listed(repeated)}"
        yield finding("L0059", record="4/14", expected="each position once", found=found)
    absent = [place for place in CARD_POSITIONS if not counts[place] and not _explained(place, reasons)]
    if absent:
        expected = "a print of each position 1-14, or 2.084 AMP for it"
        yield finding("L0118", record="4/14", expected=expected, found=f"neither for {_listed(absent)}")
    both = [place for place in ROLLED_POSITIONS if counts[place] and place in reasons]
    if both:
        yield finding(
            "E0006", record="2", field="2.084", mnemonic="AMP",
            expected="no rolled print of a finger named in AMP", found=f"a print of {_listed(both)}",
        )  # fmt: skip
    yield from _check_shared_idcs(images)


def _explained(position: int, reasons: frozenset[int]) -> bool:
    """Whether AMP explains that a position is missing: the finger, or all fingers of the plain print."""
    return all(finger in reasons for finger in FINGERS_OF_PLAIN.get(position, (position,)))


def _check_shared_idcs(images: list[ImpressionRecord]) -> Iterator[Finding]:
    """Different fingers under one IDC cannot be told apart by whoever refers to them."""
    positions: dict[int, set[int]] = {}
    for image in images:
        positions.setdefault(image.idc, set()).add(image.position)
    for idc, shared in positions.items():
        if len(shared) > 1:
            found = f"positions {_listed(sorted(shared))}"
            yield finding("E0004", record=f"4 IDC {idc:02d}", expected="one finger to an IDC", found=found)


def _listed(places: list[int]) -> str:
    """Positions in words."""
    return ", ".join(map(str, places))


def _check_unused_positions(record: BinaryRecord) -> Iterator[Finding]:
    """A Type-4 of a card shows one position; the other five bytes are 255."""
    if any(position != 255 for position in record.fgp[1:]):
        yield finding(
            "E0002", record=f"4 IDC {record.idc:02d}", field="4.004", mnemonic="FGP", offset=record.offset + 6,
            expected="one position, then 255 five times", found=" ".join(map(str, record.fgp)),
        )  # fmt: skip


def _check_image(kind: int, image: ImpressionRecord, offset: int) -> Iterator[Finding]:
    """The first thing that is wrong with one image record."""
    wrong = (
        _position_fault(image)
        or _impression_fault(image)
        or _size_fault(image)
        or _compression_fault(image)
        or _data_fault(image)
    )
    if wrong:
        code, mnemonic, expected, found = wrong
        tag = f"{kind}.{NUMBERS[kind][mnemonic]:03d}"
        record = f"{kind} IDC {image.idc:02d}"
        yield finding(
            code, record=record, field=tag, mnemonic=mnemonic, offset=offset, expected=expected, found=found
        )


Fault = tuple[str, str, str, str] | None  # code, mnemonic, expected, found


def _position_fault(image: ImpressionRecord) -> Fault:
    """The position is one of a card."""
    if image.position in CARD_POSITIONS:
        return None
    return "E0002", "FGP", "a position 1 to 14", str(image.position)


def _impression_fault(image: ImpressionRecord) -> Fault:
    """Fingers 1–10 are rolled, 11–14 plain (2.084 and the sequence check rely on it)."""
    rolled = image.position in ROLLED_POSITIONS
    if image.impression_type in (ROLLED if rolled else PLAIN):
        return None
    expected = "rolled (1 or 3)" if rolled else "plain (0 or 2)"
    return "E0006", "IMP", f"{expected} at position {image.position}", str(image.impression_type)


def _size_fault(image: ImpressionRecord) -> Fault:
    """Sides of at least ten pixels."""
    for mnemonic, side in (("HLL", image.width), ("VLL", image.height)):
        if not SMALLEST_SIDE <= side <= 99999:
            return "E0003", mnemonic, f"{SMALLEST_SIDE} to 99999 pixels", str(side)
    return None


def _compression_fault(image: ImpressionRecord) -> Fault:
    """A compression that exists, and the image's bytes begin as it asks."""
    if image.compression not in COMPRESSIONS:
        return "E0002", "GCA", "a compression of the standard", image.compression
    if not image.data:
        return "E0001", "DATA", "image data", ""
    if not codestream.agrees(image.compression, image.data):
        return "L0009", "GCA", f"data in {image.compression}", image.data[:4].hex()
    return None


def _data_fault(image: ImpressionRecord) -> Fault:
    """As many raw pixels, or as large a codestream, as the record says."""
    declared = (image.width, image.height)
    if image.compression == "NONE":
        pixels = image.width * image.height
        fits = len(image.data) == pixels
        return None if fits else ("E0006", "DATA", f"{pixels} bytes", f"{len(image.data)} bytes")
    size = codestream.dimensions(image.compression, image.data)
    if size is None:
        return "L0009", "DATA", f"the head of a {image.compression} image", "none"
    if size != declared:
        return "E0006", "HLL", f"{size[0]} x {size[1]} as in the image", f"{declared[0]} x {declared[1]}"
    return None


def check_segments(record: TaggedRecord, image: ImpressionRecord) -> Iterator[Finding]:
    """14.021 SEG: left before right, top before bottom, inside the image; else the field is ignored."""
    for box in record.items(21)[:4]:
        numbers = [int(text) for text in box if text.isascii() and text.isdecimal() and len(text) <= 5]
        inside = False
        if len(numbers) == len(box) == 5:
            _, left, right, top, bottom = numbers
            inside = left < right <= image.width and top < bottom <= image.height
        if not inside:
            field = record.find(21)
            yield finding(
                "E0003", record=f"14 IDC {image.idc:02d}", field="14.021", mnemonic="SEG",
                offset=field.offset if field else None, severity=Severity.WARNING,
                expected="finger, left < right, top < bottom inside the image", found=" ".join(box),
            )  # fmt: skip
            return
