"""The gallery of strangers: reproducible, resumable, and faithful to what was extracted."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import TemplateError
from tenprint.sim.gallery import background, strangers
from tenprint.template.extract.pipeline import EXTRACTOR
from tenprint.template.model import Template


def template(seed: int, count: int) -> Template:
    rng = np.random.default_rng(seed)
    y = np.sort(rng.uniform(0, 499, count)).astype(np.float32)
    return Template(
        x=rng.uniform(0, 399, count).astype(np.float32),
        y=y,
        theta=rng.uniform(0, 2 * np.pi, count).astype(np.float32),
        kind=rng.integers(1, 3, count).astype(np.uint8),
        quality=rng.integers(0, 101, count).astype(np.uint8),
        width=400,
        height=500,
        extractor="test-1",
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 60)), min_size=1, max_size=6))
def test_columns_keep_templates_to_their_rounding(drawn):
    before = [template(seed, count) for seed, count in drawn]
    after = list(strangers.templates_of(strangers.columns_of(before), "test-1"))
    assert [len(t) for t in after] == [len(t) for t in before]
    for old, new in zip(before, after, strict=True):
        assert (new.width, new.height, new.extractor) == (400, 500, "test-1")
        order = np.lexsort((np.rint(old.x), np.rint(old.y)))
        assert np.abs(new.x - old.x[order]).max(initial=0) <= 0.5
        assert np.abs(new.y - old.y[order]).max(initial=0) <= 0.5
        turned = (new.theta - old.theta[order] + np.pi) % (2 * np.pi) - np.pi
        assert np.abs(turned).max(initial=0) <= np.pi / 256 + 1e-5
        assert np.array_equal(new.kind, old.kind[order])
        assert np.abs(new.quality.astype(int) - old.quality[order]).max(initial=0) < 4
        assert np.all((new.theta >= 0) & (new.theta < 2 * np.pi))


def test_templates_larger_than_the_columns_hold_are_refused():
    too_wide = Template(*([np.zeros(0, np.float32)] * 3), *([np.zeros(0, np.uint8)] * 2), 512, 10, "test-1")
    with pytest.raises(TemplateError, match="511"):
        strangers.columns_of([too_wide])


@pytest.fixture
def quick(monkeypatch):
    """Makes subjects from random numbers, for what does not need prints."""
    made: list[int] = []

    def subject(seed: int, index: int) -> list[Template]:
        made.append(index)
        return [template(1000 * seed + 10 * index + finger, 30) for finger in range(10)]

    monkeypatch.setattr(background, "subject_templates", subject)
    return made


def test_same_seed_same_bytes_and_nothing_left_beside(tmp_path, quick):
    told: list[tuple[int, int]] = []
    background.build(
        23, 4, tmp_path / "a.npz", workers=1, progress=lambda done, total: told.append((done, total))
    )
    background.build(23, 4, tmp_path / "b.npz", workers=1)
    background.build(23, 5, tmp_path / "c.npz", workers=1)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert (tmp_path / "a.npz").read_bytes() != (tmp_path / "c.npz").read_bytes()
    assert told == [(0, 23), (10, 23), (20, 23), (23, 23)]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.npz", "b.npz", "c.npz"]
    assert background.subjects(tmp_path / "a.npz") == 23
    loaded = list(background.load(tmp_path / "a.npz"))
    assert len({name for name, _ in loaded}) == 23
    assert all(list(fingers) == list(range(1, 11)) for _, fingers in loaded)
    assert loaded[0][1][1].extractor == background.header(tmp_path / "a.npz").extractor == EXTRACTOR


def test_an_interrupted_build_goes_on_where_it_was(tmp_path, quick, monkeypatch):
    whole = tmp_path / "whole.npz"
    background.build(30, 4, whole, workers=1)
    quick.clear()
    subject = background.subject_templates

    def failing(seed: int, index: int) -> list[Template]:
        if index == 25:
            raise KeyboardInterrupt
        return subject(seed, index)

    monkeypatch.setattr(background, "subject_templates", failing)
    with pytest.raises(KeyboardInterrupt):
        background.build(30, 4, tmp_path / "again.npz", workers=1)
    monkeypatch.setattr(background, "subject_templates", subject)
    quick.clear()
    background.build(30, 4, tmp_path / "again.npz", workers=1)
    assert quick == list(range(20, 30))
    assert (tmp_path / "again.npz").read_bytes() == whole.read_bytes()


def test_damaged_and_foreign_files_are_refused(tmp_path: Path, quick):
    (tmp_path / "text.npz").write_text("no archive")
    with pytest.raises(TemplateError):
        background.header(tmp_path / "text.npz")
    np.savez(tmp_path / "foreign.npz", other=np.zeros(3))
    with pytest.raises(TemplateError):
        background.header(tmp_path / "foreign.npz")
    with pytest.raises(TemplateError):
        list(background.load(tmp_path / "absent.npz"))


def test_real_subjects_have_templates_like_those_of_prints(tmp_path):
    background.build(2, 11, tmp_path / "two.npz", workers=1)
    for _, fingers in background.load(tmp_path / "two.npz"):
        counts = [len(found) for found in fingers.values()]
        assert min(counts) > 8
        assert 28 < np.mean(counts) < 65
