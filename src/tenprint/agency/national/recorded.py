"""The flow that the national agency has recorded, as its gate saw it: numbers, dates and codes, without anybody's name.

What the rows and the identity history tell is taken from there; the kept transaction is opened only for what they do
not tell. Where it has been erased too, a fact is not known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from tenprint.agency import act_register, journal, schema, subjects
from tenprint.agency.national.arrest import conviction_of, sharing_facts
from tenprint.exchange import mailbox
from tenprint.exchange.envelope import Kind
from tenprint.identity.event import Charge, Event
from tenprint.identity.want import Want
from tenprint.record.nlets import GENERIC_OFFENSE, IdrResult
from tenprint.record.transaction import read
from tenprint.sharing.act import Act
from tenprint.sharing.condition import NOT_RETAINED
from tenprint.sharing.facts import SubmissionFacts, SubmissionKind
from tenprint.sharing.flow import Passage
from tenprint.sharing.jurisdiction import county_of
from tenprint.sharing.level import Conviction
from tenprint.sharing.local_time import local_date
from tenprint.sharing.model import County
from tenprint.sharing.rules import Rules

_KIND_RULES = "federal/submission_kind/"
_MATCHED = {IdrResult.MATCH.value: True, IdrResult.NO_MATCH.value: False}


def recorded_flow(connection: Connection, rules: Rules) -> Iterator[Passage]:
    """Yield every submission on which the gate decided, in order of arrival; refused and open ones are not there."""
    for submission in _decided(connection):
        yield _passage(connection, submission, county_of(submission.contributor, rules))


def recorded_acts(connection: Connection) -> list[Act]:
    """The acts that this agency knows of: agreements, wishes and switches, as its gate had them laid over the rules."""
    return act_register.acts_in_force(connection)


@dataclass(frozen=True, slots=True)
class _File:
    """What the national file had of the person before this arrest, and this arrest's own event, if it was kept.

    ``known`` is false where the subject is no longer in the file: what it had cannot be told.
    """

    events: tuple[Event, ...] = ()
    wants: tuple[Want, ...] = ()
    own: Event | None = None
    known: bool = True


def _decided(connection: Connection) -> Iterator[journal.Submission]:
    """The submissions whose facts hold a decision, read one after the other."""
    numbers = connection.execute(sa.select(schema.submission.c.id).order_by(schema.submission.c.id)).scalars()
    for number in numbers.all():
        row = connection.execute(sa.select(schema.submission).where(schema.submission.c.id == number)).one()
        if "sharing" in row.facts:
            yield journal.Submission(
                row.id, row.tcn, row.contributor, row.digest, row.tot, row.received_at, row.state, row.facts
            )


def _passage(connection: Connection, submission: journal.Submission, county: County) -> Passage:
    """One submission as the gate saw it, and what became of it."""
    on, facts = local_date(submission.received_at, county), submission.facts
    file = _file(connection, submission, on)
    return Passage(
        facts=_facts(connection, submission, county, file, on),
        on=on,
        conviction=_ended_in(file.own),
        identified=facts.get("identified"),
        history=bool(file.events) if file.known else None,
        wanted=any(not want.caution for want in file.wants) if file.known else None,
        matched=_MATCHED.get(facts.get("idr", "")),
        recorded=bool(facts["sharing"]["permitted"]),
    )


def _file(connection: Connection, submission: journal.Submission, on: date) -> _File:
    """The person's file as far as it is of the time before; nobody's where the search found nobody."""
    number = submission.facts.get("ucn")
    if number is None:
        return _File()
    if not subjects.is_enrolled(connection, number):
        return _File(known=False)
    history = subjects.identity_history(connection, number)
    key = (submission.tcn, submission.contributor)
    own = next((event for event in history.events if (event.tcn, event.ori) == key), None)
    if not submission.facts.get("identified"):
        return _File(own=own)
    before = tuple(event for event in history.events if event is not own and event.on <= on)
    return _File(before, tuple(want for want in history.wants if want.on <= on), own)


def _facts(
    connection: Connection, submission: journal.Submission, county: County, file: _File, on: date
) -> SubmissionFacts:
    """What the gate knew: of the arrest from its event, else from the kept transaction."""
    convictions = _convictions(file, on)
    kind = _kind_told(submission.facts["sharing"])
    if file.own is not None and kind is not None:
        codes = _codes(file.own.charges)
        return SubmissionFacts(county.fips, county.state, kind, True, codes, convictions)
    body = mailbox.body_of(
        connection, kind=Kind.SUBMISSION, reference=submission.tcn, contributor=submission.contributor
    )
    if body is None:
        codes = None if file.own is None else _codes(file.own.charges)
        kept = file.own is not None or _retention_told(submission.facts["sharing"])
        kind = kind or SubmissionKind.CRIMINAL
        return SubmissionFacts(county.fips, county.state, kind, kept, codes, convictions)
    transaction = read(body)
    return replace(sharing_facts(transaction, county, ()), convictions=convictions)


def _convictions(file: _File, on: date) -> tuple[Conviction, ...] | None:
    """The convictions on file before the arrest."""
    if not file.known:
        return None
    items = [item for event in file.events for item in event.dispositions]
    return tuple(conviction_of(item) for item in items if item.convicted and item.on <= on)


def _kind_told(sharing: dict[str, Any]) -> SubmissionKind | None:
    """The kind of submission, from the recorded trace of the decision."""
    kinds = {kind.value: kind for kind in SubmissionKind}
    steps = [str(step["rule"]) for step in sharing.get("trace", ())]
    found = (kinds.get(step.removeprefix(_KIND_RULES)) for step in steps if step.startswith(_KIND_RULES))
    return next((kind for kind in found if kind is not None), None)


def _retention_told(sharing: dict[str, Any]) -> bool:
    """Whether the prints were to be kept, from the recorded trace: the step on those that were not did not apply."""
    steps = [step for step in sharing.get("trace", ()) if step["rule"] == NOT_RETAINED]
    return any(step["held"] and step["value"] is None for step in steps)


def _codes(found: Sequence[Charge]) -> tuple[str, ...] | None:
    """The offence codes of charges; None where none says what it is."""
    return tuple(item.offence_code for item in found if item.offence_code != GENERIC_OFFENSE) or None


def _ended_in(own: Event | None) -> Conviction | None:
    """The first conviction in which this arrest ended."""
    found = [] if own is None else [item for item in own.dispositions if item.convicted]
    return conviction_of(min(found, key=lambda item: item.on)) if found else None
