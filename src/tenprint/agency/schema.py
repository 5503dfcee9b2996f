"""The tables which the four agencies have in common; each agency has its own database with its own rows.

Outbox, inbox and ledger tables are declared in their rooms; ``METADATA`` gathers all of them for the migration.
"""

import sqlalchemy as sa

from tenprint.exchange.instant import Instant
from tenprint.exchange.mailbox import METADATA as MAILBOX
from tenprint.ledger.log import METADATA as LEDGER

METADATA = sa.MetaData()
for _part in (MAILBOX, LEDGER):
    for _table in _part.tables.values():
        _table.to_metadata(METADATA)

submission = sa.Table(
    "submission",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("tcn", sa.String(40), nullable=False),
    sa.Column("contributor", sa.String(40), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("tot", sa.String(16), nullable=False),
    sa.Column("received_at", Instant(), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),  # what this agency knows of the journey, by name
    sa.UniqueConstraint("contributor", "tcn", "digest", name="submission_once"),
    sa.Index("submission_state", "state"),
)

notice = sa.Table(
    "notice",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("tcn", sa.String(40), nullable=False),
    sa.Column("contributor", sa.String(40), nullable=False),
    sa.Column("at", Instant(), nullable=False),
    sa.Column("text", sa.Text, nullable=False),  # one line of the journey; never a name or a print
    sa.Index("notice_tcn", "tcn"),
)

subject = sa.Table(
    "subject",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.String(12), nullable=False, unique=True),  # UCN or FIN
    sa.Column("biographic", sa.JSON, nullable=False),
    sa.Column("enrolled_at", Instant(), nullable=False),
)

prints = sa.Table(
    "prints",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("subject_id", sa.ForeignKey("subject.id"), nullable=False),
    sa.Column("finger_position", sa.Integer, nullable=False),
    sa.Column("template", sa.LargeBinary, nullable=False),  # template.codec_packed
    sa.Index("prints_subject", "subject_id"),
)

card = sa.Table(  # what was enrolled by hand; a submission's card stays in the inbox
    "card",
    METADATA,
    sa.Column("subject_id", sa.ForeignKey("subject.id"), primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),  # an EBTS file, its pictures in it
)

staged_prints = sa.Table(  # found anew, not searched yet: agency.reextraction
    "staged_prints",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("subject_id", sa.ForeignKey("subject.id"), nullable=False),
    sa.Column("finger_position", sa.Integer, nullable=False),
    sa.Column("template", sa.LargeBinary, nullable=False),  # template.codec_packed
    sa.UniqueConstraint("subject_id", "finger_position", name="staged_once"),
)

event = sa.Table(
    "event",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("subject_id", sa.ForeignKey("subject.id"), nullable=False),
    sa.Column("tcn", sa.String(40), nullable=False),
    sa.Column("content", sa.JSON, nullable=False),  # identity.event.Event or identity.encounter.Encounter
    # A control number is unique at its station only; an encounter has no station.
    sa.Column("contributor", sa.String(40), nullable=False, server_default=""),
    sa.UniqueConstraint("subject_id", "contributor", "tcn", name="event_once"),
)

want = sa.Table(
    "want",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("subject_id", sa.ForeignKey("subject.id"), nullable=False),
    sa.Column("content", sa.JSON, nullable=False),  # identity.want.Want
)

task = sa.Table(
    "task",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("tcn", sa.String(40), nullable=False),
    sa.Column("contributor", sa.String(40), nullable=False),
    sa.Column("content", sa.JSON, nullable=False),  # what the console shows, and nothing else
    sa.Column("created_at", Instant(), nullable=False),
    sa.Column("due_at", Instant(), nullable=False),
    sa.Column("done_at", Instant(), nullable=True),
    sa.Column("officer", sa.String(60), nullable=True),
    sa.Column("outcome", sa.JSON, nullable=True),
    sa.UniqueConstraint("kind", "contributor", "tcn", name="task_once"),
)

participation_act = sa.Table(
    "participation_act",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("control", sa.String(40), nullable=False, unique=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("place", sa.String(5), nullable=False),  # US, a state's postal code, or a county's five digits
    sa.Column("acted_on", sa.Date, nullable=False),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("document", sa.String(64), nullable=True),  # SHA-256 of the document relied on
    sa.Column("title", sa.String(60), nullable=False),
    sa.Column("origin", sa.String(12), nullable=False),
    sa.Column("at", Instant(), nullable=False),
    sa.Column("standing", sa.String(12), nullable=False),
    sa.Column("officer", sa.String(60), nullable=False),  # local name; empty where another agency has it
    sa.Column("authority", sa.Text, nullable=False),  # in words; empty where another agency has them
    sa.Column("known_at", Instant(), nullable=False),  # when this agency came to know of it
    sa.Column("confirmed_by", sa.String(60), nullable=True),
    sa.Column("confirmed_at", Instant(), nullable=True),
    sa.Index("participation_act_place", "place"),
)

setting = sa.Table(
    "setting",
    METADATA,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

counter = sa.Table(
    "counter",
    METADATA,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
)
