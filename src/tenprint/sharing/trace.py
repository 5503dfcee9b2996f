"""A step of reasoning: which rule was read, what it said since when, and whether its condition held."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from tenprint.sharing.model import Dated, Source


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One condition of a decision.

    ``held`` tells whether the step permits; ``note`` says what a reader must know besides, such as that the
    value was announced only after the date of the question. A step that is no ``condition`` was read, and decides
    nothing.
    """

    rule: str
    value: Any
    since: date | None
    reference: str
    held: bool
    note: str
    source: Source | None = None
    condition: bool = True
    standing: str = "read"

    def as_json(self) -> dict[str, Any]:
        """Return the step as plain values."""
        return {
            "rule": self.rule,
            "value": self.value,
            "since": self.since.isoformat() if self.since else None,
            "reference": self.reference,
            "held": self.held,
            "condition": self.condition,
            "note": self.note,
        }

    def as_text(self, rule_width: int = 36) -> str:
        """Return the step as one line: whether it holds, rule, value, since when, note."""
        mark = ("+" if self.held else "-") if self.condition else "·"
        since = self.since.isoformat() if self.since else "-"
        return f"{mark} {self.rule:<{rule_width}} {_word(self.value):<10} {since:<10} {self.note}".rstrip()


STANDING_WORDS: Final = MappingProxyType(
    {
        "reported": "(reported, passage not read)",
        "unconfirmed": "(unconfirmed)",
        "choice": "(a choice of this model)",
    }
)
"""How a value that is less than read is marked."""


def step_of(rule: str, dated: Dated | None, held: bool, on: date, note: str = "") -> TraceStep:
    """Make a step from a dated value, saying where it was announced after the day or is less than read."""
    if dated is None:
        return TraceStep(rule, None, None, "", held, note or "no value on this date")
    notes = [note, dated.note]
    if dated.announced_after(on) and dated.announced is not None:
        notes.append(f"! announced {dated.announced.isoformat()}, after this date")
    if dated.standing != "read":
        notes.append(STANDING_WORDS[dated.standing])
    text = "; ".join(part for part in notes if part).replace("; (", " (")
    return TraceStep(
        rule, dated.value, dated.since, dated.source.title, held, text, dated.source, standing=dated.standing
    )


def _word(value: Any) -> str:
    """Return a value as a reader would say it."""
    return (
        {True: "yes", False: "no", None: "-"}.get(value, str(value)) if not isinstance(value, str) else value
    )
