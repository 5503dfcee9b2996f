"""A command line, and a home of its own for what the commands keep."""

from pathlib import Path

import pytest
from command_line import CommandLine


@pytest.fixture
def tenprint(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> CommandLine:
    """The commands, with an empty home."""
    monkeypatch.setenv("TENPRINT_HOME", str(tmp_path / "home"))
    return CommandLine(monkeypatch, capfd)
