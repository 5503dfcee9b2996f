"""A body as it is and as it is measured: height, weight, eyes, hair, marks; each drawn apart from all others."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tenprint.sim.people.parameters import one_of, parameters, weighted

POUNDS_PER_INDEX = 703.07  # of the body mass index, with inches
NEAR = {"BRO": "HAZ", "HAZ": "GRN", "GRN": "HAZ", "BLU": "GRY", "GRY": "BLU"}  # colours taken for each other
NEAR_HAIR = {"BRO": "BLK", "BLK": "BRO", "BLN": "SDY", "SDY": "BLN", "RED": "SDY"}


@dataclass(frozen=True, slots=True)
class Body:
    """What is true of a body.

    Attributes:
        height_inches: of the grown person.
        mass_index: weight in pounds by the square of the height in inches, times 703.
        eyes: code of 2.031.
        hair: code of 2.032 in youth.
        grey_from: age in years from which it is grey.
        marks: codes of 2.026, in the order in which they came.
    """

    height_inches: float
    mass_index: float
    eyes: str
    hair: str
    grey_from: int
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A body as a booking station writes it, in the codes of 2.026 to 2.032."""

    height: str
    weight: str
    eyes: str
    hair: str
    marks: tuple[str, ...]


def body(random: np.random.Generator, sex: str) -> Body:
    """A grown body."""
    shares = parameters()["body"]
    height, mass, grey = shares["height_inches"][sex], shares["mass_index"], shares["grey"]
    index = float(np.clip(random.normal(mass["mean"], mass["deviation"]), mass["least"], mass["most"]))
    codes, marks = shares["mark_codes"], int(random.poisson(shares["marks"]["mean"]))
    return Body(
        height_inches=float(np.clip(random.normal(height["mean"], height["deviation"]), 54.0, 82.0)),
        mass_index=index,
        eyes=weighted("body", "eyes").draw(random),
        hair=weighted("body", "hair").draw(random),
        grey_from=int(grey["from_age"] + random.exponential(grey["every_years"])),
        marks=tuple(dict.fromkeys(one_of(random, codes) for _ in range(min(marks, 10)))),
    )


def measured(of: Body, random: np.random.Generator, age_years: int) -> Measured:
    """A body as measured on one occasion: no two bookings agree to the inch and the pound."""
    shares = parameters()["body"]
    error, other = shares["measured"], shares["other_word"]["share"]
    inches = round(of.height_inches + random.normal(0.0, error["height_deviation"]))
    pounds = of.mass_index * of.height_inches**2 / POUNDS_PER_INDEX
    pounds += random.normal(0.0, error["weight_deviation"])
    hair = "GRY" if age_years >= of.grey_from else of.hair
    seen = min(len(of.marks), int(random.integers(len(of.marks) + 2)))
    return Measured(
        height=f"{inches // 12}{inches % 12:02d}",
        weight=f"{int(np.clip(round(pounds), 70, 499)):03d}",
        eyes=NEAR[of.eyes] if random.random() < other else of.eyes,
        hair=NEAR_HAIR.get(hair, hair) if random.random() < other else hair,
        marks=of.marks[:seen],
    )


ADULT_YEARS = 18
"""Age from which a person is booked as an adult."""


def age(born: date, on: date) -> int:
    """Age in whole years.

    >>> age(date(1980, 2, 29), date(2011, 2, 28)), age(date(1980, 2, 29), date(2011, 3, 1))
    (30, 31)
    """
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
