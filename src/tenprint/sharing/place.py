"""Find the county, state or city that words mean; anything ambiguous or unknown lists candidates."""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from tenprint.errors import UnknownPlace
from tenprint.sharing.model import County, State
from tenprint.sharing.rules import Rules

_SUFFIX: Final = re.compile(r" (county|parish|borough|census area|municipality|city and borough|city)$")
_ABBREVIATIONS: Final = (("saint ", "st "), ("sainte ", "ste "), ("fort ", "ft "), ("mount ", "mt "))
_CANDIDATES_MAX: Final = 8


@dataclass(frozen=True, slots=True)
class Place:
    """What a reader's words mean.

    ``fips`` is the county's code (of a city, its main county's) or the state's two digits.
    ``name`` is the place's own, ``state`` the postal code; ``counties`` are the codes that the place lies in.
    """

    kind: str
    fips: str
    name: str
    state: str
    counties: tuple[str, ...]

    def label(self) -> str:
        """Return the name with its state, as it can be asked for again."""
        return self.name if self.kind == "state" else f"{self.name}, {self.state}"


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    """Places by simplified name, with and without the state."""

    exact: Mapping[str, tuple[Place, ...]]
    bare: Mapping[str, tuple[Place, ...]]


def find(rules: Rules, text: str) -> Place:
    """Find a place by ``County, ST``, ``City``, ``City, ST``, a state's name or postal code, or a code.

    >>> from tenprint.sharing.rules import load
    >>> find(load(), "Suffolk, MA").fips
    '25025'

    Raises:
        UnknownPlace: with ``candidates`` where the words are ambiguous or near to something.
    """
    gazetteer = _gazetteer_of(rules)
    words = _simple(text)
    found = _by_code(rules, words) or gazetteer.exact.get(words) or gazetteer.bare.get(words) or ()
    if len(found) == 1:
        return found[0]
    shown = " ".join(text.split())[:60]
    if found:
        names = tuple(place.label() for place in found)
        raise UnknownPlace(f"place: {shown!r} is ambiguous: {_list(names)}", names)
    names = _near(words, gazetteer)
    hint = f"did you mean {_list(names)}?" if names else "try a form like Suffolk County, MA"
    raise UnknownPlace(
        f"place: expected a state, county or city of the roster, found {shown!r}; {hint}", names
    )


def county_place(county: County) -> Place:
    """Return a county of the roster as a place."""
    return Place("county", county.fips, county.name, county.state, (county.fips,))


def state_place(state: State, rules: Rules) -> Place:
    """Return a state as a place, with all its counties."""
    codes = tuple(county.fips for county in rules.counties_of(state.usps))
    return Place("state", state.fips, state.name, state.usps, codes)


def _by_code(rules: Rules, words: str) -> tuple[Place, ...]:
    """Find a county by five digits, or a state by two digits or two letters."""
    if words in rules.counties:
        return (county_place(rules.counties[words]),)
    for state in rules.states.values():
        if words in (state.fips, state.usps.lower()):
            return (state_place(state, rules),)
    return ()


@lru_cache(maxsize=4)
def _gazetteer_of(rules: Rules) -> _Gazetteer:
    """Return the names of a set of rules, made once; a reform's rules have the same names."""
    return _make_gazetteer(rules)


def _make_gazetteer(rules: Rules) -> _Gazetteer:
    """List every name of every place, in its long and its short form."""
    exact: dict[str, list[Place]] = {}
    bare: dict[str, list[Place]] = {}
    for state in rules.states.values():
        _put(exact, _simple(state.name), state_place(state, rules))
    for county in rules.counties.values():
        _name(exact, bare, county_place(county), rules)
    for label, codes in rules.places.items():
        name, _, usps = label.rpartition(", ")
        _name(exact, bare, Place("city", codes[0], name, usps, codes), rules)
    return _Gazetteer(_frozen(exact), _frozen(bare))


def _name(exact: dict[str, list[Place]], bare: dict[str, list[Place]], place: Place, rules: Rules) -> None:
    """Enter a place under its name and, for a county, its name without the suffix, each with its state."""
    long = _simple(place.name)
    for name in {long, _SUFFIX.sub("", long)}:
        for state in (place.state, rules.states[place.state].name):
            _put(exact, f"{name} {_simple(state)}", place)
        _put(bare, name, place)


def _put(table: dict[str, list[Place]], name: str, place: Place) -> None:
    """Enter a place under a name."""
    table.setdefault(name, []).append(place)


def _frozen(table: dict[str, list[Place]]) -> Mapping[str, tuple[Place, ...]]:
    """Settle the names that several places share.

    A place whose whole name it is comes before those whose shortened name it is (``Houston`` is the city,
    not one of five counties); of places in the same counties the first stands for all.
    """
    settled = {}
    for name, places in table.items():
        whole = [place for place in places if name.startswith(_simple(place.name))]
        settled[name] = tuple({place.counties: place for place in reversed(whole or places)}.values())[::-1]
    return MappingProxyType(settled)


def _simple(text: str) -> str:
    """Return words in lower case without accents and punctuation, saints and mounts abbreviated."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "")).split())
    for long, short in _ABBREVIATIONS:
        words = re.sub(rf"\b{long}", short, words)
    return words


def _near(words: str, gazetteer: _Gazetteer) -> tuple[str, ...]:
    """Return labels of places whose names are near to the words."""
    tables = (gazetteer.exact, gazetteer.bare)
    names = [name for table in tables for name in difflib.get_close_matches(words, table, n=6, cutoff=0.75)]
    labels = [place.label() for name in names for table in tables for place in table.get(name, ())]
    return tuple(dict.fromkeys(labels))[:_CANDIDATES_MAX]


def _list(names: tuple[str, ...]) -> str:
    """Return the first names as a phrase."""
    more = len(names) - _CANDIDATES_MAX
    return "; ".join(names[:_CANDIDATES_MAX]) + (f"; and {more} more" if more > 0 else "")
