"""``whatif`` and ``reforms``: who would and would not have been shared under other rules."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenprint.cli.output import AsJson, day, print_json
from tenprint.cli.services import Home
from tenprint.errors import BadInput
from tenprint.paths import state_dir

if TYPE_CHECKING:
    from tenprint.sharing.act import Act
    from tenprint.sharing.flow import Passage
    from tenprint.sharing.rules import Rules
    from tenprint.sharing.what_if import WhatIf

DATABASE = Path("national") / "state.db"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(whatif)
    app.command()(reforms)


def reforms(as_json: AsJson = False) -> None:
    """The ready reforms: names that --reform takes, from when each holds, and its question."""
    from tenprint.sharing.reform import ready_reforms

    found = ready_reforms().values()
    if as_json:
        rows = [{"name": item.name, "since": item.since, "description": item.description} for item in found]
        print_json({"reforms": rows})
        return
    for item in found:
        typer.echo(f"{item.name:22} {item.since}  {item.description}")


def whatif(
    reform: Annotated[
        str, typer.Option(metavar="FILE|NAME", help="A file of changes, or a ready one (tenprint reforms).")
    ],
    home: Home = None,
    simulated: Annotated[
        int | None, typer.Option(help="This many simulated arrests instead of recorded ones.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the simulated arrests.")] = 2011,
    since: Annotated[
        str | None, typer.Option(help="The day from which the reform holds, not its file's.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="The first day on which it holds no more.")] = None,
    place: Annotated[
        str | None, typer.Option(help="Only what comes from there: state, county or city.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What if another rule had held: a recorded or simulated flow decided again, by level, and what is lost."""
    from tenprint.sharing.participation import laid_over
    from tenprint.sharing.reform import Parameters, reform_file, with_parameters
    from tenprint.sharing.rules import load
    from tenprint.sharing.what_if import what_if
    from tenprint.sharing.what_if_json import what_if_json

    parameters = Parameters(day(since) if since else None, day(until) if until else None)
    rules, reformed = load(), with_parameters(load(reform_file(reform)), parameters)
    if simulated is not None and home is not None:
        raise BadInput("--home, --simulated: expected one of them, found both")
    if simulated is None:
        folder, passages, acts = _recorded(home, place, rules)
        before, after = laid_over(rules, acts), laid_over(reformed, acts)
        flow: dict[str, str | int | None] = {"kind": "recorded", "home": str(folder), "place": place}
        shown = _shown(passages, len(passages), as_json)
        found = what_if(shown, before.rules, after.rules, before.board)
    else:
        flow = {"kind": "simulated", "seed": seed, "place": place}
        found = what_if(
            _shown(_simulated(simulated, seed, place, rules), simulated, as_json), rules, reformed
        )
    if as_json:
        print_json({"flow": flow, **what_if_json(found, rules)})
    else:
        _print(found, flow, rules)


def _simulated(count: int, seed: int, place: str | None, rules: "Rules") -> Iterable["Passage"]:
    """Simulated arrests, all of them in the place where one is given."""
    from tenprint.sharing.place import find
    from tenprint.sim.world.flow import roster_counties, simulated_flow

    codes = find(rules, place).counties if place else ()
    return simulated_flow(count, seed, roster_counties(rules, codes))


def _recorded(
    home: Path | None, place: str | None, rules: "Rules"
) -> tuple[Path, list["Passage"], list["Act"]]:
    """The recorded flow of an agency's folder with the acts that it knows of.

    Raises:
        BadInput: there is none, or none of the place.
    """
    from tenprint.agency.national.recorded import recorded_acts, recorded_flow
    from tenprint.agency.store import Store
    from tenprint.sharing.flow import coming_from
    from tenprint.sharing.place import find

    folder = home or _latest_home()
    if folder is None or not (folder / DATABASE).is_file():
        raise BadInput(f"{folder or state_dir()}: no recorded flow; try --simulated 20000")
    store = Store(f"sqlite:///{folder / DATABASE}")
    try:
        with store.reading() as connection:
            acts = recorded_acts(connection)
            passages = list(recorded_flow(connection, rules))
    finally:
        store.close()
    if place:
        passages = list(coming_from(find(rules, place).counties, passages, rules))
    if not passages:
        where = f" from {place}" if place else ""
        raise BadInput(f"{folder}: the recorded flow{where} is empty; try --simulated 20000")
    return folder, passages, acts


def _latest_home() -> Path | None:
    """The folder of the agencies that run, or that ran last: those served, or those of the demo."""
    homes = [state_dir() / "agencies", *(state_dir() / "demo").glob("run-*")]
    found = [home for home in homes if (home / DATABASE).is_file()]
    return max(found, key=lambda home: (home / DATABASE).stat().st_mtime, default=None)


def _shown(passages: Iterable["Passage"], count: int, quiet: bool) -> Iterable["Passage"]:
    """The same passages, with a bar on standard error while they are decided."""
    from rich.console import Console
    from rich.progress import track

    return track(
        passages,
        "deciding twice",
        total=count,
        console=Console(stderr=True),
        transient=True,
        disable=quiet,
    )


def _print(found: "WhatIf", flow: Mapping[str, str | int | None], rules: "Rules") -> None:
    """The tables in the terminal."""
    from rich.console import Console

    from tenprint.cli.what_if_table import flow_line, lines, table

    console = Console(highlight=False)
    console.print(f"{found.reform}\n{flow_line(flow, found)}", soft_wrap=True, markup=False)
    console.print(table("by conviction", found.by_level(), found.total()))
    console.print(table("by charge", found.by_charge_level(), found.total()))
    for line in lines(found, rules):
        console.print(line, soft_wrap=True, markup=False)
