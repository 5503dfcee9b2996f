"""Properties of the decision: pure, constant between the dates of the files, and never loosened by a prohibition."""

from bisect import bisect_right
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.sharing.activation import ActivationOrder
from tenprint.sharing.decide import SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.model import Prohibition
from tenprint.sharing.rules import load

RULES = load()
COUNTIES = sorted(RULES.counties)
DAYS = st.dates(date(2007, 1, 1), date(2022, 12, 31))
FACTS = st.builds(
    lambda fips, kind, retained: SubmissionFacts(fips, RULES.county(fips).state, kind, retained),
    st.sampled_from(COUNTIES),
    st.sampled_from(SubmissionKind),
    st.booleans(),
)
ARRESTS = st.builds(
    lambda fips: SubmissionFacts(fips, RULES.county(fips).state, SubmissionKind.CRIMINAL, True),
    st.sampled_from(COUNTIES),
)
ORDERS = st.lists(
    st.builds(
        ActivationOrder,
        st.sampled_from(["US", "25", "48", "25025", "48201", "17031"]),
        st.booleans(),
        DAYS,
        st.just("officer"),
        st.just("federal"),
    ),
    max_size=4,
)
SOURCE = RULES.rule("federal/coverage").values[0].source
PROHIBITIONS = st.builds(
    Prohibition,
    st.just("p"),
    DAYS,
    st.none() | DAYS,
    st.frozensets(st.sampled_from(["US", "25", "48", "25025"]), min_size=1),
    st.frozensets(st.sampled_from(["criminal", "civil", "juvenile"])),
    st.just("forbidden"),
    st.just(SOURCE),
)


@settings(max_examples=150, deadline=None)
@given(ARRESTS, DAYS, DAYS, ORDERS)
def test_constant_between_dates_of_the_files(
    facts: SubmissionFacts, one: date, other: date, orders: list[ActivationOrder]
) -> None:
    dates = sorted({*RULES.change_dates(), *(order.effective_on for order in orders)})
    index = bisect_right(dates, one)
    first = dates[index - 1] if index else one
    last = dates[index] - timedelta(days=1) if index < len(dates) else other if other > one else one
    answers = {
        (decide(facts, day, RULES, orders).permitted, decide(facts, day, RULES, orders).rule)
        for day in (first, one, last)
    }
    assert len(answers) == 1


@settings(max_examples=150, deadline=None)
@given(FACTS, DAYS, ORDERS, st.lists(PROHIBITIONS, min_size=1, max_size=3))
def test_a_prohibition_never_turns_deny_into_permit(
    facts: SubmissionFacts, on: date, orders: list[ActivationOrder], added: list[Prohibition]
) -> None:
    before = decide(facts, on, RULES, orders)
    after = decide(facts, on, replace(RULES, prohibitions=tuple(added)), orders)
    assert before.permitted or not after.permitted
    forbidden = any(item.forbids(facts.county_fips, facts.kind, on) for item in added)
    assert after.permitted == (before.permitted and not forbidden)


@settings(max_examples=100, deadline=None)
@given(FACTS, DAYS, ORDERS)
def test_same_question_same_answer_and_one_step_per_condition(
    facts: SubmissionFacts, on: date, orders: list[ActivationOrder]
) -> None:
    first, second = decide(facts, on, RULES, orders), decide(facts, on, RULES, tuple(orders))
    assert first == second
    assert first.permitted == all(step.held for step in first.trace)
    if not first.permitted:
        assert first.rule == next(step.rule for step in first.trace if not step.held)
    assert all(step.since is None or step.since <= on for step in first.trace)


@settings(max_examples=100, deadline=None)
@given(ARRESTS, DAYS)
def test_the_counterfactual_is_true(facts: SubmissionFacts, on: date) -> None:
    """Where only the switch fails, switching it on permits; where all holds, switching it off denies."""
    decision = decide(facts, on, RULES)
    failed = [step.rule for step in decision.trace if not step.held]
    switch = f"activation[{RULES.county(facts.county_fips).roster_fips}]"
    if failed in ([], [switch]):
        order = ActivationOrder(facts.county_fips, bool(failed), on, "officer", "federal")
        assert decide(facts, on, RULES, (order,)).permitted == bool(failed)
