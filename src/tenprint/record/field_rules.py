"""The field tables as data: one loader for ``rules/*.yaml``, one class for a rule.

A table may take another's fields (``extends``, with ``keep`` or ``omit`` by mnemonic) and add its own;
``later`` holds what newer editions of EBTS changed, chosen by the edition that 1.013 DOM names.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tenprint.errors import RulesBroken

CHARACTERS = {"A": "letters", "N": "digits", "AN": "letters or digits", "AS": "no digits", "NS": "no letters"}
KINDS = frozenset({*CHARACTERS, "ANS", ""})
FORMS = frozenset({"", "date", "past_date", "past_date_or_unknown", "zulu_time", "lines"})
FIRST_EDITION = (8, 1)
KEYS = frozenset(
    {
        "tag",
        "mnemonic",
        "condition",
        "type",
        "size",
        "occurrences",
        "codes",
        "pattern",
        "expected",
        "form",
        "items",
    }
    | {"later", "clause"}
)


@dataclass(frozen=True, slots=True)
class ItemRule:
    """What one information item must be; ``kind`` is the type column (A, N, AN, AS, NS, ANS)."""

    mnemonic: str
    condition: str
    kind: str
    size: tuple[int, int]
    codes: frozenset[str]
    pattern: str
    form: str
    expected: str


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What one field must be: its items (one unless the field is composed) and how often it may occur."""

    tag: str
    mnemonic: str
    condition: str
    occurrences: int
    items: tuple[ItemRule, ...]
    clause: str
    later: tuple[tuple[tuple[int, int], "FieldRule"], ...] = ()

    @property
    def number(self) -> int:
        """Field number within its record type."""
        return int(self.tag.split(".")[1])

    @property
    def expected(self) -> str:
        """What the field should hold, in words."""
        if len(self.items) == 1:
            return self.items[0].expected
        return "items " + ", ".join(item.mnemonic for item in self.items)

    @property
    def mandatory(self) -> bool:
        """Whether bad data refuses the transaction: mandatory, or conditional and present."""
        return self.condition in ("M", "C")

    def of(self, edition: tuple[int, int]) -> "FieldRule":
        """The rule as that edition of EBTS has it."""
        newest = self
        for since, rule in self.later:
            if edition >= since:
                newest = rule
        return newest


@cache
def field_rules(name: str) -> tuple[FieldRule, ...]:
    """The rules of ``rules/<name>.yaml`` in ascending order of field number.

    >>> [rule.mnemonic for rule in field_rules("type2_cna")][:4]
    ['LEN', 'IDC', 'RET', 'OCA']
    """
    source = files("tenprint.record").joinpath("rules", f"{name}.yaml")
    try:
        table = yaml.safe_load(source.read_text(encoding="utf-8"))
        rules = _inherited(table) | {
            rule.tag: rule for rule in map(_field(table["clause"]), table.get("fields", ()))
        }
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, re.error) as error:
        raise RulesBroken(f"rules/{name}.yaml: {error}") from error
    return tuple(sorted(rules.values(), key=lambda rule: rule.number))


def _inherited(table: dict[str, Any]) -> dict[str, FieldRule]:
    """Rules that a table takes from the one it extends."""
    if "extends" not in table:
        return {}
    base = field_rules(table["extends"])
    names = {rule.mnemonic for rule in base}
    keep, omit = set(table.get("keep", names)), set(table.get("omit", ()))
    if unknown := (keep | omit) - names:
        raise ValueError(f"expected mnemonics of {table['extends']}, found {sorted(unknown)}")
    return {rule.tag: rule for rule in base if rule.mnemonic in keep - omit}


def _field(clause: str) -> Any:
    """A function from one entry to its rule, with the table's clause where the entry has none."""

    def make(entry: dict[str, Any]) -> FieldRule:
        if unknown := set(entry) - KEYS:
            raise ValueError(
                f"field {entry.get('tag')}: expected keys {sorted(KEYS)}, found {sorted(unknown)}"
            )
        items = tuple(_item(one) for one in entry.get("items", [entry]))
        rule = FieldRule(
            tag=entry["tag"],
            mnemonic=entry["mnemonic"],
            condition=entry["condition"],
            occurrences=entry["occurrences"],
            items=items,
            clause=entry.get("clause", clause),
        )
        changes = entry.get("later", ())
        later = tuple((tuple(one.pop("edition")), make({**entry, "later": (), **one})) for one in changes)
        return replace(rule, later=later)

    return make


def _item(entry: dict[str, Any]) -> ItemRule:
    """The rule of one item; says in words what is expected where the table does not."""
    least, most = entry["size"]
    kind, form = entry.get("type", ""), entry.get("form", "")
    if kind not in KINDS or form not in FORMS or entry["condition"] not in ("M", "O", "C") or least > most:
        raise ValueError(f"{entry['mnemonic']}: unknown type {kind!r}, form {form!r}, condition or size")
    pattern = entry.get("pattern", "")
    re.compile(pattern)
    codes = frozenset(entry.get("codes", ()))
    size = f"{least}" if least == most else f"{least}-{most}"
    words = f"{size} characters" + (f", {CHARACTERS[kind]}" if kind in CHARACTERS else "")
    if codes:
        words = "one of " + " ".join(sorted(codes))
    elif "date" in form:
        words = "a date CCYYMMDD" + (" or 00000000" if form.endswith("unknown") else "")
    return ItemRule(
        entry["mnemonic"],
        entry["condition"],
        kind,
        (least, most),
        codes,
        pattern,
        form,
        entry.get("expected", words),
    )
