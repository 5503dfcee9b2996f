"""The end of a world in the terminal: who was booked where and when, what came of it, and the auditor's verdict."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tenprint.sim.world.report import Report

BAR = "▁▂▃▄▅▆▇█"
FINDINGS_SHOWN = 20


def show(report: Report, home: Path) -> None:
    """Print the summary."""
    console, figures = Console(), report.figures
    setting = report.setting
    console.rule(
        f"World {setting.seed}: {setting.since} to {setting.last}{', with faults' if setting.faults else ''}"
    )
    _line(
        console,
        "bookings",
        f"{figures['bookings']} cards of {figures['people']} people, {figures['recaptured']} taken anew",
    )
    _line(console, "by hour", f"{_histogram(figures['by_hour'])}  (0 to 23 at the place)")
    _line(console, "by day", _words(figures["by_day"]))
    _line(console, "by county", _words(figures["by_county"]))
    _line(console, "first answer", _words(figures["first_answers"]))
    _line(console, "gate", _words(_grouped(figures["sharing"])))
    _line(console, "immigration", _words(figures["immigration"]) or "nothing shared")
    _line(console, "levels", _words(figures["levels"]) or "none derived")
    _line(console, "courts", _words(figures["courts"]) or "none decided")
    if figures["detainers_too_late"]:
        _line(console, "detainers", f"{figures['detainers_too_late']} after the person's release")
    if setting.faults:
        _line(console, "failures", _words(figures["failures"]))
    _tables(console, figures)
    _verdict(console, report, home)


def _line(console: Console, label: str, text: str) -> None:
    """One labelled line."""
    console.print(f"  [bold]{label:13}[/]", text, highlight=False, markup=True, soft_wrap=False)


def _words(counts: Mapping[str, Any]) -> str:
    """Counts in a line."""
    return ", ".join(f"{name}: {count}" for name, count in counts.items() if count).replace("[", "\\[")


def _grouped(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts of rules, those of single counties together.

    >>> _grouped({"permit activation[25017]": 2, "permit activation[25025]": 1, "not asked": 1})
    {'permit activation': 3, 'not asked': 1}
    """
    found: dict[str, int] = {}
    for name, count in counts.items():
        rule = name.partition("[")[0]
        found[rule] = found.get(rule, 0) + count
    return found


def _histogram(counts: list[int]) -> str:
    """Counts as a row of blocks; a dot where there is none.

    >>> _histogram([0, 1, 8])
    '·▁█'
    """
    top = max(counts, default=0)
    return "".join("·" if not count else BAR[max(0, round(count / top * len(BAR)) - 1)] for count in counts)


def _tables(console: Console, figures: Mapping[str, Any]) -> None:
    """Statuses against the truth, delays, and what waited."""
    if figures["statuses"]:
        table = Table("status: true, and as determined", "cases", title_justify="left")
        for name, count in figures["statuses"].items():
            table.add_row(name, str(count))
        console.print(table)
    table = Table("minutes until", "median", "longest", "count")
    for name, delay in figures["delays_minutes"].items():
        table.add_row(name, *(f"{delay[key]:g}" for key in ("median", "longest", "count")))
    console.print(table)
    waiting = {day: counts for day, counts in figures["backlog"].items() if counts}
    if waiting:
        table = Table("end of day", "waits")
        for day, counts in waiting.items():
            table.add_row(day, _words(counts))
        console.print(table)


def _verdict(console: Console, report: Report, home: Path) -> None:
    """What the auditor says."""
    counts = report.audit.counts
    told = ("shared", "not shared", "second answers relayed", "second answers not relayed", "leaves")
    _line(console, "auditor", _words({name: counts[name] for name in told}))
    people = (
        "national hits", "national missed", "immigration hits", "immigration missed",
        "statuses other than true", "citizens determined otherwise", "detainers requested", "detainers on citizens",
    )  # fmt: skip
    _line(console, "", _words({name: counts[name] for name in people}))
    for finding in report.audit.findings[:FINDINGS_SHOWN]:
        console.print(f"  [red]{finding.check}[/] {finding.tcn}", finding.text, highlight=False)
    left = len(report.audit.findings) - FINDINGS_SHOWN
    if left > 0:
        console.print(f"  and {left} more (--json has all)")
    verdict = (
        "[green]holds[/]" if not report.audit.findings else f"[red]{len(report.audit.findings)} findings[/]"
    )
    console.print(f"  verdict: {verdict}   replay digest {report.digest[:16]}…", highlight=False)
    console.print(
        f"  consoles: .venv/bin/tenprint serve --home {home} --clock {home / 'clock'} --no-background",
        highlight=False,
        soft_wrap=True,
    )
