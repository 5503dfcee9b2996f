"""How a person came to be known to the immigration agency, or did not: kinds of lives, in dated steps.

Each step is an encounter, a source that an officer would find, or a change of status. What the agency has on file on a
day is what the steps before that day leave; what is true is told apart from it, so that an auditor can compare both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

import numpy as np

from tenprint.identity.encounter import Encounter
from tenprint.record.nlets import IarStatus
from tenprint.sim.people import numbers
from tenprint.sim.people.dwelling import a_county
from tenprint.sim.people.parameters import Weighted, one_of, parameters, weighted

PRINTS_FROM_AGE = 14  # 8 CFR 264.1: registration and prints at fourteen
RESIDENCE_YEARS = 5  # 8 USC 1427(a)
WAIVER_DAYS = 90  # 8 USC 1187(a)(1)
VISIT_DAYS = 183
IN_NCIC = {"NE": "NB"}  # states whose NCIC code is not the postal one
RETURNS_MAX = 6
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


def course(random: np.random.Generator, born: date) -> Course:
    """An immigration life of a person born on a day."""
    kind = _kinds().draw(random)
    builder = _Builder(random, born, kind)
    _COURSES[kind](builder)
    return builder.course()


@cache
def _kinds() -> Weighted[Kind]:
    """Kinds by their share of the population."""
    return Weighted({Kind(name): item["share"] for name, item in parameters()["immigration"].items()})


class _Builder:
    """Puts a course together, in order of time."""

    def __init__(self, random: np.random.Generator, born: date, kind: Kind) -> None:
        """Start a life of a kind."""
        self.random = random
        self.born = born
        self.kind = kind
        self.statuses: list[tuple[date, IarStatus | None]] = []
        self.steps: list[Step] = []
        if kind in BORN_CITIZENS:
            state = a_county(random).state
            self.birth_place = IN_NCIC.get(state, state)
            self.citizenships = [(born, "US")]
            self.statuses.append((born, IarStatus.UNITED_STATES_CITIZEN))
        else:
            self.birth_place = one_of(random, _countries(kind))
            self.citizenships = [(born, self.birth_place)]

    def course(self) -> Course:
        """What was put together."""
        return Course(
            self.kind,
            self.birth_place,
            tuple(self.citizenships),
            tuple(self.statuses),
            tuple(self.steps),
        )

    def day(self, since: date, until: date | None = None) -> date:
        """A day between two, the last of which leaves a year to the end of all lives."""
        last = until or END - timedelta(days=365)
        return since + timedelta(days=int(self.random.integers(max(1, (last - since).days))))

    def old_enough(self, since: str) -> date:
        """The first day on which prints may have been taken, of those whom a programme meets since then."""
        start: date = parameters()["courses"]["since"][since]
        return max(start, _birthday(self.born, PRINTS_FROM_AGE))

    def status(self, on: date, status: IarStatus | None) -> None:
        """What the law says from a day."""
        self.statuses.append((on, status))

    def met(self, on: date, site: str, purpose: str, outcome: str, **sources: str | bool) -> None:
        """An encounter, with what an officer finds from then on."""
        self.steps.append(Step(on, Encounter(UNNUMBERED, on, site, purpose, outcome), sources))

    def back_on(self, after: date) -> date:
        """When somebody who left came again."""
        gap = parameters()["courses"]["came_back_after_days"]
        days = gap["least"] + self.random.exponential(gap["median"] / np.log(2))
        return min(after + timedelta(days=int(days)), END - timedelta(days=30))

    def chance(self, *path: str) -> bool:
        """Whether something happens that has a share among the courses."""
        return bool(self.random.random() < parameters()["courses"][path[0]]["share"])


def _never_met_citizen(life: _Builder) -> None:
    """Nothing to say."""


def _never_met_noncitizen(life: _Builder) -> None:
    """Came without inspection and was never met."""
    first = max(date(1985, 1, 1), _birthday(life.born, 1))
    life.status(life.day(first, max(date(2009, 1, 1), first)), IarStatus.SUBJECT_TO_REMOVAL)


def _citizen_enrolled(life: _Builder) -> None:
    """A citizen by birth whose prints were taken all the same."""
    on = life.day(max(life.old_enough("visa"), _birthday(life.born, 16)), date(2010, 1, 1))
    found = {"passport": True} if life.chance("citizen_source") else {}
    why = weighted("courses", "citizen_enrolled").draw(life.random)
    if why == "petition":
        life.met(on, "SERVICE CENTER", "benefit", "PETITION FOR A CHILD ADOPTED ABROAD", **found)
    elif why == "traveller":
        life.met(on, "PORT OF ENTRY", "trusted traveller", "ENROLLED", **found)
    else:
        life.met(on, "BORDER STATION", "enforcement", "PRINTED IN ERROR, RELEASED", **found)


def _resident(life: _Builder, until: date) -> date:
    """Became a permanent resident; returns the day."""
    on = life.day(life.old_enough("benefit"), max(until, life.old_enough("benefit") + timedelta(days=60)))
    visit = life.day(life.old_enough("visa"), None)
    if life.chance("visitor_first") and visit + timedelta(days=VISIT_DAYS) > on > visit + timedelta(days=30):
        _admit(life, visit, VISIT_DAYS)
    life.met(
        on,
        "SERVICE CENTER",
        "benefit",
        "RESIDENCE GRANTED",
        permanent_resident=on.isoformat(),
        admitted_until="",
    )
    life.status(on, IarStatus.LAWFUL_PERMANENT_RESIDENT)
    return on


def _permanent_resident(life: _Builder) -> None:
    """A permanent resident who stays one."""
    _resident(life, date(2012, 1, 1))


def _naturalised(life: _Builder) -> None:
    """A permanent resident who became a citizen; whether the file says so differs."""
    resident = _resident(life, date(2006, 1, 1))
    since = max(_birthday(resident, RESIDENCE_YEARS), _birthday(life.born, 18))
    on = min(since + timedelta(days=int(life.random.exponential(500.0))), END - timedelta(days=30))
    on = max(on, since)
    known = weighted("courses", "naturalised_file").draw(life.random)
    if known == "updated":
        contact = Encounter(UNNUMBERED, on, "SERVICE CENTER", "benefit", "NATURALISED, OATH TAKEN")
        life.steps.append(Step(on, contact, {"naturalisation": on.isoformat()}, "US"))
    elif known == "elsewhere":
        life.steps.append(Step(on, None, {"naturalisation": on.isoformat()}))
    life.status(on, IarStatus.UNITED_STATES_CITIZEN)
    life.citizenships.append((on, "US"))


def _admit(life: _Builder, on: date, days: int, outcome: str = "ADMITTED AS VISITOR") -> date:
    """Visa and admission; returns the last day of the stay."""
    until = on + timedelta(days=days)
    life.met(on - timedelta(days=int(life.random.integers(10, 90))), "CONSULATE", "visa", "VISA ISSUED")
    life.met(on, "PORT OF ENTRY", "admission", outcome, admitted_until=until.isoformat())
    life.status(on, IarStatus.NON_IMMIGRANT_IN_STATUS)
    return until


def _visa_in_status(life: _Builder) -> None:
    """Holds a visa and does what it asks."""
    on = life.day(life.old_enough("visa") + timedelta(days=90), date(2013, 6, 1))
    _admit(life, on, (END - on).days + 400, "ADMITTED AS STUDENT OR WORKER")


def _visa_waiver(life: _Builder) -> None:
    """Came without a visa for ninety days, and left or stayed."""
    on = life.day(max(life.old_enough("visa"), date(2008, 6, 1)), date(2014, 6, 1))
    until = on + timedelta(days=WAIVER_DAYS)
    life.met(on, "PORT OF ENTRY", "admission", "ADMITTED UNDER VISA WAIVER", admitted_until=until.isoformat())
    life.status(on, IarStatus.NON_IMMIGRANT_IN_STATUS)
    after = until + timedelta(days=1)
    life.status(after, None if life.chance("waiver_left") else IarStatus.SUBJECT_TO_REMOVAL)


def _overstay(life: _Builder) -> None:
    """Came as a visitor and stayed."""
    until = _admit(life, life.day(life.old_enough("visa") + timedelta(days=90), date(2012, 1, 1)), VISIT_DAYS)
    life.status(until + timedelta(days=1), IarStatus.SUBJECT_TO_REMOVAL)


def _apprehended(life: _Builder) -> None:
    """Was met at the border once or more, returned each time, and came again."""
    on = life.day(life.old_enough("border"), date(2010, 6, 1))
    for _ in range(min(RETURNS_MAX, int(life.random.geometric(0.6)))):
        life.met(on, "BORDER STATION", "enforcement", "VOLUNTARY RETURN")
        on = life.back_on(on)
    life.status(on, IarStatus.SUBJECT_TO_REMOVAL)


def _prior_removal(life: _Builder) -> None:
    """Lived here, was removed, and came again."""
    on = life.day(life.old_enough("border") + timedelta(days=400), date(2010, 6, 1))
    since = max(life.born + timedelta(days=300), on - timedelta(days=int(life.random.integers(60, 4000))))
    life.status(since, IarStatus.SUBJECT_TO_REMOVAL)
    life.met(
        on - timedelta(days=int(life.random.integers(5, 200))), "FIELD OFFICE", "enforcement", "DETAINED"
    )
    life.met(on, "PORT OF ENTRY", "enforcement", "REMOVED", prior_removal=True)
    life.status(on, None)
    life.status(life.back_on(on), IarStatus.SUBJECT_TO_REMOVAL)


def _final_order(life: _Builder) -> None:
    """Was ordered removed and is still here."""
    on = life.day(life.old_enough("border"), date(2011, 1, 1))
    life.status(on - timedelta(days=20), IarStatus.SUBJECT_TO_REMOVAL)
    life.met(
        on,
        "FIELD OFFICE",
        "enforcement",
        "NOTICE TO APPEAR",
        in_proceedings=on.isoformat(),
    )
    life.status(on, IarStatus.PENDING_PROCEEDINGS)
    ordered = life.day(on + timedelta(days=90), on + timedelta(days=1200))
    life.steps.append(Step(ordered, None, {ORDERED: True, "in_proceedings": ""}))
    life.status(ordered, IarStatus.SUBJECT_TO_REMOVAL)


def _proceedings(life: _Builder) -> None:
    """Before the immigration court, with nothing decided."""
    on = life.day(max(life.old_enough("border"), date(2006, 1, 1)), date(2012, 6, 1))
    life.status(on - timedelta(days=20), IarStatus.SUBJECT_TO_REMOVAL)
    life.met(on, "FIELD OFFICE", "enforcement", "NOTICE TO APPEAR", in_proceedings=on.isoformat())
    life.status(on, IarStatus.PENDING_PROCEEDINGS)


def _protected(life: _Builder) -> None:
    """Asked for asylum and was granted it, or has temporary protection; both are lawfully here."""
    on = life.day(life.old_enough("benefit"), date(2010, 1, 1))
    if life.chance("asylum"):
        life.status(on - timedelta(days=30), IarStatus.SUBJECT_TO_REMOVAL)
        life.met(on, "SERVICE CENTER", "benefit", "ASYLUM ASKED FOR", in_proceedings=on.isoformat())
        life.status(on, IarStatus.PENDING_PROCEEDINGS)
        on = life.day(on + timedelta(days=180), on + timedelta(days=1500))
        life.met(
            on,
            "IMMIGRATION COURT",
            "benefit",
            "ASYLUM GRANTED",
            protected=on.isoformat(),
            in_proceedings="",
        )
    else:
        life.status(on - timedelta(days=300), IarStatus.SUBJECT_TO_REMOVAL)
        life.met(on, "SERVICE CENTER", "benefit", "TEMPORARY PROTECTION GRANTED", protected=on.isoformat())
    life.status(on, IarStatus.NON_IMMIGRANT_IN_STATUS)


_COURSES: Final[Mapping[Kind, Callable[[_Builder], None]]] = {
    Kind.NEVER_MET_CITIZEN: _never_met_citizen,
    Kind.NEVER_MET_NONCITIZEN: _never_met_noncitizen,
    Kind.CITIZEN_ENROLLED: _citizen_enrolled,
    Kind.NATURALISED: _naturalised,
    Kind.PERMANENT_RESIDENT: _permanent_resident,
    Kind.VISA_IN_STATUS: _visa_in_status,
    Kind.VISA_WAIVER: _visa_waiver,
    Kind.OVERSTAY: _overstay,
    Kind.APPREHENDED: _apprehended,
    Kind.PRIOR_REMOVAL: _prior_removal,
    Kind.FINAL_ORDER: _final_order,
    Kind.PROCEEDINGS: _proceedings,
    Kind.PROTECTED: _protected,
}


def _countries(kind: Kind) -> list[str]:
    """Countries of birth that a kind of life is open to."""
    listed = parameters()["countries"]
    limited = {Kind.VISA_WAIVER: "waiver", Kind.PROTECTED: "protected"}.get(kind)
    found: list[str] = listed[limited]["of"] if limited else listed["all"]
    return found


def _birthday(born: date, years: int) -> date:
    """The day on which an age is reached."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # the 29th of February
        return date(born.year + years, 3, 1)


END: Final[date] = parameters()["window"]["until"]
"""No event of a life is later."""
