"""Where a person lives and works: a real county and state, a street, a town and a firm of syllables.

No house, town or firm of these names is meant or known; there is no ZIP code, since every one of them is somewhere.
"""

from bisect import bisect
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import numpy as np

from tenprint.sharing.model import County
from tenprint.sharing.rules import load
from tenprint.sim.people.names import word
from tenprint.sim.people.parameters import one_of

STREETS = ("ST", "AVE", "RD", "LN", "CT", "DR", "PL", "WAY")
FIRMS = ("BROTHERS", "FOODS", "SERVICES", "BUILDING", "TRANSPORT", "CLEANING", "SUPPLY", "REPAIR")
OCCUPATIONS = (
    "BAKER BARBER CARPENTER CASHIER CLEANER CLERK COOK DRIVER ELECTRICIAN FARM WORKER GARDENER GUARD HAIRDRESSER "
    "LABORER MACHINIST MASON MECHANIC NURSE AIDE PACKER PAINTER PLUMBER ROOFER SALES WORKER TEACHER WAITER "
    "WAREHOUSE WORKER WELDER"
)
OF_TWO_WORDS = ("FARM WORKER", "NURSE AIDE", "SALES WORKER", "WAREHOUSE WORKER")
WITHOUT_EMPLOYER = ("NONE", "RETIRED", "STUDENT")
RETIRED_FROM, STUDENT_TO = 64, 23
UNEMPLOYED = 0.2


@dataclass(frozen=True, slots=True)
class Dwelling:
    """Where somebody lives and works.

    Attributes:
        county: home, of the roster.
        residence: text of 2.041 RES.
        employer: text of 2.039 EAD, or None.
        occupation: text of 2.040 OCP.
    """

    county: County
    residence: str
    employer: str | None
    occupation: str


def dwelling(random: np.random.Generator, age_years: int) -> Dwelling:
    """Home and work of a person of an age; the county by its population of 2010."""
    county = a_county(random)
    town = word(random, "surname")
    street = f"{int(random.integers(1, 9800))} {word(random, 'surname')} {one_of(random, STREETS)}"
    occupation = _occupation(random, age_years)
    employer = None
    if occupation not in WITHOUT_EMPLOYER:
        employer = f"{word(random, 'surname')} {one_of(random, FIRMS)}, {town}, {county.state}"
    return Dwelling(county, f"{street}, {town}, {county.state}", employer, occupation)


def _occupation(random: np.random.Generator, age_years: int) -> str:
    """What a person of an age does; the shares are a choice of this model."""
    drawn, trade = random.random(), one_of(random, _occupations())
    if age_years >= RETIRED_FROM:
        return "RETIRED"
    if drawn < UNEMPLOYED:
        return "NONE"
    return "STUDENT" if age_years < STUDENT_TO and drawn < UNEMPLOYED + 0.3 else trade


def a_county(random: np.random.Generator) -> County:
    """A county of the roster, drawn by its population."""
    counties, ends = _counties()
    return counties[min(bisect(ends, random.random() * ends[-1]), len(counties) - 1)]


@cache
def _counties() -> tuple[tuple[County, ...], list[int]]:
    """The roster with the running sum of its population."""
    counties = tuple(load().roster())
    return counties, list(accumulate(county.population or 0 for county in counties))


@cache
def _occupations() -> tuple[str, ...]:
    """Occupations, of one word or two."""
    rest = OCCUPATIONS
    for pair in OF_TWO_WORDS:
        rest = rest.replace(pair, "")
    return (*OF_TWO_WORDS, *rest.split())
