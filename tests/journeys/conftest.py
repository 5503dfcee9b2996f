"""What the journeys share: processes started as a user starts them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Start = Callable[..., "subprocess.Popen[str]"]


def environment(home: Path) -> dict[str, str]:
    """The surroundings of a user whose agencies live under ``home``."""
    return {**os.environ, "TENPRINT_HOME": str(home), "COLUMNS": "100"}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start `tenprint ARGUMENTS...` as a process; whatever still runs at the end is killed."""
    running: list[subprocess.Popen[str]] = []

    def started(*arguments: str) -> "subprocess.Popen[str]":
        """One process, its output in a pipe."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tenprint", *arguments],
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process

    yield started
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=30)
        assert process.stdout is not None
        process.stdout.close()
