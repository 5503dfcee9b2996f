"""Commands of the engine: compare, evaluate, bench."""

import time
from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.output import AsJson, print_json
from tenprint.cli.template import Extractor, Ppi, template_of
from tenprint.errors import BadInput

match = typer.Typer(no_args_is_help=True, help="Compare prints.")
bench = typer.Typer(no_args_is_help=True, help="Measure on this machine.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(match, name="match")
    app.add_typer(bench, name="bench")
    app.command()(evaluate)


@match.command()
def compare(first: Path, second: Path, ppi: Ppi = None, as_json: AsJson = False) -> None:
    """Compare two prints, images or templates."""
    from tenprint.match.fusion import finger_log10_lr
    from tenprint.match.pair import compare as compare_templates
    from tenprint.match.threshold import fmr

    probe, candidate = template_of(first, ppi), template_of(second, ppi)
    began = time.perf_counter()
    found = compare_templates(probe, candidate)
    seconds = time.perf_counter() - began
    ratio = float(finger_log10_lr(found.score))
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


def evaluate(
    directory: Annotated[Path, typer.Argument(help="Folder of FINGER_IMPRESSION images (101_1.png).")],
    scores: Annotated[Path, typer.Option(help="File for every pair's score.")],
    extractor: Extractor = None,
    jobs: Annotated[int, typer.Option(help="Processes.")] = 2,
    fingers: Annotated[
        str, typer.Option(help="all, or only even or odd numbers (tuning used odd ones).")
    ] = "all",
    ppi: Ppi = None,
    as_json: AsJson = False,
) -> None:
    """Compare all pairs of a set of prints; prints EER, and FNMR at FMR."""
    from tenprint.match.evaluate import evaluate as run
    from tenprint.template.extract.by_name import best

    found = run(directory, scores, extractor=extractor or best(), jobs=jobs, fingers=fingers, ppi=ppi)
    content = {
        "images": found.images,
        "extractor": found.extractor,
        "eer": found.eer,
        "fnmr_at_fmr": found.fnmr_at_fmr,
        "ms_per_image": found.ms_per_image,
        "comparisons_per_second": found.comparisons_per_second,
        "failed_to_extract": found.failed_to_extract,
    }
    if as_json:
        print_json(content)
        return
    rates = "  ".join(f"FNMR@FMR {fmr} {rate:.2%}" for fmr, rate in found.fnmr_at_fmr.items())
    typer.echo(
        f"{directory.name}: {found.images} images, {found.extractor}  EER {found.eer:.2%}  {rates}\n"
        f"  {found.ms_per_image:.1f} ms an image, {found.comparisons_per_second:,.0f} comparisons/s, "
        f"{found.failed_to_extract} failed to extract"
    )


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
    import os

    from rich.console import Console
    from rich.progress import Progress

    from tenprint.sim.bench.mixing import bench_mixing as run

    data = os.environ.get("TENPRINT_DATA")
    folders = sorted(path for path in Path(data, "fvc").glob("*_B")) if data else []
    if not folders:
        raise BadInput("TENPRINT_DATA: expected the folder that holds fvc/, found none")
    with Progress(console=Console(stderr=True), disable=as_json) as progress:
        bar = progress.add_task("finding minutiae by both", total=None)
        found = run(
            folders, fingers, jobs, lambda done, total: progress.update(bar, completed=done, total=total)
        )
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
