"""The law is data: whatever one value of a rule file is changed to, answer, trace and sources change with it."""

import json
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from tenprint.sharing.explain import STATEMENTS, explain
from tenprint.sharing.model import Dated, Source
from tenprint.sharing.rules import Rules, load

RULES = load()
COVERED = RULES.rule("federal/coverage").values[0].value
OTHER = Source("other", "A document that never was", "2011-06-08", "nowhere")
OTHER_VALUE: dict[str, Any] = {
    "agreement": ("signed", "withdrawn"),
    "requirement": (True, False),
    "switch": (True, False),
    "position": ("wants_out", "none"),
    "printing": ("all", "some"),
    "submission_kind": ("shared", "not_shared"),
    "detainer": ("all", "none"),
    "statement": ("something else", "something else again"),
}
TOLD = (*STATEMENTS, "legal_authority")
READ_BY_OTHERS = ("federal/programme", "federal/submission_kind/civil", "federal/submission_kind/juvenile")


def cases() -> list[tuple[str, date]]:
    """Every dated value that an answer is made of: rule and first day."""
    found = []
    for rule in RULES.rules.values():
        leaf = rule.id.rpartition("/")[2]
        told = rule.kind in OTHER_VALUE and rule.id not in READ_BY_OTHERS and leaf != "not_retained"
        if told and (rule.kind != "statement" or leaf in TOLD):
            found += [(rule.id, dated.since) for dated in rule.values]
    return found


def place_of(rule_id: str) -> str:
    """A place whose answer reads the rule: the state, the county, or anywhere that has nothing of its own."""
    parts = rule_id.split("/")
    if parts[0] == "local":
        return parts[1]
    if parts[0] == "state":
        own = [county.fips for county in RULES.counties_of(parts[1])]
        return next(fips for fips in own if f"local/{fips}/{parts[2]}" not in RULES.rules)
    return "01001"  # a county that no text mentions, in a state that has no rule of its own


def changed(rules: Rules, rule_id: str, since: date) -> tuple[Rules, Dated]:
    """The rules with one value, and its reference, changed."""
    rule = rules.rules[rule_id]
    old = next(dated for dated in rule.values if dated.since == since)
    other = next(value for value in OTHER_VALUE[rule.kind] if value != old.value)
    new = replace(old, value=other, source=OTHER)
    values = tuple(new if dated is old else dated for dated in rule.values)
    return replace(rules, rules=MappingProxyType({**rules.rules, rule_id: replace(rule, values=values)})), old


@pytest.mark.parametrize(("rule_id", "since"), cases(), ids=str)
def test_a_changed_value_changes_answer_trace_and_sources(rule_id: str, since: date) -> None:
    rules, old = changed(RULES, rule_id, since)
    on = max(old.known_on if rule_id.removeprefix("federal/") in TOLD else since, COVERED["from"])
    place = place_of(rule_id)
    before = json.loads(json.dumps(explain(place, on, RULES).as_json()))
    after = json.loads(json.dumps(explain(place, on, rules).as_json()))
    assert before["questions"] != after["questions"], "an answer"
    assert before["trace"] != after["trace"]
    assert OTHER.title in {source["title"] for source in after["sources"]}
    assert OTHER.title not in {source["title"] for source in before["sources"]}


def test_a_changed_date_of_activation_changes_answer_and_trace() -> None:
    county = RULES.county("25017")
    assert county.activated_on is not None
    earlier = replace(county, activated_on=date(2011, 6, 8))
    rules = replace(RULES, counties=MappingProxyType({**RULES.counties, county.fips: earlier}))
    before, after = (explain("25017", date(2011, 6, 8), found).as_json() for found in (RULES, rules))
    assert (before["shared_anyway"], after["shared_anyway"]) == (False, True)
    assert before["trace"] != after["trace"]


def test_a_changed_announcement_changes_the_answer_and_the_sources() -> None:
    events = tuple(
        replace(event, text="It will never happen.", source=OTHER) if event.topic == "plan" else event
        for event in RULES.announcements
    )
    found = explain("Massachusetts", date(2011, 6, 8), replace(RULES, announcements=events)).as_json()
    assert "It will never happen." in " ".join(item["answer"] for item in found["questions"])
    assert OTHER.title in {source["title"] for source in found["sources"]}


def test_a_paper_that_was_not_public_is_not_told_before_it_was() -> None:
    hidden = [event for event in RULES.announcements if event.published is not None]
    assert len(hidden) >= 4
    for event in hidden:
        eve = date.fromordinal(event.known_on.toordinal() - 1)
        place = "Boston" if "US" in event.scope else min(event.scope)
        before, after = (explain(place, day, RULES) for day in (eve, event.known_on))
        assert event not in before.announced
        assert event in after.announced
        (later,) = [item for item in before.later if event.text in item.text]
        assert later.on == event.known_on
        assert event.text in " ".join(item["answer"] for item in before.as_json()["questions"])
