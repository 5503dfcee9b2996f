"""``ebts`` and ``card``: transactions as files."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.output import day
from tenprint.cli.record_diff import diff
from tenprint.cli.record_rewrite import rewrite
from tenprint.cli.record_show import show
from tenprint.cli.record_validate import validate
from tenprint.errors import BadInput

ebts = typer.Typer(no_args_is_help=True, help="EBTS transactions: validate, show, rewrite, diff.")
card = typer.Typer(no_args_is_help=True, help="Synthetic ten-print cards.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    ebts.command()(validate)
    ebts.command()(show)
    ebts.command()(rewrite)
    ebts.command()(diff)
    app.add_typer(ebts, name="ebts")
    app.add_typer(card, name="card")


@card.command("make")
def make_card(
    out: Annotated[Path, typer.Argument(help="The submission to write, for example card.eft.")],
    seed: Annotated[int, typer.Option(help="Which person.")] = 1,
    station: Annotated[str, typer.Option(help="Model ORI of the booking station.")] = "MA025TP01",
    condition: Annotated[str, typer.Option(help="easy, typical or poor.")] = "typical",
    capture: Annotated[int, typer.Option(min=0, help="Which occasion: another gives other impressions.")] = 1,
    on: Annotated[str | None, typer.Option(help="Day of the booking, YYYY-MM-DD; today by default.")] = None,
) -> None:
    """Make a synthetic criminal ten-print submission, and its picture beside it (.png)."""
    from tenprint.sim.card.sheet import write_sheet
    from tenprint.sim.card.single import single_card

    picture = out.with_suffix(".png")
    if picture == out:
        raise BadInput(f"{out}: expected a name for the submission, found that of its picture (.png)")
    at = datetime.combine(day(on), time(12), UTC) if on else None
    data, images = single_card(seed, station, condition, capture, at)
    out.write_bytes(data)
    write_sheet(images, picture)
    typer.echo(f"{out}: {len(data):,} bytes, 14 pictures; looks like {picture}")
