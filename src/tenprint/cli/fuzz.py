"""``bench fuzz``: damaged inputs by the million."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from tenprint.cli.output import AsJson, print_json


def register(group: typer.Typer) -> None:
    """Add the command of this module to the group that measures."""
    group.command()(fuzz)


def fuzz(
    inputs: Annotated[int, typer.Option(help="How many damaged inputs.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Decides all of them.")] = 1,
    target: Annotated[
        str,
        typer.Option(
            help="reader, validator, answers, messages, heads, templates, codecs, or all by their shares."
        ),
    ] = "all",
    first: Annotated[
        int, typer.Option(help="Number of the first input: one that failed is replayed by it.")
    ] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder for the inputs that fail.")] = None,
    as_json: AsJson = False,
) -> None:
    """Damage inputs of every kind and try all that reads them; exit 1 if anything but a refusal comes of it.

    Fails where an exception is none of ours, where a promise does not hold (write after read gives the same bytes,
    damage is never acceptable, and others), where one input takes more than 2 seconds, or a process 512 MiB. Real
    files under TENPRINT_DATA are damaged too.
    """
    from rich.progress import Progress

    from tenprint.sim.fuzz.campaign import run

    only = None if target == "all" else target
    with Progress(disable=as_json) as progress:
        bar = progress.add_task("damaged inputs", total=inputs)
        found = run(
            inputs,
            seed,
            target=only,
            first=first,
            out=out,
            report=lambda done: progress.update(bar, completed=done),
        )
    content = _content(found)
    if as_json:
        print_json(content)
    else:
        for name, value in content.items():
            typer.echo(f"{name:16} {value}")
    raise typer.Exit(0 if found.sound else 1)


def _content(found: Any) -> dict[str, Any]:
    """The result as other programs read it."""
    causes = Counter((one.target, one.kind, one.where) for one in found.failures)
    examples = {(one.target, one.kind, one.where): one for one in reversed(found.failures)}
    seconds, name, number = found.slowest
    return {
        "inputs": found.inputs,
        "seconds": round(found.seconds, 1),
        "per_second": round(found.inputs / found.seconds, 1) if found.seconds else 0,
        "targets": {one: {"tried": count, "read": found.read[one]} for one, count in sorted(found.tried.items())},
        "failures": [
            {"target": cause[0], "kind": cause[1], "where": cause[2], "count": count,
             "first": examples[cause].number, "text": examples[cause].text}
            for cause, count in causes.most_common()
        ],
        "slowest": {"seconds": round(seconds, 3), "target": name, "number": number},
        "memory_mib": found.memory_mib,
        "children_mib": found.children_mib,
        "seeds": {"count": found.seeds[0], "digest": found.seeds[1]},
        "saved": [str(path) for path in found.saved],
    }  # fmt: skip
