"""Every value that the gate reads matters: changed, it changes the decision, its trace or what is granted."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import tenprint
from tenprint.sharing.decide import SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.grant import Category
from tenprint.sharing.model import Dated, Rule, Source
from tenprint.sharing.relay import receipt_on, relay_on
from tenprint.sharing.rules import Rules, load, load_from
from tenprint.sharing.trace import TraceStep

POLICIES = Path(tenprint.__file__).parent / "policies"
RULES = load()
OTHER = Source("other", "A document that never was", "2011-06-08", "nowhere")
OTHERS: dict[str, tuple[Any, Any]] = {
    "agreement": ("signed", "withdrawn"),
    "requirement": (True, False),
    "switch": (True, False),
    "position": ("wants_out", "none"),
    "submission_kind": ("shared", "not_shared"),
}
FEDERAL = ("capability", "nationwide_switch", "agreement_required", "county_veto")
LEAVES = ("agreement", "position", "relay", "receipt")
ANYWHERE = next(
    county.fips
    for county in RULES.roster()
    if county.activated_on
    and county.activated_on < date(2010, 1, 1)
    and not any(
        rule_id.startswith((f"local/{county.fips}/", f"state/{county.state}/")) for rule_id in RULES.rules
    )
)
"""A county for which only the federal rules and the defaults speak."""

COVERED = RULES.rule("federal/coverage").values[0].value


def read_by_the_gate(rule: Rule) -> bool:
    level, _, rest = rule.id.partition("/")
    if level == "federal":
        return rest in FEDERAL or rest.startswith(("submission_kind/", "disclosure/"))
    return rule.id.rpartition("/")[2] in LEAVES


VALUES = [
    (rule.id, dated.since) for rule in RULES.rules.values() if read_by_the_gate(rule) for dated in rule.values
]


def county_of(rule_id: str) -> str:
    """A county of which the rule speaks."""
    level, *rest = rule_id.split("/")
    if level == "local":
        return rest[0]
    return RULES.counties_of(rest[0])[0].fips if level == "state" else ANYWHERE


def facts_of(rule_id: str) -> SubmissionFacts:
    """A submission that the rule is asked about."""
    county, leaf = RULES.county(county_of(rule_id)), rule_id.rpartition("/")[2]
    kind = SubmissionKind(leaf) if leaf in set(SubmissionKind) else SubmissionKind.CRIMINAL
    return SubmissionFacts(county.fips, county.state, kind, leaf != "not_retained")


def answer(rule_id: str, on: date, rules: Rules) -> tuple[Any, ...]:
    """Everything that is answered: the decision, its trace, what is granted, and who is told."""
    decision = decide(facts_of(rule_id), on, rules)
    told = told_of(rule_id, on, rules)
    return (
        decision.permitted,
        decision.rule,
        decision.trace,
        [item.as_json() for item in decision.grants],
        told,
    )


def told_of(rule_id: str, on: date, rules: Rules) -> tuple[TraceStep, ...]:
    county = RULES.county(county_of(rule_id))
    return relay_on(county.state, on, rules).trace + receipt_on(county.fips, on, rules).trace


def day_of(rule_id: str, dated: Dated) -> date:
    """The first day of a value; of a disclosure, the first on which its county's arrests are shared at all."""
    first = max(dated.since, COVERED["from"])
    days = (first, *(day for day in RULES.change_dates() if day > first))
    if not rule_id.startswith("federal/disclosure/"):
        return first
    return next(day for day in days if decide(facts_of(rule_id), day, RULES).permitted)


def changed(rule_id: str, since: date, **changes: Any) -> Rules:
    """The rules with one dated value changed."""
    rule = RULES.rules[rule_id]
    values = tuple(replace(item, **changes) if item.since == since else item for item in rule.values)
    return replace(RULES, rules=MappingProxyType({**RULES.rules, rule_id: replace(rule, values=values)}))


def other_values(rule: Rule, dated: Dated) -> list[Any]:
    """What else the value could be; of a disclosure, each category the other way round."""
    if rule.kind == "disclosure":
        return [
            MappingProxyType({**dated.value, name.value: not dated.value[name.value]}) for name in Category
        ]
    return [value for value in OTHERS[rule.kind] if value != dated.value]


@pytest.mark.parametrize(("rule_id", "since"), VALUES, ids=str)
def test_another_value_changes_decision_trace_or_grants(rule_id: str, since: date) -> None:
    rule = RULES.rules[rule_id]
    dated = next(item for item in rule.values if item.since == since)
    on = day_of(rule_id, dated)
    before = answer(rule_id, on, RULES)
    for value in other_values(rule, dated):
        assert answer(rule_id, on, changed(rule_id, since, value=value)) != before, value


@pytest.mark.parametrize(
    ("rule_id", "since"), [item for item in VALUES if "/disclosure/" not in item[0]], ids=str
)
def test_another_reference_is_named_in_the_trace(rule_id: str, since: date) -> None:
    on = max(since, COVERED["from"])
    rules = changed(rule_id, since, source=OTHER)
    steps = decide(facts_of(rule_id), on, rules).trace + told_of(rule_id, on, rules)
    assert OTHER in [step.source for step in steps]
    assert answer(rule_id, on, rules)[:2] == answer(rule_id, on, RULES)[:2]


def test_there_are_values_of_every_rule_that_the_gate_reads() -> None:
    asked = {rule_id.rpartition("/")[2] for rule_id, _ in VALUES}
    assert asked >= {*FEDERAL, *LEAVES, *SubmissionKind, "not_retained"}
    assert len(VALUES) > 40


@pytest.mark.parametrize(
    ("file", "old", "new", "on"),
    [
        ("federal/capability.yaml", "value: true", "value: false", date(2011, 6, 8)),
        (
            "federal/nationwide_switch.yaml",
            "2008-10-27: {value: true",
            "2008-10-27: {value: false",
            date(2011, 6, 8),
        ),
        ("federal/submission_kind/criminal.yaml", "value: shared", "value: not_shared", date(2011, 6, 8)),
        ("federal/disclosure/search.yaml", "photo: true", "photo: false", date(2011, 6, 8)),
        ("default/receipt.yaml", "value: true", "value: false", date(2011, 6, 8)),
        ("federal/agreement_required.yaml", "value: false", "value: true", date(2011, 6, 8)),
    ],
)
def test_a_line_changed_in_a_file_changes_the_answer(
    file: str, old: str, new: str, on: date, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(POLICIES, tmp_path / "policies"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    rules, _ = load_from(folder)
    before, after = (answer(file.removesuffix(".yaml"), on, found) for found in (RULES, rules))
    assert before[0] is True
    assert before[:2] + before[3:] != after[:2] + after[3:]
