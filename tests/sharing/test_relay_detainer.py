"""The switches which the state and the locality hold: relay, receipt, detainers."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import RulesBroken
from tenprint.sharing.detainer import DetainerPolicy, detainer_policy, state_detainer_policy
from tenprint.sharing.detainer_terms import GROUNDS, DetainerTerms
from tenprint.sharing.place import find
from tenprint.sharing.relay import receipt_on, relay_on
from tenprint.sharing.rules import load


@pytest.mark.parametrize(
    ("state", "on", "wanted"),
    [
        ("IL", date(2009, 7, 22), True),
        ("IL", date(2009, 7, 23), False),
        ("IL", date(2014, 1, 1), False),
        ("MA", date(2011, 6, 8), True),
    ],
)
def test_relay(state: str, on: date, wanted: bool) -> None:
    switch = relay_on(state, on, load())
    assert bool(switch) is switch.on is wanted
    assert switch.trace[0].rule == f"state/{state}/relay"
    assert switch.trace[0].reference


def test_a_default_says_that_it_is_a_choice() -> None:
    assert "(a choice of this model)" in relay_on("MA", date(2011, 6, 8), load()).trace[0].note


def test_receipt_is_the_countys(tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(
        "description: not to receive\nreference: arlington-memo\nchanges:\n"
        "  local/51013/receipt: {values: {2010-11-05: {value: false}}}\n",
        encoding="utf-8",
    )
    rules = load(path)
    assert [bool(receipt_on("51013", day, rules)) for day in (date(2010, 11, 4), date(2010, 11, 5))] == [
        True,
        False,
    ]
    assert receipt_on("51059", date(2010, 11, 5), rules)


HONOURS = [
    ("San Francisco County, CA", "2011-05-31", "unknown"),
    ("San Francisco County, CA", "2011-06-01", "some"),
    ("San Francisco County, CA", "2014-05-28", "some"),
    ("San Francisco County, CA", "2014-05-29", "none"),
    ("Cook County, IL", "2011-09-06", "unknown"),
    ("Cook County, IL", "2011-09-07", "none"),
    ("Cook County, IL", "2011-09-08", "none"),
    ("DuPage County, IL", "2011-09-08", "unknown"),
    ("DuPage County, IL", "2017-08-27", "unknown"),
    ("DuPage County, IL", "2017-08-28", "none"),
    ("Santa Clara County, CA", "2011-10-17", "unknown"),
    ("Santa Clara County, CA", "2011-10-18", "some"),
    ("Queens County, NY", "2012-03-20", "unknown"),
    ("Queens County, NY", "2012-03-21", "some"),
    ("Erie County, NY", "2018-11-13", "unknown"),
    ("Erie County, NY", "2018-11-14", "none"),
    ("Suffolk County, NY", "2016-11-30", "none"),
    ("Suffolk County, NY", "2016-12-01", "all"),
    ("Suffolk County, NY", "2018-11-14", "none"),
    ("Washington, DC", "2012-07-09", "unknown"),
    ("Washington, DC", "2012-07-10", "some"),
    ("DC", "2012-07-10", "some"),
    ("Hartford County, CT", "2013-12-31", "all"),
    ("Hartford County, CT", "2014-01-01", "some"),
    ("Los Angeles County, CA", "2013-12-31", "unknown"),
    ("Los Angeles County, CA", "2014-01-01", "some"),
    ("Los Angeles County, CA", "2014-01-02", "some"),
    ("Los Angeles County, CA", "2017-12-31", "some"),
    ("Los Angeles County, CA", "2018-01-01", "none"),
    ("Miami-Dade County, FL", "2013-12-31", "unknown"),
    ("Miami-Dade County, FL", "2014-01-01", "some"),
    ("Miami-Dade County, FL", "2017-01-25", "some"),
    ("Miami-Dade County, FL", "2017-01-26", "all"),
    ("Orleans Parish, LA", "2013-08-12", "unknown"),
    ("Orleans Parish, LA", "2013-08-13", "some"),
    ("King County, WA", "2014-09-04", "some"),
    ("King County, WA", "2014-09-05", "none"),
    ("Multnomah County, OR", "2013-04-14", "unknown"),
    ("Multnomah County, OR", "2013-04-15", "some"),
    ("Washington County, OR", "2014-04-13", "unknown"),
    ("Washington County, OR", "2014-04-14", "none"),
    ("Philadelphia", "2014-04-15", "unknown"),
    ("Philadelphia", "2014-04-16", "some"),
    ("Denver", "2014-04-30", "all"),
    ("Denver", "2014-05-01", "none"),
    ("El Paso County, CO", "2014-04-28", "all"),
    ("El Paso County, CO", "2014-07-01", "unknown"),
    ("El Paso County, CO", "2019-08-02", "none"),
    ("Milwaukee County, WI", "2012-06-03", "all"),
    ("Milwaukee County, WI", "2012-06-04", "unknown"),
    ("Milwaukee County, WI", "2018-08-21", "none"),
    ("Hennepin County, MN", "2014-06-10", "unknown"),
    ("Hennepin County, MN", "2014-06-11", "none"),
    ("Ramsey County, MN", "2014-06-11", "unknown"),
    ("Ramsey County, MN", "2014-06-12", "none"),
    ("Baltimore city, MD", "2014-03-31", "unknown"),
    ("Baltimore city, MD", "2014-04-01", "some"),
    ("Baltimore County, MD", "2014-09-01", "unknown"),
    ("Travis County, TX", "2017-01-31", "unknown"),
    ("Travis County, TX", "2017-02-01", "some"),
    ("Travis County, TX", "2017-09-24", "some"),
    ("Travis County, TX", "2017-09-25", "all"),
    ("Boston", "2014-08-21", "unknown"),
    ("Boston", "2017-07-23", "unknown"),
    ("Boston", "2017-07-24", "none"),
    ("Providence County, RI", "2014-06-30", "unknown"),
    ("Providence County, RI", "2014-07-01", "none"),
    ("Providence County, RI", "2014-08-14", "some"),
    ("Essex County, NJ", "2013-07-24", "unknown"),
    ("Autauga County, AL", "2014-06-01", "unknown"),
]


@pytest.mark.parametrize(("place", "on", "honours"), HONOURS)
def test_detainers(place: str, on: str, honours: str) -> None:
    rules, day = load(), date.fromisoformat(on)
    found = find(rules, place)
    policy = (
        state_detainer_policy(found.state, day, rules)
        if found.kind == "state"
        else detainer_policy(found.fips, day, rules)
    )
    assert policy.honours == honours
    assert policy.trace[0].source is not None


def policy_of(place: str, on: str) -> DetainerPolicy:
    rules = load()
    return detainer_policy(find(rules, place).fips, date.fromisoformat(on), rules)


ANSWERS: list[tuple[str, str, dict[str, Any], bool]] = [
    ("Autauga County, AL", "2014-06-01", {}, True),
    ("Cook County, IL", "2011-09-08", {"grounds": ["felony_conviction"], "judicial_warrant": True}, False),
    ("Cook County, IL", "2011-09-08", {"costs_repaid": True}, True),
    ("Santa Clara County, CA", "2011-10-18", {"qualifying_conviction": True}, False),
    ("Santa Clara County, CA", "2011-10-18", {"costs_repaid": True}, False),
    ("Santa Clara County, CA", "2012-01-01", {"qualifying_conviction": True, "costs_repaid": True}, True),
    (
        "Santa Clara County, CA",
        "2012-01-01",
        {"qualifying_conviction": True, "costs_repaid": True, "adult": False},
        False,
    ),
    ("Hartford County, CT", "2014-01-01", {}, False),
    ("Hartford County, CT", "2014-01-01", {"grounds": ["removal_order"]}, True),
    ("Hartford County, CT", "2019-10-01", {"grounds": ["removal_order"]}, False),
    ("Los Angeles County, CA", "2014-01-02", {"grounds": ["removal_order"]}, False),
    ("Los Angeles County, CA", "2014-01-02", {"grounds": ["listed_charge"]}, True),
    ("Los Angeles County, CA", "2014-01-02", {"qualifying_conviction": True}, True),
    ("Los Angeles County, CA", "2018-01-01", {"judicial_warrant": True}, False),
    ("San Francisco County, CA", "2014-01-02", {"qualifying_conviction": True}, False),
    (
        "San Francisco County, CA",
        "2014-01-02",
        {"qualifying_conviction": True, "grounds": ["listed_charge"]},
        True,
    ),
    ("Philadelphia", "2014-04-16", {"qualifying_conviction": True}, False),
    ("Philadelphia", "2014-04-16", {"qualifying_conviction": True, "judicial_warrant": True}, True),
    ("Orleans Parish, LA", "2013-08-13", {"qualifying_conviction": True}, False),
    ("Orleans Parish, LA", "2013-08-13", {"judicial_warrant": True}, True),
    ("Denver", "2014-05-01", {"grounds": ["felony_conviction"]}, False),
    ("Denver", "2014-05-01", {"judicial_warrant": True}, True),
]


@pytest.mark.parametrize(("place", "on", "facts", "honoured"), ANSWERS)
def test_a_request_is_answered_by_the_terms(
    place: str, on: str, facts: dict[str, Any], honoured: bool
) -> None:
    assert policy_of(place, on).answer(**facts) is honoured


def test_terms_are_typed() -> None:
    terms = policy_of("Los Angeles County, CA", "2014-01-02").terms
    assert (terms.hold_hours_max, terms.discretion, terms.binds) == (48, True, frozenset({"jail"}))
    assert policy_of("Queens County, NY", "2013-07-16").terms.binds == frozenset({"jail", "police"})
    assert policy_of("Travis County, TX", "2017-09-25").terms.mandatory
    assert policy_of("Autauga County, AL", "2014-06-01").terms == DetainerTerms()


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted({place for place, _, _ in HONOURS if place != "DC"})),
    st.dates(date(2008, 1, 1), date(2021, 12, 31)),
    st.booleans(),
    st.frozensets(st.sampled_from(sorted(GROUNDS))),
    st.sampled_from(["qualifying_conviction", "judicial_warrant", "costs_repaid", "adult"]),
)
def test_what_is_known_besides_never_turns_a_yes_into_a_no(
    place: str, on: date, minor: bool, grounds: frozenset[str], more: str
) -> None:
    policy = policy_of(place, on.isoformat())
    facts: dict[str, Any] = {"adult": not minor, "grounds": grounds}
    if policy.answer(**facts):
        assert policy.answer(**{**facts, more: True})
        assert policy.answer(**{**facts, "grounds": GROUNDS})
    if policy.honours == "all":
        assert policy.answer(**facts)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{value: some}", "with `some` in `extra` at least one of"),
        ("{value: some, extra: {hold_hours_max: 48}}", "with `some` in `extra` at least one of"),
        ("{value: some, extra: {ground: [warrant]}}", "in the terms of a detainer policy only"),
        ("{value: some, extra: {grounds: [warant]}}", "grounds: one of"),
        ("{value: some, extra: {grounds: []}}", "grounds: at least one word"),
        ("{value: some, extra: {grounds: [warrant, warrant]}}", "each once"),
        ("{value: some, extra: {judicial_warrant: false}}", "judicial_warrant: true"),
        ("{value: all, extra: {adults_only: true}}", "`some` where a request can fail"),
        ("{value: none, extra: {grounds: [warrant]}}", "with `none` only terms beside"),
        ("{value: all, extra: {hold_hours_max: 0}}", "whole hours"),
        ("{value: all, extra: {binds: [prison]}}", "binds: one of"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused(value: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(
        "description: terms\nreference: model-choice\nchanges:\n"
        f"  local/51013/detainer: {{values: {{2010-11-05: {value}}}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(RulesBroken, match=r"reform\.yaml:4: expected") as error:
        load(path)
    assert expected in str(error.value)


def test_a_states_law_holds_in_its_counties() -> None:
    rules, on = load(), date(2014, 1, 2)
    assert (
        state_detainer_policy("CA", on, rules).rule
        == detainer_policy("06001", on, rules).rule
        == "state/CA/detainer"
    )
    assert detainer_policy("11001", on, rules).rule == "state/DC/detainer"
    assert detainer_policy("17031", on, rules).rule == "local/17031/detainer"
    assert state_detainer_policy("IL", on, rules).honours == "unknown"


@pytest.mark.parametrize(
    ("state", "forbidding", "since"),
    [
        ("CA", "none", "2018-01-01"),
        ("CO", "none", "2019-08-02"),
        ("IL", "none", "2017-08-28"),
        ("WA", "none", "2019-05-21"),
        ("MA", "none", "2017-07-24"),
        ("TX", "all", "2017-09-25"),
        ("FL", "all", "2019-07-01"),
    ],
)
def test_a_countys_own_file_does_not_hide_a_later_law_of_its_state(
    state: str, forbidding: str, since: str
) -> None:
    rules, day = load(), date.fromisoformat(since)
    for on in (day, date(2020, 1, 1)):
        assert {detainer_policy(c.fips, on, rules).honours for c in rules.counties_of(state)} == {forbidding}


def test_every_detainer_file_begins_before_the_programme_and_changes_something() -> None:
    own = [rule for rule in load().rules.values() if rule.kind == "detainer"]
    assert len(own) > 60
    for rule in own:
        assert rule.values[0].since == date(2008, 1, 1)
        assert rule.id.startswith("default/") or len(rule.values) > 1, rule.id
        assert all(dated.note for dated in rule.values[1:]), rule.id


def test_receipt_is_read_where_it_is_documented() -> None:
    rules = load()
    for fips, day in (("48201", date(2008, 10, 27)), ("48113", date(2008, 11, 12))):
        before, after = (receipt_on(fips, on, rules).trace[0] for on in (day - timedelta(days=1), day))
        assert "choice" in before.note and "choice" not in after.note
        assert after.since == day
    assert "(a choice of this model)" in receipt_on("17043", date(2011, 6, 8), rules).trace[0].note
