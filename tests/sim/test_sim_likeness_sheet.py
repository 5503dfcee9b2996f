"""The sheet of real and synthetic pictures: what is shown, and where it may not be written."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.sim.likeness.settings import REAL_SETS, RealPrint, real_data, real_prints, sets_of
from tenprint.sim.likeness.sheet import (
    TILE_HEIGHT,
    TILE_WIDTH,
    _spread,
    compose,
    refuse_inside_repository,
    window,
    write_sheet,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder as that of the real sets, with noise for pictures."""
    rng = np.random.default_rng(1)
    for one in REAL_SETS:
        folder = tmp_path / "data" / "fvc" / one.name
        folder.mkdir(parents=True)
        for finger in range(101, 105):
            for impression in (1, 2):
                pixels = rng.integers(0, 256, (120, 100), np.uint8)
                cv2.imwrite(str(folder / f"{finger}_{impression}.png"), pixels)
    return tmp_path / "data"


@pytest.fixture
def told_ppi(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pictures without a resolution have 500 ppi."""
    from tenprint.image.picture_file import load_prepared
    from tenprint.sim.likeness import settings

    monkeypatch.setattr(settings, "load_prepared", lambda path: load_prepared(path, 500.0))


@pytest.mark.usefixtures("told_ppi")
def test_the_key_tells_which_number_is_what(data: Path, tmp_path: Path) -> None:
    key = write_sheet(tmp_path / "out" / "sheet.png", data, count=4)
    found = json.loads(key.read_text())
    assert list(found) == [str(number) for number in range(1, 9)]
    real = sorted(one["origin"].split()[0] for one in found.values() if one["real"])
    assert real == sorted(one.name for one in REAL_SETS)
    made = [one["origin"] for one in found.values() if not one["real"]]
    assert [sum(device in origin for origin in made) for device in ("optical", "capacitive", "thermal")] == [
        2,
        1,
        1,
    ]
    sheet = cv2.imread(str(tmp_path / "out" / "sheet.png"), cv2.IMREAD_GRAYSCALE)
    assert sheet.shape[1] >= 8 * TILE_WIDTH
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["sheet.png", "sheet.png.key.json"]
    # Shuffled: not all real ones first, and another seed gives another order.
    assert [one["real"] for one in found.values()] != [True] * 4 + [False] * 4
    other = json.loads(write_sheet(tmp_path / "other.png", data, seed=2, count=4).read_text())
    assert [one["real"] for one in other.values()] != [one["real"] for one in found.values()]


@pytest.mark.parametrize("place", ["sheet.png", "docs/pictures/sheet.png", "src/tenprint/sim/data/sheet.png"])
def test_no_place_in_the_repository_is_written_to(place: str) -> None:
    with pytest.raises(BadInput, match="outside the repository"):
        refuse_inside_repository(ROOT / place)


def test_a_link_into_the_repository_is_no_way_round(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(ROOT / "docs")
    with pytest.raises(BadInput, match="outside the repository"):
        refuse_inside_repository(tmp_path / "link" / "sheet.png")
    refuse_inside_repository(tmp_path / "sheet.png")


def test_another_checkout_is_refused_too(tmp_path: Path) -> None:
    package = tmp_path / "src" / "tenprint"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    with pytest.raises(BadInput, match="outside the repository"):
        refuse_inside_repository(tmp_path / "build" / "sheet.png")


def test_every_finger_comes_once_before_one_comes_twice() -> None:
    prints = [RealPrint("s", finger, number, Path()) for finger in range(5) for number in range(8)]
    drawn = _spread(np.random.default_rng(2), prints)
    assert len(set(drawn)) == 40
    for turn in range(8):
        assert {one.finger for one in drawn[5 * turn : 5 * turn + 5]} == set(range(5))


def test_a_window_is_centred_on_the_print_and_continued_with_the_margin_grey() -> None:
    y, x = np.mgrid[0:200, 0:400].astype(np.float32)
    wave = 128 + 100 * np.sin(x * 2 * np.pi / 9)
    picture = np.where(np.hypot(x - 300, y - 100) < 70, wave, 220).astype(np.uint8)
    found = window(picture)
    assert found.shape == (TILE_HEIGHT, TILE_WIDTH)
    assert found[0, 0] == 220
    busy = np.abs(np.diff(found.astype(int), axis=1)) > 20
    rows, columns = np.nonzero(busy)
    assert rows.mean() == pytest.approx(TILE_HEIGHT / 2, abs=6)
    assert columns.mean() == pytest.approx(TILE_WIDTH / 2, abs=6)


def test_tiles_lie_in_rows_of_eight() -> None:
    tiles = [np.full((TILE_HEIGHT, TILE_WIDTH), 10 * number, np.uint8) for number in range(10)]
    sheet = compose(tiles)
    ninth = sheet[TILE_HEIGHT + 26 + 22 + 5, 5]
    assert ninth == 80
    assert sheet[22 + 5, 7 * (TILE_WIDTH + 6) + 5] == 70


def test_odd_and_even_fingers_share_nothing(data: Path) -> None:
    odd, even, every = (list(real_prints(data, REAL_SETS[0], which)) for which in ("odd", "even", "all"))
    assert {one.finger for one in odd} == {101, 103}
    assert sorted(odd + even, key=lambda one: one.path) == every
    with pytest.raises(BadInput, match="expected odd, even or all, found 'some'"):
        list(real_prints(data, REAL_SETS[0], "some"))


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(BadInput, match="expected one of optical, capacitive, thermal, found 'camera'"):
        sets_of("camera")


def test_without_real_prints_the_error_says_what_to_set(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TENPRINT_DATA", str(tmp_path))
    with pytest.raises(BadInput, match="set TENPRINT_DATA to the folder that holds them"):
        real_data()
