"""Courts: what becomes of an arrest and when, and the entry of it into the national agency's file."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tenprint.agency import subjects
from tenprint.agency.national.service import NationalService
from tenprint.identity.event import Charge, Disposition
from tenprint.sim.people import court
from tenprint.sim.people.charges import offence_of
from tenprint.sim.seeds import Stream, stream

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


def court_day(seed: int, arrest: int, charge: Charge, on: date, zone: ZoneInfo) -> CourtDay:
    """Draw what becomes of an arrest for one charge, and when; by the courts of ``people.court``."""
    outcome = court.outcomes(stream(seed, Stream.WORLD_COURT, arrest), on, [offence_of(charge)])[0]
    return CourtDay(arrest, datetime.combine(outcome.on, time(COURT_HOUR), zone).astimezone(UTC), outcome)


def enter_outcome(service: NationalService, contributor: str, tcn: str, outcome: Disposition) -> bool:
    """Report an outcome to the national agency, with a leaf; False where no history has the arrest (yet, or at all)."""
    with service.store.writing() as connection:
        if not subjects.add_disposition(connection, contributor, tcn, outcome):
            return False
        service.note_leaf(connection, "outcome", tcn, {"court": True, "convicted": outcome.convicted})
    return True
