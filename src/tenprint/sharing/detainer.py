"""Which detainer requests a locality honours: its own dated policy, or its state's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tenprint.sharing.detainer_terms import DetainerTerms, terms_of
from tenprint.sharing.model import Rule
from tenprint.sharing.rules import Rules
from tenprint.sharing.trace import TraceStep, step_of


@dataclass(frozen=True, slots=True)
class DetainerPolicy:
    """``honours`` is ``all``, ``some``, ``none`` or ``unknown``; ``terms`` are the conditions under which it is so.

    What is not documented is answered as ``all`` would be: a choice of this model, so that a case can go on.
    """

    honours: str
    rule: str
    terms: DetainerTerms
    trace: tuple[TraceStep, ...]

    def answer(
        self,
        *,
        qualifying_conviction: bool = False,
        grounds: Collection[str] = (),
        adult: bool = True,
        judicial_warrant: bool = False,
        costs_repaid: bool = False,
    ) -> bool:
        """Tell whether a request may be honoured; what is not known of the person is taken as not there.

        Where the policy leaves ``discretion``, a request that may be honoured can still be declined.

        Args:
            qualifying_conviction: of the kind which the policy names.
            grounds: words of ``detainer_terms.GROUNDS`` that are met.
            adult: whether the person is of age.
            judicial_warrant: whether a judge's warrant or order comes with the request.
            costs_repaid: whether the agency has agreed to repay the costs.
        """
        terms = self.terms
        if self.honours == "none" and not terms.opening:
            return False
        met = {*grounds} | ({"warrant"} if judicial_warrant else set())
        met |= {"listed_conviction"} if qualifying_conviction else set()
        return (
            (judicial_warrant or not terms.judicial_warrant)
            and (costs_repaid or not terms.reimbursed)
            and (adult or not terms.adults_only)
            and (qualifying_conviction or not terms.qualifying_conviction)
            and (not terms.grounds or not terms.grounds.isdisjoint(met))
        )


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
    honours = dated.value if dated else "unknown"
    step = step_of(rule.id, dated, honours in ("all", "unknown"), on)
    return DetainerPolicy(honours, rule.id, terms_of(dated.extra if dated else {}), (step,))
