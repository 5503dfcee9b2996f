"""Refusals that more than one agency writes: what can be answered at all, the bytes of an ERRT, a reused number."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from tenprint.agency import journal
from tenprint.agency.service import Effect, Service
from tenprint.errors import BadInput, NotReadable
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.mailbox import Received
from tenprint.identity.number import ORI, TCN
from tenprint.record.answer import UNANSWERED
from tenprint.record.ebts import errt
from tenprint.record.finding import Finding, finding
from tenprint.record.model import Transaction
from tenprint.record.transaction import read

UNKNOWN_CONTRIBUTOR = "XXTP00000"  # receiver written where the request's own 1.008 is no identifier at all
UNREADABLE = "no readable header"  # written where EBTS has no code: nobody can be answered
CONTRIBUTOR_CHARACTERS = 40  # of an envelope


def submission_in(envelope: Envelope) -> Transaction:
    """The submission that an envelope carries.

    Without a readable header nobody can be answered, and an envelope that names another submission or contributor than
    its body would have the answer go astray and the gate ask about another place: neither is taken.

    Raises:
        NotReadable: no Type-1 can be read, it has no control number, or it is not the envelope's.
    """
    transaction = read(envelope.body)
    if not transaction.tcn:
        raise NotReadable("1.009 TCN: expected a control number, found none")
    named = (transaction.tcn, (transaction.ori or "")[:CONTRIBUTOR_CHARACTERS])
    if named != (envelope.tcn, envelope.contributor):
        raise NotReadable("1.008 ORI and 1.009 TCN: expected those of the envelope, found others")
    return transaction


def unanswerable(service: Service, received: Received) -> Effect:
    """The effect of what has no readable header of its own: one leaf, one line, no answer and no further attempt."""

    def refused(connection: Connection) -> None:
        """The leaf and the line."""
        envelope = received.envelope
        service.note_leaf(connection, "refusal", envelope.tcn, {"codes": UNREADABLE})
        at = service.clock.now()
        journal.note(connection, envelope.tcn, envelope.contributor, at, f"refused: {UNREADABLE}")

    return refused


def answered(tot: str | None) -> bool:
    """Whether a submission of that type is owed an answer at all: a CNA asks for none (EBTS 8.001 §3.1.1.2)."""
    return tot != UNANSWERED


def conflict_finding(tcn: str) -> Finding:
    """S0004: the control number was used before, for other bytes."""
    return finding(
        "S0004",
        record="1",
        field="1.009",
        mnemonic="TCN",
        expected="a new control number, or the bytes sent before",
        found=tcn,
    )


def refusal_bytes(
    request: Transaction, *, tcn: TCN, ori: ORI, on: datetime, findings: Sequence[Finding]
) -> bytes:
    """Bytes of an ERRT to whoever sent ``request``, even where its ORI cannot be used."""
    try:
        receiver = ORI(request.ori or "")
    except BadInput:
        receiver = ORI(UNKNOWN_CONTRIBUTOR)
    return errt(request=request, tcn=tcn, ori=ori, on=on, findings=findings, dai=receiver)
