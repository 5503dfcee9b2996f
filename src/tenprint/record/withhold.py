"""Take out of a submission what its recipient is not granted: the bytes that leave are what the decision says.

Which record and which field tells what is data (``rules/categories.yaml``). What that file does not name goes only
where everything goes, for it may hold anything; so does a field of the frame, of a print or of a photograph that holds
something else than its table (``rules/part``) allows. Images go without their comments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from tenprint.errors import BadInput, NotReadable, RulesBroken
from tenprint.record.build import with_length
from tenprint.record.model import RS, TAG, US, BinaryRecord, Field, Record, TaggedRecord, Transaction
from tenprint.record.part import plain_binary, plain_tagged, wordless
from tenprint.record.transaction import read, write

ALWAYS = "always"
CONTENTS = 3  # 1.003 CNT
WORDLESS = frozenset({ALWAYS, "prints", "photo"})
"""Categories whose fields hold no words, where a part goes."""

_TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class CategoryTable:
    """Which category each record type, and each field of a record type, belongs to.

    ``always`` is the category of the frame. What is in neither mapping goes only with all categories.
    """

    names: frozenset[str]
    records: Mapping[int, str]
    fields: Mapping[tuple[int, int], str]


@cache
def categories() -> CategoryTable:
    """Read ``rules/categories.yaml``.

    Raises:
        RulesBroken: the file has another form, or names a field or record type twice.
    """
    source = files("tenprint.record").joinpath("rules", "categories.yaml")
    try:
        document = yaml.safe_load(source.read_text(encoding="utf-8"))
        parts = {**document["categories"], ALWAYS: document[ALWAYS], _TOGETHER: document[_TOGETHER]}
        return _table(frozenset(document["categories"]), parts)
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise RulesBroken(f"rules/categories.yaml: {error}") from error


def _table(names: frozenset[str], parts: Mapping[str, Mapping[str, Any]]) -> CategoryTable:
    """Turn the file's lists round: from a record type or field to its category."""
    records: dict[int, str] = {}
    fields: dict[tuple[int, int], str] = {}
    for name, part in parts.items():
        listed = [(kind, number) for kind, numbers in part["fields"].items() for number in numbers]
        for kind in part.get("records", ()):
            if records.setdefault(kind, name) != name:
                raise ValueError(f"Type-{kind}: expected one category, found {records[kind]} and {name}")
        for key in listed:
            if key in fields:
                raise ValueError(f"field {key[0]}.{key[1]:03d}: expected once, found twice")
            fields[key] = name
    return CategoryTable(names, MappingProxyType(records), MappingProxyType(fields))


def withhold(data: bytes, kept: frozenset[str]) -> bytes:
    """Return a submission with what ``kept`` does not name taken out, its LEN and CNT corrected.

    Args:
        data: a CAR or CNA as received.
        kept: names of the categories that may go; with all of them the same bytes are returned.

    Raises:
        BadInput: a category is unknown.
        NotReadable: something must be taken out of a transaction that cannot be read to its last byte.
    """
    table = categories()
    if unknown := kept - table.names:
        raise BadInput(f"categories: expected some of {sorted(table.names)}, found {sorted(unknown)}")
    if kept == table.names:
        return data
    transaction = read(data)
    if not transaction.whole:
        raise NotReadable("transaction: expected one without structural faults to take a part of, found some")
    places = [
        place
        for place, record in enumerate(transaction.records)
        if _goes(table.records.get(record.type), kept)
    ]
    reduced = [(place, _reduced(transaction[place], kept, table)) for place in places]
    going = [record for _, record in reduced if record is not None]
    if len(going) < len(transaction):
        going[0] = _recounted(going[0], [place for place, record in reduced if record is not None])
    return write(Transaction(tuple(going)))


def categories_in(transaction: Transaction) -> frozenset[str]:
    """Return the categories of which a submission tells anything.

    A category that has records of its own is there if one of them is; an indicator in Type-2 is not enough.
    """
    table = categories()
    own_records = frozenset(table.records.values())
    found = {table.records.get(record.type) for record in transaction}
    for record in transaction:
        if isinstance(record, TaggedRecord):
            told = {_category(record, one, table) for one in record.fields if one.value.strip()}
            found |= told - own_records
    return frozenset(name for name in found if name in table.names)


def _goes(category: str | None, kept: frozenset[str]) -> bool:
    """Tell whether a part of this category goes where ``kept`` go."""
    return category == ALWAYS or category in kept


def _category(record: TaggedRecord, one: Field, table: CategoryTable) -> str | None:
    """Return the category of a field, or None for one that the table does not name or that has no proper tag."""
    match = TAG.fullmatch(one.tag) if one.tag else None
    if match is None or int(match[1]) != record.type:
        return None
    return table.fields.get((record.type, int(match[2])))


def _reduced(record: Record, kept: frozenset[str], table: CategoryTable) -> Record | None:
    """Return a record with what of it may go, the same if all may; None where its image goes only with everything."""
    if isinstance(record, BinaryRecord):
        return plain_binary(record)
    if not isinstance(record, TaggedRecord):
        return record
    plain = plain_tagged(record)
    if plain is None:
        return None
    fields = [one for one in plain.fields if _field_goes(plain, one, kept, table)]
    if len(fields) == len(record.fields):
        return plain
    return with_length(record.type, [one for one in fields if one.number != 1])


def _field_goes(record: TaggedRecord, one: Field, kept: frozenset[str], table: CategoryTable) -> bool:
    """Tell whether a field goes: its category does, and what must have no room for words has none."""
    category = _category(record, one, table)
    if not _goes(category, kept):
        return False
    return category not in WORDLESS or (record.find(one.number or 0) is one and wordless(record.type, one))


def _recounted(header: Record, places: list[int]) -> Record:
    """Return the header with the records at ``places`` (its own is 0) in 1.003; the entries keep their bytes."""
    contents = header.value(CONTENTS) if isinstance(header, TaggedRecord) else None
    if contents is None or not isinstance(header, TaggedRecord):
        return header
    entries = contents.split(RS)
    count = b"1" + US + str(len(places) - 1).encode()
    value = RS.join([count, *(entries[place] for place in places[1:])])
    fields = [
        Field(one.tag, value) if one.number == CONTENTS else one for one in header.fields if one.number != 1
    ]
    return with_length(header.type, fields)
