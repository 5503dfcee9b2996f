"""Who may see and do what, title by title: compared with the golden matrix, which notices any rule that is changed."""

import pytest
import yaml
from permission_case import GOLDEN, RULE, RULES, TITLES, matrix_script, mutants, with_rules

from tenprint.agency.permission import Action

EXPECTED = yaml.safe_load((GOLDEN / "permissions.yaml").read_text(encoding="utf-8"))


def test_the_matrix_is_what_its_script_makes() -> None:
    assert (GOLDEN / "permissions.yaml").read_text(encoding="utf-8") == matrix_script().page()


def test_the_matrix_has_every_title_and_action() -> None:
    assert sorted(EXPECTED) == sorted(TITLES)
    assert all(list(actions) == [action.value for action in Action] for actions in EXPECTED.values())


def test_every_rule_decides_something() -> None:
    deciding = {
        rule
        for actions in EXPECTED.values()
        for answers in actions.values()
        for answer in answers.values()
        for rule in answer.split()[1:]
    }
    assert deciding == {rule[1] for rule in RULE.finditer(RULES)}


@pytest.mark.parametrize("name", mutants())
def test_a_changed_rule_is_noticed(name: str) -> None:
    assert matrix_script().matrix(with_rules(mutants()[name])) != EXPECTED


def test_there_is_a_mutant_for_every_rule() -> None:
    gone = [name for name in mutants() if name.endswith(": gone")]
    assert len(gone) == RULES.count("\n@id(") > 20
    assert len(mutants()) > 3 * len(gone)


def permitted_to(action: Action, case: str = "own") -> set[str]:
    """The titles that the matrix permits an action."""
    return {title for title, actions in EXPECTED.items() if actions[action][case].startswith("permit ")}


# Written by hand, so that a wrong matrix made anew is noticed.
@pytest.mark.parametrize(
    ("action", "titles"),
    [
        (Action.SEE_SWITCHES, set(TITLES)),
        (Action.EXAMINE, {"examiner"}),
        (Action.DETERMINE_STATUS, {"status officer"}),
        (Action.DECIDE_FIELD_ACTION, {"field officer"}),
        (Action.PROPOSE_AGREEMENT, {"headquarters signatory"}),
        (Action.SIGN_AGREEMENT, {"governor's office", "state identification officer"}),
        (Action.COUNTERSIGN_AGREEMENT, {"headquarters signatory"}),
        (Action.WITHDRAW_AGREEMENT, {"governor's office", "state identification officer"}),
        (Action.TERMINATE_AGREEMENTS, {"headquarters signatory"}),
        (Action.SCHEDULE_ACTIVATION, {"activation officer"}),
        (Action.FLIP_COUNTY, {"activation officer"}),
        (Action.FLIP_STATE, {"activation officer"}),
        (Action.FLIP_NATION, {"activation officer"}),
        (Action.CONFIRM_FLIP_NATION, {"activation officer", "programme director"}),
        (
            Action.REQUEST_FLIP,
            {"governor's office", "state identification officer", "sheriff", "county board"},
        ),
        (Action.SET_RELAY, {"state identification officer"}),
        (Action.SET_RECEIPT, {"sheriff"}),
        (Action.CHANGE_DETAINER_POLICY, {"sheriff", "county board"}),
    ],
)
def test_an_action_is_for_these_titles_alone(action: Action, titles: set[str]) -> None:
    assert permitted_to(action) == titles


def test_nobody_confirms_an_own_proposal_or_none() -> None:
    assert permitted_to(Action.CONFIRM_FLIP_NATION, "own_proposal") == set()
    assert permitted_to(Action.CONFIRM_FLIP_NATION, "unproposed") == set()
