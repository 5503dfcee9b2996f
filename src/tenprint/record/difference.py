"""What differs between two transactions, record by record and field by field."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from tenprint.record.binary_fields import as_fields
from tenprint.record.field_names import rules_by_number
from tenprint.record.model import BinaryRecord, Field, Record, TaggedRecord, Transaction, decode

IMAGE_NUMBERS = {**dict.fromkeys(range(3, 7), 9), 7: 3, 8: 8}  # of binary types; of the others 999
LENGTH = 1
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    Attributes:
        record: type and IDC (``4 IDC 07``).
        field: tag; None where a whole record is only in one of them.
        mnemonic: of the field, empty if no table has it.
        old: value in the first, None where it has none; images and whole records by their size.
        new: value in the second, likewise.
    """

    record: str
    field: str | None
    mnemonic: str
    old: str | None
    new: str | None


def differences(old: Transaction, new: Transaction) -> Iterator[Difference]:
    """Every record that only one has, and every field that differs; LEN only where nothing else does.

    Records are paired by type and IDC, fields by number, repeated ones in their order. Nothing is told where only the
    order of fields or the spelling of tags differs.

    >>> from tenprint.record.build import tagged_record
    >>> old, new = (Transaction((tagged_record(1, {4: tot}),)) for tot in ("CAR", "CNA"))
    >>> list(differences(old, new))
    [Difference(record='1', field='1.004', mnemonic='TOT', old='CAR', new='CNA')]
    """
    for one, other in _paired(old, new, lambda record: (record.type, record.idc)):
        record = one or other
        if record is None or (one and other and one.raw == other.raw):
            continue
        name = f"{record.type}" if record.idc is None else f"{record.type} IDC {record.idc:02d}"
        if one is None or other is None:
            yield Difference(name, None, "", _size(one), _size(other))
        else:
            yield from _in_fields(name, record.type, new.tot, one, other)


def _in_fields(name: str, kind: int, tot: str | None, old: Record, new: Record) -> Iterator[Difference]:
    """The fields of two records that differ."""
    rules = rules_by_number(kind, tot)
    found = []
    for one, other in _paired(_fields(old), _fields(new), lambda field: field.number or field.tag):
        field = one or other
        if field is None or (one and other and one.value == other.value):
            continue
        number = field.number or 0
        mnemonic = rules[number].mnemonic if number in rules else ""
        image = number in (IMAGE_NUMBERS.get(kind), 999)
        found.append((number, Difference(name, field.tag, mnemonic, _text(one, image), _text(other, image))))
    beside = [one for number, one in found if number != LENGTH]
    yield from beside or [one for _, one in found]


def _paired(
    old: Iterable[Item], new: Iterable[Item], key: Callable[[Item], Hashable]
) -> Iterator[tuple[Item | None, Item | None]]:
    """Items of the same key, and of several the first with the first; None where one side has none."""
    before, after = _by_key(old, key), _by_key(new, key)
    for name in dict.fromkeys([*before, *after]):
        yield before.get(name), after.get(name)


def _by_key(items: Iterable[Item], key: Callable[[Item], Hashable]) -> dict[Hashable, Item]:
    """Items by their key and how many of it came before."""
    seen: Counter[Hashable] = Counter()
    found: dict[Hashable, Item] = {}
    for item in items:
        name = key(item)
        found[name, seen[name]] = item
        seen[name] += 1
    return found


def _fields(record: Record) -> tuple[Field, ...]:
    """The fields of a record; bytes that are no record are one field without a tag."""
    if isinstance(record, TaggedRecord):
        return record.fields
    return as_fields(record).fields if isinstance(record, BinaryRecord) else (Field(None, record.raw),)


def _text(field: Field | None, image: bool) -> str | None:
    """A value to be read."""
    if field is None:
        return None
    return f"{len(field.value)} bytes" if image else decode(field.value)


def _size(record: Record | None) -> str | None:
    """A whole record by its size."""
    return None if record is None else f"{len(record.raw)} bytes"
