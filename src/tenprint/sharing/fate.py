"""What becomes of an arrest's prints by a set of rules: whether they are taken, shared, kept, or shared later."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from tenprint.sharing.activation import Orders
from tenprint.sharing.condition import PROHIBITIONS, Question, all_forbidding
from tenprint.sharing.decide import answer, ask
from tenprint.sharing.facts import Stage
from tenprint.sharing.flow import UNKNOWN, Passage
from tenprint.sharing.printing import is_printed, printing_rule
from tenprint.sharing.rules import Rules


class Fate(StrEnum):
    """What becomes of an arrest's prints."""

    SHARED = "shared"
    LATER = "shared later"  # after the conviction for which they had to wait
    KEPT = "not shared"
    NOT_TAKEN = "not printed"


NOT_DOCUMENTED: Final = " (not documented)"
"""Added to the name of a rule that denies because its value is not known."""

REACHED: Final = frozenset({Fate.SHARED, Fate.LATER})
"""The fates in which the immigration agency gets the prints."""


class Verdict(NamedTuple):
    """What becomes of an arrest's prints, by which rule, and on which day that was decided.

    ``documented`` is false where the rule denies because its value is not known.
    """

    fate: Fate
    rule: str
    on: date
    documented: bool = True


def fate_of(passage: Passage, rules: Rules, orders: Orders = ()) -> Verdict:
    """Return what becomes of an arrest's prints by a set of rules.

    Prints wait for a conviction where nothing stops them but prohibitions each of which names the stage of the case:
    they are decided again on the day of the conviction, by the rules and switches of that day.
    """
    facts, on = passage.facts, passage.on
    question = ask(facts, on, rules, orders)
    law, county = question.law, question.county
    if not is_printed(facts, law.dated(law.local_rule("printing", county.roster_fips, county.state))):
        return Verdict(Fate.NOT_TAKEN, printing_rule(county.roster_fips), on)
    decision = answer(question)
    if decision.permitted:
        return Verdict(Fate.SHARED, decision.rule, on)
    conviction = passage.conviction
    if decision.rule.endswith("/agreement"):
        return Verdict(Fate.KEPT, decision.rule, on, law.value(question.agreement()) != UNKNOWN)
    if conviction is None or not decision.rule.startswith(PROHIBITIONS) or not _waits(question):
        return Verdict(Fate.KEPT, decision.rule, on)
    day, convictions = max(on, conviction.on), (*(facts.convictions or ()), conviction)
    convicted = replace(facts, stage=Stage.CONVICTION, convictions=convictions)
    again = answer(ask(convicted, day, rules, orders))
    if again.permitted:
        return Verdict(Fate.LATER, decision.rule, day)
    return Verdict(Fate.KEPT, again.rule, day)


def _waits(question: Question) -> bool:
    """Tell whether every prohibition that forbids a submission names the stage of the case."""
    return all(any("stage_in" in one for one in item.unless) for item in all_forbidding(question))


def family(rule: str) -> str:
    """Return a rule's name without its place, so that the same rule of many places is counted as one.

    >>> family("activation[25025]"), family("state/MA/agreement"), family("federal/prohibitions[sunset]")
    ('activation', 'state/agreement', 'federal/prohibitions[sunset]')
    """
    parts = rule.split("/")
    if parts[0] in ("state", "local"):
        return f"{parts[0]}/{parts[-1]}"
    return rule.partition("[")[0] if rule.startswith("activation[") else rule


def reason_of(verdict: Verdict) -> str:
    """Return the rule of a verdict as it is counted: without its place, and whether it is documented."""
    return family(verdict.rule) + ("" if verdict.documented else NOT_DOCUMENTED)
