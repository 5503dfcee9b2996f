"""The law between two dates of the files: every rule's one value, looked up instead of searched.

Nothing changes between two dates on which a value or a prohibition begins or ends, so all questions about a day of such
an interval share one snapshot. ``Rules.in_force`` makes and keeps them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tenprint.sharing.grant import Disclosure, Grants, disclosure_of, grants_of
from tenprint.sharing.model import Dated, Prohibition, Source

HYPOTHESIS = Source("", "a change that is tried", "-", "-")
"""The source of a value that nobody has set: it is tried, to see what would follow."""


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """Every value in force, by the path of its rule, and the prohibitions; equal only to itself."""

    values: Mapping[str, Dated | None]
    prohibitions: tuple[Prohibition, ...]
    disclosures: tuple[Disclosure, ...]
    _grants: dict[str, Grants] = field(default_factory=dict)

    def dated(self, rule_id: str) -> Dated | None:
        """Return the dated value of a rule, or None before its first or without such a rule."""
        return self.values.get(rule_id)

    def value(self, rule_id: str) -> Any:
        """Return the value of a rule, or None."""
        dated = self.values.get(rule_id)
        return None if dated is None else dated.value

    def state_rule(self, leaf: str, usps: str) -> str:
        """Return the path of a state's own rule, or of the default where it has none."""
        own = f"state/{usps}/{leaf}"
        return own if own in self.values else f"default/{leaf}"

    def local_rule(self, leaf: str, roster_fips: str, usps: str) -> str:
        """Return the path of a county's own rule, else of its state's, else of the default."""
        own = f"local/{roster_fips}/{leaf}"
        return own if own in self.values else self.state_rule(leaf, usps)

    def with_value(self, rule_id: str, value: Any, on: date) -> "InForce":
        """Return the law with another value of one rule, to try what would follow."""
        changed = Dated(value, on, HYPOTHESIS, standing="choice", note="a change that is tried")
        return replace(self, values={**self.values, rule_id: changed}, _grants={})

    def without(self, prohibition_id: str) -> "InForce":
        """Return the law without one prohibition."""
        kept = tuple(item for item in self.prohibitions if item.id != prohibition_id)
        return replace(self, prohibitions=kept, _grants={})

    def with_prohibition(self, added: Prohibition) -> "InForce":
        """Return the law with one prohibition more."""
        return replace(self, prohibitions=(*self.prohibitions, added), _grants={})

    def grants(self, refused_by: str, withheld_by: str) -> Grants:
        """Return what may go to whom, for what: all made once and kept.

        Args:
            refused_by: rule that denies sharing, or nothing where sharing is permitted.
            withheld_by: rule by which the second answer is not passed on to the police, or nothing.
        """
        found = self._grants.get(withheld_by)
        if found is None:
            found = self._grants[withheld_by] = grants_of(self.disclosures, withheld_by)
        return found.denied_by(refused_by) if refused_by else found


def snapshot(values: Mapping[str, Dated | None], prohibitions: tuple[Prohibition, ...]) -> InForce:
    """Make the law of an interval from its values and prohibitions."""
    disclosures = tuple(
        disclosure_of(rule_id, dated.value)
        for rule_id, dated in sorted(values.items())
        if rule_id.startswith("federal/disclosure/") and dated is not None
    )
    return InForce(values, prohibitions, disclosures)
