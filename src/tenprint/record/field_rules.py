"""The field tables as data: one loader for ``rules/*.yaml``, one class for a rule.

A table may take another's fields (``extends``, with ``keep`` or ``omit`` by mnemonic) and add its own.
``later`` holds what newer editions changed, ``since`` and ``until`` when a field came and went: chosen by the edition
of EBTS that 1.013 DOM names (``edition: [9, 4]``) or the version of ANSI/NIST-ITL in 1.002 (``version: 500``).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tenprint.errors import RulesBroken
from tenprint.record.rule_clause import When, when

CHARACTERS = {"A": "letters", "N": "digits", "AN": "letters or digits", "AS": "no digits", "NS": "no letters"}
KINDS = frozenset({*CHARACTERS, "ANS", ""})
FORMS = frozenset({"", "date", "past_date", "past_date_or_unknown", "zulu_time", "lines"})
CONDITIONS = frozenset({"M", "O", "C", "D"})
FIRST_EDITION = (8, 1)
FIRST_VERSION = 400
TAG = re.compile(r"\d{1,2}\.\d{3,4}")
KEYS = frozenset(
    {"tag", "mnemonic", "name", "condition", "type", "size", "occurrences", "codes", "pattern", "expected"}
    | {"form", "items", "later", "clause", "since", "until", "required_when", "absent_when", "needs"}
    | {"not_before", "not_after"}
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
class Change:
    """From when something holds: an edition of EBTS or a version of ANSI/NIST-ITL, the other None."""

    edition: tuple[int, int] | None
    version: int | None

    def holds(self, edition: tuple[int, int], version: int) -> bool:
        """Whether a transaction of that edition and version is so new."""
        if self.edition is not None:
            return edition >= self.edition
        return self.version is not None and version >= self.version


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What one field must be: its items (one unless the field is composed) and how often it may occur.

    Attributes:
        tag: record type and field number (``2.018``).
        mnemonic: of the standard (``NAM``).
        name: what it is, in words; the mnemonic where the table has none.
        condition: M mandatory, O optional, C conditional, D dependent on another field.
        least: fewest occurrences where the field is present.
        occurrences: most occurrences.
        items: its information items in order.
        clause: where the standard says so.
        later: what newer editions changed, oldest first.
        since: when the field came; None if it was always there.
        until: when it was withdrawn; None if it was not.
        required_when: clauses that make the field mandatory where all hold; empty if none.
        absent_when: clauses under which the field must not stand; empty if none.
        needs: tags of fields that must stand with it.
        not_before: tag of a date that this one must not precede, or empty.
        not_after: tag of a date that this one must not follow, or empty.
    """

    tag: str
    mnemonic: str
    name: str
    condition: str
    least: int
    occurrences: int
    items: tuple[ItemRule, ...]
    clause: str
    later: tuple[tuple[Change, "FieldRule"], ...] = ()
    since: Change | None = None
    until: Change | None = None
    required_when: tuple[When, ...] = ()
    absent_when: tuple[When, ...] = ()
    needs: tuple[str, ...] = ()
    not_before: str = ""
    not_after: str = ""

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
        """Whether bad data refuses the transaction: mandatory, or conditional or dependent and present."""
        return self.condition != "O"

    def of(self, edition: tuple[int, int], version: int = FIRST_VERSION) -> "FieldRule | None":
        """The rule as that edition of EBTS and version of ANSI/NIST-ITL have it; None where they have none."""
        if self.since is not None and not self.since.holds(edition, version):
            return None
        if self.until is not None and self.until.holds(edition, version):
            return None
        newest = self
        for change, rule in self.later:
            if change.holds(edition, version):
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


@cache
def rules_of(name: str, edition: tuple[int, int], version: int) -> tuple[FieldRule, ...]:
    """The table as an edition of EBTS and a version of ANSI/NIST-ITL have it, in ascending order."""
    chosen = (rule.of(edition, version) for rule in field_rules(name))
    return tuple(rule for rule in chosen if rule is not None)


@cache
def has_table(name: str) -> bool:
    """Whether there is a table of that name."""
    return files("tenprint.record").joinpath("rules", f"{name}.yaml").is_file()


def _inherited(table: Mapping[str, Any]) -> dict[str, FieldRule]:
    """Rules that a table takes from the one it extends."""
    if "extends" not in table:
        return {}
    base = field_rules(table["extends"])
    names = {rule.mnemonic for rule in base}
    keep, omit = set(table.get("keep", names)), set(table.get("omit", ()))
    if unknown := (keep | omit) - names:
        raise ValueError(f"expected mnemonics of {table['extends']}, found {sorted(unknown)}")
    return {rule.tag: rule for rule in base if rule.mnemonic in keep - omit}


def _field(clause: str) -> Callable[[Mapping[str, Any]], FieldRule]:
    """A function from one entry to its rule, with the table's clause where the entry has none."""

    def make(entry: Mapping[str, Any]) -> FieldRule:
        _check_entry(entry)
        least, most = _occurrences(entry["occurrences"])
        rule = FieldRule(
            tag=entry["tag"],
            mnemonic=entry["mnemonic"],
            name=entry.get("name", entry["mnemonic"]),
            condition=entry["condition"],
            least=least,
            occurrences=most,
            items=tuple(_item(one) for one in entry.get("items", [entry])),
            clause=entry.get("clause", clause),
            since=_change(entry["since"]) if "since" in entry else None,
            until=_change(entry["until"]) if "until" in entry else None,
            required_when=tuple(map(when, entry.get("required_when", ()))),
            absent_when=tuple(map(when, entry.get("absent_when", ()))),
            needs=tuple(entry.get("needs", ())),
            not_before=entry.get("not_before", ""),
            not_after=entry.get("not_after", ""),
        )
        later = tuple((_change(one), make(_changed(entry, one))) for one in entry.get("later", ()))
        return replace(rule, later=later)

    return make


def _check_entry(entry: Mapping[str, Any]) -> None:
    """Refuse keys that no rule has, tags that are none and conditions that are not the standard's."""
    if unknown := set(entry) - KEYS:
        raise ValueError(f"field {entry.get('tag')}: expected keys {sorted(KEYS)}, found {sorted(unknown)}")
    tags = [
        entry["tag"],
        *entry.get("needs", ()),
        *(entry[k] for k in ("not_before", "not_after") if k in entry),
    ]
    if wrong := [tag for tag in tags if not TAG.fullmatch(tag)]:
        raise ValueError(f"field {entry['tag']}: expected tags such as 2.018, found {wrong}")
    if entry["condition"] not in CONDITIONS:
        raise ValueError(
            f"field {entry['tag']}: expected a condition M, O, C or D, found {entry['condition']!r}"
        )


def _changed(entry: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as a later edition has it."""
    kept = {key: value for key, value in entry.items() if key not in ("later", "since", "until")}
    return kept | {key: value for key, value in change.items() if key not in ("edition", "version")}


def _change(entry: Mapping[str, Any]) -> Change:
    """From when a change holds: exactly one of ``edition`` and ``version``."""
    edition, version = entry.get("edition"), entry.get("version")
    if (edition is None) is (version is None):
        raise ValueError(f"expected either an edition [major, minor] or a version, found {entry!r}")
    return Change(None if edition is None else (int(edition[0]), int(edition[1])), version)


def _occurrences(value: int | Sequence[int]) -> tuple[int, int]:
    """Fewest and most occurrences; a number alone is the most."""
    least, most = (1, value) if isinstance(value, int) else value
    if not 1 <= least <= most:
        raise ValueError(f"expected occurrences of at least 1, found {value!r}")
    return least, most


def _item(entry: Mapping[str, Any]) -> ItemRule:
    """The rule of one item; says in words what is expected where the table does not."""
    least, most = entry["size"]
    kind, form = entry.get("type", ""), entry.get("form", "")
    if kind not in KINDS or form not in FORMS or entry["condition"] not in CONDITIONS or least > most:
        raise ValueError(f"{entry['mnemonic']}: unknown type {kind!r}, form {form!r}, condition or size")
    pattern = entry.get("pattern", "")
    re.compile(pattern)
    codes = frozenset(entry.get("codes", ()))
    if wrong := [code for code in codes if not isinstance(code, str)]:
        raise ValueError(f"{entry['mnemonic']}: expected codes in quotes, found {wrong}")
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
