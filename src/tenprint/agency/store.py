"""An agency's own database: opening it, migrating it, and its two kinds of transaction.

SQLite in WAL mode with full synchronisation is the default: what has been committed survives ``kill -9`` and power
loss. Writers begin with ``BEGIN IMMEDIATE``, because a deferred transaction that upgrades would fail under
concurrency. ``secure_delete`` overwrites erased rows: an erased print must not be found in the file.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import alembic.util
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

from tenprint.agency import schema
from tenprint.errors import StoreError

BUSY_SECONDS = 30
REVISION_FOLDER = Path(__file__).parent / "migrations"


class Store:
    """One agency's database."""

    def __init__(self, url: str) -> None:
        """Open (and create or migrate) the database at an SQLAlchemy address, for example ``sqlite:///state.db``.

        Raises:
            StoreError: the database cannot be opened, written or migrated.
        """
        self.url = url
        try:
            self.engine = _engine(url)
            _migrate(self.engine, url)
        except (sa.exc.SQLAlchemyError, alembic.util.CommandError, ImportError, OSError) as error:
            raise StoreError(f"{_shown(url)}: cannot be opened ({error})") from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction: committed at the end, rolled back on any exception."""
        with self.engine.connect() as opened:
            connection = opened.execution_options(tenprint_write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One read transaction: a consistent view, never blocked by a writer."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def truncate_journal(self) -> None:
        """Empty the write-ahead journal, so that erased rows are in no file."""
        if self.engine.dialect.name != "sqlite":
            return
        raw = self.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.close()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _shown(url: str) -> str:
    """A database address without its password."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return "database address"


def _engine(url: str) -> Engine:
    """An engine with our rules of transaction."""
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_connection(connection: sqlite3.Connection, _record: Any) -> None:
    """Set what SQLite forgets between connections; transactions are begun by us alone."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begin immediately for writers, deferred for readers."""
    write = connection.get_execution_options().get("tenprint_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _migrate(engine: Engine, url: str) -> None:
    """Bring the database to the newest revision."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(REVISION_FOLDER))
    config.set_main_option("path_separator", "os")
    with engine.connect() as opened:
        connection = opened.execution_options(tenprint_write=True)
        with connection.begin():
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")


def next_number(connection: Connection, name: str) -> int:
    """The next number of a named series, from 1; inside a write transaction, so never given twice."""
    table = schema.counter
    value = connection.execute(sa.select(table.c.value).where(table.c.name == name)).scalar_one_or_none()
    if value is None:
        connection.execute(sa.insert(table).values(name=name, value=1))
        return 1
    connection.execute(sa.update(table).where(table.c.name == name).values(value=value + 1))
    return int(value) + 1


def read_setting(connection: Connection, name: str, default: str) -> str:
    """The value of a named setting of this agency."""
    table = schema.setting
    value = connection.execute(sa.select(table.c.value).where(table.c.name == name)).scalar_one_or_none()
    return default if value is None else str(value)


def write_setting(connection: Connection, name: str, value: str) -> None:
    """Set a named setting of this agency."""
    table = schema.setting
    connection.execute(sa.delete(table).where(table.c.name == name))
    connection.execute(sa.insert(table).values(name=name, value=value))
