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
class CourtReport:
    """What the submitter itself reported of a court (2.051 CSL); whether it is a conviction, nobody has said.

    Attributes:
        on: court date, or None where it is not known.
        offense: the charge in words (COL).
        outcome: sentence or other outcome in words (CPL).
    """

    on: date | None
    offense: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Custody:
    """Custody or supervisory status (2.054 SSD, 2.055 SLE).

    Attributes:
        on: since when, or None where it is not known.
        status: in words.
    """

    on: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Event:
    """One arrest cycle.

    Attributes:
        tcn: control number of the submission.
        ori: agency that arrested.
        on: date of arrest.
        name: name used.
        agency_case: that agency's case number, or empty.
        charges: as at arrest.
        dispositions: what courts made of them.
        aliases: further names given (2.019 AKA).
        court_reports: what the submitter reported of courts.
        custody: custody or supervisory status, in the order of reporting.
    """

    tcn: str
    ori: str
    on: date
    name: str
    agency_case: str
    charges: tuple[Charge, ...]
    dispositions: tuple[Disposition, ...] = ()
    aliases: tuple[str, ...] = ()
    court_reports: tuple[CourtReport, ...] = ()
    custody: tuple[Custody, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A form that the store keeps."""
        content = asdict(self)
        content["on"] = self.on.isoformat()
        for disposition in content["dispositions"]:
            disposition["on"] = disposition["on"].isoformat()
        for item in (*content["court_reports"], *content["custody"]):
            item["on"] = item["on"].isoformat() if item["on"] else None
        return content


def event_from_json(content: dict[str, Any]) -> Event:
    """Read what ``Event.to_json`` made; an older form lacks aliases, court reports and custody."""
    dispositions = tuple(
        Disposition(**{**item, "on": date.fromisoformat(item["on"])}) for item in content["dispositions"]
    )
    rest = {
        **content,
        "on": date.fromisoformat(content["on"]),
        "charges": tuple(Charge(**item) for item in content["charges"]),
        "dispositions": dispositions,
        "aliases": tuple(content.get("aliases", ())),
        "court_reports": tuple(CourtReport(**_dated(item)) for item in content.get("court_reports", ())),
        "custody": tuple(Custody(**_dated(item)) for item in content.get("custody", ())),
    }
    return Event(**rest)


def _dated(item: dict[str, Any]) -> dict[str, Any]:
    """An item with its date read, None where it has none."""
    return {**item, "on": date.fromisoformat(item["on"]) if item["on"] else None}
