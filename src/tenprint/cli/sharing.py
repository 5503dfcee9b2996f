"""``explain``: the straight answer."""

from typing import Annotated

import typer

from tenprint.cli.output import AsJson, Reform, day, print_json


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(explain)


def explain(
    place: Annotated[str, typer.Option(help='State, county or city: "Suffolk County, MA", "Boston".')],
    on: Annotated[str, typer.Option(help="The day asked about, YYYY-MM-DD.")],
    reform: Reform = None,
    as_json: AsJson = False,
) -> None:
    """Must we sign, and will it happen anyway? The answer for a place and day, with its sources."""
    from tenprint.sharing.explain import explain as answer
    from tenprint.sharing.rules import load

    found = answer(place, day(on), load(reform))
    if as_json:
        print_json(found.as_json())
    else:
        typer.echo(found.as_text())
