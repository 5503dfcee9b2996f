"""``reextract``: find the minutiae of everybody in an agency's file anew."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.output import AsJson, print_json
from tenprint.errors import BadInput
from tenprint.paths import state_dir

KEPT_SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(reextract)


def reextract(
    agency: Annotated[str, typer.Option(help="national or immigration.")],
    extractor: Annotated[str, typer.Option(help="classical, or leader (the network; make neural).")],
    home: Annotated[
        Path | None, typer.Option(help="Folder of the agencies; TENPRINT_HOME/agencies by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find all prints of an agency's file anew from the kept cards, and use this extractor from now on.

    Ended before it is done, it goes on where it was; until then the file is searched as it was. Running
    services are to be started again. Exit 1 where subjects keep other templates, for want of pictures.
    """
    from rich.console import Console
    from rich.progress import Progress

    from tenprint.agency.reextraction import reextract as run
    from tenprint.agency.store import Store
    from tenprint.clock import SystemClock

    if agency not in ("national", "immigration"):
        raise BadInput(f"--agency: expected national or immigration, found {agency!r}")
    path = (home or state_dir() / "agencies") / agency / "state.db"
    if not path.is_file():
        raise BadInput(f"{path}: expected the file of the {agency} agency, found none")
    store = Store(f"sqlite:///{path}")
    try:
        with Progress(console=Console(stderr=True), disable=as_json) as progress:
            bar = progress.add_task("finding minutiae anew", total=None)
            found = run(
                store, agency, extractor, SystemClock().now(),
                progress=lambda done, total: progress.update(bar, completed=done, total=total),
            )  # fmt: skip
    finally:
        store.close()
    if as_json:
        print_json(
            {
                "agency": agency,
                "extractor": found.extractor,
                "found_anew": found.found_anew,
                "current": found.current,
                "kept": dict(found.kept),
            }
        )
    else:
        typer.echo(
            f"{agency}: {found.found_anew} subjects found anew by {found.extractor}, {found.current} were already"
        )
        _tell_kept(found.kept)
    raise typer.Exit(1 if found.kept else 0)


def _tell_kept(kept: Mapping[str, str]) -> None:
    """Who keeps other templates and why, the first of each reason by number."""
    for reason in dict.fromkeys(kept.values()):
        numbers = [number for number, why in kept.items() if why == reason]
        shown = ", ".join(numbers[:KEPT_SHOWN]) + (", …" if len(numbers) > KEPT_SHOWN else "")
        typer.echo(f"  {len(numbers)} keep the templates they have, {reason}: {shown}")
