"""The federal switch: is a jurisdiction activated on a date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tenprint.errors import BadInput
from tenprint.sharing.model import County
from tenprint.sharing.trace import TraceStep


@dataclass(frozen=True, slots=True)
class ActivationOrder:
    """A switch flipped on the activation board: for a county (five digits), a state (two digits) or ``US``.

    Only the federal side can flip it: ``authority`` names the federal rule or order relied on and begins with
    ``federal``. ``by`` is the user who did it.
    """

    fips: str
    active: bool
    effective_on: date
    by: str
    authority: str

    def __post_init__(self) -> None:
        if not self.authority.startswith("federal"):
            raise BadInput(f"activation order: expected a federal authority, found {self.authority[:40]!r}")
        if self.fips != "US" and not (self.fips.isdigit() and len(self.fips) in (2, 5)):
            raise BadInput(f"activation order: expected a county, state or US, found {self.fips[:20]!r}")

    def covers(self, county: County) -> bool:
        """Tell whether the order is for this county, its state or the nation."""
        return self.fips in ("US", county.fips[:2], county.fips, county.roster_fips)


@dataclass(frozen=True, slots=True)
class Board:
    """The orders of an activation board, in the order in which they were given, found by place."""

    orders: tuple[ActivationOrder, ...]
    by_place: Mapping[str, tuple[tuple[int, ActivationOrder], ...]] = field(compare=False, repr=False)

    @classmethod
    def of(cls, orders: "Orders") -> "Board":
        """Return the board of some orders; a board is returned as it is."""
        if isinstance(orders, Board):
            return orders
        if not orders:
            return NO_ORDERS
        places: dict[str, list[tuple[int, ActivationOrder]]] = {}
        for number, order in enumerate(orders):
            places.setdefault(order.fips, []).append((number, order))
        return cls(tuple(orders), {place: tuple(found) for place, found in places.items()})

    def covering(self, county: County) -> list[ActivationOrder]:
        """Return the orders for a county, its state or the nation, in the order in which they were given."""
        if not self.by_place:
            return []
        places = {"US", county.fips[:2], county.fips, county.roster_fips}
        found = [item for place in places for item in self.by_place.get(place, ())]
        return [order for _, order in sorted(found, key=lambda item: item[0])]

    def with_order(self, order: ActivationOrder) -> "Board":
        """Return a board with one order more."""
        return Board.of((*self.orders, order))


Orders = Board | Sequence[ActivationOrder]
NO_ORDERS: Final = Board((), {})
"""A board on which nothing was ordered."""


@dataclass(frozen=True, slots=True)
class Activation:
    """Whether a county is switched on, since when, and when the switch will next be flipped as ordered."""

    active: bool
    since: date | None
    scheduled: date | None
    order: ActivationOrder | None


def activation_on(county: County, on: date, orders: Orders = ()) -> Activation:
    """Return a county's activation: the roster's date, overruled by the latest order in effect.

    Of two orders for one day the later in the sequence holds; an order for the roster's own day overrules it.
    ``since`` is the day from which the present state holds, or None for a county never switched.
    """
    board = Board.of(orders)
    history = _history(county, board)
    past = [entry for entry in history if entry[0] <= on]
    if not past:
        return Activation(False, None, _next_on(history, on), None)
    active = past[-1][1]
    since, order = past[-1][0], past[-1][2]
    for day, state, _ in reversed(past):
        if state != active:
            break
        since = day
    return Activation(active, since, None if active else _next_on(history, on), order)


def activation_step(county: County, on: date, orders: Orders = ()) -> TraceStep:
    """Return the step of the trace which tells a county's activation."""
    found = activation_on(county, on, orders)
    reference = found.order.authority if found.order else county.source.title
    source = None if found.order else county.source
    note = f"ordered by {found.order.by}" if found.order else county.name
    value = "on" if found.active else "off"
    return TraceStep(
        f"activation[{county.roster_fips}]", value, found.since, reference, found.active, note, source
    )


def is_active(county: County, on: date, board: Board) -> bool:
    """Tell whether a county is switched on; the same as ``activation_on`` says, without its history."""
    if not board.by_place:
        return county.activated_on is not None and county.activated_on <= on
    return activation_on(county, on, board).active


def _history(county: County, board: Board) -> list[tuple[date, bool, ActivationOrder | None]]:
    """Return what the switch was set to, by date; the roster comes first on its own day."""
    entries: list[tuple[date, bool, ActivationOrder | None]] = []
    if county.activated_on is not None:
        entries.append((county.activated_on, True, None))
    entries += [(order.effective_on, order.active, order) for order in board.covering(county)]
    return sorted(entries, key=lambda entry: entry[0])


def _next_on(history: list[tuple[date, bool, ActivationOrder | None]], on: date) -> date | None:
    """Return the next day for which an order switches the county on; the roster's future is not known yet."""
    return next((day for day, active, order in history if day > on and active and order is not None), None)
