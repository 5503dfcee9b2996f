"""Files and functions stay short, time comes from the clock, and pages have one title."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

FILE_LINES_MAX = 700
FUNCTION_LINES_MAX = 70

LONG_FUNCTIONS = {
    "src/tenprint/agency/migrations/versions/0001_all_tables_of_an_agency.py:upgrade": (
        "one statement a table, in order; a migration is never changed afterwards"
    ),
}

CLOCK_CALLS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "dt.datetime.now",
}
CLOCK_INSTEAD = "a tenprint.clock.Clock that is given (durations: time.monotonic or time.perf_counter)"
CLOCK_ACCEPTED = {
    "src/tenprint/clock.py": "the one source of time",
    "src/tenprint/web/alone.py": "validity of a TLS certificate, which browsers hold against the machine's clock",
}

PRINT_INSTEAD = "typer.echo or print in cli; structlog elsewhere"
PRINT_ACCEPTED = {
    "src/tenprint/ledger/verify.py": "runs alone, with nothing installed",
}

TEXT_SUFFIXES = {
    ".py",
    ".md",
    ".yaml",
    ".yml",
    ".toml",
    ".csv",
    ".html",
    ".css",
    ".js",
    ".sh",
    ".svg",
    ".txt",
}


def _sources(tracked: list[Path]) -> list[Path]:
    """The package's modules."""
    return [path for path in tracked if path.suffix == ".py" and path.parts[0] == "src"]


def _calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Dotted name and line of every call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def test_no_source_file_is_too_long(tracked: list[Path], root: Path) -> None:
    lengths = {str(path): len((root / path).read_text().splitlines()) for path in _sources(tracked)}
    assert {name: count for name, count in lengths.items() if count > FILE_LINES_MAX} == {}


def test_no_function_is_too_long(tracked: list[Path], root: Path) -> None:
    found = {}
    for path in _sources(tracked):
        for node in ast.walk(ast.parse((root / path).read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES_MAX:
                    found[f"{path}:{node.name}"] = lines
    assert sorted(found) == sorted(LONG_FUNCTIONS), f"over {FUNCTION_LINES_MAX} lines: {found}"


def test_time_comes_from_the_clock(tracked: list[Path], root: Path) -> None:
    found: dict[str, list[int]] = {}
    for path in _sources(tracked):
        for name, line in _calls(ast.parse((root / path).read_text())):
            if name in CLOCK_CALLS:
                found.setdefault(str(path), []).append(line)
    extra = {path: lines for path, lines in found.items() if path not in CLOCK_ACCEPTED}
    assert extra == {}, f"use {CLOCK_INSTEAD}"
    assert set(CLOCK_ACCEPTED) <= set(found), "an accepted exception is no longer needed"


def test_only_the_command_line_prints(tracked: list[Path], root: Path) -> None:
    found: dict[str, list[int]] = {}
    for path in _sources(tracked):
        if path.parts[2] == "cli":
            continue
        for name, line in _calls(ast.parse((root / path).read_text())):
            if name == "print":
                found.setdefault(str(path), []).append(line)
    extra = {path: lines for path, lines in found.items() if path not in PRINT_ACCEPTED}
    assert extra == {}, f"use {PRINT_INSTEAD}"
    assert set(PRINT_ACCEPTED) <= set(found), "an accepted exception is no longer needed"


def test_nothing_is_left_for_later(tracked: list[Path], root: Path) -> None:
    marks = re.compile(r"\b(?:FIX" + r"ME|TO" + r"DO|HA" + r"CK)\b")
    found = [
        f"{path}:{number}"
        for path in tracked
        if path.suffix in TEXT_SUFFIXES and path.parts[0] in ("src", "docs", "tests", "scripts")
        for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def titles(text: str) -> list[str]:
    """The titles of a Markdown page, outside code."""
    outside, found = True, []
    for line in text.splitlines():
        if line.startswith("```"):
            outside = not outside
        elif outside and line.startswith("# "):
            found.append(line)
    return found


@pytest.mark.parametrize(
    ("text", "count"), [("# A\n\nB\n", 1), ("# A\n```sh\n# no\n```\n", 1), ("B\n", 0), ("# A\n# B\n", 2)]
)
def test_titles_are_counted_outside_code(text: str, count: int) -> None:
    assert len(titles(text)) == count


def test_every_page_has_one_title_first(tracked: list[Path], root: Path) -> None:
    pages = {path: (root / path).read_text(encoding="utf-8") for path in tracked if path.suffix == ".md"}
    assert pages
    wrong = [str(path) for path, text in pages.items() if len(titles(text)) != 1 or not text.startswith("# ")]
    assert wrong == []


def test_no_tab_or_control_character(tracked: list[Path], root: Path) -> None:
    control = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
    found = [
        f"{path}:{number}"
        for path in tracked
        if path.suffix in TEXT_SUFFIXES and "golden" not in path.parts
        for number, line in enumerate((root / path).read_bytes().decode("utf-8").split("\n"), 1)
        if control.search(line)
    ]
    assert found == []
