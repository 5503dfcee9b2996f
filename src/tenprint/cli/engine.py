"""Commands of the engine: compare, bench."""

import time
from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.output import AsJson, print_json
from tenprint.cli.template import Ppi
from tenprint.errors import BadInput

match = typer.Typer(no_args_is_help=True, help="Compare prints.")
bench = typer.Typer(no_args_is_help=True, help="Measure on this machine.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(match, name="match")
    app.add_typer(bench, name="bench")


@match.command()
def compare(
    first: Path,
    second: Path,
    ppi: Ppi = None,
    stages: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for a picture of each stage, and index.html with all."),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="PNG file: both prints, partners with lines, lone minutiae grey."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two prints, images or templates."""
    from tenprint.cli.figures import looked_at, write_pictures
    from tenprint.match.fusion import evidence, finger_log10_lr
    from tenprint.match.pair import compare as compare_templates
    from tenprint.match.pair import describe
    from tenprint.match.threshold import fmr

    probe, candidate = looked_at(first, ppi), looked_at(second, ppi)
    began = time.perf_counter()
    found = compare_templates(probe.template, candidate.template)
    seconds = time.perf_counter() - began
    known = min(evidence(describe(probe.template)), evidence(describe(candidate.template)))
    ratio = finger_log10_lr(found.score, known)
    write_pictures(probe, candidate, found, ratio, stages, picture)
    if as_json:
        print_json(
            {
                "score": found.score,
                "log10_likelihood_ratio": ratio,
                "fmr": fmr(ratio),
                "pairs": found.pairs.tolist(),
                "seconds": seconds,
            }
        )
        return
    typer.echo(f"score {found.score:.4f}   log10 LR {ratio:.2f}   {len(found.pairs)} minutiae paired")


@bench.command("search")
def bench_search(
    subjects: Annotated[
        int,
        typer.Option(help="Subjects in the gallery; beyond the shipped ones, filled up without pictures."),
    ] = 1000,
    fingers: Annotated[int, typer.Option(help="Fingers of the probe.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Search a synthetic gallery; prints searches a second, milliseconds, memory, and how many have no pictures."""
    from tenprint.sim.bench.engine import bench_search as run

    found = run(subjects, fingers)
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        typer.echo(f"{name:22} {value}")


@bench.command("rules")
def bench_rules(
    sample: Annotated[int, typer.Option(help="Questions asked of the gate.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Decides which counties and days.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Ask the gate at random; prints microseconds a decision, milliseconds a trace with what would turn it."""
    from tenprint.sim.bench.rules import bench_rules as run

    found = run(sample, seed)
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        typer.echo(f"{name:28} {value}")


@bench.command("records")
def bench_records(as_json: AsJson = False) -> None:
    """Read, validate and rewrite a ten-print card and a thousand small submissions; prints figures and limits."""
    from tenprint.sim.bench.records import LIMITS, NAMES, UNITS
    from tenprint.sim.bench.records import bench_records as run

    found = run()
    if as_json:
        print_json(found)
        return
    for name in ("machine", "commit", "card", *NAMES):
        limit = f"   limit {LIMITS[name]:g}" if name in LIMITS else ""
        typer.echo(f"{name:20} {found[name]} {UNITS.get(name, '')}{limit}")
    typer.echo("within the limits" if found["within_limits"] else "NOT within the limits")


@bench.command("prints")
def bench_prints(as_json: AsJson = False) -> None:
    """Make synthetic prints on one core; prints milliseconds of masters, impressions, cards and files, and limits."""
    from tenprint.sim.bench.prints import LIMITS, NAMES, RATES, RATES_LEAST
    from tenprint.sim.bench.prints import bench_prints as run

    found = run()
    if as_json:
        print_json(found)
        return
    typer.echo(found["machine"])
    for name, words in NAMES.items():
        limit = f"   limit {LIMITS[name]:g}" if name in LIMITS else ""
        typer.echo(f"{words:48} {found[name]} {name.rpartition('_')[2]}{limit}")
    for name, words in RATES.items():
        least = f"   at least {RATES_LEAST[name]:,g}" if name in RATES_LEAST else ""
        typer.echo(f"{words:48} {found[name]:,} a second{least}")
    typer.echo("within the limits" if found["within_limits"] else "NOT within the limits")


@bench.command("score-fit")
def bench_score_fit(
    directories: Annotated[
        list[Path], typer.Argument(help="Folders of FINGER_IMPRESSION images; odd fingers fit.")
    ],
    jobs: Annotated[int, typer.Option(help="Processes that extract, threads that compare.", min=1)] = 2,
    templates: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep templates here; do not extract them again.")
    ] = None,
) -> None:
    """Fit the pair score's constants; print each set's error rates with constants that did not see it."""
    from tenprint.cli.evaluate import progress_shown
    from tenprint.sim.bench.score_fit import bench_score_fit as run

    with progress_shown() as progress:
        lines = list(run(directories, jobs=jobs, templates=templates, progress=progress))
    for line in lines:
        typer.echo(line)


@bench.command("accuracy")
def bench_accuracy(
    jobs: Annotated[int, typer.Option(help="Processes that extract, threads that compare.", min=1)] = 2,
    templates: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep templates here; do not extract them again.")
    ] = None,
) -> None:
    """Print the tables of error rates of docs/benchmarks.md: our extractors and, where their scores are, peers.

    The sets are those of $TENPRINT_DATA/fvc, peers' score files those of $TENPRINT_DATA/../peers.
    """
    from tenprint.cli.evaluate import progress_shown
    from tenprint.sim.bench.accuracy import bench_accuracy as run

    with progress_shown() as progress:
        lines = list(run(jobs=jobs, templates=templates, progress=progress))
    for line in lines:
        typer.echo(line)


@bench.command("extract")
def bench_extract(
    extractor: Annotated[
        str, typer.Option(help="classical, or leader (the network; make neural).")
    ] = "classical",
    as_json: AsJson = False,
) -> None:
    """Find minutiae; prints milliseconds of a small and a rolled print, seconds of a card, memory, and limits."""
    from tenprint.sim.bench.extract import NAMES
    from tenprint.sim.bench.extract import bench_extract as run

    found = run(extractor)
    if as_json:
        print_json(found)
        return
    typer.echo(f"{found['extractor']}, {found['machine']}")
    for name, words in NAMES.items():
        if name in found:
            limit = f"   limit {found['limits'][name]:g}" if name in found["limits"] else ""
            typer.echo(f"{words:40} {found[name]:8} {name.rpartition('_')[2].replace('gib', 'GiB')}{limit}")
    typer.echo("within the limits" if found["within_limits"] else "NOT within the limits")


@bench.command("mixing")
def bench_mixing(
    fingers: Annotated[str, typer.Option(help="even (to report), odd (which tuning saw), or all.")] = "even",
    jobs: Annotated[int, typer.Option(help="Processes.")] = 2,
    as_json: AsJson = False,
) -> None:
    """Compare prints of the sets in $TENPRINT_DATA/fvc by either extractor, alike and mixed; prints error rates."""
    from tenprint.cli.evaluate import progress_shown
    from tenprint.sim.bench.accuracy import real_sets
    from tenprint.sim.bench.mixing import bench_mixing as run

    folders = real_sets()
    if not folders:
        raise BadInput("TENPRINT_DATA: expected the folder that holds fvc/, found none")
    with progress_shown() as progress:
        found = run(folders, fingers, jobs, progress)
    if as_json:
        print_json({"fingers": fingers, "rates": found})
        return
    for pairing, sets in found.items():
        for name, rates in sets.items():
            shown = "  ".join(f"{key} {rate:.2%}" for key, rate in rates.items())
            typer.echo(f"{pairing:26} {name:16} {shown}")


@bench.command("all")
def bench_all() -> None:
    """Measure the engine and the records on this machine; the tables of docs/benchmarks.md come from here."""
    from tenprint.sim.bench.engine import bench_all as run

    for line in run():
        typer.echo(line)
