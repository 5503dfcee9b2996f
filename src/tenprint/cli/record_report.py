"""What ``ebts validate`` prints: a report to read, or one JSON object; and the exit status."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from tenprint.agency.inspection import ImageFacts, Inspection, Progress, Question, inspect_bytes
from tenprint.cli.output import print_json, read_bytes
from tenprint.errors import BadInput
from tenprint.record.finding import Finding, Severity

ACCEPTABLE, REFUSED, UNREADABLE = 0, 1, 2
WIDTH = 160  # of lines that go to a file or a pipe: never broken
STAGES = {"images": "decoding pictures", "prints": "looking at prints"}

Outcome = tuple[Path, int, Inspection | str]
"""File, its size in bytes, and what was found, or why it could not be read."""


def validate_files(files: Sequence[Path], question: Question, as_json: bool) -> int:
    """Inspect files and print what is wrong with them; returns the exit status, the highest of all files."""
    outcomes = []
    for file in files:
        with _progress(file) as progress:
            outcomes.append(_inspected(file, question, progress))
        if not as_json:
            _print_report(outcomes[-1])
    if as_json:
        shown = [_outcome_json(one) for one in outcomes]
        print_json(shown[0] if len(files) == 1 else {"acceptable": all(map(_good, outcomes)), "files": shown})
    elif len(files) > 1:
        _print_summary(outcomes)
    return max(map(_status, outcomes))


def _inspected(file: Path, question: Question, progress: Progress | None) -> Outcome:
    """One file's outcome."""
    size = 0
    try:
        data = read_bytes(file)
        size = len(data)
        return file, size, inspect_bytes(data, question, progress)
    except BadInput as error:
        return file, size, str(error).removeprefix(f"{file}: ")


def _good(outcome: Outcome) -> bool:
    """Whether a file is acceptable."""
    return _status(outcome) == ACCEPTABLE


def _status(outcome: Outcome) -> int:
    """Exit status of one file."""
    found = outcome[2]
    if isinstance(found, str):
        return UNREADABLE
    return ACCEPTABLE if found.acceptable else REFUSED


# --- JSON ------------------------------------------------------------------------------------------


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    """One file in the shape that other programs read."""
    file, size, found = outcome
    if isinstance(found, str):
        return {"file": str(file), "readable": False, "acceptable": False, "findings": [], "fault": found}
    return {
        "file": str(file),
        "bytes": size,
        "readable": True,
        "acceptable": found.acceptable,
        "tot": found.transaction.tot,
        "standard": found.question.standard,
        "depth": found.question.depth,
        "received_on": found.question.received_on,
        "verdict": found.verdict,
        "codes": list(found.codes),
        "findings": [finding_json(one) for one in found.findings],
        "images": [one.to_json() for one in found.images],
        "seconds": {stage: round(value, 4) for stage, value in found.seconds.items()},
    }


def finding_json(one: Finding) -> dict[str, Any]:
    """A finding in the shape that other programs read."""
    return {
        "code": one.code,
        "severity": one.severity,
        "record": one.record,
        "field": one.field,
        "mnemonic": one.mnemonic,
        "position": one.position,
        "offset": one.offset,
        "expected": one.expected,
        "found": one.found,
        "sentence": one.text,
        "text": one.message,
    }


# --- the report ------------------------------------------------------------------------------------


def _console() -> Console:
    """Standard output, in colour on a terminal; lines that go elsewhere are not broken."""
    return Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH)


def _print_report(outcome: Outcome) -> None:
    """Everything about one file, grouped by record."""
    file, size, found = outcome
    if isinstance(found, str):
        print(f"tenprint: {file}: {found}", file=sys.stderr)
        return
    console, transaction = _console(), found.transaction
    head = f"{transaction.tot or 'no TOT'}, {size:,} bytes, {len(transaction)} records"
    console.print(Text.assemble((str(file), "bold"), f": {head}"))
    for label, findings in _by_record(found.findings):
        console.print(f"  Type-{label.removeprefix('Type-')}")
        for one in findings:
            _print_finding(console, one)
    for line in _quality_lines(found.images):
        console.print(f"  {line}")
    colour = "green" if found.acceptable else "red"
    times = ", ".join(f"{stage} {_duration(value)}" for stage, value in found.seconds.items())
    console.print(Text.assemble((f"  {found.verdict}", f"bold {colour}"), (f"  ({times})", "dim")))


def _duration(seconds: float) -> str:
    """A short duration."""
    return f"{seconds:.2f} s" if seconds >= 0.1 else f"{1000 * seconds:.1f} ms"


def _by_record(findings: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """The findings of each record, records in the order in which they are first named."""
    grouped: dict[str, list[Finding]] = {}
    for one in findings:
        grouped.setdefault(one.record, []).append(one)
    yield from grouped.items()


def severity_word(one: Finding) -> str:
    """What a finding does, in one word: it refuses, its field is ignored, or it is noted."""
    if one.severity is Severity.REJECT:
        return "refuses"
    return "ignored" if one.record.removeprefix("Type-").split()[0] in ("1", "2") else "noted"


def _print_finding(console: Console, one: Finding) -> None:
    """Two lines: what it does, where, by which rule; and what was expected and found."""
    colour = "red" if one.severity is Severity.REJECT else "yellow"
    place = " ".join(part for part in (one.field or "", one.mnemonic) if part)
    place += "" if one.position is None else f"  position {one.position}"
    at = f"  byte {one.offset:,}" if one.offset is not None else ""
    console.print(
        Text.assemble(
            "    ",
            (f"{severity_word(one):8}", colour),
            (one.code, "bold"),
            f"  {place}{at}  ",
            (one.text, "dim"),
        )
    )
    found = f"[{one.found}]" if one.found else "nothing"
    console.print(Text(f"            expected {one.expected}; found {found}"))


def _quality_lines(images: Sequence[ImageFacts]) -> Iterator[str]:
    """Quality by finger, rolled and plain, where the engine judged any; and what was decoded."""
    if images:
        decoded = sum(one.checked.picture is not None for one in images)
        yield f"{decoded} of {len(images)} pictures decoded"
    rolled = {one.checked.record.position: one.quality for one in images if one.minutiae is not None}
    plain = {finger: score for one in images for finger, score in one.fingers.items()}
    rows: list[tuple[str, Callable[[int], object]]] = []
    if rolled:
        rows.append(("rolled", rolled.get))
    if plain:
        rows.append(("plain", plain.get))
    if rows:
        yield "finger  " + "".join(f"{finger:>5}" for finger in range(1, 11))
    for name, score_of in rows:
        scores = (score_of(finger) for finger in range(1, 11))
        yield f"{name:8}" + "".join(f"{'-' if score is None else score:>5}" for score in scores)


def _print_summary(outcomes: Sequence[Outcome]) -> None:
    """One line a file: type, counts, and what the receiver would do."""
    console = _console()
    widest = max(len(file.name) for file, _, _ in outcomes)
    console.print("")
    console.print(Text(f"{'file':{widest}}  {'TOT':8}  refusing  other  verdict", style="bold"))
    for file, _, found in outcomes:
        if isinstance(found, str):
            line, colour = f"{file.name:{widest}}  {'-':8}  {'-':>8}  {'-':>5}  not readable", "red"
        else:
            refusing = len(found.refusing)
            counts = f"{refusing:8}  {len(found.findings) - refusing:5}"
            line = f"{file.name:{widest}}  {(found.transaction.tot or '-')[:8]:8}  {counts}  {found.verdict}"
            colour = "green" if found.acceptable else "red"
        console.print(Text(line, style=colour))
    good = sum(map(_good, outcomes))
    console.print(f"{good} of {len(outcomes)} files acceptable")


def _watched() -> bool:
    """Whether standard error is a terminal that can show a bar."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def _progress(file: Path) -> Iterator[Progress | None]:
    """A bar on standard error while somebody watches; nothing otherwise."""
    if not _watched():
        yield None
        return
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        shown: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            """Move the bar of a stage."""
            if stage not in shown:
                shown[stage] = bars.add_task(f"{file.name}: {STAGES.get(stage, stage)}", total=total)
            bars.update(shown[stage], completed=done, total=total)

        yield tell
