"""The file of a large gallery: the same bytes whoever makes it, and what was made comes out again."""

import numpy as np
import pytest

from tenprint.errors import BadInput, StoreError, TemplateError
from tenprint.match.gallery import Gallery
from tenprint.match.search import search
from tenprint.sim.gallery import unpictured_file as uf
from tenprint.sim.gallery.minutiae_model import read_fit
from tenprint.sim.gallery.unpictured import make_batch


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(uf, "PART", 7)


def test_bytes_do_not_depend_on_the_workers(small_parts, tmp_path):
    told: list[tuple[int, int]] = []
    made = uf.write_gallery(
        tmp_path / "a.npz", 20, seed=3, impressions=2, workers=1, progress=lambda *at: told.append(at)
    )
    uf.write_gallery(tmp_path / "b.npz", 20, seed=3, impressions=2, workers=3)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert told == [(7, 20), (14, 20), (20, 20)]
    assert (made["templates"], made["pictures"]) == (400, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "b.npz"]


def test_what_was_made_comes_out_again(small_parts, tmp_path):
    uf.write_gallery(tmp_path / "a.npz", 9, seed=3, impressions=2)
    batch = make_batch(read_fit(), "plain-typical", range(9), seed=3, impressions=[0, 1])
    read = list(uf.read_gallery(tmp_path / "a.npz"))
    assert [(name, number) for name, number, _ in read[:3]] == [
        ("unpictured-00000000", 0), ("unpictured-00000000", 1), ("unpictured-00000001", 0),
    ]  # fmt: skip
    for row, (_, number, fingers) in enumerate(read):
        for position, kept in fingers.items():
            own = batch.template((row // 2 * 10 + position - 1) * 2 + number)
            assert np.abs(kept.x - own.x).max(initial=0) <= 0.51
            assert np.abs(kept.y - own.y).max(initial=0) <= 0.51
            turned = (kept.theta - own.theta + np.pi) % (2 * np.pi) - np.pi
            assert np.abs(turned).max(initial=0) <= np.pi / 256 + 1e-5
            assert np.array_equal(kept.kind, own.kind)


def test_a_subject_is_found_by_another_impression_among_strangers():
    people = list(uf.unpictured_subjects(40, seed=5))
    gallery = Gallery.build(people)
    batch = make_batch(read_fit(), "plain-typical", [17], seed=5, impressions=[1])
    found = search({finger + 1: batch.template(finger) for finger in range(10)}, gallery)
    assert found.candidates[0].subject_id == people[17][0]
    assert found.candidates[0].score > 4 > found.candidates[1].score


def test_refusals(tmp_path):
    with pytest.raises(BadInput, match="1 or more"):
        uf.write_gallery(tmp_path / "a.npz", 0, seed=1)
    with pytest.raises(BadInput, match="rolled-typical"):
        uf.write_gallery(tmp_path / "a.npz", 1, seed=1, kind="rolled-typical")
    with pytest.raises(StoreError, match="expected to write"):
        uf.write_gallery(tmp_path / "no" / "a.npz", 1, seed=1)
    (tmp_path / "b.npz").write_bytes(b"nothing")
    with pytest.raises(TemplateError, match="sim gallery"):
        uf.read_header(tmp_path / "b.npz")
