"""What the gate answers for a submission, asked twice, and how the record keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tenprint.sharing.decide import Decision
from tenprint.sharing.grant import NO_GRANTS, Category, Grants, Purpose, grants_from_json
from tenprint.sharing.trace import TraceStep

SEARCHED_WITH = Category.PRINTS
NO_DISCLOSURE_RULE = "federal/disclosure"


@dataclass(frozen=True, slots=True)
class Sharing:
    """The deciding decision, and what may go to whom for what: only what both decisions grant."""

    decision: Decision
    grants: Grants = NO_GRANTS

    def categories(self, recipient: str, purpose: Purpose) -> frozenset[Category]:
        """Return the categories which may go to a recipient for a purpose."""
        return self.grants.categories(recipient, purpose)


def asked_twice(at_receipt: Callable[[], Decision], at_sending: Callable[[], Decision]) -> Sharing:
    """Decide as of the receipt and as of the sending: both must permit, and both must grant the prints.

    A search without prints is none, so withholding them denies the whole. Where the first denies, the second is not
    asked.
    """
    first = _with_prints(at_receipt())
    if not first.decision.permitted:
        return first
    second = _with_prints(at_sending())
    if not second.decision.permitted:
        return second
    return Sharing(second.decision, first.grants.and_also(second.grants))


def _with_prints(decision: Decision) -> Sharing:
    """Turn a decision that withholds the prints into a denial by the rule that withholds them."""
    grants = decision.grants
    if not decision.permitted or grants.permits("immigration", Purpose.SEARCH, SEARCHED_WITH):
        return Sharing(decision, grants)
    rule = grants.rule_of("immigration", Purpose.SEARCH, SEARCHED_WITH) or NO_DISCLOSURE_RULE
    dated = decision.question.law.dated(rule) if decision.question is not None else None
    step = TraceStep(
        rule=rule,
        value="withheld",
        since=dated.since if dated else None,
        reference=dated.source.title if dated else "",
        held=False,
        note="prints are not granted, and nothing can be searched without",
        source=dated.source if dated else None,
    )
    denied = Decision(False, rule, decision.on, steps=(*decision.trace, step))
    return Sharing(denied, grants.denied_by(rule))


def sharing_json(sharing: Sharing, leaf: str | None, sent: frozenset[Category]) -> dict[str, Any]:
    """A decision as the record and the consoles keep it, with what was granted and which categories were sent."""
    decision = sharing.decision
    return {
        "permitted": decision.permitted,
        "rule": decision.rule,
        "on": decision.on.isoformat(),
        "leaf": leaf,
        "categories": sorted(sent) if leaf else [],
        "grants": sharing.grants.as_json(),
        "counterfactual": decision.counterfactual,
        "trace": [step.as_json() for step in decision.trace],
    }


def kept_grants(facts: Mapping[str, Any]) -> Grants:
    """Read the grants out of a submission's facts; nothing is granted where none are kept."""
    return grants_from_json((facts.get("sharing") or {}).get("grants", ()))
