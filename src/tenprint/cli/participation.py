"""``flip``, ``confirm``, ``act``, ``acts``: taking part, in the running agencies."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tenprint.cli.output import AsJson, day, print_json
from tenprint.errors import BadInput

County = Annotated[str | None, typer.Option(help="FIPS code of a county.")]
State = Annotated[str | None, typer.Option(help="Postal code of a state.")]
Nation = Annotated[bool, typer.Option("--nation", help="The whole nation.")]
Officer = Annotated[str, typer.Option(help="Local name in the register of staff, as activation-1.")]
Authority = Annotated[str, typer.Option(help="What is relied on, in words; they stay with the agency.")]
Document = Annotated[Path | None, typer.Option(help="The document relied on; its SHA-256 is recorded.")]
Url = Annotated[str | None, typer.Option(help="Where the consoles run; the running ones by default.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(flip)
    app.command()(confirm)
    app.command()(act)
    app.command()(acts)


def flip(
    active: Annotated[bool, typer.Option("--on/--off", help="The federal switch.")],
    officer: Officer,
    authority: Authority,
    county: County = None,
    state: State = None,
    nation: Nation = False,
    from_day: Annotated[
        str | None, typer.Option("--from", help="First day, YYYY-MM-DD; the place's today by default.")
    ] = None,
    document: Document = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Switch sharing on or off for a county, a state or the nation; the nation needs a second person's confirm.

    From somebody who does not hold the switch it is recorded as a request, and nothing changes (exit status 1).
    """
    from tenprint.cli.client import post_act

    place, on = _place(county, state, nation), day(from_day) if from_day else None
    kind = "activate" if active else "deactivate"
    _tell(post_act(kind, place, officer, authority, document, on, url), as_json)


def confirm(
    control: Annotated[str, typer.Argument(help="Number of the proposed order.")],
    officer: Officer,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Confirm a nationwide order, as its second person."""
    from tenprint.cli.client import confirm_act

    _tell(confirm_act(control, officer, url), as_json)


def act(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="ACT",
            help="propose, sign, countersign, refuse, withdraw, suspend, resume, terminate; "
            "of a county: want_out, want_in, receive, decline_receipt.",
        ),
    ],
    officer: Officer,
    authority: Authority,
    county: County = None,
    state: State = None,
    nation: Nation = False,
    on: Annotated[
        str | None, typer.Option(help="First day of its effect, YYYY-MM-DD, where a later one is possible.")
    ] = None,
    document: Document = None,
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """Do an act of participation at the officer's own agency; the others learn of it.

    From somebody who does not hold it, it is recorded as a request, and nothing changes (exit status 1).
    """
    from tenprint.cli.client import post_act
    from tenprint.sharing.act import ActKind

    if kind not in set(ActKind):
        raise BadInput(f"act: expected one of {', '.join(ActKind)}, found {kind[:20]!r}")
    place = _place(county, state, nation)
    _tell(post_act(kind, place, officer, authority, document, day(on) if on else None, url), as_json)


def acts(
    place: Annotated[
        str, typer.Option(help="US, a postal code or a county code, with what is around it.")
    ] = "",
    agency: Annotated[str, typer.Option(help="Whose register.")] = "national",
    url: Url = None,
    as_json: AsJson = False,
) -> None:
    """List an agency's register of acts: agreements, wishes, switches and requests, the newest first."""
    from tenprint.cli.client import list_acts

    found = list_acts(place, agency, url)
    if as_json:
        print_json(found)
        return
    for entry in found["acts"]:
        typer.echo(_line(entry))
    if not found["acts"]:
        typer.echo("no act is recorded")


def _place(county: str | None, state: str | None, nation: bool) -> str:
    """The one place of a command.

    Raises:
        BadInput: none was given, or more than one.
    """
    given = [item for item in (county, state, "US" if nation else None) if item]
    if len(given) != 1:
        raise BadInput(f"place: expected one of --county, --state and --nation, found {len(given)}")
    return given[0]


def _tell(done: dict[str, Any], as_json: bool) -> None:
    """Print what came of an act; a request is a no."""
    if as_json:
        print_json(done)
    else:
        typer.echo(done["text"])
    raise typer.Exit(1 if done["refused"] else 0)


def _line(entry: dict[str, Any]) -> str:
    """One act of the register on one line."""
    by = entry["officer"] or entry["title"]
    second = f", confirmed by {entry['confirmed_by']}" if entry["confirmed_by"] else ""
    days = f"done {entry['acted_on']}, effective {entry['effective_on']}"
    return f"{entry['control']}  {entry['place']:<5}  {entry['act']:<15} {entry['standing']:<9}  {days}  {by}{second}"
