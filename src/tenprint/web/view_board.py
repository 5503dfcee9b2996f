"""The activation board's content: counties with their switches, and the orders and requests for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenprint.agency import act_register
from tenprint.agency.act_register import ActStanding
from tenprint.agency.national.service import NationalService
from tenprint.agency.permission_place import place_name
from tenprint.sharing.act import NATION, SWITCH_ACTS, level_of
from tenprint.sharing.activation import Activation, activation_on
from tenprint.sharing.decide import Decision, decide
from tenprint.sharing.local_time import local_date
from tenprint.sharing.model import County, State
from tenprint.sharing.participation import Participation
from tenprint.sharing.rules import Rules
from tenprint.web.view_act import ShownAct, around, shown_act
from tenprint.web.view_order import arrest, counties_at

ROWS_A_PAGE = 50
ORDERS_SHOWN = 50


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
        orders: the latest orders and requests.
        proposals: nationwide orders that wait for a second person.
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
    orders: list[ShownAct]
    proposals: list[ShownAct]


@dataclass(frozen=True, slots=True)
class PlaceBoard:
    """The switch of a county, a state or the nation.

    ``activation`` and ``decision``, on an arrest there today, are of a county alone.
    """

    place: str
    name: str
    today: date
    counties: int
    active: int
    activation: Activation | None
    decision: Decision | None
    orders: list[ShownAct]


def board(service: NationalService, state: str, search: str, number: int) -> Board:
    """The counties that the filter leaves, a page of them, with the switches of the present day of each."""
    known, now = _known(service), service.clock.now()
    everyone = [
        Row(county, activation_on(county, local_date(now, county), known.board))
        for county in service.rules.roster()
    ]
    words = search.casefold().split()
    found = [row for row in everyone if _matches(row.county, state, words)]
    pages = max(1, -(-len(found) // ROWS_A_PAGE))
    number = min(max(number, 1), pages)
    return Board(
        on=service.participation.today(NATION),
        rows=found[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE],
        found=len(found),
        number=number,
        pages=pages,
        active=sum(row.activation.active for row in everyone),
        total=len(everyone),
        states=sorted(service.rules.states.values(), key=lambda item: item.name),
        state=state if state in service.rules.states else "",
        search=search,
        orders=orders(service),
        proposals=[item for item in proposals(service) if not item.lapsed],
    )


def _matches(county: County, state: str, words: Sequence[str]) -> bool:
    """Whether the filter leaves a county."""
    text = f"{county.name} {county.fips}".casefold()
    return (not state or county.state == state) and all(word in text for word in words)


def place_board(service: NationalService, place: str) -> PlaceBoard:
    """One place's switch and why it stands as it does."""
    known, now = _known(service), service.clock.now()
    counties = counties_at(service.rules, place)
    active = [activation_on(county, local_date(now, county), known.board).active for county in counties]
    decision = activation = None
    if level_of(place) == "county":
        county, on = counties[0], local_date(now, counties[0])
        activation = activation_on(county, on, known.board)
        decision = decide(arrest(county), on, known.rules, known.board)
    return PlaceBoard(
        place=place,
        name=place_name(place),
        today=service.participation.today(place),
        counties=len(counties),
        active=sum(active),
        activation=activation,
        decision=decision,
        orders=orders(service, place),
    )


def orders(service: NationalService, place: str | None = None) -> list[ShownAct]:
    """The latest orders, proposals and requests that concern a place or anything in it, the newest first."""
    places = None if place in (None, NATION) else places_of(place, service.rules)
    with service.store.reading() as connection:
        found = act_register.entries(connection, places=places, kinds=SWITCH_ACTS, count=ORDERS_SHOWN)
    return [shown_act(service, entry) for entry in found]


def places_of(place: str, rules: Rules) -> list[str]:
    """A place, those around it, and those in it."""
    inside = [county.fips for county in counties_at(rules, place)]
    return [*around(place, rules), *inside]


def proposals(service: NationalService) -> list[ShownAct]:
    """The nationwide orders that a second person has not confirmed."""
    with service.store.reading() as connection:
        found = act_register.entries(connection, places=[NATION], kinds=SWITCH_ACTS)
    return [shown_act(service, entry) for entry in found if entry.standing is ActStanding.PROPOSED]


def proposal(service: NationalService, control: str) -> ShownAct | None:
    """A nationwide order of the register, or None."""
    with service.store.reading() as connection:
        entry = act_register.find(connection, control)
    return None if entry is None or entry.act.place != NATION else shown_act(service, entry)


def _known(service: NationalService) -> Participation:
    """The law with every act that this agency knows of."""
    with service.store.reading() as connection:
        return service.participation.known(connection)
