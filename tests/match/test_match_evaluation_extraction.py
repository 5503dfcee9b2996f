"""Images to templates to scores: failures counted, kept templates exact, the same scores by any number of threads."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import stand_in_extractor
from synthetic_templates import make

from tenprint.errors import BadInput, TenprintError
from tenprint.image.encoding import encode_png
from tenprint.image.model import GreyImage
from tenprint.match.evaluate import Evaluation, evaluate
from tenprint.match.evaluation.image_set import cross_pairs, image_set, image_sets, pairs_of
from tenprint.match.evaluation.scoring import score_pairs
from tenprint.match.evaluation.template_store import TemplateStore, template_store
from tenprint.match.pair import compare
from tenprint.template.extract import by_name

MakeSet = Callable[..., Path]


def picture(finger: int, impression: int) -> bytes:
    """A small picture whose first pixels say which it is."""
    pixels = np.full((64, 64), 255, np.uint8)
    pixels[0, :2] = finger, impression
    return encode_png(GreyImage(pixels, 500.0))


@pytest.fixture
def make_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeSet:
    """A function that makes a folder of pictures for the stand-in extractor."""
    monkeypatch.setitem(by_name.EXTRACTORS, "stand-in", "stand_in_extractor")

    def made(name: str = "images", fingers: int = 3, impressions: int = 3, first: int = 101) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for finger in range(first, first + fingers):
            for impression in range(1, impressions + 1):
                (folder / f"{finger}_{impression}.png").write_bytes(picture(finger, impression))
        return folder

    return made


def run(folders: Path | list[Path], scores: Path | None = None, **options) -> Evaluation:
    """An evaluation by the stand-in, in this process."""
    return evaluate(folders, scores, extractor="stand-in", draws=100, **{"jobs": 1, **options})


def lines_of(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text().splitlines()]


def test_failures_are_counted_named_and_score_lowest(make_set: MakeSet, tmp_path: Path) -> None:
    folder = make_set()
    (folder / "102_2.png").write_bytes(b"no image")
    (folder / "103_1.png").write_bytes(picture(0, 1))
    (folder / "notes.png").write_bytes(b"")
    found = run(folder, tmp_path / "s.txt")
    assert (found.images, found.failed_to_extract, found.left_out) == (9, 2, ("notes.png",))
    (first, why), (second, none) = found.failures
    assert (first, second) == ("102_2", "103_1")
    assert "102_2.png: expected an image" in why
    assert "103_1.png: expected a print, found no minutiae" in none
    rows = lines_of(tmp_path / "s.txt")
    failed = [float(score) for a, b, score in rows if {a, b} & {"102_2", "103_1"}]
    assert len(failed) == 15
    assert set(failed) == {min(float(score) for *_, score in rows)}
    assert found.completed is not None
    assert (found.completed.mated, found.completed.non_mated) == (9 - 4, 27 - 11)
    assert found.completed.eer == 0 < found.eer


def test_no_image_that_can_be_used_says_what_is_wrong_with_the_first(make_set: MakeSet) -> None:
    folder = make_set(fingers=2, impressions=2)
    for path in folder.iterdir():
        path.write_bytes(b"text")
    with pytest.raises(
        BadInput, match=r"found none in any of 4 images; .*101_1.png: expected an image, found 74 65"
    ):
        run(folder)


def test_a_fault_of_ours_names_the_image(make_set: MakeSet, tmp_path: Path) -> None:
    folder = make_set()
    (folder / "102_2.png").write_bytes(picture(77, 1))
    with pytest.raises(
        TenprintError, match=r"102_2.png: a fault of ours: ZeroDivisionError: a bug"
    ) as caught:
        run(folder, tmp_path / "s.txt")
    assert caught.value.exit_status == 3
    assert not (tmp_path / "s.txt").exists()


@pytest.mark.parametrize("stage", ["extracting", "comparing"])
def test_ctrl_c_leaves_nothing_half_written(make_set: MakeSet, tmp_path: Path, stage: str) -> None:
    folder = make_set()

    def interrupt(what: str, done: int, _total: int) -> None:
        if what == stage and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(folder, tmp_path / "s.txt", progress=interrupt, jobs=1)
    assert [path.name for path in tmp_path.iterdir()] == ["images"]


def test_kept_templates_are_the_same_to_the_last_bit_and_are_not_extracted_again(
    make_set: MakeSet, tmp_path: Path
) -> None:
    folder, store = make_set(), tmp_path / "templates"
    run(folder, tmp_path / "without.txt")
    first = run(folder, tmp_path / "first.txt", templates=store)
    stand_in_extractor.calls.clear()
    again = run(folder, tmp_path / "again.txt", templates=store)
    assert set(stand_in_extractor.calls) <= {0, 255}
    assert again.ms_per_image == pytest.approx(first.ms_per_image)
    texts = {(tmp_path / f"{name}.txt").read_bytes() for name in ("without", "first", "again")}
    assert len(texts) == 1
    (folder / "101_1.png").write_bytes(picture(101, 9))
    stand_in_extractor.calls.clear()
    run(folder, tmp_path / "changed.txt", templates=store)
    assert stand_in_extractor.calls.count(101) == 1
    assert (tmp_path / "changed.txt").read_bytes() not in texts


def test_a_damaged_template_is_made_anew(make_set: MakeSet, tmp_path: Path) -> None:
    folder, store = make_set(), tmp_path / "templates"
    run(folder, templates=store)
    kept = sorted(store.rglob("*.npz"))
    assert len(kept) == 9
    whole = kept[0].read_bytes()
    for damaged in (b"", whole[:100], b"PK" + whole[2:-40]):
        kept[0].write_bytes(damaged)
        run(folder, templates=store)
        assert len(kept[0].read_bytes()) == len(whole)


def test_templates_are_kept_by_picture_resolution_and_version(tmp_path: Path) -> None:
    template = make(np.random.default_rng(1))
    store = TemplateStore(tmp_path, None)
    store.keep(b"one", template, 0.5)
    found = store.find(b"one")
    assert found is not None
    assert (found[0].x == template.x).all() and found[1] == 0.5
    assert store.find(b"other") is None
    assert TemplateStore(tmp_path, 500.0).find(b"one") is None
    classical = template_store(tmp_path, "classical", None).folder
    assert classical.name.startswith("classical-")
    assert classical != template_store(tmp_path, "leader", None).folder
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput, match="templates cannot be kept here"):
        TemplateStore(tmp_path / "file" / "x", None).keep(b"one", template, 0.5)


def test_scores_do_not_depend_on_the_number_of_threads() -> None:
    rng = np.random.default_rng(3)
    templates = [make(rng, 30) if place % 5 else None for place in range(40)]
    probe, candidate = pairs_of([f"{place // 2}_{place % 2}" for place in range(40)], "full")
    one, _ = score_pairs(templates, probe, candidate, jobs=1)
    three, seconds = score_pairs(templates, probe, candidate, jobs=3)
    assert one.tolist() == three.tolist()
    assert seconds > 0
    for place in range(0, len(probe), 37):
        a, b = templates[probe[place]], templates[candidate[place]]
        assert one[place] == (0.0 if a is None or b is None else compare(a, b).score)


def test_several_folders_are_judged_each_and_pooled(make_set: MakeSet, tmp_path: Path) -> None:
    folders = [make_set("a"), make_set("b", fingers=2, first=151)]
    found = run(folders, tmp_path / "s.txt")
    alone = [run(folder) for folder in folders]
    for part, one in zip(found.parts, alone, strict=True):
        assert part.assessment.scores.scores.tolist() == one.assessment.scores.scores.tolist()
        assert (part.eer, part.images) == (one.eer, one.images)
    assert found.images == 15
    rates = found.assessment.rates
    assert (rates.mated, rates.non_mated) == (9 + 6, 27 + 9)
    assert lines_of(tmp_path / "s.txt")[0][:2] == ["a/101_1", "a/101_2"]
    crossed = run(folders, tmp_path / "c.txt", cross_set=True).assessment.rates
    assert (crossed.mated, crossed.non_mated) == (15, 36 + 9 * 6)
    first = run(folders, protocol="fvc", cross_set=True).assessment.rates
    assert (first.mated, first.non_mated) == (15, 3 + 1 + 3 * 2)
    assert lines_of(tmp_path / "s.txt") == lines_of(tmp_path / "c.txt")[: len(lines_of(tmp_path / "s.txt"))]


def test_pairs_across_sets_are_scored_at_their_places(make_set: MakeSet, tmp_path: Path) -> None:
    folders = [make_set("a"), make_set("b", fingers=2, first=151)]
    run(folders, tmp_path / "c.txt", cross_set=True)
    scores = {(a, b): float(score) for a, b, score in lines_of(tmp_path / "c.txt")}
    sets = image_sets(folders)
    probe, candidate = cross_pairs(sets, "full")
    names = [f"{one.name}/{name}" for one in sets for name in one.names]
    templates = [
        stand_in_extractor.extract(
            GreyImage(np.array([[int(x) for x in path.stem.split("_")]], np.uint8), 500.0)
        )
        for one in sets
        for path in one.paths
    ]
    for i, j in list(zip(probe, candidate, strict=True))[::7]:
        assert scores[names[i], names[j]] == compare(templates[i], templates[j]).score


def test_folders_that_cannot_be_a_set_are_refused(make_set: MakeSet, tmp_path: Path) -> None:
    folder = make_set()
    (folder / "101_1.wsq").write_bytes(b"")
    with pytest.raises(BadInput, match=r"expected one image 101_1, found 101_1.png and 101_1.wsq"):
        image_set(folder)
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "a.png").write_bytes(b"")
    with pytest.raises(
        BadInput, match=r"found 0 images of 0 fingers, and 1 without underscore such as a.png"
    ):
        image_set(bare)
    (tmp_path / "x").mkdir()
    other = make_set("x/other")
    twin = make_set("other")
    with pytest.raises(BadInput, match="folders of different names, found other twice"):
        image_sets([other, twin])


def test_places_and_options_are_refused_before_any_work(make_set: MakeSet, tmp_path: Path) -> None:
    folder = make_set()
    stand_in_extractor.calls.clear()
    with pytest.raises(BadInput, match="into a folder that is there"):
        run(folder, tmp_path / "no" / "s.txt")
    with pytest.raises(BadInput, match="protocol: expected one of full, fvc"):
        run(folder, protocol="half")
    with pytest.raises(BadInput, match="jobs: expected 1 or more, found 0"):
        run(folder, jobs=0)
    assert stand_in_extractor.calls == []
