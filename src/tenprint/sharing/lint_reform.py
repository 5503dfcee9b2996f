"""Checks of a reform: a change must change something."""

from collections.abc import Iterator
from typing import Final

from tenprint.sharing.finding import WARNING
from tenprint.sharing.lint_view import Check, Found, View, check
from tenprint.sharing.model import County, Rule


@check("reform-idle", WARNING, "A change that changes nothing on any day")
def idle(view: View) -> Iterator[Found]:
    """A reform's value that holds already, or a county's activation on the day that the roster has."""
    if view.base is None:
        return
    for file, rule in view.rule_files():
        old = view.base.rules.get(rule.id) or view.base.rules.get(f"default/{rule.id.rpartition('/')[2]}")
        if old is not None and _same(old, rule):
            text = f"The change of {rule.id!r} leaves the rule as it is, on every day."
            yield file.located, text, "Leave it out, or correct its dates and values."
    for place, where in view.activations.items():
        counties = [item for item in view.rules.counties.values() if place in _codes(item)]
        if all(item.activated_on == view.base.counties[item.fips].activated_on for item in counties):
            text = f"The roster has the same day for {place}: nothing changes."
            yield where, text, "Leave it out, or correct the day."


def _same(old: Rule, new: Rule) -> bool:
    """Tell whether two rules have the same values, with the same conditions, on every day."""
    days = {dated.since for rule in (old, new) for dated in rule.values}
    pairs = [(old.on(day), new.on(day)) for day in days]
    return all(a is not None and b is not None and (a.value, a.extra) == (b.value, b.extra) for a, b in pairs)


def _codes(county: County) -> tuple[str, str, str]:
    """Return the codes by which a reform may name a county: those of ``rules.reformed``."""
    return county.roster_fips, county.fips, county.fips[:2]


CHECKS: Final[tuple[Check, ...]] = (idle,)
