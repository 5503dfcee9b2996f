"""Build and read the answers: SRE, ERRT, and our relay of the second answer, SSR.

SRE and ERRT are those of EBTS 8.001 tables D-1 and D-2. SSR (Shared Services Response) is this project's own
type of transaction: no text with all field labels of the real relayed answer was found, so its text is in
2.075 ERS and its status in 2.060 MSG, both with the meaning that EBTS gives them.
"""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tenprint.errors import BadInput
from tenprint.identity.number import ORI, SID, TCN, UCN
from tenprint.record.build import Value, assemble, tagged_record, with_length
from tenprint.record.finding import Finding, Severity
from tenprint.record.model import FS, Field, TaggedRecord, Transaction
from tenprint.record.submission import header_fields
from tenprint.record.transaction import write

ERS_LINE = 72  # characters of text in a line of 2.075, which CR LF follows
ERS_BYTES = 200_000
MESSAGES = 11  # 2.060 MSG occurrences of an ERRT
MESSAGE_CHARACTERS = 300
RETURNED_BYTES = 400  # a longer field is itself a finding; the longest legal one has 9 × 19 characters
ANSWER_TYPES = ("SRE", "ERRT", "SSR")
RETURNED = {  # request fields that an answer carries back as submitted
    "SRE": (6, 7, 9, 39, 40, 41, 73, 87),  # ATN SCO OCA EAD OCP RES CRI TAA
    "ERRT": (6, 7, 9, 14, 15, 17, 73),  # ATN SCO OCA FBI SID MNU CRI
}


class SharedServicesStatus(StrEnum):
    """Outcome that an SSR carries in 2.060."""

    MATCH = "MATCH"
    NO_MATCH = "NO MATCH"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says.

    Attributes:
        tot: SRE, ERRT or SSR.
        srf: search results finding of an SRE, ``I`` or ``N``; else None.
        ucn: subject number at the national agency, if given.
        sid: state number, if given.
        name: name on file or as submitted (SRE), else None.
        text: rap sheet or immigration answer, lines ended by newline; empty if none.
        messages: items of 2.060.
        tcr: control number of the submission answered.
    """

    tot: str
    srf: str | None
    ucn: str | None
    sid: str | None
    name: str | None
    text: str
    messages: tuple[str, ...]
    tcr: str | None

    @property
    def status(self) -> SharedServicesStatus | None:
        """Outcome of an SSR, else None."""
        known = self.tot == "SSR" and self.messages and self.messages[0] in list(SharedServicesStatus)
        return SharedServicesStatus(self.messages[0]) if known else None


def sre(
    *,
    request: Transaction,
    tcn: TCN,
    ori: ORI,
    on: datetime,
    finding: str,
    ucn: UCN | None,
    sid: SID | None,
    name: str,
    rap_sheet: str | None = None,
    message: str | None = None,
) -> bytes:
    """Bytes of the answer to a CAR: ``finding`` is ``I`` (identified) or ``N``.

    The request's ORI becomes the receiver, its TCN the TCR; ATN, SCO, OCA, EAD, OCP, RES, TAA and CRI return
    byte for byte. The rap sheet is sent only where the request's 2.070 RAP is ``Y``. Which name and numbers
    to give is the caller's decision (EBTS 8.001 table 3-1).
    """
    if request.tot == "CNA":
        raise BadInput("SRE: a CNA is not answered; expected a request of type CAR, found CNA")
    if _control_number(request) is None:
        raise BadInput("1.009 TCN: expected the request's control number, found none that can be returned")
    if finding not in ("I", "N"):
        raise BadInput(f"2.059 SRF: expected I or N, found {finding[:8]!r}")
    asked = request.descriptive is not None and request.descriptive.field(70) == "Y"
    fields: dict[int, Value | None] = {
        14: [ucn] if ucn else None,
        15: sid,
        18: name,
        59: finding,
        60: [_message(message)] if message else None,
        75: ers(rap_sheet) if rap_sheet and asked else None,
        81: ucn,
    }
    return _answer("SRE", request, fields, tcn=tcn, ori=ori, on=on)


def errt(
    *,
    request: Transaction,
    tcn: TCN,
    ori: ORI,
    on: datetime,
    findings: Sequence[Finding],
    dai: ORI | None = None,
) -> bytes:
    """Bytes of a refusal: at most eleven messages, those that reject before warnings, else in order found.

    ``dai`` says whom to answer where the request's own 1.008 cannot be used.
    """
    if not findings:
        raise BadInput("ERRT: expected at least one finding, found none")
    worst_first = sorted(findings, key=lambda one: one.severity is not Severity.REJECT)
    messages = [_message(one.message) for one in worst_first[:MESSAGES]]
    return _answer("ERRT", request, {60: messages}, tcn=tcn, ori=ori, on=on, dai=dai)


def shared_services_response(
    *,
    status: SharedServicesStatus,
    tcn: TCN,
    ori: ORI,
    dai: ORI,
    tcr: TCN,
    on: datetime,
    text: str,
    controlling: Sequence[ORI],
    attention: str | None = None,
    case_number: str | None = None,
) -> bytes:
    """Bytes of the second answer as relayed (IDR and IAR, no match, or error); ``tcr`` is the CAR's TCN."""
    fields: dict[int, Value | None] = {
        6: attention,
        9: case_number,
        60: [str(status)],
        73: list(controlling),
        75: ers(text),
    }
    header = header_fields("SSR", tcn=tcn, ori=ori, dai=dai, on=on, tcr=tcr)
    return write(assemble(header, [tagged_record(2, fields, idc=0)]))


def read_answer(transaction: Transaction) -> Answer:
    """What an SRE, ERRT or SSR says."""
    record = transaction.descriptive
    if transaction.tot not in ANSWER_TYPES or record is None:
        found = f"{(transaction.tot or '')[:16]!r}, {'a' if record else 'no'} Type-2"
        raise BadInput(f"answer: expected TOT {', '.join(ANSWER_TYPES)} and a Type-2, found {found}")
    return Answer(
        tot=transaction.tot,
        srf=record.field(59) or None,
        ucn=record.field(81) or record.field(14) or None,
        sid=record.field(15) or None,
        name=record.field(18) or None,
        text=(record.field(75) or "").replace("\r\n", "\n"),
        messages=record.subfields(60),
        tcr=transaction.tcr,
    )


def ers(text: str) -> str:
    r"""Text as 2.075 carries it: printable ASCII, lines of at most 72 characters, each ended by CR LF.

    >>> ers("ONE\nTWO")
    'ONE\r\nTWO\r\n'
    """
    lines = [part for line in text.splitlines() for part in _wrapped(_printable(line))]
    wrapped = "".join(f"{line}\r\n" for line in lines)
    if not 4 <= len(wrapped) <= ERS_BYTES:
        raise BadInput(f"2.075 ERS: expected 4 to {ERS_BYTES} bytes, found {len(wrapped)}")
    return wrapped


def _wrapped(line: str) -> list[str]:
    """A line cut between words where it can be, inside a word where it must; an empty line stays."""
    whole = len(line) <= ERS_LINE
    return [line] if whole else textwrap.wrap(line, ERS_LINE, drop_whitespace=False, break_on_hyphens=False)


def _printable(text: str) -> str:
    """The text with everything outside printable ASCII as ``?``."""
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text)


def _message(text: str) -> str:
    """One item of 2.060."""
    return _printable(text)[:MESSAGE_CHARACTERS]


def _answer(
    kind: str,
    request: Transaction,
    fields: dict[int, Value | None],
    *,
    tcn: TCN,
    ori: ORI,
    on: datetime,
    dai: ORI | None = None,
) -> bytes:
    """Bytes of an answer to ``request`` with the fields that go back as submitted."""
    receiver = dai or ORI(request.ori or "")
    header = header_fields(kind, tcn=tcn, ori=ori, dai=receiver, on=on, tcr=_control_number(request))
    record = tagged_record(2, fields, idc=0)
    return write(assemble(header, [_with_returned(record, request.descriptive, RETURNED[kind])]))


def _control_number(request: Transaction) -> str | None:
    """The request's control number as sent, or None where it cannot stand in a header."""
    found = request.tcn or ""
    return found if re.fullmatch(r"[ -~]{1,40}", found) else None


def _with_returned(
    record: TaggedRecord, submitted: TaggedRecord | None, numbers: Iterable[int]
) -> TaggedRecord:
    """The record with the submitter's fields added, byte for byte, where the answer has none of its own."""
    if submitted is None:
        return record
    fields = {one.number or 0: one for one in record.fields[1:]}
    for number in numbers:
        value = submitted.value(number)
        if value and FS not in value and len(value) <= RETURNED_BYTES:
            fields.setdefault(number, Field(f"2.{number:03d}", value))
    return with_length(2, [one for _, one in sorted(fields.items())])
