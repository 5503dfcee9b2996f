"""Where everything lies on the picture of a card, in inches from its left upper corner.

The card is that of form FD-249: 8.0 by 8.0 inches (*The Science of Fingerprints*, chapter on bureaus, for the size),
text above, then two rows of five rolled fingers, then the plain impressions: left four fingers, left thumb, right
thumb, right four fingers. Boxes are as large as the pictures that they hold: 1.6 × 1.5 inches rolled (ANSI/NIST-ITL
1-2007, finger position table), 3.2 × 2.0 of four fingers, 0.8 × 2.0 of a thumb. What the paper form has on its back
(arrest, charges, residence, employer) stands above the prints too, so that one page says all: a choice of ours.
"""

from dataclasses import dataclass
from typing import Final

CARD_INCHES: Final = 8.0
FULL_PPI: Final = 500
"""Prints are laid on at this resolution, pixel by pixel."""

STAMP: Final = "STAMP"
TITLE: Final = "TITLE"


@dataclass(frozen=True, slots=True)
class Block:
    """A box of text.

    Attributes:
        left: inches.
        top: inches.
        width: inches.
        height: inches.
        label: printed words.
        key: whose text stands in it (``card_text.card_text``).
        lines: how many lines its text may take.
    """

    left: float
    top: float
    width: float
    height: float
    label: str
    key: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class PrintBox:
    """A box of an impression.

    Attributes:
        left: inches.
        top: inches.
        width: inches.
        height: inches.
        label: printed words.
        position: finger position whose picture lies in it, 1 to 15.
        fingers: fingers that it should show.
    """

    left: float
    top: float
    width: float
    height: float
    label: str
    position: int
    fingers: tuple[int, ...]


def _row(
    top: float, height: float, *cells: tuple[float, str, str] | tuple[float, str, str, int]
) -> list[Block]:
    """Blocks side by side from the left edge: width, label, key, and lines where there is more than one."""
    blocks, left = [], 0.0
    for width, label, key, *lines in cells:
        blocks.append(Block(round(left, 3), top, width, height, label, key, int(lines[0]) if lines else 1))
        left += width
    return blocks


BLOCKS: Final[tuple[Block, ...]] = (
    *_row(0.0, 0.36, (2.3, "", TITLE), (3.3, "", STAMP), (2.4, "CONTROL NUMBER", "TCN")),
    *_row(
        0.36,
        0.34,
        (5.2, "LAST NAME, FIRST NAME, MIDDLE NAME, SUFFIX", "NAM"),
        (1.4, "FBI NUMBER (UCN)", "FBI"),
        (1.4, "STATE ID NUMBER", "SID"),
    ),
    *_row(
        0.70,
        0.34,
        (5.2, "ALIASES", "AKA", 2),
        (1.4, "SOCIAL SECURITY NUMBER", "SOC", 2),
        (1.4, "OTHER NUMBERS", "MNU", 2),
    ),
    *_row(
        1.04,
        0.33,
        (1.05, "DATE OF BIRTH", "DOB"),
        (0.45, "SEX", "SEX"),
        (0.5, "RACE", "RAC"),
        (0.65, "HEIGHT", "HGT"),
        (0.7, "WEIGHT", "WGT"),
        (0.55, "EYES", "EYE"),
        (0.55, "HAIR", "HAI"),
        (0.75, "BORN IN", "POB"),
        (0.85, "CITIZEN OF", "CTZ"),
        (1.95, "SCARS, MARKS, TATTOOS", "SMT", 2),
    ),
    *_row(
        1.37,
        0.33,
        (1.05, "DATE OF ARREST", "DOA"),
        (1.25, "ORI", "ORI"),
        (2.9, "CONTRIBUTOR", "CONTRIBUTOR", 2),
        (1.4, "CONTROLLING AGENCY", "CRI", 2),
        (1.4, "AGENCY CASE NUMBER", "OCA"),
    ),
    Block(0.0, 1.70, 5.2, 0.66, "CHARGES (DATE OF OFFENSE, CODE, WORDS)", "ASL", 5),
    Block(5.2, 1.70, 2.8, 0.33, "AMPUTATED OR BANDAGED", "AMP", 2),
    Block(5.2, 2.03, 0.7, 0.33, "PHOTO", "PHT"),
    Block(5.9, 2.03, 0.7, 0.33, "PALMS", "PPA"),
    Block(6.6, 2.03, 0.7, 0.33, "RETAIN", "RET"),
    Block(7.3, 2.03, 0.7, 0.33, "RAP SHEET", "RAP"),
    *_row(
        2.36,
        0.33,
        (3.2, "RESIDENCE", "RES", 2),
        (3.2, "EMPLOYER AND ADDRESS", "EAD", 2),
        (1.6, "OCCUPATION", "OCP", 2),
    ),
    *_row(
        2.69,
        0.31,
        (2.3, "SIGNATURE OF PERSON PRINTED", "SIGNED"),
        (2.3, "PRINTS TAKEN BY", "OFFICIAL"),
        (1.05, "DATE", "DAT"),
        (2.35, "ATTENTION", "ATN"),
    ),
)

_DIGITS: Final = ("THUMB", "INDEX", "MIDDLE", "RING", "LITTLE")

PRINT_BOXES: Final[tuple[PrintBox, ...]] = (
    *(
        PrintBox(
            1.6 * (place % 5),
            3.0 + 1.5 * (place // 5),
            1.6,
            1.5,
            f"{place + 1}. {'RL'[place // 5]}. {_DIGITS[place % 5]}",
            place + 1,
            (place + 1,),
        )
        for place in range(10)
    ),
    PrintBox(0.0, 6.0, 3.2, 2.0, "LEFT FOUR FINGERS TAKEN TOGETHER", 14, (7, 8, 9, 10)),
    PrintBox(3.2, 6.0, 0.8, 2.0, "L. THUMB", 12, (6,)),
    PrintBox(4.0, 6.0, 0.8, 2.0, "R. THUMB", 11, (1,)),
    PrintBox(4.8, 6.0, 3.2, 2.0, "RIGHT FOUR FINGERS TAKEN TOGETHER", 13, (2, 3, 4, 5)),
)

BOTH_THUMBS: Final = PrintBox(3.2, 6.0, 1.6, 2.0, "BOTH THUMBS TAKEN TOGETHER", 15, (1, 6))
"""In place of the two thumbs' boxes where a card has them in one picture."""
