"""``sim gallery``, ``sim fit``, ``sim fit-check``: large galleries without pictures, and the fit they rest on."""

from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.output import AsJson, print_json
from tenprint.errors import BadInput


def register(sim: typer.Typer) -> None:
    """Add the commands of this module to ``sim``."""
    sim.command()(gallery)
    sim.command()(fit)
    sim.command("fit-check")(fit_check)


def gallery(
    subjects: Annotated[int, typer.Option(help="How many people, ten fingers each.")],
    out: Annotated[Path, typer.Option(help="File to write (npz).")],
    seed: Annotated[int, typer.Option(help="Decides all of them.", min=0)] = 1,
    impressions: Annotated[int, typer.Option(help="Impressions of each finger.")] = 1,
    kind: Annotated[str, typer.Option(help="Of impression: plain-typical or plain-hard.")] = "plain-typical",
    workers: Annotated[int, typer.Option(help="Threads; the bytes do not depend on it.")] = 2,
    as_json: AsJson = False,
) -> None:
    """Make a large gallery of templates without pictures, minutiae only."""
    from rich.console import Console
    from rich.progress import Progress

    from tenprint.sim.gallery.unpictured_file import write_gallery

    _check_place(out)
    with Progress(console=Console(stderr=True), disable=as_json) as progress:
        bar = progress.add_task("making minutiae of ten fingers each", total=subjects)
        made = write_gallery(
            out, subjects, seed=seed, impressions=impressions, kind=kind, workers=workers,
            progress=lambda done, total: progress.update(bar, completed=done, total=total),
        )  # fmt: skip
    if as_json:
        print_json(made)
        return
    typer.echo(
        f"{out}: {made['templates']:,} templates without pictures of {made['subjects']:,} subjects, "
        f"{made['minutiae']:,} minutiae, {made['templates_per_second']:,.0f} templates/s"
    )


def fit(
    fingers: Annotated[int, typer.Option(help="Fingers that are printed of each kind.", min=3)] = 240,
    seed: Annotated[int, typer.Option(help="Decides which.", min=0)] = 1,
    out: Annotated[Path | None, typer.Option(help="File to write; the shipped one by default.")] = None,
    figures: Annotated[Path | None, typer.Option(help="Folder for figures and a table of the fit.")] = None,
) -> None:
    """Fit the model of templates without pictures to the extractor on synthetic pictures anew: some minutes."""
    from rich.console import Console
    from rich.progress import Progress

    from tenprint.sim.gallery.fit import fit_all
    from tenprint.sim.gallery.fit_report import report
    from tenprint.sim.gallery.minutiae_model import shipped_fit, write_fit

    to = out or shipped_fit()
    _check_place(to)
    with Progress(console=Console(stderr=True)) as progress:
        bars: dict[str, int] = {}

        def tell(kind: str, done: int, total: int) -> None:
            if kind not in bars:
                bars[kind] = progress.add_task(f"printing and reading, {kind}", total=total)
            progress.update(bars[kind], completed=done)  # type: ignore[arg-type]

        found, samples = fit_all(fingers, seed, progress=tell)
    write_fit(found, to)
    for line in report(found, samples, figures):
        typer.echo(line)


def _check_place(out: Path) -> None:
    """Refuse a file that cannot be written before minutes are spent on it.

    Raises:
        BadInput: its folder is not there, or it is a folder itself.
    """
    if not out.parent.is_dir():
        raise BadInput(f"{out}: expected to write it into a folder that is there, found none")
    if out.is_dir():
        raise BadInput(f"{out}: expected to write a file, found a folder of this name")


def fit_check(
    fingers: Annotated[int, typer.Option(help="Synthetic fingers of each kind.")] = 20,
    impressions: Annotated[int, typer.Option(help="Impressions of each of them.")] = 6,
) -> None:
    """Compare pairs of real prints, of synthetic pictures and of templates without pictures; prints a table.

    Real prints are those of the sets in $TENPRINT_DATA/fvc, odd fingers only; without it there is no such line.
    """
    import os

    from tenprint.sim.gallery.score_check import check

    data = os.environ.get("TENPRINT_DATA")
    sets = sorted(path for path in Path(data, "fvc").glob("*_B")) if data else []
    for line in check(("plain-typical", "plain-hard"), sets, fingers=fingers, impressions=impressions):
        typer.echo(line)
