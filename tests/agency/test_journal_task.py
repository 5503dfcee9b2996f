"""A submission's row, its timeline, and the queue of human work."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tenprint.agency import journal, task
from tenprint.agency.store import Store
from tenprint.agency.task import TIME_LIMIT, TaskKind
from tenprint.errors import BadInput

NOON = datetime(2011, 6, 8, 12, tzinfo=UTC)
TCN, STATION = "MA025TP01-20110608-000001", "MA025TP01"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'state.db'}")
    yield opened
    opened.close()


def _open(
    connection: sa.Connection, *, contributor: str = STATION, digest: str = "d" * 64
) -> journal.Submission:
    journal.open_submission(
        connection,
        tcn=TCN,
        contributor=contributor,
        digest=digest,
        tot="CAR",
        at=NOON,
        state="new",
        facts={"a": 1},
    )
    return journal.load(connection, TCN, contributor)


def test_facts_are_added_and_the_state_moves(store: Store) -> None:
    with store.writing() as connection:
        row = _open(connection)
        journal.advance(connection, row, "next", b={"c": [1, None]})
        journal.advance(connection, row, d="of a stale row")
        found = journal.load(connection, TCN)
    assert (found.state, found.facts) == ("next", {"a": 1, "b": {"c": [1, None]}, "d": "of a stale row"})
    assert found.received_at == NOON


def test_replaced_facts_are_gone(store: Store) -> None:
    with store.writing() as connection:
        journal.replace_facts(connection, _open(connection), "ended", {})
        assert journal.load(connection, TCN).facts == {}


def test_an_unknown_number_is_said(store: Store) -> None:
    with store.reading() as connection:
        assert journal.find(connection, TCN) is None
        with pytest.raises(BadInput, match=TCN):
            journal.load(connection, TCN)


def test_one_number_of_two_contributors_is_two_rows_and_the_contributor_tells(store: Store) -> None:
    with store.writing() as connection:
        one, two = _open(connection), _open(connection, contributor="MA025TP02")
        assert one.id != two.id
        assert [row.id for row in journal.with_number(connection, TCN)] == [one.id, two.id]
        assert journal.load(connection, TCN, "MA025TP02").id == two.id
        assert [row.id for row in journal.newest(connection, 1)] == [two.id]


def test_the_same_submission_is_entered_once(store: Store) -> None:
    with store.writing() as connection:
        _open(connection)
        with pytest.raises(sa.exc.IntegrityError):
            _open(connection)


def test_the_timeline_is_in_order(store: Store) -> None:
    with store.writing() as connection:
        for number in range(3):
            journal.note(connection, TCN, STATION, NOON + timedelta(hours=number), f"line {number}")
        lines = journal.timeline(connection, TCN)
    assert [(line.at.hour, line.text) for line in lines] == [(12, "line 0"), (13, "line 1"), (14, "line 2")]


def _task(connection: sa.Connection, kind: TaskKind, tcn: str = TCN, at: datetime = NOON) -> int:
    task.open_task(connection, kind, tcn, STATION, {"shown": "to the officer"}, at)
    found = task.find(connection, kind, tcn, STATION)
    assert found is not None
    return found.id


@pytest.mark.parametrize("kind", TaskKind)
def test_work_is_due_after_its_kinds_limit_and_done_once(store: Store, kind: TaskKind) -> None:
    with store.writing() as connection:
        number = _task(connection, kind)
        (waiting,) = task.waiting(connection)
        assert (waiting.id, waiting.kind, waiting.due_at) == (number, kind, NOON + TIME_LIMIT[kind])
        done = task.complete(connection, number, "OFFICER", {"move": "x"}, NOON)
        assert (done.officer, done.outcome, done.done_at) == ("OFFICER", {"move": "x"}, NOON)
        assert task.waiting(connection) == []
        with pytest.raises(BadInput, match="waiting"):
            task.complete(connection, number, "ANOTHER", {"move": "y"}, NOON)
        assert task.load(connection, number) == done


def test_unknown_work_cannot_be_done(store: Store) -> None:
    with store.writing() as connection:
        for act in (lambda: task.load(connection, 7), lambda: task.complete(connection, 7, "O", {}, NOON)):
            with pytest.raises(BadInput, match="task 7"):
                act()
        assert task.find(connection, TaskKind.EXAMINE, TCN, STATION) is None


def test_the_most_urgent_comes_first(store: Store) -> None:
    with store.writing() as connection:
        slow = _task(connection, TaskKind.FIELD_DECISION)
        quick = _task(connection, TaskKind.EXAMINE, at=NOON + timedelta(hours=1))
        middle = _task(connection, TaskKind.DETERMINE)
        assert [item.id for item in task.waiting(connection)] == [quick, middle, slow]
        assert [item.id for item in task.waiting(connection, TaskKind.DETERMINE)] == [middle]


def test_one_task_of_a_kind_a_submission(store: Store) -> None:
    with store.writing() as connection:
        _task(connection, TaskKind.EXAMINE)
        with pytest.raises(sa.exc.IntegrityError):
            _task(connection, TaskKind.EXAMINE)


def test_what_was_shown_can_be_forgotten(store: Store) -> None:
    with store.writing() as connection:
        number, other = _task(connection, TaskKind.EXAMINE), _task(connection, TaskKind.EXAMINE, "O" * 10)
        task.forget_content(connection, TCN, STATION)
        assert task.load(connection, number).content == {}
        assert task.load(connection, other).content == {"shown": "to the officer"}
