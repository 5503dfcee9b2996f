"""Checks for contradictions: between values of a rule, between rules and the roster, between words and dates."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from tenprint.sharing.condition import NATIONWIDE
from tenprint.sharing.finding import ERROR, WARNING
from tenprint.sharing.lint_view import Check, Found, View, check, names
from tenprint.sharing.model import Announcement

TOLERANCE: Final = timedelta(days=7)
"""By how much a day that was announced or told and the roster's day may differ."""
_ENDED: Final = frozenset({"withdrawn", "terminated"})


@check("agreement-end", ERROR, "An agreement that ends without having been signed")
def ended_unsigned(view: View) -> Iterator[Found]:
    """What was never signed does not end; days of which nothing is known may hide the signing."""
    for entry in view.entries():
        if entry.rule.kind == "agreement" and entry.dated.value in _ENDED:
            earlier = {item.value for item in entry.rule.values if item.since < entry.dated.since}
            if not earlier & {"signed", "unknown"}:
                text = f"The agreement is {entry.dated.value} from {entry.dated.since} and was never signed before."
                yield entry.where, text, "Add the day of signing, or write `none`."


@check("agreement-after-end", WARNING, "An agreement signed after all agreements were ended")
def signed_late(view: View) -> Iterator[Found]:
    """Once the federal side has ended agreements, one that is signed later needs a note that says why."""
    values = [item for rule in view.rules.rules.values() if rule.kind == "agreement" for item in rule.values]
    ended = min((item.since for item in values if item.value == "terminated"), default=date.max)
    for entry in view.entries():
        dated = entry.dated
        if (
            entry.rule.kind == "agreement"
            and dated.value == "signed"
            and dated.since > ended
            and not dated.note
        ):
            text = f"Signed from {dated.since}, after agreements were terminated ({ended})."
            yield entry.where, text, "Check the day; if it is right, add a note that explains it."


@check("announced-late", WARNING, "A value that was announced after it took effect, without a note")
def announced_late(view: View) -> Iterator[Found]:
    """A day after the first means that people lived under a rule which nobody had told.

    A note must say what was known on the day itself. A day before it is a change announced ahead, and a usual thing.
    """
    for entry in view.entries():
        announced, since = entry.dated.announced, entry.dated.since
        if announced is not None and announced > since and not entry.dated.note:
            days = (announced - since).days
            text = (
                f"It held from {since} and was announced {days} days later, on {announced}, without a note."
            )
            yield (
                entry.where,
                text,
                "Add a note: what was said or practised, and known, before the announcement.",
            )


@check("announced-same", WARNING, "A day of announcement that says nothing")
def announced_same(view: View) -> Iterator[Found]:
    """Without `announced` a value counts as made known on its first day."""
    for entry in view.entries():
        if entry.dated.announced == entry.dated.since:
            yield entry.where, "`announced` is the day from which the value holds.", "Leave `announced` out."


@check("published-early", ERROR, "Something published before it happened")
def published_early(view: View) -> Iterator[Found]:
    """What is published tells of something earlier: an event of its day or before, figures up to a day."""
    for event, where in view.events():
        if event.published is not None and event.published < event.on:
            text = f"Published on {event.published}, before the event itself ({event.on})."
            yield where, text, "Exchange the days, or correct one."
    for figures, where in view.figures():
        if figures.published < figures.until:
            text = f"Published on {figures.published}, but counted until {figures.until}."
            yield where, text, "Correct one of the days."


@check("activates-past", ERROR, "An announcement of a day that has passed")
def activates_past(view: View) -> Iterator[Found]:
    """`activates` is the day on which places will be switched on, as it was said on the day of the event."""
    for event, where in view.events():
        if event.activates is not None and event.activates < event.on:
            text = f"Said on {event.on}, it announces an activation on {event.activates}, which had passed."
            yield where, text, "Correct one of the days, or leave `activates` out."


@check("activates-roster", WARNING, "An announced day of activation that the roster contradicts")
def activated_otherwise(view: View) -> Iterator[Found]:
    """Counties that were off when it was said, and that the roster switches on more than a week before or after."""
    for event, where in view.events():
        if event.activates is None or any(_cancels(other, event) for other, _ in view.events()):
            continue
        off = [
            item
            for item in view.counties_in(event.scope)
            if item.activated_on is None or item.activated_on > event.on
        ]
        other = [item for item in off if abs((item.activated_on or date.max) - event.activates) > TOLERANCE]
        if other:
            days = ((other[0].activated_on or date.max) - event.activates).days
            told = (
                "never"
                if other[0].activated_on is None
                else f"{abs(days)} days {'later' if days > 0 else 'before'}"
            )
            text = (
                f"It says that places will be switched on on {event.activates}; of {len(off)} counties that were off, "
                f"the roster has {len(other)} on another day: {names(other)} (the first of them {told})."
            )
            yield where, text, "Narrow `scope` to the places meant, or correct the day here or in the roster."


@check("cancels-nothing", WARNING, "An announced day that is put off and had not been announced")
def cancels_nothing(view: View) -> Iterator[Found]:
    """`cancels` is a day that an earlier event of the same places had announced with `activates`."""
    for event, where in view.events():
        if event.cancels is not None and not any(_cancels(event, other) for other, _ in view.events()):
            text = f"It puts off the day {event.cancels}, and no earlier event of these places announces that day."
            yield where, text, "Correct the day, or add the event that announced it."


@check("rollout-roster", WARNING, "An activation told earlier than the roster has it")
def told_too_early(view: View) -> Iterator[Found]:
    """An event of the topic `rollout` names places, and a week after it the roster has switched on none of them."""
    for event, where in view.events():
        if event.topic != "rollout" or event.activates is not None or not event.scope - {"US"}:
            continue
        counties = view.counties_in(event.scope)
        first = min((item.activated_on for item in counties if item.activated_on), default=None)
        if counties and (first is None or first > _last_day(event) + TOLERANCE):
            told = "never" if first is None else f"{(first - event.on).days} days later, on {first}"
            text = (
                f"Told on {event.on} as part of the rollout; the roster switches {names(counties)} on {told}."
            )
            yield where, text, "Check the day and the places; of an announced day say `activates`."


@check("roster-switch", ERROR, "A county switched on while the nation was not")
def on_while_off(view: View) -> Iterator[Found]:
    """An activation means something only where the link of the whole nation is on: the two contradict each other."""
    nationwide = view.rules.rules.get(NATIONWIDE)
    if nationwide is None or (view.base is not None and not view.activations):
        return
    wrong = []
    for county in view.rules.roster():
        dated = nationwide.on(county.activated_on) if county.activated_on else None
        if county.activated_on and (dated is None or dated.value is not True):
            wrong.append(county)
    for county in wrong[:3]:
        where = view.activations.get(
            county.fips, view.activations.get(county.fips[:2], view.roster_row(county))
        )
        more = f" So do {len(wrong) - 1} other counties." if len(wrong) > 1 else ""
        text = (
            f"{names([county])}, is switched on on {county.activated_on}, when {NATIONWIDE} was not on.{more}"
        )
        yield where, text, "Correct the county's day, or the nationwide switch."


def _cancels(later: Announcement, event: Announcement) -> bool:
    """Tell whether an event puts off the day that an earlier one announced."""
    same_day = event.activates is not None and later.cancels == event.activates
    return same_day and later.on >= event.on and bool(later.scope & event.scope)


def _last_day(event: Announcement) -> date:
    """Return the last day that an event's date may mean."""
    return event.on if event.precision == "day" else event.on + timedelta(days=30)


CHECKS: Final[tuple[Check, ...]] = (
    ended_unsigned,
    signed_late,
    announced_late,
    announced_same,
    published_early,
    activates_past,
    activated_otherwise,
    cancels_nothing,
    told_too_early,
    on_while_off,
)
