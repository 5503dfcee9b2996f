"""Folders of prints: named for evaluation, true beside, resumable, the same whatever workers, and only synthetic."""

import errno
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.image.codec import encode_png
from tenprint.image.picture_file import load
from tenprint.match.evaluate import find_images, finger_of
from tenprint.sim import prints
from tenprint.sim.card.images import card
from tenprint.sim.gallery import folder as made_folder
from tenprint.sim.gallery import folder_subject
from tenprint.sim.gallery.folder import write_folder
from tenprint.sim.gallery.folder_subject import names
from tenprint.sim.gallery.manifest import FolderOptions, begin, read_manifest
from tenprint.sim.seeds import DEMO_SEED_LIMIT

LITTLE = FolderOptions(seed=3, fingers=(5, 10), contact="plain", impressions=2)
"""Little fingers are the smallest, and quickest to make."""


def content(folder):
    """Every file of a folder by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def truths(folder):
    return [json.loads(path.read_text()) for path in sorted((folder / "truth").iterdir())]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prints") / "made"
    write_folder(folder, LITTLE, 2, workers=1)
    return folder


def test_files_are_named_for_evaluation(made):
    images = find_images(made)
    assert [path.name for path in images] == [
        f"{subject:06d}{finger:02d}_{k}.png" for subject in (1, 2) for finger in (5, 10) for k in (1, 2)
    ]
    assert sorted({finger_of(path.stem) for path in find_images(made, "odd")}) == ["00000105", "00000205"]
    assert load(images[0]).resolution_ppi == 500


def test_every_picture_is_made_of_its_truth_and_of_nothing_else(made):
    told = truths(made)
    assert len({one["seed"] for one in told}) == 2
    for one in told:
        assert 0 <= one["seed"] < DEMO_SEED_LIMIT
        for picture in one["pictures"]:
            ((finger, truth),) = picture["fingers"].items()
            master = prints.master(one["seed"], int(finger))
            taken = prints.impression(
                master, seed=picture["impression"], style=prints.PLAIN.under(picture["condition"])
            )
            assert (made / picture["file"]).read_bytes() == encode_png(taken.image)
            assert one["patterns"][finger] == master.pattern.kind.value
            rows = np.array([row[:2] for row in truth["minutiae"]])
            assert np.allclose(rows, np.stack([taken.minutiae.x, taken.minutiae.y], axis=1), atol=0.006)
            degrees = np.array([row[2] for row in truth["minutiae"]])
            turned = (degrees - np.rad2deg(taken.minutiae.theta) + 180) % 360 - 180
            assert np.abs(turned).max() < 0.01
            left, top, right, bottom = truth["box"]
            assert 0 <= left < right <= picture["width"] and 0 <= top < bottom <= picture["height"]
            assert (rows >= [left, top]).all() and (rows < [right, bottom]).all()
    files = {picture["file"] for one in told for picture in one["pictures"]}
    assert files == {path.name for path in made.glob("*.png")}


def test_the_manifest_tells_what_it_is(made):
    manifest = read_manifest(made)
    assert "synthetic" in manifest["what"]
    assert manifest["options"]["fingers"] == [5, 10]
    assert (manifest["subjects"], manifest["pictures"], manifest["complete"]) == (2, 8, True)
    assert manifest["generator"] == prints.GENERATOR


def test_workers_do_not_change_a_byte(made, tmp_path, monkeypatch):
    monkeypatch.setattr(made_folder, "ProcessPoolExecutor", lambda count, **_: ThreadPoolExecutor(count))
    write_folder(tmp_path / "again", LITTLE, 2, workers=2)
    assert content(tmp_path / "again") == content(made)


@pytest.mark.slow
def test_processes_do_not_change_a_byte(made, tmp_path):
    write_folder(tmp_path / "again", LITTLE, 2, workers=2)
    assert content(tmp_path / "again") == content(made)


@pytest.mark.slow
def test_a_fault_in_a_process_is_told_as_it_is(tmp_path):
    options = replace(LITTLE, impressions=1)
    begin(tmp_path / "folder", options, 3)
    (tmp_path / "folder" / "00000205_1.png").mkdir()  # cannot be replaced by a file
    (tmp_path / "folder" / "00000205_1.png" / "x").mkdir()
    with pytest.raises(BadInput, match=r"00000205_1\.png: cannot be written"):
        write_folder(tmp_path / "folder", options, 3, workers=2)


def test_a_second_call_goes_on_where_the_first_ended(made, tmp_path):
    folder = tmp_path / "folder"
    (folder / "truth").mkdir(parents=True)
    for name, data in content(made).items():
        (folder / name).write_bytes(data)
    (folder / "00000105_1.png").unlink()
    (folder / "00000105_2.png.7.unfinished").write_bytes(b"half")
    told = []
    done = write_folder(folder, LITTLE, 2, workers=1, progress=lambda *of: told.append(of))
    assert (done.made, done.subjects, done.pictures) == (1, 2, 8)
    assert told == [(1, 2), (2, 2)]
    assert content(folder) == content(made)
    (folder / "truth" / "000002.json").unlink()
    assert write_folder(folder, LITTLE, 2, workers=1).made == 1
    assert content(folder) == content(made)
    assert write_folder(folder, LITTLE, 2, workers=1).made == 0


def test_a_folder_grows_but_is_never_of_two_makes(made, tmp_path):
    one = FolderOptions(seed=3, fingers=(5,), contact="plain", impressions=1)
    folder = tmp_path / "folder"
    write_folder(folder, one, 1, workers=1)
    assert write_folder(folder, one, 2, workers=1).made == 1
    first, second = truths(folder)
    assert first["seed"] != second["seed"]
    for other, said in (
        (replace(one, seed=4), "seed 3"),
        (replace(one, condition="easy"), "condition typical"),
        (replace(one, fingers=(4,)), r"fingers \[5\]"),
        (replace(one, format="wsq"), "format png"),
        (replace(one, device="ink"), "device optical"),
    ):
        with pytest.raises(BadInput, match=f"begun with {said}"):
            write_folder(folder, other, 2, workers=1)
    with pytest.raises(BadInput, match="begun for 2 subjects"):
        write_folder(folder, one, 1, workers=1)
    stored = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(stored | {"generator": "other-1"}))
    with pytest.raises(BadInput, match="begun with generator other-1"):
        write_folder(folder, one, 2, workers=1)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(BadInput, match="expected the manifest"):
        write_folder(folder, one, 2, workers=1)


def test_a_folder_of_other_files_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(BadInput, match="expected an empty folder"):
        write_folder(tmp_path, LITTLE, 1)
    assert list(tmp_path.iterdir()) == [tmp_path / "letter.txt"]


def test_a_full_disk_is_told_and_nothing_is_half_written(made, tmp_path, monkeypatch):
    folder, written = tmp_path / "folder", []
    whole = Path.write_bytes

    def write(path, data):
        written.append(path)
        if len(written) == 4:
            whole(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write)
        with pytest.raises(BadInput, match=r"cannot be written \(No space left on device"):
            write_folder(folder, LITTLE, 2, workers=1)
    assert sorted(content(folder)) == ["00000105_1.png", "00000105_2.png", "manifest.json"]
    assert read_manifest(folder)["complete"] is False
    write_folder(folder, LITTLE, 2, workers=1)
    assert content(folder) == content(made)


def test_names_of_cards_never_collide_and_slaps_are_no_single_fingers():
    cards = FolderOptions(contact="card", impressions=2)
    found = names(cards, 123) + names(cards, 124)
    assert len(set(found)) == len(found) == 56
    assert {name for name in found if "_" not in name} == {
        f"{subject:06d}{slap}-{k}" for subject in (123, 124) for slap in (13, 14) for k in (1, 2)
    }
    assert finger_of("00012301_p1") == finger_of("00012301_1")  # a plain thumb is a mate of the rolled one


def test_a_card_has_the_truth_of_all_its_fingers(tmp_path, monkeypatch):
    monkeypatch.setattr(folder_subject, "card", partial(card, missing=(1, 2, 3, 7, 8, 9, 10)))
    options = FolderOptions(contact="card", impressions=1, format="wsq")
    monkeypatch.setattr(made_folder, "names", lambda *_: [])  # not all of a card's pictures
    write_folder(tmp_path / "cards", options, 1, workers=1)
    (told,) = truths(tmp_path / "cards")
    by_position = {one["position"]: one for one in told["pictures"]}
    shown = {4: ["4"], 5: ["5"], 6: ["6"], 12: ["6"], 13: ["4", "5"]}
    assert {position: list(one["fingers"]) for position, one in by_position.items()} == shown
    assert by_position[12]["file"] == "00000106_p1.wsq"
    for one in told["pictures"]:
        image = load(tmp_path / "cards" / one["file"])
        for truth in one["fingers"].values():
            left, top, right, bottom = truth["box"]
            assert image.pixels[top:bottom, left:right].mean() < image.pixels.mean()
            assert len(truth["minutiae"]) > 3
            assert all(left <= x < right and top <= y < bottom for x, y, _, _ in truth["minutiae"])
            assert abs(truth["turn_deg"]) < 40


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"fingers": ()}, "fingers: expected"),
        ({"fingers": (2, 2)}, "fingers: expected"),
        ({"fingers": (11,)}, "fingers: expected"),
        ({"fingers": (1, 2), "contact": "card"}, "all ten for card"),
        ({"impressions": 0}, "impressions: expected 1 to"),
        ({"contact": "palm"}, "contact: expected one of rolled"),
        ({"device": "camera"}, "device: expected one of ink"),
        ({"format": "gif"}, "format: expected one of png"),
        ({"seed": -1}, "seed: expected 0 or above"),
    ],
)
def test_options_that_are_none_are_refused(options, said):
    with pytest.raises(BadInput, match=said):
        FolderOptions(**options)


@pytest.mark.parametrize(
    ("options", "subjects", "workers", "said"),
    [
        (replace(LITTLE, condition="awful"), 1, 1, "awful"),
        (LITTLE, 0, 1, "subjects: expected 1 to"),
        (LITTLE, 1_000_001, 1, "subjects: expected 1 to"),
        (LITTLE, 1, 0, "workers: expected 1 to"),
    ],
)
def test_nothing_is_written_when_an_option_is_none(tmp_path, options, subjects, workers, said):
    with pytest.raises(BadInput, match=said):
        write_folder(tmp_path / "folder", options, subjects, workers=workers)
    assert not (tmp_path / "folder").exists()
