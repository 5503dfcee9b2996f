"""Clauses on another field of the same record: when a field must stand, and when it must not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenprint.record.model import TaggedRecord

KEYS = frozenset({"field", "item", "is", "is_not", "present"})


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

    def holds(self, record: TaggedRecord) -> bool:
        """Whether the record is so; an empty field counts as absent (EBTS 8.001 §1.5)."""
        number = int(self.tag.split(".")[1])
        if self.values is None:
            return bool(record.value(number)) is self.wanted
        found = {_plain(part[self.item - 1]) for part in record.items(number) if len(part) >= self.item}
        found.discard("")
        return bool(found) and (not found.isdisjoint(self.values)) is self.wanted

    def __str__(self) -> str:
        """The clause in words."""
        if self.values is None:
            return f"{self.tag} is {'present' if self.wanted else 'absent'}"
        place = f" item {self.item}" if self.item > 1 else ""
        return f"{self.tag}{place} is {'' if self.wanted else 'not '}{' or '.join(sorted(self.values))}"


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


def _plain(text: str) -> str:
    """The text without leading zeros, so that 01 is 1."""
    return text.lstrip("0") or ("0" if text else "")
