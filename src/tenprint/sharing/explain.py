"""The public's question: must this place sign, will it happen anyway, since when, on whose word.

The five facts are kept apart: capability, agreement, requirement, activation, announcement, each with its own date;
what became known only after the date of the question is told apart from what was known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from tenprint.errors import BadInput
from tenprint.sharing.activation import Activation, ActivationOrder, activation_on
from tenprint.sharing.decide import Decision, SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.detainer import DetainerPolicy, detainer_policy, state_detainer_policy
from tenprint.sharing.model import Announcement, County, Dated, Source
from tenprint.sharing.place import Place, find
from tenprint.sharing.relay import Switch, relay_on
from tenprint.sharing.rules import Rules
from tenprint.sharing.trace import TraceStep


@dataclass(frozen=True, slots=True)
class Later:
    """A fact of this place that became known only after the date of the question."""

    on: date
    text: str
    source: Source
    topic: str = "programme"


@dataclass(frozen=True, slots=True)
class Standing:
    """One county of the place on the date: its switch and the gate's decision on an arrest there."""

    county: County
    activation: Activation
    decision: Decision


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything known of a place on a date; the texts are made of it and add nothing.

    ``standings`` are the counties asked about, ``state_standings`` all of the state. ``agreement``, ``requirement``,
    ``capability`` are the values in force; ``acts`` the days of the state's own acts;
    ``announced`` is what had been said by then, ``later`` what was not.
    """

    place: Place
    state_name: str
    on: date
    reform: str | None
    standings: tuple[Standing, ...]
    state_standings: tuple[Standing, ...]
    agreement: Dated | None
    agreement_since: date | None
    acts: frozenset[date]
    requirement: Dated | None
    requirement_since: date | None
    capability: Dated | None
    announced: tuple[Announcement, ...]
    later: tuple[Later, ...]
    scheduled: date | None
    relay: Switch
    detainers: DetainerPolicy
    purpose: Dated | None
    would_stop_it: tuple[str, ...]
    would_not_stop_it: tuple[str, ...]

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
    def trace(self) -> tuple[TraceStep, ...]:
        """The gate's conditions for the place; of several counties the switch is told as a count."""
        shown = next((item for item in self.standings if item.decision.permitted), None)
        steps = (shown or (self.active or self.standings)[0]).decision.trace
        if len(self.standings) == 1:
            return steps
        return tuple(self._counted(step) if step.rule.startswith("activation[") else step for step in steps)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every document relied on, each once, in the order of use."""
        used = [step.source for step in self.trace] + [event.source for event in self.announced]
        used += [item.source for item in self.later]
        return tuple(dict.fromkeys(source for source in used if source is not None))

    def as_json(self) -> dict[str, Any]:
        """Return the answer in the shape which other programs rely on."""
        from tenprint.sharing.explain_json import as_json

        return as_json(self)

    def as_text(self) -> str:
        """Return the answer in plain words, at most 40 lines of 100 columns."""
        from tenprint.sharing.explain_text import as_text

        return as_text(self)

    def _counted(self, step: TraceStep) -> TraceStep:
        """Return the step of the switch as a count of counties."""
        value = f"{len(self.active)} of {len(self.standings)} on"
        note = f"first {self.first}" if self.active else "no county is switched on"
        rule = f"activation[{self.place.fips}]"
        return replace(step, rule=rule, value=value, since=self.since, held=bool(self.active), note=note)


def explain(place_text: str, on: date, rules: Rules, orders: Sequence[ActivationOrder] = ()) -> Explanation:
    """Explain what held for a place on a date.

    Raises:
        UnknownPlace: the words are ambiguous or unknown; it carries candidates.
        BadInput: the date is outside what the rules cover.
    """
    _check_covered(on, rules)
    place = find(rules, place_text)
    counties = [rules.county(fips) for fips in place.counties]
    standings = tuple(_standing(county, on, rules, orders) for county in counties)
    whole = tuple(_standing(county, on, rules, orders) for county in rules.counties_of(place.state))
    agreement = rules.for_state("agreement", place.state)
    required = rules.rule("federal/agreement_required")
    heard = [event for event in rules.announcements if _concerns(event, place)]
    return Explanation(
        place=place,
        state_name=rules.states[place.state].spoken,
        on=on,
        reform=rules.reform,
        standings=standings,
        state_standings=whole,
        agreement=agreement.on(on),
        agreement_since=agreement.since(on),
        acts=frozenset(dated.since for dated in agreement.values[1:]),
        requirement=required.on(on),
        requirement_since=required.since(on) or (required.values[0].since if required.on(on) else None),
        capability=rules.value("federal/capability", on),
        announced=tuple(event for event in heard if event.on <= on),
        later=_later(heard, on, rules, place, whole),
        scheduled=_scheduled(heard, standings, on),
        relay=relay_on(place.state, on, rules),
        detainers=_detainers(place, on, rules),
        purpose=rules.value("federal/agreement_purpose", on),
        would_stop_it=_would_stop(counties[0], on, rules, orders),
        would_not_stop_it=_would_not_stop(counties[0], on, rules, orders),
    )


def _check_covered(on: date, rules: Rules) -> None:
    """Refuse a date of which the rules say nothing."""
    spans = [dated.value for dated in rules.rule("federal/coverage").values]
    if not any(span["from"] <= on <= span["to"] for span in spans):
        covered = "; ".join(f"{span['from']} to {span['to']}" for span in spans)
        raise BadInput(f"date: the rules cover {covered}; not covered: {on.isoformat()}")


def _standing(county: County, on: date, rules: Rules, orders: Sequence[ActivationOrder]) -> Standing:
    """Return a county's switch and the decision on an adult's arrest there."""
    facts = _arrest(county)
    return Standing(county, activation_on(county, on, orders), decide(facts, on, rules, orders))


def _arrest(county: County) -> SubmissionFacts:
    """Return the facts of an ordinary arrest in a county."""
    return SubmissionFacts(county.fips, county.state, SubmissionKind.CRIMINAL, retained=True)


def _concerns(event: Announcement, place: Place) -> bool:
    """Tell whether an event concerns the place; to a state also those of its counties matter."""
    return event.concerns(place.state, None) or bool(event.scope & set(place.counties))


def _only_unknown(decision: Decision) -> bool:
    """Tell whether every condition that fails does so because its value is not documented."""
    failed = [step for step in decision.trace if not step.held]
    return bool(failed) and all(step.value == "unknown" for step in failed)


def _scheduled(heard: Sequence[Announcement], standings: Sequence[Standing], on: date) -> date | None:
    """Return the next day of activation that had been announced, or ordered, by the date."""
    if all(item.activation.active for item in standings):
        return None
    days = [event.activates for event in heard if event.on <= on and event.activates and event.activates > on]
    days += [item.activation.scheduled for item in standings if item.activation.scheduled]
    return min(days, default=None)


def _later(
    heard: Sequence[Announcement],
    on: date,
    rules: Rules,
    place: Place,
    whole: Sequence[Standing],
) -> tuple[Later, ...]:
    """Return, by date, what of this place became known only after the date."""
    found = _later_activation(whole, on)
    agreement = rules.for_state("agreement", place.state)
    for dated in agreement.values:
        if dated.since > on:
            found.append(
                Later(
                    dated.since, f"agreement: {dated.value}. {dated.note}".strip(), dated.source, "agreement"
                )
            )
    found += [Later(event.on, event.text, event.source, event.topic) for event in heard if event.on > on]
    known = {(item.on, item.text): item for item in found}
    return tuple(sorted(known.values(), key=lambda item: item.on))


def _later_activation(whole: Sequence[Standing], on: date) -> list[Later]:
    """Return on which later days how many counties of the state were switched on."""
    by_day: dict[date, list[County]] = {}
    for item in whole:
        day = item.county.activated_on
        if day is not None and day > on and not item.activation.active:
            by_day.setdefault(day, []).append(item.county)
    return [
        Later(
            day,
            f"{names[0].name} is switched on"
            if len(names) == 1
            else f"{len(names)} more counties of {names[0].state} are switched on",
            names[0].source,
            "activation",
        )
        for day, names in sorted(by_day.items())
    ]


def _detainers(place: Place, on: date, rules: Rules) -> DetainerPolicy:
    """Return the detainer policy of the place: its main county's, or of a state its own law's."""
    if place.kind == "state":
        return state_detainer_policy(place.state, on, rules)
    return detainer_policy(place.fips, on, rules)


def _would_stop(county: County, on: date, rules: Rules, orders: Sequence[ActivationOrder]) -> tuple[str, ...]:
    """Return what would stop sharing; what the rules decide is tried, not told."""
    found = ["Not to submit prints; lost with them: who the person is, the criminal history, whether wanted."]
    if _switch_matters(county, on, rules, orders):
        found.append(
            "The federal side switching it off; neither the state nor the locality holds that switch."
        )
    if _agreement_matters(county, on, rules, orders):
        found.append("The state not signing, or withdrawing, as long as an agreement is required.")
    return tuple(found)


def _would_not_stop(
    county: County, on: date, rules: Rules, orders: Sequence[ActivationOrder]
) -> tuple[str, ...]:
    """Return what changes nothing about sharing, though it may change what follows."""
    found = [] if _agreement_matters(county, on, rules, orders) else ["not to sign, or to withdraw"]
    found.append("not to receive the answer (the immigration agency is told all the same)")
    found.append("to decline detainers (that changes only who is held)")
    return tuple(found)


def _switch_matters(county: County, on: date, rules: Rules, orders: Sequence[ActivationOrder]) -> bool:
    """Tell whether the county's arrests are shared with the federal switch on and not with it off."""
    answers = [
        decide(_arrest(county), on, rules, (*orders, _switched(county, on, active))).permitted
        for active in (True, False)
    ]
    return answers == [True, False]


def _agreement_matters(county: County, on: date, rules: Rules, orders: Sequence[ActivationOrder]) -> bool:
    """Tell whether a switched-on county's arrests are shared with an agreement and not without one."""
    switched = (*orders, _switched(county, on, active=True))
    answers = [
        decide(_arrest(county), on, _with_agreement(county, on, rules, value), switched).permitted
        for value in ("signed", "withdrawn")
    ]
    return answers == [True, False]


def _switched(county: County, on: date, active: bool) -> ActivationOrder:
    """Return a switch flipped on the very day, to try what would follow."""
    return ActivationOrder(county.fips, active, on, by="what-if", authority="federal what-if")


def _with_agreement(county: County, on: date, rules: Rules, value: str) -> Rules:
    """Return the rules with another agreement of the county's state on the date."""
    old = rules.for_state("agreement", county.state)
    source = old.values[0].source
    kept = tuple(dated for dated in old.values if dated.since < on)
    rule_id = f"state/{county.state}/agreement"
    changed = replace(old, id=rule_id, values=(*kept, Dated(value, on, source)))
    return replace(rules, rules=MappingProxyType({**rules.rules, rule_id: changed}))
