"""``evaluate`` and ``evaluate-scores``: error rates of an extractor, or of ready scores of any engine."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenprint.cli.output import AsJson, print_json
from tenprint.cli.template import Extractor, Ppi
from tenprint.errors import BadInput

if TYPE_CHECKING:
    from tenprint.match.evaluate import Evaluation
    from tenprint.match.evaluation.assessment import Assessment
    from tenprint.match.evaluation.score_set import ScoreSet
    from tenprint.match.evaluation.working import Progress

Fingers = Annotated[str, typer.Option(help="all, or only even or odd numbers (tuning used odd ones).")]
Protocol = Annotated[
    str, typer.Option(help="full: all pairs; fvc: non-mated pairs of first impressions only.")
]
Peer = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="Another engine's scores of the same pairs, ENGINE_SET.txt; may be repeated.",
    ),
]
Det = Annotated[Path | None, typer.Option(metavar="FILE.svg", help="Draw the DET plot, peers beside.")]
Draws = Annotated[int, typer.Option(help="Draws of fingers for the intervals.", min=100)]
Seed = Annotated[int, typer.Option(help="Of the draws.", min=0)]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(evaluate)
    app.command("evaluate-scores")(evaluate_scores)


def evaluate(
    directories: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Folders of FINGER_IMPRESSION images (101_1.png).")
    ],
    scores: Annotated[Path | None, typer.Option(metavar="OUT", help="File for every pair's score.")] = None,
    extractor: Extractor = None,
    jobs: Annotated[int, typer.Option(help="Processes that extract, threads that compare.", min=1)] = 2,
    fingers: Fingers = "all",
    ppi: Ppi = None,
    protocol: Protocol = "full",
    cross_set: Annotated[
        bool, typer.Option("--cross-set", help="Non-mated pairs across folders too: all fingers differ.")
    ] = False,
    templates: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep templates here; do not extract them again.")
    ] = None,
    peer: Peer = None,
    det: Det = None,
    reject: Annotated[
        Path | None,
        typer.Option(metavar="FILE.svg", help="Draw error versus discard by quality; adds its figures."),
    ] = None,
    draws: Draws = 1000,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Compare the pairs of one or several sets of prints; prints EER and FNMR at FMR with intervals.

    Several folders are judged each and pooled. Peers' scores are judged by the same definitions on the same pairs.
    """
    from tenprint.match.evaluate import evaluate as run
    from tenprint.match.evaluation.content import content, lines
    from tenprint.template.extract.by_name import best

    _require_places(det, reject)
    _require_peers(peer or (), directories, fingers, protocol)
    with progress_shown() as progress:
        found = run(
            directories,
            scores,
            extractor=extractor or best(),
            jobs=jobs,
            fingers=fingers,
            ppi=ppi,
            protocol=protocol,
            cross_set=cross_set,
            templates=templates,
            draws=draws,
            seed=seed,
            progress=progress,
        )
        beside = _peers(found, peer or (), draws, seed)
        dropped = _reject(found, reject, jobs, ppi, progress)
    if det:
        _draw(det, found.assessment, beside, seed)
    if as_json:
        print_json({**content(found, seed, beside), "reject": dropped})
        return
    for line in lines(found, beside):
        typer.echo(line)
    for line in _reject_lines(dropped):
        typer.echo(line)


def evaluate_scores(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help='Scores, lines "PROBE CANDIDATE SCORE".')
    ],
    peer: Peer = None,
    fingers: Fingers = "all",
    protocol: Protocol = "full",
    det: Det = None,
    draws: Draws = 1000,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Judge ready scores, ours or another engine's; several files are judged each, then their mean and all pooled.

    Names of several files end with the name of their set, ENGINE_SET.txt, so that peers' files find theirs.
    """
    from tenprint.match.evaluation.scores_content import judge_files, scores_content, scores_lines

    _require_places(det)
    found = judge_files(files, peer or (), fingers=fingers, protocol=protocol, draws=draws, seed=seed)
    if det:
        _draw(det, found.pooled, found.peers, seed)
    if as_json:
        print_json(scores_content(found, seed))
        return
    for line in scores_lines(found):
        typer.echo(line)


@contextmanager
def progress_shown() -> "Iterator[Progress]":
    """A bar for each kind of work on standard error, where that is a terminal."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (*Progress.get_default_columns()[:-1], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        bars: dict[str, Any] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = shown.add_task(what, total=total)
            shown.update(bars[what], completed=done)

        yield tell


def _require_places(*paths: Path | None) -> None:
    """Refuse figures that cannot be written, before minutes are spent."""
    from tenprint.match.evaluation.score_file import require_place

    for path in paths:
        if path is not None:
            require_place(path)


def _require_peers(paths: Sequence[Path], directories: Sequence[Path], fingers: str, protocol: str) -> None:
    """Refuse score files of other pairs, before minutes are spent."""
    from tenprint.match.evaluate import pairs_without_scores
    from tenprint.match.evaluation.assessment import read_peers

    if paths:
        read_peers(paths, pairs_without_scores(directories, fingers, protocol), fingers, protocol)


def _peers(
    found: "Evaluation", paths: Sequence[Path], draws: int, seed: int
) -> "dict[str, Sequence[Assessment]]":
    """Other engines judged on each set's pairs, and on all pooled where they have every set's."""
    from tenprint.match.evaluation.assessment import judge_peers

    sets = [one.assessment.scores for one in found.parts or (found,)]
    return judge_peers(paths, sets, found.assessment.scores, found.chosen, found.protocol, draws, seed)


def _draw(path: Path, ours: "Assessment", peers: "dict[str, Sequence[Assessment]]", seed: int) -> None:
    """The DET plot of the set, or of all pooled."""
    from tenprint.match.evaluation.det_figure import CURVES_MAX, det_figure
    from tenprint.match.evaluation.score_file import write_text

    found = [ours, *peers.get(ours.scores.name, ())]
    if len(found) > CURVES_MAX:
        raise BadInput(f"--det: expected at most {CURVES_MAX - 1} peers, found {len(found) - 1}")
    write_text(path, det_figure(f"Detection error trade-off: {_sets_of(ours.scores)}", found, seed))


def _sets_of(scores: "ScoreSet") -> str:
    """The set's name, or those of all pooled where they are few."""
    sets = dict.fromkeys(finger.split("/")[0] for finger in scores.fingers) if scores.stratum.any() else {}
    return ", ".join(sets) if 1 < len(sets) <= 4 else scores.name


def _reject(
    found: "Evaluation", path: Path | None, jobs: int, ppi: float | None, progress: "Progress"
) -> dict[str, Any] | None:
    """The error versus discard characteristic, drawn; None where it is not asked for."""
    if path is None:
        return None
    from tenprint.match.evaluation.content import discarded
    from tenprint.match.evaluation.discard import discard, discard_figure
    from tenprint.match.evaluation.extraction import qualities
    from tenprint.match.evaluation.score_file import write_text

    scores = found.assessment.scores
    quality = qualities(found.paths, jobs=jobs, ppi=ppi, progress=progress)
    write_text(path, discard_figure(f"Error versus discard: {_sets_of(scores)}", scores, quality))
    return discarded(discard(scores, quality))


def _reject_lines(found: dict[str, Any] | None) -> Iterator[str]:
    """The characteristic as text."""
    if found is None:
        return
    yield f"{found['method']}, by {found['quality']}:"
    for point in found["dropped"]:
        fixed, again = point["fnmr_fixed_threshold"], point["fnmr_recomputed_threshold"]
        rates = [
            f"{name} {100 * rate:.2f} %" if rate is not None else f"{name} none left"
            for name, rate in (("same threshold", fixed), ("recomputed", again))
        ]
        less = "" if point["reduction"] is None else f"   {100 * point['reduction']:.0f} % fewer"
        yield f"  {100 * point['impressions']:3.0f} % dropped: FNMR at FMR 0.1 %, {', '.join(rates)}{less}"
