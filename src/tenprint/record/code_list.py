"""Lists of codes that several fields share, with their source: ``rules/codes.yaml``."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from tenprint.record.rule_file import rule_file


@cache
def code_list(name: str) -> Mapping[str, str]:
    """Code to meaning of a list; ``of`` takes other lists in.

    >>> code_list("places")["MA"], "US" in code_list("countries")
    ('Massachusetts', True)
    """
    lists: Mapping[str, Any] = rule_file("codes")["lists"]
    if name not in lists:
        raise ValueError(f"expected a list of codes.yaml ({', '.join(sorted(lists))}), found {name!r}")
    found: dict[str, str] = {}
    for other in lists[name].get("of", ()):
        found |= code_list(other)
    return MappingProxyType(found | lists[name].get("values", {}))


def code_source(name: str) -> str:
    """Where a list was read."""
    return str(rule_file("codes")["lists"][name]["source"])
