"""What of a place became known only after the date of a question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tenprint.sharing.model import Announcement, County, Rule, Source, shown_date
from tenprint.sharing.place import Place
from tenprint.sharing.rules import Rules

_RULES = ("federal/agreement_required", "federal/county_veto", "federal/legal_authority")


@dataclass(frozen=True, slots=True)
class Later:
    """A fact of this place that became known only after the date; ``written`` is when it was, if before that."""

    on: date
    text: str
    source: Source
    topic: str = "programme"
    written: date | None = None


def later_facts(
    heard: Sequence[Announcement], on: date, rules: Rules, place: Place, off: Sequence[County]
) -> tuple[Later, ...]:
    """Return what was not known on the date, by the day on which it became known.

    Args:
        heard: every event that concerns the place.
        on: the date of the question.
        rules: the rules.
        place: the place.
        off: counties of its state that are not switched on.
    """
    found = [*_activations(off, on), *_agreement(rules.for_state("agreement", place.state), on)]
    said = {(event.on, event.source) for event in heard}
    for rule_id in _RULES:
        found += [item for item in _values(rules.rule(rule_id), on) if (item.on, item.source) not in said]
    found += [
        Later(event.known_on, _event_text(event, on), event.source, event.topic, event.on)
        for event in heard
        if event.known_on > on
    ]
    known = {(item.on, item.text): item for item in found}
    return tuple(sorted(known.values(), key=lambda item: item.on))


def _event_text(event: Announcement, on: date) -> str:
    """Say an event; of what had been written by the date, but not shown, since when it lay there."""
    said = f"{event.by}: {event.text}"
    if event.on > on:
        return said
    return f"{said} (Of {shown_date(event.on, event.precision)}; told to {event.to or 'nobody'} only.)"


def _activations(off: Iterable[County], on: date) -> list[Later]:
    """Return on which later days how many counties of the state were switched on."""
    by_day: dict[date, list[County]] = {}
    for county in off:
        if county.activated_on is not None and county.activated_on > on:
            by_day.setdefault(county.activated_on, []).append(county)
    return [
        Later(day, _switched_on(counties), counties[0].source, "activation")
        for day, counties in sorted(by_day.items())
    ]


def _switched_on(counties: Sequence[County]) -> str:
    if len(counties) == 1:
        return f"{counties[0].name} is switched on"
    return f"{len(counties)} more counties of {counties[0].state} are switched on"


def _agreement(rule: Rule, on: date) -> list[Later]:
    """Return what became of the agreement."""
    return [
        Later(dated.since, f"agreement: {dated.value}. {dated.note}".strip(), dated.source, "agreement")
        for dated in rule.values
        if dated.since > on
    ]


def _values(rule: Rule, on: date) -> list[Later]:
    """Return the values of a rule of later days."""
    words = {True: "yes", False: "no"}
    return [
        Later(
            dated.since,
            f"{rule.id.rpartition('/')[2].replace('_', ' ')}: {words.get(dated.value, dated.value)}; {dated.note}",
            dated.source,
            "requirement",
        )
        for dated in rule.values
        if dated.since > on
    ]
