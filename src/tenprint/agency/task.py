"""Human work: a queue with a clock, worked by officers at the consoles or by a marked clerk in the demo.

An officer sees a task's content and nothing else. Completing a task and the effect of its outcome are one database
transaction, made by the agency's service.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from tenprint.agency import schema
from tenprint.errors import BadInput


class TaskKind(StrEnum):
    """Kinds of human work."""

    EXAMINE = "examine"  # an examiner compares two persons' prints
    DETERMINE = "determine"  # an immigration officer determines status
    FIELD_DECISION = "field decision"  # the field office of the arrest's place decides


# Targets, as parameters: EBTS 8.001 A-1 asks 15 minutes for a routine criminal answer; four hours for the status
# determination are often cited, without a text that states them.
TIME_LIMIT = {
    TaskKind.EXAMINE: timedelta(minutes=15),
    TaskKind.DETERMINE: timedelta(hours=4),
    TaskKind.FIELD_DECISION: timedelta(hours=24),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of human work."""

    id: int
    kind: TaskKind
    tcn: str
    contributor: str
    content: dict[str, Any]
    created_at: datetime
    due_at: datetime
    done_at: datetime | None
    officer: str | None
    outcome: dict[str, Any] | None


def open_task(
    connection: Connection, kind: TaskKind, tcn: str, contributor: str, content: dict[str, Any], at: datetime
) -> None:
    """Put work into the queue; due after the kind's time limit."""
    connection.execute(
        sa.insert(schema.task).values(
            kind=kind.value,
            tcn=tcn,
            contributor=contributor,
            content=content,
            created_at=at,
            due_at=at + TIME_LIMIT[kind],
        )
    )


def waiting(connection: Connection, kind: TaskKind | None = None) -> list[Task]:
    """The tasks not done, the most urgent first."""
    table = schema.task
    query = sa.select(table).where(table.c.done_at.is_(None)).order_by(table.c.due_at, table.c.id)
    if kind is not None:
        query = query.where(table.c.kind == kind.value)
    return [_task(row) for row in connection.execute(query)]


def find(connection: Connection, kind: TaskKind, tcn: str, contributor: str) -> Task | None:
    """The task of a kind about a submission, done or not."""
    table = schema.task
    row = connection.execute(
        sa.select(table).where(
            table.c.kind == kind.value, table.c.tcn == tcn, table.c.contributor == contributor
        )
    ).one_or_none()
    return None if row is None else _task(row)


def load(connection: Connection, task_id: int, kind: TaskKind | None = None) -> Task:
    """The task with this number.

    Raises:
        BadInput: there is none, or it is work of another kind than expected.
    """
    row = connection.execute(sa.select(schema.task).where(schema.task.c.id == task_id)).one_or_none()
    if row is None:
        raise BadInput(f"task {task_id}: not found")
    found = _task(row)
    if kind is not None and found.kind is not kind:
        raise BadInput(f"task {task_id}: expected work of kind {kind}, found {found.kind}")
    return found


def complete(
    connection: Connection, task_id: int, officer: str, outcome: dict[str, Any], at: datetime
) -> Task:
    """Mark a task as done; inside the transaction of its effects.

    Raises:
        BadInput: it is done already, or unknown.
    """
    done = connection.execute(
        sa.update(schema.task)
        .where(schema.task.c.id == task_id, schema.task.c.done_at.is_(None))
        .values(done_at=at, officer=officer, outcome=outcome)
    )
    if done.rowcount != 1:
        raise BadInput(f"task {task_id}: expected one that is waiting, found none")
    return load(connection, task_id)


def forget_content(connection: Connection, tcn: str, contributor: str) -> None:
    """Erase what the tasks about a submission showed."""
    connection.execute(
        sa.update(schema.task)
        .where(schema.task.c.tcn == tcn, schema.task.c.contributor == contributor)
        .values(content={})
    )


def _task(row: sa.Row[Any]) -> Task:
    """A row as a value."""
    return Task(
        id=row.id,
        kind=TaskKind(row.kind),
        tcn=row.tcn,
        contributor=row.contributor,
        content=row.content,
        created_at=row.created_at,
        due_at=row.due_at,
        done_at=row.done_at,
        officer=row.officer,
        outcome=row.outcome,
    )
