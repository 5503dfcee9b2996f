"""The gate's question: may this submission be disseminated to the immigration agency, on this date, and why.

Everything that is not permitted is denied. A submission is permitted when every condition of
:data:`CONDITIONS` holds; each leaves one step in the trace, and the first that fails names the deciding rule.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tenprint.errors import BadInput
from tenprint.sharing.activation import ActivationOrder, activation_step
from tenprint.sharing.model import County
from tenprint.sharing.rules import Rules
from tenprint.sharing.trace import TraceStep, step_of

__all__ = ["ActivationOrder", "Decision", "SubmissionFacts", "SubmissionKind", "decide"]


class SubmissionKind(StrEnum):
    """Why the prints were taken."""

    CRIMINAL = "criminal"
    CIVIL = "civil"
    JUVENILE = "juvenile"


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """What the gate knows of a submission: from where and of what kind it is, nothing of the person."""

    county_fips: str
    state: str
    kind: SubmissionKind
    retained: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Permit or deny, the deciding rule, every condition with its value, and what would turn the answer."""

    permitted: bool
    rule: str
    on: date
    trace: tuple[TraceStep, ...]
    counterfactual: str | None


@dataclass(frozen=True, slots=True)
class _Question:
    """Everything a condition may read."""

    facts: SubmissionFacts
    county: County
    on: date
    rules: Rules
    orders: Sequence[ActivationOrder]


def decide(
    facts: SubmissionFacts, on: date, rules: Rules, orders: Sequence[ActivationOrder] = ()
) -> Decision:
    """Decide whether a submission may be disseminated to the immigration agency on a date.

    ``orders`` are the switches flipped on the activation board, laid over the roster. The function reads
    nothing else and keeps nothing: the same question has the same answer.

    Raises:
        BadInput: the county is unknown, or is not in the state that is given.
    """
    county = rules.county(facts.county_fips)
    if county.state != facts.state:
        raise BadInput(f"county {county.fips}: expected state {county.state}, found {facts.state[:20]!r}")
    question = _Question(facts, county, on, rules, orders)
    trace = tuple(condition(question) for condition in CONDITIONS)
    failed = [step for step in trace if not step.held]
    rule = failed[0].rule if failed else f"activation[{county.roster_fips}]"
    return Decision(not failed, rule, on, trace, _counterfactual(failed, county))


def _capability(question: _Question) -> TraceStep:
    """The technical link must exist."""
    return _switch(question, "federal/capability")


def _nationwide(question: _Question) -> TraceStep:
    """The federal side must run the search at all."""
    return _switch(question, "federal/nationwide_switch")


def _switch(question: _Question, rule: str) -> TraceStep:
    dated = question.rules.value(rule, question.on)
    return step_of(rule, dated, dated is not None and dated.value is True, question.on)


def _activation(question: _Question) -> TraceStep:
    """The contributor's jurisdiction must be switched on."""
    return activation_step(question.county, question.on, question.orders)


def _kind(question: _Question) -> TraceStep:
    """The kind of submission must be one that is shared."""
    return _shared(question, f"federal/submission_kind/{question.facts.kind.value}")


def _retention(question: _Question) -> TraceStep:
    """Prints which are not to be retained are shared only if a rule says so."""
    rule = "federal/submission_kind/not_retained"
    if question.facts.retained:
        return TraceStep(rule, None, None, "", True, "does not apply: retained")
    return _shared(question, rule)


def _shared(question: _Question, rule: str) -> TraceStep:
    dated = question.rules.value(rule, question.on)
    return step_of(rule, dated, dated is not None and dated.value == "shared", question.on)


def _requirement(question: _Question) -> TraceStep:
    """If an agreement is required, the state must have signed one."""
    dated = question.rules.value("federal/agreement_required", question.on)
    required = dated is not None and dated.value is True
    held = not required or _signed(question)
    return step_of("federal/agreement_required", dated, held, question.on)


def _agreement(question: _Question) -> TraceStep:
    """The state's agreement, shown whether or not it matters on the date."""
    rule = question.rules.for_state("agreement", question.county.state)
    required = question.rules.value("federal/agreement_required", question.on)
    binding = required is not None and required.value is True
    shown = f"state/{question.county.state}/agreement"
    note = "" if binding else "no condition on this date"
    return step_of(shown, rule.on(question.on), not binding or _signed(question), question.on, note)


def _signed(question: _Question) -> bool:
    dated = question.rules.for_state("agreement", question.county.state).on(question.on)
    return dated is not None and dated.value == "signed"


def _prohibition(question: _Question) -> TraceStep:
    """No rule of the federal side may forbid it."""
    for item in question.rules.prohibitions:
        if item.forbids(question.county.roster_fips, question.facts.kind.value, question.on):
            rule = f"federal/prohibitions[{item.id}]"
            return TraceStep(rule, "forbidden", item.since, item.source.title, False, item.text, item.source)
    return TraceStep("federal/prohibitions", "none", None, "", True, "")


CONDITIONS: Final[tuple[Callable[[_Question], TraceStep], ...]] = (
    _capability,
    _nationwide,
    _activation,
    _kind,
    _retention,
    _agreement,
    _requirement,
    _prohibition,
)
"""What must hold, in the order in which it is told."""


def _counterfactual(failed: list[TraceStep], county: County) -> str | None:
    """Say the smallest change that would turn the answer."""
    if not failed:
        switch = f"activation[{county.roster_fips}]"
        return f"denied if the federal side switched {switch} off; a state or locality cannot"
    changes = [_remedy(step, county) for step in failed if step.rule != "federal/agreement_required"]
    return "permitted if " + " and ".join(changes or ["federal/agreement_required were no"])


def _remedy(step: TraceStep, county: County) -> str:
    """Say what would make one failed condition hold."""
    if step.rule.startswith("activation["):
        return f"the federal side had switched {step.rule} on"
    if step.rule.endswith("/agreement"):
        return f"{county.state} had signed, or federal/agreement_required were no"
    if step.rule.startswith("federal/prohibitions"):
        return f"{step.rule} were not in force"
    if step.rule.startswith("federal/submission_kind"):
        return f"{step.rule} were shared"
    return f"{step.rule} were yes"
