"""Write the matrix of permissions anew: ``python tests/golden/agency/make_permissions.py``; read the diff.

Every title of the demo's register is asked for every action, for places of its own, for another's, at another agency
than the action's own, and for a place of the wrong level; the nationwide switch also for who proposed it.
"""

from functools import cache
from pathlib import Path

from tenprint.agency.permission import Action, Resource, permitted
from tenprint.agency.permission_place import place_at
from tenprint.agency.permission_rules import PermissionRules, permission_rules
from tenprint.agency.role import ROLES
from tenprint.agency.staff import Staff, staff_register

FILE = Path(__file__).parent / "permissions.yaml"
HEAD = """\
# title, action, case: permit or deny, and the rules that decided; a bare deny is one that no rule permits.
# own: a place that the holder acts for, or that lies around or within it. other: a place of another state.
# elsewhere: as own, at another agency. misplaced: the nation instead of a part, or a state instead of the nation.
# unproposed, own_proposal: as own, where nobody or the holder proposed the nationwide switch.
# Made by make_permissions.py beside this file; do not edit.
"""
DONE_AT = {
    Action.SEE_SWITCHES: ("national", "county"),
    Action.SEE_SUBMISSION: ("own", "county"),
    Action.EXAMINE: ("national", "county"),
    Action.DETERMINE_STATUS: ("immigration", "county"),
    Action.DECIDE_FIELD_ACTION: ("immigration", "county"),
    Action.PROPOSE_AGREEMENT: ("immigration", "state"),
    Action.SIGN_AGREEMENT: ("state", "state"),
    Action.COUNTERSIGN_AGREEMENT: ("immigration", "state"),
    Action.REFUSE_AGREEMENT: ("state", "state"),
    Action.WITHDRAW_AGREEMENT: ("state", "state"),
    Action.SUSPEND_AGREEMENT: ("state", "state"),
    Action.TERMINATE_AGREEMENTS: ("immigration", "nation"),
    Action.SCHEDULE_ACTIVATION: ("national", "county"),
    Action.FLIP_COUNTY: ("national", "county"),
    Action.FLIP_STATE: ("national", "state"),
    Action.FLIP_NATION: ("national", "nation"),
    Action.CONFIRM_FLIP_NATION: ("national", "nation"),
    Action.REQUEST_FLIP: ("national", "state"),
    Action.SET_RELAY: ("state", "state"),
    Action.SET_RECEIPT: ("booking", "county"),
    Action.SET_POSITION: ("booking", "county"),
    Action.CHANGE_DETAINER_POLICY: ("booking", "county"),
    Action.SET_ANSWER_TABLE: ("national", "nation"),
}
"""Each action with the agency at which it is done (``own``: at each its own) and the level of the place concerned."""


def holders() -> list[Staff]:
    """One of the staff for each title, the first of the register."""
    first: dict[str, Staff] = {}
    for one in staff_register().members.values():
        first.setdefault(one.title, one)
    return list(first.values())


def cases(holder: Staff, action: Action) -> dict[str, Resource]:
    """What a title is asked about for one action."""
    at, level = DONE_AT[action]
    if at == "own":
        at = holder.agency if holder.agency in ROLES else ROLES[0]
    elsewhere = ROLES[(ROLES.index(at) + 1) % len(ROLES)]
    proposed_by = "somebody-else" if action is Action.CONFIRM_FLIP_NATION else None
    place = place_at(level, holder.jurisdiction)
    other = "WY" if level == "state" else place_at(level, "WY")
    wrong = place_at("state" if level == "nation" else "nation", holder.jurisdiction)
    found = {"own": Resource(at, place, proposed_by)}
    if level != "nation":
        found["other"] = Resource(at, other)
    found["elsewhere"] = Resource(elsewhere, place, proposed_by)
    found["misplaced"] = Resource(at, wrong, proposed_by)
    if action is Action.CONFIRM_FLIP_NATION:
        found |= {"unproposed": Resource(at, place), "own_proposal": Resource(at, place, holder.id)}
    return found


@cache
def questions() -> list[tuple[Staff, Action, str, Resource]]:
    """Everything that is asked, in the order of the file."""
    return [
        (holder, action, case, resource)
        for holder in holders()
        for action in Action
        for case, resource in cases(holder, action).items()
    ]


def matrix(rules: PermissionRules) -> dict[str, dict[str, dict[str, str]]]:
    """Every answer, by title, action and case."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for holder, action, case, resource in questions():
        answer = permitted(holder, action, resource, rules=rules)
        told = " ".join(["permit" if answer.permitted else "deny", *answer.rules])
        found.setdefault(holder.title, {}).setdefault(action.value, {})[case] = told
    return found


def page() -> str:
    """The whole file."""
    lines = [HEAD]
    for title, actions in matrix(permission_rules()).items():
        lines.append(f"\n{title}:\n")
        for action, answers in actions.items():
            lines.append(f"  {action}:\n")
            lines += [f"    {case}: {answer}\n" for case, answer in answers.items()]
    return "".join(lines)


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
