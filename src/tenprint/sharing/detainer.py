"""Which detainer requests a locality honours: its own dated policy, or its state's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenprint.sharing.model import Rule, nothing
from tenprint.sharing.rules import Rules
from tenprint.sharing.trace import TraceStep, step_of


@dataclass(frozen=True, slots=True)
class DetainerPolicy:
    """``honours`` is ``all``, ``some`` or ``none``; ``conditions`` are those of honouring some."""

    honours: str
    rule: str
    conditions: Mapping[str, Any]
    trace: tuple[TraceStep, ...]

    def answer(self, *, qualifying_conviction: bool) -> bool:
        """Tell whether a request for a person with or without a qualifying conviction is honoured."""
        if self.honours == "some" and self.conditions.get("qualifying_conviction"):
            return qualifying_conviction
        return self.honours == "all"


def detainer_policy(county_fips: str, on: date, rules: Rules) -> DetainerPolicy:
    """Return the detainer policy of a county on a date.

    >>> from tenprint.sharing.rules import load
    >>> detainer_policy("17031", date(2011, 9, 8), load()).honours
    'none'
    """
    return _policy(rules.for_county("detainer", rules.county(county_fips)), on)


def state_detainer_policy(usps: str, on: date, rules: Rules) -> DetainerPolicy:
    """Return the detainer policy of a state's own law, which holds where no locality has its own."""
    return _policy(rules.for_state("detainer", usps), on)


def _policy(rule: Rule, on: date) -> DetainerPolicy:
    dated = rule.on(on)
    honours = dated.value if dated else "all"
    step = step_of(rule.id, dated, honours == "all", on)
    return DetainerPolicy(honours, rule.id, dated.extra if dated else nothing(), (step,))
