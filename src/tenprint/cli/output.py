"""What every command shares: the options with the same meaning, and one way to print JSON."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from tenprint.errors import BadInput


def _reform_file(text: str) -> Path:
    """The file of a reform, by its name or path."""
    from tenprint.sharing.reform import reform_file

    return reform_file(text)


AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, nothing else.")]
Reform = Annotated[
    Path | None,
    typer.Option(
        parser=_reform_file,
        metavar="FILE|NAME",
        help="What if: a file of changes laid over the rules, or the name of a ready one (tenprint reforms).",
    ),
]


def print_json(content: Any) -> None:
    """Print one JSON object."""
    json.dump(content, sys.stdout, indent=2, default=str)
    sys.stdout.write("\n")


def day(text: str) -> date:
    """A date given on the command line.

    >>> day("2011-06-08")
    datetime.date(2011, 6, 8)

    Raises:
        BadInput: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"date: expected YYYY-MM-DD, found {text[:30]!r}") from error


def read_bytes(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from error
