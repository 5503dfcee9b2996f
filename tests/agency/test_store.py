"""An agency's database: its settings, its two kinds of transaction, its schema, and what cannot be opened."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import alembic.autogenerate
import alembic.migration
import pytest
import sqlalchemy as sa

from tenprint.agency import schema
from tenprint.agency.store import Store, next_number, read_setting, write_setting
from tenprint.errors import StoreError


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'agency' / 'state.db'}")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 30_000),
    ],
)
def test_every_connection_has_its_settings(store: Store, pragma: str, value: object) -> None:
    for opened in (store.reading, store.writing):
        with opened() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_a_writer_holds_the_lock_from_its_beginning_and_readers_go_on(store: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "agency" / "state.db", timeout=0, isolation_level=None)
    with store.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    with store.reading(), store.writing() as connection:
        assert next_number(connection, "series") == 1
        assert other.execute("SELECT count(*) FROM counter").fetchone() == (0,)
    assert other.execute("SELECT count(*) FROM counter").fetchone() == (1,)
    other.close()


def test_an_exception_rolls_back(store: Store) -> None:
    def fails() -> None:
        with store.writing() as connection:
            next_number(connection, "series")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fails()
    with store.writing() as connection:
        assert next_number(connection, "series") == 1


def test_counters_never_repeat_under_threads(store: Store) -> None:
    given: list[int] = []
    faults: list[Exception] = []

    def draw() -> None:
        try:
            for _ in range(25):
                with store.writing() as connection:
                    given.append(next_number(connection, "series"))
        except sa.exc.SQLAlchemyError as error:
            faults.append(error)

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert sorted(given) == list(range(1, 101))


def test_series_are_apart_and_survive_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    for expected in (1, 2):
        store = Store(url)
        with store.writing() as connection:
            assert next_number(connection, "one") == expected
            assert next_number(connection, "two") == expected
        store.close()


def test_settings_are_replaced(store: Store) -> None:
    with store.writing() as connection:
        assert read_setting(connection, "relay:MA", "") == ""
        for value in ("on", "off"):
            write_setting(connection, "relay:MA", value)
            assert read_setting(connection, "relay:MA", "") == value


def test_the_migration_makes_exactly_the_schema(store: Store) -> None:
    with store.reading() as connection:
        context = alembic.migration.MigrationContext.configure(connection, opts={"compare_type": True})
        differences = alembic.autogenerate.compare_metadata(context, schema.METADATA)
    assert differences == []


def test_every_unique_constraint_of_the_schema_is_in_the_database(store: Store) -> None:
    found = sa.inspect(store.engine)
    for table in schema.METADATA.tables.values():
        declared = {
            tuple(column.name for column in one.columns)
            for one in table.constraints
            if isinstance(one, sa.UniqueConstraint)
        }
        made = {tuple(one["column_names"]) for one in found.get_unique_constraints(table.name)}
        assert declared <= made, table.name


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(b"this is not a database, but a text that somebody put here" * 40)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"state\.db"):
        Store(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_database_of_another_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    store = Store(url)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(StoreError):
        Store(url)


def test_a_place_where_no_folder_can_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="file"):
        Store(f"sqlite:///{tmp_path / 'file' / 'state.db'}")


def test_a_read_only_folder_is_a_clear_error(tmp_path: Path) -> None:
    folder = tmp_path / "agency"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):  # root may write anywhere but here
        folder = Path("/proc/agency")
    with pytest.raises(StoreError, match=r"state\.db"):
        Store(f"sqlite:///{folder / 'state.db'}")


@pytest.mark.parametrize(
    "url", ["postgresql+nosuchdriver://clerk:hunter2@localhost/agency", "no address: hunter2", ""]
)
def test_a_password_is_never_in_the_error(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store(url)
    assert "hunter2" not in str(caught.value)


def test_erased_rows_are_in_no_file_once_the_journal_is_emptied(store: Store, tmp_path: Path) -> None:
    secret = os.urandom(64).hex()
    with store.writing() as connection:
        write_setting(connection, "note", secret)
    store.truncate_journal()
    assert _files_with(tmp_path, secret)
    with store.writing() as connection:
        write_setting(connection, "note", "")
    store.truncate_journal()
    assert not _files_with(tmp_path, secret)


def _files_with(folder: Path, text: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]
