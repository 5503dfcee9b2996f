"""A database of the first revision is brought forward with the orders that it holds."""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import alembic.command
import alembic.config

from tenprint.agency import act_register
from tenprint.agency.act_register import ActStanding
from tenprint.agency.store import REVISION_FOLDER, Store, _engine
from tenprint.sharing.act import Act, ActKind


def database_of(path: Path, revision: str) -> None:
    """Make a database as a revision left it."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(REVISION_FOLDER))
    config.set_main_option("path_separator", "os")
    engine = _engine(f"sqlite:///{path}")
    with engine.connect() as opened:
        connection = opened.execution_options(tenprint_write=True)
        with connection.begin():
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, revision)
    engine.dispose()


def test_orders_become_acts(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    database_of(path, "0001")
    with sqlite3.connect(path) as raw:
        raw.executemany(
            "INSERT INTO activation_order (fips, active, effective_on, officer, authority, at) VALUES (?,?,?,?,?,?)",
            [
                ("25017", 1, "2011-06-10", "DESK 7", "order 12", "2011-06-08 12:00:00.000000"),
                ("25025", 0, "2011-06-09", "DESK 7", "order 13", "2011-06-09 01:30:00.000000"),
            ],
        )
    raw.close()
    store = Store(f"sqlite:///{path}")
    with store.reading() as connection:
        first, second = act_register.entries(connection)[::-1]
        tables = (
            connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        )
    store.close()
    at = datetime(2011, 6, 8, 12, tzinfo=UTC)
    assert first.act == Act(
        "ORDER-20110608-000001", ActKind.ACTIVATE, "25017", date(2011, 6, 8), date(2011, 6, 10), None,
        "activation officer", "national", at,
    )  # fmt: skip
    assert (first.standing, first.officer, first.authority) == (ActStanding.IN_FORCE, "DESK 7", "order 12")
    assert (second.act.kind, second.act.effective_on) == (ActKind.DEACTIVATE, date(2011, 6, 9))
    assert "activation_order" not in tables


def test_an_empty_database_is_brought_forward_as_well(tmp_path: Path) -> None:
    database_of(tmp_path / "state.db", "0001")
    store = Store(f"sqlite:///{tmp_path / 'state.db'}")
    with store.reading() as connection:
        assert act_register.entries(connection) == []
    store.close()
