"""An agency's file of subjects: enrolment, history, and the gallery that is searched.

The database is the truth; the gallery is built from it at start and grows with each enrolment. A saved gallery
beside the database only spares the work of building: it is used if it holds exactly the subjects of the file.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from tenprint.agency import schema
from tenprint.agency.store import read_setting
from tenprint.errors import BadInput, StoreError
from tenprint.identity.encounter import Encounter, encounter_from_json
from tenprint.identity.event import Disposition, Event, event_from_json
from tenprint.identity.history import IdentityHistory
from tenprint.identity.want import Want, want_from_json
from tenprint.match.gallery import Gallery, iterate_subjects
from tenprint.match.search import CandidateList, search
from tenprint.template.codec_packed import pack, unpack
from tenprint.template.extract.by_name import EXTRACTOR_DEFAULT
from tenprint.template.model import Template

# Building takes about a millisecond and a half a subject, a saved subject 160 kB: below this it is not worth the disk.
SUBJECTS_SAVED_MIN = 5_000

EXTRACTOR_SETTING = "extractor"
EDITION_SETTING = "prints_edition"
"""How often the prints of the file were found anew; a saved gallery of another edition holds other minutiae."""


class PrintFile:
    """The searchable prints of one agency; safe to use from several threads."""

    def __init__(self, gallery: Gallery) -> None:
        """Search in ``gallery``."""
        self._gallery = gallery
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Count of subjects."""
        return len(self._gallery)

    def search(self, probe: Mapping[int, Template]) -> CandidateList:
        """Search ten fingers against the whole file."""
        with self._lock:
            return search(probe, self._gallery)

    def add(self, number: str, fingers: Mapping[int, Template]) -> None:
        """Make a newly enrolled subject searchable; enrolling twice is harmless."""
        with self._lock:
            if number not in self._gallery:
                self._gallery.add(number, fingers)


def open_print_file(connection: Connection, saved: Path | None = None) -> PrintFile:
    """The searchable prints of an agency, from a saved gallery where it is of this file, else built anew."""
    numbers = _numbers(connection)
    saved = None if saved is None else _of_edition(saved, read_setting(connection, EDITION_SETTING, "0"))
    gallery = None if saved is None else _opened(connection, saved, numbers)
    if gallery is None:
        gallery = Gallery.build(_enrolled(connection))
        if saved is not None and len(numbers) >= SUBJECTS_SAVED_MIN:
            gallery.save(saved)
    return PrintFile(gallery)


def _of_edition(saved: Path, edition: str) -> Path:
    """The name of the saved gallery of an edition of the prints; those of earlier ones are removed."""
    name = saved if edition == "0" else saved.with_name(f"{saved.name}-{edition}")
    for other in (saved, *saved.parent.glob(f"{saved.name}-*")):
        if other != name:
            other.unlink(missing_ok=True)
    return name


def extractor_in_use(connection: Connection) -> str:
    """What finds minutiae for this agency: in cards that it enrols and in those that it searches with."""
    return read_setting(connection, EXTRACTOR_SETTING, EXTRACTOR_DEFAULT)


def keep_card(connection: Connection, number: str, data: bytes) -> None:
    """Keep the card, an EBTS file, that a subject was enrolled with."""
    connection.execute(sa.insert(schema.card).values(subject_id=subject_id_of(connection, number), body=data))


def _opened(connection: Connection, saved: Path, numbers: list[str]) -> Gallery | None:
    """A saved gallery with what was enrolled since; None where it cannot be read or is of other subjects."""
    try:
        gallery = Gallery.open(saved)
    except StoreError:
        return None
    if list(iterate_subjects(gallery)) != numbers[: len(gallery)]:
        return None
    for number, fingers in _enrolled(connection, skip=len(gallery)):
        gallery.add(number, fingers)
    return gallery


def _numbers(connection: Connection) -> list[str]:
    """The numbers of all subjects with prints, in order of enrolment."""
    subject, prints = schema.subject, schema.prints
    query = sa.select(subject.c.number).where(subject.c.id.in_(sa.select(prints.c.subject_id)))
    return list(connection.execute(query.order_by(subject.c.id)).scalars())


def _enrolled(connection: Connection, skip: int = 0) -> Iterator[tuple[str, dict[int, Template]]]:
    """Every enrolled subject's number and templates, in order of enrolment, leaving out the first ``skip``."""
    subject, prints = schema.subject, schema.prints
    first = sa.select(prints.c.subject_id).distinct().order_by(prints.c.subject_id).offset(skip)
    rows = connection.execute(
        sa.select(subject.c.number, prints.c.finger_position, prints.c.template)
        .join(prints, prints.c.subject_id == subject.c.id)
        .where(subject.c.id.in_(first))
        .order_by(subject.c.id, prints.c.id)
    )
    for number, group in groupby(rows, key=lambda row: row.number):
        yield number, {row.finger_position: unpack(row.template) for row in group}


def enrol(
    connection: Connection,
    number: str,
    biographic: Mapping[str, Any],
    fingers: Mapping[int, Template],
    at: datetime,
) -> None:
    """Enter a subject with prints into the file."""
    enrol_many(connection, [(number, biographic, fingers)], at)


def enrol_many(
    connection: Connection,
    people: Iterable[tuple[str, Mapping[str, Any], Mapping[int, Template]]],
    at: datetime,
) -> int:
    """Enter many subjects at once; returns their count."""
    count = 0
    for number, biographic, fingers in people:
        if not fingers:
            raise BadInput("enrolment: expected at least one finger, found none")
        inserted = connection.execute(
            sa.insert(schema.subject).values(number=number, biographic=dict(biographic), enrolled_at=at)
        )
        assert inserted.inserted_primary_key is not None, "subject has an integer key"
        subject_id = inserted.inserted_primary_key[0]
        rows = [
            {"subject_id": subject_id, "finger_position": position, "template": pack(template)}
            for position, template in fingers.items()
        ]
        connection.execute(sa.insert(schema.prints), rows)
        count += 1
    return count


def subject_id_of(connection: Connection, number: str) -> int:
    """Row of a subject.

    Raises:
        BadInput: the number is not in this agency's file.
    """
    found = connection.execute(
        sa.select(schema.subject.c.id).where(schema.subject.c.number == number)
    ).scalar_one_or_none()
    if found is None:
        raise BadInput("subject number: expected one of this agency's file, found none")
    return int(found)


def is_enrolled(connection: Connection, number: str) -> bool:
    """Whether a number is in this agency's file."""
    query = sa.select(schema.subject.c.id).where(schema.subject.c.number == number)
    return connection.execute(query).first() is not None


def is_empty(connection: Connection) -> bool:
    """Whether this agency's file has no subject."""
    return connection.execute(sa.select(schema.subject.c.id).limit(1)).first() is None


def biographic_of(connection: Connection, number: str) -> dict[str, Any]:
    """What the file says of a subject beside prints and events."""
    row = connection.execute(
        sa.select(schema.subject.c.biographic).where(schema.subject.c.number == number)
    ).one_or_none()
    if row is None:
        raise BadInput("subject number: expected one of this agency's file, found none")
    return dict(row.biographic)


def templates_of(connection: Connection, number: str) -> dict[int, Template]:
    """A subject's enrolled templates by finger position."""
    rows = connection.execute(
        sa.select(schema.prints.c.finger_position, schema.prints.c.template)
        .where(schema.prints.c.subject_id == subject_id_of(connection, number))
        .order_by(schema.prints.c.id)
    )
    return {row.finger_position: unpack(row.template) for row in rows}


def add_event(connection: Connection, number: str, entry: Event | Encounter) -> None:
    """Add an arrest or an encounter to a subject's file, once per control number and contributor."""
    contributor, key = (entry.ori, entry.tcn) if isinstance(entry, Event) else ("", entry.eid)
    connection.execute(
        sa.insert(schema.event).values(
            subject_id=subject_id_of(connection, number),
            contributor=contributor,
            tcn=key,
            content=entry.to_json(),
        )
    )


def add_disposition(connection: Connection, contributor: str, tcn: str, outcome: Disposition) -> bool:
    """Add what a court made of an arrest to the arrest's event; whether there is such an event, in anybody's file.

    A court reports by the control number of the arrest. The same outcome again changes nothing.
    """
    table = schema.event
    where = (table.c.contributor == contributor) & (table.c.tcn == tcn)
    content = connection.execute(sa.select(table.c.content).where(where)).scalar_one_or_none()
    if content is None:
        return False
    event = event_from_json(content)
    if outcome not in event.dispositions:
        event = replace(event, dispositions=(*event.dispositions, outcome))
        connection.execute(sa.update(table).where(where).values(content=event.to_json()))
    return True


def add_want(connection: Connection, number: str, want: Want) -> None:
    """Add a warrant or caution to a subject's file."""
    connection.execute(
        sa.insert(schema.want).values(subject_id=subject_id_of(connection, number), content=want.to_json())
    )


def identity_history(connection: Connection, number: str) -> IdentityHistory:
    """All that this agency knows of a subject."""
    subject_id = subject_id_of(connection, number)
    biographic = biographic_of(connection, number)
    name = biographic.pop("NAM", "")
    events = tuple(event_from_json(content) for content in _contents(connection, schema.event, subject_id))
    wants = tuple(want_from_json(content) for content in _contents(connection, schema.want, subject_id))
    return IdentityHistory(number, name, biographic, tuple(sorted(events, key=_event_date)), wants)


def _event_date(event: Event) -> date:
    """Date to order events by."""
    return event.on


def encounters(connection: Connection, number: str) -> tuple[Encounter, ...]:
    """The immigration agency's contacts with a subject, oldest first."""
    contents = _contents(connection, schema.event, subject_id_of(connection, number))
    return tuple(sorted(map(encounter_from_json, contents), key=lambda encounter: encounter.on))


def _contents(connection: Connection, table: sa.Table, subject_id: int) -> list[dict[str, Any]]:
    """The JSON contents of a subject's rows in a table, in order of entry."""
    query = sa.select(table.c.content).where(table.c.subject_id == subject_id).order_by(table.c.id)
    return list(connection.execute(query).scalars())
