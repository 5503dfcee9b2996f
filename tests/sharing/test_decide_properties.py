"""Properties of the decision: pure, constant between the dates of the files, and never loosened by a prohibition."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.sharing.activation import ActivationOrder
from tenprint.sharing.condition import Question
from tenprint.sharing.counterfactual import Change, smallest_change, turning_changes
from tenprint.sharing.decide import Decision, Stage, SubmissionFacts, SubmissionKind, answer, decide
from tenprint.sharing.grant import Category, Purpose
from tenprint.sharing.level import Conviction
from tenprint.sharing.model import Dated, Prohibition
from tenprint.sharing.relay import receipt_on, relay_on
from tenprint.sharing.rules import Rules, load

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
    forbidden = any(item.in_force(on) and item.covers(facts.county_fips, facts.kind) for item in added)
    assert after.permitted == (before.permitted and not forbidden)


CODES = st.sampled_from(["5404", "0999", "1313", "2399", "3501", "5399"])
CONVICTIONS = st.lists(
    st.builds(Conviction, CODES, st.booleans(), st.booleans(), st.none() | st.integers(0, 900), DAYS),
    max_size=3,
).map(tuple)
CASES = st.builds(
    lambda facts, charges, convictions, stage: replace(
        facts, charge_codes=charges, convictions=convictions, stage=stage
    ),
    st.one_of(FACTS, ARRESTS),
    st.none() | st.lists(CODES, max_size=2).map(tuple),
    st.none() | CONVICTIONS,
    st.sampled_from(Stage),
)
EXCEPTIONS = st.lists(
    st.sampled_from(
        [
            {"convicted": True},
            {"level_in": ["1", "2"]},
            {"charge_level_in": ["1"]},
            {"charged_with": ["54", "09"]},
            {"stage_in": ["conviction"]},
            {"convicted": False, "stage_in": ["arrest"]},
        ]
    ),
    max_size=2,
).map(tuple)
FORBIDDEN = st.lists(
    st.builds(lambda item, unless: replace(item, unless=unless), PROHIBITIONS, EXCEPTIONS), max_size=3
).map(lambda items: tuple(replace(item, id=f"p{number}") for number, item in enumerate(items)))
REFORMS = st.sampled_from(
    [
        {},
        {"federal/agreement_required": True},
        {"federal/county_veto": True, "local/48201/position": "wants_out", "default/position": "wants_out"},
        {"federal/agreement_required": True, "federal/nationwide_switch": False},
        {"federal/submission_kind/civil": "shared", "federal/submission_kind/not_retained": "shared"},
        {"federal/agreement_required": True, "default/agreement": "signed"},
        {"default/relay": False},
        {"federal/capability": False},
    ]
)


def reformed(values: dict[str, object], forbidden: tuple[Prohibition, ...]) -> Rules:
    """The rules with some values for all time, and some prohibitions."""
    rules = dict(RULES.rules)
    for rule_id, value in values.items():
        old = rules.get(rule_id) or rules[f"default/{rule_id.rpartition('/')[2]}"]
        rules[rule_id] = replace(old, id=rule_id, values=(Dated(value, date.min, SOURCE),))
    return replace(RULES, rules=rules, prohibitions=forbidden)


LAWS = st.builds(reformed, REFORMS, FORBIDDEN)


@settings(max_examples=150, deadline=None)
@given(CASES, DAYS, ORDERS, LAWS)
def test_the_quick_answer_is_the_first_step_of_the_trace_that_fails(
    facts: SubmissionFacts, on: date, orders: list[ActivationOrder], rules: Rules
) -> None:
    first, second = decide(facts, on, rules, orders), decide(facts, on, rules, tuple(orders))
    assert (first.permitted, first.rule, first.trace) == (second.permitted, second.rule, second.trace)
    assert first.permitted == all(step.held for step in first.trace)
    if not first.permitted:
        assert first.rule == next(step.rule for step in first.trace if not step.held)
    assert all(step.since is None or step.since <= on for step in first.trace)


@settings(max_examples=150, deadline=None)
@given(CASES, DAYS, ORDERS, LAWS)
def test_grants_follow_the_decision_and_the_disclosures(
    facts: SubmissionFacts, on: date, orders: list[ActivationOrder], rules: Rules
) -> None:
    decision = decide(facts, on, rules, orders)
    told = relay_on(facts.state, on, rules).on and receipt_on(facts.county_fips, on, rules).on
    for rule_id, rule in rules.rules.items():
        if rule_id.startswith("federal/disclosure/") and (dated := rule.on(on)) is not None:
            value = dated.value
            open_way = decision.permitted and (value["needs"] != "relay" or told)
            for category in Category:
                found = decision.grants.permits(value["recipient"], Purpose(value["purpose"]), category)
                assert found == (open_way and value[category.value] is True)
    assert decision.permitted or not any(grant.permitted for grant in decision.grants)
    assert all(grant.rule for grant in decision.grants)


@settings(max_examples=150, deadline=None)
@given(CASES, DAYS, ORDERS, LAWS, FORBIDDEN)
def test_a_prohibition_more_with_exceptions_never_permits_or_grants_more(
    facts: SubmissionFacts,
    on: date,
    orders: list[ActivationOrder],
    rules: Rules,
    added: tuple[Prohibition, ...],
) -> None:
    named = tuple(replace(item, id=f"added-{item.id}") for item in added)
    for prohibitions in ((*rules.prohibitions, *named), (*named, *rules.prohibitions)):
        before, after = (
            decide(facts, on, law, orders) for law in (rules, replace(rules, prohibitions=prohibitions))
        )
        assert before.permitted or not after.permitted
        assert granted(after) <= granted(before)


def granted(decision: Decision) -> set[tuple[str, Purpose, Category]]:
    return {(item.recipient, item.purpose, item.category) for item in decision.grants if item.permitted}


@settings(max_examples=100, deadline=None)
@given(CASES, DAYS, ORDERS, LAWS)
def test_answer_and_grants_are_constant_between_dates(
    facts: SubmissionFacts, on: date, orders: list[ActivationOrder], rules: Rules
) -> None:
    """Convictions are facts with dates of their own: one of a later day is not known yet."""
    known = [item.on for item in facts.convictions or ()]
    dates = sorted({*rules.change_dates(), *(order.effective_on for order in orders), *known})
    index = bisect_right(dates, on)
    days = {dates[index - 1] if index else on, on}
    days.add(dates[index] - timedelta(days=1) if index < len(dates) else on + timedelta(days=400))
    found = [decide(facts, day, rules, orders) for day in days]
    assert len({(item.permitted, item.rule) for item in found}) == 1
    assert all(list(item.grants) == list(found[0].grants) for item in found)


@settings(max_examples=150, deadline=None)
@given(CASES, DAYS, ORDERS, LAWS)
def test_the_smallest_change_turns_the_answer_and_no_part_of_it_does(
    facts: SubmissionFacts, on: date, orders: list[ActivationOrder], rules: Rules
) -> None:
    decision = decide(facts, on, rules, orders)
    assert decision.question is not None
    changes = smallest_change(decision.question)
    assert len({change.rule for change in changes}) == len(changes)
    assert changes, "something can always be changed"
    assert applied(decision.question, changes) != decision.permitted
    for number in range(len(changes)):
        for part in combinations(changes, number):
            assert applied(decision.question, part) == decision.permitted
    single = turning_changes(decision.question)
    assert all(applied(decision.question, (change,)) != decision.permitted for change in single)
    assert bool(single) == (len(changes) == 1)


def applied(question: Question, changes: Iterable[Change]) -> bool:
    """The answer after some changes."""
    for change in changes:
        question = change.apply(question)
    return answer(question).permitted


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
