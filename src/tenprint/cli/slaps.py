"""``bench slaps``: how many fingers of synthetic plain impressions are split rightly."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenprint.cli.output import AsJson, print_json

if TYPE_CHECKING:
    from tenprint.sim.bench.slaps import Tally


def register(group: typer.Typer) -> None:
    """Add the command of this module to the group that measures."""
    group.command()(slaps)


def slaps(
    subjects: Annotated[int, typer.Option(help="How many, each with sixty pictures.", min=1)] = 10,
    first: Annotated[
        int | None, typer.Option(help="Seed of the first; constants saw those below 1000.", min=0)
    ] = None,
    worst: Annotated[
        Path | None, typer.Option(help="PNG of the worst pictures, outside the repository.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Split synthetic slaps and thumbs of every condition and device; exit 1 if fewer than 99 % of fingers are right.

    Hands are turned by up to 30 degrees, fingers are missing, neighbours touch. Right is a finger under its own name,
    its tip within 2 mm and its sides within 2.5 mm of the true ones. Pictures in the sheet: true boxes light green,
    found ones blue; thick is the tip.
    """
    from tenprint.sim.bench.slaps import FIRST_SEED, content, write_sheet
    from tenprint.sim.likeness.sheet import refuse_inside_repository

    if worst is not None:
        refuse_inside_repository(worst)
    start = FIRST_SEED if first is None else first
    tally = _measured(range(start, start + subjects), quiet=as_json)
    if worst is not None:
        write_sheet(worst, tally.kept)
    found = content(tally)
    if as_json:
        print_json(found)
    else:
        _print(found, start, subjects)
    raise typer.Exit(0 if found["within_limit"] else 1)


def _measured(seeds: range, *, quiet: bool) -> "Tally":
    from rich.console import Console
    from rich.progress import Progress

    from tenprint.sim.bench.slap_case import cases_of
    from tenprint.sim.bench.slaps import Tally, measured

    tally = Tally()
    with Progress(console=Console(stderr=True), disable=quiet) as progress:
        bar = progress.add_task("pictures split", total=len(seeds) * len(cases_of(0)))
        for result in measured(seeds):
            tally.add(result)
            progress.advance(bar)
    return tally


def _print(found: dict[str, Any], start: int, subjects: int) -> None:
    typer.echo(f"{found['pictures']} pictures of {subjects} subjects, seeds from {start}")
    typer.echo("| fingers right | share | 95 % interval | of |")
    typer.echo("|---|---|---|---|")
    for kind, one in {**found["shares"], **found["hands"]}.items():
        typer.echo(f"| {kind} | {one['share']:.2%} | {one['low']:.2%} to {one['high']:.2%} | {one['of']} |")
    off = found["angle_off_deg"]
    typer.echo(f"angle off: {off['p50']} degrees in the median, {off['p95']} in 95 %")
    typer.echo(f"a four-finger slap takes {found['ms_a_four_finger_slap']} ms")
