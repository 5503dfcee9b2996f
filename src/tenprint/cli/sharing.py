"""``explain``: the straight answer."""

from enum import StrEnum
from typing import Annotated

import typer

from tenprint.cli.output import AsJson, Reform, day, print_json


class Reader(StrEnum):
    """Who asks: each has questions of their own."""

    RESIDENT = "resident"
    SHERIFF = "sheriff"
    GOVERNOR = "governor"
    LAWYER = "lawyer"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(explain)


def explain(
    place: Annotated[str, typer.Option(help='State, county or city: "Suffolk County, MA", "Boston".')],
    on: Annotated[str, typer.Option(help="The day asked about, YYYY-MM-DD.")],
    reform: Reform = None,
    reader: Annotated[
        Reader | None,
        typer.Option("--for", help="Whose questions; a lawyer's are all of them. Default: an overview."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Must we sign, and will it happen anyway? The answer for a place and day, with its sources."""
    from tenprint.sharing.explain import explain as answer
    from tenprint.sharing.rules import load

    found = answer(place, day(on), load(reform))
    if as_json:
        print_json(found.as_json())
    else:
        typer.echo(found.as_text(reader.value if reader else None))
