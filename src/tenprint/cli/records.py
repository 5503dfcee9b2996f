"""``ebts`` and ``card``: transactions as files."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from tenprint.cli.output import AsJson, day, print_json, read_bytes
from tenprint.clock import SystemClock

ebts = typer.Typer(no_args_is_help=True, help="EBTS transactions: validate, show, rewrite.")
card = typer.Typer(no_args_is_help=True, help="Synthetic ten-print cards.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
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


@ebts.command()
def show(file: Path, as_json: AsJson = False) -> None:
    """Print a transaction's records and fields; image data by its length only."""
    from tenprint.record.transaction import read

    transaction = read(read_bytes(file))
    records = [_record_json(record) for record in transaction]
    if as_json:
        print_json({"records": records, "faults": [item.message for item in transaction.faults]})
        return
    for record in records:
        typer.echo(f"Type-{record['type']}")
        for tag, value in record["fields"].items():
            typer.echo(f"  {tag:10} {value}")
    for item in transaction.faults:
        typer.echo(f"FAULT {item.message}")


def _record_json(record: Any) -> dict[str, Any]:
    """One record's fields by tag."""
    from tenprint.record.model import BinaryRecord, TaggedRecord

    if isinstance(record, TaggedRecord):
        fields = {
            field.tag: f"<{len(field.value)} bytes>" if field.number == 999 else _shown(field.value)
            for field in record.fields
        }
        return {"type": record.type, "fields": fields}
    if isinstance(record, BinaryRecord) and record.type == 4:
        fields = {
            "IDC": str(record.idc),
            "IMP": str(record.imp),
            "FGP": str(record.fgp[0]),
            "HLL": str(record.hll),
            "VLL": str(record.vll),
            "GCA": str(record.gca),
            "DATA": f"<{len(record.data)} bytes>",
        }
        return {"type": 4, "fields": fields}
    return {"type": getattr(record, "type", None), "fields": {"bytes": f"<{len(record.raw)} bytes>"}}


def _shown(value: bytes) -> str:
    """A field's value with visible separators."""
    text = value.decode("utf-8", "replace")
    return text.replace("\x1e", " ␞ ").replace("\x1f", " ␟ ")[:200]


@ebts.command()
def rewrite(file: Path, out: Path) -> None:
    """Read a transaction and write it back: byte-exact unless it is damaged."""
    from tenprint.record.transaction import read, write

    out.write_bytes(write(read(read_bytes(file))))


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
