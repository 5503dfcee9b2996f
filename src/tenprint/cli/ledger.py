"""``ledger``: write, prove and check an agency's log."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.output import AsJson, print_json

group = typer.Typer(no_args_is_help=True, help="An agency's log: check it, or take the verifier away.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(group, name="ledger")


@group.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="Folder of a written log.")],
    vkey: Annotated[
        str | None, typer.Option(help="The log's public key, if you have it from elsewhere.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a written log with the stand-alone verifier, run as a program of its own."""
    if as_json:
        from tenprint.ledger.verify import verify as check

        result = check(folder, vkey)
        print_json(
            {"size": result.size, "root": result.root, "verified": result.verified, "faults": result.faults}
        )
        raise typer.Exit(0 if result.verified else 1)
    command = [sys.executable, "-I", str(verifier_file()), str(folder), *(["--vkey", vkey] if vkey else [])]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


@group.command()
def verifier(out: Annotated[Path, typer.Argument(help="Where to put the file.")]) -> None:
    """Copy the stand-alone verifier (one file, standard library only) to take it elsewhere."""
    shutil.copyfile(verifier_file(), out)
    typer.echo(f"{out}: run it with any Python 3: python3 {out.name} FOLDER")


def verifier_file() -> Path:
    """Where the stand-alone verifier lies."""
    return Path(__file__).parent.parent / "ledger" / "verify.py"
