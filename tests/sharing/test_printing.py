"""Who is printed: all, or all but those with no charge that counts; what a printing rule may say."""

from datetime import date

import pytest
from what_if_cases import BOSTON, DUI, LARCENY, ON, RULES, SAN_JOSE, TRAFFIC, arrest, ready, written

from tenprint.errors import RulesBroken
from tenprint.sharing.facts import SubmissionKind
from tenprint.sharing.printing import printed

REFORM = ready("no-prints-for-traffic")


@pytest.mark.parametrize(
    ("codes", "taken"),
    [
        ((TRAFFIC,), False),
        ((TRAFFIC, "5406"), False),
        ((TRAFFIC, LARCENY), True),
        ((DUI,), True),
        (("5401",), True),
        ((LARCENY,), True),
        ((), True),
    ],
)
def test_only_who_has_no_other_charge_is_not_printed(codes: tuple[str, ...], taken: bool) -> None:
    facts = arrest(*codes).facts
    assert bool(printed(facts, ON, REFORM)) is taken
    assert bool(printed(facts, ON, RULES)) is True, "by the rules as they were everybody is"


def test_the_step_says_by_which_rule_and_what_is_not_known() -> None:
    (step,) = printed(arrest(TRAFFIC).facts, ON, REFORM).trace
    assert (step.rule, step.value, step.held) == (f"local/{BOSTON}/printing", "some", False)
    assert step.since == date(2008, 10, 27)
    (step,) = printed(arrest().facts, ON, REFORM).trace
    assert step.held and "charges not known" in step.note


def test_a_printing_rule_has_its_day_and_an_applicant_is_no_arrest() -> None:
    assert printed(arrest(TRAFFIC).facts, date(2008, 10, 26), REFORM)
    assert printed(arrest(TRAFFIC, kind=SubmissionKind.CIVIL).facts, ON, REFORM)
    assert not printed(arrest(TRAFFIC, kind=SubmissionKind.JUVENILE).facts, ON, REFORM)


def test_a_countys_own_rule_comes_before_the_default() -> None:
    rules = written(
        f"changes:\n  local/{SAN_JOSE}/printing:\n    values:\n"
        '      2011-01-01: {value: some, extra: {not_printed: ["23"]}}\n'
    )
    assert not printed(arrest(LARCENY, fips=SAN_JOSE).facts, ON, rules)
    assert printed(arrest(LARCENY).facts, ON, rules)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{value: some}", "`extra`"),
        ('{value: some, extra: {except: ["54"]}}', "`not_printed`"),
        ("{value: some, extra: {not_printed: [54]}}", "digits of an offence code"),
        ('{value: some, extra: {not_printed: ["54"], exept: ["5404"]}}', "only except, not_printed"),
        ('{value: all, extra: {not_printed: ["54"]}}', "only where some are printed"),
    ],
)
def test_a_printing_rule_that_says_nothing_or_something_else_is_refused(value: str, expected: str) -> None:
    with pytest.raises(RulesBroken, match=expected):
        written(f"changes:\n  default/printing:\n    values:\n      2011-01-01: {value}\n")
