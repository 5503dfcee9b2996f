"""``ebts diff``: which records and fields of two transactions differ."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tenprint.cli.output import AsJson, print_json, read_bytes
from tenprint.errors import NotReadable

if TYPE_CHECKING:
    from tenprint.record.difference import Difference

SHOWN = 60  # characters of a value


def diff(old: Path, new: Path, as_json: AsJson = False) -> None:
    """Tell which records and fields of two transactions differ; exit 0 the same bytes, 1 not, 2 not readable."""
    from tenprint.record.difference import differences
    from tenprint.record.transaction import read

    data = read_bytes(old), read_bytes(new)
    transactions = []
    for path, content in zip((old, new), data, strict=True):
        try:
            transactions.append(read(content))
        except NotReadable as error:
            raise NotReadable(f"{path}: {error}") from error
    found, same = list(differences(*transactions)), data[0] == data[1]
    if as_json:
        keys = ("record", "field", "mnemonic", "old", "new")
        print_json({"same": same, "differences": [{key: getattr(one, key) for key in keys} for one in found]})
    elif found:
        typer.echo("\n".join(map(_line, found)))
    else:
        typer.echo("byte for byte the same" if same else "the same values in another order or spelling")
    raise typer.Exit(0 if same else 1)


def _line(one: "Difference") -> str:
    """One difference on a line: where, and from what to what."""
    where = f"{one.field or 'no tag'} {one.mnemonic}".strip() if one.field or one.mnemonic else "whole record"
    return f"Type-{one.record}  {where}  {_shown(one.old)} → {_shown(one.new)}"


def _shown(value: str | None) -> str:
    """A value with visible separators, cut."""
    from tenprint.cli.record_table import visible

    if value is None:
        return "none"
    cut = f"… {len(value):,} characters" if len(value) > SHOWN else ""
    return f"[{visible(value[:SHOWN])}{cut}]"
