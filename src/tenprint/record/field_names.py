"""Which field a name means: a mnemonic of the standard (``NAM``) or a tag (``2.018``), by the tables of the rules."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tenprint.record.field_rules import FieldRule, field_rules, has_table
from tenprint.record.model import TAG
from tenprint.record.transaction_type import descriptive_table


def number_of(kind: int, name: str) -> int | None:
    """Number of a field of a record type by its tag or mnemonic, None where no table has the name.

    Args:
        kind: record type.
        name: as ``2.018``, ``2.18`` or ``NAM``.

    >>> number_of(2, "NAM"), number_of(2, "2.18"), number_of(2, "4.018"), number_of(1, "NAM")
    (18, 18, None, None)
    """
    if tag := TAG.fullmatch(name):
        return int(tag[2]) if int(tag[1]) == kind else None
    return _by_mnemonic(kind).get(name)


def rules_by_number(kind: int, tot: str | None) -> Mapping[int, FieldRule]:
    """Rules of a record type by field number: of Type-2 those of the type of transaction, then any other's."""
    own = descriptive_table(tot) if kind == 2 else f"type{kind}"
    names = [*(_descriptive_tables() if kind == 2 else ()), own]
    return _by_number(tuple(name for name in names if has_table(name)))


@cache
def _by_mnemonic(kind: int) -> Mapping[str, int]:
    """Numbers by mnemonic."""
    return {rule.mnemonic: number for number, rule in rules_by_number(kind, None).items()}


@cache
def _by_number(tables: tuple[str, ...]) -> Mapping[int, FieldRule]:
    """Rules of several tables; the last table that has a number holds."""
    return {rule.number: rule for table in tables for rule in field_rules(table)}


@cache
def _descriptive_tables() -> tuple[str, ...]:
    """Names of all tables of Type-2."""
    folder = files("tenprint.record").joinpath("rules")
    names = (one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml"))
    return tuple(sorted(name for name in names if name.startswith("type2_")))
