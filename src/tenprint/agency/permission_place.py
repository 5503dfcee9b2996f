"""The places that staff act for: the nation, its states, their counties, each within the one above.

Only the names and codes of places are taken from the policies; no rule of law is read here.
"""

import re
from collections.abc import Iterator
from typing import Final

from tenprint.errors import BadInput
from tenprint.sharing.model import County
from tenprint.sharing.rules import load

NATION: Final = "US"
LEVELS: Final = ("nation", "state", "county")


def place_code(code: str) -> str:
    """Return the one code of a place: ``US``, a state's postal code, or the roster's code of a county.

    >>> place_code("46102")  # the county has this code since 2015; the roster has the older one
    '46113'

    Raises:
        BadInput: there is no such place; the text names the code.
    """
    geography = load()
    if code == NATION or code in geography.states:
        return code
    if code not in geography.counties:
        raise BadInput(f"jurisdiction: expected US, a postal code or a county code, found {code[:20]!r}")
    return geography.counties[code].roster_fips


def level_of(code: str) -> str:
    """Return what a code stands for: ``nation``, ``state`` or ``county``."""
    if code == NATION:
        return "nation"
    return "county" if re.fullmatch(r"\d{5}", code) else "state"


def place_name(code: str) -> str:
    """Return what a place is called in texts.

    >>> place_name("25025")
    'Suffolk County, MA'
    """
    match level_of(code):
        case "nation":
            return "the nation"
        case "state":
            return load().states[code].spoken
        case _:
            county = load().counties[code]
            return f"{county.name}, {county.state}"


def place_at(level: str, near: str) -> str:
    """Return a place of a level that contains ``near``, is it, or lies within it.

    >>> place_at("state", "25025"), place_at("county", "25025"), level_of(place_at("county", "US"))
    ('MA', '25025', 'county')
    """
    if level == "nation":
        return NATION
    counties: Iterator[County] = load().roster()
    inside = next(county for county in counties if near in (county.fips, county.state, NATION))
    return inside.state if level == "state" else inside.fips


def place_parents() -> dict[str, str | None]:
    """Return every place's code with the code of the place above it."""
    geography = load()
    parents: dict[str, str | None] = {NATION: None}
    parents |= dict.fromkeys(geography.states, NATION)
    return parents | {county.fips: county.state for county in geography.roster()}
