"""What must hold before a submission may be passed to the immigration agency, one condition after the other.

Each condition says whether it holds, which rule decides when it does not, and the steps of the trace that show it. The
gate asks the first; whoever wants to know why asks the others.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from tenprint.sharing.activation import Board, activation_step, is_active
from tenprint.sharing.exemption import Circumstances, exempt
from tenprint.sharing.facts import SubmissionFacts
from tenprint.sharing.in_force import InForce
from tenprint.sharing.model import County, Prohibition
from tenprint.sharing.trace import TraceStep, step_of

CAPABILITY: Final = "federal/capability"
NATIONWIDE: Final = "federal/nationwide_switch"
NOT_RETAINED: Final = "federal/submission_kind/not_retained"
REQUIRED: Final = "federal/agreement_required"
VETO: Final = "federal/county_veto"
PROHIBITIONS: Final = "federal/prohibitions"
NO_CONDITION: Final = "no condition on this date"


@dataclass(frozen=True, slots=True)
class Question:
    """Everything a condition may read: the submission, its county, the day, the law of the day, and the board."""

    facts: SubmissionFacts
    county: County
    on: date
    law: InForce
    board: Board

    def agreement(self) -> str:
        """Return the path of the rule that tells the state's agreement."""
        return self.law.state_rule("agreement", self.county.state)

    def position(self) -> str:
        """Return the path of the rule that tells what the county has asked for."""
        return self.law.local_rule("position", self.county.roster_fips, self.county.state)

    def kind(self) -> str:
        """Return the path of the rule on the kind of submission."""
        return f"federal/submission_kind/{self.facts.kind.value}"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the gate.

    Attributes:
        rule: which rule denies where it does not hold.
        holds: whether it holds.
        steps: the steps of the trace that show it.
    """

    rule: Callable[[Question], str]
    holds: Callable[[Question], bool]
    steps: Callable[[Question], tuple[TraceStep, ...]]


def _switch(rule: str) -> Condition:
    """Make the condition that a rule's value is yes; unknown is not yes."""
    return Condition(
        rule=lambda _: rule,
        holds=lambda question: question.law.value(rule) is True,
        steps=lambda question: (
            step_of(rule, question.law.dated(rule), question.law.value(rule) is True, question.on),
        ),
    )


def activation_rule(county: County) -> str:
    """Return how the switch of a county is named in traces and leaves."""
    return f"activation[{county.roster_fips}]"


def _activated(question: Question) -> bool:
    """The contributor's jurisdiction must be switched on."""
    return is_active(question.county, question.on, question.board)


def _kind_shared(question: Question) -> bool:
    """The kind of submission must be one that is shared."""
    return bool(question.law.value(question.kind()) == "shared")


def _retention(question: Question) -> bool:
    """Prints which are not to be retained are shared only if a rule says so."""
    return question.facts.retained or question.law.value(NOT_RETAINED) == "shared"


def _retention_steps(question: Question) -> tuple[TraceStep, ...]:
    if question.facts.retained:
        return (TraceStep(NOT_RETAINED, None, None, "", True, "does not apply: retained"),)
    return (step_of(NOT_RETAINED, question.law.dated(NOT_RETAINED), _retention(question), question.on),)


def _agreed(question: Question) -> bool:
    """If an agreement is required, the state must have signed one."""
    return question.law.value(REQUIRED) is not True or question.law.value(question.agreement()) == "signed"


def _agreed_steps(question: Question) -> tuple[TraceStep, ...]:
    """The state's agreement, shown whether or not it matters on the date, and whether it does."""
    binding, held = question.law.value(REQUIRED) is True, _agreed(question)
    shown = f"state/{question.county.state}/agreement"
    note = "" if binding else NO_CONDITION
    return (
        step_of(shown, question.law.dated(question.agreement()), held, question.on, note),
        step_of(REQUIRED, question.law.dated(REQUIRED), held, question.on),
    )


def _not_vetoed(question: Question) -> bool:
    """If a county may keep its prints out, it must not have asked for that."""
    return question.law.value(VETO) is not True or question.law.value(question.position()) != "wants_out"


def _not_vetoed_steps(question: Question) -> tuple[TraceStep, ...]:
    """What the county has asked for, shown whether or not it matters on the date, and whether it does."""
    binding, held = question.law.value(VETO) is True, _not_vetoed(question)
    shown = f"local/{question.county.roster_fips}/position"
    note = "" if binding else NO_CONDITION
    return (
        step_of(shown, question.law.dated(question.position()), held, question.on, note),
        step_of(VETO, question.law.dated(VETO), held, question.on),
    )


def all_forbidding(question: Question) -> Iterator[Prohibition]:
    """Yield every prohibition that forbids this submission."""
    case = Circumstances(question.facts, question.on, question.law.dated("federal/levels"))
    for item in question.law.prohibitions:
        if item.covers(question.county.roster_fips, question.facts.kind.value) and not exempt(
            item.unless, case
        ):
            yield item


def forbidding(question: Question) -> Prohibition | None:
    """Return the first prohibition that forbids this submission, if any."""
    return next(all_forbidding(question), None)


def prohibition_rule(item: Prohibition) -> str:
    """Return how a prohibition is named in traces and leaves."""
    return f"{PROHIBITIONS}[{item.id}]"


def _forbidden_by(question: Question) -> str:
    item = forbidding(question)
    return PROHIBITIONS if item is None else prohibition_rule(item)


def _forbidden_steps(question: Question) -> tuple[TraceStep, ...]:
    """No rule of the federal side may forbid it."""
    item = forbidding(question)
    if item is None:
        return (TraceStep(PROHIBITIONS, "none", None, "", True, ""),)
    rule = prohibition_rule(item)
    return (TraceStep(rule, "forbidden", item.since, item.source.title, False, item.text, item.source),)


CONDITIONS: Final[tuple[Condition, ...]] = (
    _switch(CAPABILITY),
    _switch(NATIONWIDE),
    Condition(
        rule=lambda question: activation_rule(question.county),
        holds=_activated,
        steps=lambda question: (activation_step(question.county, question.on, question.board),),
    ),
    Condition(
        rule=lambda question: question.kind(),
        holds=_kind_shared,
        steps=lambda question: (
            step_of(
                question.kind(), question.law.dated(question.kind()), _kind_shared(question), question.on
            ),
        ),
    ),
    Condition(rule=lambda _: NOT_RETAINED, holds=_retention, steps=_retention_steps),
    Condition(
        rule=lambda question: f"state/{question.county.state}/agreement",
        holds=_agreed,
        steps=_agreed_steps,
    ),
    Condition(
        rule=lambda question: f"local/{question.county.roster_fips}/position",
        holds=_not_vetoed,
        steps=_not_vetoed_steps,
    ),
    Condition(
        rule=_forbidden_by, holds=lambda question: forbidding(question) is None, steps=_forbidden_steps
    ),
)
"""What must hold, in the order in which it is told."""
