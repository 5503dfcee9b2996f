"""The gate: nothing leaves without a rule, a decision where one is needed, and a leaf in the same transaction."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from exchange_cases import LEAF, NOON, STATION, TCN, Box, box, envelope

from tenprint.errors import DisclosureRefused, RulesBroken
from tenprint.exchange import gate, mailbox
from tenprint.exchange.envelope import Kind
from tenprint.exchange.gate import Dissemination
from tenprint.ledger import log
from tenprint.ledger.leaf import decode, leaf_hash
from tenprint.sharing.decide import Decision, SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.grant import NO_GRANTS, Category, Purpose
from tenprint.sharing.rules import load

ROLES = ("booking", "state", "national", "immigration")
DAY = date(2011, 6, 8)
FACTS = SubmissionFacts("25025", "MA", SubmissionKind.CRIMINAL, retained=True)
PERMIT = decide(FACTS, DAY, load())
DENY = Decision(False, "activation[25017]", DAY)
SUBJECT = "TP0000042"
PRINTS, PERSON, CHARGE = Category.PRINTS, Category.BIOGRAPHICS, Category.CHARGE
REFORM = """
description: What if charges and photographs were not given?
reference: {{title: a test, date: 2011-06-08, address: none}}
changes:
  federal/disclosure/search:
    values:
      2008-01-01:
        value: {{recipient: immigration, purpose: search, needs: sharing, prints: {prints}, biographics: {prints},
                charge: false, photo: false}}
"""


def _outgoing(sender: str, recipient: str, kind: Kind) -> Dissemination:
    return Dissemination(sender, recipient, STATION, TCN, kind, TCN, STATION, b"a person's data", SUBJECT)


ANSWER = _outgoing("national", "state", Kind.SRE)
SEARCH = replace(_outgoing("national", "immigration", Kind.SEARCH), categories=frozenset({PRINTS}))
QUERY = _outgoing("national", "immigration", Kind.IAQ)


def _leaves(agency: Box) -> list[bytes]:
    return [row.body for row in agency.rows(log.LEAF)]


def test_every_route_has_rule_purpose_reference_and_a_known_need() -> None:
    routes = gate.routes()
    assert len(routes) >= 10
    for (sender, recipient, _), route in routes.items():
        assert sender in ROLES and recipient in ROLES and sender != recipient
        assert route.rule.strip() and route.purpose.strip() and route.reference.strip()
        assert route.needs in ("", "sharing", "relay")
        assert route.discloses in (None, *Purpose)
    assert len({route.rule for route in routes.values()}) == len(routes)


ROUTE = {
    "rule": "a-rule", "from": "national", "to": "immigration", "kind": "SEARCH", "purpose": "a search",
    "needs": "sharing", "discloses": "search", "reference": "a law",
}  # fmt: skip


def _routes(**changes: object) -> Mapping[tuple[str, str, Kind], gate.Route]:
    """The routes of a file with one entry; a change of None leaves its key out."""
    entry = {key: value for key, value in {**ROUTE, **changes}.items() if value is not None}
    return gate.routes_of(yaml.safe_dump({"description": "a test", "routes": [entry]}))


def test_a_route_is_read_with_its_conditions() -> None:
    (route,) = _routes().values()
    assert (route.needs, route.discloses) == ("sharing", Purpose.SEARCH)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"needs": None, "need": "sharing"}, "expected keys .* found .'need'"),
        ({"discloses": None, "disclose": "search"}, "expected keys .* found .'disclose'"),
        ({"needs": "shraing"}, "needs: expected one of .'relay', 'sharing'., found 'shraing'"),
        ({"needs": ""}, "needs: expected one of"),
        ({"needs": ["sharing"]}, "dissemination.yaml: route 1"),
        ({"needs": False}, "needs: expected one of"),
        ({"discloses": None}, "discloses: expected a purpose"),
        ({"discloses": "serach"}, "serach"),
        ({"kind": "SERACH"}, "SERACH"),
        ({"reference": None}, "reference"),
    ],
)
def test_a_misspelt_condition_opens_no_route(changes: dict[str, object], told: str) -> None:
    with pytest.raises(RulesBroken, match=told):
        _routes(**changes)


@pytest.mark.parametrize("key", sorted(gate.ROUTE_KEYS))
def test_no_misspelt_key_is_passed_over(key: str) -> None:
    with pytest.raises(RulesBroken, match="expected keys"):
        _routes(**{key + "s": "anything"})


@pytest.mark.parametrize(
    "text", ["", "routes: 5", "route: []", "routes: [5]", "routes: []\nrouts: []", "[", "5"]
)
def test_a_file_of_another_form_opens_no_route(text: str) -> None:
    with pytest.raises(RulesBroken, match=r"dissemination\.yaml"):
        gate.routes_of(text)


def test_two_routes_for_one_kind_between_the_same_two_are_refused() -> None:
    weaker = {key: value for key, value in ROUTE.items() if key not in ("needs", "discloses")}
    with pytest.raises(RulesBroken, match="expected once, found twice"):
        gate.routes_of(yaml.safe_dump({"description": "a test", "routes": [ROUTE, weaker]}))


def test_police_and_immigration_have_no_route_between_them() -> None:
    pairs = {frozenset(key[:2]) for key in gate.routes()}
    assert pairs == {
        frozenset({"booking", "state"}),
        frozenset({"state", "national"}),
        frozenset({"national", "immigration"}),
    }


def test_what_reaches_immigration_with_a_persons_prints_needs_the_sharing_decision() -> None:
    for (_, recipient, kind), route in gate.routes().items():
        assert (route.needs == "sharing") == (recipient == "immigration" and kind is Kind.SEARCH)


def test_what_carries_immigration_data_says_what_it_discloses() -> None:
    found = {key: route.discloses for key, route in gate.routes().items() if route.discloses}
    assert found == {
        ("national", "immigration", Kind.SEARCH): Purpose.SEARCH,
        ("national", "immigration", Kind.IAQ): Purpose.STATUS_QUERY,
        ("national", "state", Kind.SSR): Purpose.SECOND_ANSWER,
        ("state", "booking", Kind.SSR): Purpose.SECOND_ANSWER,
    }


@pytest.mark.parametrize(("sender", "recipient", "kind"), list(itertools.product(ROLES, ROLES, Kind)))
def test_what_is_not_listed_is_refused_and_leaves_nothing(sender: str, recipient: str, kind: Kind) -> None:
    if (sender, recipient, kind) in gate.routes():
        return
    agency = box()
    for decision in (None, PERMIT):
        with agency.writing() as connection, pytest.raises(DisclosureRefused, match="no rule permits"):
            gate.disseminate(connection, _outgoing(sender, recipient, kind), at=NOON, decision=decision)
    with pytest.raises(DisclosureRefused):
        gate.check_arrival(envelope(sender=sender, recipient=recipient, kind=kind))
    assert not agency.rows(mailbox.outbox)
    assert not _leaves(agency)


def test_a_permitted_one_has_an_outbox_row_which_carries_its_leafs_hash() -> None:
    agency = box()
    with agency.writing() as connection:
        leaf = gate.disseminate(connection, ANSWER, at=NOON)
    (body,) = _leaves(agency)
    (row,) = agency.rows(mailbox.outbox)
    assert leaf == leaf_hash(body).hex() == row.leaf
    found = decode(body)
    assert (found.kind, found.actor, found.recipient) == ("dissemination", "national", "state")
    assert found.rule == "answer-to-state"
    assert found.purpose == gate.routes()["national", "state", Kind.SRE].purpose
    assert row.body == ANSWER.body


def test_the_deciding_rule_is_the_leafs_rule() -> None:
    agency = box()
    with agency.writing() as connection:
        assert gate.disseminate(connection, SEARCH, at=NOON, decision=PERMIT)
    assert decode(_leaves(agency)[0]).rule == PERMIT.rule


def _decision(folder: Path, *, prints: bool) -> Decision:
    """A permit under the reform, which withholds charge and photograph, or everything."""
    reform = folder / "reform.yaml"
    reform.write_text(REFORM.format(prints=str(prints).lower()))
    return decide(FACTS, DAY, load(reform))


def test_the_leaf_says_which_categories_went(tmp_path: Path) -> None:
    agency = box()
    outgoing = replace(SEARCH, categories=frozenset({PRINTS, PERSON}))
    with agency.writing() as connection:
        gate.disseminate(connection, outgoing, at=NOON, decision=_decision(tmp_path, prints=True))
        gate.disseminate(connection, replace(ANSWER, tcn="S" * 10), at=NOON)
    search, answer = map(decode, _leaves(agency))
    assert search.detail["categories"] == "biographics prints"
    assert "categories" not in answer.detail


@pytest.mark.parametrize(
    ("prints", "sent"), [(True, {PRINTS, CHARGE}), (True, set()), (False, {PRINTS}), (False, set())]
)
def test_what_the_decision_does_not_grant_is_refused(
    tmp_path: Path, prints: bool, sent: set[Category]
) -> None:
    """A permit that grants nothing lets nothing go, and nobody can hand in more than a decision grants."""
    agency, decision = box(), _decision(tmp_path, prints=prints)
    outgoing = replace(SEARCH, categories=frozenset(sent))
    assert decision.permitted
    for grants in (None, PERMIT.grants):
        with agency.writing() as connection, pytest.raises(DisclosureRefused, match="granted categories"):
            gate.disseminate(connection, outgoing, at=NOON, decision=decision, grants=grants)
    assert not agency.rows(mailbox.outbox)
    assert not _leaves(agency)


def test_a_later_message_needs_the_grants_that_were_kept() -> None:
    agency, query = box(), replace(QUERY, categories=frozenset({PERSON}))
    with agency.writing() as connection, pytest.raises(DisclosureRefused, match="expected grants for status"):
        gate.disseminate(connection, query, at=NOON)
    with agency.writing() as connection, pytest.raises(DisclosureRefused, match="none is granted"):
        gate.disseminate(connection, query, at=NOON, grants=NO_GRANTS)
    photo = replace(query, categories=frozenset({PERSON, Category.PHOTO}))
    with agency.writing() as connection, pytest.raises(DisclosureRefused, match="granted categories"):
        gate.disseminate(connection, photo, at=NOON, grants=PERMIT.grants)
    assert not _leaves(agency)
    with agency.writing() as connection:
        assert gate.disseminate(connection, query, at=NOON, grants=PERMIT.grants)
    assert decode(_leaves(agency)[0]).detail["categories"] == "biographics"


def test_an_outcome_alone_needs_no_category() -> None:
    agency, answer = box(), _outgoing("national", "state", Kind.SSR)
    with agency.writing() as connection:
        assert gate.disseminate(connection, answer, at=NOON, grants=NO_GRANTS)
    assert decode(_leaves(agency)[0]).detail["categories"] == ""


def test_a_route_that_discloses_nothing_carries_no_category() -> None:
    outgoing = replace(ANSWER, categories=frozenset({PERSON}))
    with box().writing() as connection, pytest.raises(DisclosureRefused, match="expected no category"):
        gate.disseminate(connection, outgoing, at=NOON, grants=PERMIT.grants)


def test_a_denied_one_leaves_a_refusal_and_no_outbox_row() -> None:
    agency = box()
    with agency.writing() as connection:
        assert gate.disseminate(connection, SEARCH, at=NOON, decision=DENY) is None
    (body,) = _leaves(agency)
    assert (decode(body).kind, decode(body).rule) == ("refusal", DENY.rule)
    assert not agency.rows(mailbox.outbox)


@pytest.mark.parametrize(("outgoing", "decision"), [(SEARCH, None), (ANSWER, PERMIT), (ANSWER, DENY)])
def test_a_missing_or_needless_decision_is_refused(
    outgoing: Dissemination, decision: Decision | None
) -> None:
    agency = box()
    with agency.writing() as connection, pytest.raises(DisclosureRefused, match="expected a decision"):
        gate.disseminate(connection, outgoing, at=NOON, decision=decision)
    assert not agency.rows(mailbox.outbox)
    assert not _leaves(agency)


def test_leaf_and_outbox_row_are_one_transaction() -> None:
    agency = box()
    with agency.engine.connect() as connection:  # ended without a commit, as by a kill
        gate.disseminate(connection, ANSWER, at=NOON)
        assert len(log.by_tcn(connection, TCN)) == 1
    assert not agency.rows(mailbox.outbox)
    assert not _leaves(agency)


def test_a_leaf_that_cannot_be_posted_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    agency = box()

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(gate.mailbox, "post", fails)
    with pytest.raises(OSError, match="disk full"), agency.writing() as connection:
        gate.disseminate(connection, ANSWER, at=NOON)
    assert not _leaves(agency)


def test_the_leaf_names_nobody_and_is_found_by_the_subjects_number() -> None:
    agency = box()
    with agency.writing() as connection:
        gate.disseminate(connection, ANSWER, at=NOON)
        gate.disseminate(connection, replace(ANSWER, tcn="S" * 10), at=NOON)
        gate.disseminate(connection, replace(ANSWER, tcn="O" * 10, subject="TP0000043"), at=NOON)
        assert len(log.by_subject(connection, SUBJECT)) == 2
    bodies = _leaves(agency)
    assert all(SUBJECT.encode() not in body for body in bodies)
    digests = [decode(body).subject_digest for body in bodies]
    assert len(set(digests)) == 3, "equal subjects must not be seen to be equal"


@pytest.mark.parametrize("leaf", ["", "ab" * 31, "AB" * 32, "zz" * 32, "ab" * 33])
def test_an_arrival_without_the_senders_leaf_is_refused(leaf: str) -> None:
    with pytest.raises(DisclosureRefused, match="leaf hash"):
        gate.check_arrival(envelope(leaf=leaf))


def test_an_arrival_by_a_known_route_with_a_leaf_is_taken() -> None:
    gate.check_arrival(envelope(leaf=LEAF))
