"""The activation board's content: counties with their switches, orders, and what an order would cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tenprint.agency.national.service import NationalService
from tenprint.agency.schema import activation_order
from tenprint.errors import BadInput
from tenprint.sharing.activation import Activation, ActivationOrder, activation_on
from tenprint.sharing.decide import Decision, SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.model import County, State
from tenprint.web.view_task import OFFICER_CHARACTERS_MAX

ROWS_A_PAGE = 50
ORDERS_SHOWN = 50
AUTHORITY_CHARACTERS_MAX = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One county on the board."""

    county: County
    activation: Activation


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the board.

    Attributes:
        on: the day that it shows.
        rows: the page's counties.
        found: count of counties that the filter leaves.
        number: of the page, from 1.
        pages: count of pages.
        active: count of counties switched on, in the whole roster.
        total: count of the roster.
        states: to choose from.
        state: postal code filtered by, or nothing.
        search: words filtered by, or nothing.
        orders: the latest orders.
    """

    on: date
    rows: list[Row]
    found: int
    number: int
    pages: int
    active: int
    total: int
    states: list[State]
    state: str
    search: str
    orders: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CountyBoard:
    """One county's switch, the decision on an arrest there today, and the orders that concern it."""

    county: County
    activation: Activation
    decision: Decision
    orders: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Flip:
    """An order as the form gave it, checked."""

    county: County
    active: bool
    effective_on: date
    officer: str
    authority: str

    @property
    def order(self) -> ActivationOrder:
        """The order as the rules read it."""
        return ActivationOrder(self.county.fips, self.active, self.effective_on, self.officer, self.authority)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What would be decided of an ordinary arrest on the order's day, with and without it."""

    before: Decision
    after: Decision


def board(service: NationalService, state: str, search: str, number: int) -> Board:
    """The counties that the filter leaves, a page of them, with the switches of the present day."""
    on, orders = service.clock.now().date(), _orders(service)
    everyone = [Row(county, activation_on(county, on, orders)) for county in service.rules.roster()]
    words = search.casefold().split()
    found = [row for row in everyone if _matches(row.county, state, words)]
    pages = max(1, -(-len(found) // ROWS_A_PAGE))
    number = min(max(number, 1), pages)
    return Board(
        on=on,
        rows=found[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE],
        found=len(found),
        number=number,
        pages=pages,
        active=sum(row.activation.active for row in everyone),
        total=len(everyone),
        states=sorted(service.rules.states.values(), key=lambda item: item.name),
        state=state,
        search=search,
        orders=_history(service),
    )


def _matches(county: County, state: str, words: Sequence[str]) -> bool:
    """Whether the filter leaves a county."""
    text = f"{county.name} {county.fips}".casefold()
    return (not state or county.state == state) and all(word in text for word in words)


def county_board(service: NationalService, county: County) -> CountyBoard:
    """One county's switch and why it stands as it does."""
    on, orders = service.clock.now().date(), _orders(service)
    return CountyBoard(
        county=county,
        activation=activation_on(county, on, orders),
        decision=decide(_arrest(county), on, service.rules, orders),
        orders=_history(service, county),
    )


def consequence(service: NationalService, flip: Flip) -> Consequence:
    """Ask the rules what an order would change on its day; the roster's own future counts as today's."""
    orders = _orders(service)
    facts = _arrest(flip.county)
    return Consequence(
        before=decide(facts, flip.effective_on, service.rules, orders),
        after=decide(facts, flip.effective_on, service.rules, [*orders, flip.order]),
    )


def read_flip(service: NationalService, county: County, given: Mapping[str, str]) -> Flip:
    """Read the form of an order.

    Raises:
        BadInput: a field is missing, or the order may not be given.
    """
    if given["active"] not in ("on", "off"):
        raise BadInput("switch: expected on or off to be chosen, found neither")
    try:
        effective_on = date.fromisoformat(given["effective_on"])
    except ValueError:
        raise BadInput(
            f"effective date: expected a date as 2011-06-08, found {given['effective_on'][:20]!r}"
        ) from None
    today = service.clock.now().date()
    if effective_on < today:
        raise BadInput(f"effective date: expected {today} or later, found {effective_on}")
    officer, authority = given["officer"].strip(), given["authority"].strip()
    for name, text, most in (
        ("officer", officer, OFFICER_CHARACTERS_MAX),
        ("authority", authority, AUTHORITY_CHARACTERS_MAX),
    ):
        if not 0 < len(text) <= most:
            raise BadInput(f"{name}: expected 1 to {most} characters, found {len(text)}")
    flip = Flip(county, given["active"] == "on", effective_on, officer, authority)
    assert flip.order.covers(county), "making the order has checked its authority"
    return flip


def _arrest(county: County) -> SubmissionFacts:
    """An ordinary arrest in a county."""
    return SubmissionFacts(county.fips, county.state, SubmissionKind.CRIMINAL, retained=True)


def _orders(service: NationalService) -> list[ActivationOrder]:
    """The orders of this agency's board."""
    with service.store.reading() as connection:
        return service.orders(connection)


def _history(service: NationalService, county: County | None = None) -> list[dict[str, Any]]:
    """The latest orders, the newest first, with the county's name and when each was given."""
    query = sa.select(activation_order).order_by(activation_order.c.id.desc()).limit(ORDERS_SHOWN)
    if county is not None:
        query = query.where(activation_order.c.fips == county.fips)
    with service.store.reading() as connection:
        rows = connection.execute(query).all()
    return [
        {
            "fips": row.fips,
            "place": _name(service, row.fips),
            "active": bool(row.active),
            "effective_on": row.effective_on,
            "officer": row.officer,
            "authority": row.authority,
            "at": row.at,
        }
        for row in rows
    ]


def _name(service: NationalService, fips: str) -> str:
    """A county with its state, or the code where it is not one."""
    county = service.rules.counties.get(fips)
    return f"{county.name}, {county.state}" if county else fips
