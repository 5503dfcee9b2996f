"""The gate's decision: permit and deny, the deciding rule, the counterfactual, the switches of the board."""

from datetime import date

import pytest

from tenprint.errors import BadInput
from tenprint.sharing.decide import ActivationOrder, Decision, SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.rules import load

BOARD = {"by": "officer-1", "authority": "federal/nationwide_switch"}


def arrest(
    fips: str, state: str, on: date, *orders: ActivationOrder, kind: str = "criminal", retained: bool = True
) -> Decision:
    return decide(SubmissionFacts(fips, state, SubmissionKind(kind), retained), on, load(), orders)


def test_activated_county_is_permitted_and_names_the_switch() -> None:
    decision = arrest("25025", "MA", date(2011, 6, 8))
    assert decision.permitted
    assert decision.rule == "activation[25025]"
    assert (
        decision.counterfactual is not None
        and "federal side had switched activation[25025] off" in decision.counterfactual
    )


def test_county_not_activated_is_denied_and_says_what_would_turn_it() -> None:
    decision = arrest("25017", "MA", date(2011, 6, 8))
    assert not decision.permitted
    assert decision.rule == "activation[25017]"
    assert decision.counterfactual == (
        "permitted if the federal side had switched activation[25017] on (in the hands of the federal side)"
    )
    assert [step.rule for step in decision.trace if not step.held] == ["activation[25017]"]


def test_the_day_of_activation_is_the_first_day() -> None:
    assert not arrest("48201", "TX", date(2008, 10, 26)).permitted
    assert arrest("48201", "TX", date(2008, 10, 27)).permitted


@pytest.mark.parametrize(
    ("kind", "retained", "rule"),
    [
        ("civil", True, "federal/submission_kind/civil"),
        ("juvenile", True, "federal/submission_kind/juvenile"),
        ("criminal", False, "federal/submission_kind/not_retained"),
    ],
)
def test_other_kinds_are_denied(kind: str, retained: bool, rule: str) -> None:
    decision = arrest("25025", "MA", date(2011, 6, 8), kind=kind, retained=retained)
    assert (decision.permitted, decision.rule) == (False, rule)


def test_withdrawal_of_a_state_changes_nothing_for_its_active_counties() -> None:
    assert arrest("17043", "IL", date(2011, 5, 3)).permitted
    after = arrest("17043", "IL", date(2011, 5, 5))
    assert after.permitted
    values = {step.rule: step for step in after.trace}
    assert values["state/IL/agreement"].value == "withdrawn"
    assert "announced 2011-08-05, after this date" in values["federal/agreement_required"].note


def test_an_undocumented_switch_denies() -> None:
    decision = arrest("48201", "TX", date(2021, 6, 1))
    assert (decision.permitted, decision.rule) == (False, "federal/nationwide_switch")


def test_every_step_of_value_has_a_reference() -> None:
    for step in arrest("25025", "MA", date(2011, 6, 8)).trace:
        assert step.reference or step.since is None


def test_orders_switch_county_state_and_nation() -> None:
    on = date(2011, 6, 8)
    county = ActivationOrder("25017", True, on, **BOARD)
    state_off = ActivationOrder("25", False, date(2011, 6, 9), **BOARD)
    nation_on = ActivationOrder("US", True, date(2011, 6, 10), **BOARD)
    orders = (county, state_off, nation_on)
    answers = [arrest("25017", "MA", date(2011, 6, day), *orders).permitted for day in (7, 8, 9, 10)]
    assert answers == [False, True, False, True]
    assert not arrest("25017", "MA", date(2011, 6, 9), *orders[::-1]).permitted
    step = next(s for s in arrest("25017", "MA", on, county).trace if s.rule.startswith("activation"))
    assert (step.reference, step.note) == ("federal/nationwide_switch", "ordered by officer-1")


def test_the_rosters_later_day_overrules_an_earlier_order() -> None:
    off = ActivationOrder("25017", False, date(2012, 1, 1), **BOARD)
    assert arrest("25017", "MA", date(2012, 5, 15), off).permitted
    assert not arrest(
        "25017", "MA", date(2012, 5, 15), ActivationOrder("25017", False, date(2012, 5, 15), **BOARD)
    ).permitted


def test_of_two_orders_for_one_day_the_later_given_holds() -> None:
    day = date(2011, 1, 1)
    on, off = (ActivationOrder("25017", active, day, **BOARD) for active in (True, False))
    assert not arrest("25017", "MA", day, on, off).permitted
    assert arrest("25017", "MA", day, off, on).permitted


@pytest.mark.parametrize(
    ("fips", "authority"), [("25025", "the governor"), ("2502", "federal"), ("MA", "federal")]
)
def test_only_the_federal_side_orders_for_a_county_state_or_nation(fips: str, authority: str) -> None:
    with pytest.raises(BadInput, match="activation order: expected"):
        ActivationOrder(fips, False, date(2011, 6, 8), by="somebody", authority=authority)


@pytest.mark.parametrize(
    ("fips", "state", "text"), [("25025", "NY", "expected state MA"), ("99999", "MA", "roster")]
)
def test_facts_that_cannot_be_are_refused(fips: str, state: str, text: str) -> None:
    with pytest.raises(BadInput, match=text):
        arrest(fips, state, date(2011, 6, 8))


def test_a_newer_county_code_has_the_older_codes_switch() -> None:
    assert arrest("46102", "SD", date(2010, 8, 31)).permitted
    assert not arrest("46102", "SD", date(2010, 8, 30)).permitted
    assert arrest("46102", "SD", date(2010, 8, 31)).rule == "activation[46113]"
