"""Which name and numbers an answer gives: EBTS 8.001 table 3-1 as data, and the one function that reads it.

The rows are in ``rules/answer_numbers.yaml``. One of them is doubtful in the standard itself (identified, not
retained, no number quoted): the agency says by ``UnretainedNumber`` which of the two texts it follows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import product
from types import MappingProxyType
from typing import Any

import yaml

from tenprint.errors import BadInput, RulesBroken
from tenprint.identity.number import SID, UCN
from tenprint.record.model import TaggedRecord

ROW_KEYS = frozenset({"number_sent", "identified", "retained", "name", "ucn", "sid"})
OPTIONAL_KEYS = frozenset({"special_data", "otherwise"})
SUBMITTED_SID = re.compile(rb"(?=.{3,10}\Z)[A-Z]{2}[A-Za-z0-9]+-?")
"""2.015 as the answer's own rule takes it, a state's two letters and a number: an SRE never sends a bad one."""

QUOTED_MOST = 5  # occurrences of 2.014
RETAINED, QUOTED, STATE_NUMBER, NAME = 5, 14, 15, 18  # field numbers of Type-2


class Source(StrEnum):
    """Whence a value of the answer comes."""

    NONE = "none"
    SUBMITTED = "submitted"
    MASTER = "master"


class UnretainedNumber(StrEnum):
    """What the doubtful row does with the number of somebody identified by prints that are not to be kept."""

    GIVEN = "given"  # EBTS 8.001 appendix D note 8
    WITHHELD = "withheld"  # EBTS 8.001 table 3-1 as printed


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row of the table.

    Attributes:
        number_sent: whether the submission quotes a number (2.014).
        identified: whether the prints are those of a subject of the file.
        retained: whether the submitter asks to keep the prints (2.005).
        name: whence 2.018 comes.
        ucn: whence 2.014 (and 2.081) comes.
        sid: whence 2.015 comes.
        special_data: whether the rap sheet says what became of the number quoted.
        clause: where the standard says so.
    """

    number_sent: bool
    identified: bool
    retained: bool
    name: Source
    ucn: Source
    sid: Source
    special_data: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Master:
    """What the file has of the subject: of the one identified, or of the one newly entered."""

    name: str
    ucn: UCN
    sid: SID | None = None


@dataclass(frozen=True, slots=True)
class AnswerIdentity:
    """Name and numbers that an answer gives; bytes are those of the submission, text is the file's."""

    name: str | bytes
    ucn: UCN | None
    sid: SID | bytes | None
    row: AnswerRow


Key = tuple[bool, bool, bool]


@cache
def answer_rows() -> Mapping[tuple[Key, UnretainedNumber], AnswerRow]:
    """Every row of the table, by (number sent, identified, retained) and by what the doubtful row does.

    Raises:
        RulesBroken: the file lacks a row, has one twice, or has a key or a value that is unknown.
    """
    source = files("tenprint.record").joinpath("rules", "answer_numbers.yaml")
    return rows_of(source.read_text(encoding="utf-8"))


def rows_of(text: str) -> Mapping[tuple[Key, UnretainedNumber], AnswerRow]:
    """Read a table; what is raised, see ``answer_rows``."""
    found: dict[tuple[Key, UnretainedNumber], AnswerRow] = {}
    try:
        document = yaml.safe_load(text)
        for entry in document["rows"]:
            row, otherwise = _row(entry, document["clause"])
            key = (row.number_sent, row.identified, row.retained)
            if (key, UnretainedNumber.WITHHELD) in found:
                raise ValueError(f"row {key}: expected once, found twice")
            found[key, UnretainedNumber.WITHHELD] = row
            found[key, UnretainedNumber.GIVEN] = otherwise
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise RulesBroken(f"rules/answer_numbers.yaml: {error}") from error
    if missing := {*product((False, True), repeat=3)} - {key for key, _ in found}:
        raise RulesBroken(f"rules/answer_numbers.yaml: expected a row for {sorted(missing)}, found none")
    return MappingProxyType(found)


def _row(entry: dict[str, Any], clause: str) -> tuple[AnswerRow, AnswerRow]:
    """A row as printed, and as the other text has it where there is one."""
    if set(entry) - OPTIONAL_KEYS != ROW_KEYS:
        raise ValueError(f"row: expected keys {sorted(ROW_KEYS)}, found {sorted(entry)}")
    if not all(isinstance(entry[key], bool) for key in ("number_sent", "identified", "retained")):
        raise ValueError("row: expected true or false for number_sent, identified and retained")
    printed = AnswerRow(
        number_sent=entry["number_sent"],
        identified=entry["identified"],
        retained=entry["retained"],
        name=Source(entry["name"]),
        ucn=Source(entry["ucn"]),
        sid=Source(entry["sid"]),
        special_data=entry.get("special_data", False),
        clause=clause,
    )
    if "otherwise" not in entry:
        return printed, printed
    return printed, replace(
        printed, ucn=Source(entry["otherwise"]["ucn"]), clause=entry["otherwise"]["clause"]
    )


def quoted_numbers(submitted: TaggedRecord) -> tuple[str, ...]:
    """The numbers that a submission quotes (2.014), each once; what is none (bad optional data) is left out."""
    found = dict.fromkeys(text for text in submitted.subfields(QUOTED) if UCN.pattern.fullmatch(text))
    return tuple(found)[:QUOTED_MOST]


def answer_identity(
    submitted: TaggedRecord,
    master: Master | None,
    *,
    identified: bool,
    unretained: UnretainedNumber = UnretainedNumber.GIVEN,
) -> AnswerIdentity:
    """Name, number and state number to give in an SRE.

    Where the file has no state number of somebody identified, the submitted one goes back: 2.015 is among the
    contributor's own data, which return as sent (EFTS 7.1 appendix C §1.0). A state number that is none
    (bad optional data, EBTS 8.001 §1.5) is left out. Where the file has no name, the submitted one goes back.

    Args:
        submitted: the submission's Type-2.
        master: the subject identified, or newly entered; None where the file has nobody.
        identified: whether the prints are those of a subject who was in the file before.
        unretained: what the doubtful row does.

    Raises:
        BadInput: somebody is identified and the file has nobody.
    """
    if identified and master is None:
        raise BadInput("answer: expected the subject identified, found nobody")
    key = (bool(quoted_numbers(submitted)), identified, submitted.field(RETAINED) == "Y")
    row = answer_rows()[key, unretained]
    own_sid = submitted.value(STATE_NUMBER) or b""
    sid: SID | bytes | None = own_sid if SUBMITTED_SID.fullmatch(own_sid) else None
    if row.sid is Source.MASTER and master is not None and master.sid is not None:
        sid = master.sid
    name: str | bytes = submitted.value(NAME) or b""
    if row.name is Source.MASTER and master is not None and master.name:
        name = master.name
    ucn = master.ucn if row.ucn is Source.MASTER and master is not None else None
    return AnswerIdentity(name, ucn, sid if row.sid is not Source.NONE else None, row)
