"""``rules``: check files of rules, and run the cases beside them."""

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenprint.cli.output import AsJson, print_json

if TYPE_CHECKING:
    from tenprint.sharing.lint import Report

rules = typer.Typer(no_args_is_help=True, help="Files of rules: check them, run their cases.")
Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        exists=True, help="Folders of policies, or files of a reform; the program's own by default."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(rules, name="rules")


@rules.command("check")
def check(
    paths: Paths = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 where there are only warnings, too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check rule files: every fault of every file, with its line and how to mend it.

    Exit status: 0 no fault, 1 there are faults, 2 a file cannot be read. Warnings alone are shown and leave it 0.
    """
    from tenprint.sharing.lint import Report

    report = Report.together([_checked(path) for path in paths] if paths else [_own()])
    if as_json:
        print_json(report.as_json())
    else:
        for item in report.findings:
            typer.echo(item.as_text())
        errors = sum(item.severity == "error" for item in report.findings)
        typer.echo(
            f"{report.files} files, {report.values} values and events: {errors} faults, "
            f"{len(report.findings) - errors} warnings"
        )
    raise typer.Exit(report.status(strict=strict))


def _checked(path: Path) -> "Report":
    """Check a folder or a reform that was named."""
    from tenprint.sharing.lint import check_folder, check_reform

    return check_folder(path, str(path).rstrip("/")) if path.is_dir() else check_reform(path, str(path))


def _own() -> "Report":
    """Check the package's own rules."""
    from tenprint.sharing.lint import check_folder

    with resources.as_file(resources.files("tenprint") / "policies") as folder:
        return check_folder(folder)


@rules.command("test")
def run_cases(paths: Paths = None, as_json: AsJson = False) -> None:
    """Run the cases beside the rules: what must be answered for a place, a submission and a day.

    Exit status: 0 all as expected, 1 some are not, 2 the cases cannot be read.
    """
    from tenprint.sharing.case_run import outcomes

    found = outcomes(tuple(paths or ()))
    failures = [failure for outcome in found for failure in outcome.failures]
    if as_json:
        print_json({"cases": len(found), "failures": failures})
    else:
        for failure in failures:
            typer.echo(failure)
        failed = sum(bool(outcome.failures) for outcome in found)
        typer.echo(f"{len(found)} cases: {failed} not as expected")
    raise typer.Exit(int(bool(failures)))
