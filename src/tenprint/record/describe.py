"""A transaction as a person wants to look at it: names of fields, values with their meaning, images by a line.

Only reading and looking up: nothing is decoded, judged or changed, and every byte has its place in what is shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tenprint.record.binary_fields import as_fields
from tenprint.record.describe_codes import RECORD_NAMES
from tenprint.record.describe_image import ImageSummary, image_summary
from tenprint.record.describe_value import meaning
from tenprint.record.field_names import rules_by_number
from tenprint.record.field_rules import FieldRule
from tenprint.record.model import (
    RS,
    US,
    BinaryRecord,
    Field,
    Record,
    TaggedRecord,
    Transaction,
    UnreadBytes,
    decode,
)

IMAGE_NUMBER = 999
BINARY_DATA_NUMBERS = {**dict.fromkeys(range(3, 7), 9), 7: 3, 8: 8}
MEANINGS = 60  # subfields of one field that get words; more are lists of points, which have none


@dataclass(frozen=True, slots=True)
class Subfield:
    """One repetition of a field: its items as sent, and what they say in words (empty where nothing)."""

    items: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field.

    Attributes:
        tag: as sent; empty where the bytes have none.
        mnemonic: of the standard, empty if the field is in no table.
        name: in words, empty if the field is in no table.
        subfields: the value; empty where it is image data.
        size: bytes of the value.
        offset: byte in the file where the field begins.
        data: whether the value is an image's or other bytes, told by its size only.
    """

    tag: str
    mnemonic: str
    name: str
    subfields: tuple[Subfield, ...]
    size: int
    offset: int
    data: bool = False


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record: what it is, its fields in the order of the file, and its image in a line if it has one."""

    type: int
    name: str
    idc: int | None
    offset: int
    size: int
    closed: bool
    fields: tuple[FieldView, ...]
    image: ImageSummary | None = None


def describe(transaction: Transaction) -> list[RecordView]:
    """Every record of the transaction.

    >>> from tenprint.record.build import tagged_record
    >>> header = tagged_record(1, {4: "CAR", 5: "20110608"})
    >>> (view,) = describe(Transaction((header,)))
    >>> view.fields[1].subfields
    (Subfield(items=('CAR',), meaning='criminal ten-print submission, answer required'),)
    """
    return [_record(record, transaction) for record in transaction]


def _record(record: Record, transaction: Transaction) -> RecordView:
    """One record of any kind."""
    if isinstance(record, UnreadBytes):
        return RecordView(0, "bytes that are no record", None, record.offset, len(record.raw), False, ())
    tagged = as_fields(record) if isinstance(record, BinaryRecord) else record
    rules = rules_by_number(record.type, transaction.tot)
    return RecordView(
        record.type,
        RECORD_NAMES.get(record.type, "record of an unknown type"),
        record.idc,
        record.offset,
        len(record.raw),
        isinstance(record, BinaryRecord) or bool(record.terminator),
        tuple(_field(one, tagged, rules) for one in tagged.fields),
        image_summary(record, transaction.header),
    )


def _field(field: Field, record: TaggedRecord, rules: Mapping[int, FieldRule]) -> FieldView:
    """One field with its names and words."""
    number = field.number
    rule = rules.get(number) if number is not None else None
    mnemonic = rule.mnemonic if rule else ""
    name = rule.name if rule and rule.name != rule.mnemonic else ""
    size = len(field.value)
    if number is not None and number in (IMAGE_NUMBER, BINARY_DATA_NUMBERS.get(record.type)):
        return FieldView(field.tag or "", mnemonic or "DATA", name, (), size, field.offset, True)
    parts = _items(field, record)
    words = _contents(record) if mnemonic == "CNT" else _words(parts[:MEANINGS], rule)
    subfields = tuple(
        Subfield(part, word)
        for part, word in zip(parts, [*words, *[""] * (len(parts) - len(words))], strict=True)
    )
    return FieldView(field.tag or "", mnemonic, name, subfields, size, field.offset)


def _items(field: Field, record: TaggedRecord) -> tuple[tuple[str, ...], ...]:
    """The field's repetitions as the record reads its text, a second field of one tag as well as the first."""
    alone = replace(record, fields=(field,))
    if field.number is not None and alone.find(field.number) is field:
        return alone.items(field.number)
    return tuple(tuple(decode(item) for item in part.split(US)) for part in field.value.split(RS))


def _words(parts: Iterable[tuple[str, ...]], rule: FieldRule | None) -> list[str]:
    """What each repetition says: the words of its items, those that have any."""
    return [_subfield_words(part, rule) for part in parts]


def _subfield_words(items: tuple[str, ...], rule: FieldRule | None) -> str:
    """The words of one repetition."""
    if rule is None:
        return ""
    if len(rule.items) == 1 and len(items) == 1:
        return meaning(rule.mnemonic, items[0], rule.items[0])
    said = (meaning(item.mnemonic, text, item) for item, text in zip(rule.items, items, strict=False))
    return ", ".join(filter(None, said))


def _contents(header: TaggedRecord) -> list[str]:
    """1.003 in words, at its first repetition: how many records follow, and of which types."""
    first, *entries = header.items(3)
    kinds = Counter(entry[0] for entry in entries)
    names = [f"{count} of Type-{kind}" for kind, count in kinds.items() if kind.isalnum()]
    if len(first) < 2 or not names:
        return []
    records = "1 record" if first[1] == "1" else f"{first[1]} records"
    return [f"{records} after this one: {', '.join(names)}"]
