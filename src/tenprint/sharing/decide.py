"""The gate's question: may this submission be disseminated to the immigration agency, on this date, and why.

Everything that is not permitted is denied. A submission is permitted when every condition of
:data:`~tenprint.sharing.condition.CONDITIONS` holds; the first that fails names the deciding rule. The decision says
what may go to whom for which purpose; its trace, and the smallest change that would turn it, are made when asked for.
"""

from dataclasses import dataclass
from datetime import date

from tenprint.errors import BadInput
from tenprint.sharing.activation import ActivationOrder, Board, Orders
from tenprint.sharing.condition import CONDITIONS, Question, activation_rule
from tenprint.sharing.counterfactual import counterfactual_text, smallest_change
from tenprint.sharing.facts import Stage, SubmissionFacts, SubmissionKind
from tenprint.sharing.grant import NO_GRANTS, Category, Grants, Purpose
from tenprint.sharing.rules import Rules
from tenprint.sharing.trace import TraceStep

__all__ = [
    "ActivationOrder",
    "Board",
    "Category",
    "Decision",
    "Purpose",
    "Stage",
    "SubmissionFacts",
    "SubmissionKind",
    "decide",
]


@dataclass(frozen=True, slots=True)
class Decision:
    """Permit or deny, the deciding rule, and what may go to whom, for what.

    ``question`` is what was asked of the gate. A decision on a relay, or after a fault, has none; it has ``steps``.
    """

    permitted: bool
    rule: str
    on: date
    question: Question | None = None
    steps: tuple[TraceStep, ...] = ()

    @property
    def grants(self) -> Grants:
        """Permit or deny per recipient, purpose and category; a decision without a question grants nothing."""
        if self.question is None:
            return NO_GRANTS
        return self.question.law.grants("" if self.permitted else self.rule, withheld_by(self.question))

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """Every condition with its value, since when, and whether it held."""
        if self.question is None:
            return self.steps
        return trace_of(self.question)

    @property
    def counterfactual(self) -> str | None:
        """The smallest change that would turn the answer, in words."""
        if self.question is None:
            return None
        return counterfactual_text(smallest_change(self.question), permitted=self.permitted)


def decide(facts: SubmissionFacts, on: date, rules: Rules, orders: Orders = ()) -> Decision:
    """Decide whether a submission may be disseminated to the immigration agency on a date.

    ``orders`` are the switches flipped on the activation board, laid over the roster. The function reads
    nothing else and keeps nothing: the same question has the same answer.

    Raises:
        BadInput: the county is unknown, or is not in the state that is given.
    """
    return answer(ask(facts, on, rules, orders))


def ask(facts: SubmissionFacts, on: date, rules: Rules, orders: Orders = ()) -> Question:
    """Gather what the conditions may read; see ``decide``."""
    county = rules.county(facts.county_fips)
    if county.state != facts.state:
        raise BadInput(f"county {county.fips}: expected state {county.state}, found {facts.state[:20]!r}")
    return Question(facts, county, on, rules.in_force(on), Board.of(orders))


def answer(question: Question) -> Decision:
    """Ask the conditions in order; the first that fails denies."""
    for condition in CONDITIONS:
        if not condition.holds(question):
            return Decision(False, condition.rule(question), question.on, question)
    return Decision(True, activation_rule(question.county), question.on, question)


def trace_of(question: Question) -> tuple[TraceStep, ...]:
    """Return the steps of every condition, whether or not an earlier one failed."""
    return tuple(step for condition in CONDITIONS for step in condition.steps(question))


def withheld_by(question: Question) -> str:
    """Return the rule by which the police do not get the second answer, or nothing."""
    county, law = question.county, question.law
    for leaf, rule in (
        ("relay", law.state_rule("relay", county.state)),
        ("receipt", law.local_rule("receipt", county.roster_fips, county.state)),
    ):
        if law.value(rule) is not True:
            owner = f"state/{county.state}" if leaf == "relay" else f"local/{county.roster_fips}"
            return f"{owner}/{leaf}"
    return ""
