"""Find the county, state or city that words mean; anything ambiguous or unknown lists candidates."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tenprint.errors import UnknownPlace
from tenprint.sharing.gazetteer import Bearer, bearers, names, state_words
from tenprint.sharing.model import County, State
from tenprint.sharing.place_words import Asked, place_words, readings, simple
from tenprint.sharing.rules import Rules

_CANDIDATES_MAX: Final = 8
_WORDS_MAX: Final = 60
_LIKENESS_MIN: Final = 0.75
_COUNTY_SMALLER_TIMES: Final = 2
_TOWN_SMALLER_TIMES: Final = 4
_NAMESAKE_SMALLER_TIMES: Final = 10


@dataclass(frozen=True, slots=True)
class Place:
    """What a reader's words mean.

    ``fips`` is the county's code (of a city, its main county's) or the state's two digits.
    ``name`` is the place's own, ``state`` the postal code; ``counties`` are the codes that the place lies in, the
    main one first. The name of a town that has a namesake in its state tells its county: ``Kane (Greene County)``.
    """

    kind: str
    fips: str
    name: str
    state: str
    counties: tuple[str, ...]

    def label(self) -> str:
        """Return the name with its state, as it can be asked for again."""
        return self.name if self.kind == "state" else f"{self.name}, {self.state}"


def find(rules: Rules, text: str) -> Place:
    """Find a place by ``County, ST``, ``City``, ``City, ST``, a state's name, postal code or abbreviation, or a code.

    Of several places of one name none is taken silently, but for these:

    - A state's name is the state.
    - A county stands for a town of its own name that lies in it.
    - A city of ``places.yaml``, asked for with its state, is that city.
    - A county, asked for with its state, stands for it where every town of the name there has at most a tenth of
      its people (``Kane, IL`` is the county, not the village).
    - Without a state it is that city too, where it is the only one of that list, every county of the name
      elsewhere has at most half as many people, and every other town at most a quarter. Where an independent city
      and a county share the name (St. Louis, Baltimore, Richmond), it is ambiguous all the same.

    >>> from tenprint.sharing.rules import load
    >>> find(load(), "Suffolk, MA").fips
    '25025'

    Raises:
        UnknownPlace: with ``candidates`` where the words are ambiguous or near to something, those with the most
            people first; each can be asked for as it stands.
    """
    found = _state_or_code(rules, simple(text))
    if found is not None:
        return found
    asked_for = tuple(readings(text, state_words(rules)))
    for asked in asked_for:
        same = _merged(bearers(rules, asked))
        if same:
            return _settled(rules, asked, same, text)
    raise _unknown(rules, text, asked_for)


def county_place(county: County) -> Place:
    """Return a county of the roster as a place."""
    return Place("county", county.fips, county.name, county.state, (county.fips,))


def state_place(state: State, rules: Rules) -> Place:
    """Return a state as a place, with all its counties."""
    codes = tuple(county.fips for county in rules.counties_of(state.usps))
    return Place("state", state.fips, state.name, state.usps, codes)


def _state_or_code(rules: Rules, words: str) -> Place | None:
    """Find a county by five digits, or a state by two digits, a word or its postal code."""
    if words in rules.counties:
        return county_place(rules.counties[words])
    usps = state_words(rules).get(words)
    for state in rules.states.values():
        if usps == state.usps or words == state.fips:
            return state_place(state, rules)
    return None


def _merged(found: Iterable[Bearer]) -> list[Bearer]:
    """Let one bearer stand for all with the same main county: a well-known city, then a county, then a town."""
    ranked = sorted(found, key=lambda bearer: (not bearer.well_known, bearer.kind != "county"))
    one: dict[str, Bearer] = {}
    for bearer in ranked:
        one.setdefault(bearer.counties[0], bearer)
    return sorted(one.values(), key=lambda bearer: (-bearer.people, bearer.state, bearer.name))


def _settled(rules: Rules, asked: Asked, same: list[Bearer], text: str) -> Place:
    """Return the one place that is meant, or fail because there are several."""
    known = [bearer for bearer in same if bearer.well_known]
    if len(same) == 1:
        return _place(rules, same[0])
    if len(known) == 1 and (asked.state or _stands_out(known[0], same)):
        return _place(rules, known[0])
    counties = [bearer for bearer in same if bearer.kind == "county"]
    if len(counties) == 1 and not known and asked.state and _dwarfs(counties[0], same):
        return _place(rules, counties[0])
    labels = tuple(_place(rules, bearer).label() for bearer in same)
    more = len(labels) - _CANDIDATES_MAX
    rest = f"; and {more} more: say the state, or the county in brackets" if more > 0 else ""
    shown = labels[:_CANDIDATES_MAX]
    raise UnknownPlace(f"place: {_shown(text)} is ambiguous: {'; '.join(shown)}{rest}", shown)


def _dwarfs(county: Bearer, same: list[Bearer]) -> bool:
    """Tell whether a county has many times the people of every town of its name."""
    return all(
        bearer.people * _NAMESAKE_SMALLER_TIMES <= county.people for bearer in same if bearer is not county
    )


def _stands_out(city: Bearer, same: list[Bearer]) -> bool:
    """Tell whether a well-known city is meant by its bare name."""
    counties = [bearer for bearer in same if bearer.kind == "county" and not bearer.independent]
    towns = [bearer for bearer in same if bearer.kind == "city" and bearer is not city]
    independent = [bearer for bearer in same if bearer.independent]
    return (
        not (counties and independent)
        and all(bearer.people * _COUNTY_SMALLER_TIMES <= city.people for bearer in counties)
        and all(bearer.people * _TOWN_SMALLER_TIMES <= city.people for bearer in (*towns, *independent))
    )


def _place(rules: Rules, bearer: Bearer) -> Place:
    """Return what bears a name as a place, which its label finds again."""
    name = bearer.name
    if bearer.kind == "city" and not bearer.well_known:
        namesakes = _merged(bearers(rules, Asked(simple(name), bearer.state)))
        if namesakes != [bearer]:
            name = f"{name} ({rules.county(bearer.counties[0]).name})"
    return Place(bearer.kind, bearer.counties[0], name, bearer.state, bearer.counties)


def _unknown(rules: Rules, text: str, asked_for: tuple[Asked, ...]) -> UnknownPlace:
    """Return the error for words that mean nothing, with what they are near to."""
    expected = f"place: expected a state, county or city of the roster, found {_shown(text)}"
    territories = place_words().territories
    if any(simple(part) in territories for part in (text, text.rpartition(",")[2])):
        return UnknownPlace(f"{expected}; the roster has no territories")
    near = _near(rules, asked_for)
    hint = f"did you mean {'; '.join(near)}?" if near else "try a form like Suffolk County, MA"
    return UnknownPlace(f"{expected}; {hint}", near)


def _near(rules: Rules, asked_for: tuple[Asked, ...]) -> tuple[str, ...]:
    """Return labels of places whose names are near to the words: the likest first, then the largest.

    Names with the same first letter come before others: it is seldom the one that is mistyped.
    """
    states = {simple(state.name): state.name for state in rules.states.values()}
    labels: list[str] = []
    for asked in sorted(asked_for, key=lambda asked: asked.state is None):
        name = asked.name[:_WORDS_MAX]
        pool = {*names(rules, asked.state), *(states if asked.state is None else ())}
        near = difflib.get_close_matches(name, pool, n=_CANDIDATES_MAX, cutoff=_LIKENESS_MIN)
        for like in sorted(near, key=lambda like: like[:1] != name[:1]):
            labels += [states[like]] if like in states and asked.state is None else []
            same = _merged(bearers(rules, Asked(like, asked.state)))
            labels += [_place(rules, bearer).label() for bearer in same]
    return tuple(dict.fromkeys(labels))[:_CANDIDATES_MAX]


def _shown(text: str) -> str:
    """Return the words as an error shows them."""
    return repr(" ".join(text.split())[:_WORDS_MAX])
