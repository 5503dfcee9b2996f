"""``template extract --stages``, ``match compare --stages`` and ``--picture``: files, streams and exit statuses."""

from pathlib import Path

import numpy as np
import pytest
from command_line import CommandLine
from PIL import Image

from tenprint.sim.prints import OPTICAL_PLAIN, impression, master


@pytest.fixture(scope="module")
def prints(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two impressions of a synthetic finger."""
    folder, finger = tmp_path_factory.mktemp("prints"), master(5, 3, size="small")
    paths = [folder / "a.png", folder / "b.png"]
    for seed, path in enumerate(paths, 1):
        pixels = impression(finger, seed=seed, style=OPTICAL_PLAIN).image.pixels
        Image.fromarray(pixels).save(path, dpi=(500, 500))
    return paths


def test_an_extraction_writes_its_stages(tenprint: CommandLine, prints: list[Path], tmp_path: Path) -> None:
    seen, plain = tmp_path / "seen.iso", tmp_path / "plain.iso"
    done = tenprint("template", "extract", prints[0], seen, "--stages", tmp_path / "stages")
    assert (done.status, "index.html" in done.err) == (0, True)
    assert tenprint("template", "extract", prints[0], plain).status == 0
    assert seen.read_bytes() == plain.read_bytes()
    names = {path.name for path in (tmp_path / "stages").iterdir()}
    assert {"01-picture.png", "index.html"} < names


def test_stages_of_what_is_no_image_are_refused(
    tenprint: CommandLine, prints: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "out.iso"
    assert tenprint("template", "extract", prints[0], out).status == 0
    (tmp_path / "taken").write_text("")
    for source, folder, said in (
        (out, tmp_path / "new", "expected an image, found a template"),
        (prints[0], tmp_path / "taken", "expected a folder"),
        (tmp_path / "none.png", tmp_path / "new", "cannot be read"),
    ):
        done = tenprint("template", "extract", source, tmp_path / "again.iso", "--stages", folder)
        assert (done.status, said in done.err) == (2, True), done.err
    assert not (tmp_path / "again.iso").exists()
    assert not (tmp_path / "new").exists()


def test_a_comparison_writes_its_pictures(tenprint: CommandLine, prints: list[Path], tmp_path: Path) -> None:
    picture, stages = tmp_path / "pairing.png", tmp_path / "stages"
    plain = tenprint("match", "compare", *prints, "--json").json
    found = tenprint("match", "compare", *prints, "--picture", picture, "--stages", stages, "--json").json
    assert (found["score"], found["pairs"]) == (plain["score"], plain["pairs"])
    with Image.open(picture) as image:
        assert image.width > 1200
        assert len(np.unique(np.array(image.convert("RGB")).reshape(-1, 3), axis=0)) > 50
    assert {"index.html", "05-pairing.png", "07-deformation.png"} < {path.name for path in stages.iterdir()}


def test_a_template_is_drawn_on_blank_paper(
    tenprint: CommandLine, prints: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "a.iso"
    assert tenprint("template", "extract", prints[0], out).status == 0
    done = tenprint("match", "compare", out, prints[1], "--picture", tmp_path / "p.png")
    assert done.status == 0
    assert done.out.startswith("score ")
    assert (tmp_path / "p.png").is_file()


def test_a_picture_of_another_kind_is_refused(
    tenprint: CommandLine, prints: list[Path], tmp_path: Path
) -> None:
    done = tenprint("match", "compare", *prints, "--picture", tmp_path / "p.jpg")
    assert done.status == 2
    assert "ends in .png" in done.err
