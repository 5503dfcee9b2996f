"""What a world is made from: its seed, its places and days, and the parameters of ``sim/data/world.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tenprint.errors import BadInput
from tenprint.sharing.model import County
from tenprint.sharing.rules import Rules

DAYS_MAX = 3_650
BOOKINGS_MAX = 20_000
STRANGERS_MAX = 1_000
SEED_MAX = 1_000_000_000


@cache
def parameters() -> Mapping[str, Any]:
    """The parameters, each with its source, from ``sim/data/world.yaml``."""
    text = (resources.files("tenprint.sim") / "data" / "world.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@dataclass(frozen=True, slots=True)
class Order:
    """A switch of the federal side that is ordered while the world runs: a county or a state, on or off, on a day."""

    place: str
    active: bool
    on: date


@dataclass(frozen=True, slots=True)
class Setting:
    """All that decides a world: equal settings give equal worlds.

    Attributes:
        seed: of everything that is drawn.
        days: how long people are arrested; what is open then is still worked to its end.
        bookings: how many arrests in the mean.
        since: first day.
        faults: whether links, power and agencies fail.
        strangers: synthetic subjects in each agency's file who are never arrested.
        error_rate: share of the officers' decisions that are wrong.
        people: from how many different people the arrested are drawn; no limit by default.
        orders: switches ordered on the way.
    """

    seed: int
    days: int = 4
    bookings: int = 30
    since: date = field(default_factory=lambda: parameters()["window"]["since"])
    faults: bool = False
    strangers: int = 100
    error_rate: float = 0.0
    people: int | None = None
    orders: tuple[Order, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no world can be made from."""
        _within("seed", self.seed, 0, SEED_MAX)
        _within("days", self.days, 1, DAYS_MAX)
        _within("bookings", self.bookings, 1, BOOKINGS_MAX)
        _within("strangers", self.strangers, 0, STRANGERS_MAX)
        if not 0 <= self.error_rate <= 1:
            raise BadInput(f"error rate: expected 0 to 1, found {self.error_rate}")
        if self.people is not None:
            _within("people", self.people, 1, BOOKINGS_MAX)

    @property
    def last(self) -> date:
        """The last day on which people are arrested."""
        return self.since + timedelta(days=self.days - 1)


def _within(name: str, value: int, low: int, high: int) -> None:
    """Refuse a number outside its range."""
    if not low <= value <= high:
        raise BadInput(f"{name}: expected {low} to {high}, found {value}")


def counties(rules: Rules) -> list[County]:
    """The counties of the world, in order of their codes.

    >>> from tenprint.sharing.rules import load
    >>> [county.name for county in counties(load())][:1]
    ['DuPage County']
    """
    place = parameters()["place"]
    found = [
        county
        for county in rules.roster()
        if county.state in place["states"] or county.fips in place["counties"]
    ]
    return sorted(found, key=lambda county: county.fips)
