"""All that is wrong with a transaction: fields, pictures and prints, in one list, and what would be answered.

Composed above the ``record`` room, which knows fields, from the codecs, which know pictures, and the engine, which
knows prints. Nothing stops at the first finding. Two threads share out the pictures, as the engine does elsewhere.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tenprint.record.answer import MESSAGES
from tenprint.record.finding import Finding, Severity
from tenprint.record.image_record import image_records
from tenprint.record.image_record_check import looks_converted
from tenprint.record.model import Field, TaggedRecord, Transaction
from tenprint.record.transaction import read
from tenprint.record.transaction_type import TransactionType, transaction_types
from tenprint.record.validate import validate

if TYPE_CHECKING:  # codecs and engine are loaded when they are asked for: fields alone are checked at once
    from tenprint.agency.image_check import CheckedImage
    from tenprint.agency.prints import CardPrints

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""

THREADS = 2


class Depth(StrEnum):
    """How far to look: at the fields only, into the pictures, or at the prints in them."""

    FIELDS = "fields"
    IMAGES = "images"
    PRINTS = "prints"


class Standard(StrEnum):
    """What to hold a transaction against: the FBI's EBTS with its types of transaction, or ANSI/NIST-ITL alone."""

    EBTS = "ebts"
    ITL = "itl"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an inspection.

    Attributes:
        received_on: the receiver's date; later dates in the transaction are in the future.
        depth: how far to look.
        standard: what to hold it against.
        edition: EBTS edition to assume instead of the one in 1.013 (``"8.1"``), None for that.
        type: type of transaction to assume instead of 1.004, None for that.
    """

    received_on: date
    depth: Depth = Depth.PRINTS
    standard: Standard = Standard.EBTS
    edition: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """One picture: what its record and its bytes say, and how good the print is.

    Attributes:
        checked: the picture as looked at.
        quality: score 0–100 of a rolled print or of a plain impression as a whole, None where not judged.
        reasons: what speaks against the print, worst first.
        minutiae: count in a rolled print, None where not extracted.
        fingers: score of each finger found in a plain impression.
    """

    checked: "CheckedImage"
    quality: int | None = None
    reasons: tuple[str, ...] = ()
    minutiae: int | None = None
    fingers: Mapping[int, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The facts under names that other programs read."""
        record, head = self.checked.record, self.checked.head
        stated = head.resolution if head else None
        return {
            "record": record.label,
            "type": record.type,
            "idc": record.idc,
            "offset": record.offset(),
            "positions": list(record.positions),
            "subject": record.subject or None,
            "impression": record.impression_type,
            "width": head.width if head else record.width,
            "height": head.height if head else record.height,
            "declared": [record.width, record.height],
            "ppi": record.resolution.across_ppi if record.resolution else None,
            "image_ppi": stated.across_ppi if stated else None,
            "compression": record.compression,
            "process": head.process if head else None,
            "depth": head.depth if head else record.depth,
            "components": head.components if head else None,
            "bytes": len(record.data),
            "decoded": self.checked.picture is not None,
            "seconds": round(self.checked.seconds, 4),
            "quality": self.quality,
            "quality_reasons": list(self.reasons),
            "minutiae": self.minutiae,
            "fingers": {str(finger): score for finger, score in sorted(self.fingers.items())},
        }


@dataclass(frozen=True, slots=True)
class Inspection:
    """The outcome.

    Attributes:
        transaction: as read.
        question: what was asked.
        findings: all that is wrong: structure and fields, then pictures, then prints.
        images: every picture in the order of the file; empty where only fields were asked for.
        seconds: time of each stage.
    """

    transaction: Transaction
    question: Question
    findings: tuple[Finding, ...]
    images: tuple[ImageFacts, ...]
    seconds: Mapping[str, float]

    @property
    def refusing(self) -> tuple[Finding, ...]:
        """The findings that refuse."""
        return tuple(one for one in self.findings if one.severity is Severity.REJECT)

    @property
    def acceptable(self) -> bool:
        """Whether nothing refuses."""
        return not self.refusing

    @property
    def codes(self) -> tuple[str, ...]:
        """The refusing codes, each once, in the order of the findings."""
        return tuple(dict.fromkeys(one.code for one in self.refusing))

    @property
    def verdict(self) -> str:
        """One line: what the receiver would do."""
        doubts = len(self.findings) - len(self.refusing)
        kind = _kind(self.transaction, self.question)
        if self.question.standard is Standard.ITL:
            said = f"does not conform: {', '.join(self.codes)}" if self.codes else "conforms"
            return f"{said}{_counted('; {} doubt{}', doubts)}"
        if kind is not None and kind.kind == "response":
            said = (
                f"is no valid {kind.code}: {', '.join(self.codes)}"
                if self.codes
                else f"is a valid {kind.code}"
            )
            return f"{said}{_counted('; {} doubt{}', doubts)}"
        if self.codes:
            count = len(self.refusing)
            more = f" ({MESSAGES} of {count} findings told)" if count > MESSAGES else ""
            return f"would be refused with ERRT: {', '.join(self.codes)}{more}"
        return f"would be accepted{_ignored(self.findings)}"


def _counted(form: str, count: int) -> str:
    """A count with its noun, nothing for none."""
    return form.format(count, "" if count == 1 else "s") if count else ""


def _ignored(warnings: Sequence[Finding]) -> str:
    """What would be ignored, fields apart from doubts about pictures."""
    fields = {(one.record, one.field) for one in warnings if one.record.split()[0] in ("1", "2")}
    rest = len({(one.record, one.field, one.code) for one in warnings}) - len(fields)
    return _counted("; {} field{} would be ignored", len(fields)) + _counted(
        "; {} doubt{} noted", max(0, rest)
    )


def inspect_bytes(data: bytes, question: Question, progress: Progress | None = None) -> Inspection:
    """Read a transaction and tell all that is wrong with it.

    Args:
        data: a file in the traditional encoding.
        question: what to look at, and what to hold it against.
        progress: told of each picture that is done.

    Raises:
        NotReadable: there is no Type-1 record to read.
    """
    seconds: dict[str, float] = {}
    with _timed(seconds, "read"):
        transaction = read(data)
    return inspect_transaction(transaction, question, progress, seconds)


def inspect_transaction(
    transaction: Transaction,
    question: Question,
    progress: Progress | None = None,
    seconds: dict[str, float] | None = None,
) -> Inspection:
    """The same for a transaction that has been read."""
    seconds = {} if seconds is None else seconds
    tell = progress or _nobody
    with _timed(seconds, "fields"):
        findings = field_findings(transaction, question)
    facts: tuple[ImageFacts, ...] = ()
    if question.depth is not Depth.FIELDS:
        with ThreadPoolExecutor(THREADS) as pool:
            with _timed(seconds, "images"):
                checked = _check_images(transaction, question, pool, tell)
                findings = _joined(findings, _picture_findings(checked, _kind(transaction, question)))
            facts = tuple(ImageFacts(picture) for picture in checked)
            if question.depth is Depth.PRINTS:
                with _timed(seconds, "prints"):
                    card = _read_card(transaction, checked, pool, tell)
                findings = _joined(findings, _weighed(card, transaction, question))
                facts = tuple(_with_prints(picture, card) for picture in checked)
    return Inspection(transaction, question, tuple(findings), facts, seconds)


def field_findings(transaction: Transaction, question: Question) -> list[Finding]:
    """What the record room says of structure and fields, under the type and edition that are asked for."""
    asked = _as_asked(transaction, question)
    if question.standard is Standard.ITL:
        return validate(asked, received_on=question.received_on, accepted=None)
    return validate(asked, received_on=question.received_on)


def _kind(transaction: Transaction, question: Question) -> TransactionType | None:
    """The type of transaction that it is held against, None where that is unknown or of no matter."""
    if question.standard is Standard.ITL:
        return None
    return transaction_types().get(question.type or transaction.tot or "")


def _as_asked(transaction: Transaction, question: Question) -> Transaction:
    """The transaction with 1.004 and 1.013 as asked for; every other byte and place as it is."""
    changes = {}
    if question.type is not None:
        changes[4] = question.type.encode()
    if question.edition is not None:
        changes[13] = f"NORAM\x1fEBTS{question.edition}".encode()
    if not changes:
        return transaction
    header = transaction.header
    kept = [one for one in header.fields if one.number not in changes]
    asked = [Field(f"1.{number:03d}", value, _offset(header, number)) for number, value in changes.items()]
    changed = TaggedRecord(1, (*kept, *asked), header.terminator, header.offset)
    return replace(transaction, records=(changed, *transaction.records[1:]))


def _offset(header: TaggedRecord, number: int) -> int:
    """Where a field of the header stands, or the header itself."""
    found = header.find(number)
    return header.offset if found is None else found.offset


def _check_images(
    transaction: Transaction, question: Question, pool: ThreadPoolExecutor, tell: Progress
) -> "list[CheckedImage]":
    """Every picture looked at and decoded."""
    from tenprint.agency.image_check import check_image

    sent = [] if looks_converted(transaction) else [one for one in image_records(transaction) if one.data]
    checked = []
    for done, one in enumerate(pool.map(check_image, sent), start=1):
        checked.append(one)
        tell("images", done, len(sent))
    return checked


def _picture_findings(checked: "Sequence[CheckedImage]", kind: TransactionType | None) -> list[Finding]:
    """What is wrong with the pictures; of photographs a submission of prints need not bring any (EBTS 8.001 §1.5)."""
    of_prints = kind is not None and kind.prints.startswith("card")
    return [
        replace(found, severity=Severity.WARNING) if of_prints and not one.record.ridges else found
        for one in checked
        for found in one.findings
    ]


def _read_card(
    transaction: Transaction, checked: "Sequence[CheckedImage]", pool: ThreadPoolExecutor, tell: Progress
) -> "CardPrints":
    """Quality and sequence of what could be decoded of a card."""
    from tenprint.agency.prints import CardPrints, absent_fingers, judge, prepared, read_fingers

    card = CardPrints()
    pictures, records = prepared(checked, pool, card)
    if pictures:
        tell("prints", 0, 2)
        judge(pictures, records, pool, card)
        tell("prints", 1, 2)
        read_fingers(pictures, records, absent_fingers(transaction), pool, card)
        tell("prints", 2, 2)
    return card


def _weighed(card: "CardPrints", transaction: Transaction, question: Question) -> list[Finding]:
    """The card's findings; they refuse submissions only, being no matter of ANSI/NIST-ITL or of an answer."""
    found, kind = [*card.findings, *card.notes], _kind(transaction, question)
    if question.standard is Standard.EBTS and (kind is None or kind.kind == "submission"):
        return found
    return [replace(one, severity=Severity.WARNING) for one in found]


def _joined(first: Collection[Finding], more: Collection[Finding]) -> list[Finding]:
    """Findings of two stages; the later one does not repeat what the earlier has said of an element."""
    said = {(one.record, one.field) for one in first if one.field}
    damaged = {one.record for one in first if one.code == "L0009"}
    return [
        *first,
        *(one for one in more if (one.record, one.field) not in said and one.record not in damaged),
    ]


def _with_prints(picture: "CheckedImage", card: "CardPrints") -> ImageFacts:
    """A picture's facts with what the engine says of it, if it is the one that the engine looked at."""
    from tenprint.image.slap_split import FINGERS_OF_SLAP

    position = picture.record.position
    judged = card.judged.get(position)
    if judged is None or card.records.get(position) is not picture.record:
        return ImageFacts(picture)
    template = card.rolled.get(position)
    fingers = {
        finger: card.plain_quality[finger]
        for finger in FINGERS_OF_SLAP.get(position, ())
        if finger in card.plain_quality
    }
    return ImageFacts(
        picture, judged.score, judged.reasons, None if template is None else len(template), fingers
    )


def _nobody(stage: str, done: int, total: int) -> None:
    """The progress where nobody watches."""


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    """Note how long a stage takes."""
    began = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - began
