"""An order for the federal switch as its form gives it, and what it would cause: which counties, from when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from tenprint.agency.national.service import NationalService
from tenprint.agency.permission_place import place_name
from tenprint.agency.staff import Staff
from tenprint.errors import BadInput
from tenprint.sharing.act import ActKind, level_of
from tenprint.sharing.activation import ActivationOrder, Board
from tenprint.sharing.decide import Decision, SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.model import County
from tenprint.sharing.rules import Rules
from tenprint.web.view_act import read_authority, read_day, read_document

NAMED_MAX: Final = 12
FIELDS: Final = ("active", "effective_on", "officer", "authority", "document")


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the form gave it, checked for form; whether it may be given is for the agency to say."""

    place: str
    active: bool
    effective_on: date
    officer: Staff
    authority: str
    document: str | None

    @property
    def kind(self) -> ActKind:
        """The act that gives it."""
        return ActKind.ACTIVATE if self.active else ActKind.DEACTIVATE

    @property
    def place_name(self) -> str:
        """The place in words."""
        return place_name(self.place)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an order would change of ordinary arrests on its day.

    Attributes:
        counties: count of counties that it is for.
        before: how many of them would be shared on that day without it.
        after: how many with it.
        changed: the first of those whose answer it turns, by name.
        more: how many more it turns.
        barred: the rules by which counties that it switches on are denied all the same, with their count.
    """

    counties: int
    before: int
    after: int
    changed: tuple[County, ...]
    more: int
    barred: Mapping[str, int]

    @property
    def turned(self) -> int:
        """How many counties it turns."""
        return len(self.changed) + self.more


def arrest(county: County) -> SubmissionFacts:
    """An ordinary arrest in a county."""
    return SubmissionFacts(county.fips, county.state, SubmissionKind.CRIMINAL, retained=True)


def counties_at(rules: Rules, place: str) -> tuple[County, ...]:
    """The counties of the roster that a place has."""
    match level_of(place):
        case "county":
            return (rules.county(place),)
        case "state":
            return rules.counties_of(place)
        case _:
            return tuple(rules.roster())


def order_fips(rules: Rules, place: str) -> str:
    """A place as an order names it."""
    return rules.states[place].fips if level_of(place) == "state" else place


def consequence(service: NationalService, order: Order) -> Consequence:
    """Ask the rules what an order would change on its day; the roster's own future counts as today's."""
    with service.store.reading() as connection:
        known = service.participation.known(connection)
    flipped = ActivationOrder(
        order_fips(known.rules, order.place), order.active, order.effective_on, order.officer.title, "federal"
    )
    board = known.board.with_order(flipped)
    counties = counties_at(known.rules, order.place)
    turned: list[County] = []
    barred: dict[str, int] = {}
    before = after = 0
    for county in counties:
        without = _decision(county, order.effective_on, known.rules, known.board)
        with_it = _decision(county, order.effective_on, known.rules, board)
        before, after = before + without.permitted, after + with_it.permitted
        if without.permitted != with_it.permitted:
            turned.append(county)
        if order.active and not with_it.permitted:
            barred[with_it.rule] = barred.get(with_it.rule, 0) + 1
    return Consequence(
        len(counties), before, after, tuple(turned[:NAMED_MAX]), max(0, len(turned) - NAMED_MAX), barred
    )


def read_order(service: NationalService, place: str, given: Mapping[str, str]) -> Order:
    """Read the form of an order.

    Raises:
        BadInput: a field is missing or not of its form, or the day is past.
    """
    if given["active"] not in ("on", "off"):
        raise BadInput("switch: expected on or off to be chosen, found neither")
    today = service.participation.today(place)
    effective_on = read_day("effective date", given["effective_on"])
    if effective_on < today:
        raise BadInput(f"effective date: expected {today} or later, found {effective_on}")
    return Order(
        place=place,
        active=given["active"] == "on",
        effective_on=effective_on,
        officer=service.participation.staff.staff(given["officer"]),
        authority=read_authority(given["authority"]),
        document=read_document(given["document"]),
    )


def _decision(county: County, on: date, rules: Rules, board: Board) -> Decision:
    """What is decided of an ordinary arrest in a county."""
    return decide(arrest(county), on, rules, board)
