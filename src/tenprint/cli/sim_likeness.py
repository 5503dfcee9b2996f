"""``sim sheet`` and ``sim likeness``: synthetic prints beside real ones."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenprint.cli.output import AsJson, print_json
from tenprint.paths import cache_dir

if TYPE_CHECKING:
    from tenprint.sim.likeness.report import Likeness

Device = Annotated[str | None, typer.Option(help="optical, capacitive or thermal; all by default.")]


def register(group: typer.Typer) -> None:
    """Add the commands of this module to ``sim``."""
    group.command()(sheet)
    group.command()(likeness)


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


def likeness(
    condition: Annotated[
        list[str] | None, typer.Option(help="easy, typical or hard; may be repeated; all by default.")
    ] = None,
    device: Device = None,
    fingers: Annotated[int, typer.Option(help="Synthetic fingers for each real set.", min=2)] = 10,
    impressions: Annotated[int, typer.Option(help="Of each finger.", min=2, max=8)] = 8,
    extractor: Annotated[
        str, typer.Option(help="classical, leader (make neural), or both: whether they rank alike.")
    ] = "classical",
    real_fingers: Annotated[str, typer.Option(help="odd, even or all (tuning looked at odd ones).")] = "even",
    seed: Annotated[int, typer.Option(help="Of the synthetic subjects.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the tables (tables.md) and a figure of each set.")
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="Folder of what was measured, outside the repository.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure how far synthetic prints are from the four real sets: thirteen features, and scores of mates and others.

    Minutes long; interrupted, it goes on where it was. Real prints come from TENPRINT_DATA (or shared/data beside the
    checkout).
    """
    from rich.console import Console
    from rich.progress import Progress

    from tenprint.sim.likeness.report import likeness as run
    from tenprint.sim.likeness.settings import CONDITIONS, real_data
    from tenprint.sim.likeness.sheet import refuse_inside_repository
    from tenprint.sim.likeness.table import content, markdown

    kept = cache or cache_dir() / "likeness"
    refuse_inside_repository(kept / "prints")
    data = real_data()
    with Progress(console=Console(stderr=True), disable=as_json) as progress:

        def one(name: str) -> "Likeness":
            bar = progress.add_task(f"fingers made and measured, {name}", total=None)
            return run(
                data,
                kept,
                conditions=condition or CONDITIONS,
                device=device,
                fingers=fingers,
                impressions=impressions,
                extractor=name,
                real_fingers=real_fingers,
                seed=seed,
                progress=lambda done, total: progress.update(bar, completed=done, total=total),
            )

        found = [one(name) for name in (("classical", "leader") if extractor == "both" else (extractor,))]
    if out:
        _write_all(out, found)
    if as_json:
        print_json(content(found))
        return
    for line in markdown(found):
        typer.echo(line)


def _write_all(out: Path, found: "Sequence[Likeness]") -> None:
    """The tables, and a figure of each set from the first extractor's measures."""
    from tenprint.sim.gallery.manifest import write_whole
    from tenprint.sim.likeness.figure import figure
    from tenprint.sim.likeness.table import markdown

    names = list(dict.fromkeys(prints.group.name for prints in found[0].prints))
    title = "# Likeness: tables"
    shown = [f"![Distributions, {name}]({name}.svg)" for name in names]
    lines = [
        title,
        "",
        "Written by `tenprint sim likeness`; [what it means](../../likeness.md).",
        "",
        *shown,
        "",
    ]
    write_whole(out / "tables.md", ("\n".join([*lines, *markdown(found)]) + "\n").encode())
    for name in names:
        drawn = figure([prints for prints in found[0].prints if prints.group.name == name])
        write_whole(out / f"{name}.svg", drawn.encode())
