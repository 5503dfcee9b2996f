"""The public's question: must this place sign, will it happen anyway, since when, on whose word.

Capability, agreement, requirement, activation, announcement, relay, receipt and detainer policy are kept apart, each
with its own date; what became known only after the date of the question is told apart from what was known. What
would stop the sharing is tried on the gate's own conditions, not told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tenprint.errors import BadInput
from tenprint.sharing.activation import Activation, Board, Orders, activation_on
from tenprint.sharing.condition import CONDITIONS, Question
from tenprint.sharing.counterfactual import Change, permitted, smallest_change, turning_changes
from tenprint.sharing.decide import Decision, SubmissionFacts, SubmissionKind, answer, ask
from tenprint.sharing.figures import latest_figures
from tenprint.sharing.in_force import InForce
from tenprint.sharing.later import Later, later_facts
from tenprint.sharing.model import Announcement, County, Dated, Figures, Source, shown_date
from tenprint.sharing.place import Place, find
from tenprint.sharing.rules import Rules
from tenprint.sharing.trace import TraceStep, step_of
from tenprint.sharing.trial import Trial, trials

STATEMENTS = ("programme", "agreement_purpose", "logistics", "booking_uses", "stated_target")
"""Rules of the federal side that state something and decide nothing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One county of the place on the date: its switch and the gate's decision on an arrest there."""

    county: County
    activation: Activation
    decision: Decision


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A state that had signed and withdrew by the date, and what its switches did then.

    Counts are of counties whose arrests are shared, on the eve of the withdrawal and on the date; None where that
    is not documented.
    """

    state: str
    name: str
    since: str
    note: str
    shared_before: int | None
    shared_now: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything known of a place on a date; the texts are made of it and add nothing.

    ``standings`` are the counties asked about, ``state_standings`` all of the state. ``agreement``, ``requirement``,
    ``capability`` are the values in force; ``acts`` the days of the state's own acts; ``statements`` what the federal
    side had stated by then, by the rule's name, and ``authorities`` every law it had named; ``local`` the steps of the
    switches and policies that the state and the locality hold; ``announced`` is what had been said by then, ``later``
    what was not known.
    """

    place: Place
    state_name: str
    on: date
    reform: str | None
    standings: tuple[Standing, ...]
    state_standings: tuple[Standing, ...]
    agreement: Dated | None
    agreement_known: Dated | None
    agreement_since: date | None
    acts: frozenset[date]
    requirement: Dated | None
    requirement_since: date | None
    capability: Dated | None
    statements: dict[str, Dated]
    authorities: tuple[Dated, ...]
    local: dict[str, TraceStep]
    detainer_terms: dict[str, Any]
    announced: tuple[Announcement, ...]
    later: tuple[Later, ...]
    scheduled: date | None
    figures: tuple[tuple[str, Figures], ...]
    withdrawals: tuple[Withdrawal, ...]
    turning: tuple[Change, ...]
    trials: tuple[Trial, ...]
    law: InForce

    @property
    def active(self) -> tuple[Standing, ...]:
        """The counties asked about that are switched on."""
        return tuple(item for item in self.standings if item.activation.active)

    @property
    def shared(self) -> bool | str:
        """Whether arrests of the place, or of a part of it, are shared; ``unknown`` where a rule says so."""
        if any(item.decision.permitted for item in self.standings):
            return True
        undecided = [item for item in self.standings if _only_unknown(item.decision)]
        return "unknown" if undecided else False

    @property
    def since(self) -> date | None:
        """The first day from which a county asked about is switched on without interruption."""
        return min((item.activation.since for item in self.active if item.activation.since), default=None)

    @property
    def first(self) -> str | None:
        """The name of the county asked about that was switched on before the others."""
        return next((item.county.name for item in self.active if item.activation.since == self.since), None)

    @property
    def shown(self) -> Standing:
        """The county whose conditions are shown for the place: one that is shared, else one that is switched on."""
        permitted = [item for item in self.standings if item.decision.permitted]
        return (permitted or list(self.active) or list(self.standings))[0]

    @property
    def conditions(self) -> tuple[TraceStep, ...]:
        """The gate's conditions for the place; of several counties the switch is told as a count."""
        steps = self.shown.decision.trace
        if len(self.standings) == 1:
            return steps
        return tuple(self._counted(step) if step.rule.startswith("activation[") else step for step in steps)

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """The gate's conditions, then what was read besides: what was stated, and the switches of other hands."""
        stated = [self._stated(name, dated) for name, dated in self.statements.items()]
        stated += [self._stated("legal_authority", dated) for dated in self.authorities]
        return (*self.conditions, *self.local.values(), *stated)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every document relied on, each once, in the order of use."""
        used = [step.source for step in self.trace] + [event.source for event in self.announced]
        used += [item.source for _, item in self.figures] + [item.source for item in self.withdrawals]
        used += [item.source for item in self.later]
        return tuple(dict.fromkeys(source for source in used if source is not None))

    def as_json(self) -> dict[str, Any]:
        """Return the answer in the shape which other programs rely on."""
        from tenprint.sharing.explain_json import as_json

        return as_json(self)

    def as_text(self, reader: str | None = None) -> str:
        """Return the answer in plain words: an overview, or every question that a reader asks."""
        from tenprint.sharing.explain_text import as_text, reader_text

        return as_text(self) if reader is None else reader_text(self, reader)

    def _counted(self, step: TraceStep) -> TraceStep:
        """Return the step of the switch as a count of counties."""
        value = f"{len(self.active)} of {len(self.standings)} on"
        note = f"first {self.first}" if self.active else "no county is switched on"
        rule = f"activation[{self.place.fips}]"
        return replace(step, rule=rule, value=value, since=self.since, held=bool(self.active), note=note)

    def _stated(self, name: str, dated: Dated) -> TraceStep:
        """Return what was stated as a step that decides nothing."""
        return replace(step_of(f"federal/{name}", dated, True, self.on), condition=False)


def explain(place_text: str, on: date, rules: Rules, orders: Orders = ()) -> Explanation:
    """Explain what held for a place on a date.

    Raises:
        UnknownPlace: the words are ambiguous or unknown; it carries candidates.
        BadInput: the date is outside what the rules cover.
    """
    check_covered(on, rules)
    place, board = find(rules, place_text), Board.of(orders)
    standings = tuple(_standing(rules.county(fips), on, rules, board) for fips in place.counties)
    whole = tuple(_standing(county, on, rules, board) for county in rules.counties_of(place.state))
    agreement = rules.for_state("agreement", place.state)
    required = rules.rule("federal/agreement_required")
    heard = [event for event in rules.announcements if _concerns(event, place)]
    tried = _tried_on(ask(_arrest(rules.county(place.counties[0])), on, rules, board))
    return Explanation(
        place=place,
        state_name=rules.states[place.state].spoken,
        on=on,
        reform=rules.reform,
        standings=standings,
        state_standings=whole,
        agreement=agreement.on(on),
        agreement_known=agreement.known_on(on),
        agreement_since=agreement.since(on),
        acts=frozenset(dated.since for dated in agreement.values[1:]),
        requirement=required.on(on),
        requirement_since=required.since(on) or (required.values[0].since if required.on(on) else None),
        capability=rules.value("federal/capability", on),
        statements=_statements(rules, on),
        authorities=_authorities(rules, on),
        local=_local_steps(place, rules, on),
        detainer_terms=_detainer_terms(place, rules, on),
        announced=tuple(event for event in heard if event.known_on <= on),
        later=later_facts(
            heard, on, rules, place, [item.county for item in whole if not item.activation.active]
        ),
        scheduled=_scheduled(
            [event for event in heard if event.speaks_of(place.state, place.counties)], standings, on
        ),
        figures=latest_figures(rules, place, on),
        withdrawals=_withdrawals(rules, on, board),
        turning=turning_changes(tried) if permitted(tried) else (),
        trials=trials(tried),
        law=rules.in_force(on),
    )


def check_covered(on: date, rules: Rules) -> None:
    """Refuse a date of which the rules say nothing.

    Raises:
        BadInput: it names what is covered.
    """
    spans = [dated.value for dated in rules.rule("federal/coverage").values]
    if not any(span["from"] <= on <= span["to"] for span in spans):
        covered = "; ".join(f"{span['from']} to {span['to']}" for span in spans)
        raise BadInput(f"date: the rules cover {covered}; not covered: {on.isoformat()}")


def _standing(county: County, on: date, rules: Rules, board: Board) -> Standing:
    """Return a county's switch and the decision on an adult's arrest there."""
    decision = answer(ask(_arrest(county), on, rules, board))
    return Standing(county, activation_on(county, on, board), decision)


def _arrest(county: County) -> SubmissionFacts:
    """Return the facts of an ordinary arrest in a county."""
    return SubmissionFacts(county.fips, county.state, SubmissionKind.CRIMINAL, retained=True)


def _concerns(event: Announcement, place: Place) -> bool:
    """Tell whether an event concerns the place; to a state also those of its counties matter."""
    return event.concerns(place.state, None) or bool(event.scope & set(place.counties))


def _tried_on(question: Question) -> Question:
    """Return the question on which acts are tried: where the place is not shared, as near to it as it would be."""
    for change in () if permitted(question) else smallest_change(question):
        question = change.apply(question)
    return question


def _only_unknown(decision: Decision) -> bool:
    """Tell whether every condition that fails does so because what it reads first is not documented."""
    question = decision.question
    if question is None or decision.permitted:
        return False
    failed = [condition for condition in CONDITIONS if not condition.holds(question)]
    return all(condition.steps(question)[0].value == "unknown" for condition in failed)


def _statements(rules: Rules, on: date) -> dict[str, Dated]:
    """Return what had been stated by the date: the last value that was known."""
    found = {name: rules.rule(f"federal/{name}").known_on(on) for name in STATEMENTS}
    return {name: dated for name, dated in found.items() if dated is not None}


def _authorities(rules: Rules, on: date) -> tuple[Dated, ...]:
    """Return every law that had been named for the sharing by the date: one does not replace another."""
    return tuple(dated for dated in rules.rule("federal/legal_authority").values if dated.known_on <= on)


def _local_steps(place: Place, rules: Rules, on: date) -> dict[str, TraceStep]:
    """Return the steps of what the state and the locality hold: relay, receipt, detainer policy, and printing."""
    state = rules.states[place.state]
    county = None if place.kind == "state" else rules.county(place.counties[0])
    steps = {}
    for leaf in ("relay", "receipt", "detainer", "printing"):
        rule = rules.for_state(leaf, state.usps) if county is None else rules.for_county(leaf, county)
        owner = f"state/{state.usps}" if county is None or leaf == "relay" else f"local/{county.roster_fips}"
        if leaf == "relay":
            rule = rules.for_state(leaf, state.usps)
        steps[leaf] = replace(step_of(f"{owner}/{leaf}", rule.on(on), True, on), condition=False)
    return steps


def _detainer_terms(place: Place, rules: Rules, on: date) -> dict[str, Any]:
    """Return the terms of the detainer policy as plain values."""
    if place.kind == "state":
        rule = rules.for_state("detainer", place.state)
    else:
        rule = rules.for_county("detainer", rules.county(place.counties[0]))
    dated = rule.on(on)
    return {} if dated is None else dict(dated.extra)


def _scheduled(heard: Sequence[Announcement], standings: Sequence[Standing], on: date) -> date | None:
    """Return the next day of activation that had been announced, or ordered, by the date."""
    if all(item.activation.active for item in standings):
        return None
    known = [event for event in heard if event.known_on <= on]
    cancelled = {(event.scope, event.cancels) for event in known}
    days = [
        event.activates
        for event in known
        if event.activates and event.activates > on and (event.scope, event.activates) not in cancelled
    ]
    days += [item.activation.scheduled for item in standings if item.activation.scheduled]
    return min(days, default=None)


def _withdrawals(rules: Rules, on: date, board: Board) -> tuple[Withdrawal, ...]:
    """Return the states that withdrew by the date, with their switches on the eve and on the date."""
    found = []
    for usps, state in rules.states.items():
        past = [dated for dated in rules.for_state("agreement", usps).values if dated.known_on <= on]
        left = next((dated for dated in past if dated.value == "withdrawn"), None)
        if left is not None:
            eve = date.fromordinal(left.since.toordinal() - 1)
            before, now = (_count_shared(rules, usps, day, board) for day in (eve, on))
            since = shown_date(left.since, left.precision)
            found.append(Withdrawal(usps, state.spoken, since, left.note, before, now, left.source))
    return tuple(sorted(found, key=lambda item: item.since))


def _count_shared(rules: Rules, usps: str, on: date, board: Board) -> int | None:
    """Count the counties of a state whose arrests are shared on a date; None where that is not documented."""
    decisions = [answer(ask(_arrest(county), on, rules, board)) for county in rules.counties_of(usps)]
    count = sum(decision.permitted for decision in decisions)
    return None if count == 0 and any(map(_only_unknown, decisions)) else count
