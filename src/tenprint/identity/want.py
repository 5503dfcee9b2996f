"""Wants and cautions: what an arresting officer must see first."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Want:
    """An outstanding warrant, or a caution about the subject.

    Attributes:
        number: number of the entry at the agency that made it.
        ori: that agency.
        on: date of entry.
        offence_code: NCIC code of the offence; empty for a caution.
        text: what to know, in words.
        caution: True for a warning without a warrant.
    """

    number: str
    ori: str
    on: date
    offence_code: str
    text: str
    caution: bool = False

    def to_json(self) -> dict[str, Any]:
        """A form that the store keeps."""
        return {**asdict(self), "on": self.on.isoformat()}


def want_from_json(content: dict[str, Any]) -> Want:
    """Read what ``Want.to_json`` made."""
    return Want(**{**content, "on": date.fromisoformat(content["on"])})
