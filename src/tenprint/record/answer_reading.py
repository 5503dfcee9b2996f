"""Read the answers: SRE and ERRT of any system, and our relay of the second answer, SSR.

The subject's number is looked for where each edition puts it: 2.081 UCN where it stands, else 2.014 (before 8 and since
9.4), else 2.085 CRN, the number of a civil record.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from tenprint.errors import BadInput
from tenprint.record.model import RS, US, TaggedRecord, Transaction, decode

ANSWER_TYPES = ("SRE", "ERRT", "SSR")
CODE = re.compile(r"\s*([AEHLRSW]\d{4})\b")
NUMBER_FIELDS = (81, 14, 85)


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
        messages: items of 2.060, empty ones left out.
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

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes that begin the messages (EBTS 8.001 table M-1), in their order."""
        found = map(CODE.match, self.messages)
        return tuple(code[1] for code in found if code is not None)


def read_answer(transaction: Transaction) -> Answer:
    """What an SRE, ERRT or SSR says.

    Raises:
        BadInput: it is of another type, or has no Type-2.
    """
    record = transaction.descriptive
    tot = (transaction.tot or "").strip()
    if tot not in ANSWER_TYPES or record is None:
        found = f"{tot[:16]!r}, {'a' if record else 'no'} Type-2"
        raise BadInput(f"answer: expected TOT {', '.join(ANSWER_TYPES)} and a Type-2, found {found}")
    return Answer(
        tot=tot,
        srf=record.field(59) or None,
        ucn=next((text for number in NUMBER_FIELDS if (text := _first(record, number))), None),
        sid=_first(record, 15),
        name=record.field(18) or None,
        text=_text(record.value(75) or b""),
        messages=tuple(text for text in record.subfields(60) if text),
        tcr=transaction.tcr,
    )


def _first(record: TaggedRecord, number: int) -> str | None:
    """The first repetition of a field that is not empty, without the spaces that some systems pad with."""
    return next((text for part in record.subfields(number) if (text := part.strip())), None)


def _text(value: bytes) -> str:
    """Lines of 2.075: systems end them by CR LF, by LF, by CR, or put each into a repetition of its own."""
    text = decode(value.replace(RS, b"\n").replace(US, b" "))
    return text.replace("\r\n", "\n").replace("\r", "\n")
