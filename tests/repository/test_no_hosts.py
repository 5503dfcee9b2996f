"""Nothing names a package registry, or a path of somebody's machine."""

import re
from pathlib import Path

import pytest

# Spelled in parts, so that this file does not name them either.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "crates" + ".io",
    "conda" + "-forge.org",
    "ana" + "conda.org",
    "proxy.go" + "lang.org",
    "un" + "pkg.com",
    "js" + "delivr.net",
    "cdn" + "js.com",
    "deb." + "debian.org",
]
HOST = re.compile("|".join(map(re.escape, HOSTS)))
PLACE = re.compile(
    r"(?<![\w.$}/~-])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/[a-z]|Us" + r"ers/[A-Za-z]|m" + r"nt/)[/\w]*"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cd /wo" + "rk/main", True),
        ('"/ro' + 'ot/x"', True),
        ("docs/work/a", False),
        ("the root/leaf", False),
        ("~/.cache", False),
    ],
)
def test_a_machine_path_is_recognised(text: str, found: bool) -> None:
    assert bool(PLACE.search(text)) is found


def _lines(tracked: list[Path], root: Path) -> list[tuple[str, str]]:
    """Every line of every text file, with its place."""
    lines = []
    for path in tracked:
        data = (root / path).read_bytes()
        if b"\0" in data or "golden" in path.parts:
            continue
        text = data.decode("utf-8", "replace")
        lines += [(f"{path}:{number}", line) for number, line in enumerate(text.splitlines(), 1)]
    return lines


def test_no_registry_is_named(tracked: list[Path], root: Path) -> None:
    assert [place for place, line in _lines(tracked, root) if HOST.search(line)] == []


def test_no_path_of_a_machine(tracked: list[Path], root: Path) -> None:
    assert [place for place, line in _lines(tracked, root) if PLACE.search(line)] == []
