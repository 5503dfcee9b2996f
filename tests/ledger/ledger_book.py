"""A log in a SQLite file, filled in the steps that a test names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tenprint.ledger import checkpoint, log, tiles
from tenprint.ledger.leaf import Leaf

ORIGIN = "tenprint.example/national"


@dataclass
class Book:
    """One log with its key, and leaves whose content follows from their number."""

    engine: sa.Engine
    key: Ed25519PrivateKey
    count: int = 0

    @property
    def vkey(self) -> str:
        return checkpoint.verifier_key(self.key, ORIGIN)

    def leaf(self, number: int) -> Leaf:
        at = datetime(2011, 6, 8, tzinfo=UTC) + timedelta(seconds=number)
        return Leaf("received", at, "MA0130100", tcn=f"BOOK{number:08}", detail={"number": number})

    def append(self, count: int) -> None:
        with self.engine.begin() as connection:
            for number in range(self.count, self.count + count):
                log.append(connection, self.leaf(number))
        self.count += count

    def sequence(self) -> int:
        with self.engine.begin() as connection:
            return log.sequence(connection)

    def sign(self) -> checkpoint.Checkpoint:
        with self.engine.begin() as connection:
            at = datetime(2011, 6, 9, tzinfo=UTC)
            return log.sign_checkpoint(connection, self.key, ORIGIN, at)

    def write(self, folder: Path) -> int:
        with self.engine.begin() as connection:
            return tiles.write(connection, folder)

    def fill(self, sizes: Sequence[int], folder: Path | None = None) -> None:
        """Sign a checkpoint at each size; with a folder, write it each time."""
        for size in sizes:
            self.append(size - self.count)
            self.sequence()
            self.sign()
            if folder is not None:
                self.write(folder)


def make_book(path: Path) -> Book:
    """An empty log in a new database."""
    engine = sa.create_engine(f"sqlite:///{path}", isolation_level=None)

    @sa.event.listens_for(engine, "connect")
    def _pragmas(connection: object, _: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]  # sqlite3's own connection

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    log.METADATA.create_all(engine)
    return Book(engine, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
