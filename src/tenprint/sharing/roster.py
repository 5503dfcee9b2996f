"""The activation roster: one row per county, with the codes that changed since."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tenprint.errors import RulesBroken
from tenprint.sharing.located import Located
from tenprint.sharing.model import County, Source, State

_COLUMNS = ["fips", "state", "name", "activated_on", "population_2010", "noncitizens_2010", "source"]


def read_states(located: Located) -> dict[str, State]:
    """Read the table of states by postal code."""
    states = {}
    for fips, item in located.mapping("states").items():
        usps = item.take("usps", "a state").text("usps")
        name = item.take("name", "a state")
        spoken = item.mapping("a state").get("spoken", name)
        states[usps] = State(str(fips), usps, name.text("name"), spoken.text("spoken"))
    return states


def read_roster(
    path: Path, codes: Located, states: Mapping[str, State], sources: Mapping[str, Source]
) -> dict[str, County]:
    """Read the roster and add the newer codes of counties whose code changed.

    Raises:
        RulesBroken: naming the line of the row that is malformed.
    """
    counties: dict[str, County] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        if next(rows, None) != _COLUMNS:
            raise RulesBroken(f"policies/{path.name}:1: expected columns {','.join(_COLUMNS)}")
        for row in rows:
            county = _county(row, f"policies/{path.name}:{rows.line_num}", states, sources)
            if county.fips in counties:
                raise RulesBroken(
                    f"policies/{path.name}:{rows.line_num}: expected each county once, found {county.fips}"
                )
            counties[county.fips] = county
    _add_newer_codes(counties, codes)
    return dict(sorted(counties.items()))


def _county(row: list[str], where: str, states: Mapping[str, State], sources: Mapping[str, Source]) -> County:
    """Check one row of the roster."""
    if len(row) != len(_COLUMNS):
        raise RulesBroken(f"{where}: expected {len(_COLUMNS)} columns, found {len(row)}")
    fips, state, name, activated_on, population, noncitizens, source = row
    if state not in states or not (len(fips) == 5 and fips.isdigit() and fips[:2] == states[state].fips):
        raise RulesBroken(f"{where}: expected a county code of its state, found {fips!r} in {state!r}")
    if not name or source not in sources:
        raise RulesBroken(f"{where}: expected a name and an id of sources.yaml, found {name!r}, {source!r}")
    try:
        day = date.fromisoformat(activated_on) if activated_on else None
        counts = [int(text) if text else None for text in (population, noncitizens)]
    except ValueError as error:
        raise RulesBroken(f"{where}: expected dates YYYY-MM-DD and whole numbers, found: {error}") from None
    return County(fips, state, name, day, sources[source], fips, *counts)


def _add_newer_codes(counties: dict[str, County], codes: Located) -> None:
    """Let a newer code find the roster's row of its older one, unless it has a row of its own."""
    for old_code, item in codes.mapping("county codes").items():
        old = counties.get(str(old_code))
        if old is None:
            item.broken("a county code of the roster", found=old_code)
        for new_code, name in item.take("became", "a changed code").mapping("became").items():
            if str(new_code) not in counties:
                counties[str(new_code)] = County(
                    str(new_code), old.state, name.text("name"), old.activated_on, old.source, old.fips
                )
