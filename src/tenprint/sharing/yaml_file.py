"""Read a YAML file into values that remember their lines, within limits, each key once."""

from datetime import date
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


class _Budget:
    """How many values a file may still hold: aliases of aliases would grow a small file beyond any memory."""

    def __init__(self) -> None:
        self.left = _VALUES_MAX

    def spend(self, name: str, line: int) -> None:
        """Count one value, or fail."""
        self.left -= 1
        if self.left < 0:
            Located(None, name, line).broken(f"at most {_VALUES_MAX} values", found="more", code="too_much")


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
            node = loader.get_single_node()
            if node is None:
                top.broken("a rules file", found="nothing", code="unreadable", text="The file is empty.")
            return _locate(node, top, loader, _Budget())
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        _layout_broken(Located(None, top.file, line), str(error.problem))
    except RecursionError:
        top.broken("values nested a few levels", found="an endless nesting", code="too_much")
    except yaml.YAMLError as error:
        top.broken(
            "readable text", found=error, code="unreadable", text="The file holds signs that are no text."
        )


def _layout_broken(where: Located, problem: str) -> NoReturn:
    """Fail because the file is no YAML from a line on."""
    text = f"The layout of the file is broken here or just before ({problem})."
    where.broken("YAML", found=problem, code="unreadable", text=text, mend=layout_advice(problem))


def _locate(node: yaml.Node, top: Located, loader: Any, budget: _Budget) -> Located:
    """Turn a node of the YAML graph into a located value."""
    line = node.start_mark.line + 1
    budget.spend(top.file, line)
    if isinstance(node, yaml.SequenceNode):
        items = [_locate(item, top, loader, budget) for item in node.value]
        return Located(items, top.file, line, top.faults)
    if isinstance(node, yaml.MappingNode):
        entries: dict[Any, Located] = {}
        for key_node, value_node in node.value:
            key = _scalar(key_node, top, loader)
            if key in entries:
                _given_twice(key, Located(None, top.file, key_node.start_mark.line + 1, top.faults))
            else:
                entries[key] = _locate(value_node, top, loader, budget)
        return Located(entries, top.file, line, top.faults)
    return Located(_scalar(node, top, loader), top.file, line, top.faults)


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


def _scalar(node: yaml.Node, top: Located, loader: Any) -> Any:
    """Return the Python value of a scalar node; plain text is by far the most and skips the constructor."""
    if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
        return node.value
    here = Located(None, top.file, node.start_mark.line + 1, top.faults)
    if not isinstance(node, yaml.ScalarNode):
        here.broken(
            "a plain key", found="a collection", text="A list or block stands where a name is needed."
        )
    try:
        return loader.construct_object(node)
    except ValueError as error:
        here.wrong(
            "a value",
            found=f"{node.value}: {error}",
            code="date",
            text=f"{shown(node.value)!r} is not a day of the calendar.",
            mend=WRITE_A_DATE,
        )
        return Noted(node.value)
