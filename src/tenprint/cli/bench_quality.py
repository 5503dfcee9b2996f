"""``bench quality``: what the quality score is worth, and the fit of its weights."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tenprint.cli.output import AsJson, print_json
from tenprint.cli.template import Extractor
from tenprint.errors import BadInput


def register(group: typer.Typer) -> None:
    """Add the command of this module to the group that measures."""
    group.command("quality")(bench_quality)


def bench_quality(
    sets: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders of FINGER_IMPRESSION images; without, the four in TENPRINT_DATA/fvc."),
    ] = None,
    extractor: Extractor = "classical",
    scores: Annotated[
        list[Path] | None,
        typer.Option(help="Another engine's scores of each folder, in their order, instead of our own."),
    ] = None,
    drop: Annotated[float, typer.Option(help="Share of the impressions that is dropped.")] = 0.1,
    figure: Annotated[Path | None, typer.Option(help="File for the curves, SVG.")] = None,
    fit: Annotated[
        bool, typer.Option("--fit", help="Fit the weights anew: odd fingers and synthetic prints; minutes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Drop the impressions of lowest quality and count the misses that go with them; exit 1 below 40 % of them.

    Templates are kept in the cache folder, so that a run that was stopped goes on.
    """
    from tenprint.sim.bench.quality import engine_name

    folders, extractor = sets or _fvc(), extractor or "classical"
    judged = _judged(folders, extractor, scores or [])
    if fit:
        _fit(judged, folders, as_json)
        return
    from tenprint.sim.bench.quality import bench_quality as run

    found = {"engine": engine_name(extractor, scores or []), **run(judged, drop)}
    if figure:
        _write_figure(figure, found)
    if as_json:
        print_json(found)
    else:
        _tell(found)
    raise typer.Exit(0 if found["together"]["per_set"]["reduction"] >= 0.4 else 1)


def _fvc() -> list[Path]:
    """The four sets in the data folder.

    Raises:
        BadInput: there is none.
    """
    from tenprint.sim.bench.accuracy import real_sets

    found = real_sets()
    if not found:
        raise BadInput("bench quality: expected folders of images, or TENPRINT_DATA with fvc/, found neither")
    return found


def _judged(folders: list[Path], extractor: str, scores: list[Path]) -> list[Any]:
    """The sets, judged and compared, with a bar of progress."""
    from tenprint.cli.evaluate import progress_shown
    from tenprint.match.evaluation.template_store import template_store
    from tenprint.paths import cache_dir
    from tenprint.sim.bench.quality import judge_set

    if scores and len(scores) != len(folders):
        raise BadInput(f"--scores: expected {len(folders)} files, one for each folder, found {len(scores)}")
    store = template_store(cache_dir() / "templates", extractor, None)
    found = []
    with progress_shown() as progress:
        for place, folder in enumerate(folders):

            def tell(what: str, done: int, total: int, name: str = folder.name) -> None:
                progress(f"{what} {name}", done, total)

            found.append(judge_set(folder, extractor, scores[place] if scores else None, tell, store))
    return found


def _write_figure(path: Path, found: dict[str, Any]) -> None:
    from tenprint.paths import written_whole
    from tenprint.sim.bench.quality_figure import reject_figure

    with written_whole(path) as temporary:
        temporary.write_text(reject_figure(found, found["engine"]))


def _tell(found: dict[str, Any]) -> None:
    typer.echo(f"{found['engine']}: worst {found['drop']:.0%} of {found['impressions']} impressions dropped")
    for kind, one in found["together"].items():
        typer.echo(
            f"  together, threshold {kind:8} FNMR at FMR 0.1 % {one['before']:7.2%} → {one['after']:6.2%}"
            f"   {one['reduction']:.0%} fewer"
        )
    for name, one in found["sets"].items():
        typer.echo(
            f"  {name:22} dropped {one['impressions_dropped']:3}   {one['before']:7.2%} → {one['after']:6.2%}"
            f"   own worst dropped {one['own_worst_after']:6.2%}   quality {one['quality']}"
        )


def _fit(judged: list[Any], folders: list[Path], as_json: bool) -> None:
    from tenprint.sim.bench.quality_fit import fit_weights

    found = fit_weights(judged, folders)
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        typer.echo(f"{name:24} {value}")
