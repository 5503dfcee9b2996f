"""The activation roster: one row per county, with the codes that changed since."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from tenprint.sharing.finding import WRITE_A_DATE
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
    path: Path, top: Located, codes: Located, states: Mapping[str, State], sources: Mapping[str, Source]
) -> dict[str, County]:
    """Read the roster and add the newer codes of counties whose code changed.

    ``top`` is how faults call the file, and where they are noted.

    Raises:
        RulesBroken: naming the line of the row that is malformed.
    """
    counties: dict[str, County] = {}
    for row in _rows(path, top):
        county = _county(row, states, sources)
        if county is not None and county.fips in counties:
            row.wrong(
                "each county once",
                found=county.fips,
                code="twice",
                text=f"County {county.fips} is here again.",
            )
        elif county is not None:
            counties[county.fips] = county
    _add_newer_codes(counties, codes)
    return dict(sorted(counties.items()))


def _rows(path: Path, top: Located) -> Iterator[Located]:
    """Yield the rows of the roster, each with its line."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            if next(rows, None) != _COLUMNS:
                top.wrong(
                    f"columns {','.join(_COLUMNS)}",
                    found="others",
                    text="The first line is not the columns' names.",
                )
                return
            for row in rows:
                yield Located(row, top.file, rows.line_num, top.faults)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        top.wrong("a readable table", found=error, code="unreadable", text="The table cannot be read.")


def _county(row: Located, states: Mapping[str, State], sources: Mapping[str, Source]) -> County | None:
    """Check one row of the roster; None where faults are collected and it has one."""
    if len(row.value) != len(_COLUMNS):
        row.wrong(
            f"{len(_COLUMNS)} columns", found=len(row.value), mend=f"The columns are {', '.join(_COLUMNS)}."
        )
        return None
    fips, state, name, activated_on, population, noncitizens, source = row.value
    if state not in states or not (len(fips) == 5 and fips.isdigit() and fips[:2] == states[state].fips):
        row.wrong("a county code of its state", found=f"{fips} in {state}", code="place")
        return None
    if not name or source not in sources:
        row.wrong("a name and an id of sources.yaml", found=f"{name}, {source}", code="reference")
        return None
    if not all(text.isdecimal() or not text for text in (population, noncitizens)):
        row.wrong("whole numbers of people", found=f"{population}, {noncitizens}", code="number")
        return None
    counts = [int(text) if text else None for text in (population, noncitizens)]
    return County(fips, state, name, _day(activated_on, row), sources[source], fips, *counts)


def _day(text: str, row: Located) -> date | None:
    """Read a day of activation; nothing stands for a county that was never switched on."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        said = f"{text!r}, the day of activation, is not a day of the calendar."
        row.wrong("a date YYYY-MM-DD", found=text, code="date", text=said, mend=WRITE_A_DATE)
        return None


def _add_newer_codes(counties: dict[str, County], codes: Located) -> None:
    """Let a newer code find the roster's row of its older one, unless it has a row of its own."""
    for old_code, item in codes.mapping("county codes").items():
        old = counties.get(str(old_code))
        if old is None:
            item.wrong("a county code of the roster", found=old_code, code="place")
            continue
        for new_code, name in item.take("became", "a changed code").mapping("became").items():
            if str(new_code) not in counties:
                counties[str(new_code)] = County(
                    str(new_code), old.state, name.text("name"), old.activated_on, old.source, old.fips
                )
