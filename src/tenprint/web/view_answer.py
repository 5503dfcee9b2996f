"""The straight answer as a page shows it: who gets what, as rows."""

from dataclasses import dataclass

from tenprint.sharing.grant import Category, Grants
from tenprint.sharing.inquiry_local import RECIPIENTS


@dataclass(frozen=True, slots=True)
class Row:
    """What of a person goes to one recipient for one purpose: each category with yes or no, and the rule."""

    recipient: str
    purpose: str
    permitted: dict[str, bool]
    rule: str


def granted(grants: Grants) -> list[Row]:
    """The grants of a decision as rows, one for each recipient and purpose."""
    rows: dict[tuple[str, str], Row] = {}
    for grant in grants:
        key = (grant.recipient, grant.purpose.value)
        name = RECIPIENTS[grant.recipient]
        row = rows.setdefault(key, Row(name, grant.purpose.value, {}, grant.rule))
        row.permitted[grant.category.value] = grant.permitted
    return list(rows.values())


CATEGORIES = tuple(category.value for category in Category)
