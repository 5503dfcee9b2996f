"""What of a place became known only after the date of a question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tenprint.sharing.model import Announcement, County, Dated, Rule, Source, shown_date
from tenprint.sharing.place import Place
from tenprint.sharing.rules import Rules

_RULES = ("federal/agreement_required", "federal/county_veto", "federal/legal_authority")


@dataclass(frozen=True, slots=True)
class Later:
    """A fact of this place that became known only after the date; ``written`` is when it was, if before that.

    Of some facts only the month is documented: then ``on`` is its last day, and ``precision`` says so.
    """

    on: date
    text: str
    source: Source
    topic: str = "programme"
    written: date | None = None
    precision: str = "day"

    @property
    def shown(self) -> str:
        """The day, or the month where no more is documented."""
        return shown_date(self.on, self.precision)


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
    found = [*_activations(off, on, place), *_agreement(rules.for_state("agreement", place.state), on)]
    said = {(event.known_on, event.source) for event in heard}
    for rule_id in _RULES:
        found += [item for item in _values(rules.rule(rule_id), on) if (item.on, item.source) not in said]
    found += [_event(event, on) for event in heard if event.known_on > on]
    known = {(item.on, item.text): item for item in found}
    return tuple(sorted(known.values(), key=lambda item: item.on))


def _event(event: Announcement, on: date) -> Later:
    """Return an event; of what had been written by the date, but not shown, since when it lay there."""
    said = f"{event.by}: {event.text}"
    precision = "day" if event.published else event.precision
    if event.on > on or not event.published:
        return Later(event.known_on, said, event.source, event.topic, None, precision)
    text = f"{said} (Of {shown_date(event.on, event.precision)}; told to {event.to or 'nobody'} only.)"
    return Later(event.known_on, text, event.source, event.topic, event.on)


def _activations(off: Iterable[County], on: date, place: Place) -> list[Later]:
    """Return the later switching on: of the place's own counties by name and day, of others of the state as a count."""
    waiting = [county for county in off if county.activated_on is not None and county.activated_on > on]
    own = [
        county for county in waiting if county.fips in place.counties or county.roster_fips in place.counties
    ]
    if place.kind == "state":
        return _by_day(own)
    found = [
        Later(county.activated_on, f"{county.name} itself is switched on", county.source, "own")
        for county in own
        if county.activated_on is not None
    ]
    return found + _together([county for county in waiting if county not in own])


def _by_day(counties: Iterable[County]) -> list[Later]:
    """Return on which days how many counties of a state were switched on."""
    days: dict[date, list[County]] = {}
    for county in counties:
        if county.activated_on is not None:
            days.setdefault(county.activated_on, []).append(county)
    return [
        Later(day, _switched_on(found), found[0].source, "activation") for day, found in sorted(days.items())
    ]


def _together(counties: Sequence[County]) -> list[Later]:
    """Return the switching on of the other counties of a state as one fact, of the day on which all are on."""
    days = [county.activated_on for county in counties if county.activated_on is not None]
    if not days:
        return []
    text = _switched_on(counties) + (
        f" (the first on {min(days).isoformat()})" if min(days) < max(days) else ""
    )
    return [Later(max(days), text, counties[0].source, "activation")]


def _switched_on(counties: Sequence[County]) -> str:
    if len(counties) == 1:
        return f"{counties[0].name} is switched on"
    return f"{len(counties)} more counties of {counties[0].state} are switched on"


def _agreement(rule: Rule, on: date) -> list[Later]:
    """Return what became of the agreement, and what had become of it without anybody being told."""
    return [
        Later(
            dated.known_on,
            f"agreement: {dated.value}. {dated.note}".strip(),
            dated.source,
            "agreement",
            dated.since if dated.since <= on and dated.announced is not None else None,
            "day" if dated.announced else dated.precision,
        )
        for dated in rule.values
        if dated.known_on > on
    ]


def _values(rule: Rule, on: date) -> list[Later]:
    """Return the values of a rule of later days, by the day on which they were known."""
    return [
        Later(dated.known_on, _value_text(rule, dated), dated.source, "requirement", None, dated.precision)
        for dated in rule.values
        if dated.since > on
    ]


def _value_text(rule: Rule, dated: Dated) -> str:
    words = {True: "yes", False: "no"}
    since = "" if dated.known_on == dated.since else f" (since {shown_date(dated.since, dated.precision)})"
    name = rule.id.rpartition("/")[2].replace("_", " ")
    return f"{name}: {words.get(dated.value, dated.value)}{since}; {dated.note}"
