"""Which rules the program asks for: found by asking every kind of question, not kept as a second list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar, cast

from tenprint.errors import TenprintError
from tenprint.sharing.decide import SubmissionFacts, SubmissionKind, ask, trace_of, withheld_by
from tenprint.sharing.detainer import detainer_policy, state_detainer_policy
from tenprint.sharing.explain import explain
from tenprint.sharing.facts import Stage
from tenprint.sharing.in_force import InForce
from tenprint.sharing.model import County
from tenprint.sharing.priority import PriorityFacts, priority
from tenprint.sharing.relay import receipt_on, relay_on
from tenprint.sharing.rules import Rules

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Asked:
    """The rules that were read, and those that were asked for and are not there."""

    read: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)


class _Recording(dict[str, V]):
    """A table of rules that remembers which were asked for.

    Two ways of asking are in use: whether a place has a rule of its own, where no is an answer, and for a rule that
    must be there. ``must`` says by which of ``get`` and ``in`` the second is asked of this table.
    """

    def __init__(self, table: Mapping[str, V], asked: Asked, must: str) -> None:
        super().__init__(table)
        self._asked, self._must = asked, must

    def get(self, key: str, default: Any = None) -> Any:
        """Return a rule, and remember that it was asked for."""
        self._note(key, "get")
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._note(str(key), "in")
        return super().__contains__(key)

    def _note(self, key: str, way: str) -> None:
        if super().__contains__(key):
            self._asked.read.add(key)
        elif way == self._must:
            self._asked.missing.add(key)


@lru_cache(maxsize=2)
def asked_of(rules: Rules) -> Asked:
    """Ask every kind of question of the rules, and return which of them were asked for.

    One county is asked of on every day on which a rule changes; a county of each state, and every county with rules of
    its own, on the last of these days: which rules are asked for depends on the place or on the day, not on both.
    """
    asked = Asked()
    recorded = replace(rules, rules=cast(Any, _Recording(rules.rules, asked, must="in")))
    days, counties = _days(rules), list(_counties(rules))
    for on in days:
        law = rules.in_force(on)
        law = replace(law, values=_Recording(law.values, asked, must="get"))
        for county in counties if on == days[-1] else counties[:1]:
            _ask_the_gate(county, on, rules, law)
            _ask_the_others(county, on, recorded)
    return asked


def _days(rules: Rules) -> list[date]:
    """Return the days of coverage on which something changes, and the first."""
    coverage = rules.rules.get("federal/coverage")
    spans = [dated.value for dated in coverage.values] if coverage else []
    inside = [day for day in rules.change_dates() if any(span["from"] <= day <= span["to"] for span in spans)]
    changes = {dated.since for rule in rules.rules.values() for dated in rule.values}
    return sorted({*(span["from"] for span in spans), *(day for day in inside if day in changes)})


def _counties(rules: Rules) -> Iterator[County]:
    """Yield a county of each state, and every county with rules of its own."""
    own = {path.split("/")[1] for path in rules.rules if path.startswith("local/")}
    seen: set[str] = set()
    for county in rules.roster():
        if county.state not in seen or county.fips in own:
            seen.add(county.state)
            yield county


def _ask_the_gate(county: County, on: date, rules: Rules, law: InForce) -> None:
    """Ask all conditions of the gate, for every kind of submission, retained or not."""
    for kind, retained in ((SubmissionKind.CRIMINAL, False), *((kind, True) for kind in SubmissionKind)):
        facts = SubmissionFacts(county.fips, county.state, kind, retained, (), (), Stage.ARREST)
        question = replace(ask(facts, on, rules), law=law)
        trace_of(question)
        withheld_by(question)


def _ask_the_others(county: County, on: date, rules: Rules) -> None:
    """Ask what is not the gate's: the explanation, priority, detainers, and who is told the answer."""
    status = next(iter(getattr(rules.rules.get("federal/removability"), "values", ())), None)
    word = next(iter(status.value), "") if status else ""
    facts = PriorityFacts(None, (), None, None, word)
    for question in (
        lambda: explain(county.fips, on, rules),
        lambda: priority(facts, on, rules),
        lambda: detainer_policy(county.fips, on, rules),
        lambda: state_detainer_policy(county.state, on, rules),
        lambda: relay_on(county.state, on, rules),
        lambda: receipt_on(county.fips, on, rules),
    ):
        try:
            question()
        except TenprintError:
            continue  # a rule that is not there has been remembered; the other questions are asked all the same
