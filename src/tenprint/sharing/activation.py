"""The federal switch: is a jurisdiction activated on a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
class Activation:
    """Whether a county is switched on, since when, and when the switch will next be flipped as ordered."""

    active: bool
    since: date | None
    scheduled: date | None
    order: ActivationOrder | None


def activation_on(county: County, on: date, orders: Sequence[ActivationOrder] = ()) -> Activation:
    """Return a county's activation: the roster's date, overruled by the latest order in effect.

    Of two orders for one day the later in the sequence holds; an order for the roster's own day overrules it.
    ``since`` is the day from which the present state holds, or None for a county never switched.
    """
    history = _history(county, orders)
    past = [entry for entry in history if entry[0] <= on]
    if not past:
        return Activation(False, None, _next_on(history, on, orders), None)
    active = past[-1][1]
    since, order = past[-1][0], past[-1][2]
    for day, state, _ in reversed(past):
        if state != active:
            break
        since = day
    return Activation(active, since, None if active else _next_on(history, on, orders), order)


def activation_step(county: County, on: date, orders: Sequence[ActivationOrder] = ()) -> TraceStep:
    """Return the step of the trace which tells a county's activation."""
    found = activation_on(county, on, orders)
    reference = found.order.authority if found.order else county.source.title
    source = None if found.order else county.source
    note = f"ordered by {found.order.by}" if found.order else county.name
    value = "on" if found.active else "off"
    return TraceStep(
        f"activation[{county.roster_fips}]", value, found.since, reference, found.active, note, source
    )


def _history(
    county: County, orders: Sequence[ActivationOrder]
) -> list[tuple[date, bool, ActivationOrder | None]]:
    """Return what the switch was set to, by date; the roster comes first on its own day."""
    entries: list[tuple[date, bool, ActivationOrder | None]] = []
    if county.activated_on is not None:
        entries.append((county.activated_on, True, None))
    entries += [(order.effective_on, order.active, order) for order in orders if order.covers(county)]
    return sorted(entries, key=lambda entry: entry[0])


def _next_on(
    history: list[tuple[date, bool, ActivationOrder | None]], on: date, orders: Sequence[ActivationOrder]
) -> date | None:
    """Return the next day for which an order switches the county on; the roster's future is not known yet."""
    return next((day for day, active, order in history if day > on and active and order is not None), None)
