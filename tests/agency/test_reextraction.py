"""An agency's prints are found anew: resumed after a kill, searched as before until done, with what was not done."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import sqlalchemy as sa
from network_case import NOON, Case, card

from tenprint.agency import reextraction, schema, subjects
from tenprint.agency.reextraction import NO_PICTURES, Reextraction, reextract
from tenprint.agency.store import Store, read_setting
from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.match.gallery import Gallery
from tenprint.sim.story.cast import Case as Who
from tenprint.template.codec_packed import pack, unpack
from tenprint.template.extract import by_name
from tenprint.template.model import Template

pytestmark = pytest.mark.xdist_group("network")
NUMBERS = [f"EN{number:07d}" for number in range(1, 4)]


def quick(image: GreyImage) -> Template:
    """Four minutiae that tell the picture from others."""
    values = image.pixels.reshape(-1)[:: image.pixels.size // 4][:4].astype(np.float32)
    kind = np.ones(4, np.uint8)
    return Template(
        values, values[::-1].copy(), values / 256, kind, kind * 50, image.width, image.height, "quick-1"
    )


OLD = {
    finger: replace(quick(GreyImage(np.full((300, 300), finger, np.uint8), 500.0)), extractor="old-1")
    for finger in range(1, 11)
}


@pytest.fixture(autouse=True)
def _quick_extractor(monkeypatch: pytest.MonkeyPatch) -> None:
    module = SimpleNamespace(extract=quick, EXTRACTOR="quick-1")
    monkeypatch.setitem(sys.modules, "quick_extractor", module)  # type: ignore[arg-type]
    monkeypatch.setitem(by_name.EXTRACTORS, "quick", "quick_extractor")


@pytest.fixture
def store(case: Case) -> Store:
    """The national file: three with their cards, and one of whom no pictures are kept."""
    store = case.network.national.store
    with store.writing() as connection:
        for number in (*NUMBERS, "KN0000001"):
            subjects.enrol(connection, number, {}, OLD, NOON)
        for number in NUMBERS:
            subjects.keep_card(connection, number, card(Who.UNKNOWN))
    return store


def templates(store: Store) -> dict[str, dict[int, bytes]]:
    """What is searched, by number and finger."""
    with store.reading() as connection:
        return {
            number: {finger: pack(one) for finger, one in subjects.templates_of(connection, number).items()}
            for number in [*NUMBERS, "KN0000001"]
        }


def extractors(store: Store) -> dict[str, set[str]]:
    return {
        number: {unpack(one).extractor for one in fingers.values()}
        for number, fingers in templates(store).items()
    }


def test_whose_pictures_are_kept_is_found_anew_and_the_others_are_named(store: Store, case: Case) -> None:
    told: list[tuple[int, int]] = []
    before = templates(store)
    found = reextract(store, "national", "quick", NOON, lambda *step: told.append(step))
    assert found == Reextraction("quick-1", 3, 0, {"KN0000001": NO_PICTURES})
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert extractors(store) == {**{one: {"quick-1"} for one in NUMBERS}, "KN0000001": {"old-1"}}
    after = templates(store)
    assert after["KN0000001"] == before["KN0000001"]
    assert all(sorted(after[number]) == sorted(before[number]) for number in NUMBERS)
    with store.reading() as connection:
        assert subjects.extractor_in_use(connection) == "quick"
        assert connection.execute(sa.select(schema.staged_prints)).first() is None
    assert case.leaves("national")[-1].detail == {"found_anew": 3, "extractor": "quick-1"}
    leaves = case.leaves("national")
    again = reextract(store, "national", "quick", NOON)
    assert again == Reextraction("quick-1", 0, 3, {"KN0000001": NO_PICTURES})
    assert templates(store) == after
    assert case.leaves("national") == leaves


def test_killed_in_the_middle_it_goes_on_and_ends_as_if_never_ended(store: Store, monkeypatch) -> None:
    before = templates(store)
    child = os.fork()
    if child == 0:

        def kill(done: int, total: int) -> None:
            if done == 2:
                os.kill(os.getpid(), signal.SIGKILL)

        reextract(Store(store.url), "national", "quick", NOON, kill)
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert templates(store) == before
    with store.reading() as connection:
        assert subjects.extractor_in_use(connection) == "classical"
        waiting = connection.execute(sa.select(sa.func.count(sa.distinct(schema.staged_prints.c.subject_id))))
        assert waiting.scalar_one() == 2
    read: list[str] = []
    whole = reextraction.read_prints
    monkeypatch.setattr(
        reextraction, "read_prints", lambda card, **how: read.append(card.tcn) or whole(card, **how)
    )
    assert reextract(store, "national", "quick", NOON).found_anew == 3
    assert len(read) == 1
    resumed = templates(store)
    with store.writing() as connection:  # once more, whole: from what it was before
        for row in connection.execute(sa.select(schema.prints)).all():
            number = connection.execute(
                sa.select(schema.subject.c.number).where(schema.subject.c.id == row.subject_id)
            ).scalar_one()
            old = before[number][row.finger_position]
            connection.execute(
                sa.update(schema.prints).where(schema.prints.c.id == row.id).values(template=old)
            )
    assert templates(store) == before
    reextract(store, "national", "quick", NOON)
    assert templates(store) == resumed


def test_what_waits_from_another_extractor_is_not_taken(store: Store) -> None:
    with store.writing() as connection:
        row = connection.execute(sa.select(schema.prints).limit(1)).one()
        values = {"subject_id": row.subject_id, "finger_position": 1, "template": row.template}
        connection.execute(sa.insert(schema.staged_prints).values(**values))
    assert reextract(store, "national", "quick", NOON).found_anew == 3
    assert extractors(store)["EN0000001"] == {"quick-1"}


def test_a_subject_who_came_by_a_submission_is_found_anew_from_it(case: Case) -> None:
    tcn = case.submit(card(Who.UNKNOWN))
    number = case.row("national", tcn).facts["ucn"]
    found = reextract(case.network.national.store, "national", "quick", NOON)
    assert (found.found_anew, found.kept) == (1, {})
    with case.network.national.store.reading() as connection:
        assert {one.extractor for one in subjects.templates_of(connection, number).values()} == {"quick-1"}


def test_a_card_that_is_refused_now_leaves_the_old_templates(store: Store, monkeypatch) -> None:
    refused = SimpleNamespace(usable=False, rolled={}, findings=[SimpleNamespace(code="L0008")])
    monkeypatch.setattr(reextraction, "read_prints", lambda *_, **__: refused)
    before = templates(store)
    found = reextract(store, "national", "quick", NOON)
    assert found.kept["EN0000001"] == "the card is refused: L0008"
    assert templates(store) == before


def test_a_saved_gallery_of_the_old_templates_is_not_searched_any_more(
    store: Store, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(subjects, "SUBJECTS_SAVED_MIN", 1)
    saved = tmp_path / "gallery"
    with store.reading() as connection:
        subjects.open_print_file(connection, saved)
    assert saved.is_file()
    reextract(store, "national", "quick", NOON)
    with store.reading() as connection:
        file = subjects.open_print_file(connection, saved)
    assert not saved.exists()
    (anew,) = tmp_path.glob("gallery-*")
    assert len(Gallery.open(anew)) == len(file) == 4


def test_an_extractor_that_is_not_there_changes_nothing(store: Store) -> None:
    before = templates(store)
    with pytest.raises(BadInput, match="expected one of"):
        reextract(store, "national", "other", NOON)
    assert templates(store) == before
    with store.reading() as connection:
        assert read_setting(connection, subjects.EDITION_SETTING, "0") == "0"
