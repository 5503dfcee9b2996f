"""Galleries: built, added to, saved, mapped, refused when damaged."""

import numpy as np
import pytest
from synthetic_templates import EMPTY, again, hand

from tenprint.errors import BadInput, StoreError
from tenprint.match import gallery as gallery_module
from tenprint.match.gallery import Gallery
from tenprint.match.search import search
from tenprint.match.segment import ARRAYS, join, pack


@pytest.fixture(scope="module")
def people() -> list:
    rng = np.random.default_rng(1)
    return [(f"subject-{k}", hand(rng, range(1, 11) if k % 3 else (2, 3, 7))) for k in range(12)]


@pytest.fixture(scope="module")
def probes(people) -> list:
    rng = np.random.default_rng(2)
    return [again(fingers, rng) for _, fingers in people]


def test_building_is_adding(people, probes) -> None:
    built, added = Gallery.build(people), Gallery()
    for subject_id, fingers in people:
        added.add(subject_id, fingers)
    assert len(built) == len(added) == 12
    assert "subject-3" in built and "subject-12" not in built
    assert all(search(probe, built) == search(probe, added) for probe in probes)


def test_threads_make_the_same_gallery(people) -> None:
    one, four = (Gallery.build(people, threads=count).snapshot()[0][0] for count in (1, 4))
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one, name), getattr(four, name))


def test_saved_and_opened_answers_alike(people, probes, tmp_path) -> None:
    gallery = Gallery.build(people)
    gallery.save(tmp_path / "file.gallery")
    opened = Gallery.open(tmp_path / "file.gallery")
    assert len(opened) == 12
    assert isinstance(opened.snapshot()[0][0].bits.base, np.memmap)
    assert all(search(probe, gallery) == search(probe, opened) for probe in probes)
    assert [path.name for path in tmp_path.iterdir()] == ["file.gallery"]


def test_an_opened_gallery_grows_and_is_saved_anew(people, probes, tmp_path) -> None:
    path = tmp_path / "file.gallery"
    Gallery.build(people[:5]).save(path)
    grown = Gallery.open(path)
    for subject_id, fingers in people[5:]:
        grown.add(subject_id, fingers)
        assert search(fingers, grown).candidates[0].subject_id == subject_id
    grown.save(path)
    whole = Gallery.build(people)
    assert all(search(probe, Gallery.open(path)) == search(probe, whole) for probe in probes)


def test_segments_are_few_and_keep_their_order(people) -> None:
    gallery = Gallery()
    for subject_id, fingers in people:
        gallery.add(subject_id, fingers)
        gallery.snapshot()
    segments, subject_ids = gallery.snapshot()
    assert len(segments) <= 4
    assert subject_ids == tuple(subject_id for subject_id, _ in people)
    whole = Gallery.build(people).snapshot()[0][0]
    np.testing.assert_array_equal(join(segments).x, whole.x)
    np.testing.assert_array_equal(join(segments).offset, whole.offset)


def test_empty_gallery_and_empty_fingers(tmp_path) -> None:
    nobody = Gallery()
    assert len(nobody) == 0
    nobody.save(tmp_path / "none")
    assert search({1: EMPTY}, Gallery.open(tmp_path / "none")).candidates == ()
    bare = Gallery.build([("bare", {1: EMPTY}), ("none", {})])
    bare.save(tmp_path / "bare")
    found = search(hand(np.random.default_rng(0)), Gallery.open(tmp_path / "bare"))
    assert found.searched == 2
    assert [(c.subject_id, c.score, c.finger_scores) for c in found.candidates] == [
        ("bare", 0.0, {}),
        ("none", 0.0, {}),
    ]


def test_joining_nothing_and_empty() -> None:
    empty = pack([{}, {}])
    assert len(join([empty, pack([{}])])) == 3


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"something else" + data,
        lambda data: data[: len(data) // 2],
        lambda data: data + b"\0",
        lambda data: data[:27] + b"{" * (len(data) - 27),
        lambda data: data.replace(b'"cylinder_radius_px": 70.0', b'"cylinder_radius_px": 71.0'),
    ],
)
def test_a_damaged_file_is_refused(damage, people, tmp_path) -> None:
    path = tmp_path / "file.gallery"
    Gallery.build(people[:2]).save(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(StoreError, match="expected"):
        Gallery.open(path)


def test_a_missing_file_is_refused(tmp_path) -> None:
    with pytest.raises(StoreError, match="expected"):
        Gallery.open(tmp_path / "nowhere")


def test_a_failing_disk_leaves_the_old_file(people, tmp_path, monkeypatch) -> None:
    path = tmp_path / "file.gallery"
    Gallery.build(people[:2]).save(path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gallery_module.os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        Gallery.build(people).save(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.gallery"]


def test_finger_positions_are_checked() -> None:
    with pytest.raises(BadInput, match="expected 1 to 10, found 13"):
        Gallery().add("somebody", {13: EMPTY})
