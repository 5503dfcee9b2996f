"""One impression of a card: its position, how it was taken, its size and the boxes of its fingers.

EBTS 8.001 §3.1.2 and table 3-3. What the field tables say already is not said again.
"""

from collections.abc import Iterator

from tenprint.record.finding import Finding, Severity
from tenprint.record.image_record import LARGEST_SIDE, UNREADABLE, ImageRecord, whole
from tenprint.record.model import BinaryRecord, TaggedRecord
from tenprint.record.tenprint_images import CARD_TYPES, PLAIN, ROLLED, ROLLED_POSITIONS

CARD_POSITIONS = range(1, 15)
IMPRESSION_POSITIONS = range(1, 16)  # with 15, both thumbs in one picture (identification flats)
MAJOR_CASE_POSITIONS = range(16, 87)

ORI_CHARACTERS = 9  # EBTS 8.001: SRC is an ORI
SIZES = {"rolled": (800, 750), "thumb": (500, 1500), "fingers": (1600, 1500)}
"""Largest width and height in pixels at 500 ppi (EBTS 8.001 table 3-3); larger ones are taken all the same."""

SIZE_TOLERANCE = 1.01  # scanners round up to whole blocks: NIST's own card has 804 x 752
BOXES_MAX = 5
FINGERS_OF_PLAIN = {11: (1,), 12: (6,), 13: (2, 3, 4, 5), 14: (7, 8, 9, 10), 15: (1, 6)}
EXTRA_DIGITS = (16, 17)  # may stand beside any finger of a hand (ANSI/NIST-ITL 1-2007 table 12)


def fingers_of(position: int) -> tuple[int, ...]:
    """Fingers that a position shows.

    >>> fingers_of(3), fingers_of(13)
    ((3,), (2, 3, 4, 5))
    """
    return FINGERS_OF_PLAIN.get(position, (position,))


def of_card(image: ImageRecord) -> bool:
    """Whether the image is one of a card, not of a palm, a joint or toes (major case)."""
    return image.type in CARD_TYPES and image.position not in MAJOR_CASE_POSITIONS


def check_impression(image: ImageRecord) -> Iterator[Finding]:
    """What is wrong with one impression as a part of a card."""
    yield from _check_position(image)
    if isinstance(image.source, TaggedRecord):
        yield from _check_source(image, image.source)
    if not image.data:
        return
    yield from _check_impression_type(image)
    yield from _check_size(image)
    if isinstance(image.source, TaggedRecord):
        yield from check_segments(image.source, image)


def _check_position(image: ImageRecord) -> Iterator[Finding]:
    """One position of a card."""
    record = image.source
    if isinstance(record, BinaryRecord) and any(one != UNREADABLE for one in record.fgp[1:]):
        found = " ".join(map(str, record.fgp))
        yield image.finding("E0002", "FGP", "one position, then 255 five times", found)
    elif isinstance(record, TaggedRecord) and len(image.positions) > 1:
        found = " ".join(map(str, image.positions))
        yield image.finding("E0002", "FGP", "one position", found)
    elif image.position == 0 or (not image.positions and isinstance(record, BinaryRecord)):
        yield image.finding("E0002", "FGP", "a position 1 to 14", str(image.position))


def _known_to_card(image: ImageRecord) -> bool:
    """Whether the position is one that a card may have; only a Type-14 can show both thumbs (15)."""
    return image.position in (CARD_POSITIONS if image.type == 4 else IMPRESSION_POSITIONS)


def _check_source(image: ImageRecord, record: TaggedRecord) -> Iterator[Finding]:
    """14.004 SRC is the ORI of an agency."""
    text = record.field(4) or ""
    if text and len(text) != ORI_CHARACTERS:
        yield image.finding("E0002", "SRC", "an ORI of nine characters", text)


def _check_impression_type(image: ImageRecord) -> Iterator[Finding]:
    """Fingers 1–10 are rolled, 11–15 plain: 2.084 and the sequence check rely on it."""
    if not _known_to_card(image) or image.impression_type in (None, UNREADABLE):
        return
    rolled = image.position in ROLLED_POSITIONS
    if image.impression_type not in (ROLLED if rolled else PLAIN):
        expected = "rolled (1 or 3)" if rolled else "plain (0 or 2)"
        found = str(image.impression_type)
        yield image.finding("E0006", "IMP", f"{expected} at position {image.position}", found)


def _check_size(image: ImageRecord) -> Iterator[Finding]:
    """Sides within what the card has room for, in pixels of 500 ppi."""
    if not _known_to_card(image) or image.resolution is None:
        return
    name = "rolled" if image.position in ROLLED_POSITIONS else "thumb" if image.position < 13 else "fingers"
    scale = image.resolution.across_ppi / 500
    width, height = SIZES[name]
    most = (round(width * scale * SIZE_TOLERANCE), round(height * scale * SIZE_TOLERANCE))
    for mnemonic, side, limit in (("HLL", image.width, most[0]), ("VLL", image.height, most[1])):
        if limit < side <= LARGEST_SIDE:
            expected = f"up to {width * scale:g} x {height * scale:g} pixels at position {image.position}"
            found = f"{image.width} x {image.height}"
            yield image.finding("E0003", mnemonic, expected, found, severity=Severity.WARNING)
            return


def check_segments(record: TaggedRecord, image: ImageRecord) -> Iterator[Finding]:
    """14.021 SEG and 14.025 ASEG: boxes and polygons inside the image and of its fingers, else they are ignored."""
    for box in record.items(21)[:BOXES_MAX]:
        if not _is_box(box, image):
            expected = "finger, left < right, top < bottom inside the image"
            yield image.finding("E0003", "SEG", expected, " ".join(box), severity=Severity.WARNING)
            break
    for polygon in record.items(25)[:BOXES_MAX]:
        if not _is_polygon(polygon, image):
            expected = "finger, number of corners (3-99), as many corners inside the image"
            yield image.finding("E0003", "ASEG", expected, " ".join(polygon), severity=Severity.WARNING)
            break
    yield from _check_fingers_of_segments(record, image)


def _check_fingers_of_segments(record: TaggedRecord, image: ImageRecord) -> Iterator[Finding]:
    """The fingers that segments name are those of the image's position."""
    shown = (*fingers_of(image.position), *EXTRA_DIGITS)
    for number, mnemonic in ((21, "SEG"), (25, "ASEG")):
        named = {whole(part[0], UNREADABLE) for part in record.items(number)[:BOXES_MAX]}
        if foreign := sorted(named - {*shown, UNREADABLE}):
            expected = f"fingers of position {image.position} ({' '.join(map(str, shown[:-2]))})"
            found = "finger " + " ".join(map(str, foreign))
            yield image.finding("E0006", mnemonic, expected, found, severity=Severity.WARNING)


def _is_box(items: tuple[str, ...], image: ImageRecord) -> bool:
    """Whether the items are a finger and a box inside the image."""
    numbers = [whole(text, -1) for text in items]
    if len(numbers) != 5 or min(numbers) < 0:
        return False
    _, left, right, top, bottom = numbers
    return left < right <= image.width and top < bottom <= image.height


def _is_polygon(items: tuple[str, ...], image: ImageRecord) -> bool:
    """Whether the items are a finger, a count and as many corners inside the image."""
    numbers = [whole(text, -1) for text in items]
    if (
        len(numbers) < 2
        or min(numbers) < 0
        or not 3 <= numbers[1] <= 99
        or len(numbers) != 2 + 2 * numbers[1]
    ):
        return False
    across, down = numbers[2::2], numbers[3::2]
    return max(across) <= image.width and max(down) <= image.height
