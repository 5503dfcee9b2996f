"""The files of ``rules``: found and read in one place."""

from importlib.resources import files
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def rule_file(name: str) -> dict[str, Any]:
    """The contents of ``rules/<name>.yaml``."""
    source = files("tenprint.record").joinpath("rules", f"{name}.yaml")
    loaded: dict[str, Any] = yaml.load(source.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
    return loaded


def has_rule_file(name: str) -> bool:
    """Whether there is a file of that name."""
    return files("tenprint.record").joinpath("rules", f"{name}.yaml").is_file()
