"""Published figures of a place, its state and the nation: of each measure the latest that had been published."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from tenprint.sharing.model import Figures
from tenprint.sharing.place import Place
from tenprint.sharing.rules import Rules

COUNTIES_SHOWN: Final = 2


def latest_figures(rules: Rules, place: Place, on: date) -> tuple[tuple[str, Figures], ...]:
    """Return figures with the name of what they count, each with only the measures that no later ones tell.

    Of a state also the latest of its counties are told, by the county's own name: they were often all there was.
    """
    found: list[tuple[str, Figures]] = []
    for code, name in _places(rules, place, on):
        published = [item for item in rules.figures if item.place == code and item.published <= on]
        found += [(name, item) for item in _latest_measures(published)]
    return tuple(found)


def _places(rules: Rules, place: Place, on: date) -> list[tuple[str, str]]:
    """Return codes and names: the nation, the state, and counties."""
    codes = [("US", "the nation"), (place.state, rules.states[place.state].spoken)]
    known = [item for item in rules.figures if item.place in place.counties and item.published <= on]
    counties = list(
        dict.fromkeys(item.place for item in sorted(known, key=lambda item: item.until, reverse=True))
    )
    if place.kind == "state":
        counties = counties[:COUNTIES_SHOWN]
    return codes + [(code, rules.county(code).name) for code in counties]


def _latest_measures(published: list[Figures]) -> list[Figures]:
    """Return the figures, the latest first, without the measures that later ones tell too."""
    told: set[str] = set()
    found = []
    for item in sorted(published, key=lambda item: (item.until, item.published), reverse=True):
        counts = {name: count for name, count in item.counts.items() if name not in told}
        shares = {name: share for name, share in item.shares.items() if name not in told}
        if counts or shares:
            found.append(replace(item, counts=MappingProxyType(counts), shares=MappingProxyType(shares)))
        told |= {*item.counts, *item.shares}
    return found
