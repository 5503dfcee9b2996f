"""Clauses of a rule: on another field of the same record, and on the records that the file holds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tenprint.record.model import TaggedRecord

KEYS = frozenset({"field", "item", "is", "is_not", "present"})
RECORD_KEYS = frozenset({"any_of", "none_of", "range", "codes", "expected", "warn"})


@dataclass(frozen=True, slots=True)
class When:
    """One clause.

    Attributes:
        tag: of the field asked about.
        item: which information item of each subfield, from 1.
        values: what the item may be for the clause to hold, without leading zeros; None where only presence is asked.
        wanted: whether the field must be present, or hold one of the values (else: the contrary).
    """

    tag: str
    item: int
    values: frozenset[str] | None
    wanted: bool

    @property
    def number(self) -> int:
        """Field number of the field asked about."""
        return int(self.tag.split(".")[1])

    def holds(self, record: TaggedRecord) -> bool:
        """Whether the record is so; an empty field counts as absent (EBTS 8.001 §1.5)."""
        if self.values is None:
            return bool(record.value(self.number)) is self.wanted
        found = {_plain(part[self.item - 1]) for part in record.items(self.number) if len(part) >= self.item}
        found.discard("")
        return bool(found) and (not found.isdisjoint(self.values)) is self.wanted

    def __str__(self) -> str:
        """The clause in words."""
        if self.values is None:
            return f"{self.tag} is {'present' if self.wanted else 'absent'}"
        place = f" item {self.item}" if self.item > 1 else ""
        return f"{self.tag}{place} is {'' if self.wanted else 'not '}{' or '.join(sorted(self.values))}"


@dataclass(frozen=True, slots=True)
class ByRecords:
    """What a value must be because of the records that the file holds.

    Attributes:
        any_of: record types of which one must be there for the clause to ask anything; empty if none is needed.
        none_of: record types of which none may be there.
        span: least and greatest number, or None.
        codes: the only values allowed; empty if any is.
        expected: in words.
        warn: whether another value is noted and not refused.
    """

    any_of: frozenset[int]
    none_of: frozenset[int]
    span: tuple[float, float] | None
    codes: frozenset[str]
    expected: str
    warn: bool

    def holds(self, kinds: Collection[int]) -> bool:
        """Whether a file of these record types is meant."""
        return (not self.any_of or not self.any_of.isdisjoint(kinds)) and self.none_of.isdisjoint(kinds)

    def fits(self, text: str) -> bool:
        """Whether the value is as such a file needs it."""
        return (not self.codes or text in self.codes) and in_span(self.span, text)


def in_span(span: tuple[float, float] | None, text: str) -> bool:
    """Whether the text is a number within the span; True where there is no span.

    >>> in_span((50, 999), "049"), in_span((50, 999), "050"), in_span((50, 999), "x"), in_span(None, "x")
    (False, True, False, True)
    """
    if span is None:
        return True
    try:
        return span[0] <= float(text) <= span[1]
    except ValueError:
        return False


def when(entry: Mapping[str, Any]) -> When:
    """A clause from its entry: ``{field: "14.013", is: ["19"]}``, with ``is_not``, or ``present: true``.

    >>> str(when({"field": "14.018", "item": 2, "is": ["XX", "UP"]}))
    '14.018 item 2 is UP or XX'
    """
    kinds = [key for key in ("is", "is_not", "present") if key in entry]
    if set(entry) - KEYS or "field" not in entry or len(kinds) != 1:
        raise ValueError(f"clause: expected a field and one of is, is_not, present, found {entry!r}")
    (kind,) = kinds
    values = None if kind == "present" else frozenset(_plain(str(one)) for one in entry[kind])
    wanted = bool(entry["present"]) if kind == "present" else kind == "is"
    return When(entry["field"], int(entry.get("item", 1)), values, wanted)


def by_records(entry: Mapping[str, Any]) -> ByRecords:
    """A clause on records from its entry: ``{any_of: [4, 6], range: [19.3, 99.99], expected: "19.69"}``."""
    if set(entry) - RECORD_KEYS or not ("range" in entry or "codes" in entry) or "expected" not in entry:
        raise ValueError(f"clause: expected keys {sorted(RECORD_KEYS)}, found {entry!r}")
    span = entry.get("range")
    return ByRecords(
        any_of=frozenset(entry.get("any_of", ())),
        none_of=frozenset(entry.get("none_of", ())),
        span=None if span is None else (span[0], span[1]),
        codes=frozenset(entry.get("codes", ())),
        expected=entry["expected"],
        warn=bool(entry.get("warn", False)),
    )


def _plain(text: str) -> str:
    """The text without leading zeros, so that 01 is 1."""
    return text.lstrip("0") or ("0" if text else "")
