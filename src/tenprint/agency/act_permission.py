"""Whose an act is: the action of ``permission.cedar`` that it needs, and the console at which it is written down."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tenprint.agency import role
from tenprint.agency.permission import Action, Permission, Resource, permitted, require
from tenprint.agency.staff import Staff
from tenprint.errors import BadInput
from tenprint.sharing.act import HOLDINGS, NATION, ActKind, level_of, words

_ACTIONS: Final[Mapping[ActKind, Action]] = MappingProxyType(
    {
        ActKind.PROPOSE: Action.PROPOSE_AGREEMENT,
        ActKind.SIGN: Action.SIGN_AGREEMENT,
        ActKind.COUNTERSIGN: Action.COUNTERSIGN_AGREEMENT,
        ActKind.REFUSE: Action.REFUSE_AGREEMENT,
        ActKind.WITHDRAW: Action.WITHDRAW_AGREEMENT,
        ActKind.SUSPEND: Action.SUSPEND_AGREEMENT,
        ActKind.RESUME: Action.SUSPEND_AGREEMENT,  # who may suspend may take it up again
        ActKind.TERMINATE: Action.TERMINATE_AGREEMENTS,
        ActKind.WANT_OUT: Action.SET_POSITION,
        ActKind.WANT_IN: Action.SET_POSITION,
        ActKind.RECEIVE: Action.SET_RECEIPT,
        ActKind.DECLINE_RECEIPT: Action.SET_RECEIPT,
    }
)
_FLIPS: Final[Mapping[str, Action]] = MappingProxyType(
    {"county": Action.FLIP_COUNTY, "state": Action.FLIP_STATE, "nation": Action.FLIP_NATION}
)


def act_permission(who: Staff, kind: ActKind, place: str, *, later: bool) -> Permission:
    """Ask whether one of the staff may do an act; an order for a day to come is a schedule, except for the nation."""
    action = _ACTIONS.get(kind)
    if action is None:
        scheduled = later and place != NATION
        action = Action.SCHEDULE_ACTIVATION if scheduled else _FLIPS[level_of(place)]
    return permitted(who, action, Resource(HOLDINGS[kind].role, place))


def check_console(agency: str, who: Staff, kind: ActKind, permission: Permission) -> None:
    """Refuse what cannot be written down here: an act is done at its holder's console, and asked for at one's own.

    Raises:
        BadInput: it belongs to another console.
        NotPermitted: it may not even be asked for.
    """
    holder = HOLDINGS[kind].role
    if permission.permitted and holder != agency:
        raise BadInput(
            f"{words(kind)}: expected at the console of: {role.title(holder)}, found: {role.title(agency)}"
        )
    if not permission.permitted:
        require(who, Action.REQUEST_FLIP, permission.resource)
        if agency not in (who.agency, "national"):
            raise BadInput(
                f"{who.id}: expected to ask at the console of: {role.title(who.agency)}, found: {role.title(agency)}"
            )
