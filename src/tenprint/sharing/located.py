"""YAML that remembers the line of every value, so that a broken rules file is named with its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml

from tenprint.errors import RulesBroken

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # A PyYAML built without libyaml is slower and otherwise equal.
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Located:
    """A value read from YAML with where it stands; mappings and lists hold ``Located`` values."""

    value: Any
    file: str
    line: int

    def broken(self, expected: str, found: object | None = None) -> NoReturn:
        """Raise ``RulesBroken`` naming file and line, what was expected and what was found."""
        shown = self.plain() if found is None else found
        raise RulesBroken(f"{self.file}:{self.line}: expected {expected}, found {str(shown)[:80]!r}")

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
            self.broken(f"a mapping ({what})")
        return self.value

    def items(self, what: str) -> list["Located"]:
        """Return the value as a list, or fail."""
        if not isinstance(self.value, list):
            self.broken(f"a list ({what})")
        return self.value

    def text(self, what: str) -> str:
        """Return the value as non-empty text, or fail."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.broken(f"text ({what})")
        return " ".join(self.value.split())

    def day(self, what: str) -> date:
        """Return the value as a date, or fail."""
        if type(self.value) is not date:
            self.broken(f"a date YYYY-MM-DD ({what})")
        return self.value

    def one_of(self, allowed: frozenset[str], what: str) -> str:
        """Return the value if it is one of the allowed words, or fail."""
        if not isinstance(self.value, str) or self.value not in allowed:
            self.broken(f"{what}: one of {', '.join(sorted(allowed))}")
        return self.value

    def take(self, key: str, what: str) -> "Located":
        """Return the entry of a mapping, or fail because it is missing."""
        entries = self.mapping(what)
        if key not in entries:
            self.broken(f"`{key}` in {what}", found=", ".join(map(str, entries)) or "nothing")
        return entries[key]

    def only(self, allowed: frozenset[str], what: str) -> None:
        """Fail on the first key that is not allowed: a misspelt key must not pass as absent."""
        for key, item in self.mapping(what).items():
            if key not in allowed:
                item.broken(f"in {what} only {', '.join(sorted(allowed))}", found=key)


_VALUES_MAX: Final = 20_000
_BYTES_MAX: Final = 1 << 20


class _Budget:
    """How many values a file may still hold: aliases of aliases would grow a small file beyond any memory."""

    def __init__(self) -> None:
        self.left = _VALUES_MAX

    def spend(self, name: str, line: int) -> None:
        """Count one value, or fail."""
        self.left -= 1
        if self.left < 0:
            raise RulesBroken(f"{name}:{line}: expected at most {_VALUES_MAX} values, found more")


def read_yaml(path: Path, name: str) -> Located:
    """Read one YAML file; ``name`` is how errors call it.

    Raises:
        RulesBroken: not readable, not YAML, empty, or a key given twice.
    """
    try:
        if path.stat().st_size > _BYTES_MAX:
            raise RulesBroken(f"{name}:1: expected at most {_BYTES_MAX} bytes, found {path.stat().st_size}")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulesBroken(f"{name}:1: expected a readable UTF-8 file, found: {error}") from None
    return parse_yaml(text, name)


def parse_yaml(text: str, name: str) -> Located:
    """Read YAML text; see ``read_yaml``."""
    if len(text) > _BYTES_MAX:
        raise RulesBroken(f"{name}:1: expected at most {_BYTES_MAX} characters, found {len(text)}")
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise RulesBroken(f"{name}:1: expected a rules file, found nothing")
            return _locate(node, name, loader, _Budget())
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RulesBroken(f"{name}:{line}: expected YAML, found: {error.problem}") from None
    except RecursionError:
        raise RulesBroken(
            f"{name}:1: expected values nested a few levels, found an endless nesting"
        ) from None
    except yaml.YAMLError as error:
        raise RulesBroken(f"{name}:1: expected readable text, found: {error}") from None


def _locate(node: yaml.Node, name: str, loader: Any, budget: _Budget) -> Located:
    """Turn a node of the YAML graph into a located value."""
    line = node.start_mark.line + 1
    budget.spend(name, line)
    if isinstance(node, yaml.SequenceNode):
        return Located([_locate(item, name, loader, budget) for item in node.value], name, line)
    if isinstance(node, yaml.MappingNode):
        entries: dict[Any, Located] = {}
        for key_node, value_node in node.value:
            key = _scalar(key_node, name, loader)
            if key in entries:
                raise RulesBroken(
                    f"{name}:{key_node.start_mark.line + 1}: expected each key once, found {key!r} again"
                )
            entries[key] = _locate(value_node, name, loader, budget)
        return Located(entries, name, line)
    return Located(_scalar(node, name, loader), name, line)


def _scalar(node: yaml.Node, name: str, loader: Any) -> Any:
    """Return the Python value of a scalar node; plain text is by far the most and skips the constructor."""
    if not isinstance(node, yaml.ScalarNode):
        raise RulesBroken(f"{name}:{node.start_mark.line + 1}: expected a plain key, found a collection")
    if node.tag == "tag:yaml.org,2002:str":
        return node.value
    try:
        return loader.construct_object(node)
    except ValueError as error:
        raise RulesBroken(
            f"{name}:{node.start_mark.line + 1}: expected a value, found {node.value!r}: {error}"
        ) from None


def as_mapping(located: Located) -> Mapping[str, Any]:
    """Return a located mapping as plain values with text keys."""
    return {str(key): item.plain() for key, item in located.mapping("values").items()}
