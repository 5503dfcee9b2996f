"""``demo``, ``serve``, ``submit``, ``answers``, ``enroll``: the agencies at work."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from tenprint.cli.output import AsJson, print_json, read_bytes
from tenprint.errors import BadInput
from tenprint.paths import state_dir

Home = Annotated[Path | None, typer.Option(help="Folder of the agencies; TENPRINT_HOME/agencies by default.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(demo)
    app.command()(serve)
    app.command()(submit)
    app.command()(answers)
    app.command()(enroll)
    app.command()(peers)


def demo(
    seed: Annotated[int, typer.Option(help="Decides the people and their prints.")] = 2011,
    serve_after: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Leave the consoles running.")
    ] = True,
    card: Annotated[
        Path | None, typer.Option(help="A real card: its pictures are enrolled and searched.")
    ] = None,
    port: Annotated[int, typer.Option(help="Of the consoles; the next free one if taken.")] = 8000,
    as_json: AsJson = False,
) -> None:
    """Play the story: seven people through four agencies, on real prints. Leaves the consoles running."""
    from tenprint.cli.demo import play

    play(seed, serve_after and not as_json, card, port, as_json)


def serve(
    agency: Annotated[str | None, typer.Option(help="One agency; all four by default.")] = None,
    home: Home = None,
    database: Annotated[str | None, typer.Option(help="SQLAlchemy address, with --agency.")] = None,
    port: Annotated[int, typer.Option(help="First port to try.")] = 8000,
    peers: Annotated[
        Path | None, typer.Option(help="YAML: for each agency its url and verifier key; with --agency.")
    ] = None,
    clerk: Annotated[bool, typer.Option(help="A simulated clerk works what waits for a person.")] = False,
    background: Annotated[bool, typer.Option(help="Fill empty files with synthetic subjects.")] = True,
    clock: Annotated[
        Path | None,
        typer.Option(help="File of a story's clock, shared by processes; the machine's by default."),
    ] = None,
) -> None:
    """Run the agencies' services and consoles, all in one process or one agency alone."""
    from tenprint.cli.serving import run

    run(home or state_dir() / "agencies", agency, database, port, peers, clerk, background, clock)


def peers(
    home: Path,
    first_port: Annotated[int, typer.Option(help="Of four ports in a row.")] = 8441,
) -> None:
    """Make keys, a certificate and the peers' file for four agencies as four processes on this machine."""
    from tenprint.agency.role import ROLES
    from tenprint.web.alone import write_peers

    path = write_peers(home, range(first_port, first_port + len(ROLES)))
    for role in ROLES:
        typer.echo(f"tenprint serve --agency {role} --home {home} --peers {path}")


def submit(
    file: Path,
    url: Annotated[
        str | None, typer.Option(help="Where the consoles run; the running ones by default.")
    ] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait for both answers.")] = 120.0,
    as_json: AsJson = False,
) -> None:
    """Submit an EBTS file to the running agencies; waits for the first answer, then the second.

    A CNA has no first answer: it is waited for until it is searched. Exit 0 accepted, 1 refused or not decided yet.
    """
    from tenprint.cli.client import submit_file

    found = submit_file(file, url, wait)
    if as_json:
        print_json(found)
    else:
        _print_submitted(found)
    raise typer.Exit(0 if found.get("accepted") else 1)


def _print_submitted(found: dict[str, Any]) -> None:
    """The answers in words."""
    first = found.get("first") or {}
    typer.echo(f"TCN {found['tcn']}")
    accepted = found.get("accepted")
    missing = "none yet" if accepted is None else f"none is owed; {'accepted' if accepted else 'refused'}"
    typer.echo(f"first answer: {first.get('tot') or missing} {first.get('srf') or ''}".rstrip())
    for message in first.get("messages", []):
        typer.echo(f"  {message}")
    typer.echo(first.get("text") or "")
    sharing = found.get("sharing") or {}
    typer.echo(f"sharing: {'permitted' if sharing.get('permitted') else 'denied'}, {sharing.get('rule')}")
    second = found.get("second")
    if second:
        arrived = "reached the booking station" if second["relayed"] else "not relayed to the booking station"
        typer.echo(f"second answer: {second['iar'] or second['idr']}, {arrived}")
    else:
        typer.echo("second answer: none")


def answers(
    number: Annotated[
        Literal["given", "withheld"] | None,
        typer.Argument(help="The number of somebody identified by prints that are not to be kept."),
    ] = None,
    officer: Annotated[
        str | None, typer.Option(help="Local name in the register of staff, as director.")
    ] = None,
    authority: Annotated[
        str | None, typer.Option(help="What is relied on, in words; they stay with the agency.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="Where the consoles run; the running ones by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell or set which text of EBTS the first answers follow: table 3-1 withholds a number that note 8 gives.

    Without a value it is told. With one it is an act of the national agency's director, and leaves a leaf.
    """
    from tenprint.cli.client import answer_table, set_answer_table

    if number is None:
        found = answer_table(url)
    elif officer is None or authority is None:
        raise BadInput("answers: expected --officer and --authority with a value, found none")
    else:
        found = set_answer_table(number, officer, authority, url)
    if as_json:
        print_json(found)
    else:
        typer.echo(f"identified by prints that are not to be kept: the number is {found['number']}")


def enroll(
    file: Path,
    agency: Annotated[str, typer.Option(help="national or immigration.")],
    label: Annotated[str | None, typer.Option("--as", help="Number in that agency's file.")] = None,
    home: Home = None,
) -> None:
    """Put a card's rolled prints and person into an agency's file."""
    from tenprint.agency.enrolment import enrol_card
    from tenprint.agency.store import Store
    from tenprint.clock import SystemClock

    if agency not in ("national", "immigration"):
        raise BadInput(f"--agency: expected national or immigration, found {agency!r}")
    folder = (home or state_dir() / "agencies") / agency
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(f"sqlite:///{folder / 'state.db'}")
    number = enrol_card(store, agency, read_bytes(file), label, SystemClock().now())
    store.close()
    typer.echo(f"enrolled in the file of the {agency} agency as {number}")
