"""What a booking station writes down of a person: name, birth, sex, height, weight, eyes, hair; nobody's."""

from datetime import date

import numpy as np

from tenprint.record.ebts import PersonFields

FIRST = (
    "BAR",
    "COR",
    "DEL",
    "FEN",
    "GAL",
    "HOL",
    "JAN",
    "KEM",
    "LOR",
    "MAV",
    "NER",
    "PEL",
    "ROS",
    "TAL",
    "VEN",
    "WIL",
)
MIDDLE = ("A", "AVI", "E", "ELO", "I", "IMA", "O", "ORI", "U", "UNA")
LAST = (
    "BECK",
    "DAN",
    "FORD",
    "GREN",
    "LEY",
    "MER",
    "NOR",
    "QUIST",
    "RAY",
    "SEN",
    "STED",
    "TON",
    "VER",
    "WICK",
)


def name(random: np.random.Generator) -> str:
    """A name plausible by form, ``SURNAME,GIVEN``.

    >>> name(np.random.default_rng(1)).count(",")
    1
    """

    def part(ends: tuple[str, ...]) -> str:
        """One word of syllables."""
        return str(random.choice(FIRST)) + str(random.choice(MIDDLE)) + str(random.choice(ends))

    return f"{part(LAST)},{part(('N', 'RA', 'S', 'TH', 'L', 'NA'))}"


def fields(random: np.random.Generator, birth_place: str, sex: str | None = None) -> PersonFields:
    """Descriptors of an adult."""
    born = date(int(random.integers(1950, 1988)), int(random.integers(1, 13)), int(random.integers(1, 29)))
    return PersonFields(
        name=name(random),
        birth_place=birth_place,
        birth_date=born,
        sex=sex or str(random.choice(["F", "M"])),
        race="U",
        height=f"{int(random.integers(5, 7))}{int(random.integers(0, 12)):02d}",
        weight=f"{int(random.integers(110, 260)):03d}",
        eyes=str(random.choice(["BRO", "BLU", "GRN", "HAZ"])),
        hair=str(random.choice(["BLK", "BRO", "GRY"])),
    )
