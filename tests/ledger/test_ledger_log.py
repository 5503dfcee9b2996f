"""The log in a database: in the caller's transaction, sequenced in batches, nothing lost or signed twice."""

import multiprocessing
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledger_book import ORIGIN, Book, make_book

from tenprint.errors import LedgerError
from tenprint.ledger import checkpoint, log
from tenprint.ledger.leaf import Leaf, encode, leaf_hash, new_salt, salted_digest
from tenprint.ledger.proof import verify_consistency, verify_inclusion
from tenprint.ledger.tree import EMPTY_ROOT, Tree

AT = datetime(2011, 6, 8, tzinfo=UTC)


def stored(book: Book) -> list[tuple[int, bytes]]:
    """Indexes and hashes of all sequenced leaves, and below them the nodes."""
    with book.engine.begin() as connection:
        return [(entry.index or 0, entry.leaf_hash) for entry in log.leaves(connection, 0, 10**9)]


def test_stored_tree_is_the_tree_of_the_leaves(book: Book) -> None:
    book.fill([0, 1, 2, 7, 64, 100, 300])
    tree = Tree(leaf_hash(encode(book.leaf(number))) for number in range(300))
    assert [digest for _, digest in stored(book)] == [tree.node(0, index) for index in range(300)]
    with book.engine.begin() as connection:
        for size in range(301):
            assert log.tree.root(log.nodes(connection), size) == tree.root(size)
        rows = connection.execute(sa.select(log.CHECKPOINT.c.size, log.CHECKPOINT.c.root)).all()
    roots = {row.size: row.root for row in rows}
    assert roots == {size: tree.root(size) for size in (0, 1, 2, 7, 64, 100, 300)}
    assert roots[0] == EMPTY_ROOT


def test_proofs_from_the_store_verify(book: Book) -> None:
    book.fill([10, 77])
    with book.engine.begin() as connection:
        old, new = (log.tree.root(log.nodes(connection), size) for size in (10, 77))
        verify_consistency(10, 77, old, new, log.consistency(connection, 10, 77))
        for number in (0, 9, 10, 76):
            digest = leaf_hash(encode(book.leaf(number)))
            index, proof = log.inclusion(connection, digest, 77)
            assert index == number
            verify_inclusion(digest, index, 77, proof, new)
        with pytest.raises(LedgerError, match="not among the first 76"):
            log.inclusion(connection, leaf_hash(encode(book.leaf(76))), 76)
        with pytest.raises(LedgerError, match="not among"):
            log.inclusion(connection, bytes(32), 77)


def test_sequencing_in_batches_equals_sequencing_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = make_book(tmp_path / "once.db")
    at_once.append(500)
    assert at_once.sequence() == 500 and at_once.sequence() == 0
    monkeypatch.setattr(log, "BATCH", 7)
    stepwise = make_book(tmp_path / "steps.db")
    for count in (1, 0, 2, 13, 100, 256, 128):
        stepwise.append(count)
        assert stepwise.sequence() == count
    assert stored(stepwise) == stored(at_once)
    assert stepwise.sign() == at_once.sign()
    nodes = sa.select(log.NODE).order_by(log.NODE.c.level, log.NODE.c.index)
    with at_once.engine.begin() as one, stepwise.engine.begin() as other:
        assert one.execute(nodes).all() == other.execute(nodes).all()
    at_once.engine.dispose()
    stepwise.engine.dispose()


def test_a_leaf_lives_and_dies_with_the_effect_it_speaks_of(book: Book) -> None:
    with book.engine.connect() as connection, connection.begin() as transaction:
        log.append(connection, book.leaf(0))
        transaction.rollback()
    assert book.sequence() == 0
    book.append(1)
    with book.engine.connect() as connection, connection.begin() as transaction:
        assert log.sequence(connection) == 1
        transaction.rollback()
    assert book.sequence() == 1


def _append_and_die(path: Path) -> None:
    """In a process of its own: commit five leaves, sequence them without commit, die."""
    book = make_book(path)
    book.append(5)
    connection = book.engine.connect()
    connection.begin()
    log.sequence(connection)
    os._exit(9)


def test_a_kill_between_append_and_sequence_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "killed.db"
    process = multiprocessing.get_context("spawn").Process(target=_append_and_die, args=(path,))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    book = make_book(path)
    assert stored(book) == []
    assert book.sequence() == 5
    assert [digest for _, digest in stored(book)] == [leaf_hash(encode(book.leaf(n))) for n in range(5)]
    book.engine.dispose()


def test_two_sequencers_at_once_give_each_leaf_one_index(book: Book) -> None:
    book.append(400)
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(book.sequence())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 400]
    assert [index for index, _ in stored(book)] == list(range(400))


def test_the_same_leaf_twice_is_one_leaf(book: Book) -> None:
    with book.engine.begin() as connection:
        assert log.append(connection, book.leaf(0)) == log.append(connection, book.leaf(0))
    assert book.sequence() == 1


def test_checkpoint_only_when_the_tree_grew(book: Book) -> None:
    book.fill([3])
    first = book.sign()
    assert first.size == 3 and book.sign() == first
    assert checkpoint.verify(first.note, book.vkey) == first
    book.append(1)
    assert book.sign() == first, "an unsequenced leaf is not in the tree"
    book.sequence()
    second = book.sign()
    with book.engine.begin() as connection:
        assert log.latest_checkpoint(connection) == second
        verify_consistency(3, 4, first.root, second.root, log.consistency(connection, 3, 4))


def test_nothing_signed_at_first(book: Book) -> None:
    with book.engine.begin() as connection:
        assert log.latest_checkpoint(connection) is None
        assert log.size(connection) == 0


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE ledger_leaf SET leaf_hash = zeroblob(32) WHERE \"index\" = 6", "as last signed"),
        ("UPDATE ledger_node SET hash = zeroblob(32) WHERE level = 2 AND \"index\" = 0", "as last signed"),
        ("DELETE FROM ledger_leaf WHERE \"index\" = 6", "at least the 7 leaves"),
        ("DELETE FROM ledger_node WHERE level = 2", "level 2"),
    ],
)  # fmt: skip
def test_an_altered_store_is_never_signed_again(book: Book, statement: str, says: str) -> None:
    book.fill([7])
    with book.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    with pytest.raises(LedgerError, match=says):
        book.sign()


def test_accounting_of_one_subject_and_expungement(book: Book) -> None:
    hashes = []
    with book.engine.begin() as connection:
        for number in range(6):
            salt = new_salt()
            digest = salted_digest(salt, f"A{number % 2}")
            leaf = Leaf(
                "dissemination", AT, "national", "immigration", f"BOOK{number:08}", subject_digest=digest
            )
            hashes.append(log.append(connection, leaf, salt))
        log.append(connection, book.leaf(99))
        log.sequence(connection)
        root = log.tree.root(log.nodes(connection), 7)
        assert [entry.index for entry in log.by_subject(connection, "A0")] == [0, 2, 4]
        assert log.by_subject(connection, "A2") == []
        log.erase_salt(connection, hashes[2])
        assert [entry.index for entry in log.by_subject(connection, "A0")] == [0, 4]
        assert log.tree.root(log.nodes(connection), 7) == root
        with pytest.raises(LedgerError, match="no leaf"):
            log.erase_salt(connection, bytes(32))


def test_a_digest_needs_its_salt_kept_and_the_right_one(book: Book) -> None:
    with book.engine.begin() as connection:
        with pytest.raises(LedgerError, match="if and only if"):
            log.append(connection, book.leaf(0), new_salt())
        with pytest.raises(LedgerError, match="if and only if"):
            log.append(connection, Leaf("received", AT, "a", subject_digest="ab" * 32))


def test_leaves_of_one_transaction_sequenced_or_not(book: Book) -> None:
    book.append(3)
    book.sequence()
    with book.engine.begin() as connection:
        later = Leaf("decision", AT, "national", tcn="BOOK00000001", rule="federal/programme")
        log.append(connection, later)
        found = log.by_tcn(connection, "BOOK00000001")
        assert [entry.index for entry in found] == [1, None]
        assert [entry.leaf for entry in found] == [book.leaf(1), later]
        assert [entry.index for entry in log.leaves(connection, 1, 3)] == [1, 2]


def test_signer_name_is_the_origin(book: Book) -> None:
    book.fill([1])
    assert book.sign().origin == ORIGIN
