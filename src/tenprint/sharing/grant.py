"""Permit or deny, per recipient, purpose and category of data: what a decision grants."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final


class Category(StrEnum):
    """What kind of data of a person."""

    PRINTS = "prints"
    BIOGRAPHICS = "biographics"
    CHARGE = "charge"
    PHOTO = "photo"


class Purpose(StrEnum):
    """For what it is given."""

    SEARCH = "search"  # of the immigration agency's file
    STATUS_QUERY = "status query"  # to the officer who determines the status after a match
    SECOND_ANSWER = "second answer"  # of the immigration side, on the way back


RECIPIENT_ROLES: Final = frozenset({"immigration", "state", "booking"})
"""Who may receive something of what the national agency holds."""

NEEDS: Final = frozenset({"sharing", "relay"})
"""What must permit a disclosure: sharing alone, or relay and receipt of the second answer as well."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Which categories a rule lets go to a recipient for a purpose, once what it needs permits."""

    rule: str
    recipient: str
    purpose: Purpose
    needs: str
    categories: frozenset[Category]


@dataclass(frozen=True, slots=True)
class Grant:
    """One category for one recipient and purpose: permitted or not, and by which rule."""

    recipient: str
    purpose: Purpose
    category: Category
    permitted: bool
    rule: str

    def as_json(self) -> dict[str, Any]:
        """Return the grant as plain values."""
        return {
            "recipient": self.recipient,
            "purpose": self.purpose.value,
            "category": self.category.value,
            "permitted": self.permitted,
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True)
class Grants:
    """All grants of a decision. What is not listed is denied."""

    by_key: Mapping[tuple[str, Purpose, Category], Grant]

    def __iter__(self) -> Iterator[Grant]:
        return iter(self.by_key.values())

    def permits(self, recipient: str, purpose: Purpose, category: Category) -> bool:
        """Tell whether a category may go to a recipient for a purpose."""
        found = self.by_key.get((recipient, purpose, category))
        return found is not None and found.permitted

    def categories(self, recipient: str, purpose: Purpose) -> frozenset[Category]:
        """Return the categories which may go to a recipient for a purpose."""
        return frozenset(category for category in Category if self.permits(recipient, purpose, category))

    def rule_of(self, recipient: str, purpose: Purpose, category: Category) -> str | None:
        """Return the rule that grants or denies a category, or None where no rule speaks of it."""
        found = self.by_key.get((recipient, purpose, category))
        return None if found is None else found.rule

    def and_also(self, other: "Grants") -> "Grants":
        """Return what both permit; where either denies, its rule denies."""
        pairs = {key: (one, other.by_key[key]) for key, one in self.by_key.items() if key in other.by_key}
        return Grants(
            MappingProxyType({key: two if one.permitted else one for key, (one, two) in pairs.items()})
        )

    def denied_by(self, rule: str) -> "Grants":
        """Return the same list with everything denied by one rule."""
        return Grants(
            MappingProxyType(
                {key: replace(one, permitted=False, rule=rule) for key, one in self.by_key.items()}
            )
        )

    def as_json(self) -> list[dict[str, Any]]:
        """Return every grant as plain values."""
        return [grant.as_json() for grant in self]


def grants_from_json(entries: Iterable[Mapping[str, Any]]) -> Grants:
    """Read what ``Grants.as_json`` made."""
    found = (
        Grant(
            entry["recipient"],
            Purpose(entry["purpose"]),
            Category(entry["category"]),
            entry["permitted"] is True,
            entry["rule"],
        )
        for entry in entries
    )
    return Grants(MappingProxyType({(one.recipient, one.purpose, one.category): one for one in found}))


NO_GRANTS: Final = Grants(MappingProxyType({}))
"""The grants of a decision that asked no rule: nothing."""


def disclosure_of(rule_id: str, value: Mapping[str, Any]) -> Disclosure:
    """Read the checked value of a rule of kind ``disclosure``."""
    allowed = frozenset(category for category in Category if value[category.value] is True)
    return Disclosure(rule_id, value["recipient"], Purpose(value["purpose"]), value["needs"], allowed)


def grants_of(disclosures: tuple[Disclosure, ...], refused_by: str, withheld_by: str) -> Grants:
    """Make the grants of a decision; see ``InForce.grants``."""
    found: dict[tuple[str, Purpose, Category], Grant] = {}
    for item in disclosures:
        refusal = refused_by or (withheld_by if item.needs == "relay" else "")
        for category in Category:
            permitted = not refusal and category in item.categories
            grant = Grant(item.recipient, item.purpose, category, permitted, refusal or item.rule)
            found[item.recipient, item.purpose, category] = grant
    return Grants(MappingProxyType(found))
