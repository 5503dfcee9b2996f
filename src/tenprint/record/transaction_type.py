"""The types of transaction as data (``rules/transaction_types.yaml``): what each is, holds and is answered by."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import yaml

from tenprint.errors import RulesBroken
from tenprint.record.rule_file import has_rule_file, rule_file

KINDS = ("submission", "request", "response", "notice")
PRINTS = ("card", "card_or_flats", "some", "none")
MEASURED_AS = "CAR"  # what a submission of an unknown type would have to be
KEYS = frozenset({"name", "kind", "prints", "records", "answered_by", "priority", "target", "clause"})


@dataclass(frozen=True, slots=True)
class RecordCount:
    """How many records of some types, counted together, a transaction may hold."""

    types: frozenset[int]
    least: int
    most: int

    @property
    def label(self) -> str:
        """The types in words.

        >>> RecordCount(frozenset({14, 4}), 1, 14).label
        'Type-4 or 14'
        """
        return "Type-" + " or ".join(map(str, sorted(self.types)))


@dataclass(frozen=True, slots=True)
class TransactionType:
    """One type of transaction.

    Attributes:
        code: of 1.004 (``CAR``).
        name: in words.
        kind: submission, request, response or notice.
        table: name of the table of its Type-2.
        prints: card, card_or_flats, some or none: the set of impressions that it holds.
        records: how many of which records beside Type-1 and Type-2; others are not meant to be there.
        answered_by: the types of its answers; empty if it is not answered.
        priority: 1 (highest) to 9 as the standard ranks it; None where it does not.
        target: how soon its answer should come, in words; empty where the standard does not say.
        clause: where the standard says so.
    """

    code: str
    name: str
    kind: str
    table: str
    prints: str
    records: tuple[RecordCount, ...]
    answered_by: tuple[str, ...]
    priority: int | None
    target: str
    clause: str


@cache
def transaction_types() -> Mapping[str, TransactionType]:
    """Every type that has a table, by code.

    >>> transaction_types()["CAR"].answered_by, transaction_types()["SRE"].kind
    (('SRE', 'ERRT'), 'response')
    """
    try:
        table = rule_file("transaction_types")
        types = {code: _type(code, entry, table["clause"]) for code, entry in table["types"].items()}
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise RulesBroken(f"rules/transaction_types.yaml: {error}") from error
    return MappingProxyType(types)


def types_of(kind: str) -> frozenset[str]:
    """Codes of the types of one kind.

    >>> sorted(types_of("request"))
    ['IRQ']
    """
    return frozenset(code for code, one in transaction_types().items() if one.kind == kind)


def descriptive_table(tot: str | None) -> str:
    """The table of a Type-2 record by type of transaction; of one that has none, that of a submission.

    >>> descriptive_table("SRE"), descriptive_table("XYZ")
    ('type2_sre', 'type2_car')
    """
    return transaction_types().get(tot or "", transaction_types()[MEASURED_AS]).table


def _type(code: str, entry: Mapping[str, Any], clause: str) -> TransactionType:
    """One type from its entry."""
    table = f"type2_{code.lower()}"
    if set(entry) - KEYS or entry["kind"] not in KINDS or entry["prints"] not in PRINTS:
        raise ValueError(
            f"{code}: expected keys {sorted(KEYS)}, a kind of {KINDS}, prints of {PRINTS}, found {entry}"
        )
    if not has_rule_file(table):
        raise ValueError(f"{code}: expected a table rules/{table}.yaml, found none")
    return TransactionType(
        code=code,
        name=entry["name"],
        kind=entry["kind"],
        table=table,
        prints=entry["prints"],
        records=tuple(_count(types, many) for types, many in entry["records"].items()),
        answered_by=tuple(entry.get("answered_by", ())),
        priority=entry.get("priority"),
        target=entry.get("target", ""),
        clause=entry.get("clause", clause),
    )


def _count(types: str, many: int | list[int]) -> RecordCount:
    """A count from ``"4+14": [1, 14]``."""
    least, most = (0, many) if isinstance(many, int) else many
    return RecordCount(frozenset(map(int, types.split("+"))), least, most)
