"""``ebts rewrite``: read and write back, and say whether every byte is the same."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.output import read_bytes
from tenprint.errors import BadInput, NotReadable


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What reading a file and writing it back gave."""

    written: bytes
    same: bool
    records: int
    faults: int


def rewrite(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE OUT", help="With --check: any number of files.")
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: tell of every file whether it comes back exact.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="OUT may be FILE itself.")] = False,
) -> None:
    """Read a transaction, write it back, and say whether the bytes are the same.

    Exit 0 the same, 1 not (nothing is lost: the file is written all the same), 2 not readable, or OUT is FILE itself.
    Of several files the highest.
    """
    if check:
        raise typer.Exit(_check(files))
    if len(files) != 2:
        raise BadInput(f"ebts rewrite: expected FILE and OUT, found {len(files)} names (--check takes many)")
    source, out = files
    itself = out.exists() and out.samefile(source)
    if itself and not force:
        raise BadInput(f"{out}: is the file itself and not overwritten (--force does it)")
    done = rewritten(source)
    if itself:
        _replace(out, done.written)
    else:
        out.write_bytes(done.written)
    typer.echo(f"{out}: {_told(done)}, {_count(done.records, 'record')}, {len(done.written):,} bytes")
    raise typer.Exit(0 if done.same else 1)


def rewritten(path: Path) -> Rewritten:
    """Read a file and write it back in memory.

    Raises:
        NotReadable: it is no transaction.
    """
    from tenprint.record.transaction import read, write

    data = read_bytes(path)
    try:
        transaction = read(data)
    except NotReadable as error:
        raise NotReadable(f"{path}: {error}") from error
    found = write(transaction)
    return Rewritten(found, found == data, len(transaction), len(transaction.faults))


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file and exchange the two, so that a full disk loses nothing."""
    beside = path.with_name(f"{path.name}.part")
    beside.write_bytes(data)
    beside.replace(path)


def _told(done: Rewritten) -> str:
    """Whether it is the same, in words."""
    damaged = f", {_count(done.faults, 'fault')} kept" if done.faults else ""
    return ("byte for byte the same" if done.same else "NOT the same") + damaged


def _count(number: int, what: str) -> str:
    """A number of things."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _check(files: list[Path]) -> int:
    """Print a line for each file; exit status: 0 all come back exact, 1 not, 2 one is not readable."""
    status = 0
    for path in files:
        try:
            done = rewritten(path)
        except (NotReadable, BadInput) as error:
            status = 2
            typer.echo(f"{'unreadable':12} {error}")
            continue
        status = max(status, 0 if done.same else 1)
        verdict = "same" if done.same else "DIFFERS"
        counts = f"{_count(done.records, 'record')}, {_count(done.faults, 'fault')}"
        typer.echo(f"{verdict:12} {path}  {counts}")
    return status
