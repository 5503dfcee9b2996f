"""The pages are true: generated ones current, links whole, examples run, and everything has its mention."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
import typer.main
from typer.testing import CliRunner

from tenprint import errors
from tenprint.cli.app import app
from tenprint.exchange.envelope import Kind
from tenprint.exchange.gate import routes
from tenprint.ledger.leaf import LEAF_KINDS
from tenprint.record.nlets import read_iaq, read_idr
from tenprint.sharing.act import HOLDINGS, ActKind
from tenprint.sharing.act_text import read_act, write_act
from tenprint.sharing.agreement import JOURNEY

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GENERATORS = (
    "rooms",
    "audit_events",
    "commands",
    "rule_files",
    "rule_checks",
    "record_rules",
    "permissions",
    "malformed",
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXPLAIN = re.compile(r"^(?:\$ )?tenprint explain .*$", re.MULTILINE)


def pages() -> list[Path]:
    """All pages that a reader is led to."""
    return sorted(
        [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "src" / "tenprint" / "policies" / "README.md"]
    )


def written() -> str:
    """The text of all pages in docs."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md")))


@pytest.mark.parametrize("script", GENERATORS)
def test_a_generated_page_is_current(script: str) -> None:
    command = [sys.executable, str(ROOT / "scripts" / f"{script}.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def anchors(text: str) -> set[str]:
    """The names under which a page's headings can be linked to."""
    outside = FENCE.sub("", text)
    headings = re.findall(r"^#+ (.+)$", outside, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_anchors_are_those_of_headings() -> None:
    assert anchors("# Who, what?\n```\n# not\n```\n## Angle and axes\n") == {"who-what", "angle-and-axes"}


def test_every_relative_link_resolves() -> None:
    broken = []
    for page in pages():
        if not page.is_file():
            continue
        for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            file = (page.parent / name).resolve() if name else page
            whole = file.exists() and (
                not anchor or (file.suffix == ".md" and anchor in anchors(file.read_text(encoding="utf-8")))
            )
            if not whole:
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def examples() -> list[tuple[str, str, str | None]]:
    """Page, command and first line of output (if shown) of each example of ``tenprint explain``."""
    found = []
    for page in pages():
        if not page.is_file():
            continue
        for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
            if language not in ("console", "sh"):
                continue
            for match in EXPLAIN.finditer(block):
                rest = block[match.end() + 1 :].split("\n", maxsplit=1)[0]
                shown = rest if language == "console" and rest and not rest.startswith("$") else None
                found.append((str(page.relative_to(ROOT)), match[0].removeprefix("$ "), shown))
    return found


def test_there_are_examples_with_their_output() -> None:
    assert sum(1 for _, _, shown in examples() if shown) >= 3


@pytest.mark.parametrize(("page", "command", "shown"), examples(), ids=lambda value: str(value)[:60])
def test_an_example_says_what_the_program_says(page: str, command: str, shown: str | None) -> None:
    words = shlex.split(command.partition(" | ")[0], comments=True)
    assert words[0] == "tenprint"
    result = CliRunner().invoke(app, words[1:])
    assert result.exit_code == 0, f"{page}: {command}: {result.output[-300:]}"
    if shown is not None:
        assert result.output.splitlines()[0] == shown, page


def commands(command: click.Command, path: str) -> list[str]:
    """Every command that can be run."""
    if isinstance(command, click.Group) or hasattr(command, "commands"):
        parts = command.commands.items()
        return [found for name, one in parts for found in commands(one, f"{path} {name}")]
    return [path]


def test_every_command_has_its_heading() -> None:
    text = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    found = commands(typer.main.get_command(app), "tenprint")
    assert len(found) > 10
    assert [name for name in found if f"\n## {name}\n" not in text] == []


@pytest.mark.parametrize("page", ["audit-events.md", "protocols/PR-LEDGER.md"])
def test_every_kind_of_leaf_has_its_line(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    wrong = [kind for kind, meaning in LEAF_KINDS.items() if f"| `{kind}` | {meaning} |" not in text]
    assert wrong == []


def test_every_kind_and_route_of_the_wire_has_its_line() -> None:
    text = (DOCS / "protocols" / "PR-WIRE.md").read_text(encoding="utf-8")
    assert [kind for kind in Kind if f"| `{kind}` |" not in text] == []
    assert [route.rule for route in routes().values() if route.rule not in text] == []


def test_every_error_has_its_line_with_its_exit_status() -> None:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    found = [
        value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)
    ]
    assert len(found) > 5
    wrong = [error.__name__ for error in found if f"| `{error.__name__}` | {error.exit_status} |" not in text]
    assert wrong == []


def test_every_file_of_the_law_is_listed() -> None:
    folder = ROOT / "src" / "tenprint" / "policies"
    text = (DOCS / "reference" / "rules.md").read_text(encoding="utf-8")
    files = [path for path in folder.rglob("*") if path.suffix in (".yaml", ".csv")]
    assert files
    assert [str(path) for path in files if f"[`{path.relative_to(folder).as_posix()}`]" not in text] == []


def test_every_decision_says_how_it_would_be_noticed_to_be_wrong() -> None:
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert numbers == sorted(set(numbers))
    wanted = ("Status:", "**Context.**", "**Consequences.**", "**How we would notice that it was wrong.**")
    lacking = [
        f"{path.name}: {part}"
        for path in decisions
        for part in wanted
        if part not in path.read_text(encoding="utf-8")
    ]
    assert lacking == []


def test_every_protocol_has_the_five_headings() -> None:
    wanted = ["Role and responsibilities", "Transactions", "Wire", "Failure and repetition", "Data kept"]
    for name in ("PR-BOOK", "PR-IDENT", "PR-PARTICIPATION", "PR-STATUS", "PR-WIRE"):
        text = (DOCS / "protocols" / f"{name}.md").read_text(encoding="utf-8")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == wanted, name


def _block(page: str, start: str) -> str:
    """The one block of a protocol page that begins so."""
    text = (DOCS / "protocols" / page).read_text(encoding="utf-8")
    return next(block for _, block in FENCE.findall(text) if block.startswith(start))


def test_the_answer_shown_in_the_protocol_can_be_read() -> None:
    idr = read_idr(_block("PR-IDENT.md", "IDR.").replace("\n", "\r\n").encode())
    assert idr.name == "DOE,JANE"


def test_the_query_shown_in_the_protocol_can_be_read() -> None:
    iaq = read_iaq(_block("PR-STATUS.md", "IAQ.").strip().encode())
    assert iaq.rem is not None
    assert iaq.rem.startswith("CONV 1299 F A")


def test_the_act_shown_in_the_protocol_can_be_read_and_is_written_so() -> None:
    data = _block("PR-PARTICIPATION.md", "ACT*").replace("\n", "\r\n").encode()
    act = read_act(data)
    assert (act.kind, act.place, act.origin) == ("withdraw", "MA", "state")
    assert write_act(act) == data


def test_the_journey_of_an_agreement_is_told_as_it_is() -> None:
    text = (DOCS / "protocols" / "PR-PARTICIPATION.md").read_text(encoding="utf-8")
    wrong = [move for move in JOURNEY if f"| `{move.kind}` | {HOLDINGS[move.kind].role} |" not in text]
    assert wrong == []
    assert [kind for kind in ActKind if f"`{kind}`" not in text] == []


def test_every_module_says_what_it_does() -> None:
    paths = [path for path in (ROOT / "src").rglob("*.py") if path.name != "env.py"]
    assert [str(path) for path in paths if not ast.get_docstring(ast.parse(path.read_text()))] == []
