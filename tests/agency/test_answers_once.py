"""One answer to a submission, whatever is sent twice, late or wrong; none to a CNA; the second its own transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from network_case import STATION, Case, card, changed, without_finger

from tenprint.agency.booking.journey import BookingState
from tenprint.agency.immigration import service as immigration_service
from tenprint.agency.national.journey import NationalState
from tenprint.agency.prints import CardPrints
from tenprint.agency.state.journey import StateState
from tenprint.errors import BadInput, NotPermitted
from tenprint.exchange import mailbox
from tenprint.exchange.envelope import Envelope, Kind
from tenprint.exchange.mailbox import InboxState, Receipt
from tenprint.record.ebts import UnretainedNumber
from tenprint.record.finding import finding
from tenprint.record.transaction import read
from tenprint.sim.record_view import view

WHO = "unknown"
pytestmark = pytest.mark.xdist_group("network")


def posted(case: Case, role: str, kind: Kind) -> list[tuple[str, bytes]]:
    """Control numbers and bytes of what an agency has sent of a kind."""
    with case.network.services[role].store.reading() as connection:
        table = mailbox.outbox
        query = sa.select(table.c.tcn, table.c.body).where(table.c.kind == kind.value).order_by(table.c.id)
        return [(row.tcn, bytes(row.body)) for row in connection.execute(query)]


def received(case: Case, role: str, kind: Kind) -> Envelope:
    """The one transaction of a kind that an agency has received, as its sender sent it."""
    with case.network.services[role].store.reading() as connection:
        row = connection.execute(sa.select(mailbox.inbox).where(mailbox.inbox.c.kind == kind.value)).one()
    return Envelope(
        row.sender,
        role,
        row.originator,
        row.tcn,
        kind,
        row.reference,
        row.contributor,
        bytes(row.body),
        row.leaf,
    )


def cna(data: bytes) -> bytes:
    """A submission as one that asks for no answer."""
    return changed(changed(changed(data, 1, 4, "CNA"), 2, 6, None), 2, 70, None)


def damaged(data: bytes) -> bytes:
    """A submission without a name."""
    return changed(data, 2, 18, None)


def test_the_same_bytes_again_get_the_stored_answers_and_no_second_search(case: Case) -> None:
    tcn = case.submit(card(WHO))
    sent = {kind: posted(case, "state", kind) for kind in (Kind.SRE, Kind.SSR)}
    assert [len(found) for found in sent.values()] == [1, 1]
    booked, leaves = case.row("booking", tcn).facts, len(case.leaves("national"))
    again = received(case, "state", Kind.SUBMISSION)
    assert case.network.state.accept_envelope(again) is Receipt.REPEATED
    assert case.network.state.drain(), "the stored answers go out once more"
    case.network.settle()
    assert {kind: posted(case, "state", kind) for kind in sent} == sent
    assert case.row("booking", tcn).facts == booked
    assert len(case.leaves("national")) == leaves


def test_each_answer_is_a_transaction_of_its_own_that_names_the_submission(case: Case) -> None:
    tcn = case.submit(card(WHO))
    for kind in (Kind.SRE, Kind.SSR):
        ((own, body),) = posted(case, "national", kind)
        answer = read(body)
        assert (answer.tot, answer.tcn, answer.tcr) == (kind.value, own, tcn)
        assert (answer.dai, answer.ori) == (STATION, case.network.national.ori)
        assert posted(case, "state", kind) == [(own, body)], "the bureau passes it on as it is"
        assert answer.descriptive is not None
        assert answer.descriptive.value(9) == b"11-0608-1"
    numbers = [posted(case, "national", kind)[0][0] for kind in (Kind.SRE, Kind.SSR)]
    assert len(set(numbers)) == 2


def test_bad_optional_data_are_ignored_noted_and_refuse_nothing(case: Case) -> None:
    data = changed(changed(changed(card(WHO), 2, 40, "X" * 51), 2, 15, "M"), 2, 14, ["12-34"])
    tcn = case.submit(data)
    row = case.row("national", tcn)
    assert case.row("booking", tcn).facts["first"]["srf"] == "N"
    assert row.facts["ignored"] == [
        "E0002 WARNING record 2 field 2.014 FBI", "E0002 WARNING record 2 field 2.015 SID",
        "E0002 WARNING record 2 field 2.040 OCP",
    ]  # fmt: skip
    ((_, body),) = posted(case, "national", Kind.SRE)
    answer = read(body).descriptive
    assert answer is not None and answer.find(15) is None
    assert answer.value(40) == b"X" * 51, "what is ignored goes back all the same"


BAD = {
    "by the bureau": lambda: changed(card(WHO), 1, 8, "MA999TP01"),
    "by the national agency": lambda: without_finger(card(WHO), 3),
}


@pytest.mark.parametrize("name", BAD)
def test_a_cna_that_is_refused_is_refused_without_an_answer(case: Case, name: str) -> None:
    tcn = case.submit(cna(BAD[name]()))
    assert case.row("booking", tcn).state == BookingState.SUBMITTED
    assert case.row("booking", tcn).facts == {}
    role = "state" if name == "by the bureau" else "national"
    assert case.row(role, tcn).state in (StateState.REFUSED, NationalState.REFUSED)
    assert [leaf.kind for leaf in case.leaves(role, tcn)] == ["received", "refusal"]
    assert not posted(case, "state", Kind.ERRT) and not posted(case, "national", Kind.ERRT)
    found = view(case.network, tcn)
    assert (found.ended, found.accepted) == (True, False), "nobody waits for what will not come"


@pytest.mark.parametrize(("make", "accepted"), [(cna, True), (damaged, False)])
def test_a_submission_ends_whether_or_not_an_answer_is_owed(
    case: Case, make: Callable[[bytes], bytes], accepted: bool
) -> None:
    tcn = case.network.booking.submit(make(card(WHO)))
    assert (view(case.network, tcn).ended, view(case.network, tcn).accepted) == (False, None)
    case.network.settle()
    assert (view(case.network, tcn).ended, view(case.network, tcn).accepted) == (True, accepted)


def test_a_number_used_again_by_a_cna_is_an_alarm_and_gets_no_answer(case: Case) -> None:
    tcn = case.submit(card(WHO))
    case.submit(cna(card(WHO)))
    assert not posted(case, "state", Kind.ERRT)
    kinds = [leaf.kind for leaf in case.leaves("state", tcn)]
    assert (kinds.count("security"), kinds.count("refusal")) == (1, 1)
    assert len([leaf for leaf in case.leaves("national") if leaf.kind == "search"]) == 1


def test_a_search_that_fails_is_told_as_a_second_answer_of_its_own(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    unusable = CardPrints(findings=[finding("L0009", record="4", expected="a picture")])
    monkeypatch.setattr(immigration_service, "read_prints", lambda *_, **__: unusable)
    tcn = case.submit(card(WHO))
    row = case.row("booking", tcn)
    assert row.state == BookingState.COMPLETE
    assert (row.facts["first"]["srf"], row.facts["second"]["status"]) == ("N", "ERROR")
    assert "IDENT DATA RESPONSE: ERROR" in row.facts["second"]["text"]


def test_a_second_answer_may_come_late_and_comes_once(case: Case) -> None:
    tcn = case.network.booking.submit(card(WHO))
    immigration = case.network.immigration
    others = [one for one in case.network.services.values() if one is not immigration]
    while any(service.drain() for service in others):
        pass
    assert case.row("booking", tcn).state == BookingState.ANSWERED
    case.clock.advance(timedelta(days=40))
    case.network.settle()
    row = case.row("booking", tcn)
    assert (row.state, row.facts["second"]["status"]) == (BookingState.COMPLETE, "NO MATCH")
    first = received(case, "national", Kind.IDR)
    further = replace(first, tcn=first.tcn + "9", body=first.body.replace(b"NO MATCH", b"ERROR"))
    assert case.network.national.accept_envelope(further) is Receipt.ACCEPTED
    case.network.settle()
    assert case.row("booking", tcn).facts == row.facts
    assert len(posted(case, "national", Kind.SSR)) == 1
    assert case.row("national", tcn).facts["idr"] == "NO MATCH"
    alarms = [leaf for leaf in case.leaves("national", tcn) if leaf.kind == "security"]
    assert [dict(leaf.detail) for leaf in alarms] == [{"set_aside": "IDR"}]


def test_a_further_second_answer_does_not_take_the_place_of_the_first(case: Case) -> None:
    tcn = case.submit(card(WHO))
    kept = case.row("booking", tcn).facts
    first = received(case, "booking", Kind.SSR)
    further = replace(
        first, tcn=first.tcn + "9", body=first.body.replace(b"2.060:NO MATCH", b"2.060:IS MATCH")
    )
    case.network.booking.accept_envelope(further)
    case.network.settle()
    assert case.row("booking", tcn).facts == kept


@pytest.mark.parametrize("role", ["state", "national"])
@pytest.mark.parametrize(
    "body",
    [
        lambda: b"no transaction at all",
        lambda: card(WHO)[:40],
        lambda: changed(card(WHO), 1, 9, None),
        lambda: changed(card(WHO), 1, 9, "MA025TP01-20110608-000077"),
        lambda: changed(card(WHO), 1, 8, "MA025TP02"),
    ],
    ids=["noise", "header cut", "no number", "another number", "another contributor"],
)
def test_what_has_no_header_of_its_own_is_refused_once_and_answered_by_nobody(
    case: Case, role: str, body: object
) -> None:
    service, sender = case.network.services[role], {"state": "booking", "national": "state"}[role]
    tcn = f"{STATION}-20110608-000001"
    sent = Envelope(sender, role, STATION, tcn, Kind.SUBMISSION, tcn, STATION, body(), "ab" * 32)  # type: ignore[operator]
    service.accept_envelope(sent)
    case.network.settle()
    assert [leaf.kind for leaf in case.leaves(role)] == ["received", "refusal"]
    assert case.leaves(role)[1].detail["codes"] == "no readable header"
    assert not case.rows(role, tcn)
    with service.store.reading() as connection:
        row = connection.execute(sa.select(mailbox.inbox)).one()
        assert (row.state, row.attempts) == (InboxState.DONE, 0)
        assert connection.execute(sa.select(mailbox.outbox)).first() is None


def test_which_text_the_doubtful_row_follows_is_an_act_with_an_officer_and_a_leaf(case: Case) -> None:
    national = case.network.national
    with pytest.raises(BadInput, match="officer"):
        national.set_unretained_number(UnretainedNumber.WITHHELD, "director", " ")
    with pytest.raises(BadInput, match="register of staff"):
        national.set_unretained_number(UnretainedNumber.WITHHELD, "records-1", "memo 7")
    with pytest.raises(NotPermitted, match="programme director"):
        national.set_unretained_number(UnretainedNumber.WITHHELD, "examiner-3", "memo 7")
    assert not case.leaves("national")
    assert national.unretained_number() is UnretainedNumber.GIVEN
    national.set_unretained_number(UnretainedNumber.WITHHELD, "director", "memo 7")
    assert national.unretained_number() is UnretainedNumber.WITHHELD
    (leaf,) = case.leaves("national")
    assert (leaf.kind, leaf.rule) == ("policy_change", "answer table")
    assert dict(leaf.detail) == {"setting": "unretained_number", "value": "withheld"}
