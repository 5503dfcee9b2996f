"""The booking station at work: submit a card, and await the first and the second answer.

The station talks to its state bureau alone; what it knows of immigration is what the second answer says.
"""

import hashlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from tenprint.agency import journal
from tenprint.agency.booking.journey import MOVES, BookingState
from tenprint.agency.schema import submission as submission_table
from tenprint.agency.service import Effect, Service
from tenprint.errors import BadInput, NotReadable
from tenprint.exchange import gate
from tenprint.exchange.envelope import ANSWERS, Kind
from tenprint.exchange.mailbox import Received
from tenprint.record.ebts import Answer, read_answer
from tenprint.record.model import Transaction
from tenprint.record.transaction import read

CONFLICT_CODE = "S0004"
TCN_CHARACTERS_MAX = (
    100  # the standard's 40 are for the receiving side to check; a longer one fits no envelope
)


class BookingService(Service):
    """The booking stations of one place, served by one desk."""

    role = "booking"

    def handle(self, received: Received) -> Effect:
        """Two kinds of answer reach a booking station."""
        answer = read_answer(read(received.envelope.body))
        if received.envelope.kind in ANSWERS:
            return lambda connection: self._first_answer(connection, received, answer)
        return lambda connection: self._second_answer(connection, received, answer)

    def submit(self, data: bytes) -> str:
        """Send a card to the state bureau; returns its control number once it is on disk.

        The same bytes again are the same submission. The same control number with other bytes goes out too: it is
        for the receiving side to refuse it.

        Raises:
            NotReadable: no header with a control number can be read; the bytes' digest and the reason are kept.
        """
        digest = hashlib.sha256(data).hexdigest()
        try:
            transaction = _readable(data)
        except BadInput as error:
            self._keep_unreadable(data, digest, error)
            raise
        tcn, contributor = transaction.tcn or "", (transaction.ori or "")[:40]
        with self.store.writing() as connection:
            if not _known(connection, tcn, contributor, digest):
                self._send(connection, data, digest, transaction, tcn, contributor)
        self.wake()
        return tcn

    def _send(
        self,
        connection: Connection,
        data: bytes,
        digest: str,
        transaction: Transaction,
        tcn: str,
        contributor: str,
    ) -> None:
        """Record a submission and post it, in one transaction."""
        at = self.clock.now()
        journal.open_submission(
            connection,
            tcn=tcn,
            contributor=contributor,
            digest=digest,
            tot=(transaction.tot or "")[:16],
            at=at,
            state=BookingState.SUBMITTED,
            facts={},
        )
        outgoing = gate.Dissemination(
            sender=self.role,
            recipient="state",
            originator=contributor,
            tcn=tcn,
            kind=Kind.SUBMISSION,
            reference=tcn,
            contributor=contributor,
            body=data,
            subject=f"{contributor}/{tcn}",
        )
        gate.disseminate(connection, outgoing, at=at)
        journal.note(connection, tcn, contributor, at, "submitted to the state bureau")

    def _keep_unreadable(self, data: bytes, digest: str, error: BadInput) -> None:
        """Keep what could not be sent: when, how long, its digest, and why."""
        at, tcn = self.clock.now(), f"UNREADABLE-{digest[:16]}"
        with self.store.writing() as connection:
            if _known(connection, tcn, "", digest):
                return
            facts = {"bytes": len(data), "fault": str(error)}
            journal.open_submission(
                connection,
                tcn=tcn,
                contributor="",
                digest=digest,
                tot="",
                at=at,
                state=BookingState.UNREADABLE,
                facts=facts,
            )
            journal.note(connection, tcn, "", at, f"not sent, {type(error).__name__}: no readable header")

    def _first_answer(self, connection: Connection, received: Received, answer: Answer) -> None:
        """Store the one first answer of a submission."""
        envelope = received.envelope
        row = _answered_row(connection, envelope.reference, envelope.contributor, answer)
        if row.facts.get("first"):
            journal.note(
                connection,
                row.tcn,
                row.contributor,
                self.clock.now(),
                f"a further {answer.tot} was set aside",
            )
            return
        first = _answer_facts(answer)
        state = MOVES[BookingState(row.state), envelope.kind]
        if row.facts.get("second"):
            state = MOVES.get((state, Kind.SSR), state)
        journal.advance(connection, row, state, first=first)
        text = {
            "SRE": f"first answer: SRE {answer.srf}",
            "ERRT": f"first answer: ERRT {' '.join(answer.codes)}",
        }
        journal.note(connection, row.tcn, row.contributor, self.clock.now(), text[answer.tot])

    def _second_answer(self, connection: Connection, received: Received, answer: Answer) -> None:
        """Store the second answer."""
        envelope = received.envelope
        row = journal.load(connection, envelope.reference, envelope.contributor)
        if row.facts.get("second"):
            at = self.clock.now()
            journal.note(connection, row.tcn, row.contributor, at, f"a further {answer.tot} was set aside")
            return
        state = MOVES.get((BookingState(row.state), envelope.kind), BookingState(row.state))
        second = {"status": answer.messages[0] if answer.messages else "", "text": answer.text}
        journal.advance(connection, row, state, second=second)
        journal.note(
            connection, row.tcn, row.contributor, self.clock.now(), f"second answer: {second['status']}"
        )


def _readable(data: bytes) -> Transaction:
    """Read what is to be sent; a submission without a control number cannot be answered."""
    transaction = read(data)
    if not transaction.tcn:
        raise NotReadable("1.009 TCN: expected a control number, found none")
    if len(transaction.tcn) > TCN_CHARACTERS_MAX:
        raise NotReadable(
            f"1.009 TCN: expected at most {TCN_CHARACTERS_MAX} characters, found {len(transaction.tcn)}"
        )
    return transaction


def _known(connection: Connection, tcn: str, contributor: str, digest: str) -> bool:
    """Whether exactly this submission is recorded already."""
    table = submission_table
    query = sa.select(table.c.id).where(
        table.c.tcn == tcn, table.c.contributor == contributor, table.c.digest == digest
    )
    return connection.execute(query).first() is not None


def _answered_row(connection: Connection, tcn: str, contributor: str, answer: Answer) -> journal.Submission:
    """The submission that an answer is about: a refused repetition is the newer of two with one number."""
    rows = [row for row in journal.with_number(connection, tcn) if row.contributor == contributor]
    if not rows:
        raise BadInput(f"TCN {tcn}: expected a submission of ours, found none")
    repeated = [row for row in rows[1:] if not row.facts.get("first")]
    return repeated[0] if CONFLICT_CODE in answer.codes and repeated else rows[0]


def _answer_facts(answer: Answer) -> dict[str, Any]:
    """What the station keeps of a first answer."""
    return {
        "tot": answer.tot,
        "srf": answer.srf,
        "ucn": answer.ucn,
        "text": answer.text,
        "messages": list(answer.messages),
    }
