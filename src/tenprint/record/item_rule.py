"""What one information item must be: characters, size, codes, pattern, range, form; made from a table's entry."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tenprint.record.code_list import code_list

CHARACTERS = {"A": "letters", "N": "digits", "AN": "letters or digits", "AS": "no digits", "NS": "no letters"}
ASCII_CLASSES = {
    "A": "[A-Za-z]", "N": "[0-9]", "AN": "[A-Za-z0-9]", "AS": "[ -/:-~]", "NS": "[ -@\\[-`{-~]",
    "ANS": "[ -~]", "": "[ -~]",
}  # fmt: skip
KINDS = frozenset(ASCII_CLASSES)
FORMS = frozenset({"", "date", "past_date", "past_date_or_unknown", "zulu_time", "lines", "text", "binary"})
CONDITIONS = frozenset({"M", "O", "C", "D"})
BAD_DATA = "E0002"
ITEM_KEYS = frozenset(
    {
        "mnemonic",
        "condition",
        "type",
        "size",
        "codes",
        "known",
        "pattern",
        "fault",
        "range",
        "unknown",
        "form",
    }
    | {"expected"}
)


@dataclass(frozen=True, slots=True)
class ItemRule:
    """What one information item must be.

    Attributes:
        mnemonic: of the standard (``AOL``).
        condition: M where the item may not be empty.
        kind: the type column: A, N, AN, AS (no digits), NS (no letters), ANS; empty for any.
        size: fewest and most characters.
        codes: the only values allowed; empty if any is.
        pattern: regular expression that the whole value must match, or empty.
        form: ``date``, ``past_date``, ``past_date_or_unknown``, ``zulu_time``, ``lines`` (CR LF after each line),
            ``text`` (formatting characters allowed), ``binary`` (an image: any bytes) or empty.
        expected: all this in words.
        known: values that our sources list; another one is noted and not refused, for the lists are incomplete.
        span: least and greatest number, or None.
        unknown: values that say «not known» and are held to nothing else.
        fault: code where the pattern does not fit.
        meanings: what the codes mean, where the table says so.
    """

    mnemonic: str
    condition: str
    kind: str
    size: tuple[int, int]
    codes: frozenset[str]
    pattern: str
    form: str
    expected: str
    known: frozenset[str] = frozenset()
    span: tuple[float, float] | None = None
    unknown: frozenset[str] = frozenset()
    fault: str = BAD_DATA
    meanings: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def ascii_class(self) -> str:
        """The printable ASCII characters allowed, as a class of a regular expression."""
        return ASCII_CLASSES[self.kind]


def item_rule(entry: Mapping[str, Any]) -> ItemRule:
    """The rule of one item from its entry; says in words what is expected where the table does not."""
    name = entry["mnemonic"]
    least, most = entry["size"]
    kind, form = entry.get("type", ""), entry.get("form", "")
    if kind not in KINDS or form not in FORMS or entry["condition"] not in CONDITIONS or least > most:
        raise ValueError(f"{name}: unknown type {kind!r}, form {form!r}, condition or size")
    pattern = entry.get("pattern", "")
    re.compile(pattern)
    codes, meanings = _codes(name, entry.get("codes", ()))
    known, known_meanings = _codes(name, entry.get("known", ()))
    span = entry.get("range")
    unknown, _ = _codes(name, entry.get("unknown", ()))
    return ItemRule(
        mnemonic=name,
        condition=entry["condition"],
        kind=kind,
        size=(least, most),
        codes=codes,
        pattern=pattern,
        form=form,
        expected=entry.get("expected") or _words(kind, (least, most), codes, form, span),
        known=known,
        span=None if span is None else (span[0], span[1]),
        unknown=unknown,
        fault=entry.get("fault", BAD_DATA),
        meanings={**known_meanings, **meanings},
    )


def _codes(
    name: str, value: str | Mapping[Any, str] | Sequence[Any]
) -> tuple[frozenset[str], Mapping[str, str]]:
    """Codes and their meanings: a list, a mapping of code to meaning, or the name of a list in ``codes.yaml``."""
    found = code_list(value) if isinstance(value, str) else value
    if wrong := [code for code in found if not isinstance(code, str)]:
        raise ValueError(f"{name}: expected codes in quotes, found {wrong}")
    return frozenset(found), found if isinstance(found, Mapping) else {}


def _words(
    kind: str, size: tuple[int, int], codes: frozenset[str], form: str, span: Sequence[float] | None
) -> str:
    """What is expected, in words."""
    least, most = size
    if codes:
        return "one of " + " ".join(sorted(codes))
    if "date" in form:
        return "a date CCYYMMDD" + (" or 00000000" if form.endswith("unknown") else "")
    if span is not None:
        return f"{span[0]} to {span[1]}"
    shown = f"{least}" if least == most else f"{least}-{most}"
    return f"{shown} characters" + (f", {CHARACTERS[kind]}" if kind in CHARACTERS else "")
