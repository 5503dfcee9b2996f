"""Every name of a county, city or town, and what bears it; the long list of towns is read when first asked for."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Final, NamedTuple

from tenprint.errors import RulesBroken
from tenprint.sharing.model import County
from tenprint.sharing.place_words import Asked, place_words, simple, without_suffix
from tenprint.sharing.rules import Rules, load

_COLUMNS: Final = ["name", "state", "counties", "population", "source"]


class Town(NamedTuple):
    """One row of ``places.csv``; ``people`` is 0 where no count is known."""

    name: str
    state: str
    counties: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Bearer:
    """What bears a name: a county, a city of ``places.yaml`` (``well_known``), or a town of ``places.csv``.

    ``independent`` is a county's row which is a city that lies in no county.
    """

    kind: str
    name: str
    state: str
    counties: tuple[str, ...]
    people: int
    well_known: bool = False
    independent: bool = False

    @property
    def spoken_kind(self) -> str:
        """What people call it: an independent city, which the roster has among the counties, is a city."""
        return "city" if self.independent else self.kind


def bearers(rules: Rules, asked: Asked) -> tuple[Bearer, ...]:
    """Return everything that bears the name, within the state, county and kinds that are asked for.

    A county's whole name with its state, and a well-known city with its state, stand alone: for these the long list
    of towns is not read.
    """
    found = _in_state(_named(rules).get(asked.name, ()), asked.state)
    plain = asked.state is not None and asked.county is None and "county" in asked.kinds
    if not (plain and any(bearer.well_known or simple(bearer.name) == asked.name for bearer in found)):
        found = _in_state(_with_towns(rules, asked.name), asked.state)
    if asked.county is not None:
        found = _within(found, asked.county, rules)
    return tuple(bearer for bearer in found if bearer.spoken_kind in asked.kinds)


def names(rules: Rules, state: str | None) -> Iterator[str]:
    """Yield every simplified name, or every one that is borne in a state."""
    for name, borne in _named(rules).items():
        if state is None or any(bearer.state == state for bearer in borne):
            yield name
    for name, towns in _towns().items():
        if state is None or any(town.state == state for town in towns):
            yield name


def state_words(rules: Rules) -> Mapping[str, str]:
    """Return the words for states (name, postal code, abbreviation, simplified), to the postal code."""
    found = dict(place_words().states)
    for state in rules.states.values():
        found |= {simple(word): state.usps for word in (state.name, state.usps)}
    return found


def _in_state(found: tuple[Bearer, ...], state: str | None) -> tuple[Bearer, ...]:
    """Return the bearers of a state, or all."""
    return tuple(bearer for bearer in found if state in (None, bearer.state))


def _within(found: tuple[Bearer, ...], county: str, rules: Rules) -> tuple[Bearer, ...]:
    """Return the bearers whose main county has a name; where there are none, those which any of theirs has."""

    def named(code: str) -> bool:
        long = simple(rules.county(code).name)
        return county in (long, without_suffix(long))

    main = tuple(bearer for bearer in found if named(bearer.counties[0]))
    return main or tuple(bearer for bearer in found if any(map(named, bearer.counties)))


@lru_cache(maxsize=4)
def _named(rules: Rules) -> Mapping[str, tuple[Bearer, ...]]:
    """Return the counties, under their long and their short name, and the well-known cities."""
    table: dict[str, list[Bearer]] = {}
    for county in rules.counties.values():
        long = simple(county.name)
        bearer = Bearer(
            kind="county",
            name=county.name,
            state=county.state,
            counties=(county.fips,),
            people=county.population or 0,
            independent=county.name.endswith(" city"),
        )
        for name in dict.fromkeys((long, without_suffix(long))):
            table.setdefault(name, []).append(bearer)
    for label, codes in rules.places.items():
        name, _, usps = label.rpartition(", ")
        people = rules.county(codes[0]).population or 0
        table.setdefault(simple(name), []).append(Bearer("city", name, usps, codes, people, well_known=True))
    return {name: tuple(borne) for name, borne in table.items()}


def _with_towns(rules: Rules, name: str) -> tuple[Bearer, ...]:
    """Return what bears a name, towns included.

    A well-known city and an independent city stand for their own rows of the list, and take over the count.
    """
    found = list(_named(rules).get(name, ()))
    for town in _towns().get(name, ()):
        same = [
            index
            for index, bearer in enumerate(found)
            if (bearer.well_known or bearer.independent) and {*bearer.counties} & {*town.counties}
        ]
        for index in same:
            found[index] = replace(found[index], people=town.people or found[index].people)
        if not same and all(code in rules.counties for code in town.counties):
            found.append(Bearer("city", town.name, town.state, town.counties, town.people))
    return tuple(found)


@cache
def _towns() -> Mapping[str, tuple[Town, ...]]:
    """Return the package's towns by simplified name, read once in a process."""
    with resources.as_file(resources.files("tenprint") / "policies" / "places.csv") as path:
        return read_towns(path, load().counties)


def read_towns(path: Path, counties: Mapping[str, County]) -> dict[str, tuple[Town, ...]]:
    """Read a list of towns by simplified name.

    Raises:
        RulesBroken: naming the line of the row that is malformed, or has a county that the roster has not.
    """
    found: dict[str, list[Town]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            if next(rows, None) != _COLUMNS:
                raise RulesBroken(f"policies/{path.name}:1: expected columns {','.join(_COLUMNS)}")
            for row in rows:
                town = _town(row, counties, f"policies/{path.name}:{rows.line_num}")
                found.setdefault(simple(town.name), []).append(town)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RulesBroken(f"policies/{path.name}:1: expected a readable UTF-8 file, found: {error}") from None
    return {name: tuple(towns) for name, towns in found.items()}


def _town(row: list[str], counties: Mapping[str, County], where: str) -> Town:
    """Check one row of the list."""
    if len(row) != len(_COLUMNS):
        raise RulesBroken(f"{where}: expected {len(_COLUMNS)} columns, found {len(row)}")
    name, state, codes, people, _source = row
    parts = tuple(codes.split())
    if not name or not parts or not all(code in counties and counties[code].state == state for code in parts):
        raise RulesBroken(
            f"{where}: expected a name, and county codes of its state, found {name!r}, {state!r}, {codes!r}"
        )
    if people and not people.isdecimal():
        raise RulesBroken(f"{where}: expected a whole number of people, found {people!r}")
    return Town(name, state, parts, int(people or 0))
