"""Find the minutiae of everybody in an agency's file anew, by another extractor or a newer one.

A subject's pictures are in the card that was enrolled by hand, or in the submission that led to the enrolment, which
the national agency keeps. New templates wait in a table of their own, a subject a transaction, so that a second call
goes on where the first was ended; the old ones are searched until all are there and change places with them in one
transaction. Whoever has no pictures keeps the old templates: each names its extractor.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from tenprint.agency import schema
from tenprint.agency.prints import read_prints
from tenprint.agency.store import Store, read_setting, write_setting
from tenprint.agency.subjects import EDITION_SETTING, EXTRACTOR_SETTING, extractor_in_use
from tenprint.errors import TenprintError
from tenprint.exchange import mailbox
from tenprint.exchange.envelope import Kind
from tenprint.ledger import log
from tenprint.ledger.leaf import DetailValue, Leaf
from tenprint.record.transaction import read
from tenprint.template.codec_packed import pack, unpack
from tenprint.template.extract.by_name import ready, version
from tenprint.template.model import Template

NO_PICTURES = "no pictures kept"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reextraction:
    """What became of an agency's file.

    Attributes:
        extractor: name and version, as templates give it.
        found_anew: subjects whose templates changed places with new ones.
        current: subjects whose templates were of this extractor already.
        kept: number of each subject that keeps other templates, with the reason.
    """

    extractor: str
    found_anew: int
    current: int
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Subject:
    """A subject whose templates are to be found anew."""

    id: int
    number: str


def reextract(
    store: Store, agency: str, extractor: str, at: datetime, progress: Progress | None = None
) -> Reextraction:
    """Find all prints of an agency's file anew and search with this extractor from now on.

    A service that runs goes on with what it has in memory until it is started again.

    Args:
        store: the agency's database.
        agency: its role, for the log.
        extractor: ``classical`` or ``leader``.
        at: instant of the change.
        progress: called with subjects done and subjects to do, of those with pictures.

    Raises:
        BadInput: the extractor is unknown or not installed.
    """
    ready(extractor)
    wanted = version(extractor)
    _drop_others(store, wanted)
    with store.reading() as connection:
        lacking, current = _lacking(connection, wanted)
        pictured = _submissions(connection)
        waiting = set(connection.execute(sa.select(schema.staged_prints.c.subject_id).distinct()).scalars())
    kept: dict[str, str] = {}
    for done, subject in enumerate(lacking):
        if progress:
            progress(done, len(lacking))
        if subject.id not in waiting:
            reason = _stage(store, subject, pictured.get(subject.number), extractor)
            if reason:
                kept[subject.number] = reason
    if progress:
        progress(len(lacking), len(lacking))
    changed = _change_places(store, agency, extractor, wanted, at)
    return Reextraction(wanted, changed, current, kept)


def _drop_others(store: Store, wanted: str) -> None:
    """Forget waiting templates of another extractor or version."""
    staged = schema.staged_prints
    with store.writing() as connection:
        rows = connection.execute(sa.select(staged.c.id, staged.c.template)).all()
        others = [row.id for row in rows if unpack(row.template).extractor != wanted]
        for start in range(0, len(others), 500):  # a statement has room for some 30,000 values
            connection.execute(sa.delete(staged).where(staged.c.id.in_(others[start : start + 500])))


def _lacking(connection: Connection, wanted: str) -> tuple[list[_Subject], int]:
    """Subjects with a template of another extractor, in order of enrolment; the count of the others."""
    subject, prints = schema.subject, schema.prints
    rows = connection.execute(
        sa.select(subject.c.id, subject.c.number, prints.c.template)
        .join(prints, prints.c.subject_id == subject.c.id)
        .order_by(subject.c.id)
    )
    outdated: dict[_Subject, bool] = {}
    for row in rows:
        who = _Subject(row.id, row.number)
        outdated[who] = outdated.get(who, False) or unpack(row.template).extractor != wanted
    lacking = [who for who, old in outdated.items() if old]
    return lacking, len(outdated) - len(lacking)


def _submissions(connection: Connection) -> dict[str, tuple[str, str]]:
    """Control number and contributor of the submission by which a subject came into the file, by subject's number."""
    table = schema.submission
    found: dict[str, tuple[str, str]] = {}
    rows = connection.execute(sa.select(table.c.tcn, table.c.contributor, table.c.facts).order_by(table.c.id))
    for row in rows:
        if row.facts.get("ucn") and row.facts.get("identified") is False:
            found.setdefault(row.facts["ucn"], (row.tcn, row.contributor))
    return found


def _stage(store: Store, subject: _Subject, submission: tuple[str, str] | None, extractor: str) -> str | None:
    """Find a subject's minutiae anew and let them wait; else the reason why there are none."""
    with store.reading() as connection:
        card = _card(connection, subject, submission)
    if card is None:
        return NO_PICTURES
    try:
        prints = read_prints(read(card), with_plain=False, extractor=extractor)
    except TenprintError as error:
        return f"the card cannot be read: {error}"
    if not prints.usable or not prints.rolled:
        return (
            f"the card is refused: {', '.join(sorted({one.code for one in prints.findings})) or 'no prints'}"
        )
    with store.writing() as connection:
        connection.execute(sa.insert(schema.staged_prints), list(_rows(subject.id, prints.rolled)))
    return None


def _card(connection: Connection, subject: _Subject, submission: tuple[str, str] | None) -> bytes | None:
    """The bytes with a subject's pictures, or None where none are kept."""
    card = schema.card
    body = connection.execute(
        sa.select(card.c.body).where(card.c.subject_id == subject.id)
    ).scalar_one_or_none()
    if body is not None:
        return bytes(body)
    if submission is None:
        return None
    reference, contributor = submission
    return mailbox.body_of(connection, kind=Kind.SUBMISSION, reference=reference, contributor=contributor)


def _rows(subject_id: int, fingers: Mapping[int, Template]) -> Iterator[dict[str, object]]:
    """Rows of a subject's templates."""
    for position, template in fingers.items():
        yield {"subject_id": subject_id, "finger_position": position, "template": pack(template)}


def _change_places(store: Store, agency: str, extractor: str, wanted: str, at: datetime) -> int:
    """Put what waits into the file in one transaction; returns the count of subjects."""
    staged, prints = schema.staged_prints, schema.prints
    columns = ("subject_id", "finger_position", "template")
    with store.writing() as connection:
        count = connection.execute(sa.select(sa.func.count(sa.distinct(staged.c.subject_id)))).scalar_one()
        if count == 0 and extractor_in_use(connection) == extractor:
            return 0
        connection.execute(sa.delete(prints).where(prints.c.subject_id.in_(sa.select(staged.c.subject_id))))
        query = sa.select(*(staged.c[name] for name in columns)).order_by(staged.c.subject_id, staged.c.id)
        connection.execute(sa.insert(prints).from_select(columns, query))
        connection.execute(sa.delete(staged))
        edition = int(read_setting(connection, EDITION_SETTING, "0"))
        write_setting(connection, EDITION_SETTING, str(edition + 1))
        write_setting(connection, EXTRACTOR_SETTING, extractor)
        detail: dict[str, DetailValue] = {"found_anew": int(count), "extractor": wanted}
        log.append(connection, Leaf(kind="correction", at=at, actor=agency, detail=detail))
    return int(count)
