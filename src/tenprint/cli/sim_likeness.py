"""``sim sheet`` and ``sim likeness``: synthetic prints beside real ones."""

from pathlib import Path
from typing import Annotated

import typer

Device = Annotated[str | None, typer.Option(help="optical, capacitive or thermal; all by default.")]


def register(group: typer.Typer) -> None:
    """Add the commands of this module to ``sim``."""
    group.command()(sheet)


def sheet(
    out: Annotated[Path, typer.Argument(help="PNG to write, outside the repository.")],
    seed: Annotated[int, typer.Option(help="Decides which pictures, and their order.")] = 1,
    device: Device = None,
    condition: Annotated[str, typer.Option(help="Of the synthetic ones: easy, typical, hard.")] = "typical",
    count: Annotated[int, typer.Option(help="Pictures of each kind.", min=1, max=100)] = 20,
) -> None:
    """Write real and synthetic pictures on one sheet, shuffled and numbered; OUT.key.json tells which are which.

    Real prints come from TENPRINT_DATA (or shared/data beside the checkout), odd fingers only.
    """
    from tenprint.sim.likeness.settings import real_data
    from tenprint.sim.likeness.sheet import write_sheet

    key = write_sheet(out, real_data(), seed=seed, device=device, condition=condition, count=count)
    typer.echo(f"{out}: {2 * count} pictures; which are real: {key}")
