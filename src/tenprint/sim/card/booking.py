"""One booking of a synthetic person: what the station writes down, and what the person is charged with.

Everything that a booking fills in a criminal submission (EBTS 8.001 table D-1), none of it anybody's: the numbers lie
in ranges that nobody issues (``people/numbers.py``). Left out is what a station does not know when it books: the
outcome in court of this arrest (2.051), its docket (2.094), and numbers that the answer tells (2.014, 2.015).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from tenprint import __version__
from tenprint.errors import BadInput
from tenprint.identity.number import ORI
from tenprint.record.ebts import ArrestFields, Charge, PersonFields
from tenprint.sim.people import numbers
from tenprint.sim.people.body import age
from tenprint.sim.people.charges import offence
from tenprint.sim.people.population import NUMBER_LIMIT, person
from tenprint.sim.seeds import Stream, stream

COMMENT: Final = "SYNTHETIC RECORD, NOBODY'S"
EQUIPMENT: Final = ("TENPRINT", f"SIMULATOR {__version__}", "SYNTHETIC")
ATTENTION: Final = "BOOKING DESK"

# Choices of this model.
_ANOTHER_CHARGE: Final = 0.4
_CHARGES_MAX: Final = 5
_EARLIER_OFFENCE: Final = 0.3
_EARLIER_DAYS_MAX: Final = 60
_PHOTOGRAPHED: Final = 0.9
_PALMS_TAKEN: Final = 0.25
_ADULT_AGE: Final = 18
_YOUNGEST: Final = 10


@dataclass(frozen=True, slots=True)
class Booking:
    """What becomes Type-2 of a submission."""

    person: PersonFields
    arrest: ArrestFields


def booking(seed: int, station: ORI, on: date, occasion: int) -> Booking:
    """A complete booking.

    Args:
        seed: which person; the same in every booking.
        station: who books.
        on: day of the arrest.
        occasion: another gives other charges and another case number, and perhaps another telling of who it is.

    Raises:
        BadInput: on that day the person is a small child, or not born.
    """
    who = person(seed, seed % NUMBER_LIMIT)
    years = age(who.life.born, on) if who.life else _ADULT_AGE
    if years < _YOUNGEST:
        raise BadInput(f"day of the booking: expected one when person {seed} is {_YOUNGEST} or older, found {on}")
    random = stream(seed, Stream.CARD_BOOKING, occasion)
    arrest = ArrestFields(
        arrested_on=on,
        charges=_charges(random, on),
        controlling=[station],
        attention=ATTENTION,
        case_number=numbers.case(on.year, random),
        treat_as_adult=True if years < _ADULT_AGE else None,
        palm_prints=bool(random.random() < _PALMS_TAKEN),
        photographs=bool(random.random() < _PHOTOGRAPHED),
        comment=COMMENT,
        equipment=EQUIPMENT,
    )
    return Booking(who.booked_as(on, occasion), arrest)


def _charges(random: np.random.Generator, on: date) -> list[Charge]:
    """Charges of one arrest, each once: the NCIC code, its words, and when it was done."""
    found: dict[str, Charge] = {}
    while not found or (len(found) < _CHARGES_MAX and random.random() < _ANOTHER_CHARGE):
        of = offence(random).charge
        words = f"{of.offence_code} {of.literal}"
        found.setdefault(words, Charge(words, _done_on(random, on)))
    return list(found.values())


def _done_on(random: np.random.Generator, on: date) -> date:
    """Most are arrested on the day of the offence."""
    if random.random() >= _EARLIER_OFFENCE:
        return on
    return on - timedelta(days=int(random.integers(1, _EARLIER_DAYS_MAX)))
