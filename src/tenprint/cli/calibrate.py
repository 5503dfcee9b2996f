"""``calibrate``, ``bench fusion``, ``bench sequence``: from pair scores to likelihood ratios, and how good they are."""

from pathlib import Path
from typing import Annotated

import typer

from tenprint.cli.evaluate import progress_shown
from tenprint.cli.output import AsJson, print_json
from tenprint.errors import BadInput

Folders = Annotated[
    list[Path] | None, typer.Argument(help="Folders of FINGER_IMPRESSION images (101_1.png).")
]
Jobs = Annotated[int, typer.Option(help="Processes that extract.", min=1)]
Subjects = Annotated[int, typer.Option(help="Synthetic cards read by the classical extractor.", min=4)]


def register(app: typer.Typer, bench: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(calibrate)
    bench.command("fusion")(fusion)
    bench.command("sequence")(sequence)


def calibrate(
    folders: Folders = None,
    subjects: Subjects = 40,
    leader_subjects: Annotated[
        int, typer.Option(help="Likewise by the network; 0 fits to the classical one alone.", min=0)
    ] = 6,
    out: Annotated[Path | None, typer.Option(help="File to write; the shipped one by default.")] = None,
    jobs: Jobs = 2,
    as_json: AsJson = False,
) -> None:
    """Fit likelihood ratios to pair scores anew: odd fingers of folders, and synthetic cards; some minutes.

    What was extracted is kept in the cache folder: a run that was cut off goes on, and after a change of the matcher
    only comparisons are made again.
    """
    from tenprint.clock import SystemClock
    from tenprint.match.calibration import shipped_file, write_calibration
    from tenprint.sim.bench.calibrate import Wanted
    from tenprint.sim.bench.calibrate import calibrate as run

    to = out or shipped_file()
    if not to.parent.is_dir() or to.is_dir():
        raise BadInput(f"{to}: expected a file to write in a folder that is there")
    counts = {"classical": subjects} | ({"leader": leader_subjects} if leader_subjects else {})
    with progress_shown() as tell:
        found, losses = run(Wanted(tuple(folders or ()), counts, jobs), SystemClock().now().date(), tell)
    write_calibration(found, to)
    if as_json:
        print_json(
            {"file": str(to), "cllr": losses, "correlation": found.correlation, "counted": found.counted}
        )
        return
    for source, loss in losses.items():
        typer.echo(f"{source:20} Cllr {loss:.4f}")
    typer.echo(f"{to}: {found.counted:,} non-mated comparisons, correlation {found.correlation:.3f}")


def fusion(
    folders: Folders = None,
    subjects: Subjects = 40,
    leader_subjects: Annotated[
        int, typer.Option(help="Likewise by the network; 0 leaves it out.", min=0)
    ] = 0,
    figure: Annotated[Path | None, typer.Option(help="SVG file for the reliability plot.")] = None,
    jobs: Jobs = 2,
    as_json: AsJson = False,
) -> None:
    """Judge likelihood ratios on prints they were not fitted to: even fingers of folders, and other synthetic cards."""
    from tenprint.sim.bench.calibrate import Wanted
    from tenprint.sim.bench.fusion import lines, report

    counts = {"classical": subjects} | ({"leader": leader_subjects} if leader_subjects else {})
    with progress_shown() as tell:
        found = report(Wanted(tuple(folders or ()), counts, jobs), figure, tell)
    if as_json:
        print_json(found)
        return
    for line in lines(found):
        typer.echo(line)


def sequence(
    subjects: Annotated[int, typer.Option(help="Synthetic cards.", min=2)] = 40,
    jobs: Jobs = 2,
    as_json: AsJson = False,
) -> None:
    """Plant faults of sequence on cards that nothing was tuned on, and NIST's; prints how many are told of."""
    from tenprint.sim.bench.sequence import lines, report

    with progress_shown() as tell:
        found = report(subjects, jobs, tell)
    if as_json:
        print_json(found)
        return
    for line in lines(found):
        typer.echo(line)
