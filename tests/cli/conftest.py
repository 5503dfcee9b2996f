"""A command line, a home of its own for what the commands keep, and a folder of synthetic prints."""

from pathlib import Path

import pytest
from command_line import CommandLine

from tenprint.template.extract import by_name

FINGERS, IMPRESSIONS = (1, 2), (1, 2)


@pytest.fixture
def tenprint(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> CommandLine:
    """The commands, with an empty home."""
    monkeypatch.setenv("TENPRINT_HOME", str(tmp_path / "home"))
    return CommandLine(monkeypatch, capfd)


@pytest.fixture(scope="session")
def prints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two impressions each of two fingers, named as the test sets are."""
    from tenprint.image.codec import encode_png
    from tenprint.sim.card.images import card_images

    folder = tmp_path_factory.mktemp("prints")
    for impression in IMPRESSIONS:
        images = card_images(41, capture=impression, workers=2)
        for finger in FINGERS:
            (folder / f"{finger}_{impression}.png").write_bytes(encode_png(images[finger]))
    return folder


@pytest.fixture(autouse=True)
def _classical_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """What commands find must not depend on what is installed here."""
    monkeypatch.setattr(by_name, "BEST_FIRST", ("classical",))
