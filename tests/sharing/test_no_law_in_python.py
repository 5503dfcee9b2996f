"""The law is data: no date, place or agency name in the code of the rooms that apply it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tenprint
from tenprint.sharing.rules import load

ROOT = Path(tenprint.__file__).parent
FILES = sorted([*(ROOT / "sharing").rglob("*.py"), *(ROOT / "agency").rglob("*.py")])
DATE = re.compile(r"\b(19|20)\d\d-\d\d")
AGENCY = re.compile(r"\b(ICE|FBI|DHS|IAFIS|NGI|OBIM|US-VISIT|CBP|CJIS)\b")


def places() -> re.Pattern[str]:
    """States by name, and cities of the list of places; ``Washington`` and the like are words of places only."""
    rules = load()
    names = {state.name for state in rules.states.values()} | {
        label.rpartition(", ")[0] for label in rules.places
    }
    return re.compile(r"\b(" + "|".join(sorted(map(re.escape, names))) + r")\b")


PLACE = places()


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every string of a file with its line, without documentation (docstrings and bare strings)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_date_place_or_agency_in_code(path: Path) -> None:
    found = [
        f"{path.name}:{line}: {text[:60]!r}"
        for line, text in literals(path)
        for pattern in (DATE, AGENCY, PLACE)
        if pattern.search(text)
    ]
    found += [
        f"{path.name}:{node.lineno}: a date"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("date", "datetime")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, int)
    ]
    assert found == []


def test_the_check_sees_what_it_looks_for() -> None:
    assert DATE.search("since 2008-10-27")
    assert AGENCY.search("sent to ICE")
    assert not AGENCY.search("SERVICE")
    assert PLACE.search("the state of Illinois")
    assert len(FILES) > 15
