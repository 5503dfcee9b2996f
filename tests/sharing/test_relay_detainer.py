"""The switches which the state and the locality hold: relay, receipt, detainers."""

from datetime import date
from pathlib import Path

import pytest

from tenprint.sharing.detainer import detainer_policy, state_detainer_policy
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


@pytest.mark.parametrize(
    ("fips", "on", "honours"),
    [
        ("17031", date(2011, 9, 6), "all"),
        ("17031", date(2011, 9, 7), "none"),
        ("17043", date(2011, 9, 8), "all"),
        ("06037", date(2013, 12, 31), "all"),
        ("06037", date(2014, 1, 1), "some"),
        ("11001", date(2012, 7, 10), "some"),
    ],
)
def test_detainers(fips: str, on: date, honours: str) -> None:
    assert detainer_policy(fips, on, load()).honours == honours


def test_some_are_honoured_with_a_qualifying_conviction() -> None:
    policy = detainer_policy("06037", date(2014, 1, 2), load())
    assert policy.answer(qualifying_conviction=True)
    assert not policy.answer(qualifying_conviction=False)
    assert policy.conditions["hold_hours_max"] == 48


def test_a_states_law_holds_in_its_counties() -> None:
    rules, on = load(), date(2014, 1, 2)
    assert (
        state_detainer_policy("CA", on, rules).rule
        == detainer_policy("06001", on, rules).rule
        == "state/CA/detainer"
    )
    assert detainer_policy("17031", on, rules).rule == "local/17031/detainer"
    assert state_detainer_policy("IL", on, rules).honours == "all"
