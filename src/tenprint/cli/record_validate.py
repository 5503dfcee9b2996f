"""``ebts validate``: what is wrong with transactions."""

import re
from pathlib import Path
from typing import Annotated, Literal

import typer

from tenprint.cli.output import AsJson, day
from tenprint.clock import SystemClock
from tenprint.errors import BadInput


def validate(
    files: Annotated[list[Path], typer.Argument(help="Transactions in the traditional encoding.")],
    as_json: AsJson = False,
    depth: Annotated[
        Literal["fields", "images", "prints"],
        typer.Option(
            help="How far to look: fields; also decode every picture; also judge and compare prints."
        ),
    ] = "prints",
    standard: Annotated[
        Literal["ebts", "itl"],
        typer.Option(help="The FBI's EBTS, or ANSI/NIST-ITL alone whatever the type of transaction."),
    ] = "ebts",
    on: Annotated[
        str | None,
        typer.Option(help="Day of receipt, YYYY-MM-DD; later dates are in the future. Today by default."),
    ] = None,
    edition: Annotated[
        str | None, typer.Option(help="EBTS edition to hold it against (8.1) instead of the one it names.")
    ] = None,
    tot: Annotated[
        str | None, typer.Option("--type", help="Type of transaction to hold it against instead of its own.")
    ] = None,
) -> None:
    """Tell all that is wrong with transactions, in the national agency's codes, and what it would do.

    Exit 0 acceptable, 1 findings that refuse, 2 not readable; of several files the highest.
    """
    from tenprint.agency.inspection import Depth, Question, Standard
    from tenprint.cli.record_report import validate_files

    if edition is not None and not re.fullmatch(r"\d{1,2}\.\d{1,3}", edition):
        raise BadInput(f"--edition: expected an edition of EBTS such as 8.1, found {edition[:20]!r}")
    if tot is not None and not re.fullmatch("[A-Z0-9]{1,16}", tot):
        raise BadInput(f"--type: expected a type of transaction such as CAR, found {tot[:20]!r}")
    received_on = day(on) if on else SystemClock().now().date()
    question = Question(received_on, Depth(depth), Standard(standard), edition, tot)
    raise typer.Exit(validate_files(files, question, as_json))
