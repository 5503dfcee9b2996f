"""``sim``: a world of arrests, played to its end and audited."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenprint.cli.output import AsJson, day, print_json
from tenprint.errors import BadInput
from tenprint.paths import state_dir

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tenprint.sim.world.report import Report
    from tenprint.sim.world.setting import Setting
    from tenprint.sim.world.world import Tell

Seed = Annotated[int | None, typer.Option(help="Decides the whole world.", show_default=False)]


def register(sim: typer.Typer) -> None:
    """Make ``sim`` itself play a world where a seed and no command is given."""
    sim.callback(invoke_without_command=True)(world)


def world(
    context: typer.Context,
    seed: Seed = None,
    days: Annotated[int, typer.Option(help="How long people are arrested.")] = 4,
    bookings: Annotated[int, typer.Option(help="How many arrests, in the mean.")] = 30,
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="First day; 2012-05-13 by default.", show_default=False)
    ] = None,
    faults: Annotated[
        bool, typer.Option("--faults", help="Links lose, repeat, delay; power fails; agencies are down.")
    ] = False,
    error_rate: Annotated[float, typer.Option(help="Share of the officers' decisions that are wrong.")] = 0.0,
    strangers: Annotated[int, typer.Option(help="People in each file who are never arrested.")] = 100,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the agencies; TENPRINT_HOME/worlds/seed-N by default.", show_default=False
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that print; the machine's processors less one.", min=1)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Synthetic prints, people and worlds. With --seed: play a world of arrests on the real services, and audit it.

    Exit status 1 where the auditor has findings.
    """
    if context.invoked_subcommand is not None:
        _refuse_world_options(context)
        return
    if seed is None:
        raise BadInput("--seed: expected a number with the other options of a world, found none")
    from tenprint.sim.world.setting import Setting, parameters

    first: date = day(since) if since else parameters()["window"]["since"]
    setting = Setting(
        seed=seed,
        days=days,
        bookings=bookings,
        since=first,
        faults=faults,
        strangers=strangers,
        error_rate=error_rate,
    )
    home = out or state_dir() / "worlds" / f"seed-{seed}"
    report = _play(setting, home, workers or max(1, (os.cpu_count() or 2) - 1), quiet=as_json)
    if as_json:
        print_json({**report.as_json(), "home": str(home)})
    else:
        from tenprint.cli.sim_world_text import show

        show(report, home)
    sys.exit(1 if report.audit.findings else 0)


def _refuse_world_options(context: typer.Context) -> None:
    """A command of ``sim`` has its own options: those of a world before its name would be lost without a word.

    Raises:
        BadInput: there is one.
    """
    for option in context.command.params:
        given = context.get_parameter_source(option.name or "")
        if given is not None and given.name == "COMMANDLINE":
            raise BadInput(
                f"{option.opts[0]}: expected after {context.invoked_subcommand}, found before it (it is a world's)"
            )


def _play(setting: "Setting", home: Path, workers: int, *, quiet: bool) -> "Report":
    """Play with a bar where somebody looks, else without a word."""
    from tenprint.paths import use_kernel_cache

    use_kernel_cache()
    from tenprint.sim.world.play import earlier, run
    from tenprint.sim.world.printing import pool_printer

    found = earlier(home)
    if found is not None and not found["finished"] and not quiet:
        print(
            f"{home}: an earlier world was interrupted after {found['booked']} bookings; begun anew",
            file=sys.stderr,
        )
    with pool_printer(workers) as printer:
        if quiet or not sys.stderr.isatty():
            return run(setting, home, printer, _say(quiet))
        return _with_bar(lambda tell: run(setting, home, printer, tell))


def _say(quiet: bool) -> "Tell":
    """Tell every tenth booking in a line on standard error, or nothing."""

    def tell(text: str, done: int, total: int) -> None:
        """One line."""
        if not quiet and done and (done % 10 == 0 or done == total):
            print(f"{text}: {done} of {total} bookings", file=sys.stderr, flush=True)

    return tell


def _with_bar(play: "Callable[[Tell], Report]") -> "Report":
    """Play with a bar that says how long it still takes."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("starting the engine", total=None)
        return play(
            lambda text, done, total: progress.update(bar, completed=done, total=total, description=text)
        )
