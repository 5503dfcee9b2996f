"""May this officer see or do this, here? Asked of the rules in ``permission.cedar``, apart from the law.

The law (``sharing``) says whether a submission is shared; nothing in this module can share or withhold one. Who acts
is known by a local name of the register of staff.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from tenprint.agency.permission_place import place_at, place_code, place_name
from tenprint.agency.permission_rules import PermissionRules, permission_rules
from tenprint.agency.role import ROLES
from tenprint.agency.staff import Staff, staff_register
from tenprint.errors import BadInput, NotPermitted


class Action(StrEnum):
    """What staff may see or do; its groups and the levels of place are in ``permission.cedarschema``."""

    SEE_SWITCHES = "see_switches"
    SEE_SUBMISSION = "see_submission"
    EXAMINE = "examine"
    DETERMINE_STATUS = "determine_status"
    DECIDE_FIELD_ACTION = "decide_field_action"
    PROPOSE_AGREEMENT = "propose_agreement"
    SIGN_AGREEMENT = "sign_agreement"
    COUNTERSIGN_AGREEMENT = "countersign_agreement"
    REFUSE_AGREEMENT = "refuse_agreement"
    WITHDRAW_AGREEMENT = "withdraw_agreement"
    SUSPEND_AGREEMENT = "suspend_agreement"
    TERMINATE_AGREEMENTS = "terminate_agreements"
    SCHEDULE_ACTIVATION = "schedule_activation"
    FLIP_COUNTY = "flip_county"
    FLIP_STATE = "flip_state"
    FLIP_NATION = "flip_nation"
    CONFIRM_FLIP_NATION = "confirm_flip_nation"
    REQUEST_FLIP = "request_flip"
    SET_RELAY = "set_relay"
    SET_RECEIPT = "set_receipt"
    SET_POSITION = "set_position"  # what a county wishes; the wish of itself changes no switch
    CHANGE_DETAINER_POLICY = "change_detainer_policy"
    SET_ANSWER_TABLE = "set_answer_table"  # which of two texts the answers follow where the standard has two


MAY_BE_REQUESTED: Final = frozenset(
    {Action.SCHEDULE_ACTIVATION, Action.FLIP_COUNTY, Action.FLIP_STATE, Action.FLIP_NATION}
)
"""Acts on the federal switch that others may ask for, which is an act of its own."""


@dataclass(frozen=True, slots=True)
class Resource:
    """What is seen or acted on.

    Args:
        agency: the role of the agency whose submission, case or switch it is. Acts on agreements and requests are
            not tied to an agency; there it is the agency that writes them down.
        jurisdiction: the place concerned: ``US``, a state's postal code or a county's code.
        proposed_by: local name of who proposed the nationwide switch, where it is to be confirmed.

    Raises:
        BadInput: no such agency or place.
    """

    agency: str
    jurisdiction: str
    proposed_by: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no rule could speak of, and keep one code for each place."""
        if self.agency not in ROLES:
            raise BadInput(f"agency: expected one of {', '.join(ROLES)}, found {self.agency[:20]!r}")
        object.__setattr__(self, "jurisdiction", place_code(self.jurisdiction))


@dataclass(frozen=True, slots=True)
class Permission:
    """An answer, with the rules that decided; a denial without rules is one that no rule permits."""

    permitted: bool
    rules: tuple[str, ...]
    staff: Staff
    action: Action
    resource: Resource

    @property
    def reason(self) -> str:
        """Why, in words: what the deciding rules say and, after a denial, who may do it or ask for it."""
        says = permission_rules().says
        told = [says[rule] for rule in self.rules]
        if not self.permitted:
            told = told or [f"no rule permits this to the title {self.staff.title}"]
            told.append("permitted to: " + (", ".join(who_may(self.action, self.resource)) or "nobody"))
        if not self.permitted and self.action in MAY_BE_REQUESTED:
            titles = who_may(Action.REQUEST_FLIP, self.resource)
            told.append(f"may be requested ({Action.REQUEST_FLIP}) by: {', '.join(titles)}")
        return " ".join(f"{part[0].upper()}{part[1:]}." for part in told)


def permitted(
    staff: Staff, action: Action, resource: Resource, *, rules: PermissionRules | None = None
) -> Permission:
    """Ask whether one of the staff may do something; ``rules`` others than the package's are for tests.

    Raises:
        RulesBroken: a rule could not be evaluated.
    """
    (answer,) = (rules or permission_rules()).ask([_question(staff, action, resource)])
    return Permission(answer.permitted, answer.rules, staff, action, resource)


def require(staff: Staff, action: Action, resource: Resource) -> Permission:
    """Return the permission, whose rules a leaf may carry, or refuse.

    Raises:
        NotPermitted: the text names who, what, where, the rules and who may.
    """
    permission = permitted(staff, action, resource)
    if not permission.permitted:
        rules = f" [{', '.join(permission.rules)}]" if permission.rules else ""
        raise NotPermitted(
            f"{action} for {place_name(resource.jurisdiction)}: not permitted to {staff.id} ({staff.title}, "
            f"{place_name(staff.jurisdiction)}){rules}. {permission.reason}"
        )
    return permission


@lru_cache(maxsize=4096)
def who_may(action: Action, resource: Resource) -> tuple[str, ...]:
    """Return the titles to which the rules permit this, found by asking for each title of the demo's register.

    Each is asked for as if its holder acted for the place concerned, or for one around or within it.

    >>> who_may(Action.FLIP_NATION, Resource("national", "US"))
    ('activation officer',)
    """
    holders = _holders(resource.jurisdiction)
    answers = permission_rules().ask([_question(holder, action, resource) for holder in holders])
    found = [holder.title for holder, answer in zip(holders, answers, strict=True) if answer.permitted]
    return tuple(dict.fromkeys(found))


def _holders(place: str) -> Sequence[Staff]:
    """Return somebody of each title who could be concerned with a place."""
    return [
        Staff("somebody", title, agency, place_at(level, place))
        for title, agency, level in staff_register().kinds()
    ]


def _question(staff: Staff, action: Action, resource: Resource) -> dict[str, Any]:
    """Return a question in Cedar's form: the title asks about a place, and the rest is circumstance."""
    context: dict[str, Any] = {
        "staff": _entity("Staff", staff.id),
        "agency": staff.agency,
        "jurisdiction": _entity("Place", staff.jurisdiction),
        "at": resource.agency,
    }
    if resource.proposed_by is not None:
        context["proposed_by"] = _entity("Staff", resource.proposed_by)
    return {
        "principal": {"type": "Title", "id": staff.title},
        "action": {"type": "Action", "id": action.value},
        "resource": {"type": "Place", "id": resource.jurisdiction},
        "context": context,
    }


def _entity(kind: str, name: str) -> dict[str, Any]:
    """Return a reference to an entity, as Cedar reads it in a context."""
    return {"__entity": {"type": kind, "id": name}}
