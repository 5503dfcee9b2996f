"""``sim sheet`` and ``sim likeness`` on folders that are shaped like the real sets'."""

from pathlib import Path

import numpy as np
import pytest
from command_line import CommandLine
from PIL import Image

from tenprint.sim.likeness.settings import REAL_SETS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Four sets of four fingers with two impressions: gratings that differ by finger."""
    y, x = np.mgrid[0:160, 0:140].astype(np.float32)
    for one in REAL_SETS:
        folder = tmp_path / "data" / "fvc" / one.name
        folder.mkdir(parents=True)
        for finger in range(101, 105):
            wave = 128 + 100 * np.sin((x + 0.01 * (finger - 100) * y * y) * 2 * np.pi / 9)
            for impression in (1, 2):
                pixels = wave.astype(np.uint8)
                Image.fromarray(pixels).save(folder / f"{finger}_{impression}.png", dpi=(500, 500))
    monkeypatch.setenv("TENPRINT_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.mark.usefixtures("data")
def test_a_sheet_and_its_key_are_written(tenprint: CommandLine, tmp_path: Path) -> None:
    done = tenprint("sim", "sheet", tmp_path / "sheet.png", "--count", "2", "--device", "capacitive")
    assert done.status == 0, done.err
    assert "4 pictures; which are real" in done.out
    assert (tmp_path / "sheet.png.key.json").exists()


@pytest.mark.usefixtures("data")
def test_a_sheet_inside_the_repository_is_refused(tenprint: CommandLine) -> None:
    done = tenprint("sim", "sheet", ROOT / "docs" / "sheet.png")
    assert done.status == 2
    assert "outside the repository" in done.err
    assert not (ROOT / "docs" / "sheet.png").exists()


def test_without_real_prints_nothing_is_compared(
    tenprint: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TENPRINT_DATA", str(tmp_path))
    for command in (("sheet", tmp_path / "sheet.png"), ("likeness", "--json")):
        done = tenprint("sim", *command)
        assert done.status == 2
        assert "expected the folder fvc/" in done.err


@pytest.mark.usefixtures("data")
def test_likeness_gives_every_measure_and_writes_tables_and_figures(
    tenprint: CommandLine, tmp_path: Path
) -> None:
    out, cache = tmp_path / "out", tmp_path / "cache"
    asked = ("--fingers", "2", "--impressions", "2", "--device", "capacitive", "--condition", "easy")
    done = tenprint("sim", "likeness", *asked, "--out", out, "--cache", cache, "--json")
    assert done.status == 0, done.err
    found = done.json
    (compared,) = found["extractors"]["classical"]["compared"]
    assert (compared["set"], compared["condition"]) == ("fvc2002_DB3_B", "easy")
    assert len(compared["distances"]) == 15
    apart = {name: one["distance"] for name, one in compared["distances"].items()}
    # Gratings have no minutiae, so nothing is known of their kinds or neighbours.
    assert apart["ending_share"] is None
    assert all(0 <= value <= 1 for value in apart.values() if value is not None)
    assert compared["distances"]["contrast"]["median_real"] > 0.5
    assert found["extractors"]["classical"]["yardsticks"]["ending_share"]["median"] is None
    assert [rate["condition"] for rate in found["extractors"]["classical"]["rates"]] == ["real", "easy"]
    assert sorted(path.name for path in out.iterdir()) == ["fvc2002_DB3_B.svg", "tables.md"]
    assert "### fvc2002_DB3_B, classical" in (out / "tables.md").read_text()
    assert len(list(cache.iterdir())) == 4 * 4 + 2


@pytest.mark.usefixtures("data")
def test_what_was_measured_of_real_prints_is_not_kept_in_the_repository(tenprint: CommandLine) -> None:
    done = tenprint("sim", "likeness", "--cache", ROOT / "build" / "likeness")
    assert done.status == 2
    assert "outside the repository" in done.err


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--condition", "awful"), "condition: expected one of easy, typical, hard"),
        (("--extractor", "guess"), "extractor: expected one of classical, leader"),
        (("--real-fingers", "some"), "real fingers: expected one of odd, even, all"),
    ],
)
def test_an_unknown_name_is_refused_before_anything_is_measured(
    tenprint: CommandLine, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = tenprint("sim", "likeness", *options, "--cache", tmp_path / "cache")
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert not (tmp_path / "cache").exists()


@pytest.mark.usefixtures("data")
def test_a_sheet_is_a_png(tenprint: CommandLine, tmp_path: Path) -> None:
    done = tenprint("sim", "sheet", tmp_path / "sheet.jpg", "--count", "2")
    assert done.status == 2
    assert "ends in .png" in done.err
    assert not list(tmp_path.glob("sheet*"))
