"""Read a YAML file into values that remember their lines, within limits, each key once."""

from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml

from tenprint.sharing.finding import WRITE_A_DATE, layout_advice, shown
from tenprint.sharing.located import Faults, Located, Noted

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # A PyYAML built without libyaml is slower and otherwise equal.
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_VALUES_MAX: Final = 20_000
_BYTES_MAX: Final = 1 << 20
_DEPTH_MAX: Final = 32
_DIGITS_MAX: Final = 18
_YEARS: Final = range(1900, 2101)
_TAG: Final = "tag:yaml.org,2002:"
_TAGS: Final = frozenset(_TAG + name for name in ("str", "int", "float", "bool", "null", "timestamp"))
_TEXT: Final = f"{_TAG}str"
_NUMBERS: Final = frozenset({f"{_TAG}int", f"{_TAG}float"})


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A value that aliases may repeat, how many values it holds, and how deep it is nested."""

    located: Located
    values: int
    height: int


def read_yaml(path: Path, name: str, faults: Faults | None = None) -> Located:
    """Read one YAML file.

    Args:
        path: of the file.
        name: how faults call it.
        faults: where they are noted; None: the first is raised.

    Raises:
        RulesBroken: not readable, not YAML, empty, or a key given twice.
    """
    top = Located(None, name, 1, faults)
    text = top.each([lambda: _text(path, top)])
    return parse_yaml(text[0], name, faults) if text else top.noted()


def parse_yaml(text: str, name: str, faults: Faults | None = None) -> Located:
    """Read YAML text; see ``read_yaml``."""
    top = Located(None, name, 1, faults)
    found = top.each([lambda: _parsed(text, top)])
    return found[0] if found else top.noted()


def _text(path: Path, top: Located) -> str:
    """Return the text of a file, or fail."""
    try:
        if path.stat().st_size > _BYTES_MAX:
            top.broken(f"at most {_BYTES_MAX} bytes", found=path.stat().st_size, code="too_much")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is not plain text (UTF-8)"
        top.broken(
            "a readable UTF-8 file",
            found=error,
            code="unreadable",
            text=f"The file cannot be read: {said}.",
            mend="Save it as plain text, UTF-8.",
        )


def _parsed(text: str, top: Located) -> Located:
    """Turn a text into located values, or fail where it cannot be read to its end."""
    if len(text) > _BYTES_MAX:
        top.broken(f"at most {_BYTES_MAX} characters", found=len(text), code="too_much")
    try:
        loader = _Loader(text)
        try:
            return _Reading(loader, top).whole()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        _layout_broken(Located(None, top.file, line), str(error.problem))
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        top.broken(
            "readable text", found=error, code="unreadable", text="The file holds signs that are no text."
        )


def _layout_broken(where: Located, problem: str) -> NoReturn:
    """Fail because the file is no YAML from a line on."""
    text = f"The layout of the file is broken here or just before ({problem})."
    where.broken("YAML", found=problem, code="unreadable", text=text, mend=layout_advice(problem))


class _Reading:
    """One reading of a text, event by event.

    The composer of libyaml calls itself for each level of nesting, in C, so that a small text could end the program.
    Aliases of aliases could grow beyond any memory: each repeat counts.
    """

    def __init__(self, loader: Any, top: Located) -> None:
        self.loader, self.top = loader, top
        self.values = self.depth = 0
        self.deepest = 0
        self.anchors: dict[str, _Anchored | None] = {}

    def whole(self) -> Located:
        """Read the one document of the text."""
        next_event = self.loader.get_event
        next_event()
        if isinstance(next_event(), yaml.StreamEndEvent):
            self.top.broken("a rules file", found="nothing", code="unreadable", text="The file is empty.")
        found = self.value(next_event())
        next_event()
        after = next_event()
        if not isinstance(after, yaml.StreamEndEvent):
            _layout_broken(self._at(after), "found another document")
        return found

    def value(self, event: Any) -> Located:
        """Return the value that begins with an event."""
        if isinstance(event, yaml.AliasEvent):
            return self._repeated(event)
        before = self.values
        self._spend(1, event)
        if isinstance(event, yaml.ScalarEvent):
            height = 0
            found = self._at(event, self._scalar(event))
        else:
            found, height = self._collection(event)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(found, self.values - before, height)
        return found

    def _collection(self, event: Any) -> tuple[Located, int]:
        """Return a list or mapping, and how deep it is nested."""
        if event.anchor:
            self.anchors[event.anchor] = None
        outside, self.deepest = self.deepest, self.depth
        self._descend(1, event)
        self.depth += 1
        inner = self._items() if isinstance(event, yaml.SequenceStartEvent) else self._entries()
        self.depth -= 1
        height = self.deepest - self.depth
        self.deepest = max(outside, self.deepest)
        return self._at(event, inner), height

    def _items(self) -> list[Located]:
        found, next_event = [], self.loader.get_event
        while not isinstance(event := next_event(), yaml.SequenceEndEvent):
            found.append(self.value(event))
        return found

    def _entries(self) -> dict[Any, Located]:
        entries: dict[Any, Located] = {}
        next_event = self.loader.get_event
        while not isinstance(event := next_event(), yaml.MappingEndEvent):
            key = self._key(event)
            given = self.value(next_event())
            if key in entries:
                _given_twice(key, self._at(event))
            else:
                entries[key] = given
        return entries

    def _key(self, event: Any) -> Any:
        repeated = self._repeated(event).value if isinstance(event, yaml.AliasEvent) else None
        if repeated is not None and not isinstance(repeated, dict | list):
            return repeated
        if not isinstance(event, yaml.ScalarEvent):
            self._at(event).broken(
                "a plain key", found="a collection", text="A list or block stands where a name is needed."
            )
        key = self._scalar(event)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(self._at(event, key), 1, 0)
        return key

    def _scalar(self, event: Any) -> Any:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self.loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag == _TEXT:
            return event.value
        node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        return _constructed(node, self._at(event), self.loader)

    def _repeated(self, event: Any) -> Located:
        """Return what an alias names; a part of itself has no end."""
        if event.anchor not in self.anchors:
            _layout_broken(self._at(event), "found undefined alias")
        found = self.anchors[event.anchor]
        if found is None:
            self._at(event).broken("values nested a few levels", found="an endless nesting", code="too_much")
        self._spend(found.values, event)
        self._descend(found.height, event)
        return found.located

    def _spend(self, values: int, event: Any) -> None:
        self.values += values
        if self.values > _VALUES_MAX:
            self._at(event).broken(f"at most {_VALUES_MAX} values", found="more", code="too_much")

    def _descend(self, levels: int, event: Any) -> None:
        self.deepest = max(self.deepest, self.depth + levels)
        if self.deepest > _DEPTH_MAX:
            self._at(event).broken("values nested a few levels", found="more", code="too_much")

    def _at(self, event: Any, value: Any = None) -> Located:
        return Located(value, self.top.file, event.start_mark.line + 1, self.top.faults)


def _given_twice(key: Any, where: Located) -> None:
    """Fail because a key stands a second time."""
    lost = "two values begin on the same day" if isinstance(key, date) else "one of the two would be lost"
    where.wrong(
        "each key once",
        found=f"{key} again",
        code="twice",
        text=f"`{shown(key)}` stands here a second time: {lost}.",
        mend="Keep one of the two, or give the other its own name or day.",
    )


def _constructed(node: yaml.ScalarNode, here: Located, loader: Any) -> Any:
    """Return the value that a tag makes of a scalar, or fail; each tag fails in its own way on what does not fit it."""
    long_number = node.tag in _NUMBERS and len(node.value) > _DIGITS_MAX
    try:
        value = loader.construct_object(node) if node.tag in _TAGS and not long_number else None
    except (ValueError, KeyError, IndexError, AttributeError, OverflowError):
        timestamp = node.tag == f"{_TAG}timestamp"
        here.wrong(
            "a value",
            found=node.value,
            code="date" if timestamp else "form",
            text=f"{shown(node.value)!r} is not {'a day of the calendar' if timestamp else 'what its mark says'}.",
            mend=WRITE_A_DATE if timestamp else "Leave out the mark that begins with `!!`.",
        )
        return Noted(node.value)
    if node.tag in _TAGS and not long_number and _usual(value):
        return value
    here.wrong(
        f"text, a date of the years {_YEARS[0]} to {_YEARS[-1]}, true, false, "
        f"or a number of at most {_DIGITS_MAX} digits",
        found=node.value,
        code="date" if isinstance(value, date) else "form",
        text=f"{shown(node.value)!r} is no value that a rules file may have.",
        mend="Put it in quotes if it is a text; else write a nearer date or a shorter number.",
    )
    return Noted(node.value)


def _usual(value: Any) -> bool:
    """Tell whether a value is one with which dates and numbers can be reckoned."""
    if isinstance(value, date):
        return value.year in _YEARS
    return not isinstance(value, float) or isfinite(value)
