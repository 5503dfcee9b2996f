"""Encounters: the immigration agency's record of its contacts with a subject."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Encounter:
    """One contact of a subject with the immigration agency.

    Attributes:
        eid: number of the encounter.
        on: its date.
        site: where.
        purpose: why prints were taken (visa, admission, benefit, enforcement).
        outcome: what followed, in words, as an officer reads it.
    """

    eid: str
    on: date
    site: str
    purpose: str
    outcome: str

    def to_json(self) -> dict[str, Any]:
        """A form that the store keeps."""
        return {**asdict(self), "on": self.on.isoformat()}


def encounter_from_json(content: dict[str, Any]) -> Encounter:
    """Read what ``Encounter.to_json`` made."""
    return Encounter(**{**content, "on": date.fromisoformat(content["on"])})
