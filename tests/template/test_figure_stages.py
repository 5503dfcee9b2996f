"""Pictures of an extraction's stages: one for every key, known or not; each stage has its page."""

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from tenprint.errors import BadInput
from tenprint.image.figure.colour import BLUE, VERMILION, one, turn_scale
from tenprint.image.model import GreyImage
from tenprint.template.codec_packed import pack
from tenprint.template.extract import by_name, leader
from tenprint.template.extract.pipeline import extract
from tenprint.template.figure.stage import PICTURE, STAGES, Kind, Stage, stage_of
from tenprint.template.figure.stage_folder import write_stages
from tenprint.template.figure.stage_picture import draw, kind_for
from tenprint.template.figure.watch import Watched, watch
from tenprint.template.model import MinutiaKind, Template

DOCS = Path(__file__).parents[2] / "docs"
ROWS, COLUMNS = 150, 180
PAGES_OF_THE_MATCHER = ("cylinder", "similarity", "consolidation", "alignment", "score")


def waves(rows: int = ROWS, columns: int = COLUMNS) -> GreyImage:
    """Ridges that bend, in a disc, with one fork."""
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float64)
    phase = 2 * np.pi * (y + 14 * np.sin(x / 50)) / 9 + np.arctan2(y - rows / 2, x - columns / 2)
    disc = np.hypot((x - columns / 2) / (0.45 * columns), (y - rows / 2) / (0.45 * rows)) < 1
    return GreyImage(np.where(disc, 127 - 100 * np.cos(phase), 250).astype(np.uint8), 500.0)


def template_at(*places: tuple[float, float, float, int, int]) -> Template:
    x, y, theta, kind, quality = (np.array(column) for column in zip(*places, strict=True))
    real = (column.astype(np.float32) for column in (x, y, theta))
    return Template(*real, kind.astype(np.uint8), quality.astype(np.uint8), COLUMNS, ROWS, "test-1")


def watched(*told: tuple[str, npt.NDArray[np.generic]], template: Template | None = None) -> Watched:
    paper = GreyImage(np.full((ROWS, COLUMNS), 255, np.uint8), 500.0)
    return Watched(paper, template or template_at((90, 70, 0.0, 1, 80)), told)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("stages") / "new" / "folder"
    write_stages(waves(), made, title="waves.png")
    return made


def test_every_stage_has_its_numbered_picture(folder: Path) -> None:
    keys: list[str] = []
    extract(waves(), observe=lambda key, _: keys.append(key))
    wanted = ["picture", *(key.rpartition(".")[2].replace("_", "-") for key in keys)]
    names = sorted(path.name for path in folder.glob("*.png"))
    assert names == [f"{number:02}-{name}.png" for number, name in enumerate(wanted, 1)]
    assert {"template.orientation", "template.minutiae"} <= set(keys)
    for name in names:
        with Image.open(folder / name) as picture:
            assert picture.width >= 2 * COLUMNS


def test_the_page_shows_all_and_loads_nothing(folder: Path) -> None:
    text = (folder / "index.html").read_text(encoding="utf-8")
    names = sorted(path.name for path in folder.glob("*.png"))
    assert re.findall(r'src="([^"]*)"', text) == names
    assert "waves.png" in text
    assert re.search(r"https?:", text) is None
    links = [link for link in re.findall(r'href="([^"]*)"', text) if link.endswith(".md")]
    assert len(links) == len(names)
    assert all((folder / link).is_file() for link in links)


def test_the_same_print_gives_the_same_files(folder: Path, tmp_path: Path) -> None:
    made = write_stages(waves(), tmp_path / "a", title="waves.png")
    assert pack(made) == pack(extract(waves()))
    for path in folder.glob("*.png"):
        assert (tmp_path / "a" / path.name).read_bytes() == path.read_bytes(), path.name


def test_every_stage_that_an_extractor_tells_is_named_and_has_its_page_and_figure() -> None:
    told = [key for key, _ in watch(waves()).told]
    assert [key for key in told if key not in {stage.key for stage in STAGES}] == []
    pages = {stage.page for stage in STAGES} | set(PAGES_OF_THE_MATCHER)
    index = (DOCS / "stages" / "README.md").read_text(encoding="utf-8")
    for page in sorted(pages):
        text = (DOCS / "stages" / f"{page}.md").read_text(encoding="utf-8")
        for part in (
            "| in |",
            "| out |",
            "## How",
            "**Constants.**",
            "## How it fails",
            "**See it.**",
            "**Cost.**",
        ):
            assert part in text, f"{page}: {part}"
        figure = DOCS / "pictures" / f"stage-{page}.png"
        assert f"](../pictures/{figure.name})" in text
        assert 2_000 < figure.stat().st_size <= 150_000
        assert f"({page}.md)" in index
    for stage in (PICTURE, *STAGES):
        assert f"`{stage.key}`" in index


UNKNOWN = {
    "new.cells": (np.linspace(0, 1, 38 * 45, dtype=np.float32).reshape(38, 45), Kind.HEAT),
    "new.pixels": (np.linspace(0, 9, ROWS * COLUMNS).reshape(ROWS, COLUMNS), Kind.HEAT),
    "new.signed": (np.linspace(-3, 3, ROWS * COLUMNS).reshape(ROWS, COLUMNS), Kind.RIDGES),
    "new.mask": (np.ones((38, 45), np.uint8), Kind.MASK),
    "new.bools": (np.ones((ROWS, COLUMNS), np.bool_), Kind.BINARY),
    "new.grey": (np.full((ROWS, COLUMNS), 9, np.uint8), Kind.PICTURE),
    "new.flow_angle": (np.zeros((38, 45), np.float32), Kind.FLOW),
    "new.places": (np.array([[5.0, 6.0, 1.0, 1.0]]), Kind.POINTS),
    "new.nothing": (np.zeros((0, 3)), Kind.POINTS),
    "new.not_a_number": (np.full((38, 45), np.nan, np.float32), Kind.HEAT),
    "new.labels": (np.arange(38 * 45, dtype=np.int32).reshape(38, 45), Kind.HEAT),
    "new.deep": (np.zeros((38, 45, 3)), Kind.NONE),
    "new.one": (np.array(3.0), Kind.NONE),
    "new.text": (np.array([["a", "b"]]), Kind.NONE),
    "new.complex": (np.zeros((38, 45), np.complex64), Kind.NONE),
    "new.strip": (np.zeros((3, 400)), Kind.NONE),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("key", UNKNOWN)
def test_a_key_that_nobody_knows_is_drawn_by_its_kind(key: str) -> None:
    array, kind = UNKNOWN[key]
    seen = watched((key, array))
    assert kind_for(stage_of(key), array, seen) is kind
    picture = draw(stage_of(key), array, seen)
    assert picture.dtype == np.uint8
    assert picture.shape[2] == 3


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.key)
def test_a_known_key_of_another_shape_than_today_does_not_fail(stage: Stage) -> None:
    for array, _ in UNKNOWN.values():
        assert draw(stage, array, watched((stage.key, array))).size


@pytest.mark.parametrize("name", by_name.EXTRACTORS)
@pytest.mark.parametrize("shape", [(1, 1), (10, 10), (33, 400), (64, 64)])
def test_what_is_no_print_is_drawn_too(
    name: str, shape: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        leader, "answer", lambda given: np.zeros((*getattr(given, "pixels", given).shape, 4), np.float32)
    )
    image = GreyImage(np.full(shape, 200, np.uint8), 500.0)
    assert len(write_stages(image, tmp_path, name)) == 0
    assert (tmp_path / "01-picture.png").is_file()
    assert (tmp_path / "index.html").is_file()


def test_the_networks_answer_is_shown_channel_by_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = np.zeros((ROWS, COLUMNS, 4), np.float32)
    answer[70, 90] = 0.9, 1.0, 0.8, 0.9
    monkeypatch.setattr(leader, "answer", lambda given: answer)
    seen = watch(waves(), "leader")
    assert [key for key, _ in seen.told][-1] == "template.minutiae"
    score = seen.last("leader.score")
    assert score is not None
    assert score[70, 90] == pytest.approx(0.9)
    assert len(seen.template) == 1
    for key, array in seen.told:
        assert draw(stage_of(key), array, seen).size


def test_the_strokes_of_a_flow_lie_along_its_angle() -> None:
    for angle in (0.0, 0.6, np.pi / 2, 2.5):
        picture = draw(stage_of("template.orientation"), np.full((38, 45), angle, np.float32), watched())
        part = picture[: 2 * ROWS - 8, : 2 * COLUMNS].astype(np.float64)
        apart = np.abs(part - np.array(one(turn_scale(), angle / np.pi))).sum(axis=2)
        assert (apart < 12).mean() > 0.05, "strokes have the colour of their angle"
        gy, gx = np.gradient(part[:, :, 1])
        doubled = np.arctan2(2 * (gx * gy).sum(), (gx * gx - gy * gy).sum()) / 2  # across the strokes, y down
        along = (-(doubled + np.pi / 2)) % np.pi
        assert min(abs(along - angle), np.pi - abs(along - angle)) < 0.1


def near(picture: npt.NDArray[np.uint8], x: float, y: float, colour: tuple[int, int, int]) -> bool:
    """Whether a colour is found within seven canvas pixels of a place of the print."""
    row, column = round(2 * y + 0.5), round(2 * x + 0.5)
    part = picture[max(0, row - 8) : row + 9, max(0, column - 8) : column + 9].astype(int)
    return bool((np.abs(part - np.array(colour)).sum(axis=2) < 40).any())


def scaled_twice(watched_: Watched) -> Watched:
    """The same on a picture that is enlarged exactly twice."""
    wide = GreyImage(np.full((300, 400), 255, np.uint8), 500.0)
    return Watched(wide, watched_.template, watched_.told)


def test_dropped_minutiae_are_crossed_and_kept_ones_are_not() -> None:
    points = np.array([[90.0, 70.0, 0.0, 1.0], [150.0, 40.0, 1.0, 2.0]])
    seen = scaled_twice(watched(("template.vortices", points)))
    picture = draw(stage_of("template.vortices"), points, seen)
    assert near(picture, 90, 70, BLUE)
    assert not near(picture, 90, 70, VERMILION)
    assert near(picture, 150, 40, VERMILION)
    assert not near(picture, 150, 40, BLUE)


def test_a_minutias_tail_points_where_it_does_and_its_colour_is_its_confidence() -> None:
    template = template_at(
        (100, 70, np.pi / 2, MinutiaKind.ENDING, 100), (200, 70, 0.0, MinutiaKind.BIFURCATION, 0)
    )
    seen = scaled_twice(watched(template=template))
    picture = draw(stage_of("template.minutiae"), np.zeros((2, 3)), seen).astype(int)
    high, low = (14, 84, 192), (226, 92, 34)
    for (x, y), colour in (((100, 70 - 7), high), ((200 + 7, 70), low)):
        assert near(picture, x, y, colour)
    for x, y in ((100, 70 + 8), (200 - 8, 70)):
        row, column = 2 * y, 2 * x
        assert (picture[row - 1 : row + 2, column - 1 : column + 2] > 240).all(), "no tail behind"


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(BadInput, match="expected a folder"):
        write_stages(waves(), tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "mine"
