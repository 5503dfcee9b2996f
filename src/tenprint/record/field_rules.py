"""The field tables as data: one loader for ``rules/*.yaml``, one class for a rule.

Keys of a table:
    ``title``, ``clause``: what it is; where the standard has it. A field without a clause of its own has the table's.
    ``extends``: another table whose fields it takes, with ``keep`` or ``omit`` by mnemonic.
    ``conditions``: ``{M: [NAM, …], O: […]}`` by mnemonic of the table it extends: only those are kept.
    ``occurrences``: ``{FBI: 5}`` by mnemonic, in place of what the other table says.
    ``change``: ``{SRF: {codes: [I, "N"]}}`` by mnemonic: keys in place of those of the other table.
    ``fields``: its own entries.

Keys of an entry:
    ``tag``, ``mnemonic``, ``name``, ``clause``: number, short and long name, where the standard says so.
    ``condition``: M mandatory, O optional (bad data is noted, not refused), C conditional, D dependent.
    ``type``: A, N, AN, AS (no digits), NS (no letters), ANS. ``size``: ``[fewest, most]`` characters.
    ``occurrences``: the most, or ``[fewest, most]``.
    ``codes``: the values allowed: a list, a mapping to their meaning, or the name of a list in ``codes.yaml``.
    ``known``: the same where our source of the list may be incomplete: another value is noted, not refused (E0002).
    ``pattern``: of the whole value; ``fault``: the code where it does not fit (E0002).
    ``range``: ``[least, greatest]`` of a number (E0003); ``unknown``: values that say «not known» and pass.
    ``form``: ``date``, ``past_date``, ``past_date_or_unknown``, ``zulu_time``, ``lines``, ``text``, ``binary``.
    ``expected``: in words, where those made of the other keys do not do.
    ``items``: the information items of a composed field, each with mnemonic, condition and the keys from type on.
    ``needs``: tags that must stand with it.
    ``required_when``, ``absent_when``: clauses ``{field, item, is|is_not|present}`` on fields of the same record.
    ``required_in``: kinds of transaction (``response``) in which it is mandatory.
    ``not_before``, ``not_after``: tag of a date of this record or of Type-1.
    ``by_records``: clauses ``{any_of|none_of, range|codes, expected, warn}`` on the types of record in the file.
    ``later``: what newer editions changed; ``since``, ``until``: when it came and went; by the edition of EBTS that
    1.013 DOM names (``edition: [9, 4]``) or the version of ANSI/NIST-ITL in 1.002 (``version: 500``).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import yaml

from tenprint.errors import RulesBroken
from tenprint.record.item_rule import CONDITIONS, ITEM_KEYS, ItemRule, item_rule
from tenprint.record.quick_pattern import quick_pattern
from tenprint.record.rule_clause import ByRecords, When, by_records, when
from tenprint.record.rule_file import has_rule_file, rule_file

FIRST_EDITION = (8, 1)
FIRST_VERSION = 400
TAG = re.compile(r"\d{1,2}\.\d{3,4}")
TABLE_KEYS = frozenset(
    {"title", "clause", "extends", "keep", "omit", "conditions", "occurrences", "change", "fields"}
)
KEYS = ITEM_KEYS | frozenset(
    {"tag", "name", "clause", "occurrences", "items", "needs", "required_when", "absent_when", "required_in"}
    | {"not_before", "not_after", "by_records", "later", "since", "until"}
)


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

    def __str__(self) -> str:
        """The change in words."""
        if self.edition is not None:
            return f"EBTS {self.edition[0]}.{self.edition[1]}"
        return f"version {self.version:04d}"


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
        required_in: kinds of transaction in which it is mandatory.
        absent_when: clauses under which the field must not stand; empty if none.
        needs: tags of fields that must stand with it.
        not_before: tag of a date that this one must not precede, or empty.
        not_after: tag of a date that this one must not follow, or empty.
        by_records: what the value must be because of the records in the file.
        quick: matches values that need no closer look; None where each needs one, or before an edition is chosen.
        number: field number within its record type.
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
    required_in: frozenset[str] = frozenset()
    absent_when: tuple[When, ...] = ()
    needs: tuple[str, ...] = ()
    not_before: str = ""
    not_after: str = ""
    by_records: tuple[ByRecords, ...] = ()
    quick: re.Pattern[bytes] | None = field(default=None, compare=False, repr=False)
    number: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", int(self.tag.split(".")[1]))

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

    @property
    def alone(self) -> bool:
        """Whether nothing but the field's own value tells if it is right."""
        return not (self.absent_when or self.needs or self.not_before or self.not_after or self.by_records)

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
    try:
        rules = [_rule(entry) for entry in _entries(name).values()]
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError, re.error) as error:
        raise RulesBroken(f"rules/{name}.yaml: {error}") from error
    return tuple(sorted(rules, key=lambda rule: rule.number))


@cache
def rules_of(name: str, edition: tuple[int, int], version: int) -> tuple[FieldRule, ...]:
    """The table as an edition of EBTS and a version of ANSI/NIST-ITL have it, in ascending order."""
    chosen = (rule.of(edition, version) for rule in field_rules(name))
    return tuple(ready(rule) for rule in chosen if rule is not None)


def ready(rule: FieldRule) -> FieldRule:
    """The rule without what other editions have, and quick to check."""
    plain = replace(rule, later=(), since=None, until=None)
    quick = quick_pattern(rule.items, rule.least, rule.occurrences) if rule.alone else None
    return replace(plain, quick=quick)


@cache
def has_table(name: str) -> bool:
    """Whether there is a table of that name."""
    return has_rule_file(name)


def _entries(name: str) -> dict[str, dict[str, Any]]:
    """Tag to entry of a table, with those of the table it extends."""
    table = rule_file(name)
    if unknown := set(table) - TABLE_KEYS:
        raise ValueError(f"expected keys {sorted(TABLE_KEYS)}, found {sorted(unknown)}")
    entries = _inherited(table)
    for entry in table.get("fields", ()):
        entries[entry["tag"]] = {"clause": table["clause"], **entry}
    return entries


def _inherited(table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Entries that a table takes from the one it extends, with what it changes of them."""
    if "extends" not in table:
        return {}
    base = {entry["mnemonic"]: entry for entry in _entries(table["extends"]).values()}
    elsewhere = rule_file(table["extends"])["clause"]
    conditions = {name: letter for letter, names in table.get("conditions", {}).items() for name in names}
    occurrences, change = table.get("occurrences", {}), table.get("change", {})
    keep, omit = set(table.get("keep", conditions or base)), set(table.get("omit", ()))
    if unknown := (keep | omit | set(conditions) | set(occurrences) | set(change)) - set(base):
        raise ValueError(f"expected mnemonics of {table['extends']}, found {sorted(unknown)}")
    entries = {}
    for name in keep - omit:
        entry = dict(base[name])
        if conditions:
            entry |= {
                "condition": conditions[name],
                "clause": _joined(table["clause"], entry["clause"] if entry["clause"] != elsewhere else ""),
            }
        if name in occurrences:
            entry["occurrences"] = occurrences[name]
        entries[entry["tag"]] = entry | change.get(name, {})
    return entries


def _joined(clause: str, own: str) -> str:
    """The clause of a table and that of the element itself, each once."""
    if not own:
        return clause
    return own if own.startswith(clause) else f"{clause}; {own}"


def _rule(entry: Mapping[str, Any]) -> FieldRule:
    """The rule of one entry."""
    _check_entry(entry)
    least, most = _occurrences(entry["occurrences"])
    rule = FieldRule(
        tag=entry["tag"],
        mnemonic=entry["mnemonic"],
        name=entry.get("name", entry["mnemonic"]),
        condition=entry["condition"],
        least=least,
        occurrences=most,
        items=tuple(item_rule(one) for one in entry.get("items", [entry])),
        clause=entry["clause"],
        since=_change(entry["since"]) if "since" in entry else None,
        until=_change(entry["until"]) if "until" in entry else None,
        required_when=tuple(map(when, entry.get("required_when", ()))),
        required_in=frozenset(entry.get("required_in", ())),
        absent_when=tuple(map(when, entry.get("absent_when", ()))),
        needs=tuple(entry.get("needs", ())),
        not_before=entry.get("not_before", ""),
        not_after=entry.get("not_after", ""),
        by_records=tuple(map(by_records, entry.get("by_records", ()))),
    )
    later = tuple((_change(one), _rule(_changed(entry, one))) for one in entry.get("later", ()))
    return replace(rule, later=later)


def _check_entry(entry: Mapping[str, Any]) -> None:
    """Refuse keys that no rule has, tags that are none and conditions that are not the standard's."""
    if unknown := set(entry) - KEYS:
        raise ValueError(f"field {entry.get('tag')}: expected keys {sorted(KEYS)}, found {sorted(unknown)}")
    named = (entry[key] for key in ("not_before", "not_after") if key in entry)
    if wrong := [tag for tag in (entry["tag"], *entry.get("needs", ()), *named) if not TAG.fullmatch(tag)]:
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
