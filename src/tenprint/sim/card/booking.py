"""One booking of a synthetic person: what the station writes down, and what the person is charged with.

Everything that a booking fills in a criminal submission (EBTS 8.001 table D-1), none of it anybody's: the numbers lie
in ranges that nobody issues (``people/numbers.py``). Left out is what a station does not know when it books: the
outcome in court of this arrest (2.051), its docket (2.094), and numbers that the answer tells (2.014, 2.015).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from tenprint import __version__
from tenprint.errors import BadInput
from tenprint.identity.number import ORI
from tenprint.record.ebts import ArrestFields, Charge, PersonFields
from tenprint.sim.people import numbers
from tenprint.sim.people.body import ADULT_YEARS, age
from tenprint.sim.people.charges import offence
from tenprint.sim.people.person import Person
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
_LIVES_NEAR: Final = 0.85
_YOUNGEST: Final = 10
_OLDEST: Final = 110

_ALIASES_MAX: Final = 10  # 2.019
_NUMBER_MAX: Final = 15  # 2.017


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
        BadInput: on that day the person is a small child, not born, or older than anybody.
    """
    who = person(seed, seed % NUMBER_LIMIT)
    years = age(who.life.born, on) if who.life else ADULT_YEARS
    if not _YOUNGEST <= years <= _OLDEST:
        raise BadInput(
            f"day of the booking: expected one when person {seed} is {_YOUNGEST} to {_OLDEST} years old, found {on}"
        )
    random = stream(seed, Stream.CARD_BOOKING, occasion)
    arrest = ArrestFields(
        arrested_on=on,
        charges=_charges(random, on),
        controlling=[station],
        attention=ATTENTION,
        case_number=numbers.case(on.year, random),
        treat_as_adult=True if years < ADULT_YEARS else None,
        palm_prints=bool(random.random() < _PALMS_TAKEN),
        photographs=bool(random.random() < _PHOTOGRAPHED),
        comment=COMMENT,
        equipment=EQUIPMENT,
    )
    told = who.booked_as(on, occasion)
    return Booking(_completed(told, who, station, on, stream(seed, Stream.CARD_BOOKING)), arrest)


def _completed(
    told: PersonFields, who: Person, station: ORI, on: date, random: np.random.Generator
) -> PersonFields:
    """What the station knows beyond what it is told: from papers, from its own index, from where it is.

    Args:
        told: by the person.
        who: the person.
        station: who books.
        on: day of the booking.
        random: stream of the person, the same at every booking.
    """
    own = f"OA-{numbers.case(on.year, random).replace('-', '')}"[:_NUMBER_MAX]
    near = random.random() < _LIVES_NEAR
    found = replace(
        told,
        aliases=_aliases(told, who, on),
        miscellaneous_numbers=(*told.miscellaneous_numbers, own)[:4],
        residence=_moved(told.residence, station) if near else told.residence,
        employer=_moved(told.employer, station) if near else told.employer,
    )
    life = who.life
    if life is None or (told.name, told.birth_date) != (life.name(on).text, life.born):
        return found  # whoever does not say who it is has no papers that say it
    social = life.numbers.social_security
    return replace(
        found, citizenship=life.citizenship(on), social_security_numbers=(social,) if social else ()
    )


def _aliases(told: PersonFields, who: Person, on: date) -> tuple[str, ...]:
    """Names told now, and those of earlier arrests."""
    record = who.national_before(on)
    earlier = [event.name for event in record.events] if record else []
    names = dict.fromkeys([*told.aliases, *earlier])
    return tuple(name for name in names if name != told.name)[:_ALIASES_MAX]


def _moved(text: str | None, station: ORI) -> str | None:
    """An address in the station's state; the towns are of syllables and lie anywhere."""
    head, comma, _ = (text or "").rpartition(", ")
    return f"{head}, {station[:2]}" if comma else text


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
