"""What is wrong with a rules file, said so that a lawyer can mend it: where, what, and how to put it right."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

ERROR: Final = "error"
WARNING: Final = "warning"

FORM_CODES: Final = MappingProxyType(
    {
        "unreadable": "The file cannot be read at all: it is missing, is no plain text, or its layout is broken.",
        "form": "Something stands where another form is needed: a text for a list, a list for a text.",
        "date": "What should be a date is none: it is no day of the calendar, has quotes or a time of day.",
        "word": "A word is not one of those that may stand there.",
        "number": "What should be a whole number, or a share from 0 to 1, is none.",
        "name": "A name before a colon is not known there: it is misspelt, or belongs elsewhere.",
        "missing": "Something that must be said is missing.",
        "reference": "A value or event has no source, or names one that is not in the table of sources.",
        "twice": "The same name, date or county is given twice, so that one of the two would be lost.",
        "place": "A file, folder or row belongs to a state or county that does not exist.",
        "too_much": "The file is larger than any rules file needs to be.",
    }
)
"""The codes of faults of form, each with its meaning: with one of them the program refuses to start."""

WRITE_A_DATE: Final = "Write year, month and day with hyphens and without quotes: YYYY-MM-DD."
_DATE_FORM: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_LAYOUT: Final = (
    ("mapping values are not allowed", "A colon stands inside a text: put the whole text in quotes."),
    (
        "cannot start any token",
        "A tab or a special character stands here: indent with spaces, put texts in quotes.",
    ),
    (
        "did not find expected ',' or",
        "A bracket or brace is not closed, a comma is missing, or a quote too many.",
    ),
    (
        "did not find expected key",
        "This line is indented otherwise than those above, or a quote stands alone.",
    ),
    (
        "could not find expected ':'",
        "A colon is missing after the name, or a text over several lines lacks quotes.",
    ),
    ("unexpected end of stream", "A quotation mark is not closed."),
    ("undefined alias", "A word begins with an asterisk: put it in quotes."),
    ("<block end>", "This line is indented otherwise than those above."),
)
"""What the reader of YAML says, and what that mostly means."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing found in a rules file.

    ``severity`` is ``error`` or ``warning``; ``code`` names the check; ``text`` says what is wrong and ``mend`` how to
    put it right.
    """

    file: str
    line: int
    severity: str
    code: str
    text: str
    mend: str

    def as_json(self) -> dict[str, Any]:
        """Return the finding as plain values."""
        return {
            "file": self.file,
            "line": self.line,
            "severity": self.severity,
            "code": self.code,
            "text": self.text,
            "mend": self.mend,
        }

    def as_text(self) -> str:
        """Return the finding in two lines: where and what, and how to mend it."""
        return f"{self.file}:{self.line}: {self.severity}: {self.text} [{self.code}]\n    {self.mend}"


def shown(value: Any) -> str:
    """Return a value as it stands in a rules file, shortened.

    >>> shown(True), shown("  signed  "), shown(None)
    ('true', 'signed', 'nothing')
    """
    if value is None or value in ({}, [], ""):
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    words = " ".join(str(value).split())
    return words if len(words) <= 60 else words[:57] + "..."


def listed(words: Iterable[Any]) -> str:
    """Return words in a fixed order as a phrase.

    >>> listed({True, False, "unknown"})
    'false, true, unknown'
    """
    return ", ".join(sorted(shown(word) for word in words))


def did_you_mean(word: Any, known: Iterable[Any]) -> str:
    """Return the known word that is nearest, or nothing.

    >>> did_you_mean("sighned", {"signed", "none"})
    'signed'
    """
    near = get_close_matches(shown(word).lower(), sorted(map(shown, known)), n=1, cutoff=0.6)
    return near[0] if near else ""


def not_a_date(value: Any) -> tuple[str, str]:
    """Say why a value is no date, and how to mend it."""
    found = shown(value)
    if isinstance(value, datetime):
        return f"{found!r} has a time of day, where a day is needed.", "Leave out the time."
    if isinstance(value, str) and _DATE_FORM.fullmatch(value):
        return f"{found!r} is a text, not a date: it is in quotes, or lacks a zero.", WRITE_A_DATE
    return f"{found!r} is not a date.", WRITE_A_DATE


def layout_advice(problem: str) -> str:
    """Return what mostly lies behind a problem of layout."""
    found = next((advice for words, advice in _LAYOUT if words in problem), None)
    return found or "Compare the line with one of a file that can be read."
