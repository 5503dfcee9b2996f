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


@dataclass(frozen=True, slots=True, eq=False)
class Grants:
    """All grants of a decision. What is not listed is denied; with ``refused_by`` that one rule denies everything.

    A refusal shares the table of what would be granted: the rules that refuse are as many as there are counties.
    """

    by_key: Mapping[tuple[str, Purpose, Category], Grant]
    refused_by: str = ""

    def __iter__(self) -> Iterator[Grant]:
        return map(self._refused, self.by_key.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grants) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def permits(self, recipient: str, purpose: Purpose, category: Category) -> bool:
        """Tell whether a category may go to a recipient for a purpose."""
        found = self.by_key.get((recipient, purpose, category))
        return found is not None and found.permitted and not self.refused_by

    def categories(self, recipient: str, purpose: Purpose) -> frozenset[Category]:
        """Return the categories which may go to a recipient for a purpose."""
        return frozenset(category for category in Category if self.permits(recipient, purpose, category))

    def rule_of(self, recipient: str, purpose: Purpose, category: Category) -> str | None:
        """Return the rule that grants or denies a category, or None where no rule speaks of it."""
        found = self.by_key.get((recipient, purpose, category))
        return None if found is None else self._refused(found).rule

    def and_also(self, other: "Grants") -> "Grants":
        """Return what both permit; where either denies, its rule denies."""
        mine, theirs = self._listed(), other._listed()
        pairs = {key: (one, theirs[key]) for key, one in mine.items() if key in theirs}
        return Grants(
            MappingProxyType({key: two if one.permitted else one for key, (one, two) in pairs.items()})
        )

    def denied_by(self, rule: str) -> "Grants":
        """Return the same list with everything denied by one rule."""
        return Grants(self.by_key, rule)

    def _refused(self, grant: Grant) -> Grant:
        """A grant as it stands under the refusal, if there is one."""
        return replace(grant, permitted=False, rule=self.refused_by) if self.refused_by else grant

    def _listed(self) -> dict[tuple[str, Purpose, Category], Grant]:
        """All grants by their key, the refusal applied."""
        return {key: self._refused(grant) for key, grant in self.by_key.items()}

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


def grants_of(disclosures: tuple[Disclosure, ...], withheld_by: str) -> Grants:
    """Make the grants of a decision that permits; ``withheld_by`` is the rule that holds back what needs the relay."""
    found: dict[tuple[str, Purpose, Category], Grant] = {}
    for item in disclosures:
        refusal = withheld_by if item.needs == "relay" else ""
        for category in Category:
            permitted = not refusal and category in item.categories
            grant = Grant(item.recipient, item.purpose, category, permitted, refusal or item.rule)
            found[item.recipient, item.purpose, category] = grant
    return Grants(MappingProxyType(found))
