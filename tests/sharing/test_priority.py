"""Levels, priorities and detainer requests by the rule of the day."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import BadInput
from tenprint.sharing.priority import Conviction, PriorityFacts, PriorityResult, level, priority

REMOVABLE, CITIZEN, RESIDENT = "SUBJECT TO REMOVAL", "UNITED STATES CITIZEN", "LAWFUL PERMANENT RESIDENT"
STATUSES = [
    REMOVABLE,
    CITIZEN,
    RESIDENT,
    "NO RECORD",
    "NON-IMMIGRANT IN STATUS",
    "PENDING PROCEEDINGS",
    "DEPORTED FELON",
    "STATUS INDETERMINATE - INTERVIEW NEEDED",
]
OLD = date(2009, 6, 1)
NEW = date(2011, 6, 8)


def convicted(
    code: str,
    felony: bool = False,
    aggravated: bool = False,
    days: int | None = 30,
    on: date = date(2005, 1, 1),
) -> Conviction:
    return Conviction(code, felony, aggravated, days, on)


@pytest.mark.parametrize(
    ("convictions", "on", "wanted"),
    [
        ((), OLD, "non-criminal"),
        ((convicted("0912"),), OLD, "1"),
        ((convicted("1305"),), OLD, "1"),
        ((convicted("1313"),), OLD, "3"),
        ((convicted("3562", days=365),), OLD, "2"),
        ((convicted("3562", days=366),), OLD, "1"),
        ((convicted("2303"), convicted("5311")), OLD, "2"),
        ((convicted("5311"),), OLD, "3"),
        ((), NEW, "non-criminal"),
        ((convicted("2303", aggravated=True),), NEW, "1"),
        ((convicted("2303", felony=True),), NEW, "2"),
        ((convicted("2303", felony=True), convicted("2202", felony=True)), NEW, "1"),
        ((convicted("5311"), convicted("5311")), NEW, "3"),
        ((convicted("5311"),) * 3, NEW, "2"),
        ((convicted("0912"),), NEW, "3"),
    ],
)
def test_level(convictions: tuple[Conviction, ...], on: date, wanted: str) -> None:
    assert level(["5404"], convictions, on).level == wanted


def test_the_version_changes_on_its_day() -> None:
    last, first = (
        level([], [convicted("0912")], date(2010, 6, 29)),
        level([], [convicted("0912")], date(2010, 6, 30)),
    )
    assert (last.level, first.level) == ("1", "3")
    assert (last.rule, first.rule) == ("federal/levels@2008-10-27", "federal/levels@2010-06-30")


def test_a_charge_is_never_a_conviction() -> None:
    found = level(["0912", "5404"], [], OLD)
    assert (found.level, found.charge_level) == ("non-criminal", "1")


def test_a_later_conviction_is_not_known_yet() -> None:
    assert level([], [convicted("0912", on=date(2011, 6, 9))], date(2011, 6, 8)).level == "non-criminal"


def test_what_is_missing_is_said() -> None:
    assert "sentence of a drug offence" in level(["3562"], [convicted("3562", days=None)], OLD).missing
    assert "charge" in level([], [], OLD).missing


def decided(
    on: date,
    charge: str | None = "5499",
    convictions: tuple[Conviction, ...] = (),
    removal: bool | None = False,
    order: bool | None = False,
    status: str = REMOVABLE,
) -> PriorityResult:
    return priority(PriorityFacts(charge, convictions, removal, order, status), on)


@pytest.mark.parametrize(
    ("on", "facts", "wanted", "request_"),
    [
        (OLD, {"charge": "1201"}, "1", "detainer"),
        (OLD, {"charge": "5499"}, "none", "detainer"),
        (NEW, {"convictions": (convicted("1201", True),)}, "1", "detainer"),
        (NEW, {"charge": "5499", "order": True}, "3", "detainer"),
        (date(2012, 4, 26), {}, "none", "detainer"),
        (date(2012, 4, 27), {}, "none", "conditional"),
        (date(2012, 4, 27), {"charge": "5404"}, "none", "detainer"),
        (date(2012, 4, 27), {"removal": True}, "3", "detainer"),
        (date(2012, 12, 20), {"charge": "2303"}, "none", "detainer"),
        (date(2012, 12, 21), {"charge": "2303"}, "none", "none"),
        (date(2012, 12, 21), {"charge": "2303", "removal": True}, "3", "detainer"),
        (date(2012, 12, 21), {"charge": "5404"}, "none", "detainer"),
        (date(2012, 12, 21), {"charge": "1201"}, "none", "detainer"),
        (date(2014, 11, 19), {"charge": "1201"}, "none", "detainer"),
        (date(2014, 11, 20), {"charge": "1201"}, "none", "none"),
        (date(2014, 11, 20), {"convictions": (convicted("1201", True),)}, "1", "notification"),
        (date(2014, 11, 20), {"convictions": (convicted("1201", True),), "order": True}, "1", "detainer"),
        (date(2014, 11, 20), {"order": True}, "3", "none"),
        (date(2014, 11, 20), {"convictions": (convicted("2303", days=90),)}, "2", "notification"),
        (date(2017, 1, 25), {"charge": "5499"}, "1", "detainer"),
        (date(2021, 1, 20), {"charge": "1201"}, "none", "none"),
    ],
)
def test_priority_and_request(on: date, facts: dict, wanted: str, request_: str) -> None:
    found = decided(on, **facts)
    assert (found.priority, found.request) == (wanted, request_)
    assert found.detainer == (request_ == "detainer")


def test_forms() -> None:
    serious = (convicted("1201", True),)
    assert decided(NEW, convictions=serious).form == "I-247"
    assert decided(date(2015, 1, 1), convictions=serious).form == "I-247N"
    assert decided(date(2015, 1, 1), convictions=serious, order=True).form == "I-247D"
    assert decided(date(2018, 1, 1)).form == "I-247A"


def test_lawful_status_is_removable_only_with_an_aggravated_felony() -> None:
    assert not decided(NEW, convictions=(convicted("1201", True),), status=RESIDENT).detainer
    assert decided(NEW, convictions=(convicted("1201", True, True),), status=RESIDENT).detainer


def test_an_unresolved_status_waits_for_an_interview() -> None:
    found = decided(NEW, convictions=(convicted("1201", True),), status="NO RECORD")
    assert (found.detainer, found.request) == (False, "none")
    assert "status: interview needed" in found.missing


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(BadInput, match="status: expected one of"):
        decided(NEW, status="ALIEN")


def test_unknown_facts_are_listed() -> None:
    found = decided(NEW, removal=None, order=None)
    assert {"prior removal", "final order"} <= set(found.missing)


CONVICTIONS = st.lists(
    st.builds(
        Conviction,
        st.sampled_from(["0912", "1201", "2303", "3562", "5404", "5311"]),
        st.booleans(),
        st.booleans(),
        st.none() | st.integers(0, 4000),
        st.dates(date(1990, 1, 1), date(2020, 1, 1)),
    ),
    max_size=4,
).map(tuple)
FACTS = st.builds(
    PriorityFacts,
    st.none() | st.sampled_from(["0912", "2303", "5499"]),
    CONVICTIONS,
    st.none() | st.booleans(),
    st.none() | st.booleans(),
    st.sampled_from(STATUSES),
)
DAYS = st.dates(date(2008, 1, 1), date(2021, 12, 31))


@settings(max_examples=200, deadline=None)
@given(FACTS, DAYS)
def test_a_citizen_never_gets_a_request(facts: PriorityFacts, on: date) -> None:
    found = priority(
        PriorityFacts(
            facts.most_serious_charge, facts.convictions, facts.prior_removal, facts.final_order, CITIZEN
        ),
        on,
    )
    assert (found.priority, found.detainer, found.request, found.form) == ("none", False, "none", None)


@settings(max_examples=200, deadline=None)
@given(FACTS, DAYS)
def test_a_request_has_a_form_and_a_detainer_is_a_request(facts: PriorityFacts, on: date) -> None:
    found = priority(facts, on)
    assert found.detainer == (found.request == "detainer")
    assert (found.form is None) == (found.request == "none")
    assert found.evidence


@settings(max_examples=200, deadline=None)
@given(
    CONVICTIONS,
    DAYS,
    st.builds(
        Conviction,
        st.just("5311"),
        st.just(False),
        st.just(False),
        st.just(1),
        st.dates(date(1990, 1, 1), date(2020, 1, 1)),
    ),
)
def test_one_more_conviction_never_makes_a_level_less_serious(
    convictions: tuple[Conviction, ...], on: date, more: Conviction
) -> None:
    before, after = level([], convictions, on).level, level([], (*convictions, more), on).level
    assert after <= before
