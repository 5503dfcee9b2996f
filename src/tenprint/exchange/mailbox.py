"""Outbox and inbox: transactions that are neither lost nor acted on twice.

An outbox row is written in the database transaction of the state change that caused it; a carrier delivers it as
often as needed; the inbox recognises what it has had by (sender, originator, TCN). So delivery may repeat, effects
do not. Same key and same digest: the stored answer goes out again. Same key and another digest: a conflict.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from tenprint.exchange.envelope import Envelope, Kind
from tenprint.exchange.instant import Instant

METADATA = sa.MetaData()

inbox = sa.Table(
    "inbox",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender", sa.String(40), nullable=False),
    sa.Column("originator", sa.String(40), nullable=False),
    sa.Column("tcn", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("reference", sa.String(40), nullable=False),
    sa.Column("contributor", sa.String(40), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("leaf", sa.String(64), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=True),  # null once erased
    sa.Column("received_at", Instant(), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", Instant(), nullable=False),
    sa.Column("fault", sa.Text, nullable=True),
    sa.UniqueConstraint("sender", "originator", "tcn", "digest", name="inbox_once"),
    sa.Index("inbox_due", "state", "due_at"),
    sa.Index("inbox_reference", "reference"),
)

outbox = sa.Table(
    "outbox",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("recipient", sa.String(40), nullable=False),
    sa.Column("originator", sa.String(40), nullable=False),
    sa.Column("tcn", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("reference", sa.String(40), nullable=False),
    sa.Column("contributor", sa.String(40), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=True),  # null once erased
    sa.Column("leaf", sa.String(64), nullable=False),
    sa.Column("created_at", Instant(), nullable=False),
    sa.Column("due_at", Instant(), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("delivered_at", Instant(), nullable=True),
    sa.Column("fault", sa.Text, nullable=True),
    sa.UniqueConstraint("recipient", "originator", "tcn", "kind", "digest", name="outbox_once"),
    sa.Index("outbox_due", "delivered_at", "due_at"),
    sa.Index("outbox_reference", "reference"),
)

RETRY_SECONDS_MIN = 0.2
RETRY_SECONDS_MAX = 60.0


class InboxState(StrEnum):
    """Where a received transaction stands."""

    NEW = "new"
    DONE = "done"
    CONFLICT = "conflict"  # same control number as an earlier one, other bytes: to be refused
    REFUSED = "refused"  # a conflict that has had its refusal
    FAILED = "failed"  # our own handler failed; kept, alarmed, not retried for ever


class Receipt(StrEnum):
    """What the inbox did with a delivery."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Received:
    """One inbox row."""

    id: int
    envelope: Envelope
    received_at: datetime
    attempts: int
    state: InboxState


def keyed_digest(envelope: Envelope, key: bytes) -> str:
    """HMAC-SHA-256 of a body's digest under the agency's own key, hexadecimal.

    What stays after a body is erased must not let anybody test whether these prints were once here.
    """
    return hmac.new(key, envelope.digest.encode(), hashlib.sha256).hexdigest()


def receive(connection: Connection, envelope: Envelope, at: datetime, key: bytes) -> Receipt:
    """Put a delivered transaction into the inbox, once; requires a write transaction.

    A repeated one makes its stored answers due again, so that a sender who lost them gets the same bytes.
    """
    digest = keyed_digest(envelope, key)
    same = (
        (inbox.c.sender == envelope.sender)
        & (inbox.c.originator == envelope.originator)
        & (inbox.c.tcn == envelope.tcn)
    )
    earlier = connection.execute(sa.select(inbox.c.digest).where(same)).scalars().all()
    if digest in earlier:
        redeliver(connection, envelope, at)
        return Receipt.REPEATED
    state = InboxState.CONFLICT if earlier else InboxState.NEW
    connection.execute(
        sa.insert(inbox).values(
            **{**_row(envelope), "digest": digest},
            sender=envelope.sender,
            received_at=at,
            due_at=at,
            attempts=0,
            state=state.value,
        )
    )
    return Receipt.CONFLICT if earlier else Receipt.ACCEPTED


def _row(envelope: Envelope) -> dict[str, object]:
    """The columns that inbox and outbox have in common."""
    return {
        "originator": envelope.originator,
        "tcn": envelope.tcn,
        "kind": envelope.kind.value,
        "reference": envelope.reference,
        "contributor": envelope.contributor,
        "digest": envelope.digest,
        "body": envelope.body,
        "leaf": envelope.leaf,
    }


def redeliver(connection: Connection, repeated: Envelope, at: datetime) -> int:
    """Make the stored answers about a submission that came again due again; returns their count.

    A control number is unique at its contributor only: the answers to another's submission of that number stay.
    """
    done = connection.execute(
        sa.update(outbox)
        .where(
            outbox.c.recipient == repeated.sender,
            outbox.c.reference == repeated.tcn,
            outbox.c.contributor == repeated.contributor,
            outbox.c.body.is_not(None),
        )
        .values(delivered_at=None, due_at=at)
    )
    return int(done.rowcount)


def next_received(connection: Connection, recipient: str, at: datetime) -> Received | None:
    """The oldest inbox row that is due (new, or a conflict that still needs its refusal), or None."""
    row = connection.execute(
        sa.select(inbox)
        .where(inbox.c.state.in_((InboxState.NEW.value, InboxState.CONFLICT.value)), inbox.c.due_at <= at)
        .order_by(inbox.c.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else _received(row, recipient)


def _received(row: sa.Row[Any], recipient: str) -> Received:
    """An inbox row as a value."""
    envelope = Envelope(
        sender=row.sender,
        recipient=recipient,
        originator=row.originator,
        tcn=row.tcn,
        kind=Kind(row.kind),
        reference=row.reference,
        contributor=row.contributor,
        body=row.body or b"",
        leaf=row.leaf,
    )
    return Received(row.id, envelope, row.received_at, row.attempts, InboxState(row.state))


def body_of(connection: Connection, *, kind: Kind, reference: str, contributor: str) -> bytes | None:
    """The kept bytes of a received transaction about a submission, or None where none is kept."""
    body = connection.execute(
        sa.select(inbox.c.body)
        .where(
            inbox.c.kind == kind.value,
            inbox.c.reference == reference,
            inbox.c.contributor == contributor,
            inbox.c.state.not_in((InboxState.CONFLICT.value, InboxState.REFUSED.value)),
        )
        .order_by(inbox.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if body is None else bytes(body)


def settle(connection: Connection, received: Received) -> None:
    """Mark a received transaction as acted on; in the same database transaction as its effects."""
    state = InboxState.REFUSED if received.state is InboxState.CONFLICT else InboxState.DONE
    connection.execute(
        sa.update(inbox).where(inbox.c.id == received.id).values(state=state.value, fault=None)
    )


def postpone(
    connection: Connection, received: Received, at: datetime, fault: str, attempts_max: int
) -> InboxState:
    """Note that our handler failed: try again later, or give up and keep it for a person."""
    attempts = received.attempts + 1
    state = InboxState.FAILED if attempts >= attempts_max else received.state
    connection.execute(
        sa.update(inbox)
        .where(inbox.c.id == received.id)
        .values(state=state.value, attempts=attempts, due_at=at + backoff(attempts), fault=fault)
    )
    return state


def backoff(attempts: int) -> timedelta:
    """Time to wait after the given count of failures: doubling, bounded.

    >>> backoff(1).total_seconds(), backoff(30).total_seconds()
    (0.2, 60.0)
    """
    return timedelta(seconds=min(RETRY_SECONDS_MIN * 2 ** min(attempts - 1, 20), RETRY_SECONDS_MAX))


def post(connection: Connection, envelope: Envelope, at: datetime) -> None:
    """Write an outbox row; in the same database transaction as the change that causes it."""
    connection.execute(
        sa.insert(outbox).values(
            **_row(envelope), recipient=envelope.recipient, created_at=at, due_at=at, attempts=0
        )
    )


def next_posted(connection: Connection, sender: str, at: datetime) -> tuple[int, int, Envelope] | None:
    """The oldest undelivered outbox row that is due: (row id, attempts, envelope), or None."""
    row = connection.execute(
        sa.select(outbox)
        .where(outbox.c.delivered_at.is_(None), outbox.c.due_at <= at, outbox.c.body.is_not(None))
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    envelope = Envelope(
        sender=sender,
        recipient=row.recipient,
        originator=row.originator,
        tcn=row.tcn,
        kind=Kind(row.kind),
        reference=row.reference,
        contributor=row.contributor,
        body=row.body,
        leaf=row.leaf,
    )
    return row.id, row.attempts, envelope


def delivered(connection: Connection, posted_id: int, at: datetime) -> None:
    """Mark an outbox row as accepted by its recipient."""
    connection.execute(sa.update(outbox).where(outbox.c.id == posted_id).values(delivered_at=at, fault=None))


def undelivered(connection: Connection, posted_id: int, attempts: int, at: datetime, fault: str) -> None:
    """Note a failed delivery and when to try again."""
    connection.execute(
        sa.update(outbox)
        .where(outbox.c.id == posted_id)
        .values(attempts=attempts + 1, due_at=at + backoff(attempts + 1), fault=fault)
    )


def erase_received(connection: Connection, received: Received) -> None:
    """Erase the body of a transaction that is being handled; inside the transaction of its effects."""
    connection.execute(sa.update(inbox).where(inbox.c.id == received.id).values(body=None))


def erase(connection: Connection, reference: str, contributor: str) -> int:
    """Erase the bodies of everything received or sent about a submission; returns the count of rows erased.

    Undelivered rows keep theirs: an answer is never lost to erasure.
    """
    received = connection.execute(
        sa.update(inbox)
        .where(
            inbox.c.reference == reference,
            inbox.c.contributor == contributor,
            inbox.c.state == InboxState.DONE.value,
            inbox.c.body.is_not(None),
        )
        .values(body=None)
    )
    sent = connection.execute(
        sa.update(outbox)
        .where(
            outbox.c.reference == reference,
            outbox.c.contributor == contributor,
            outbox.c.delivered_at.is_not(None),
            outbox.c.body.is_not(None),
        )
        .values(body=None)
    )
    return int(received.rowcount) + int(sent.rowcount)
