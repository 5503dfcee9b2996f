"""The people of a world, by number: who they are, what each agency knows of them before, and what is true."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np

from tenprint.identity.encounter import Encounter
from tenprint.identity.event import Charge, Disposition, Event
from tenprint.record.ebts import PersonFields
from tenprint.record.nlets import IarStatus
from tenprint.sim.people import descriptors
from tenprint.sim.people.person import ImmigrationRecord, NationalRecord
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.world.flow import model


class Resident(Protocol):
    """What a world needs of a person."""

    @property
    def prints_seed(self) -> int:
        """Seed of the ten fingers."""
        ...

    @property
    def missing(self) -> Collection[int]:
        """Fingers that do not exist."""
        ...

    def booked_as(self, on: date, occasion: int) -> PersonFields:
        """What a booking station writes on an occasion."""
        ...

    def national_before(self, on: date) -> NationalRecord | None:
        """What the national agency has on file before a day."""
        ...

    def immigration_before(self, on: date) -> ImmigrationRecord | None:
        """What the immigration agency has on file before a day."""
        ...

    def true_status(self, on: date) -> IarStatus:
        """The status that is true on a day, whatever any file says."""
        ...

    def charge_for(self, random: np.random.Generator) -> Charge:
        """The charge of an arrest."""
        ...


@dataclass(frozen=True, slots=True)
class PlainResident:
    """A stand-in."""

    prints_seed: int
    fields: PersonFields
    kind: int
    missing: Collection[int] = ()

    def booked_as(self, on: date, occasion: int) -> PersonFields:
        return self.fields if occasion % 3 else replace(self.fields, name=f"ALIAS{self.fields.name}")

    def national_before(self, on: date) -> NationalRecord | None:
        if self.kind % 2:
            return None
        ori = "MA025TP02"
        event = Event(
            f"{ori}-20060314-{self.prints_seed % 999983:06d}", ori, date(2006, 3, 14), self.fields.name, "06-1",
            (Charge("2305", "LARCENY"),),
            (Disposition(date(2006, 9, 5), "2305", "CONVICTED", True, False, False, 0),),
        )
        return NationalRecord((event,))

    def immigration_before(self, on: date) -> ImmigrationRecord | None:
        if self.kind % 5 > 2:
            return None
        sources: dict[str, str | bool] = {"prior_removal": False, "final_order": False}
        if self.kind % 5 == 0:
            sources["admitted_until"] = "2007-12-10"
        elif self.kind % 5 == 1:
            sources["naturalisation"] = "2009-05-14"
        return ImmigrationRecord(
            "MM", "MM", (Encounter(f"E{self.prints_seed % 999999:09d}", date(2007, 6, 11), "PORT OF ENTRY", "admission", "ADMITTED"),),
            sources,
        )

    def true_status(self, on: date) -> IarStatus:
        return {0: IarStatus.SUBJECT_TO_REMOVAL, 1: IarStatus.UNITED_STATES_CITIZEN}.get(
            self.kind % 5, IarStatus.UNITED_STATES_CITIZEN
        )

    def charge_for(self, random: np.random.Generator) -> Charge:
        charges = model()["charges"]
        weights = np.array([item["arrests"] for item in charges])
        code = charges[int(random.choice(len(charges), p=weights / weights.sum()))]["code"]
        return Charge(code, "CHARGE")


def resident(seed: int, number: int) -> Resident:
    """The person of a number."""
    random = stream(seed, Stream.WORLD_ARRIVALS, 1, number)
    return PlainResident(seed * 100_003 + number, descriptors.fields(random, "MA"), number)
