"""How a person came to be known to the immigration agency, or did not: kinds of lives, in dated steps.

Each step is an encounter, a source that an officer would find, or a change of status. What the agency has on file on a
day is what the steps before that day leave; what is true is told apart from it, so that an auditor can compare both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from tenprint.identity.encounter import Encounter
from tenprint.record.nlets import IarStatus
from tenprint.sim.people import numbers
from tenprint.sim.people.parameters import parameters

END: Final[date] = parameters()["window"]["until"]
"""No event of a life is later."""

IN_NCIC = {"NE": "NB"}  # states whose NCIC code is not the postal one
UNNUMBERED = ""  # an encounter gets its number with the person's
REMOVED, ORDERED = "prior_removal", "final_order"


class Kind(StrEnum):
    """How the immigration agency met somebody, if it did."""

    NEVER_MET_CITIZEN = "never_met_citizen"
    NEVER_MET_NONCITIZEN = "never_met_noncitizen"
    CITIZEN_ENROLLED = "citizen_enrolled"
    NATURALISED = "naturalised"
    PERMANENT_RESIDENT = "permanent_resident"
    VISA_IN_STATUS = "visa_in_status"
    VISA_WAIVER = "visa_waiver"
    OVERSTAY = "overstay"
    APPREHENDED = "apprehended"
    PRIOR_REMOVAL = "prior_removal"
    FINAL_ORDER = "final_order"
    PROCEEDINGS = "proceedings"
    PROTECTED = "protected"


BORN_CITIZENS: Final = frozenset({Kind.NEVER_MET_CITIZEN, Kind.CITIZEN_ENROLLED})


@dataclass(frozen=True, slots=True)
class Step:
    """What enters the agency's file on a day.

    Attributes:
        on: the day.
        encounter: a contact, or None where only a source changes.
        sources: what an officer finds from then on; an empty text or False takes a former one away.
        citizenship: what the file says from then on, or None where it says what it said.
    """

    on: date
    encounter: Encounter | None = None
    sources: Mapping[str, str | bool] = field(default_factory=dict)
    citizenship: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """An immigration life.

    Attributes:
        kind: which.
        birth_place: NCIC code of a state or country.
        citizenships: NCIC code by the day from which it is true.
        statuses: what the law says of the person by the day from which it does; None while he or she is not here.
        steps: what the agency's file holds, by day.
    """

    kind: Kind
    birth_place: str
    citizenships: tuple[tuple[date, str], ...]
    statuses: tuple[tuple[date, IarStatus | None], ...]
    steps: tuple[Step, ...] = ()

    def numbered(self, number: int) -> "Course":
        """The same life with numbers for its encounters, those of person ``number``."""
        made: list[Step] = []
        for step in self.steps:
            which = sum(one.encounter is not None for one in made)
            eid = numbers.encounter(number, which)
            contact = replace(step.encounter, eid=eid) if step.encounter else None
            made.append(replace(step, encounter=contact))
        return replace(self, steps=tuple(made))

    def here(self, on: date) -> bool:
        """Whether the person is in the country on a day."""
        return at(self.statuses, on) is not None

    def removed_on(self) -> date | None:
        """Day of the removal, if there was one."""
        return next((step.on for step in self.steps if step.sources.get(REMOVED) is True), None)


def at(dated: tuple[tuple[date, object], ...], on: date) -> object | None:
    """What is true on a day by values with the day from which each is, or None before the first.

    >>> at(((date(2000, 1, 1), "a"), (date(2010, 1, 1), "b")), date(2005, 1, 1))
    'a'
    """
    found = [value for since, value in dated if since <= on]
    return found[-1] if found else None
