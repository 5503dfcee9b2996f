"""The journey of an agreement: every status and act, the days of notice, and the files' own history."""

from datetime import date, timedelta
from itertools import product

import pytest
from participation_cases import act

from tenprint.errors import BadInput
from tenprint.sharing.act import AGREEMENT_ACTS, HOLDINGS, ActKind
from tenprint.sharing.agreement import JOURNEY, VALUES, Status, allowed, move_of, step_on
from tenprint.sharing.participation import effective_day, laid_over
from tenprint.sharing.rules import load
from tenprint.sharing.schema import KINDS

RULES = load()
JUNE = date(2011, 6, 1)
NOTICE = timedelta(days=30)
FORCE = (ActKind.PROPOSE, ActKind.SIGN, ActKind.COUNTERSIGN)


def in_force(usps: str = "MA") -> list:  # type: ignore[type-arg]
    """The acts that bring an agreement into force on the fifth of June."""
    return [act(kind, usps, date(2011, 6, 3 + number)) for number, kind in enumerate(FORCE)]


def value(acts: list, on: date, usps: str = "MA") -> object:  # type: ignore[type-arg]
    """The value of a state's agreement on a day."""
    dated = laid_over(RULES, acts).rules.value(f"state/{usps}/agreement", on)
    return dated and dated.value


def test_every_status_has_a_value_of_the_rules_and_every_agreement_act_a_move() -> None:
    allowed_values = KINDS["agreement"]
    assert isinstance(allowed_values, frozenset)
    assert set(VALUES) == set(Status)
    assert {item for item in VALUES.values() if item} <= allowed_values
    assert {move.kind for move in JOURNEY} == AGREEMENT_ACTS
    for status, kind in product(Status, AGREEMENT_ACTS):
        assert len([move for move in JOURNEY if move.kind is kind and status in move.origins]) <= 1


def test_the_parties_hold_their_own_acts() -> None:
    held = {
        role: {kind.value for kind in AGREEMENT_ACTS if HOLDINGS[kind].role == role}
        for role in ("state", "immigration")
    }
    assert held == {
        "state": {"sign", "refuse", "withdraw", "suspend", "resume"},
        "immigration": {"propose", "countersign", "terminate"},
    }


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (Status.NONE, ActKind.WITHDRAW, "an agreement that was signed"),
        (Status.NONE, ActKind.SIGN, "an agreement that is proposed"),
        (Status.IN_FORCE, ActKind.REFUSE, "that the state has not answered yet"),
        (Status.PROPOSED, ActKind.COUNTERSIGN, "an agreement that the state has signed"),
        (Status.WITHDRAWING, ActKind.WITHDRAW, "an agreement that was signed"),
        (Status.TERMINATED, ActKind.SUSPEND, "an agreement in force"),
        (Status.IN_FORCE, ActKind.RESUME, "a suspended participation"),
    ],
)
def test_an_act_that_the_journey_does_not_know_says_what_is_so_and_what_was_expected(
    status: Status, kind: ActKind, expected: str
) -> None:
    assert move_of(status, kind) is None
    with pytest.raises(BadInput) as refused:
        allowed("MA", status, kind)
    assert str(refused.value) == f"MA: cannot {kind}: {status}; expected {expected}"


def test_who_withdraws_without_an_agreement_is_told_so() -> None:
    with pytest.raises(BadInput, match="MA: cannot withdraw: no agreement was proposed or signed"):
        effective_day(laid_over(RULES, []), ActKind.WITHDRAW, "MA", JUNE, None)


def test_a_states_whole_story() -> None:
    acts = in_force()
    withdrawn_on = date(2011, 6, 20)
    ends = effective_day(laid_over(RULES, acts), ActKind.WITHDRAW, "MA", withdrawn_on, None)
    assert ends == withdrawn_on + NOTICE
    acts.append(act(ActKind.WITHDRAW, "MA", withdrawn_on, ends))
    values = {
        day: value(acts, day)
        for day in (date(2011, 6, 3), date(2011, 6, 4), withdrawn_on, ends - timedelta(1), ends)
    }
    assert list(values.values()) == ["none", "signed", "signed", "signed", "withdrawn"]
    steps = laid_over(RULES, acts).agreement("MA")
    assert step_on(steps, withdrawn_on).status is Status.WITHDRAWING
    assert step_on(steps, withdrawn_on).ends_on == ends
    dated = laid_over(RULES, acts).rules.value("state/MA/agreement", ends)
    assert dated is not None
    assert acts[-1].control in dated.source.title
    assert dated.note == f"notice was given on {withdrawn_on}"


def test_the_document_is_the_source_of_the_value() -> None:
    digest = "ab" * 32
    acts = [act(ActKind.PROPOSE, "MA", JUNE), act(ActKind.SIGN, "MA", JUNE, document=digest)]
    dated = laid_over(RULES, acts).rules.value("state/MA/agreement", JUNE)
    assert dated is not None
    assert dated.source.address == f"document sha256:{digest}"
    assert dated.source.date == JUNE.isoformat()


def test_the_notice_may_be_longer_and_not_shorter() -> None:
    known = laid_over(RULES, in_force())
    on = date(2011, 6, 20)
    later = on + NOTICE + timedelta(days=5)
    assert effective_day(known, ActKind.WITHDRAW, "MA", on, later) == later
    with pytest.raises(BadInput, match="expected effect from 2011-07-20 on, found 2011-06-21"):
        effective_day(known, ActKind.WITHDRAW, "MA", on, date(2011, 6, 21))


def test_before_the_countersignature_a_signature_is_taken_back_at_once() -> None:
    acts = in_force()[:2]
    on = date(2011, 6, 20)
    assert effective_day(laid_over(RULES, acts), ActKind.WITHDRAW, "MA", on, None) == on
    acts.append(act(ActKind.WITHDRAW, "MA", on))
    assert (value(acts, on - timedelta(1)), value(acts, on)) == ("signed", "withdrawn")


def test_a_suspension_is_told_as_withdrawn_and_can_be_taken_up_again() -> None:
    acts = [
        *in_force(),
        act(ActKind.SUSPEND, "MA", date(2011, 6, 20)),
        act(ActKind.RESUME, "MA", date(2011, 6, 25)),
    ]
    assert [value(acts, date(2011, 6, day)) for day in (19, 20, 24, 25)] == [
        "signed",
        "withdrawn",
        "withdrawn",
        "signed",
    ]


def test_acts_on_agreements_are_for_the_day_itself_unless_they_give_notice() -> None:
    known = laid_over(RULES, [])
    with pytest.raises(BadInput, match="for another day"):
        effective_day(known, ActKind.REFUSE, "MA", JUNE, JUNE + timedelta(1))


def test_ending_all_agreements_ends_those_that_are_known_and_no_others() -> None:
    on = date(2011, 7, 1)
    ends = effective_day(laid_over(RULES, []), ActKind.TERMINATE, "US", on, None)
    assert ends == on + NOTICE
    acts = [*in_force(), act(ActKind.TERMINATE, "US", on, ends)]
    assert [value(acts, day) for day in (ends - timedelta(1), ends)] == ["signed", "terminated"]
    assert value(acts, ends, "CA") == "terminated"  # signed by the files
    assert value(acts, ends, "IL") == "withdrawn"  # nothing was left to end
    assert value(acts, ends, "WA") == "none"
    assert value(acts, ends, "TX") == "unknown"


def test_an_agreement_that_ends_sooner_is_not_ended_later() -> None:
    withdrawal = act(ActKind.WITHDRAW, "MA", date(2011, 6, 20), date(2011, 7, 20))
    late = act(ActKind.TERMINATE, "US", date(2011, 6, 25), date(2011, 7, 25))
    acts = [*in_force(), withdrawal, late]
    assert [value(acts, date(2011, 7, day)) for day in (19, 20, 25)] == ["signed", "withdrawn", "withdrawn"]


def test_what_was_recorded_is_not_made_unknown_by_the_files_and_history_that_cannot_be_is_left_out() -> None:
    end = date(2011, 8, 5)  # the files: all agreements ended; of an undocumented state: unknown
    for usps in ("TX", "MA"):
        acts = [*in_force(usps), act(ActKind.TERMINATE, "US", date(2011, 6, 30), date(2011, 7, 30))]
        assert value(acts, end, usps) == "terminated"
    assert value(in_force("TX"), end, "TX") == "signed"
    withdrawn = [act(ActKind.WITHDRAW, "CA", date(2011, 6, 1), date(2011, 7, 1))]
    assert value(withdrawn, end, "CA") == "withdrawn"
    assert value([act(ActKind.SUSPEND, "CA", JUNE)], end, "CA") == "terminated"  # as New York's was
