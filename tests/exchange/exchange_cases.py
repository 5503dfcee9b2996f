"""Envelopes, and two small agencies: a database each, one that sends and one that receives."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from tenprint.exchange import mailbox
from tenprint.exchange.envelope import Envelope, Kind
from tenprint.ledger import log

NOON = datetime(2011, 6, 8, 12, tzinfo=UTC)
STATION = "MA025TP01"
TCN = "MA025TP01-20110608-000001"
KEY = b"k" * 32
LEAF = "ab" * 32
SENT = Envelope("booking", "state", STATION, TCN, Kind.SUBMISSION, TCN, STATION, b"prints \x1c\xff", LEAF)


def envelope(**changes: object) -> Envelope:
    """The one submission, with fields changed."""
    return replace(SENT, **changes)  # type: ignore[arg-type]  # fields are named by the caller


@dataclass(frozen=True)
class Box:
    """A database with an inbox, an outbox and a log, and nothing else."""

    engine: sa.Engine

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction."""
        with self.engine.begin() as connection:
            yield connection

    def rows(self, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
        """All rows of a table, in order of entry."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(table).order_by(table.c.id)))


def box() -> Box:
    """An empty one, in memory."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    mailbox.METADATA.create_all(engine)
    log.METADATA.create_all(engine)
    return Box(engine)
