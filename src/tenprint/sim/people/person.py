"""A synthetic person: what is true, what a booking station writes, and what each agency has on file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tenprint.identity.encounter import Encounter
from tenprint.identity.event import Event
from tenprint.identity.want import Want
from tenprint.record.ebts import PersonFields


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
    """

    prints_seed: int
    fields: PersonFields
    national: NationalRecord | None = None
    immigration: ImmigrationRecord | None = None
