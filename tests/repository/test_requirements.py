"""What is installed is pinned by hash, and names no address."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def requirements(text: str) -> list[str]:
    """Each requirement with its continued lines, as one line."""
    joined = text.replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_hashes(path: Path) -> None:
    lines = requirements(path.read_text())
    assert lines
    assert [line[:60] for line in lines if not PINNED.match(line) or not HASH.search(line)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_address_or_option(path: Path) -> None:
    text = path.read_text()
    assert "://" not in text
    assert [line for line in requirements(text) if line.startswith("-")] == []


def test_an_unhashed_requirement_would_be_found() -> None:
    assert not HASH.search(requirements("numpy==2.0 \\\n    ; python_version > '3'\n")[0])


def test_whatever_the_package_needs_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {_plain(re.split(r"[<>=!~\[; ]", one)[0]) for one in project["project"]["dependencies"]}
    beside = ("fuzz.txt", "neural.txt")  # one tool each, installed into an environment that has the others
    whole = [path for path in FILES if path.name not in beside]
    assert len(whole) == 2
    for path in whole:
        names = {_plain(match[1]) for line in requirements(path.read_text()) if (match := PINNED.match(line))}
        assert wanted <= names, path.name


def _plain(name: str) -> str:
    """A package's name in its normal form."""
    return re.sub(r"[-_.]+", "-", name).lower()
