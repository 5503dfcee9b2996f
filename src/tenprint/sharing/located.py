"""A value of a rules file that remembers its line, so that whatever is wrong is named with file and line.

Who loads rules stops at the first fault (``RulesBroken``). Who checks them passes a list to ``yaml_file.read_yaml``:
then each fault is noted there, something harmless stands in for the faulty value, and the reading goes on.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn, TypeVar

from tenprint.errors import RulesBroken
from tenprint.sharing.finding import (
    ERROR,
    Finding,
    did_you_mean,
    listed,
    not_a_date,
    shown,
)

Faults = list[Finding]
T = TypeVar("T")


class Fault(RulesBroken):
    """A malformed rules file, with the finding that says what is wrong and how to mend it."""

    def __init__(self, text: str, finding: Finding) -> None:
        super().__init__(text)
        self.finding = finding


class Noted(str):
    """What stands in for something whose fault has been noted: further checks of it are silent."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Located:
    """A value read from YAML with where it stands; mappings and lists hold ``Located`` values.

    ``faults`` is where faults are noted; None: the first one is raised.
    """

    value: Any
    file: str
    line: int
    faults: Faults | None = field(default=None, compare=False, repr=False)

    def broken(
        self,
        expected: str,
        found: object | None = None,
        *,
        code: str = "form",
        text: str = "",
        mend: str = "",
    ) -> NoReturn:
        """Raise ``RulesBroken`` naming file and line, what was expected and what was found.

        Args:
            expected: what should stand here.
            found: what stands here, where that is not the value itself.
            code: of ``FORM_CODES``.
            text: the fault as a sentence, where it can be said better than from ``expected``.
            mend: how to put it right.
        """
        value = self.plain() if found is None else found
        said = text or f"Here stands {shown(value)!r}; expected is {expected}."
        finding = Finding(self.file, self.line, ERROR, code, said, mend or f"Write {expected}.")
        told = "nothing" if value == "nothing" else repr(str(value)[:80])
        raise Fault(f"{self.file}:{self.line}: expected {expected}, found {told}", finding)

    def wrong(
        self,
        expected: str,
        found: object | None = None,
        *,
        code: str = "form",
        text: str = "",
        mend: str = "",
    ) -> None:
        """Note the fault where faults are collected, and return; else raise it. See ``broken``."""
        if isinstance(self.value, Noted):
            return
        try:
            self.broken(expected, found, code=code, text=text, mend=mend)
        except Fault as fault:
            if self.faults is None:
                raise
            self.faults.append(fault.finding)

    def plain(self) -> Any:
        """Return the value without locations, mappings as dicts and lists as lists."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value

    def mapping(self, what: str) -> dict[Any, "Located"]:
        """Return the value as a mapping, or fail."""
        if not isinstance(self.value, dict):
            self.wrong(
                f"a mapping ({what})",
                text=f"{shown(self.plain())!r} stands where lines of the form `name: value` are needed ({what}).",
                mend="Write one line `name: value` for each thing to say, all indented alike.",
            )
            return {}
        return self.value

    def items(self, what: str) -> list["Located"]:
        """Return the value as a list, or fail."""
        if not isinstance(self.value, list):
            self.wrong(
                f"a list ({what})",
                text=f"{shown(self.plain())!r} stands where a list is needed ({what}).",
                mend="Write a list: [one, another], or a line for each that begins with a hyphen.",
            )
            return []
        return self.value

    def text(self, what: str) -> str:
        """Return the value as non-empty text, or fail."""
        if not isinstance(self.value, str) or not self.value.strip():
            empty = self.value is None or self.value == ""
            self.wrong(
                f"text ({what})",
                text=f"The {what} is empty."
                if empty
                else f"The {what} is not a text: {shown(self.plain())!r}.",
                mend="Write words; in quotes if they are a number or a date, or hold a colon.",
            )
            return ""
        return " ".join(self.value.split())

    def day(self, what: str) -> date:
        """Return the value as a date, or fail."""
        if type(self.value) is not date:
            said, mend = not_a_date(self.value)
            self.wrong(f"a date YYYY-MM-DD ({what})", code="date", text=said, mend=mend)
            return date.min
        return self.value

    def one_of(self, allowed: Iterable[str], what: str) -> str:
        """Return the value if it is one of the allowed words, or fail."""
        if not isinstance(self.value, str) or self.value not in allowed:
            self.not_one_of(allowed, what)
            return ""
        return self.value

    def not_one_of(self, allowed: Iterable[Any], what: str) -> None:
        """Fail because the value is none of the allowed ones; the nearest is offered."""
        found, words = shown(self.plain()), listed(allowed)
        near = did_you_mean(found, allowed)
        self.wrong(
            f"{what}: one of {words}",
            code="word",
            text=f"{found!r} is not one of: {words}{f'; did you mean {near}?' if near else '.'}",
            mend=f"Write {near}." if near else f"Choose one of them for the {what}.",
        )

    def take(self, key: str, what: str) -> "Located":
        """Return the entry of a mapping, or fail because it is missing."""
        entries = self.mapping(what)
        if key in entries:
            return entries[key]
        if isinstance(self.value, dict):
            self.wrong(
                f"`{key}` in {what}",
                found=", ".join(map(str, entries)) or "nothing",
                code="missing",
                text=f"`{key}` is missing: {what} needs it.",
                mend=f"Add `{key}: ...`.",
            )
        return self.noted()

    def noted(self) -> "Located":
        """Return what stands in for a value whose fault has been noted."""
        return Located(Noted(), self.file, self.line, self.faults)

    def each(self, checks: Iterable[Callable[[], T]]) -> tuple[T, ...]:
        """Return what some checks return; where faults are collected one that stops is noted, and the others go on."""
        found = []
        for check in checks:
            try:
                found.append(check())
            except Fault as fault:
                if self.faults is None:
                    raise
                self.faults.append(fault.finding)
        return tuple(found)

    def only(self, allowed: frozenset[str], what: str) -> None:
        """Fail on each key that is not allowed: a misspelt key must not pass as absent."""
        for key, item in self.mapping(what).items():
            if key not in allowed:
                near = did_you_mean(key, allowed)
                Located(key, item.file, item.line, self.faults).wrong(
                    f"in {what} only {', '.join(sorted(allowed))}",
                    code="name",
                    text=f"`{shown(key)}` is no name that {what} may have"
                    + (f"; did you mean `{near}`?" if near else "."),
                    mend=f"Write `{near}`." if near else f"The names are: {listed(allowed)}.",
                )


def not_a_date_key(key: Any, item: Located) -> None:
    """Fail because a value begins on something that is no date."""
    said, mend = not_a_date(key)
    Located(key, item.file, item.line, item.faults).wrong(
        "a date YYYY-MM-DD as the key of a value",
        code="date",
        text=f"A value begins on no date: {said}",
        mend=mend,
    )


def as_mapping(located: Located) -> Mapping[str, Any]:
    """Return a located mapping as plain values with text keys."""
    return {str(key): item.plain() for key, item in located.mapping("values").items()}
