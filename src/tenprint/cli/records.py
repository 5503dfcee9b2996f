"""``ebts`` and ``card``: transactions as files."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from tenprint.cli.output import AsJson, day, print_json, read_bytes
from tenprint.cli.record_rewrite import rewrite
from tenprint.cli.record_show import show
from tenprint.clock import SystemClock

ebts = typer.Typer(no_args_is_help=True, help="EBTS transactions: validate, show, rewrite.")
card = typer.Typer(no_args_is_help=True, help="Synthetic ten-print cards.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    ebts.command()(show)
    ebts.command()(rewrite)
    app.add_typer(ebts, name="ebts")
    app.add_typer(card, name="card")


@ebts.command()
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
    from tenprint.cli.validation import validate_files

    received_on = day(on) if on else SystemClock().now().date()
    question = Question(received_on, Depth(depth), Standard(standard), edition, tot)
    raise typer.Exit(validate_files(files, question, as_json))


@card.command("make")
def make_card(
    out: Annotated[Path, typer.Argument(help="The submission to write, for example card.eft.")],
    seed: Annotated[int, typer.Option(help="Which person.")] = 1,
    station: Annotated[str, typer.Option(help="Model ORI of the booking station.")] = "MA025TP01",
    quality: Annotated[str, typer.Option(help="good, typical or poor.")] = "typical",
    capture: Annotated[int, typer.Option(help="Which occasion: another gives other impressions.")] = 1,
    on: Annotated[str | None, typer.Option(help="Day of the booking, YYYY-MM-DD; today by default.")] = None,
) -> None:
    """Make a synthetic criminal ten-print submission, and its picture beside it (.png)."""
    from tenprint.sim.sheet import write_sheet
    from tenprint.sim.single import single_card

    at = datetime.combine(day(on), time(12), UTC) if on else None
    data, images = single_card(seed, station, quality, capture, at)
    out.write_bytes(data)
    picture = out.with_suffix(".png")
    write_sheet(images, picture)
    typer.echo(f"{out}: {len(data):,} bytes, 14 pictures; looks like {picture}")
