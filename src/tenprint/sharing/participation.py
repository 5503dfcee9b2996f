"""Acts laid over the rules: agreements, a county's wishes and its receipt, and the switches, as of each day.

Nothing here reads a clock or a database: the same acts over the same rules give the same law. Between two days on which
an act takes effect the law is constant, and an act has no effect before its day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from tenprint.errors import BadInput
from tenprint.sharing.act import (
    AGREEMENT_ACTS,
    HOLDINGS,
    NATION,
    SWITCH_ACTS,
    Act,
    ActKind,
    check_place,
    level_of,
    words,
)
from tenprint.sharing.activation import ActivationOrder, Board
from tenprint.sharing.agreement import TERMS, VALUES, Status, Step, allowed, journey, notice_ends, step_on
from tenprint.sharing.local_time import local_date, zone_of
from tenprint.sharing.model import Dated, Rule, Source
from tenprint.sharing.rules import Rules

_LOCAL_VALUES: Final[Mapping[ActKind, tuple[str, Any]]] = MappingProxyType(
    {
        ActKind.WANT_OUT: ("position", "wants_out"),
        ActKind.WANT_IN: ("position", "wants_in"),
        ActKind.RECEIVE: ("receipt", True),
        ActKind.DECLINE_RECEIPT: ("receipt", False),
    }
)
"""What a county's act changes: the rule of its own, and the value."""


@dataclass(frozen=True, slots=True)
class Participation:
    """The law of acts over one set of rules.

    Attributes:
        rules: the rules with the acts laid over.
        board: the switches ordered, in the order in which they were given.
        base: the rules without them.
        acts: in the order in which they were done.
    """

    rules: Rules
    board: Board
    base: Rules
    acts: tuple[Act, ...]

    def agreement(self, usps: str) -> tuple[Step, ...]:
        """Return the journey of a state's agreement."""
        return journey(self.base.for_state("agreement", usps), _of_state(self.acts, usps))

    def status(self, usps: str, on: date) -> Step:
        """Return where a state's agreement stands on a day."""
        return step_on(self.agreement(usps), on)


def laid_over(rules: Rules, acts: Iterable[Act]) -> Participation:
    """Lay acts over rules; the caller keeps the result until there is another act.

    Args:
        rules: the rules, with or without a reform.
        acts: those in force, requests and proposals not among them; acts of one day in the order in which whoever
            asks came to know of them.
    """
    ordered = tuple(sorted(acts, key=lambda act: act.acted_on))
    changed: dict[str, Rule] = {}
    for usps in _states(rules, ordered):
        base = rules.for_state("agreement", usps)
        steps = journey(base, _of_state(ordered, usps))
        changed[f"state/{usps}/agreement"] = replace(
            base, id=f"state/{usps}/agreement", values=_agreement_values(steps)
        )
    for fips, leaf in dict.fromkeys((act.place, _LOCAL_VALUES[act.kind][0]) for act in _local(ordered)):
        rule = _local_rule(rules, fips, leaf, ordered)
        changed[rule.id] = rule
    board = Board.of([order_of(act, rules) for act in ordered if act.kind in SWITCH_ACTS])
    over = replace(rules, rules=MappingProxyType({**rules.rules, **changed})) if changed else rules
    return Participation(over, board, rules, ordered)


def order_of(act: Act, rules: Rules) -> ActivationOrder:
    """Return a switch act as the order that the gate reads."""
    level = level_of(act.place)
    fips = rules.states[act.place].fips if level == "state" else act.place
    if level == "county":
        fips = rules.county(act.place).roster_fips
    return ActivationOrder(
        fips, act.kind is ActKind.ACTIVATE, act.effective_on, act.title, f"federal order {act.control}"
    )


def day_in(rules: Rules, place: str, at: datetime) -> date:
    """Return the day of a place at an instant: in a state or the nation, the latest that has begun anywhere in it.

    So nothing is ordered for a day that has already begun somewhere, as if it had not.
    """
    if level_of(place) == "county":
        return local_date(at, rules.county(place))
    counties = rules.roster() if place == NATION else rules.counties_of(place)
    return max(at.astimezone(zone).date() for zone in {zone_of(county) for county in counties})


def effective_day(known: Participation, kind: ActKind, place: str, on: date, wanted: date | None) -> date:
    """Return the day from which an act of a day takes effect, or refuse the act.

    Args:
        known: the law as it stands.
        kind: the act.
        place: of the act.
        on: the day of the place on which it is done.
        wanted: the day that the actor names, where one is named.

    Raises:
        BadInput: the journey does not allow the act, or the day is too early; the text says what was expected.
    """
    check_place(kind, place)
    if kind in AGREEMENT_ACTS:
        earliest = _agreement_day(known, kind, place, on)
    else:
        _check_known(known.base, place)
        earliest = on
    if wanted is None or wanted == earliest:
        return earliest
    if kind in AGREEMENT_ACTS and earliest == on:
        raise BadInput(
            f"{place}: cannot {words(kind)} for another day: expected effect on {on}, found {wanted}"
        )
    if wanted < earliest:
        raise BadInput(f"{place}: cannot {words(kind)}: expected effect from {earliest} on, found {wanted}")
    return wanted


def _agreement_day(known: Participation, kind: ActKind, place: str, on: date) -> date:
    """Return the first day on which an act on an agreement, or on all of them, can take effect."""
    dated = known.rules.value(TERMS, on)
    if dated is None:
        raise BadInput(f"{place}: cannot {kind}: expected a day with terms of agreements, found {on}")
    terms: Mapping[str, int] = dated.value
    if place == NATION:  # of all agreements: it ends those that it finds
        return notice_ends(allowed(place, Status.IN_FORCE, kind), on, terms)
    _check_known(known.base, place)
    return notice_ends(allowed(place, known.status(place, on).status, kind), on, terms)


def _check_known(rules: Rules, place: str) -> None:
    """Refuse a place that is no state or county of the roster."""
    if level_of(place) == "county":
        rules.county(place)
    elif place != NATION and place not in rules.states:
        raise BadInput(f"place: expected a state's postal code, found {place[:20]!r}")


def _states(rules: Rules, acts: Sequence[Act]) -> list[str]:
    """Return the states whose agreement an act concerns."""
    if any(act.place == NATION and act.kind in AGREEMENT_ACTS for act in acts):
        return list(rules.states)
    return list(dict.fromkeys(act.place for act in acts if act.kind in AGREEMENT_ACTS))


def _of_state(acts: Sequence[Act], usps: str) -> list[Act]:
    """Return the acts on a state's agreement and on all agreements."""
    return [act for act in acts if act.kind in AGREEMENT_ACTS and act.place in (usps, NATION)]


def _agreement_values(steps: Sequence[Step]) -> tuple[Dated, ...]:
    """Return the dated values of a journey: the files' own that hold, and those which acts make."""
    found: list[Dated] = []
    for step in steps:
        value = VALUES[step.status]
        if step.dated is not None:
            _put(found, step.dated)
        elif step.act is not None and value is not None:
            changes = not found or found[-1].value != value or step.status is Status.REFUSED
            if changes:
                _put(found, _dated(value, step.since, step.act, _note(step)))
    return tuple(found)


def _put(found: list[Dated], dated: Dated) -> None:
    """Add a value; of one day the last holds."""
    if found and found[-1].since == dated.since:
        found.pop()
    found.append(dated)


def _note(step: Step) -> str:
    """Return what a reader must know besides a value that an act made."""
    assert step.act is not None
    if step.status is Status.SUSPENDED:
        return "participation suspended; the agreement itself stands"
    if step.since != step.act.acted_on:
        return f"notice was given on {step.act.acted_on}"
    return HOLDINGS[step.act.kind].told


def _dated(value: Any, since: date, act: Act, note: str) -> Dated:
    """Return a dated value whose source is an act with its document."""
    document = f"document sha256:{act.document}" if act.document else "no document"
    source = Source(
        f"act-{act.control}",
        f"Act {act.control}: {HOLDINGS[act.kind].told}",
        act.acted_on.isoformat(),
        document,
    )
    return Dated(value, since, source, note=note)


def _local(acts: Sequence[Act]) -> list[Act]:
    """Return the counties' own acts."""
    return [act for act in acts if act.kind in _LOCAL_VALUES]


def _local_rule(rules: Rules, fips: str, leaf: str, acts: Sequence[Act]) -> Rule:
    """Return a county's own rule with its acts; `unknown` of the files does not overrule what was recorded."""
    county = rules.county(fips)
    base = rules.for_county(leaf, county)
    own = [act for act in _local(acts) if act.place == fips and _LOCAL_VALUES[act.kind][0] == leaf]
    made = [
        _dated(_LOCAL_VALUES[act.kind][1], act.effective_on, act, HOLDINGS[act.kind].told)
        for act in sorted(own, key=lambda act: act.effective_on)
    ]
    told = [dated for dated in base.values if dated.since <= made[0].since or dated.value != "unknown"]
    values: list[Dated] = []
    for dated in sorted([*told, *made], key=lambda item: item.since):
        _put(values, dated)
    return replace(base, id=f"local/{county.roster_fips}/{leaf}", values=tuple(values))
