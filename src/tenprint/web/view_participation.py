"""Taking part as a console shows it: where each agreement stands, what can be done here, and what it would cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from tenprint.agency import act_register
from tenprint.agency.permission_place import place_name
from tenprint.agency.service import Service
from tenprint.agency.staff import Staff
from tenprint.errors import BadInput
from tenprint.sharing.act import HOLDINGS, SWITCH_ACTS, Act, ActKind, level_of
from tenprint.sharing.activation import is_active
from tenprint.sharing.agreement import Step, status_since, step_on
from tenprint.sharing.condition import REQUIRED, VETO
from tenprint.sharing.decide import decide
from tenprint.sharing.local_time import local_date
from tenprint.sharing.participation import Participation, effective_day, laid_over
from tenprint.web.view_act import ShownAct, around, read_authority, read_day, read_document, shown_act
from tenprint.web.view_order import arrest, counties_at

ACTS_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Offered:
    """One act of a console's form: its words, its first day of effect, or why it cannot be done today."""

    kind: ActKind
    label: str
    effective_on: date | None
    why_not: str
    asks: bool  # it can only be asked for: another side holds it


@dataclass(frozen=True, slots=True)
class Row:
    """One place of a console's list; a county has no agreement of its own. ``since``: None if ever since the first."""

    place: str
    name: str
    step: Step | None
    since: date | None
    active: int
    counties: int


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One place: its agreement and the days on which it moved, its switch, the acts, and what can be done here.

    ``required`` is whether sharing needs the agreement today, or whether a county may keep out: yes, no or unknown.
    """

    place: str
    name: str
    today: date
    step: Step | None
    since: date | None
    journey: tuple[Step, ...]
    required: object
    active: int
    counties: int
    wish: object
    receipt: object
    offered: list[Offered]
    acts: list[ShownAct]


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as the form gave it, checked for form."""

    kind: ActKind
    place: str
    officer: Staff
    authority: str
    document: str | None
    effective_on: date | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an act would cause: from when, and how many counties would be shared on that day with it and without."""

    effective_on: date
    before: int
    after: int


LABELS: Final[Mapping[ActKind, str]] = {
    ActKind.PROPOSE: "Propose an agreement to the state",
    ActKind.SIGN: "Sign the agreement that is proposed",
    ActKind.COUNTERSIGN: "Countersign what the state has signed",
    ActKind.REFUSE: "Refuse to sign",
    ActKind.WITHDRAW: "Withdraw from the agreement",
    ActKind.SUSPEND: "Suspend the state’s participation",
    ActKind.RESUME: "Take the participation up again",
    ActKind.TERMINATE: "End all agreements at once",
    ActKind.WANT_OUT: "State that the county wants to be left out",
    ActKind.WANT_IN: "State that the county wants to take part",
    ActKind.RECEIVE: "Receive second answers",
    ActKind.DECLINE_RECEIPT: "Decline second answers",
    ActKind.ACTIVATE: "Ask that the federal switch be turned on",
    ActKind.DEACTIVATE: "Ask that the federal switch be turned off",
}


def known_to(service: Service) -> Participation:
    """The law with every act that an agency knows of."""
    with service.store.reading() as connection:
        return service.participation.known(connection)


def rows(service: Service) -> list[Row]:
    """The places of a console: the states, or at a booking station the counties whose staff are registered."""
    known = known_to(service)
    if service.role == "booking":
        members = service.participation.staff.members.values()
        places = dict.fromkeys(one.jurisdiction for one in members if level_of(one.jurisdiction) == "county")
    else:
        states = sorted(service.rules.states.values(), key=lambda item: item.name)
        places = dict.fromkeys(state.usps for state in states)
    return [_row(service, known, place) for place in places]


def place_page(service: Service, place: str) -> PlacePage:
    """One place as a console shows it."""
    known, today = known_to(service), service.participation.today(place)
    row = _row(service, known, place)
    law = known.rules.in_force(today)
    county = service.rules.county(place) if level_of(place) == "county" else None
    with service.store.reading() as connection:
        acts = act_register.entries(connection, places=around(place, service.rules), count=ACTS_SHOWN)
    return PlacePage(
        place=place,
        name=place_name(place),
        today=today,
        step=row.step,
        since=row.since,
        journey=_told(known, place, today),
        required=law.value(VETO if county else REQUIRED),
        active=row.active,
        counties=row.counties,
        wish=law.value(law.local_rule("position", county.roster_fips, county.state)) if county else None,
        receipt=law.value(law.local_rule("receipt", county.roster_fips, county.state)) if county else None,
        offered=offered(service, known, place, today),
        acts=[shown_act(service, entry) for entry in acts],
    )


def _told(known: Participation, place: str, today: date) -> tuple[Step, ...]:
    """A state's journey so far, and what acts bring; what the files say of later days is not known yet."""
    if level_of(place) != "state":
        return ()
    return tuple(step for step in known.agreement(place) if step.act is not None or step.since <= today)


def offered(service: Service, known: Participation, place: str, today: date) -> list[Offered]:
    """The acts of a console for a place: its own, and those which it can ask for."""
    found = []
    for kind, holding in HOLDINGS.items():
        asks = kind in SWITCH_ACTS and service.role in ("state", "booking")
        if level_of(place) not in holding.levels or not (asks or holding.role == service.role):
            continue
        day, why_not = today, ""
        try:
            day = effective_day(known, kind, place, today, None)
        except BadInput as error:
            why_not = str(error).partition(": cannot ")[2].partition(": ")[2] or str(error)
        found.append(Offered(kind, LABELS[kind], None if why_not else day, why_not, asks))
    return found


def read_asked(service: Service, place: str, given: Mapping[str, str]) -> Asked:
    """Read the form of an act.

    Raises:
        BadInput: a field is missing or not of its form.
    """
    if given["act"] not in set(ActKind):
        raise BadInput("act: expected one of those offered to be chosen, found none")
    wanted = given["effective_on"]
    return Asked(
        kind=ActKind(given["act"]),
        place=place,
        officer=service.participation.staff.staff(given["officer"]),
        authority=read_authority(given["authority"]),
        document=read_document(given["document"]),
        effective_on=read_day("effective date", wanted) if wanted else None,
    )


def effect(service: Service, asked: Asked) -> Effect:
    """What an act would cause, by the rules and acts that this agency knows of.

    Raises:
        BadInput: the act is not possible, or its day is too early.
    """
    known, today = known_to(service), service.participation.today(asked.place)
    day = effective_day(known, asked.kind, asked.place, today, asked.effective_on)
    role = HOLDINGS[asked.kind].role
    done = [] if asked.kind in SWITCH_ACTS else [_trial(service, asked, today, day, role)]
    after = laid_over(known.base, [*known.acts, *done])
    facts = [arrest(county) for county in counties_at(service.rules, asked.place)]
    return Effect(
        day,
        sum(decide(item, day, known.rules, known.board).permitted for item in facts),
        sum(decide(item, day, after.rules, after.board).permitted for item in facts),
    )


def _trial(service: Service, asked: Asked, today: date, day: date, role: str) -> Act:
    """The act as it would be recorded."""
    at = service.clock.now()
    return Act(
        "TRIAL-ACT", asked.kind, asked.place, today, day, asked.document, asked.officer.title, role, at
    )


def _row(service: Service, known: Participation, place: str) -> Row:
    """One place of a list."""
    now, counties = service.clock.now(), counties_at(service.rules, place)
    active = sum(is_active(county, local_date(now, county), known.board) for county in counties)
    step = since = None
    if level_of(place) == "state":
        steps, today = known.agreement(place), service.participation.today(place)
        step, since = step_on(steps, today), status_since(steps, today)
    return Row(place, place_name(place), step, since, active, len(counties))
