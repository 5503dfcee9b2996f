"""One submission as one agency knows it: its rows, and the lines of its timeline."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tenprint.agency import journal, schema, task
from tenprint.agency.journal import Notice, Submission
from tenprint.agency.service import Service
from tenprint.match.threshold import Verdict, fmr, is_extrapolated, verdict
from tenprint.web.site import not_found
from tenprint.web.view_queue import Work, place_of, work


@dataclass(frozen=True, slots=True)
class Dossier:
    """What an agency's page about a submission shows.

    Attributes:
        tcn: its control number.
        rows: the submissions with this number, the first first; more than one where it was used again.
        places: county of each row's contributor.
        notices: the timeline.
        tasks: human work about it that is still to be done.
    """

    tcn: str
    rows: list[Submission]
    places: list[str]
    notices: list[Notice]
    tasks: list[Work]

    @property
    def first(self) -> Submission:
        """The submission that was received first under this number."""
        return self.rows[0]

    @property
    def facts(self) -> dict[str, Any]:
        """What this agency knows of the first."""
        return self.first.facts


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate of a search: its number, its score, and what the score stands for."""

    number: str
    score: float
    rate: float
    extrapolated: bool
    verdict: str
    fingers: dict[str, float]


VERDICT_WORDS = {
    Verdict.IDENT: "identified automatically",
    Verdict.EXAMINE: "an examiner must look",
    Verdict.NO_HIT: "no hit",
}


def dossier(service: Service, tcn: str) -> Dossier:
    """Look a submission up in an agency's own database.

    Raises:
        HTTPException: 404 where this agency knows of none.
    """
    with service.store.reading() as connection:
        rows = journal.with_number(connection, tcn)
        if not rows:
            raise not_found(f"No submission with the control number {tcn[:60]} is known to this agency.")
        query = sa.select(schema.task.c.id).where(schema.task.c.tcn == tcn, schema.task.c.done_at.is_(None))
        numbers = connection.execute(query.order_by(schema.task.c.id)).scalars().all()
        at = service.clock.now()
        tasks = [work(task.load(connection, number), at) for number in numbers]
        notices = journal.timeline(connection, tcn)
    return Dossier(tcn, rows, [place_of(service, row.contributor) for row in rows], notices, tasks)


def candidates(entries: list[dict[str, Any]]) -> list[Candidate]:
    """Candidates as stored, with the rate and the verdict that each score stands for."""
    return [
        Candidate(
            number=str(entry["ucn"]),
            score=float(entry["score"]),
            rate=fmr(float(entry["score"])),
            extrapolated=is_extrapolated(float(entry["score"])),
            verdict=VERDICT_WORDS[verdict(float(entry["score"]))],
            fingers=dict(entry.get("fingers", {})),
        )
        for entry in entries
    ]
