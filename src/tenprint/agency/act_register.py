"""An agency's register of acts: every act of participation that it did itself or learned of, and what became of it.

Officer and words stand in the register of the agency at which the act was done, and nowhere else.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from tenprint.agency import schema
from tenprint.agency.store import next_number
from tenprint.errors import BadInput
from tenprint.sharing.act import Act, ActKind

VERSION: Final = "participation"
"""The series whose number says how often the register has changed."""


class ActStanding(StrEnum):
    """What an act of the register is worth."""

    IN_FORCE = "in force"  # takes effect on its day
    PROPOSED = "proposed"  # the nationwide switch, until a second person confirms it
    REQUEST = "request"  # asked for by somebody who does not hold it: without effect
    OVERTAKEN = "overtaken"  # done by its holder, and no longer possible when this agency learned of it


@dataclass(frozen=True, slots=True)
class ActEntry:
    """One act in a register.

    Attributes:
        act: what was done.
        standing: what it is worth.
        officer: local name of who did it, or nothing where another agency knows that.
        authority: in that officer's words, likewise.
        known_at: when this agency came to know of it.
        confirmed_by: local name of the second person, where one confirmed it.
        confirmed_at: when.
    """

    act: Act
    standing: ActStanding
    officer: str
    authority: str
    known_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    @property
    def counts_from(self) -> datetime:
        """The instant from which this agency reckons with the act: when it knew of it, or when it was confirmed."""
        return self.confirmed_at or self.known_at


def enter(connection: Connection, entry: ActEntry) -> None:
    """Enter an act; inside a write transaction."""
    act = entry.act
    connection.execute(
        sa.insert(schema.participation_act).values(
            control=act.control,
            kind=act.kind.value,
            place=act.place,
            acted_on=act.acted_on,
            effective_on=act.effective_on,
            document=act.document,
            title=act.title,
            origin=act.origin,
            at=act.at,
            standing=entry.standing.value,
            officer=entry.officer,
            authority=entry.authority,
            known_at=entry.known_at,
        )
    )
    next_number(connection, VERSION)


def confirm(connection: Connection, entry: ActEntry, officer: str, on: date, at: datetime) -> ActEntry:
    """Put a proposed act in force: it counts as done when it was confirmed."""
    table = schema.participation_act
    connection.execute(
        sa.update(table)
        .where(table.c.control == entry.act.control)
        .values(
            standing=ActStanding.IN_FORCE.value,
            confirmed_by=officer,
            confirmed_at=at,
            acted_on=on,
        )
    )
    next_number(connection, VERSION)
    act = replace(entry.act, acted_on=on, at=at)
    return replace(entry, act=act, standing=ActStanding.IN_FORCE, confirmed_by=officer, confirmed_at=at)


def version(connection: Connection) -> int:
    """How often the register has changed."""
    table = schema.counter
    value = connection.execute(sa.select(table.c.value).where(table.c.name == VERSION)).scalar_one_or_none()
    return 0 if value is None else int(value)


def entries_in_force(connection: Connection) -> list[ActEntry]:
    """Every act that has or will have an effect, in the order in which this agency came to reckon with them.

    A proposal stands where it was confirmed: of two orders for one day the later holds.
    """
    table = schema.participation_act
    query = sa.select(table).where(table.c.standing == ActStanding.IN_FORCE.value).order_by(table.c.id)
    return sorted(map(_entry, connection.execute(query)), key=lambda entry: entry.counts_from)


def acts_in_force(connection: Connection) -> list[Act]:
    """The acts of ``entries_in_force``."""
    return [entry.act for entry in entries_in_force(connection)]


def find(connection: Connection, control: str) -> ActEntry | None:
    """The act with a control number, or None."""
    table = schema.participation_act
    row = connection.execute(sa.select(table).where(table.c.control == control)).one_or_none()
    return None if row is None else _entry(row)


def load(connection: Connection, control: str) -> ActEntry:
    """The act with a control number.

    Raises:
        BadInput: the register has none.
    """
    found = find(connection, control)
    if found is None:
        raise BadInput(f"act: expected a control number of the register, found {control[:40]!r}")
    return found


def entries(
    connection: Connection,
    *,
    places: Collection[str] | None = None,
    kinds: Collection[ActKind] | None = None,
    count: int | None = None,
) -> list[ActEntry]:
    """The acts of a register, the newest first; of some places or kinds only, where given."""
    table = schema.participation_act
    query = sa.select(table).order_by(table.c.id.desc()).limit(count)
    if places is not None:
        query = query.where(table.c.place.in_(places))
    if kinds is not None:
        query = query.where(table.c.kind.in_([kind.value for kind in kinds]))
    return [_entry(row) for row in connection.execute(query)]


def _entry(row: sa.Row[Any]) -> ActEntry:
    """A row as a value."""
    act = Act(
        control=row.control,
        kind=ActKind(row.kind),
        place=row.place,
        acted_on=row.acted_on,
        effective_on=row.effective_on,
        document=row.document,
        title=row.title,
        origin=row.origin,
        at=row.confirmed_at or row.at,
    )
    return ActEntry(
        act,
        ActStanding(row.standing),
        row.officer,
        row.authority,
        row.known_at,
        row.confirmed_by,
        row.confirmed_at,
    )
