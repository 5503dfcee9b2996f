"""What an agency's own record says of a submission: its row, its facts, and the lines of its timeline.

A journey's state and facts are this agency's view only. Timeline lines are shown at consoles: they carry no name,
no number of a person and no print.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from tenprint.agency import schema
from tenprint.errors import BadInput


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission as this agency knows it."""

    id: int
    tcn: str
    contributor: str
    digest: str
    tot: str
    received_at: datetime
    state: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of a submission's timeline."""

    at: datetime
    text: str


def open_submission(
    connection: Connection,
    *,
    tcn: str,
    contributor: str,
    digest: str,
    tot: str,
    at: datetime,
    state: str,
    facts: dict[str, Any],
) -> None:
    """Enter a submission into this agency's record."""
    connection.execute(
        sa.insert(schema.submission).values(
            tcn=tcn, contributor=contributor, digest=digest, tot=tot, received_at=at, state=state, facts=facts
        )
    )


def find(connection: Connection, tcn: str, contributor: str | None = None) -> Submission | None:
    """The first submission with a control number, or None; the contributor makes it unique."""
    table = schema.submission
    query = sa.select(table).where(table.c.tcn == tcn).order_by(table.c.id).limit(1)
    if contributor is not None:
        query = query.where(table.c.contributor == contributor)
    row = connection.execute(query).one_or_none()
    return None if row is None else _submission(row)


def load(connection: Connection, tcn: str, contributor: str | None = None) -> Submission:
    """The submission with a control number.

    Raises:
        BadInput: this agency knows of none.
    """
    found = find(connection, tcn, contributor)
    if found is None:
        raise BadInput(f"TCN {tcn}: expected a submission known to this agency, found none")
    return found


def with_number(connection: Connection, tcn: str) -> list[Submission]:
    """All submissions with a control number, in order of arrival: more than one where it was used again."""
    table = schema.submission
    rows = connection.execute(sa.select(table).where(table.c.tcn == tcn).order_by(table.c.id))
    return [_submission(row) for row in rows]


def newest(connection: Connection, count: int = 50) -> list[Submission]:
    """The latest submissions, the newest first."""
    rows = connection.execute(
        sa.select(schema.submission).order_by(schema.submission.c.id.desc()).limit(count)
    )
    return [_submission(row) for row in rows]


def advance(connection: Connection, submission: Submission, state: str | None = None, **facts: Any) -> None:
    """Move a submission to a state and add to its facts."""
    table = schema.submission
    current = connection.execute(sa.select(table.c.facts).where(table.c.id == submission.id)).scalar_one()
    values: dict[str, Any] = {"facts": {**current, **facts}}
    if state is not None:
        values["state"] = state
    connection.execute(sa.update(table).where(table.c.id == submission.id).values(**values))


def replace_facts(connection: Connection, submission: Submission, state: str, facts: dict[str, Any]) -> None:
    """Move a submission to a state and keep only the given facts; used where bodies are erased."""
    table = schema.submission
    connection.execute(sa.update(table).where(table.c.id == submission.id).values(state=state, facts=facts))


def note(connection: Connection, tcn: str, contributor: str, at: datetime, text: str) -> None:
    """Add a line to a submission's timeline."""
    connection.execute(sa.insert(schema.notice).values(tcn=tcn, contributor=contributor, at=at, text=text))


def timeline(connection: Connection, tcn: str) -> list[Notice]:
    """The lines about a submission, in order."""
    table = schema.notice
    rows = connection.execute(
        sa.select(table.c.at, table.c.text).where(table.c.tcn == tcn).order_by(table.c.id)
    )
    return [Notice(row.at, row.text) for row in rows]


def _submission(row: sa.Row[Any]) -> Submission:
    """A row as a value."""
    return Submission(
        row.id, row.tcn, row.contributor, row.digest, row.tot, row.received_at, row.state, row.facts
    )
