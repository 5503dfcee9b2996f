"""Acts over the rules: constant between their days, nothing before them, and an auditor who keeps the books beside."""

from bisect import bisect_right
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from participation_cases import act

from tenprint.errors import BadInput
from tenprint.sharing.act import HOLDINGS, Act, ActKind
from tenprint.sharing.decide import SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.participation import effective_day, laid_over
from tenprint.sharing.rules import load

RULES = load()
STATES = ("MA", "IL", "CA", "TX")
START = date(2009, 1, 1)
DAYS = st.dates(START, date(2012, 12, 31))
PLACES = {
    "state": st.sampled_from(STATES),
    "nation": st.just("US"),
    "county": st.sampled_from(["25025", "17031", "15003"]),
}


@st.composite
def acts(draw: st.DrawFn) -> list[Act]:
    """Any acts of any days, whether or not the journey knows them."""
    found = []
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(ActKind))
        place = draw(PLACES[draw(st.sampled_from(sorted(HOLDINGS[kind].levels)))])
        on = draw(DAYS)
        found.append(act(kind, place, on, on + timedelta(days=draw(st.integers(0, 40)))))
    return found


def dates_of(given_acts: list[Act]) -> list[date]:
    """Every day on which an act is done or takes effect."""
    return [day for item in given_acts for day in (item.acted_on, item.effective_on)]


def answers(given_acts: list[Act], on: date) -> list[tuple[bool, object, object, object]]:
    """What the law says of arrests in some places on a day."""
    known = laid_over(RULES, given_acts)
    found = []
    for fips in ("25025", "17031", "15003", "48201", "06037"):
        county = RULES.county(fips)
        facts = SubmissionFacts(fips, county.state, SubmissionKind.CRIMINAL, True)
        law = known.rules.in_force(on)
        found.append(
            (
                decide(facts, on, known.rules, known.board).permitted,
                law.value(law.state_rule("agreement", county.state)),
                law.value(law.local_rule("position", county.roster_fips, county.state)),
                law.value(law.local_rule("receipt", county.roster_fips, county.state)),
            )
        )
    return found


@settings(max_examples=60, deadline=None)
@given(acts(), DAYS)
def test_constant_between_the_days_of_acts_and_files(given_acts: list[Act], on: date) -> None:
    days = sorted({*RULES.change_dates(), *dates_of(given_acts)})
    index = bisect_right(days, on)
    first = days[index - 1] if index else on
    last = days[index] - timedelta(days=1) if index < len(days) else on
    assert answers(given_acts, first) == answers(given_acts, on) == answers(given_acts, last)


@settings(max_examples=60, deadline=None)
@given(acts(), DAYS)
def test_an_act_changes_nothing_before_its_day(given_acts: list[Act], on: date) -> None:
    done = [item for item in given_acts if item.acted_on <= on]
    assert answers(given_acts, on) == answers(done, on)


@settings(max_examples=40, deadline=None)
@given(acts(), st.randoms())
def test_the_order_in_which_acts_of_different_days_are_read_does_not_matter(
    given_acts: list[Act], random: object
) -> None:
    given_acts = list({item.acted_on: item for item in given_acts}.values())
    shuffled = list(given_acts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    on = date(2011, 9, 1)
    assert answers(given_acts, on) == answers(shuffled, on)


def test_no_acts_are_the_rules_themselves() -> None:
    assert laid_over(RULES, []).rules is RULES


def test_a_countys_wish_and_its_receipt() -> None:
    on = date(2011, 6, 8)
    wish, receipt = (
        act(ActKind.WANT_OUT, "25025", on),
        act(ActKind.DECLINE_RECEIPT, "25025", on, on + timedelta(3)),
    )
    law = laid_over(RULES, [wish, receipt]).rules
    county = RULES.county("25025")
    assert [law.for_county("position", county).on(on + timedelta(day)).value for day in (-1, 0, 9)] == [  # type: ignore[union-attr]
        "unknown", "wants_out", "wants_out"
    ]  # fmt: skip
    assert [law.for_county("receipt", county).on(on + timedelta(day)).value for day in (2, 3)] == [
        True,
        False,
    ]  # type: ignore[union-attr]
    back = laid_over(RULES, [wish, receipt, act(ActKind.RECEIVE, "25025", on + timedelta(9))]).rules
    assert back.for_county("receipt", county).on(on + timedelta(9)).value is True  # type: ignore[union-attr]


def test_switches_become_orders_of_county_state_and_nation() -> None:
    on = date(2011, 6, 8)
    given_acts = [
        act(ActKind.ACTIVATE, "MA", on),
        act(ActKind.DEACTIVATE, "US", on + timedelta(1)),
        act(ActKind.ACTIVATE, "46102", on),
    ]
    board = laid_over(RULES, given_acts).board
    assert [(item.fips, item.active) for item in board.orders] == [
        ("25", True),
        ("46113", True),
        ("US", False),
    ]


@pytest.mark.parametrize(
    ("kind", "place", "text"),
    [
        (ActKind.SIGN, "US", "US: cannot sign: expected a state, found a nation"),
        (ActKind.SIGN, "25025", "25025: cannot sign: expected a state, found a county"),
        (ActKind.WANT_OUT, "MA", "MA: cannot want out: expected a county, found a state"),
        (ActKind.SIGN, "XX", "place: expected a state's postal code, found 'XX'"),
        (ActKind.ACTIVATE, "99999", "county: expected a five-digit county code of the roster, found '99999'"),
    ],
)
def test_a_place_for_which_an_act_is_not_done(kind: ActKind, place: str, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        effective_day(laid_over(RULES, []), kind, place, date(2011, 6, 8), None)
    assert str(refused.value) == text


def test_no_switch_is_thrown_for_a_past_day() -> None:
    on = date(2011, 6, 8)
    with pytest.raises(BadInput, match="expected effect from 2011-06-08 on, found 2011-06-07"):
        effective_day(laid_over(RULES, []), ActKind.DEACTIVATE, "25025", on, on - timedelta(1))


class Books(RuleBasedStateMachine):
    """Acts in the order of days against an auditor's own books of one state, kept without the code."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[Act] = []

    @initialize()
    def begin(self) -> None:
        """A state of which the files say `none` throughout."""
        self.today = date(2012, 1, 1)
        self.state, self.ends, self.end_as, self.told = "free", None, "", "none"

    @rule(days=st.integers(1, 45))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        if self.ends and self.ends <= self.today:
            self.state = "free"
            self.told, self.ends = self.end_as, None

    @rule(kind=st.sampled_from([kind for kind in ActKind if HOLDINGS[kind].role in ("state", "immigration")]))
    def try_an_act(self, kind: ActKind) -> None:
        expected = self.expectation(kind)
        known, place = laid_over(RULES, self.done), "US" if kind is ActKind.TERMINATE else "WA"
        if not expected:
            with pytest.raises(BadInput, match=f"WA: cannot {kind}: "):
                effective_day(known, kind, "WA", self.today, None)
            return
        self.done.append(act(kind, place, self.today, effective_day(known, kind, place, self.today, None)))
        self.enter(kind)

    def expectation(self, kind: ActKind) -> bool:
        """Whether the auditor expects an act to be taken."""
        match kind:
            case ActKind.PROPOSE:
                return self.state in ("free", "refused")
            case ActKind.SIGN:
                return self.state == "offered"
            case ActKind.COUNTERSIGN:
                return self.state == "half"
            case ActKind.REFUSE:
                return self.state == "offered" or (self.state == "free" and self.told == "none")
            case ActKind.WITHDRAW:
                return self.state in ("half", "whole", "paused")
            case ActKind.SUSPEND:
                return self.state == "whole"
            case ActKind.RESUME:
                return self.state == "paused"
            case _:  # ends all agreements there are, if there are any
                return True

    def enter(self, kind: ActKind) -> None:
        """Write an act down."""
        match kind:
            case ActKind.PROPOSE:
                self.state = "offered"
            case ActKind.SIGN:
                self.state, self.told = "half", "signed"
            case ActKind.COUNTERSIGN | ActKind.RESUME:
                self.state, self.told = "whole", "signed"
            case ActKind.REFUSE:
                self.state, self.told = "refused", "none"
            case ActKind.WITHDRAW if self.state == "half":
                self.state, self.told = "free", "withdrawn"
            case ActKind.WITHDRAW:
                self.ends, self.end_as = self.today + timedelta(days=30), "withdrawn"
                self.state, self.told = "leaving", "signed"
            case ActKind.SUSPEND:
                self.state, self.told = "paused", "withdrawn"
            case _ if self.state in ("half", "whole", "paused", "leaving"):
                # The agency's own end takes no notice from August 2011 on, so it always comes before a state's.
                self.state, self.told, self.ends = "free", "terminated", None

    @precondition(lambda self: hasattr(self, "told"))
    @invariant()
    def the_law_says_what_the_books_say(self) -> None:
        dated = laid_over(RULES, self.done).rules.for_state("agreement", "WA").on(self.today)
        assert dated is not None
        assert dated.value == self.told, (self.state, [item.kind for item in self.done])


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
