"""Plain impressions of a submission into fingers: what the device said of them (14.021, 14.025), and what is wrong.

Finding the fingers is not safe enough to refuse a card, so all that is said here are warnings.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tenprint.errors import ImageError
from tenprint.image.model import GreyImage
from tenprint.image.prepare import TARGET_PPI
from tenprint.image.slap_split import (
    FINGERS_OF_SLAP,
    FingerSegment,
    Slap,
    SlapFinger,
    read_slap,
    segment_of_box,
)
from tenprint.record.finding import Finding, Severity
from tenprint.record.image_record import UNREADABLE, ImageRecord, whole
from tenprint.record.model import TaggedRecord

SEGMENTS_MAX = 5
SCRAP_BELOW = 0.4
"""Share of the smallest expected finger's box below which a finger said to be absent is none (a choice)."""
_HANDS = {13: ("right", "left"), 14: ("left", "right")}


@dataclass(frozen=True, slots=True)
class SlapReading:
    """One plain impression as it was read.

    Attributes:
        slap: its fingers; None where it was refused.
        refusal: why.
    """

    slap: Slap | None
    refusal: str = ""

    @property
    def fingers(self) -> tuple[SlapFinger, ...]:
        """The fingers found."""
        return self.slap.fingers if self.slap else ()


def read_plain(
    picture: GreyImage, position: int, present: Collection[int], given: Sequence[FingerSegment] = ()
) -> SlapReading:
    """The fingers of a plain impression; all of them where it shows even one that is said to be absent.

    Args:
        picture: at 500 ppi.
        position: 11 to 15.
        present: fingers of the card that can be printed (2.084, 14.018).
        given: where the device says that fingers lie, in pixels of the picture.
    """
    every = FINGERS_OF_SLAP[position]
    expected = expected_fingers(position, present)
    try:
        whole_hand = read_slap(picture, position, given=given)
        if len(expected) == len(every) or _shows_all(whole_hand, every, expected):
            return SlapReading(whole_hand)
        return SlapReading(read_slap(picture, position, expected, given))
    except ImageError as error:
        return SlapReading(None, str(error))


def _shows_all(slap: Slap, every: Sequence[int], expected: Sequence[int]) -> bool:
    """Whether all fingers are there, those said to be absent no mere scraps (letters, joints) beside the others.

    Tips that stand like the other hand's are no hand of all fingers, but some with a print of the next box.
    """
    if slap.other_hand:
        return False
    sizes = {one.position: one.image.width * one.image.height for one in slap.fingers}
    if len(sizes) < len(every):
        return False
    least = min((sizes[finger] for finger in expected), default=0)
    return all(size >= SCRAP_BELOW * least for finger, size in sizes.items() if finger not in expected)


def expected_fingers(position: int, present: Collection[int]) -> list[int]:
    """Fingers that a plain impression should show."""
    return [finger for finger in FINGERS_OF_SLAP[position] if finger in present]


def segments_of(record: ImageRecord) -> list[FingerSegment]:
    """What a Type-14 record says of its fingers' places, in pixels of its picture at 500 ppi; polygons before boxes.

    One that cannot be read takes all with it: ``check_segments`` has told of it.
    """
    source = record.source
    if not isinstance(source, TaggedRecord) or source.type != 14 or record.resolution is None:
        return []
    scale = TARGET_PPI / record.resolution.across_ppi
    parts = [
        read(items, scale)
        for number, read in ((21, _box), (25, _polygon))
        for items in source.items(number)[:SEGMENTS_MAX]
    ]
    readable = [part for part in parts if part is not None]
    return list({part.finger: part for part in readable}.values()) if len(readable) == len(parts) else []


def _box(items: Sequence[str], scale: float) -> FingerSegment | None:
    """One entry of 14.021: finger, left, right, top, bottom, the last of each pair included."""
    numbers = [whole(text, -1) for text in items]
    if len(numbers) != 5 or min(numbers) < 0 or numbers[0] == UNREADABLE:
        return None
    finger, left, right, top, bottom = numbers
    if left >= right or top >= bottom:
        return None
    return segment_of_box(finger, left * scale, top * scale, (right + 1) * scale, (bottom + 1) * scale)


def _polygon(items: Sequence[str], scale: float) -> FingerSegment | None:
    """One entry of 14.025: finger, count of corners, then each corner's x and y."""
    numbers = [whole(text, -1) for text in items]
    if len(numbers) < 8 or min(numbers) < 0 or len(numbers) != 2 + 2 * numbers[1]:
        return None
    return FingerSegment(numbers[0], np.array(numbers[2:], np.float64).reshape(-1, 2) * scale)


def slap_notes(
    position: int, reading: SlapReading, present: Collection[int], record: ImageRecord
) -> Iterator[Finding]:
    """What is wrong with a plain impression, as warnings."""
    if reading.slap is None:
        yield record.finding(
            "L0118", "DATA", "a plain impression whose fingers can be told apart", reading.refusal,
            severity=Severity.WARNING,
        )  # fmt: skip
        return
    expected, found = len(expected_fingers(position, present)), len(reading.fingers)
    if found and found != expected:
        wanted = f"{expected} fingers at position {position}"
        yield record.finding("L0118", "DATA", wanted, f"{found}", severity=Severity.WARNING)
    if reading.slap.objections:
        yield _segments_refused(reading.slap.objections, record)
    if reading.slap.other_hand:
        own, other = _HANDS[position]
        wanted = f"the {own} four fingers at position {position}"
        shown = f"tips that stand like the {other} hand's"
        yield record.finding("L0111", "FGP", wanted, shown, severity=Severity.WARNING)


def _segments_refused(objections: Sequence[str], record: ImageRecord) -> Finding:
    source = record.source
    polygons_only = isinstance(source, TaggedRecord) and not source.items(21)
    return record.finding(
        "E0003", "ASEG" if polygons_only else "SEG", "segments that agree with the picture", "; ".join(objections),
        severity=Severity.WARNING,
    )  # fmt: skip
