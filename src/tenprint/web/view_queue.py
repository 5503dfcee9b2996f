"""What an agency's status page shows of its work: what waits, what could not be delivered, what people must do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from tenprint.agency import journal, schema, task
from tenprint.agency.service import Service
from tenprint.agency.task import Task, TaskKind
from tenprint.errors import BadInput
from tenprint.exchange.mailbox import InboxState, inbox, outbox
from tenprint.sharing.jurisdiction import county_of

ROWS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A transaction that has not been handled, or not been delivered.

    Attributes:
        kind: what it is.
        peer: role of its sender or recipient.
        reference: control number of the submission that it is about.
        state: state in the inbox; empty in the outbox.
        attempts: count of failures.
        due_at: when it is tried next.
        fault: what the last failure was.
    """

    kind: str
    peer: str
    reference: str
    state: str
    attempts: int
    due_at: datetime
    fault: str | None


@dataclass(frozen=True, slots=True)
class Work:
    """A human task with its clock: ``left`` is negative where it is overdue."""

    id: int
    kind: TaskKind
    tcn: str
    created_at: datetime
    due_at: datetime
    left: timedelta

    @property
    def overdue(self) -> bool:
        """Whether its time has run out."""
        return self.left < timedelta(0)


@dataclass(frozen=True, slots=True)
class Line:
    """A submission in a list."""

    tcn: str
    contributor: str
    place: str
    tot: str
    received_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Status:
    """One agency's present state; the counts are of all, the lists of at most ``ROWS_SHOWN``."""

    received: int
    received_waiting: int
    undelivered_count: int
    inbox: list[Waiting]
    outbox: list[Waiting]
    tasks: list[Work]
    latest: list[Line]


def status_of(service: Service) -> Status:
    """Look at an agency's own database and nothing else."""
    with service.store.reading() as connection:
        tasks = [work(item, service.clock.now()) for item in task.waiting(connection)]
        return Status(
            received=_count(connection, sa.select(sa.func.count()).select_from(schema.submission)),
            received_waiting=_count(connection, sa.select(sa.func.count()).where(_unhandled())),
            undelivered_count=_count(connection, sa.select(sa.func.count()).where(_undelivered())),
            inbox=_inbox(connection),
            outbox=_outbox(connection),
            tasks=tasks,
            latest=[line(service, item) for item in journal.newest(connection, ROWS_SHOWN)],
        )


def work(item: Task, at: datetime) -> Work:
    """A task with the time that is left for it."""
    return Work(item.id, item.kind, item.tcn, item.created_at, item.due_at, item.due_at - at)


def line(service: Service, item: journal.Submission) -> Line:
    """A submission as the lists show it."""
    place = place_of(service, item.contributor)
    return Line(item.tcn, item.contributor, place, item.tot, item.received_at, item.state)


def place_of(service: Service, contributor: str) -> str:
    """County of a contributor, or nothing where it is not known."""
    try:
        county = county_of(contributor, service.rules)
    except BadInput:
        return ""
    return f"{county.name}, {county.state}"


def _count(connection: Connection, query: sa.Select[int]) -> int:
    """A count."""
    return connection.execute(query).scalar_one()


def _unhandled() -> sa.ColumnElement[bool]:
    """What the inbox still holds for us, our own failures included."""
    states = (InboxState.NEW, InboxState.CONFLICT, InboxState.FAILED)
    return inbox.c.state.in_([state.value for state in states])


def _undelivered() -> sa.ColumnElement[bool]:
    """What the outbox still holds."""
    return outbox.c.delivered_at.is_(None)


def _inbox(connection: Connection) -> list[Waiting]:
    """The oldest transactions that wait to be handled."""
    rows = connection.execute(sa.select(inbox).where(_unhandled()).order_by(inbox.c.id).limit(ROWS_SHOWN))
    return [
        Waiting(row.kind, row.sender, row.reference, row.state, row.attempts, row.due_at, row.fault)
        for row in rows
    ]


def _outbox(connection: Connection) -> list[Waiting]:
    """The oldest transactions that wait to be delivered."""
    rows = connection.execute(
        sa.select(outbox).where(_undelivered()).order_by(outbox.c.due_at, outbox.c.id).limit(ROWS_SHOWN)
    )
    return [
        Waiting(row.kind, row.recipient, row.reference, "", row.attempts, row.due_at, row.fault)
        for row in rows
    ]
