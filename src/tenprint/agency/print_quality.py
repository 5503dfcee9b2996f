"""Whether the prints of a card are good enough: per finger, and for the card as a whole.

Which code says what (EBTS 8.001 table M-1, whose texts distinguish the machine from the people who look at a card):

- L0008, quality of the *characteristics*: the machine's own gate. It refuses the card when more than
  ``POOR_FINGERS_MAX`` rolled prints are below it; a single poor finger is noted.
- L0109, too poor to *permit processing*: no rolled print shows a print at all, so there is nothing to work on.
- L0117 and L0116, insufficient pattern area and pattern not discernible: said of one poor finger, by what is wrong
  with it.
- L0118, missing with no reason given: a picture that shows no print where 2.084 AMP names none.
"""

from collections.abc import Collection, Iterator, Mapping

import cv2
import numpy as np

from tenprint.image import quality_reason
from tenprint.image.model import GreyImage
from tenprint.image.quality import REJECT_BELOW, Quality
from tenprint.record.finding import Finding, Severity
from tenprint.record.image_record import ImageRecord
from tenprint.record.tenprint_images import ROLLED_POSITIONS

POOR_FINGERS_MAX = 3
"""A card is refused when more of its rolled prints than this are below the quality gate: with seven good fingers
left an identification is still safe, with fewer the standard asks for recapture (L0008)."""

CODE_OF_REASON = {
    quality_reason.SMALL_AREA: "L0117",
    **dict.fromkeys((*quality_reason.MISSING, *quality_reason.CUT), "L0117"),
    quality_reason.SMUDGED: "L0116",
    quality_reason.NO_RIDGES: "L0116",
    quality_reason.WET: "L0116",
    quality_reason.DRY: "L0116",
}
"""Code of a poor print by the worst thing about it; any other reason is L0008."""


BLANK_BELOW_MM2 = 30.0
"""Ink below which a picture shows no print: a fingertip leaves 100 mm² and more, a ruled line of the card 20."""

_INK_DARKER = 12
_BLOCK_PX = 8
_MM_PER_PX = 25.4 / 500


def is_blank(image: GreyImage, quality: Quality) -> bool:
    """Whether a picture at 500 ppi shows no print at all, not even a smudge of one.

    >>> is_blank(GreyImage(np.full((400, 400), 240, np.uint8), 500.0), Quality(0, 0.0, 0.0, 0.0, ()))
    True
    """
    return quality.area_mm2 == 0 and ink_mm2(image) < BLANK_BELOW_MM2


def ink_mm2(image: GreyImage) -> float:
    """Area that is darker than the paper, in square millimetres."""
    size = (max(1, image.width // _BLOCK_PX), max(1, image.height // _BLOCK_PX))
    level = cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    inked = level < float(np.percentile(level, 90)) - _INK_DARKER
    return float(inked.mean()) * image.width * image.height * _MM_PER_PX**2


def quality_findings(
    judged: Mapping[int, Quality], blank: Collection[int], records: Mapping[int, ImageRecord]
) -> Iterator[Finding]:
    """What the quality of a card's prints is worth telling; warnings for single fingers.

    Args:
        judged: quality by position 1–15.
        blank: positions whose picture shows no print.
        records: the image record of each position.
    """
    rolled = {position: one for position, one in judged.items() if position in ROLLED_POSITIONS}
    if rolled and all(position in blank for position in rolled):
        yield records[min(rolled)].finding("L0109", "DATA", "a print in a rolled picture", "no print in any")
        return
    for position in sorted(blank):
        reason = f", or 2.084 AMP for finger {position}" if position in rolled else ""
        expected = f"a print at position {position}{reason}"
        yield records[position].finding("L0118", "DATA", expected, "no print in the picture")
    yield from _poor(rolled, blank, records)


def _poor(
    rolled: Mapping[int, Quality], blank: Collection[int], records: Mapping[int, ImageRecord]
) -> Iterator[Finding]:
    """Prints below the gate: the card refused if they are too many, and each noted with its reason."""
    poor = sorted(
        position for position, one in rolled.items() if one.score < REJECT_BELOW and position not in blank
    )
    if len(poor) > POOR_FINGERS_MAX:
        expected = f"at most {POOR_FINGERS_MAX} of {len(rolled)} rolled prints below quality {REJECT_BELOW}"
        found = f"poor fingers {' '.join(map(str, poor))}"
        yield records[poor[0]].finding("L0008", "DATA", expected, found)
    for position in poor:
        worst = rolled[position].reasons[0] if rolled[position].reasons else "poor ridges"
        yield records[position].finding(
            CODE_OF_REASON.get(worst, "L0008"),
            "DATA",
            f"quality {REJECT_BELOW} or more of finger {position}",
            f"{rolled[position].score} ({worst})",
            severity=Severity.WARNING,
        )
