"""An agency's file: enrolment, history, and a gallery that is always the whole file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.exc import IntegrityError

from tenprint.agency import subjects
from tenprint.agency.store import Store
from tenprint.errors import BadInput, StoreError
from tenprint.identity.encounter import Encounter
from tenprint.identity.event import Charge, Event
from tenprint.identity.want import Want
from tenprint.match.gallery import iterate_subjects
from tenprint.sim.gallery import background
from tenprint.template.model import Template

NOON = datetime(2011, 6, 8, 12, tzinfo=UTC)
People = list[tuple[str, dict[int, Template]]]


@pytest.fixture(scope="module")
def people() -> People:
    """Twelve synthetic subjects, numbered against the order of enrolment."""
    shipped = list(background.load(background.shipped()))[:12]
    return [(f"TP{99 - place:07d}", dict(fingers)) for place, (_, fingers) in enumerate(shipped)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'state.db'}")
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _saved_from_the_first_subject_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files are not saved otherwise."""
    monkeypatch.setattr(subjects, "SUBJECTS_SAVED_MIN", 1)


def _enrol(store: Store, people: People) -> None:
    with store.writing() as connection:
        count = subjects.enrol_many(
            connection, ((number, {"NAM": "NO,BODY"}, f) for number, f in people), NOON
        )
    assert count == len(people)


def _open(store: Store, saved: Path | None = None) -> subjects.PrintFile:
    with store.reading() as connection:
        return subjects.open_print_file(connection, saved)


def _numbers(file: subjects.PrintFile) -> list[str]:
    return list(iterate_subjects(file._gallery))


def test_templates_survive_the_store(store: Store, people: People) -> None:
    _enrol(store, people[:2])
    number, fingers = people[1]
    with store.reading() as connection:
        found = subjects.templates_of(connection, number)
    assert found.keys() == fingers.keys()
    for position, template in fingers.items():
        assert np.array_equal(found[position].x, template.x)
        assert np.array_equal(found[position].y, template.y)


def test_the_gallery_is_the_file_in_order_of_enrolment(store: Store, people: People) -> None:
    _enrol(store, people)
    assert _numbers(_open(store)) == [number for number, _ in people]


def test_a_saved_gallery_finds_what_a_rebuilt_one_finds(store: Store, people: People, tmp_path: Path) -> None:
    _enrol(store, people)
    built = _open(store, tmp_path / "gallery")
    mapped = _open(store, tmp_path / "gallery")
    probe = people[5][1]
    assert mapped.search(probe) == built.search(probe)
    assert built.search(probe).candidates[0].subject_id == people[5][0]
    assert built.search(probe).searched == len(people)


def test_who_was_enrolled_since_the_gallery_was_saved_is_searched_too(
    store: Store, people: People, tmp_path: Path
) -> None:
    _enrol(store, people[:8])
    _open(store, tmp_path / "gallery")
    _enrol(store, people[8:])
    file = _open(store, tmp_path / "gallery")
    assert len(file) == len(people)
    assert file.search(people[10][1]).candidates[0].subject_id == people[10][0]
    assert file.search(people[10][1]) == _open(store).search(people[10][1])


def test_a_saved_gallery_of_other_people_is_built_anew(store: Store, people: People, tmp_path: Path) -> None:
    other = Store(f"sqlite:///{tmp_path / 'other.db'}")
    _enrol(other, [(f"XX{number[2:]}", fingers) for number, fingers in people[:4]])
    _open(other, tmp_path / "gallery")
    other.close()
    _enrol(store, people)
    assert _numbers(_open(store, tmp_path / "gallery")) == [number for number, _ in people]


def test_a_saved_gallery_of_as_many_other_people_is_built_anew(
    store: Store, people: People, tmp_path: Path
) -> None:
    other = Store(f"sqlite:///{tmp_path / 'other.db'}")
    _enrol(other, [(f"XX{number[2:]}", fingers) for number, fingers in people])
    _open(other, tmp_path / "gallery")
    other.close()
    _enrol(store, people)
    assert _numbers(_open(store, tmp_path / "gallery")) == [number for number, _ in people]


def test_a_damaged_saved_gallery_is_built_anew(store: Store, people: People, tmp_path: Path) -> None:
    _enrol(store, people)
    _open(store, tmp_path / "gallery")
    data = (tmp_path / "gallery").read_bytes()
    for damaged in (b"", data[: len(data) // 2], b"not a gallery"):
        (tmp_path / "gallery").write_bytes(damaged)
        assert _numbers(_open(store, tmp_path / "gallery")) == [number for number, _ in people]


def test_a_small_file_is_not_saved(
    store: Store, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "SUBJECTS_SAVED_MIN", len(people) + 1)
    _enrol(store, people)
    assert len(_open(store, tmp_path / "gallery")) == len(people)
    assert not (tmp_path / "gallery").exists()


def test_where_the_gallery_cannot_be_saved_it_is_said(store: Store, people: People, tmp_path: Path) -> None:
    _enrol(store, people[:1])
    with pytest.raises(StoreError, match="gallery"):
        _open(store, tmp_path / "no folder" / "gallery")


def test_subjects_without_minutiae_are_no_hole_in_the_gallery(
    store: Store, people: People, tmp_path: Path
) -> None:
    _enrol(store, people[:3])
    _open(store, tmp_path / "gallery")
    with store.writing() as connection:
        subjects.enrol(connection, "TP0000001", {"NAM": "NO,PRINTS"}, {1: _empty()}, NOON)
    _enrol(store, people[3:6])
    assert len(_open(store, tmp_path / "gallery")) == 7


def _empty() -> Template:
    shipped = next(iter(background.load(background.shipped())))[1]
    first = next(iter(shipped.values()))
    return replace(
        first, **{name: getattr(first, name)[:0] for name in ("x", "y", "theta", "kind", "quality")}
    )


def test_adding_to_the_file_is_effective_at_once_and_only_once(store: Store, people: People) -> None:
    file = _open(store)
    assert file.search(people[0][1]).candidates == ()
    for _ in range(2):
        file.add(*people[0])
    assert len(file) == 1
    assert [item.subject_id for item in file.search(people[0][1]).candidates] == [people[0][0]]


def test_a_number_is_enrolled_once(store: Store, people: People) -> None:
    _enrol(store, people[:1])
    with pytest.raises(IntegrityError):
        _enrol(store, people[:1])


def test_history_and_encounters_are_in_order_of_date(store: Store, people: People) -> None:
    number = people[0][0]
    _enrol(store, people[:1])
    arrests = [
        Event("T" * 10 + str(year), "MA025TP01", date(year, 1, 1), "NO,BODY", "", (Charge("5311", "X"),))
        for year in (2010, 2006, 2008)
    ]
    want = Want("W-1", "MA025TP01", date(2011, 1, 1), "5015", "FAILURE TO APPEAR")
    with store.writing() as connection:
        for arrest in arrests:
            subjects.add_event(connection, number, arrest)
        subjects.add_want(connection, number, want)
        history = subjects.identity_history(connection, number)
    assert history.events == (arrests[1], arrests[2], arrests[0])
    assert (history.name, history.wants) == ("NO,BODY", (want,))


def test_encounters_are_in_order_of_date(store: Store, people: People) -> None:
    number = people[0][0]
    _enrol(store, people[:1])
    entries = [Encounter(f"E{year}", date(year, 1, 1), "PORT", "visa", "ISSUED") for year in (2007, 2004)]
    with store.writing() as connection:
        for entry in entries:
            subjects.add_event(connection, number, entry)
        assert subjects.encounters(connection, number) == (entries[1], entries[0])


def test_an_unknown_number_is_refused_without_repeating_it(store: Store) -> None:
    with store.reading() as connection:
        for act in (
            subjects.subject_id_of,
            subjects.biographic_of,
            subjects.templates_of,
            subjects.identity_history,
        ):
            with pytest.raises(BadInput) as caught:
                act(connection, "TP0000042")
            assert "TP0000042" not in str(caught.value)
        assert not subjects.is_enrolled(connection, "TP0000042")
        assert subjects.is_empty(connection)


def test_a_subject_without_a_single_finger_is_not_enrolled(store: Store) -> None:
    with store.writing() as connection:
        with pytest.raises(BadInput, match="finger"):
            subjects.enrol(connection, "TP0000001", {"NAM": "NO,PRINTS"}, {}, NOON)
        assert subjects.is_empty(connection)
