"""Cases beside the rules: what must be answered for a place, a submission and a day.

``cases.yaml`` is a list; so is ``cases`` in a reform, whose cases are asked of the reformed rules. A case of the
explanation names a place, a case of the gate a county::

    - name: Boston on the day of the interview
      place: Boston
      date: 2011-06-08
      expect:                         # names of `tenprint explain --json`; what is not named is not compared
        signing_required: false
        activation: {since: 2008-11-05}
        announced: [2011-06-07]       # days that must be among those told; `later` likewise
        sources: [pilot-boston]       # ids of documents that must be among the sources

    - name: Only felons
      county: Suffolk County, MA
      date: 2011-06-08
      kind: criminal                  # the default; civil, juvenile
      retained: true                  # the default
      stage: arrest                   # the default; conviction
      charges: ["5404"]               # codes of offences; left out: not known
      convictions: []                 # of {offence, date, felony, aggravated, sentence_days}; left out: not known
      reform: {prohibitions: [...]}   # changes laid over the rules, or the name of a file of them
      expect:                         # or only: permit, deny
        decision: deny
        rule: federal/prohibitions[only-felons]
        turned_by: ["federal/prohibitions[only-felons]"]  # the smallest change that would turn the answer
        grants: {immigration: {search: [prints]}}         # all categories granted for the purpose, [] for none
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from tenprint.sharing.facts import Stage, SubmissionKind
from tenprint.sharing.grant import RECIPIENT_ROLES, Category, Purpose
from tenprint.sharing.level import Conviction
from tenprint.sharing.located import Located, as_mapping

DECISIONS: Final = frozenset({"permit", "deny"})
_KEYS: Final = frozenset({"name", "date", "reform", "expect"})
_FACTS: Final = frozenset({"county", "kind", "retained", "stage", "charges", "convictions"})
_EXPECTED: Final = frozenset({"decision", "rule", "turned_by", "grants"})
_DAYS: Final = frozenset({"announced", "later"})
_CONVICTION: Final = frozenset({"offence", "date", "felony", "aggravated", "sentence_days"})


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a case of the gate says of the submission."""

    kind: SubmissionKind
    retained: bool
    stage: Stage
    charges: tuple[str, ...] | None
    convictions: tuple[Conviction, ...] | None


@dataclass(frozen=True, slots=True)
class Case:
    """One case: what is asked, and what must be answered. Without ``facts`` it asks for an explanation."""

    name: str
    where: Located
    place: str
    on: date
    facts: CaseFacts | None
    reform: Located | None
    expect: Mapping[str, Any]


def check_cases(located: Located) -> tuple[Case, ...]:
    """Read a list of cases, or fail naming file and line."""
    return located.each(partial(_case, item) for item in located.items("cases"))


def _case(located: Located) -> Case:
    entries = located.mapping("a case")
    asks_gate = "county" in entries
    located.only(_KEYS | (_FACTS if asks_gate else {"place"}), "a case")
    expect = located.take("expect", "a case")
    return Case(
        name=located.take("name", "a case").text("name"),
        where=located,
        place=located.take("county" if asks_gate else "place", "a case").text("place"),
        on=located.take("date", "a case").day("date"),
        facts=_facts(located) if asks_gate else None,
        reform=entries.get("reform"),
        expect=_decision(expect) if asks_gate else _explanation(expect),
    )


def _facts(located: Located) -> CaseFacts:
    """Read what is said of the submission; see the module for what holds where nothing is said."""
    entries = located.mapping("a case")
    kind, stage = entries.get("kind"), entries.get("stage")
    charges, convictions = entries.get("charges"), entries.get("convictions")
    return CaseFacts(
        kind=SubmissionKind(kind.one_of(frozenset(SubmissionKind), "kind") or "criminal")
        if kind
        else SubmissionKind.CRIMINAL,
        retained=_flag(entries.get("retained"), default=True),
        stage=Stage(stage.one_of(frozenset(Stage), "stage") or "arrest") if stage else Stage.ARREST,
        charges=tuple(item.text("code of an offence") for item in charges.items("charges"))
        if charges
        else None,
        convictions=tuple(map(_conviction, convictions.items("convictions"))) if convictions else None,
    )


def _conviction(located: Located) -> Conviction:
    located.only(_CONVICTION, "a conviction")
    entries = located.mapping("a conviction")
    days = entries.get("sentence_days")
    if days is not None and type(days.value) is not int:
        days.wrong("a whole number", code="number")
    return Conviction(
        offence_code=located.take("offence", "a conviction").text("code of an offence"),
        felony=_flag(entries.get("felony"), default=False),
        aggravated=_flag(entries.get("aggravated"), default=False),
        sentence_days=days.value if days else None,
        on=located.take("date", "a conviction").day("date"),
    )


def _flag(located: Located | None, *, default: bool) -> bool:
    if located is None:
        return default
    if not isinstance(located.value, bool):
        located.not_one_of((True, False), "yes or no")
    return located.value is True


def _explanation(located: Located) -> Mapping[str, Any]:
    """Read what a case of the explanation expects: at least one thing, for nothing is always as expected."""
    _something(located)
    entries = located.mapping("what a case expects")
    for name in _DAYS & entries.keys():
        for day in _some(entries[name], name):
            day.day(name)
    if "sources" in entries:
        for source in _some(entries["sources"], "sources"):
            source.text("sources")
    return as_mapping(located)


def _something(located: Located) -> None:
    """Fail where nothing is expected, or of some part nothing."""
    for item in (located, *located.mapping("what a case expects").values()):
        if item.value == {} or (item is located and item.value in ([], None)):
            item.wrong("what must be answered", found="nothing", code="missing")
        if isinstance(item.value, dict) and item is not located:
            _something(item)


def _texts(located: Located, what: str) -> None:
    for item in located.items(what):
        item.text(what)


def _some(located: Located, what: str) -> list[Located]:
    """Return the items of a list of which each must be found: an empty one would always be."""
    items = located.items(what)
    if not items:
        located.wrong(f"{what}: at least one", found="none", code="missing")
    return items


def _decision(located: Located) -> Mapping[str, Any]:
    """Read what a case of the gate expects: a word, or more."""
    if not isinstance(located.value, dict):
        return {"decision": located.one_of(DECISIONS, "decision")}
    located.only(_EXPECTED, "what a case expects")
    entries = located.mapping("what a case expects")
    located.take("decision", "what a case expects").one_of(DECISIONS, "decision")
    if "rule" in entries:
        entries["rule"].text("rule")
    if "turned_by" in entries:
        _texts(entries["turned_by"], "turned_by")
    grants = entries["grants"] if "grants" in entries else Located({}, located.file, located.line)
    grants.only(RECIPIENT_ROLES, "grants")
    for recipient in grants.mapping("grants").values():
        for purpose, categories in recipient.mapping("grants of a recipient").items():
            Located(purpose, recipient.file, recipient.line, recipient.faults).one_of(
                frozenset(Purpose), "purpose"
            )
            for item in categories.items("categories"):
                item.one_of(frozenset(Category), "category")
    return as_mapping(located)
