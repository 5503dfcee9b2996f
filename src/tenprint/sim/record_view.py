"""What came of one submission, read from each agency's own database: for the story's table and for ``submit``.

Nothing else in the package may look into four databases at once; the agencies themselves never do.
"""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from tenprint.agency import journal, schema
from tenprint.agency.booking.journey import BookingState
from tenprint.agency.bootstrap import Network
from tenprint.agency.immigration.journey import ENDED, ImmigrationState
from tenprint.agency.national.journey import NationalState
from tenprint.agency.refusal import answered
from tenprint.agency.service import Service
from tenprint.agency.state.journey import StateState
from tenprint.exchange import mailbox
from tenprint.ledger import log

CONCLUDED = frozenset(
    {NationalState.ANSWERED, NationalState.SHARED, NationalState.QUERIED, NationalState.COMPLETE}
)
"""States of a submission that the national agency has taken and searched."""


@dataclass(slots=True)
class View:
    """One submission across the agencies.

    Attributes:
        tcn: its control number.
        rows: the first submission row of each agency that has one, by role.
        open_deliveries: count of outbox rows about it that are not delivered yet.
        disclosures: every dissemination about it, in order of agency: from, to, rule, kind, leaf.
        refused: every refused dissemination, likewise.
        bodies: count of kept bodies about it, by role.
        subjects: count of the subjects' entries made because of it, by role.
    """

    tcn: str
    rows: dict[str, journal.Submission] = field(default_factory=dict)
    open_deliveries: int = 0
    disclosures: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    bodies: dict[str, int] = field(default_factory=dict)
    subjects: dict[str, int] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen by itself."""
        booking, national = self.rows.get("booking"), self.rows.get("national")
        if booking is None or self.open_deliveries:
            return False
        if self._refused:
            return True
        if national is None or (booking.state == BookingState.SUBMITTED and answered(booking.tot)):
            return False
        if national.state == NationalState.ANSWERED:
            return True
        return (
            national.state == NationalState.COMPLETE and self._second_settled() and self._immigration_ended()
        )

    def _second_settled(self) -> bool:
        """Whether the second answer has arrived, is not relayed, or is not owed."""
        state, booking = self.rows["state"], self.rows["booking"]
        if not answered(booking.tot):
            return True
        return state.state == StateState.WITHHELD or booking.state == BookingState.COMPLETE

    @property
    def _refused(self) -> bool:
        """Whether the submission was refused; of a CNA, which is not answered, only the agencies' records tell."""
        booking = self.rows["booking"]
        if answered(booking.tot):
            return booking.state == BookingState.REFUSED
        refusals = {"state": StateState.REFUSED, "national": NationalState.REFUSED}
        return any(role in self.rows and self.rows[role].state == state for role, state in refusals.items())

    @property
    def accepted(self) -> bool | None:
        """Whether the submission was taken; None as long as nobody has said."""
        if self._refused:
            return False
        national = self.rows.get("national")
        if answered(self.rows["booking"].tot):
            return True if self.first else None
        return True if national is not None and national.state in CONCLUDED else None

    def _immigration_ended(self) -> bool:
        """Whether the immigration agency has come to an outcome."""
        row = self.rows.get("immigration")
        return row is not None and row.state in ENDED

    @property
    def first(self) -> dict[str, Any]:
        """The first answer as the booking station has it: tot, srf, ucn, text, messages."""
        found: dict[str, Any] = self.rows["booking"].facts.get("first") or {}
        return found

    @property
    def sharing(self) -> dict[str, Any]:
        """The gate's decision; where a submission was refused, the gate was never asked."""
        national = self.rows.get("national")
        asked = national.facts.get("sharing") if national else None
        return dict(asked) if asked else {"permitted": False, "rule": "not asked: the submission was refused"}

    @property
    def second(self) -> dict[str, Any] | None:
        """The second answer: idr, iar, and whether it reached the booking station; None where not shared."""
        national = self.rows.get("national")
        if national is None or not national.facts.get("idr"):
            return None
        relayed = bool(self.rows["booking"].facts.get("second"))
        return {"idr": national.facts["idr"], "iar": national.facts.get("iar"), "relayed": relayed}


def view(network: Network, tcn: str, digest: str | None = None) -> View:
    """Look at one submission in every agency that runs here.

    Args:
        network: the agencies.
        tcn: the submission's control number.
        digest: of the bytes sent, where the number may have been used more than once; the first by default.
    """
    found = View(tcn)
    for role, service in network.services.items():
        _look(found, role, service, digest)
    return found


def _row(connection: sa.Connection, found: View, role: str, digest: str | None) -> journal.Submission | None:
    """The agency's row of the submission: of several with one number, that of the bytes asked about."""
    if digest is None:
        return journal.find(connection, found.tcn)
    if role == "immigration":  # keeps only a keyed digest; what reached it, the national agency has
        sent = found.rows.get("national")
        return journal.find(connection, found.tcn, sent.contributor) if sent else None
    rows = journal.with_number(connection, found.tcn)
    return next((row for row in rows if row.digest == digest), None)


def _look(found: View, role: str, service: Service, digest: str | None) -> None:
    """Add what one agency knows."""
    with service.store.reading() as connection:
        row = _row(connection, found, role, digest)
        if row is not None:
            found.rows[role] = row
        about = mailbox.outbox.c.reference == found.tcn
        undelivered = sa.select(sa.func.count()).where(about, mailbox.outbox.c.delivered_at.is_(None))
        found.open_deliveries += connection.execute(undelivered).scalar_one()
        received, sent = mailbox.inbox, mailbox.outbox
        found.bodies[role] = sum(
            connection.execute(
                sa.select(sa.func.count()).where(table.c.reference == found.tcn, table.c.body.is_not(None))
            ).scalar_one()
            for table in (received, sent)
        )
        entries = sa.select(sa.func.count()).where(schema.event.c.tcn == found.tcn)
        found.subjects[role] = connection.execute(entries).scalar_one()
        for entry in log.by_tcn(connection, found.tcn):
            _add_leaf(found, role, entry)


def _add_leaf(found: View, role: str, entry: log.Entry) -> None:
    """Add a dissemination or a refusal of one."""
    leaf = entry.leaf
    if leaf.recipient is None or leaf.kind not in ("dissemination", "refusal"):
        return
    item = {
        "from": role,
        "to": leaf.recipient,
        "rule": leaf.rule,
        "transaction": leaf.detail.get("transaction"),
        "leaf": entry.leaf_hash.hex(),
        "index": entry.index,
    }
    (found.disclosures if leaf.kind == "dissemination" else found.refused).append(item)


def saw(found: View) -> dict[str, str]:
    """What each agency saw of a person, in words."""
    first, national = found.first, found.rows.get("national")
    answers = [f"{first.get('tot') or 'no answer'} {first.get('srf') or ''}".strip()]
    if found.rows["booking"].facts.get("second"):
        answers.append(str(found.rows["booking"].facts["second"]["status"]))
    searched = national is not None and "searched" in national.facts
    hit = searched and national is not None and national.facts.get("identified")
    matched = found.second is not None and found.second["idr"] == "MATCH"
    return {
        "booking": f"person, card, {', '.join(answers)}",
        "state": "card and answers, in passing",
        "national": ("card, its own record" if hit else "card, no hit") if searched else "card, not searched",
        "immigration": ("card, its own record" if matched else "card, no match")
        if found.second
        else "nothing",
    }


def kept(found: View) -> dict[str, str]:
    """What each agency keeps of a submission once its journey has ended, in words."""
    texts: dict[str, str] = {}
    for role in ("booking", "state", "national", "immigration"):
        row = found.rows.get(role)
        if row is None:
            texts[role] = "nothing (never saw it)"
            continue
        bodies = found.bodies.get(role, 0)
        texts[role] = _KEPT[role](found, row, bodies)
    return texts


def _kept_booking(found: View, row: journal.Submission, bodies: int) -> str:
    """The booking station's own case file."""
    answers = sum(1 for key in ("first", "second") if row.facts.get(key))
    return f"card, {answers} answer{'s' if answers != 1 else ''}"


def _kept_state(found: View, row: journal.Submission, bodies: int) -> str:
    """The bureau's record of what it carried."""
    return f"traffic: {bodies} items"


def _kept_national(found: View, row: journal.Submission, bodies: int) -> str:
    """The identity history, or only a refusal."""
    if row.state == NationalState.REFUSED:
        return "refused card; no history"
    known = "arrest on a known history" if row.facts.get("identified") else "new history with prints"
    return known if found.subjects.get("national") else "card; no history"


def _kept_immigration(found: View, row: journal.Submission, bodies: int) -> str:
    """An encounter, or nothing."""
    if row.state in (ImmigrationState.UNMATCHED, ImmigrationState.UNSEARCHABLE):
        return "nothing; a log entry" if bodies == 0 else f"STILL {bodies} BODIES"
    return f"encounter: {row.state}; card erased" if bodies == 0 else f"STILL {bodies} BODIES"


_KEPT = {
    "booking": _kept_booking,
    "state": _kept_state,
    "national": _kept_national,
    "immigration": _kept_immigration,
}
