"""The command line as a program calls it: arguments in; exit status, standard output and standard error out."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tenprint.cli.app import main


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be one JSON object and nothing else."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


class CommandLine:
    """Runs commands in this process, through the same entry as the installed program."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        """Keep what replaces the arguments and catches the output."""
        self._monkeypatch, self._capfd = monkeypatch, capfd

    def __call__(self, *arguments: object) -> Done:
        """Run ``tenprint ARGUMENTS...``."""
        self._capfd.readouterr()
        self._monkeypatch.setattr("sys.argv", ["tenprint", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        caught = self._capfd.readouterr()
        return Done(int(ended.value.code or 0), caught.out, caught.err)
