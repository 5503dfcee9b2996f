"""Build the answers: SRE, ERRT, and our relay of the second answer, SSR.

SRE and ERRT are those of EBTS 8.001 tables D-1 and D-2. SSR (Shared Services Response) is this project's own
type of transaction: no text with all field labels of the real relayed answer was found, so its text is in
2.075 ERS and its status in 2.060 MSG, both with the meaning that EBTS gives them. Each is written in the edition and
version that the request declares (``answer_form``).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from tenprint.errors import BadInput
from tenprint.identity.number import ORI, SID, TCN, UCN
from tenprint.record.answer_form import AnswerForm, answer_form
from tenprint.record.answer_reading import ANSWER_TYPES, Answer, SharedServicesStatus, read_answer
from tenprint.record.build import Value, assemble, tagged_record, with_length
from tenprint.record.ers_text import ERS_BYTES_MAX, ERS_LINE, ers, printable
from tenprint.record.finding import Finding, Severity
from tenprint.record.model import FS, Field, TaggedRecord, Transaction
from tenprint.record.submission import header_fields
from tenprint.record.transaction import write

MESSAGES = 11  # 2.060 MSG occurrences of an ERRT (EBTS 8.001 table D-2)
MESSAGE_CHARACTERS = 300
RETURNED_BYTES = 480  # 120 characters of four bytes: the longest legal field that goes back (2.039, 2.041)
RETURNED = {  # request fields that an answer carries back as submitted
    # ATN SCO OCA EAD OCP RES CRI TAA CCN SAN NAM1-NAM5; NDR not: it would claim that further repositories were searched
    "SRE": (6, 7, 9, 39, 40, 41, 73, 87, 94, 99, 2001, 2002, 2003, 2004, 2005),
    "ERRT": (6, 7, 9, 14, 15, 17, 73),  # ATN SCO OCA FBI SID MNU CRI
    "SSR": (6, 9, 73),  # ATN OCA CRI
}
UNANSWERED = "CNA"  # EBTS 8.001 §3.1.1.2: no answer necessary; here none at all, not even a refusal
CLASSES = "SARHLEW"
"""Classes of codes, the gravest first: the transaction is a repetition, its sender may not, the service cannot, the
header is wrong, the prints must be taken again, a text must be corrected, a warning."""

__all__ = [
    "ANSWER_TYPES",
    "ERS_BYTES_MAX",
    "ERS_LINE",
    "Answer",
    "SharedServicesStatus",
    "errt",
    "ers",
    "message_of",
    "read_answer",
    "shared_services_response",
    "sre",
    "worst_first",
]


def sre(
    *,
    request: Transaction,
    tcn: TCN,
    ori: ORI,
    on: datetime,
    finding: str,
    ucn: UCN | None,
    sid: SID | bytes | None,
    name: str | bytes,
    rap_sheet: str | None = None,
    message: str | None = None,
) -> bytes:
    """Bytes of the answer to a CAR: ``finding`` is ``I`` (identified) or ``N``.

    The request's ORI becomes the receiver, its TCN the TCR; the submitter's own fields return byte for byte
    (``RETURNED``), a longer one than any legal one does not. The rap sheet is sent only where the request's 2.070 RAP
    is ``Y``. Which name and numbers to give is ``answer_numbers.answer_identity``'s (EBTS 8.001 table 3-1): those as
    submitted are bytes. A master name that is too long for the request's edition is cut; the rap sheet has it whole.

    Args:
        request: the CAR.
        tcn: control number of the answer.
        ori: who answers.
        on: when.
        finding: 2.059 SRF.
        ucn: 2.014, and 2.081 in the editions that have it.
        sid: 2.015.
        name: 2.018.
        rap_sheet: text of 2.075, any length.
        message: 2.060; left out where the request's edition has none in an SRE (before 9.4).

    Raises:
        BadInput: the request is of a kind that is not answered, or has no control number that can stand in a header.
    """
    _check_answered(request, "SRE")
    if _control_number(request) is None:
        raise BadInput("1.009 TCN: expected the request's control number, found none that can be returned")
    if finding not in ("I", "N"):
        raise BadInput(f"2.059 SRF: expected I or N, found {finding[:8]!r}")
    form = answer_form(request)
    asked = request.descriptive is not None and request.descriptive.field(70) == "Y"
    fields: dict[int, Value | None] = {
        59: finding,
        60: [_line(message)] if message and form.message_in_sre else None,
        75: ers(rap_sheet) if rap_sheet and asked else None,
    }
    fields |= dict.fromkeys(form.number_fields, ucn)
    submitted = {number: value for number, value in ((15, sid), (18, name)) if isinstance(value, bytes)}
    fields |= {15: None if 15 in submitted else sid}
    fields |= {18: None if 18 in submitted else _name(name, form)}
    return _answer("SRE", request, fields, submitted, tcn=tcn, ori=ori, on=on)


def errt(
    *,
    request: Transaction,
    tcn: TCN,
    ori: ORI,
    on: datetime,
    findings: Sequence[Finding],
    dai: ORI | None = None,
) -> bytes:
    """Bytes of a refusal: at most eleven messages, the gravest first (``worst_first``).

    Args:
        request: what is refused.
        tcn: control number of the refusal.
        ori: who refuses.
        on: when.
        findings: why.
        dai: whom to answer where the request's own 1.008 cannot be used.

    Raises:
        BadInput: the request is a CNA, which has no answer at all, or there is no finding.
    """
    _check_answered(request, "ERRT")
    if not findings:
        raise BadInput("ERRT: expected at least one finding, found none")
    messages = [message_of(one) for one in worst_first(findings)[:MESSAGES]]
    return _answer("ERRT", request, {60: messages}, {}, tcn=tcn, ori=ori, on=on, dai=dai)


def shared_services_response(
    *,
    status: SharedServicesStatus,
    tcn: TCN,
    ori: ORI,
    dai: ORI,
    tcr: TCN,
    on: datetime,
    text: str,
    controlling: Sequence[ORI] = (),
    attention: str | None = None,
    case_number: str | None = None,
    request: Transaction | None = None,
) -> bytes:
    """Bytes of the second answer as relayed (IDR and IAR, no match, or error); ``tcr`` is the CAR's TCN.

    With ``request``, the CAR, its ATN, OCA and CRI return byte for byte and its edition is written; what is given
    here stands before them.
    """
    fields: dict[int, Value | None] = {
        6: attention,
        9: case_number,
        60: [str(status)],
        73: list(controlling) or None,
        75: ers(text),
    }
    if request is not None:
        _check_answered(request, "SSR")
    form = AnswerForm() if request is None else answer_form(request)
    submitted = None if request is None else request.descriptive
    record = _with_returned(tagged_record(2, fields, idc=0), submitted, RETURNED["SSR"])
    return _written("SSR", record, form, tcn=tcn, ori=ori, dai=dai, on=on, tcr=tcr)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that reject before warnings, then by class (``CLASSES``), then in the order in which they were found."""
    return sorted(findings, key=_gravity)


def _gravity(one: Finding) -> tuple[bool, int]:
    """What to order findings by; an unknown class is the least."""
    place = CLASSES.find(one.code[:1])
    return one.severity is not Severity.REJECT, place if place >= 0 else len(CLASSES)


def message_of(one: Finding) -> str:
    """A finding as an item of 2.060: code, sentence, tag and, of several records, which; expected and found.

    EBTS 8.001 §3.8. What was expected is shortened where the item would exceed 300 characters.
    """
    tag = one.field or ("file" if one.record == "0" else f"record {one.record}")
    tag = " ".join(part for part in (tag, one.mnemonic) if part)
    place = " of ".join(part for part in (tag, one.which) if part)
    found = f"found [{one.found}]" if one.found else "found nothing"
    head, tail = f"{one.code}: {one.text} ({place}: expected ", f", {found})"
    expected = one.expected
    room = max(0, MESSAGE_CHARACTERS - len(head) - len(tail))
    if len(expected) > room:
        expected = expected[: max(0, room - 3)] + "..."
    return _line(head + expected + tail)


def _line(text: str) -> str:
    """One item of 2.060."""
    return printable(text)[:MESSAGE_CHARACTERS]


def _name(name: str | bytes, form: AnswerForm) -> str:
    """A name of the file as 2.018 can carry it: cut at its end, but never to a surname without a given name."""
    text = printable(name) if isinstance(name, str) else ""
    if len(text) <= form.name_characters:
        return text.rstrip()
    surname, comma, given = text.partition(",")
    if comma and given.strip():
        text = f"{surname[: form.name_characters - 2]},{given.strip()}"
    return text[: form.name_characters].rstrip()


def _check_answered(request: Transaction, kind: str) -> None:
    """Refuse to answer what has no answer."""
    if request.tot == UNANSWERED:
        raise BadInput(f"{kind}: a CNA is not answered; expected a request of another type, found CNA")


def _answer(
    kind: str,
    request: Transaction,
    fields: Mapping[int, Value | None],
    submitted: Mapping[int, bytes],
    *,
    tcn: TCN,
    ori: ORI,
    on: datetime,
    dai: ORI | None = None,
) -> bytes:
    """Bytes of an answer to ``request`` with the fields that go back as submitted; ``submitted`` are bytes as sent."""
    receiver = dai or ORI(request.ori or "")
    record = _with_bytes(tagged_record(2, fields, idc=0), submitted)
    record = _with_returned(record, request.descriptive, RETURNED[kind])
    tcr = _control_number(request)
    return _written(kind, record, answer_form(request), tcn=tcn, ori=ori, dai=receiver, on=on, tcr=tcr)


def _written(
    kind: str,
    record: TaggedRecord,
    form: AnswerForm,
    *,
    tcn: TCN,
    ori: ORI,
    dai: ORI,
    on: datetime,
    tcr: str | None,
) -> bytes:
    """Header and Type-2 as bytes; the request's character sets are declared where a returned field needs them."""
    header = header_fields(kind, tcn=tcn, ori=ori, dai=dai, on=on, tcr=tcr) | form.header()
    transaction = assemble(header, [record])
    if form.character_sets is not None and not record.raw.isascii():
        first = _with_bytes(transaction.header, {15: form.character_sets})
        transaction = Transaction((first, *transaction.records[1:]))
    return write(transaction)


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
    sent = {number: submitted.value(number) or b"" for number in numbers}
    return _with_bytes(
        record, {number: value for number, value in sent.items() if len(value) <= RETURNED_BYTES}
    )


def _with_bytes(record: TaggedRecord, values: Mapping[int, bytes]) -> TaggedRecord:
    """The record with fields added as bytes, where it has none of that number; empty ones and such with FS are not."""
    fields = {one.number or 0: one for one in record.fields[1:]}
    for number, value in values.items():
        if value and FS not in value:
            fields.setdefault(number, Field(f"{record.type}.{number:03d}", value))
    return with_length(record.type, [one for _, one in sorted(fields.items())])
