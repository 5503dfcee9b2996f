"""The seven people of the demo, and the background of both files: synthetic, and nobody.

Names are made of syllables; numbers come from ranges that no agency issues (UCN with a letter prefix of ours, FIN
beginning with 000). Race, a mandatory field, is always U (unknown): nothing is inferred, and nothing is invented.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tenprint.identity.encounter import Encounter
from tenprint.identity.event import Charge, Disposition, Event
from tenprint.identity.want import Want
from tenprint.sim.people.descriptors import fields
from tenprint.sim.people.person import ImmigrationRecord, NationalRecord, Person


class Case:
    """Names of the demo's cases, in the order of the story (a contract: other programs read them)."""

    POLICE_ONLY = "police_only"
    SERIOUS = "immigration_serious"
    NEVER_CONVICTED = "immigration_never_convicted"
    CITIZEN = "citizen"
    UNKNOWN = "unknown"
    NOT_YET_ACTIVATED = "not_yet_activated"
    POOR_QUALITY = "poor_quality"


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part in the story: who, and the charge of the arrest."""

    person: Person
    charge: Charge


def prints_seed(seed: int, number: int) -> int:
    """Seed of the fingers of the story's person ``number``: another story seed gives other fingers."""
    return seed * 1000 + number


def cast(seed: int, earlier_ori: str) -> dict[str, Part]:
    """The parts of the story by case; the sixth case is the second person again.

    Args:
        seed: decides names, descriptors and fingers.
        earlier_ori: booking station of arrests before the story.
    """
    random = np.random.default_rng(seed)
    people = {
        Case.POLICE_ONLY: _police_only(random, prints_seed(seed, 1), earlier_ori),
        Case.SERIOUS: _serious(random, prints_seed(seed, 2), earlier_ori),
        Case.NEVER_CONVICTED: _never_convicted(random, prints_seed(seed, 3)),
        Case.CITIZEN: _citizen(random, prints_seed(seed, 4)),
        Case.UNKNOWN: Part(
            Person(prints_seed(seed, 5), fields(random, "MA")), Charge("5311", "DISORDERLY CONDUCT")
        ),
    }
    people[Case.NOT_YET_ACTIVATED] = people[Case.SERIOUS]
    people[Case.POOR_QUALITY] = Part(
        Person(prints_seed(seed, 7), fields(random, "RI")), Charge("2399", "LARCENY")
    )
    return people


def _police_only(random: np.random.Generator, seed: int, ori: str) -> Part:
    """Known to the police, with a want; never met immigration."""
    who = fields(random, "MA")
    earlier = Event(
        tcn=f"{ori}-20060314-000017",
        ori=ori,
        on=date(2006, 3, 14),
        name=who.name,
        agency_case="06-0314-17",
        charges=(Charge("2305", "LARCENY FROM VEHICLE"),),
        dispositions=(Disposition(date(2006, 9, 5), "2305", "CONVICTED, PROBATION", True, False, False, 0),),
    )
    want = Want("W-2011-0042", ori, date(2011, 2, 1), "5015", "FAILURE TO APPEAR")
    caution = Want("C-2011-0007", ori, date(2011, 2, 1), "", "RESISTED ARREST BEFORE", caution=True)
    record = NationalRecord((earlier,), (want, caution))
    return Part(Person(seed, who, record), Charge("2404", "VEHICLE THEFT"))


def _serious(random: np.random.Generator, seed: int, ori: str) -> Part:
    """In immigration's file, with a robbery conviction at the national agency."""
    who = fields(random, "MM")
    earlier = Event(
        tcn=f"{ori}-20061102-000031",
        ori=ori,
        on=date(2006, 11, 2),
        name=who.name,
        agency_case="06-1102-31",
        charges=(Charge("1201", "ROBBERY WITH FIREARM"),),
        dispositions=(
            Disposition(date(2007, 4, 12), "1201", "CONVICTED, FOUR YEARS", True, True, True, 1460),
        ),
    )
    record = ImmigrationRecord(
        birth_place=who.birth_place,
        citizenship=who.birth_place,
        encounters=(
            Encounter("E000100021", date(2004, 8, 19), "PORT OF ENTRY", "admission", "ADMITTED AS VISITOR"),
        ),
        sources={"admitted_until": "2005-02-18", "prior_removal": False, "final_order": False},
    )
    return Part(Person(seed, who, NationalRecord((earlier,)), record), Charge("1313", "SIMPLE ASSAULT"))


def _never_convicted(random: np.random.Generator, seed: int) -> Part:
    """In immigration's file; no arrest before this one."""
    who = fields(random, "EL")
    record = ImmigrationRecord(
        birth_place=who.birth_place,
        citizenship=who.birth_place,
        encounters=(
            Encounter("E000100033", date(2007, 3, 2), "CONSULATE", "visa", "VISA ISSUED"),
            Encounter("E000100034", date(2007, 6, 11), "PORT OF ENTRY", "admission", "ADMITTED AS VISITOR"),
        ),
        sources={"admitted_until": "2007-12-10", "prior_removal": False, "final_order": False},
    )
    return Part(Person(seed, who, None, record), Charge("5499", "DRIVING WITHOUT LICENCE"))


def _citizen(random: np.random.Generator, seed: int) -> Part:
    """In immigration's file from before naturalisation; the record was never updated."""
    who = fields(random, "DR")
    record = ImmigrationRecord(
        birth_place=who.birth_place,
        citizenship=who.birth_place,
        encounters=(
            Encounter("E000100046", date(2001, 5, 7), "SERVICE CENTER", "benefit", "RESIDENCE GRANTED"),
        ),
        sources={
            "permanent_resident": "2001-05-07",
            "naturalisation": "2009-05-14",
            "prior_removal": False,
            "final_order": False,
        },
    )
    return Part(Person(seed, who, None, record), Charge("5310", "DISTURBING THE PEACE"))
