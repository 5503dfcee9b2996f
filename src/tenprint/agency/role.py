"""The four roles and their model identifiers, read from ``roles.yaml``."""

from functools import cache
from importlib import resources
from typing import Any

import yaml

from tenprint.identity.number import ORI

ROLES = ("booking", "state", "national", "immigration")


@cache
def _document() -> dict[str, dict[str, Any]]:
    """The file's content."""
    text = (resources.files("tenprint.agency") / "roles.yaml").read_text(encoding="utf-8")
    document: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return document


def title(role: str) -> str:
    """What a role is called in texts."""
    return str(_document()[role]["title"])


def national_contact() -> tuple[str, str]:
    """Inquirer and telephone that the national agency writes into a query."""
    entry = _document()["national"]
    return str(entry["attention"]), str(entry["phone"])


def federal_ori(role: str) -> ORI:
    """Identifier of the national or of the immigration agency."""
    return ORI(_document()[role]["ori"])


def bureau_ori(state_code: str) -> ORI:
    """Identifier of a state's bureau.

    >>> bureau_ori("MA")[:2]
    'MA'
    """
    return ORI(state_code + _document()["state"]["suffix"])
