"""Courts: what becomes of an arrest and when, and the entry of it into the national agency's file."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from tenprint.agency import subjects
from tenprint.agency.national.service import NationalService
from tenprint.identity.event import Disposition
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.world.flow import model

COURT_HOUR = 15  # at the place: the day's outcomes are reported in the afternoon


@dataclass(frozen=True, slots=True)
class CourtDay:
    """What a court will say of one arrest.

    Attributes:
        arrest: number of the arrest.
        at: when the outcome is reported.
        outcome: what was decided.
    """

    arrest: int
    at: datetime
    outcome: Disposition


def court_day(seed: int, arrest: int, code: str, on: date, zone: ZoneInfo) -> CourtDay:
    """Draw what becomes of an arrest: convicted or not, felony or not, the sentence, the day.

    Shares, delays and sentences are those of ``flow.yaml``; a dismissal takes as long as a conviction.
    """
    random = stream(seed, Stream.WORLD_COURT, arrest)
    parameters = model()
    share = next((item["felony"] for item in parameters["charges"] if item["code"] == code), 0.0)
    felony = bool(random.random() < share)
    court = parameters["court"]["felony" if felony else "misdemeanour"]
    convicted = bool(random.random() < court["share"])
    days = 1 + _days(court["days_median"], random)
    sentence = _days(
        parameters["sentence_days"]["felony_median" if felony else "misdemeanour_median"], random
    )
    aggravated = felony and bool(random.random() < parameters["convictions"]["aggravated"])
    day = on + timedelta(days=days)
    outcome = Disposition(
        on=day,
        offence_code=code,
        literal=f"CONVICTED, {sentence} DAYS" if convicted else "DISMISSED",
        convicted=convicted,
        felony=felony,
        aggravated=convicted and aggravated,
        sentence_days=sentence if convicted else 0,
    )
    return CourtDay(arrest, datetime.combine(day, time(COURT_HOUR), zone).astimezone(UTC), outcome)


def enter_outcome(service: NationalService, contributor: str, tcn: str, outcome: Disposition) -> bool:
    """Report an outcome to the national agency, with a leaf; False where no history has the arrest (yet, or at all)."""
    with service.store.writing() as connection:
        if not subjects.add_disposition(connection, contributor, tcn, outcome):
            return False
        service.note_leaf(connection, "outcome", tcn, {"court": True, "convicted": outcome.convicted})
    return True


def _days(median: float, random: np.random.Generator) -> int:
    """Draw days that fall off from 0, half of them below the median."""
    return int(random.exponential(median / np.log(2)))
