"""Outbox and inbox: nothing lost, nothing acted on twice, conflicts set apart, erasure without loss."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from exchange_cases import KEY, LEAF, NOON, SENT, STATION, TCN, Box, box, envelope
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import TransportError
from tenprint.exchange import mailbox
from tenprint.exchange.envelope import Envelope, Kind
from tenprint.exchange.mailbox import InboxState, Receipt, backoff, keyed_digest

ANSWER = Envelope(
    "state", "booking", "MATPSIB01", "MATPSIB01-20110608-000001", Kind.SRE, TCN, STATION, b"answer", LEAF
)


def _take(agency: Box, sent: Envelope, at: datetime = NOON) -> Receipt:
    with agency.writing() as connection:
        return mailbox.receive(connection, sent, at, KEY)


def _handle(agency: Box, at: datetime = NOON) -> bytes | None:
    """Settle the oldest that is due; returns its body."""
    with agency.writing() as connection:
        received = mailbox.next_received(connection, "state", at)
        if received is None:
            return None
        mailbox.settle(connection, received)
        return received.envelope.body


def test_a_received_transaction_is_read_back_as_sent() -> None:
    agency = box()
    assert _take(agency, SENT) is Receipt.ACCEPTED
    with agency.writing() as connection:
        received = mailbox.next_received(connection, "state", NOON)
    assert received is not None
    assert received.envelope == SENT
    assert (received.received_at, received.attempts, received.state) == (NOON, 0, InboxState.NEW)


def test_the_same_bytes_twice_have_one_effect_and_the_answer_goes_out_again() -> None:
    agency = box()
    _take(agency, SENT)
    assert _handle(agency) == SENT.body
    with agency.writing() as connection:
        mailbox.post(connection, ANSWER, NOON)
        row_id, _, posted = mailbox.next_posted(connection, "state", NOON) or pytest.fail("nothing posted")
        mailbox.delivered(connection, row_id, NOON)
        assert mailbox.next_posted(connection, "state", NOON + timedelta(days=1)) is None
    later = NOON + timedelta(hours=1)
    assert _take(agency, SENT, later) is Receipt.REPEATED
    assert _handle(agency, later) is None
    with agency.writing() as connection:
        again = mailbox.next_posted(connection, "state", later)
    assert again is not None
    assert again[2] == posted == ANSWER
    assert len(agency.rows(mailbox.inbox)) == 1


def test_a_repetition_makes_only_its_own_answers_due() -> None:
    agency = box()
    _take(agency, SENT)
    for other in (
        replace(ANSWER, tcn="O" * 10, reference="another-submission"),
        replace(ANSWER, tcn="N" * 10, recipient="national"),
        replace(ANSWER, tcn="C" * 10, contributor="MA025TP02"),
    ):
        with agency.writing() as connection:
            mailbox.post(connection, other, NOON)
            row_id, _, _ = mailbox.next_posted(connection, "state", NOON) or pytest.fail("nothing posted")
            mailbox.delivered(connection, row_id, NOON)
    _take(agency, SENT)
    with agency.writing() as connection:
        assert mailbox.next_posted(connection, "state", NOON) is None


def test_the_same_number_with_other_bytes_is_a_conflict_and_refused_once() -> None:
    agency = box()
    other = envelope(body=b"other prints")
    _take(agency, SENT)
    assert _take(agency, other) is Receipt.CONFLICT
    assert _take(agency, other) is Receipt.REPEATED
    assert [_handle(agency), _handle(agency), _handle(agency)] == [SENT.body, other.body, None]
    assert [row.state for row in agency.rows(mailbox.inbox)] == [InboxState.DONE, InboxState.REFUSED]


def test_a_conflict_never_becomes_the_kept_submission() -> None:
    agency = box()
    _take(agency, SENT)
    _take(agency, envelope(body=b"other prints"))
    for _ in range(2):
        with agency.writing() as connection:
            kept = mailbox.body_of(connection, kind=Kind.SUBMISSION, reference=TCN, contributor=STATION)
        assert kept == SENT.body
        _handle(agency)
        _handle(agency)


@pytest.mark.parametrize(
    "changes", [{"originator": "MA025TP02"}, {"sender": "national"}, {"tcn": "MA025TP01-20110608-000002"}]
)
def test_the_key_is_sender_originator_and_number(changes: dict[str, str]) -> None:
    agency = box()
    _take(agency, SENT)
    assert _take(agency, envelope(**changes, body=b"others")) is Receipt.ACCEPTED


def test_the_inbox_is_worked_in_order_of_arrival() -> None:
    agency = box()
    for number in range(5):
        _take(agency, envelope(tcn=f"T{9 - number:010d}", body=bytes([number])))
    assert [_handle(agency) for _ in range(6)] == [b"\0", b"\1", b"\2", b"\3", b"\4", None]


def test_a_failed_one_waits_and_does_not_block_the_next() -> None:
    agency = box()
    _take(agency, SENT)
    _take(agency, envelope(tcn="S" * 10, body=b"second"))
    with agency.writing() as connection:
        first = mailbox.next_received(connection, "state", NOON)
        assert first is not None
        assert mailbox.postpone(connection, first, NOON, "Fault: why", 3) is InboxState.NEW
        second = mailbox.next_received(connection, "state", NOON)
        assert second is not None and second.envelope.body == b"second"
        due = NOON + backoff(1)
        again = mailbox.next_received(connection, "state", due)
        assert again is not None and again.envelope == SENT and again.attempts == 1


def test_after_the_last_attempt_it_is_kept_as_failed() -> None:
    agency = box()
    _take(agency, SENT)
    at, states = NOON, []
    with agency.writing() as connection:
        while received := mailbox.next_received(connection, "state", at):
            states.append(mailbox.postpone(connection, received, at, "Fault: why", 3))
            at += timedelta(seconds=61)
    assert states == [InboxState.NEW, InboxState.NEW, InboxState.FAILED]
    row = agency.rows(mailbox.inbox)[0]
    assert (row.body, row.fault, row.attempts) == (SENT.body, "Fault: why", 3)


@given(st.integers(1, 10_000))
def test_backoff_grows_and_is_bounded(attempts: int) -> None:
    assert timedelta(0) < backoff(attempts) <= backoff(attempts + 1) <= timedelta(seconds=60)


def test_an_undelivered_row_waits_longer_each_time_and_lets_others_pass() -> None:
    agency = box()
    with agency.writing() as connection:
        mailbox.post(connection, ANSWER, NOON)
        mailbox.post(connection, replace(ANSWER, tcn="S" * 10), NOON)
        mailbox.undelivered(connection, 1, 0, NOON, "away")
        passed = mailbox.next_posted(connection, "state", NOON)
        assert passed is not None and passed[2].tcn == "S" * 10
        mailbox.delivered(connection, 2, NOON)
        at, waits = NOON, []
        for attempt in range(1, 5):
            waits.append(backoff(attempt))
            at += waits[-1]
            assert mailbox.next_posted(connection, "state", at - timedelta(milliseconds=1)) is None
            row_id, attempts, found = mailbox.next_posted(connection, "state", at) or pytest.fail("none due")
            assert (row_id, attempts, found) == (1, attempt, ANSWER)
            mailbox.undelivered(connection, row_id, attempts, at, "away")
    assert waits == sorted(set(waits))


def test_erasure_takes_what_is_done_and_delivered_and_leaves_the_rest() -> None:
    agency = box()
    _take(agency, SENT)
    _handle(agency)
    _take(agency, envelope(tcn="W" * 10, body=b"waiting"))
    _take(agency, envelope(tcn="E" * 10, reference="elsewhere", body=b"elsewhere"))
    with agency.writing() as connection:
        mailbox.post(connection, ANSWER, NOON)
        mailbox.delivered(connection, 1, NOON)
        mailbox.post(connection, replace(ANSWER, tcn="U" * 10, body=b"undelivered"), NOON)
        assert mailbox.erase(connection, TCN, STATION) == 2
        assert mailbox.erase(connection, TCN, STATION) == 0
        posted = mailbox.next_posted(connection, "state", NOON)
    assert [row.body for row in agency.rows(mailbox.inbox)] == [None, b"waiting", b"elsewhere"]
    assert [row.body for row in agency.rows(mailbox.outbox)] == [None, b"undelivered"]
    assert posted is not None and posted[2].body == b"undelivered"


def test_after_erasure_a_repetition_has_no_second_effect_and_no_answer() -> None:
    agency = box()
    _take(agency, SENT)
    _handle(agency)
    with agency.writing() as connection:
        mailbox.post(connection, ANSWER, NOON)
        mailbox.delivered(connection, 1, NOON)
        mailbox.erase(connection, TCN, STATION)
    assert _take(agency, SENT) is Receipt.REPEATED
    assert _handle(agency) is None
    with agency.writing() as connection:
        assert mailbox.next_posted(connection, "state", NOON) is None


def test_what_stays_of_a_body_is_a_digest_that_nobody_can_test_without_the_key() -> None:
    agency = box()
    _take(agency, SENT)
    kept = agency.rows(mailbox.inbox)[0].digest
    assert kept == keyed_digest(SENT, KEY)
    assert kept != SENT.digest
    assert keyed_digest(SENT, b"j" * 32) != kept
    assert keyed_digest(envelope(body=b"x"), KEY) != kept


# --- two agencies and a wire that fails ------------------------------------------------------------


class FaultyWire:
    """Delivers as its script says: ``ok``, ``before`` (lost), ``after`` (acknowledgement lost), ``twice``."""

    def __init__(self, receiver: Box, script: list[str]) -> None:
        self.receiver = receiver
        self.script = list(script)

    def deliver(self, sent: Envelope) -> None:
        act = self.script.pop(0) if self.script else "ok"
        if act == "before":
            raise TransportError("the wire is down")
        _take(self.receiver, sent)
        if act == "twice":
            _take(self.receiver, sent)
        if act == "after":
            raise TransportError("no acknowledgement")


@settings(max_examples=40, deadline=None)
@given(
    script=st.lists(st.sampled_from(["ok", "before", "after", "twice"]), max_size=14),
    bodies=st.lists(st.binary(max_size=5), min_size=1, max_size=4),
)
def test_whatever_the_wire_does_each_transaction_is_handled_once(
    script: list[str], bodies: list[bytes]
) -> None:
    sender, receiver = box(), box()
    wire = FaultyWire(receiver, script)
    with sender.writing() as connection:
        for number, body in enumerate(bodies):
            mailbox.post(connection, envelope(tcn=f"T{number:010d}", body=body), NOON)
    at, handled = NOON, Counter[int]()
    for _ in range(len(script) + len(bodies) + 1):
        at += timedelta(seconds=61)
        with sender.writing() as connection:
            posted = mailbox.next_posted(connection, "booking", at)
        if posted is None:
            break
        row_id, attempts, sent = posted
        try:
            wire.deliver(sent)
        except TransportError as error:
            with sender.writing() as connection:
                mailbox.undelivered(connection, row_id, attempts, at, str(error))
        else:
            with sender.writing() as connection:
                mailbox.delivered(connection, row_id, at)
        with receiver.writing() as connection:
            while received := mailbox.next_received(connection, "state", at):
                handled[int(received.envelope.tcn[1:])] += 1
                assert received.envelope.body == bodies[int(received.envelope.tcn[1:])]
                mailbox.settle(connection, received)
    assert handled == Counter(range(len(bodies)))
    assert all(row.delivered_at is not None for row in sender.rows(mailbox.outbox))
