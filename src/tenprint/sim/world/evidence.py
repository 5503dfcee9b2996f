"""What the agencies left behind, as the auditor reads it: rows of the databases and leaves of the written logs.

Read with SQLite itself and from the log's files, not through the services: what they would say of themselves is no
evidence.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tenprint.agency.role import ROLES

BUNDLE = 256
TABLES = ("submission", "inbox", "outbox", "task", "subject", "event", "participation_act")
_TRAFFIC = (
    "inbox",
    "outbox",
)  # their bodies are half a megabyte each: only whether there is one is read here
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WrittenLeaf:
    """One leaf of a written log: its hash in hexadecimal, and what it says."""

    hash: str
    body: Mapping[str, Any]

    def tells(self, name: str) -> Any:
        """A value of the leaf's detail, or None."""
        return self.body["detail"].get(name)


@dataclass
class Agency:
    """One agency's rows by table, and the leaves of its written log.

    Attributes:
        role: which agency.
        rows: by name of the table, in order of entry.
        leaves: in order of the log.
        size: count of leaves that the newest checkpoint signs.

    The ``body`` of a row of the traffic is 1 where one is kept, else 0.
    """

    role: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    leaves: list[WrittenLeaf] = field(default_factory=list)
    size: int = 0

    def about(self, table: str, tcn: str) -> list[Row]:
        """Rows of a table about a submission, in order of entry."""
        return self._by_tcn[table].get(tcn, [])

    def leaves_about(self, tcn: str) -> list[WrittenLeaf]:
        """Leaves about a submission, in order of the log."""
        return self._leaves_by_tcn.get(tcn, [])

    @cached_property
    def _by_tcn(self) -> dict[str, dict[str, list[Row]]]:
        """Rows by table and control number."""
        found: dict[str, dict[str, list[Row]]] = {table: {} for table in self.rows}
        for table in ("submission", "task", *_TRAFFIC):
            name = "reference" if table in _TRAFFIC else "tcn"
            for row in self.rows[table]:
                found[table].setdefault(row[name], []).append(row)
        return found

    @cached_property
    def _leaves_by_tcn(self) -> dict[str, list[WrittenLeaf]]:
        """Leaves by control number."""
        found: dict[str, list[WrittenLeaf]] = {}
        for leaf in self.leaves:
            found.setdefault(leaf.body["tcn"] or "", []).append(leaf)
        return found


@dataclass
class Evidence:
    """What all four agencies left under one folder."""

    home: Path
    agencies: dict[str, Agency]

    @cached_property
    def people(self) -> dict[str, dict[int, str]]:
        """Number of each subject's row, by role and row id."""
        return {
            role: {row["id"]: row["number"] for row in agency.rows["subject"]}
            for role, agency in self.agencies.items()
        }

    def submission(self, role: str, tcn: str) -> Row | None:
        """The first row of a submission at an agency."""
        return next(iter(self.agencies[role].about("submission", tcn)), None)

    def card(self, tcn: str) -> bytes | None:
        """Bytes of a submission as the booking station keeps them."""
        query = "SELECT body FROM outbox WHERE reference = ? AND kind = 'SUBMISSION' ORDER BY id"
        connection = _opened(self.home, "booking")
        try:
            row = connection.execute(query, (tcn,)).fetchone()
        finally:
            connection.close()
        return None if row is None or row[0] is None else bytes(row[0])


def collect(home: Path) -> Evidence:
    """Read everything; the agencies may be open, and are not changed."""
    return Evidence(home, {role: _agency(home, role) for role in ROLES})


def _agency(home: Path, role: str) -> Agency:
    """Read one agency."""
    found = Agency(role)
    connection = _opened(home, role)
    try:
        connection.row_factory = sqlite3.Row
        for table in TABLES:
            names = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})")]
            columns = ["body IS NOT NULL AS body" if name == "body" else f'"{name}"' for name in names]
            rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")  # noqa: S608  # its own names
            found.rows[table] = [_readable(row) for row in rows]
    finally:
        connection.close()
    checkpoint = home / role / "log" / "checkpoint"
    found.size = int(checkpoint.read_text(encoding="utf-8").split("\n")[1]) if checkpoint.is_file() else 0
    found.leaves = list(_leaves(home / role / "log", found.size))
    return found


def _opened(home: Path, role: str) -> sqlite3.Connection:
    """One agency's database, which cannot be changed through this connection."""
    return sqlite3.connect(f"file:{home / role / 'state.db'}?mode=ro", uri=True)


def _readable(row: sqlite3.Row) -> Row:
    """A row as a mapping, its JSON columns read."""
    values = dict(row)
    for name in ("facts", "content", "outcome", "biographic"):
        if isinstance(values.get(name), str):
            values[name] = json.loads(values[name])
    return values


def _leaves(folder: Path, size: int) -> Iterator[WrittenLeaf]:
    """Leaves of a written log (C2SP tlog-tiles: bundles of 256 entries, each with two bytes of length before it)."""
    for index in range(-(-size // BUNDLE)):
        data = _bundle(folder / "tile" / "entries", index, min(BUNDLE, size - index * BUNDLE))
        at = 0
        while at + 2 <= len(data):
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            body = data[at + 2 : end]
            at = end
            try:
                said = json.loads(body)
                yield WrittenLeaf(
                    hashlib.sha256(b"\x00" + body).hexdigest(), {**said, "detail": dict(said["detail"])}
                )
            except (ValueError, KeyError, TypeError):
                continue  # the verifier says that this log does not hold


def _bundle(folder: Path, index: int, width: int) -> bytes:
    """Bytes of one bundle, whole or in part; nothing where it is not there, which the verifier tells."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    whole = folder / "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
    part = whole.with_name(f"{whole.name}.p") / str(width)
    path = part if width < BUNDLE and part.is_file() else whole
    return path.read_bytes() if path.is_file() else b""


def instant(text: str) -> datetime:
    """An instant of a database column."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
