"""An agency's log in its own database: append in the caller's transaction, sequence and sign afterwards.

A leaf's row is written in the transaction of the effect it speaks of, so neither is ever without the other
(docs/protocols/PR-LEDGER.md). Position and hashes are given later in batches by ``sequence``. Every function
takes the caller's connection and neither commits nor rolls back. On SQLite callers begin with
``BEGIN IMMEDIATE``; on PostgreSQL two sequencers at once meet in the unique index and one fails whole.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tenprint.errors import LedgerError
from tenprint.ledger import checkpoint as signed
from tenprint.ledger import proof, tree
from tenprint.ledger.checkpoint import Checkpoint
from tenprint.ledger.leaf import Leaf, decode, encode, instant_text, leaf_hash, salted_digest

METADATA = sa.MetaData()

# SQLite gives ids by itself only to INTEGER keys; other databases need the room of BIGINT.
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

LEAF = sa.Table(
    "ledger_leaf",
    METADATA,
    sa.Column("id", _BIG, primary_key=True, autoincrement=True),
    sa.Column("index", _BIG, nullable=True, unique=True),
    sa.Column("leaf_hash", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("salt", sa.LargeBinary(32), nullable=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("tcn", sa.String(500), nullable=True, index=True),
    sa.Column("at", sa.String(27), nullable=False),
    sqlite_autoincrement=True,
)
"""Leaves; ``index`` is NULL until sequenced, ``salt`` NULL where there is none or it was erased."""

NODE = sa.Table(
    "ledger_node",
    METADATA,
    sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("index", _BIG, primary_key=True, autoincrement=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
)
"""Hashes of complete subtrees from level 1 upwards; level 0 is ``ledger_leaf.leaf_hash``."""

CHECKPOINT = sa.Table(
    "ledger_checkpoint",
    METADATA,
    sa.Column("size", _BIG, primary_key=True, autoincrement=False),
    sa.Column("root", sa.LargeBinary(32), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("vkey", sa.Text, nullable=False),
    sa.Column("at", sa.String(27), nullable=False),
)
"""Every checkpoint ever signed, with the verifier key it was signed for."""

BATCH = 4096

_ENTRY = sa.select(LEAF.c.index.label("position"), LEAF.c.leaf_hash, LEAF.c.body)


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored leaf: its bytes, its hash, and its index once it has one."""

    index: int | None
    leaf_hash: bytes
    body: bytes

    @property
    def leaf(self) -> Leaf:
        """The leaf, read from its bytes."""
        return decode(self.body)


def append(connection: sa.Connection, leaf: Leaf, salt: bytes | None = None) -> bytes:
    """Insert a leaf in the caller's transaction and return its hash.

    The same leaf again (equal in every byte) is the same fact: it is not stored twice, the hash is returned.
    """
    if (salt is None) != (leaf.subject_digest is None):
        raise LedgerError("append: expected a salt if and only if the leaf has a subject digest")
    body = encode(leaf)
    digest = leaf_hash(body)
    if connection.scalar(sa.select(LEAF.c.id).where(LEAF.c.leaf_hash == digest)) is None:
        connection.execute(
            LEAF.insert().values(
                leaf_hash=digest, body=body, salt=salt, kind=leaf.kind, tcn=leaf.tcn, at=instant_text(leaf.at)
            )
        )
    return digest


def size(connection: sa.Connection) -> int:
    """Count of sequenced leaves."""
    last = connection.scalar(sa.select(sa.func.max(LEAF.c.index)))
    return 0 if last is None else int(last) + 1


def sequence(connection: sa.Connection) -> int:
    """Give the next indexes, in the order of insertion, to all leaves without one; return how many."""
    count = size(connection)
    edge = tree.Frontier(count, [_node(connection, *piece) for piece in tree.complete_subtrees(0, count)])
    while batch := _unsequenced(connection):
        _store_batch(connection, edge, batch)
    return edge.size - count


def _unsequenced(connection: sa.Connection) -> list[tuple[int, bytes]]:
    """Return the next rows without an index as (id, leaf hash)."""
    rows = connection.execute(
        sa.select(LEAF.c.id, LEAF.c.leaf_hash).where(LEAF.c.index.is_(None)).order_by(LEAF.c.id).limit(BATCH)
    )
    return [(row.id, row.leaf_hash) for row in rows]


def _store_batch(connection: sa.Connection, edge: tree.Frontier, batch: list[tuple[int, bytes]]) -> None:
    """Write the indexes of a batch and the subtrees it completes."""
    indexes, nodes = [], []
    for row_id, digest in batch:
        indexes.append({"row_id": row_id, "new_index": edge.size})
        nodes += [
            {"level": level, "index": index, "hash": value} for level, index, value in edge.append(digest)
        ]
    by_id = LEAF.update().where(LEAF.c.id == sa.bindparam("row_id"))
    connection.execute(by_id.values({LEAF.c.index: sa.bindparam("new_index")}), indexes)
    if nodes:
        connection.execute(NODE.insert(), nodes)


def _node(connection: sa.Connection, level: int, index: int) -> bytes:
    """Hash of a complete subtree as stored."""
    if level == 0:
        query = sa.select(LEAF.c.leaf_hash).where(LEAF.c.index == index)
    else:
        query = sa.select(NODE.c.hash).where(NODE.c.level == level, NODE.c.index == index)
    found = connection.scalar(query)
    if found is None:
        raise LedgerError(f"log: expected a hash at level {level}, index {index}; found none")
    return bytes(found)


def nodes(connection: sa.Connection) -> tree.Node:
    """Return the stored tree as a function of level and index, for roots and proofs."""
    return lambda level, index: _node(connection, level, index)


def sign_checkpoint(
    connection: sa.Connection, key: Ed25519PrivateKey, origin: str, at: datetime
) -> Checkpoint:
    """Sign the present tree if it grew since the last checkpoint; return the newest checkpoint.

    Before it signs, the root of the last checkpoint is computed anew: a log never signs two histories.
    """
    count = size(connection)
    latest = latest_checkpoint(connection)
    if latest is not None:
        _check_kept(connection, latest, count)
        if latest.size == count:
            return latest
    new = signed.sign(key, origin, count, tree.root(nodes(connection), count))
    connection.execute(
        CHECKPOINT.insert().values(
            size=new.size,
            root=new.root,
            note=new.note,
            vkey=signed.verifier_key(key, origin),
            at=instant_text(at),
        )
    )
    return new


def _check_kept(connection: sa.Connection, latest: Checkpoint, count: int) -> None:
    """Raise if the stored tree does not begin with what was last signed."""
    if count < latest.size:
        raise LedgerError(f"log: expected at least the {latest.size} leaves last signed, found {count}")
    found = tree.root(nodes(connection), latest.size)
    if found != latest.root:
        expected = latest.root.hex()
        raise LedgerError(
            f"log: expected root {expected} at {latest.size} as last signed, found {found.hex()}"
        )


def latest_checkpoint(connection: sa.Connection) -> Checkpoint | None:
    """Return the newest checkpoint, or None where nothing was ever signed."""
    note = connection.scalar(sa.select(CHECKPOINT.c.note).order_by(CHECKPOINT.c.size.desc()).limit(1))
    return None if note is None else signed.parse(note)


def inclusion(connection: sa.Connection, leaf_hash: bytes, size: int) -> tuple[int, list[bytes]]:
    """Return a leaf's index and the proof that it stands in the tree of ``size`` leaves."""
    index = connection.scalar(sa.select(LEAF.c.index).where(LEAF.c.leaf_hash == leaf_hash))
    if index is None or index >= size:
        raise LedgerError(f"inclusion: leaf {leaf_hash.hex()} is not among the first {size}")
    return index, proof.inclusion_proof(nodes(connection), index, size)


def consistency(connection: sa.Connection, old: int, new: int) -> list[bytes]:
    """Return the proof that the tree of ``old`` leaves is the beginning of that of ``new``."""
    return proof.consistency_proof(nodes(connection), old, new)


def leaves(connection: sa.Connection, start: int, end: int) -> Iterator[Entry]:
    """Yield the sequenced leaves from ``start`` to before ``end``, in order."""
    rows = connection.execute(_ENTRY.where(LEAF.c.index >= start, LEAF.c.index < end).order_by(LEAF.c.index))
    return (Entry(row.position, bytes(row.leaf_hash), bytes(row.body)) for row in rows)


def by_tcn(connection: sa.Connection, tcn: str) -> list[Entry]:
    """Return the leaves of one transaction in the order of insertion, sequenced or not."""
    rows = connection.execute(_ENTRY.where(LEAF.c.tcn == tcn).order_by(LEAF.c.id))
    return [Entry(row.position, bytes(row.leaf_hash), bytes(row.body)) for row in rows]


def by_subject(connection: sa.Connection, value: str) -> list[Entry]:
    """Return the leaves whose digest is that of ``value``: the accounting of disclosures of one subject.

    Every salt is tried, since nothing else links a leaf to a person; where it was erased, nothing is found.
    """
    rows = connection.execute(
        _ENTRY.add_columns(LEAF.c.salt).where(LEAF.c.salt.is_not(None)).order_by(LEAF.c.id)
    )
    entries = ((Entry(row.position, bytes(row.leaf_hash), bytes(row.body)), bytes(row.salt)) for row in rows)
    return [
        entry
        for entry, salt in entries
        if hmac.compare_digest(entry.leaf.subject_digest or "", salted_digest(salt, value))
    ]


def erase_salt(connection: sa.Connection, leaf_hash: bytes) -> None:
    """Erase a leaf's salt: its digest can never again be tied to anybody, and the tree does not change."""
    found = connection.execute(LEAF.update().where(LEAF.c.leaf_hash == leaf_hash).values(salt=None))
    if found.rowcount != 1:
        raise LedgerError(f"erasure: expected the leaf {leaf_hash.hex()}, found no leaf of that hash")
