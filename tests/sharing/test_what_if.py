"""The what-if: every arrest in one cell, sums exact, nothing changed by nothing, waiting for a conviction."""

from dataclasses import asdict, replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from what_if_cases import (
    BOSTON,
    CAMBRIDGE,
    LARCENY,
    MINOR,
    ON,
    ROBBERY,
    RULES,
    SAN_JOSE,
    SERIOUS,
    TRAFFIC,
    arrest,
    ready,
    written,
)

from tenprint.sharing.activation import ActivationOrder
from tenprint.sharing.facts import SubmissionKind
from tenprint.sharing.fate import REACHED, Fate, fate_of
from tenprint.sharing.flow import LEVELS, Passage, coming_from
from tenprint.sharing.level import Conviction
from tenprint.sharing.model import Prohibition
from tenprint.sharing.reform import ready_reforms
from tenprint.sharing.what_if import Change, Lost, as_it_was, compare, what_if
from tenprint.sharing.what_if_json import what_if_json

DAYS = st.dates(date(2008, 1, 1), date(2015, 12, 31))
CODES = st.sampled_from([LARCENY, ROBBERY, TRAFFIC, "5404", "5299", "1313", "3562"])
CONVICTIONS = st.builds(Conviction, CODES, st.booleans(), st.booleans(), st.integers(0, 999), DAYS)
PASSAGES = st.builds(
    lambda fips, on, codes, convictions, conviction, kind, facts: arrest(
        *codes, fips=fips, on=on, convictions=convictions, conviction=conviction, kind=kind, **facts
    ),
    st.sampled_from([BOSTON, CAMBRIDGE, SAN_JOSE, "48201", "17031", "46102"]),
    DAYS,
    st.lists(CODES, max_size=2),
    st.none() | st.lists(CONVICTIONS, max_size=3).map(tuple),
    st.none() | CONVICTIONS,
    st.sampled_from(SubmissionKind),
    st.fixed_dictionaries(
        {
            name: st.none() | st.booleans()
            for name in ("identified", "history", "wanted", "matched", "recorded")
        }
    ),
)
FLOWS = st.lists(PASSAGES, max_size=12)
REFORMS = st.sampled_from(sorted(ready_reforms()))
ORDERS = st.lists(
    st.builds(
        ActivationOrder,
        st.sampled_from(["US", "25", BOSTON, SAN_JOSE]),
        st.booleans(),
        DAYS,
        st.just("officer"),
        st.just("federal"),
    ),
    max_size=2,
)
UNLESS = st.sampled_from(
    [
        (),
        ({"convicted": True},),
        ({"stage_in": ["conviction"]},),
        ({"charged_with": ["12"]}, {"level_in": ["1"]}),
    ]
)
SOURCE = RULES.rule("federal/coverage").values[0].source
PROHIBITIONS = st.builds(
    Prohibition,
    st.sampled_from(["a", "b"]),
    DAYS,
    st.none() | DAYS,
    st.frozensets(st.sampled_from(["US", "25", BOSTON]), min_size=1),
    st.frozensets(st.sampled_from(["criminal", "juvenile"]), min_size=1),
    st.just("forbidden"),
    st.just(SOURCE),
    UNLESS,
)


@settings(max_examples=80, deadline=None)
@given(FLOWS, REFORMS, ORDERS)
def test_every_arrest_is_in_exactly_one_cell(
    flow: list[Passage], name: str, orders: list[ActivationOrder]
) -> None:
    found = what_if(flow, RULES, ready(name), orders)
    total = found.total()
    assert sum(found.cells.values()) == total.submissions == len(flow)
    for rows in (found.by_level(), found.by_charge_level(), found.by_county()):
        summed = {key: sum(asdict(row)[key] for row in rows.values()) for key in asdict(total)}
        assert summed == asdict(total)
    assert total.shared_after == total.shared_before - total.no_longer + total.newly
    assert sum(found.reasons.values()) >= total.no_longer + total.newly
    before = [fate_of(passage, RULES, orders).fate for passage in flow]
    after = [fate_of(passage, ready(name), orders).fate for passage in flow]
    assert total.shared_before == sum(fate in REACHED for fate in before)
    assert total.later == after.count(Fate.LATER) and total.not_printed == after.count(Fate.NOT_TAKEN)
    known = [passage for passage, fate in zip(flow, after, strict=True) if fate is Fate.NOT_TAKEN]
    assert found.lost.arrests == len(known)
    assert found.lost.wanted == sum(passage.wanted is True for passage in known)


@settings(max_examples=40, deadline=None)
@given(FLOWS, st.lists(REFORMS, min_size=1, max_size=3), ORDERS)
def test_the_half_without_the_reform_may_be_kept(
    flow: list[Passage], names: list[str], orders: list[ActivationOrder]
) -> None:
    kept = tuple(as_it_was(flow, RULES, orders))
    for name in names:
        assert compare(kept, ready(name), orders) == what_if(flow, RULES, ready(name), orders)


@settings(max_examples=60, deadline=None)
@given(FLOWS, ORDERS)
def test_a_reform_that_changes_nothing_changes_no_cell(
    flow: list[Passage], orders: list[ActivationOrder]
) -> None:
    found = what_if(flow, RULES, written("prohibitions: []\n"), orders)
    assert all(cell.before is cell.after for cell in found.cells)
    assert not found.reasons and found.lost == Lost()


@settings(max_examples=120, deadline=None)
@given(FLOWS, st.lists(PROHIBITIONS, max_size=2), PROHIBITIONS, ORDERS)
def test_a_prohibition_never_adds_sharing(
    flow: list[Passage], given_ones: list[Prohibition], added: Prohibition, orders: list[ActivationOrder]
) -> None:
    rules = replace(RULES, prohibitions=tuple(given_ones))
    reformed = replace(rules, prohibitions=(*rules.prohibitions, added))
    assert what_if(flow, rules, reformed, orders).total().newly == 0


def test_prints_wait_for_the_conviction_and_the_law_of_that_day() -> None:
    reformed = ready("only-after-conviction")
    later = replace(MINOR, on=ON + timedelta(days=40))
    verdict = fate_of(arrest(LARCENY, conviction=later), reformed)
    assert (verdict.fate, verdict.on) == (Fate.LATER, later.on)
    assert fate_of(arrest(LARCENY), reformed).fate is Fate.KEPT, "never convicted"
    early = arrest(LARCENY, fips=CAMBRIDGE, conviction=replace(MINOR, on=date(2013, 1, 1)))
    assert fate_of(early, reformed).fate is Fate.KEPT, "not switched on at the arrest: nothing waits"
    order = ActivationOrder(BOSTON, False, ON + timedelta(days=1), "officer", "federal")
    switched_off = fate_of(arrest(LARCENY, conviction=later), reformed, [order])
    assert (switched_off.fate, switched_off.rule) == (Fate.KEPT, f"activation[{BOSTON}]")


def test_a_conviction_on_an_earlier_day_counts_from_the_arrest() -> None:
    verdict = fate_of(arrest(LARCENY, conviction=MINOR), ready("only-after-conviction"))
    assert (verdict.fate, verdict.on) == (Fate.LATER, ON)


def test_a_lasting_prohibition_beside_it_ends_the_wait() -> None:
    both = replace(
        ready("only-after-conviction"),
        prohibitions=(*ready("only-convicted").prohibitions, *ready("only-after-conviction").prohibitions),
    )
    assert fate_of(arrest(LARCENY, conviction=MINOR), both).fate is Fate.KEPT
    assert fate_of(arrest(LARCENY, convictions=(MINOR,), conviction=MINOR), both).fate is Fate.LATER


def test_why_and_where_and_what_is_not_documented() -> None:
    flow = [
        arrest(LARCENY),
        arrest(LARCENY, fips="48201"),
        arrest(ROBBERY, fips="06037", on=date(2010, 6, 1)),
    ]
    found = what_if(flow, RULES, ready("consent-required"))
    assert found.main_reasons() == [
        (Change.NO_LONGER, "state/agreement", 1),
        (Change.NO_LONGER, "state/agreement (not documented)", 1),
    ]
    assert {name: row.no_longer for name, row in found.by_county().items()} == {
        "25025": 1, "48201": 1, "06037": 0,
    }  # fmt: skip


def test_levels_are_by_conviction_and_apart_by_charge_and_unknown_where_facts_lack() -> None:
    flow = [
        arrest(TRAFFIC, convictions=(SERIOUS,)),
        arrest(ROBBERY),
        arrest(convictions=None),
        arrest(ROBBERY, on=date(2008, 1, 5)),
    ]
    found = what_if(flow, RULES, ready("sunset"))
    assert {name: row.submissions for name, row in found.by_level().items()} == dict(
        zip(LEVELS, (1, 0, 0, 1, 2), strict=True)
    )
    assert {name: row.submissions for name, row in found.by_charge_level().items()} == {
        "1": 1, "2": 1, "3": 0, "unknown": 2,
    }  # fmt: skip


def test_what_is_lost_with_not_printing() -> None:
    flow = [
        arrest(TRAFFIC, identified=True, history=True, wanted=True),
        arrest(TRAFFIC, fips=CAMBRIDGE, identified=True, history=True, wanted=False),
        arrest(TRAFFIC),
        arrest(LARCENY, identified=True, history=True, wanted=True),
    ]
    found = what_if(flow, RULES, ready("no-prints-for-traffic"))
    assert found.lost == Lost(arrests=3, identified=2, with_history=2, wanted=1, not_known=1)
    assert (found.total().no_longer, found.total().not_printed) == (2, 3)


def test_newly_shared_where_a_reform_opens() -> None:
    found = what_if(
        [arrest(LARCENY, fips=CAMBRIDGE)], RULES, written('activation:\n  "25": {value: 2010-01-01}\n')
    )
    assert found.total().newly == 1
    assert found.main_reasons() == [(Change.NEWLY, "activation", 1)]


def test_what_was_recorded_is_compared_with_what_the_rules_say() -> None:
    flow = [arrest(LARCENY, recorded=True), arrest(LARCENY, recorded=False), arrest(LARCENY)]
    found = what_if(flow, RULES, ready("sunset"))
    assert (found.recorded, found.unlike_record) == (2, 1)


def test_a_county_is_found_by_either_of_its_codes() -> None:
    flow = [arrest(LARCENY, fips="46113"), arrest(LARCENY, fips="46102"), arrest(LARCENY)]
    assert len(list(coming_from(["46102"], flow, RULES))) == 2
    assert set(what_if(flow, RULES, ready("sunset")).by_county()) == {"46113", BOSTON}


def test_as_values_for_programs() -> None:
    found = what_if_json(
        what_if([arrest(TRAFFIC, matched=True)], RULES, ready("no-prints-for-traffic")), RULES
    )
    assert found["states"]["MA"]["no_longer"] == found["counties"][BOSTON]["not_printed"] == 1
    assert (found["total"]["matched_before"], found["total"]["matched_after"]) == (1, 0)
    assert found["reasons"] == [{"change": "no longer shared", "rule": "local/printing", "count": 1}]
