"""``sim people``: look at a synthetic population, or at one of its people in full."""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenprint.cli.output import AsJson, day, print_json
from tenprint.errors import BadInput

if TYPE_CHECKING:
    from tenprint.sim.people.person import Person

COUNT_MAX = 1_000_000
SHOWN = 12  # people listed beside the shares
DEFAULT_DAY = "2011-06-08"


def register(group: typer.Typer) -> None:
    """Add the commands of this module."""
    group.command()(people)


def people(
    count: Annotated[int, typer.Option(help="How many people, from number 0.")] = 1000,
    seed: Annotated[int, typer.Option(help="Decides all of them.")] = 1,
    on: Annotated[
        str, typer.Option(help="The day: files are as before it, the rest as on it.")
    ] = DEFAULT_DAY,
    number: Annotated[int | None, typer.Option(help="One person in full instead.")] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="One line a person on standard output.")] = False,
) -> None:
    """Look at a synthetic population: who is known to whom, and what is true; nobody of them exists."""
    from tenprint.sim.people import population, portrait

    on_day = day(on)
    if as_json and as_csv:
        raise BadInput("output: expected --json or --csv, found both")
    if not 1 <= count <= COUNT_MAX:
        raise BadInput(f"count: expected 1 to {COUNT_MAX}, found {count}")
    if number is not None:
        if as_csv:
            raise BadInput("output: expected --json with --number, found --csv")
        content = portrait.portrait(population.person(seed, number), on_day)
        print_json(content) if as_json else _print_portrait(content)
        return
    with _progress(count, quiet=as_json or as_csv) as tick:
        made = (tick(person) for person in population.population(seed, count))
        _print_population(
            made, on_day, {"seed": seed, "count": count, "on": on_day.isoformat()}, as_json, as_csv
        )


def _print_population(
    made: "Iterator[Person]", on: date, head: dict[str, Any], as_json: bool, as_csv: bool
) -> None:
    """A population in the form that is asked for."""
    from tenprint.sim.people import portrait

    if as_csv:
        writer = csv.DictWriter(sys.stdout, portrait.LINE_FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(portrait.line(person, on) for person in made)
        return
    lines = [portrait.line(person, on) for person in made]
    if as_json:
        print_json({**head, "shares": portrait.shares(lines), "people": lines})
        return
    _print_shares(head, portrait.shares(lines), lines)


def _print_shares(head: dict[str, Any], shares: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    """Shares as a table, and the first people."""
    print(f"{head['count']} people of seed {head['seed']}, on {head['on']}; nobody of them exists.\n")
    for title, table in shares.items():
        print(title.replace("_", " "))
        for name, share in table.items():
            print(f"  {name:<42} {share:8.4f}")
    print("\nnumber  born        place  name                            arrests  immigration")
    for line in lines[:SHOWN]:
        print(
            f"{line['number']:>6}  {line['born']}  {line['birth_place']:<5}  {line['name']:<30}  "
            f"{line['arrests']:>7}  {line['kind'].replace('_', ' ')}"
        )


def _print_portrait(content: dict[str, Any], indent: str = "") -> None:
    """One person, a line a fact."""
    for name, value in content.items():
        label = f"{indent}{name.replace('_', ' ')}"
        if isinstance(value, dict):
            print(label)
            _print_portrait(value, f"{indent}  ")
        elif isinstance(value, list):
            print(label if value else f"{label}: none")
            for item in value:
                print(f"{indent}  - {_flat(item)}")
        else:
            print(f"{label}: {'none' if value in (None, '') else value}")


def _flat(item: Any) -> str:
    """An entry of a list on one line."""
    if not isinstance(item, dict):
        return str(item)
    return "; ".join(
        f"{name.replace('_', ' ')} {value}" for name, value in item.items() if value not in ("", None)
    )


@contextmanager
def _progress(count: int, *, quiet: bool) -> "Iterator[Any]":
    """Progress on standard error where much is to be done at a terminal; gives what each person passes through."""
    if quiet or count < 2000 or not sys.stderr.isatty():
        yield lambda person: person
        return
    from rich.console import Console
    from rich.progress import Progress

    done: Counter[str] = Counter()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("making people", total=count)

        def tick(person: "Person") -> "Person":
            """Count one more."""
            done["people"] += 1
            if done["people"] % 500 == 0:
                progress.update(bar, completed=done["people"])
            return person

        yield tick
