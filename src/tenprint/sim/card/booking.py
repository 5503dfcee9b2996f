"""One booking of a synthetic person: what the station writes down, and what the person is charged with."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tenprint.identity.number import ORI
from tenprint.record.ebts import ArrestFields, Charge, PersonFields
from tenprint.sim.people.descriptors import fields


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
        occasion: another gives other charges and another case number.
    """
    arrest = ArrestFields(
        arrested_on=on,
        charges=[Charge("5311 DISORDERLY CONDUCT", on)],
        controlling=[station],
        attention="BOOKING DESK",
    )
    return Booking(fields(np.random.default_rng(seed), "XX"), arrest)
