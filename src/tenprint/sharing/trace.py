"""A step of reasoning: which rule was read, what it said since when, and whether its condition held."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tenprint.sharing.model import Dated, Source


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One condition of a decision.

    ``held`` tells whether the step permits; ``note`` says what a reader must know besides, such as that the
    value was announced only after the date of the question.
    """

    rule: str
    value: Any
    since: date | None
    reference: str
    held: bool
    note: str
    source: Source | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the step as plain values."""
        return {
            "rule": self.rule,
            "value": self.value,
            "since": self.since.isoformat() if self.since else None,
            "reference": self.reference,
            "held": self.held,
            "note": self.note,
        }

    def as_text(self, rule_width: int = 36) -> str:
        """Return the step as one line: whether it holds, rule, value, since when, note."""
        mark = "+" if self.held else "-"
        since = self.since.isoformat() if self.since else "-"
        return f"{mark} {self.rule:<{rule_width}} {_word(self.value):<10} {since:<10} {self.note}".rstrip()


def step_of(rule: str, dated: Dated | None, held: bool, on: date, note: str = "") -> TraceStep:
    """Make a step from a dated value, saying where it was announced after the day or is less than read."""
    if dated is None:
        return TraceStep(rule, None, None, "", held, note or "no value on this date")
    notes = [note, dated.note]
    if dated.announced_after(on) and dated.announced is not None:
        notes.append(f"! announced {dated.announced.isoformat()}, after this date")
    if dated.standing != "read":
        notes.append(f"({dated.standing})")
    text = "; ".join(part for part in notes if part)
    return TraceStep(rule, dated.value, dated.since, dated.source.title, held, text, dated.source)


def _word(value: Any) -> str:
    """Return a value as a reader would say it."""
    return (
        {True: "yes", False: "no", None: "-"}.get(value, str(value)) if not isinstance(value, str) else value
    )
