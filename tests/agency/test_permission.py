"""Properties that no change of a rule may break, the words of a refusal, and rules that cannot be used."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from permission_case import RULES, SCHEMA, TITLES, with_rules

from tenprint.agency.permission import (
    MAY_BE_REQUESTED,
    Action,
    Permission,
    Resource,
    permitted,
    require,
    who_may,
)
from tenprint.agency.permission_place import NATION, place_at, place_code, place_parents
from tenprint.agency.permission_rules import permission_rules, read_permission_rules
from tenprint.agency.role import ROLES
from tenprint.agency.staff import AGENCIES, Staff, staff_register
from tenprint.errors import BadInput, NotPermitted, RulesBroken

PLACES = ("US", "MA", "IL", "25025", "25017", "17031", "46113")
SWITCHING = (*MAY_BE_REQUESTED, Action.CONFIRM_FLIP_NATION)
SEEING = (Action.SEE_SWITCHES, Action.SEE_SUBMISSION)
STOPPED = with_rules(RULES + '@id("stop")\n@says("stop")\nforbid (principal, action, resource);\n')
IDS = ("desk-7", "activation-1", "activation-2")

staff = st.builds(
    Staff,
    st.sampled_from(IDS),
    st.sampled_from(TITLES),
    st.sampled_from(sorted(AGENCIES)),
    st.sampled_from(PLACES),
)
resources = st.builds(
    Resource, st.sampled_from(ROLES), st.sampled_from(PLACES), st.sampled_from([None, *IDS])
)
actions = st.sampled_from(list(Action))


def within(place: str, around: str) -> bool:
    """Whether a place is another or lies in it; written apart from the rules."""
    above = place_parents()
    one: str | None = place
    while one is not None and one != around:
        one = above[one]
    return one == around


@given(staff, actions, resources)
def test_a_prohibition_wins(who: Staff, action: Action, resource: Resource) -> None:
    answer = permitted(who, action, resource, rules=STOPPED)
    assert not answer.permitted
    assert "stop" in answer.rules


@given(staff, actions, resources)
def test_an_answer_is_by_permissions_or_by_prohibitions(
    who: Staff, action: Action, resource: Resource
) -> None:
    answer = permitted(who, action, resource)
    forbidding = permission_rules().prohibitions & set(answer.rules)
    assert forbidding == (set() if answer.permitted else set(answer.rules))
    assert answer.rules or not answer.permitted


@given(staff, actions.filter(lambda action: action not in SEEING), resources)
def test_an_auditor_never_acts(who: Staff, action: Action, resource: Resource) -> None:
    auditor = Staff(who.id, "records auditor", who.agency, who.jurisdiction)
    assert "auditor-only-sees" in permitted(auditor, action, resource).rules


@given(staff, actions, resources)
def test_the_public_sees_the_switches_and_nothing_else(
    who: Staff, action: Action, resource: Resource
) -> None:
    public = Staff(who.id, "public", who.agency, who.jurisdiction)
    assert permitted(public, action, resource).permitted == (action is Action.SEE_SWITCHES)


@given(staff, st.sampled_from(SWITCHING), resources)
def test_nobody_outside_the_federal_side_throws_its_switch(
    who: Staff, action: Action, resource: Resource
) -> None:
    if permitted(who, action, resource).permitted:
        assert (who.agency, who.jurisdiction, resource.agency) == ("national", NATION, "national")


@given(staff, resources)
def test_nobody_confirms_an_own_proposal(who: Staff, resource: Resource) -> None:
    if permitted(who, Action.CONFIRM_FLIP_NATION, resource).permitted:
        assert resource.proposed_by not in (None, who.id)


@given(staff, actions.filter(lambda action: action is not Action.SEE_SWITCHES), resources)
def test_nobody_acts_for_the_place_of_others(who: Staff, action: Action, resource: Resource) -> None:
    inside = within(resource.jurisdiction, who.jurisdiction)
    upward = action is Action.REQUEST_FLIP and within(who.jurisdiction, resource.jurisdiction)
    assert inside or upward or not permitted(who, action, resource).permitted


@given(staff, resources)
def test_a_title_that_no_rule_knows_only_sees_the_switches(who: Staff, resource: Resource) -> None:
    unknown = Staff(who.id, "king", who.agency, who.jurisdiction)
    answers = {action for action in Action if permitted(unknown, action, resource).permitted}
    assert answers == {Action.SEE_SWITCHES}


def test_the_schema_has_these_actions_and_no_other() -> None:
    statements = re.sub("//.*", "", SCHEMA).split(";")
    asked = [one.partition("appliesTo")[0].split() for one in statements if "appliesTo" in one]
    names = [
        word.rstrip(",")
        for words in asked
        for word in words[1 : words.index("in") if "in" in words else None]
    ]
    assert sorted(names) == sorted(action.value for action in Action)


def ask(name: str, action: Action, *resource: str) -> Permission:
    """One question to the demo's register."""
    return permitted(staff_register().staff(name), action, Resource(*resource))


def test_a_governor_is_told_who_may_and_who_may_ask() -> None:
    answer = ask("governor-ma", Action.FLIP_NATION, "national", "US")
    assert answer.rules == ("federal-switch-outside-federal-side",)
    assert answer.reason == (
        "Only the federal side throws the federal switch, at the national agency. "
        "Permitted to: activation officer. May be requested (request_flip) by: "
        "sheriff, county board, state identification officer, governor's office."
    )
    assert ask("governor-ma", Action.REQUEST_FLIP, "national", "US").permitted
    assert ask("governor-ma", Action.REQUEST_FLIP, "national", "25025").permitted
    assert not ask("governor-ma", Action.REQUEST_FLIP, "national", "17031").permitted


def test_two_persons_throw_the_nationwide_switch() -> None:
    assert ask("activation-1", Action.FLIP_NATION, "national", "US").permitted
    own = ask("activation-1", Action.CONFIRM_FLIP_NATION, "national", "US", "activation-1")
    assert own.rules == ("confirmation-by-proposer",)
    assert "Permitted to: activation officer, programme director." in own.reason
    for second in ("activation-2", "director"):
        answer = ask(second, Action.CONFIRM_FLIP_NATION, "national", "US", "activation-1")
        assert answer.rules == ("confirm-flip-nation-by-second-person",)


def test_a_denial_without_rules_has_its_reason() -> None:
    answer = ask("governor-ma", Action.SET_RELAY, "state", "MA")
    assert answer.rules == ()
    assert answer.reason == (
        "No rule permits this to the title governor's office. Permitted to: state identification officer."
    )


def test_what_nobody_may_is_said_to_be_so() -> None:
    answer = ask("activation-1", Action.FLIP_COUNTY, "national", "MA")
    assert answer.rules == ("county-is-named",)
    assert "Permitted to: nobody." in answer.reason


def test_who_may_is_found_for_a_place_without_staff_in_the_register() -> None:
    wyoming = place_at("county", "WY")
    assert who_may(Action.SET_RECEIPT, Resource("booking", wyoming)) == ("sheriff",)
    assert all(one.jurisdiction != wyoming for one in staff_register().members.values())


def test_a_county_has_one_code() -> None:
    assert Resource("national", "46102") == Resource("national", "46113")


def test_require_gives_the_rules_or_refuses() -> None:
    bureau = staff_register().staff("bureau-ma")
    assert require(bureau, Action.SET_RELAY, Resource("state", "MA")).rules == ("set-relay-by-state-bureau",)
    with pytest.raises(NotPermitted) as refused:
        require(bureau, Action.SET_RELAY, Resource("state", "IL"))
    assert str(refused.value).startswith(
        "set_relay for Illinois: not permitted to bureau-ma (state identification officer, Massachusetts) "
        "[outside-own-jurisdiction]. Staff see and act for their own jurisdiction alone"
    )
    assert refused.value.exit_status == 1


@pytest.mark.parametrize(("agency", "place"), [("police", "MA"), ("national", "99999"), ("national", "")])
def test_an_unknown_agency_or_place_is_bad_input(agency: str, place: str) -> None:
    with pytest.raises(BadInput, match="expected"):
        Resource(agency, place)


@pytest.mark.parametrize("place", ["ma", "25", "us", "25025 "])
def test_a_place_has_no_other_spelling(place: str) -> None:
    with pytest.raises(BadInput, match="jurisdiction: expected"):
        place_code(place)


GOOD = '@id("a")\n@says("a")\npermit (principal, action, resource);\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "permission.cedar:1: expected rules that each begin with a line @id"),
        ("// none\n", "permission.cedar:1: expected rules that each begin"),
        (
            "permit (principal, action, resource);\n" + GOOD,
            "permission.cedar:1: expected rules that each begin",
        ),
        (GOOD + GOOD, "permission.cedar:4: expected each @id once, found: 'a' again"),
        (
            GOOD + "permit (principal, action, resource);\n",
            "permission.cedar:1: expected one rule after each line",
        ),
        (
            GOOD + '@id("b")\npermit (principal, action, resource);\n',
            "permission.cedar:4: .*@id and @says.*@says None",
        ),
        (GOOD + '@id("")\n' + GOOD[9:], "permission.cedar:4: .*@id and @says"),
        (
            GOOD + '@id("b")\n@says("b")\npermit (principal, action);\n',
            "permission.cedar:4: expected a Cedar rule",
        ),
        (
            GOOD + GOOD.replace('"a"', '"b"').replace("resource", "resource == ?resource"),
            "cedar:4: .*without slots",
        ),
        (
            GOOD + GOOD.replace('"a"', '"b"').replace("principal,", 'principal == Title::"king",'),
            "permission.cedar:4: expected a rule that fits permission.cedarschema, found: .*`b`.*king",
        ),
        (
            GOOD + GOOD.replace('"a"', '"b"').replace("action,", 'action == Action::"flip",'),
            "permission.cedar:4: expected a rule that fits permission.cedarschema, found: .*flip",
        ),
        (
            GOOD + GOOD.replace('"a"', '"b"').replace(";", " when { context.proposed_by == context.staff };"),
            "permission.cedar:4: expected a rule that fits permission.cedarschema, found: .*proposed_by",
        ),
    ],
)
def test_broken_rules_are_named_with_their_line(text: str, message: str) -> None:
    with pytest.raises(RulesBroken, match=message):
        with_rules(text)


def test_a_broken_schema_is_named() -> None:
    with pytest.raises(RulesBroken, match=r"permission\.cedarschema: expected a Cedar schema"):
        read_permission_rules(RULES, SCHEMA.replace("appliesTo", "applies", 1))


def test_a_rule_that_cannot_be_evaluated_permits_nothing() -> None:
    # Cedar skips such a rule; where it is a prohibition, what it forbids would pass.
    broken = with_rules(
        RULES
        + '@id("b")\n@says("b")\nforbid (principal, action, resource)\n'
        + "when { 9223372036854775807 + (if resource.level == context.at then 2 else 1) == 0 };\n"
    )
    with pytest.raises(RulesBroken, match=r"expected rules that can be evaluated, found: .*`b`"):
        permitted(
            staff_register().staff("public"), Action.SEE_SWITCHES, Resource("national", "US"), rules=broken
        )
