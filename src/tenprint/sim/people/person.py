"""A synthetic person: what is true, what a booking station writes, and what each agency has on file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from tenprint.identity.encounter import Encounter
from tenprint.identity.event import Charge, Event
from tenprint.identity.want import Want
from tenprint.record.ebts import PersonFields
from tenprint.record.nlets import IarStatus
from tenprint.sim.people.charges import offence
from tenprint.sim.people.life import Life


@dataclass(frozen=True, slots=True)
class NationalRecord:
    """What the national agency knows of a person before the story begins."""

    events: tuple[Event, ...] = ()
    wants: tuple[Want, ...] = ()


@dataclass(frozen=True, slots=True)
class ImmigrationRecord:
    """What the immigration agency has on file before the story begins."""

    birth_place: str
    citizenship: str
    encounters: tuple[Encounter, ...]
    sources: Mapping[str, str | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """One synthetic person.

    Attributes:
        prints_seed: seed of the ten fingers.
        fields: what a booking station writes into Type-2.
        national: record at the national agency, or None.
        immigration: record at the immigration agency, or None.
        life: what is true of a person of a population; None for the people of the story, who are what they tell.
    """

    prints_seed: int
    fields: PersonFields
    national: NationalRecord | None = None
    immigration: ImmigrationRecord | None = None
    life: Life | None = None

    def booked_as(self, on: date, occasion: int) -> PersonFields:
        """What is told and measured at a booking: perhaps a false name, never twice the same pounds.

        Args:
            on: day of the booking.
            occasion: which one, 0 upwards; the same one is the same telling.
        """
        return self.life.told(on, occasion) if self.life else self.fields

    def national_before(self, on: date) -> NationalRecord | None:
        """What the national agency has on file before a day: arrests, courts and wants of earlier days only."""
        if self.national is None:
            return None
        events = tuple(_as_of(event, on) for event in self.national.events if event.on < on)
        wants = tuple(want for want in self.national.wants if want.on < on)
        return NationalRecord(events, wants) if events or wants else None

    def immigration_before(self, on: date) -> ImmigrationRecord | None:
        """What the immigration agency has on file before a day, None where it never met the person."""
        if self.life is not None:
            return record_of(self.life, on)
        if self.immigration is None:
            return None
        known = tuple(one for one in self.immigration.encounters if one.on < on)
        return replace(self.immigration, encounters=known) if known else None

    def as_of(self, on: date) -> "Person":
        """The person as files have him or her before a day: descriptors, both records; for enrolling."""
        fields = self.life.truth(on) if self.life else self.fields
        known, met = self.national_before(on), self.immigration_before(on)
        return replace(self, fields=fields, national=known, immigration=met)

    def may_be_booked(self, on: date) -> bool:
        """Whether an arrest is possible on a day: in the country, free, sixteen or older."""
        return self.life.may_be_booked(on) if self.life else True

    def true_status(self, on: date) -> IarStatus | None:
        """What the law says of the person on a day, whatever any file says; None while he or she is not here."""
        return self.life.status(on) if self.life else None

    def charge_for(self, rng: np.random.Generator) -> Charge:
        """Charge of a new arrest, by the offence mix; nothing about the person decides it."""
        return offence(rng).charge


def record_of(life: Life, on: date) -> ImmigrationRecord | None:
    """The immigration agency's file before a day, as the steps of a life leave it."""
    steps = [step for step in life.course.steps if step.on < on]
    encounters = tuple(step.encounter for step in steps if step.encounter is not None)
    if not encounters:
        return None
    sources: dict[str, str | bool] = {"prior_removal": False, "final_order": False}
    for step in steps:
        sources |= step.sources
    told = [step.citizenship for step in steps if step.citizenship is not None]
    return ImmigrationRecord(
        birth_place=life.course.birth_place,
        citizenship=told[-1] if told else life.course.citizenships[0][1],
        encounters=encounters,
        sources={key: value for key, value in sources.items() if value != ""},
    )


def _as_of(event: Event, on: date) -> Event:
    """An arrest with what courts made of it before a day."""
    return replace(event, dispositions=tuple(item for item in event.dispositions if item.on < on))
