"""The national agency's first answer: which name and numbers, which text, and what became of a number quoted."""

import re
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from tenprint.agency import schema, subjects
from tenprint.agency.national.arrest import descriptive
from tenprint.agency.store import read_setting
from tenprint.errors import BadInput
from tenprint.identity.history import IdentityHistory
from tenprint.identity.number import ORI, SID, TCN, UCN
from tenprint.identity.rap_sheet import no_record, rap_sheet
from tenprint.record.ebts import Master, UnretainedNumber, answer_identity, quoted_numbers, sre
from tenprint.record.model import Transaction

UNRETAINED_SETTING = "unretained_number"
UNRETAINED_DEFAULT = UnretainedNumber.GIVEN
SERIES = {"TP": "ucn", "EN": "enrolled"}  # the agency's own series of numbers, and their counters
_OF_SERIES = re.compile(r"(TP|EN)(\d{7})")


def unretained_number(connection: Connection) -> UnretainedNumber:
    """What this agency does in the doubtful row of table 3-1: identified, not retained, no number quoted.

    The default gives the number: name, state number and rap sheet, which names it, go out in that row anyhow, so that
    leaving it out of 2.014 protects nobody, and an officer without it cannot ask for the record.
    """
    return UnretainedNumber(read_setting(connection, UNRETAINED_SETTING, UNRETAINED_DEFAULT.value))


def first_answer(
    connection: Connection,
    request: Transaction,
    *,
    tcn: TCN,
    ori: ORI,
    at: datetime,
    number: str | None,
    identified: bool,
) -> bytes:
    """Bytes of the SRE (EBTS 8.001 table 3-1 for name and numbers).

    Args:
        connection: of the caller's transaction, in which the arrest has been entered already.
        request: the CAR.
        tcn: control number of the answer.
        ori: this agency.
        at: when.
        number: of the subject identified or newly entered; None where the file has nobody.
        identified: whether the prints are those of a subject who was in the file before.
    """
    history = subjects.identity_history(connection, number) if number else None
    identity = answer_identity(
        descriptive(request),
        _master(history),
        identified=identified,
        unretained=unretained_number(connection),
    )
    notices: list[str] = []
    if identity.row.special_data:
        quoted = quoted_numbers(descriptive(request))
        notices = [quoted_notice(connection, text, number, identified=identified) for text in quoted]
    return sre(
        request=request,
        tcn=tcn,
        ori=ori,
        on=at,
        finding="I" if identified else "N",
        ucn=identity.ucn,
        sid=identity.sid,
        name=identity.name,
        rap_sheet=_text(history if identified else None, at.date(), notices),
        message=" ".join(notices) or None,
    )


def _master(history: IdentityHistory | None) -> Master | None:
    """What the file has of a subject, as the table asks for it."""
    if history is None:
        return None
    return Master(history.name, UCN(history.number), _sid(history))


def _sid(history: IdentityHistory) -> SID | None:
    """The subject's state number on file."""
    try:
        return SID(str(history.biographic.get("SID", "")))
    except BadInput:
        return None


def _text(history: IdentityHistory | None, on: date, notices: Sequence[str]) -> str:
    """The rap sheet, or that there is none."""
    return no_record(on, notices) if history is None else rap_sheet(history, on, notices)


def quoted_notice(connection: Connection, quoted: str, number: str | None, *, identified: bool) -> str:
    """What became of a number that the submission quotes ("special table data", EBTS 8.001 table 3-1), in a line.

    The codes are those of table M-1: W0003 unassigned number, A0017 quoted number not found. Of a number that is not
    on file any more no more is said than that it is not found: a removed record is not told of. Numbers are never
    merged in this model.

    Args:
        connection: of the caller's transaction.
        quoted: a number of 2.014.
        number: of the subject identified or newly entered, or None.
        identified: which of the two.
    """
    unassigned = f"W0003: QUOTED UCN {quoted} IS UNASSIGNED."
    if quoted == number:  # a newly entered subject got the very number: it was unassigned when it was quoted
        return f"QUOTED UCN {quoted}: THIS SUBJECT'S." if identified else unassigned
    if subjects.is_enrolled(connection, quoted):
        return f"QUOTED UCN {quoted}: ANOTHER SUBJECT THAN THESE FINGERPRINTS SHOW."
    series = _OF_SERIES.fullmatch(quoted)
    if series is not None and int(series[2]) > _last_number(connection, SERIES[series[1]]):
        return unassigned
    return f"A0017: QUOTED UCN {quoted} NOT FOUND."


def _last_number(connection: Connection, name: str) -> int:
    """The last number given of a series; 0 where none was."""
    table = schema.counter
    found = connection.execute(sa.select(table.c.value).where(table.c.name == name)).scalar_one_or_none()
    return 0 if found is None else int(found)
