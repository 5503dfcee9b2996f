"""A command line, and a home of its own for what the commands keep."""

from pathlib import Path

import pytest
from command_line import CommandLine

from tenprint.template.extract import by_name


@pytest.fixture
def tenprint(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> CommandLine:
    """The commands, with an empty home."""
    monkeypatch.setenv("TENPRINT_HOME", str(tmp_path / "home"))
    return CommandLine(monkeypatch, capfd)


@pytest.fixture(autouse=True)
def _classical_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """What commands find must not depend on what is installed here."""
    monkeypatch.setattr(by_name, "BEST_FIRST", ("classical",))
