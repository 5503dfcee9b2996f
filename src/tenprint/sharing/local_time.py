"""The day at a place: its time zone, its date at an instant, and the instant at which a date begins there.

Switches and rules take effect at the beginning of a day *of the place*: at one instant in Harris County, at another
in Los Angeles. The zones are data (``policies/time_zones.yaml``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tenprint.errors import BadInput
from tenprint.sharing.located import Located
from tenprint.sharing.model import County
from tenprint.sharing.rules import Rules, load
from tenprint.sharing.yaml_file import read_yaml

_KEYS: Final = frozenset({"states", "counties", "split"})
_TABLE: Final = "the table of time zones"


@dataclass(frozen=True, slots=True)
class TimeZones:
    """The zone of each state by postal code, and of the counties that have another one, by code.

    ``split`` says of the counties that lie in two zones which part keeps which; they have that of the larger part.
    """

    states: Mapping[str, ZoneInfo]
    counties: Mapping[str, ZoneInfo]
    split: Mapping[str, str]


def zone_of(county: County, zones: TimeZones | None = None) -> ZoneInfo:
    """Return a county's time zone, by the package's table unless another is given.

    >>> from tenprint.sharing.rules import load
    >>> zone_of(load().county("48201")).key
    'America/Chicago'

    Raises:
        RulesBroken: the table is malformed; the text names file and line.
    """
    table = time_zones() if zones is None else zones
    own = table.counties.get(county.fips) or table.counties.get(county.roster_fips)
    return own or table.states[county.state]


def local_date(at: datetime, county: County, zones: TimeZones | None = None) -> date:
    """Return the date in a county at an instant.

    >>> from tenprint.sharing.rules import load
    >>> local_date(datetime(2008, 10, 27, 4, tzinfo=UTC), load().county("48201")).isoformat()
    '2008-10-26'

    Raises:
        BadInput: the instant has no time zone, so that it is none.
    """
    if at.tzinfo is None:
        raise BadInput(f"instant: expected a time with its zone, found {at.isoformat()}")
    return at.astimezone(zone_of(county, zones)).date()


def midnight_of(on: date, county: County, zones: TimeZones | None = None) -> datetime:
    """Return the instant, in UTC, at which a date begins in a county.

    Where clocks go back over midnight the date begins at the first of the two; where they go forward over it,
    at the change (PEP 495: ``fold=0`` takes the first of two, and in a gap the offset from before it).

    >>> from tenprint.sharing.rules import load
    >>> midnight_of(date(2008, 10, 27), load().county("48201")).isoformat()
    '2008-10-27T05:00:00+00:00'
    """
    return datetime.combine(on, time(fold=0), zone_of(county, zones)).astimezone(UTC)


@cache
def time_zones() -> TimeZones:
    """Return the package's table, read once in a process.

    Raises:
        RulesBroken: the table is malformed; the text names file and line.
    """
    with resources.as_file(resources.files("tenprint") / "policies" / "time_zones.yaml") as path:
        return read_time_zones(path, load())


def read_time_zones(path: Path, rules: Rules) -> TimeZones:
    """Read a table of time zones: every state has one, and the counties are those of the roster."""
    located = read_yaml(path, f"policies/{path.name}")
    located.only(_KEYS, _TABLE)
    states = located.take("states", _TABLE)
    missing = sorted(rules.states.keys() - states.mapping("zones of states").keys())
    if missing:
        states.broken("a zone for every state", found=f"none for {', '.join(missing)}")
    counties, split = located.take("counties", _TABLE), located.take("split", _TABLE)
    return TimeZones(
        states={usps: _zone(item) for usps, item in _known(states, rules.states).items()},
        counties={fips: _zone(item) for fips, item in _known(counties, rules.counties).items()},
        split={fips: item.text("the parts") for fips, item in _known(split, rules.counties).items()},
    )


def _known(located: Located, known: Mapping[str, object]) -> dict[str, Located]:
    """Return the entries of a part of the table, or fail on a key that is no state or county."""
    entries = located.mapping("zones by code")
    for key, item in entries.items():
        if key not in known:
            item.broken("a postal code of a state or a county code of the roster, as text", found=key)
    return entries


def _zone(item: Located) -> ZoneInfo:
    """Return the zone that a value names, or fail."""
    try:
        return ZoneInfo(item.text("a time zone"))
    except (ZoneInfoNotFoundError, ValueError):
        item.broken("a name of the IANA time zone database")
