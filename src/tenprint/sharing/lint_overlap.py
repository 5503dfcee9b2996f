"""Checks for overlap: two rules for one thing, and rules that say nothing new."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from tenprint.sharing.finding import ERROR, WARNING
from tenprint.sharing.lint_view import Check, Found, View, check
from tenprint.sharing.model import Prohibition


@check("overlap-id", ERROR, "Two prohibitions with one id")
def same_id(view: View) -> Iterator[Found]:
    """Decisions name the prohibition that denies by its id, which must therefore be its own."""
    known = {item.id for item in view.base.prohibitions} if view.base else set()
    for item, where in view.prohibitions():
        if item.id in known:
            text = f"The id {item.id!r} is that of another prohibition."
            yield where.take("id", "a prohibition"), text, "Give each prohibition an id of its own."
        known.add(item.id)


@check("overlap-prohibition", WARNING, "A prohibition that forbids what another forbids already")
def covered_twice(view: View) -> Iterator[Found]:
    """Of two for the same places, kinds and days, with the same exceptions, one changes nothing."""
    for (one, _), (other, where) in combinations(view.prohibitions(), 2):
        if one.id != other.id and one.unless == other.unless and _overlap(one, other):
            text = f"The prohibition {other.id!r} speaks of places, kinds and days of which {one.id!r} speaks already."
            yield where, text, "Leave one out, or let it begin where the other ends."


@check("overlap-empty", ERROR, "A prohibition that forbids nothing")
def forbids_nothing(view: View) -> Iterator[Found]:
    """It ends before it begins, or has an empty list of places or of kinds of submission."""
    for item, where in view.prohibitions():
        if item.until is not None and item.until <= item.since:
            text = f"It begins on {item.since} and is no longer in force from {item.until} on."
            yield where, text, "Put the later day after `until`, or null if it has no end."
        if not item.kinds or not item.scope:
            text = f"The list of {'places' if not item.scope else 'kinds'} is empty, so that nothing is forbidden."
            yield where, text, "Name them; for all kinds leave `kinds` out, for the nation write [US]."


@check("repeat", WARNING, "A value that repeats the one before it")
def repeated(view: View) -> Iterator[Found]:
    """A date on which nothing changes belongs into a rule only where a new document or a note tells something new."""
    for entry in view.entries():
        before, dated = entry.before, entry.dated
        if before is not None and _same(before, dated):
            text = f"From {dated.since} on holds what held before: the same value and reference, and no new note."
            yield entry.where, text, "Leave it out, or say in a note what happened on that day."


def _same(before: object, dated: object) -> bool:
    """Tell whether two dated values differ in nothing but their first day."""
    told = ("value", "source", "note", "extra", "standing", "announced")
    return all(getattr(before, name) == getattr(dated, name) for name in told)


def _overlap(one: Prohibition, other: Prohibition) -> bool:
    """Tell whether two prohibitions share a place, a kind and a day."""
    begins = max(one.since, other.since)
    return bool(
        one.kinds & other.kinds and _shared(one, other) and one.in_force(begins) and other.in_force(begins)
    )


def _shared(one: Prohibition, other: Prohibition) -> bool:
    """Tell whether two scopes share a place: the nation holds all, a state its counties."""
    if "US" in one.scope | other.scope:
        return bool(one.scope and other.scope)
    return any(a.startswith(b) or b.startswith(a) for a in one.scope for b in other.scope)


CHECKS: Final[tuple[Check, ...]] = (same_id, covered_twice, forbids_nothing, repeated)
