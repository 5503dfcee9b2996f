"""Events of an identity history: arrests with their charges, and what courts made of them."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge at arrest.

    Attributes:
        offence_code: NCIC uniform offence code, four digits; the first two give the group.
        literal: the charge in words, as in the arrest segment (2.047 AOL).
    """

    offence_code: str
    literal: str


@dataclass(frozen=True, slots=True)
class Disposition:
    """The outcome of a charge in court (2.051 CSL).

    Attributes:
        on: court date.
        offence_code: NCIC code of the offence disposed of.
        literal: the outcome in words.
        convicted: whether it is a conviction.
        felony: punishable by more than one year.
        aggravated: an aggravated felony under INA 101(a)(43).
        sentence_days: sentence imposed, in days.
    """

    on: date
    offence_code: str
    literal: str
    convicted: bool
    felony: bool
    aggravated: bool
    sentence_days: int


@dataclass(frozen=True, slots=True)
class Event:
    """One arrest cycle."""

    tcn: str
    ori: str
    on: date
    name: str
    agency_case: str
    charges: tuple[Charge, ...]
    dispositions: tuple[Disposition, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A form that the store keeps."""
        content = asdict(self)
        content["on"] = self.on.isoformat()
        for disposition in content["dispositions"]:
            disposition["on"] = disposition["on"].isoformat()
        return content


def event_from_json(content: dict[str, Any]) -> Event:
    """Read what ``Event.to_json`` made."""
    dispositions = tuple(
        Disposition(**{**item, "on": date.fromisoformat(item["on"])}) for item in content["dispositions"]
    )
    charges = tuple(Charge(**item) for item in content["charges"])
    rest = {
        **content,
        "on": date.fromisoformat(content["on"]),
        "charges": charges,
        "dispositions": dispositions,
    }
    return Event(**rest)
