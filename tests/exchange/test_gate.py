"""The gate: nothing leaves without a rule, a decision where one is needed, and a leaf in the same transaction."""

import itertools
from dataclasses import replace
from datetime import date

import pytest
from exchange_cases import LEAF, NOON, STATION, TCN, Box, box, envelope

from tenprint.errors import DisclosureRefused
from tenprint.exchange import gate, mailbox
from tenprint.exchange.envelope import Kind
from tenprint.exchange.gate import Dissemination
from tenprint.ledger import log
from tenprint.ledger.leaf import decode, leaf_hash
from tenprint.sharing.decide import Decision

ROLES = ("booking", "state", "national", "immigration")
PERMIT = Decision(True, "activation[25025]", date(2011, 6, 8))
DENY = Decision(False, "activation[25017]", date(2011, 6, 8))
SUBJECT = "TP0000042"


def _outgoing(sender: str, recipient: str, kind: Kind) -> Dissemination:
    return Dissemination(sender, recipient, STATION, TCN, kind, TCN, STATION, b"a person's data", SUBJECT)


ANSWER = _outgoing("national", "state", Kind.SRE)
SEARCH = _outgoing("national", "immigration", Kind.SEARCH)


def _leaves(agency: Box) -> list[bytes]:
    return [row.body for row in agency.rows(log.LEAF)]


def test_every_route_has_rule_purpose_reference_and_a_known_need() -> None:
    routes = gate.routes()
    assert len(routes) >= 10
    for (sender, recipient, _), route in routes.items():
        assert sender in ROLES and recipient in ROLES and sender != recipient
        assert route.rule.strip() and route.purpose.strip() and route.reference.strip()
        assert route.needs in ("", "sharing", "relay")
    assert len({route.rule for route in routes.values()}) == len(routes)


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
