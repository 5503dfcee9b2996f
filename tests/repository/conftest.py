"""The repository's own files, as its tests see them."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT_OUT = {
    *(".git", ".venv", "build", "__pycache__", "tenprint.egg-info"),
    *(".hypothesis", ".mypy_cache", ".ruff_cache", ".import_linter_cache", ".pytest_cache"),
}


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every file of the repository, relative to its root; without Git, every file that lies there."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=False)
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split("\0") if name]
    else:
        names = [
            path.relative_to(ROOT).as_posix()
            for path in ROOT.rglob("*")
            if path.is_file() and not LEFT_OUT & set(path.relative_to(ROOT).parts)
        ]
    return [Path(name) for name in sorted(names) if (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT
