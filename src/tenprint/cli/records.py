"""``ebts`` and ``card``: transactions as files."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer

from tenprint.cli.output import AsJson, day, print_json, read_bytes
from tenprint.cli.record_rewrite import rewrite
from tenprint.cli.record_show import show
from tenprint.clock import SystemClock
from tenprint.errors import NotReadable
from tenprint.record.finding import Finding, Severity

ebts = typer.Typer(no_args_is_help=True, help="EBTS transactions: validate, show, rewrite.")
card = typer.Typer(no_args_is_help=True, help="Synthetic ten-print cards.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    ebts.command()(show)
    ebts.command()(rewrite)
    app.add_typer(ebts, name="ebts")
    app.add_typer(card, name="card")


@ebts.command()
def validate(file: Path, as_json: AsJson = False) -> None:
    """Check a submission; exit 0 acceptable, 1 findings that reject, 2 not readable."""
    from tenprint.record.transaction import read
    from tenprint.record.validate import validate as check

    data = read_bytes(file)
    try:
        findings = check(read(data), received_on=SystemClock().now().date())
    except NotReadable as error:
        if not as_json:
            raise NotReadable(f"{file}: {error}") from error
        print_json({"readable": False, "acceptable": False, "findings": [], "fault": str(error)})
        raise typer.Exit(2) from error
    acceptable = all(item.severity is not Severity.REJECT for item in findings)
    if as_json:
        print_json(
            {"readable": True, "acceptable": acceptable, "findings": list(map(_finding_json, findings))}
        )
    else:
        for item in findings:
            typer.echo(f"{item.severity:8} {item.message}")
        typer.echo(f"{file}: {'acceptable' if acceptable else 'not acceptable'}, {len(findings)} findings")
    raise typer.Exit(0 if acceptable else 1)


def _finding_json(item: Finding) -> dict[str, Any]:
    """A finding in the shape that other programs read."""
    return {
        "code": item.code,
        "severity": item.severity,
        "record": item.record,
        "field": item.field,
        "offset": item.offset,
        "expected": item.expected,
        "found": item.found,
        "text": item.message,
    }


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
