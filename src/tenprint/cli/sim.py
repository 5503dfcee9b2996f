"""``sim``: synthetic prints, people and worlds."""

from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli import sim_gallery, sim_people, sim_world
from tenprint.cli.sim_prints import prints

sim = typer.Typer(no_args_is_help=True, help="Synthetic prints, people and worlds.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    sim.command()(prints)
    sim_people.register(sim)
    sim_gallery.register(sim)
    sim_world.register(sim)
    app.add_typer(sim, name="sim")


@sim.command()
def background(
    subjects: Annotated[int, typer.Option(help="How many people.")] = 1200,
    seed: Annotated[int, typer.Option(help="Decides all of them.")] = 1,
    out: Annotated[Path | None, typer.Option(help="File to write; the shipped one by default.")] = None,
) -> None:
    """Make the background gallery of synthetic subjects anew: long, resumable, with progress."""
    from rich.progress import Progress

    from tenprint.sim.gallery import background as gallery

    with Progress() as progress:
        bar = progress.add_task("printing and reading ten fingers each", total=subjects)
        gallery.build(
            subjects,
            seed,
            out or gallery.shipped(),
            workers=2,
            progress=lambda done, total: progress.update(bar, completed=done, total=total),
        )
