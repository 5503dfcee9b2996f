"""Grants: what two days permit together, what one rule denies, and how they are kept."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tenprint.sharing.decide import SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.grant import (
    NO_GRANTS,
    Category,
    Disclosure,
    Grants,
    Purpose,
    grants_from_json,
    grants_of,
)
from tenprint.sharing.rules import load

KEYS = [(recipient, purpose) for recipient in ("immigration", "state", "booking") for purpose in Purpose]
allowed = st.sets(st.sampled_from(Category)).map(frozenset)


@st.composite
def grants(draw: st.DrawFn) -> Grants:
    """Grants of any rules: each allows some categories, and needs relay or not."""
    named = draw(st.sets(st.sampled_from(KEYS)))
    disclosures = tuple(
        Disclosure(
            f"rule {draw(st.integers(0, 9))}",
            recipient,
            purpose,
            draw(st.sampled_from(["sharing", "relay"])),
            draw(allowed),
        )
        for recipient, purpose in sorted(named)
    )
    found = grants_of(disclosures, draw(st.sampled_from(["", "relay"])))
    refused_by = draw(st.sampled_from(["", "refused"]))
    return found.denied_by(refused_by) if refused_by else found


@given(grants(), grants())
def test_two_days_permit_together_what_each_permits(one: Grants, other: Grants) -> None:
    both = one.and_also(other)
    for recipient, purpose in KEYS:
        expected = one.categories(recipient, purpose) & other.categories(recipient, purpose)
        assert both.categories(recipient, purpose) == expected
    for grant in both:
        place = (grant.recipient, grant.purpose, grant.category)
        if not grant.permitted:
            denying = [day for day in (one, other) if not day.permits(*place)]
            assert grant.rule == denying[0].rule_of(*place)


@given(grants())
def test_what_is_kept_is_read_back(found: Grants) -> None:
    assert grants_from_json(json.loads(json.dumps(found.as_json()))) == found


@given(grants())
def test_denied_by_a_rule_nothing_goes_and_the_rule_is_named(found: Grants) -> None:
    denied = found.denied_by("the rule")
    assert denied.by_key.keys() == found.by_key.keys()
    assert {(grant.permitted, grant.rule) for grant in denied} <= {(False, "the rule")}


def test_a_grant_names_its_rule_and_what_no_rule_names_has_none() -> None:
    facts = SubmissionFacts("25025", "MA", SubmissionKind.CRIMINAL, retained=True)
    found = decide(facts, date(2011, 6, 8), load()).grants
    place = ("immigration", Purpose.SEARCH, Category.PRINTS)
    assert found.rule_of(*place) == "federal/disclosure/search"
    assert NO_GRANTS.rule_of(*place) is None
