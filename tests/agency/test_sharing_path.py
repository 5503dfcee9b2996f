"""The gate at the national agency: decided twice, denied by a fault, and every disclosure accounted for."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from network_case import LATER_STATION, NOON, STATION, Case, card, people, switch

from tenprint.agency import journal
from tenprint.agency.national import service as national_service
from tenprint.agency.national.journey import NationalState
from tenprint.errors import BadInput
from tenprint.exchange import mailbox
from tenprint.identity.number import ORI
from tenprint.ledger import log
from tenprint.sharing.act import ActKind
from tenprint.sim.clerk import Clerk
from tenprint.sim.story.cast import Case as Who

pytestmark = pytest.mark.xdist_group("network")


def _sent_to_immigration(case: Case) -> int:
    with case.network.national.store.reading() as connection:
        table = mailbox.outbox
        query = sa.select(sa.func.count()).where(table.c.recipient == "immigration", table.c.kind != "ACT")
        return int(connection.execute(query).scalar_one())


def _refused(case: Case, tcn: str) -> list[str | None]:
    """Rules of the disclosures to immigration that were refused."""
    leaves = case.leaves("national", tcn)
    return [leaf.rule for leaf in leaves if leaf.kind == "refusal" and leaf.recipient == "immigration"]


def test_a_county_not_switched_on_is_answered_and_not_shared(case: Case) -> None:
    tcn = case.submit(card(Who.UNKNOWN, station=LATER_STATION))
    row = case.row("national", tcn)
    assert row.state == NationalState.ANSWERED
    assert row.facts["sharing"]["permitted"] is False
    assert row.facts["sharing"]["rule"] == "activation[25017]"
    assert _refused(case, tcn) == ["activation[25017]"]
    assert _sent_to_immigration(case) == 0
    assert case.row("booking", tcn).facts["first"]["tot"] == "SRE"
    assert not case.leaves("immigration")


@pytest.mark.parametrize(
    "error", [BadInput("county: none"), ValueError("a bug of ours")], ids=["refused", "bug"]
)
def test_a_fault_in_the_decision_denies_and_raises_an_alarm(
    case: Case, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(national_service, "decide", fails)
    tcn = case.submit(card(Who.UNKNOWN))
    row = case.row("national", tcn)
    assert row.state == NationalState.ANSWERED
    assert row.facts["sharing"]["permitted"] is False
    alarms = [leaf for leaf in case.leaves("national", tcn) if leaf.kind == "security"]
    assert [leaf.detail["gate_fault"] for leaf in alarms] == [type(error).__name__]
    assert _refused(case, tcn) == ["gate fault"]
    assert _sent_to_immigration(case) == 0
    assert case.row("booking", tcn).facts["first"]["tot"] == "SRE", "the answer does not wait for the gate"


def test_both_days_must_permit_the_day_of_receipt_and_the_day_of_sending(case: Case) -> None:
    network = case.network
    tcn = network.booking.submit(card(Who.UNKNOWN))
    while network.booking.drain() or network.state.drain():
        pass
    tomorrow = NOON.date() + timedelta(days=1)
    switch(network, "25025", False, tomorrow)
    case.clock.advance(timedelta(days=1))
    network.settle()
    row = case.row("national", tcn)
    sharing = row.facts["sharing"]
    assert row.received_at == NOON
    assert (sharing["permitted"], sharing["rule"]) == (False, "activation[25025]")
    assert (sharing["on"], sharing["leaf"]) == (tomorrow.isoformat(), None)
    assert _refused(case, tcn) == ["activation[25025]"]
    assert _sent_to_immigration(case) == 0


def test_what_was_received_before_the_switch_is_not_shared_after_it(case: Case) -> None:
    network = case.network
    tcn = network.booking.submit(card(Who.UNKNOWN, station=LATER_STATION))
    while network.booking.drain() or network.state.drain():
        pass
    switch(network, "25017", True, NOON.date() + timedelta(days=1))
    case.clock.advance(timedelta(days=1))
    network.settle()
    assert case.row("national", tcn).facts["sharing"]["on"] == NOON.date().isoformat()
    assert _sent_to_immigration(case) == 0


CENTRAL_STATION = ORI("AL099TP01")  # Monroe County: switched on on 2011-06-14, five hours behind UTC
CENTRAL_MIDNIGHT = datetime(2011, 6, 14, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("received", "sent", "permitted", "on"),
    [
        (CENTRAL_MIDNIGHT - SECOND, CENTRAL_MIDNIGHT - SECOND, False, "2011-06-13"),
        (CENTRAL_MIDNIGHT - SECOND, CENTRAL_MIDNIGHT, False, "2011-06-13"),
        (CENTRAL_MIDNIGHT - 4 * 3600 * SECOND, CENTRAL_MIDNIGHT - SECOND, False, "2011-06-13"),
        (CENTRAL_MIDNIGHT, CENTRAL_MIDNIGHT, True, "2011-06-14"),
        (CENTRAL_MIDNIGHT + 20 * 3600 * SECOND, CENTRAL_MIDNIGHT + 23 * 3600 * SECOND, True, "2011-06-14"),
    ],
    ids=[
        "a second before",
        "sent after it",
        "the next day in UTC",
        "at midnight",
        "the next day in UTC again",
    ],
)
def test_the_day_of_the_switch_begins_at_midnight_of_the_county(
    case: Case, received: datetime, sent: datetime, permitted: bool, on: str
) -> None:
    sharing = _received_and_sent(case, CENTRAL_STATION, received, sent)
    assert (sharing["permitted"], sharing["on"]) == (permitted, on)
    assert sharing["rule"] == "activation[01099]"
    assert _sent_to_immigration(case) == int(permitted)


def test_what_waits_over_the_countys_midnight_is_not_sent_once_it_is_switched_off(case: Case) -> None:
    midnight = datetime(2011, 6, 9, 4, tzinfo=UTC)  # of Suffolk County, four hours behind UTC
    switch(case.network, "25025", False, midnight.date())
    sharing = _received_and_sent(case, STATION, midnight - SECOND, midnight + SECOND)
    assert (sharing["permitted"], sharing["on"]) == (False, "2011-06-09")
    assert sharing["rule"] == "activation[25025]"
    assert _sent_to_immigration(case) == 0


def test_what_is_sent_in_the_last_second_of_the_countys_day_is_shared(case: Case) -> None:
    midnight = datetime(2011, 6, 9, 4, tzinfo=UTC)
    switch(case.network, "25025", False, midnight.date())
    assert _received_and_sent(case, STATION, midnight - 2 * SECOND, midnight - SECOND)["permitted"]


def _received_and_sent(case: Case, station: ORI, received: datetime, sent: datetime) -> dict[str, Any]:
    """What was decided of a card that the national agency received at one instant and worked on at another."""
    network = case.network
    case.clock.advance(received - case.clock.now())
    tcn = network.booking.submit(card(Who.UNKNOWN, station=station))
    while network.booking.drain() or network.state.drain():
        pass
    case.clock.advance(sent - case.clock.now())
    network.settle()
    row = case.row("national", tcn)
    assert row.received_at == received
    sharing: dict[str, Any] = row.facts["sharing"]
    return sharing


def test_an_order_needs_an_authority_a_county_and_a_day_to_come(case: Case) -> None:
    office = case.network.national.participation
    for place, day, authority in (
        ("25025", NOON.date() - timedelta(days=1), "order"),
        ("25025", NOON.date(), "  "),
        ("25999", NOON.date(), "order"),
    ):
        with pytest.raises(BadInput):
            office.act("activation-1", ActKind.DEACTIVATE, place, authority=authority, on=day)
    assert not [leaf for leaf in case.leaves("national") if leaf.kind == "activation"]
    switch(case.network, "25025", False, NOON.date())
    (leaf,) = [leaf for leaf in case.leaves("national") if leaf.kind == "activation"]
    assert dict(leaf.detail) == {
        "act": "deactivate",
        "place": "25025",
        "acted_on": "2011-06-08",
        "effective_on": "2011-06-08",
        "document": None,
        "title": "activation officer",
        "origin": "national",
        "standing": "in force",
    }
    assert leaf.rule == "flip-county-by-activation-officer"


@pytest.fixture
def matched(case: Case) -> tuple[Case, str, str, str]:
    """The journey of somebody whom both agencies know, to its end: case, control number, UCN, FIN."""
    case.enrol("national", "KN0000002", Who.SERIOUS)
    fin = case.enrol_immigrant(Who.SERIOUS)
    tcn = case.submit(card(Who.SERIOUS))
    clerk = Clerk(case.network.national, case.network.immigration)
    while clerk.work():
        case.network.settle()
    return case, tcn, "KN0000002", fin


def test_a_whole_journey_is_accounted_for_and_no_leaf_names_the_person(
    matched: tuple[Case, str, str, str],
) -> None:
    case, tcn, ucn, fin = matched
    assert case.row("national", tcn).facts["ucn"] == ucn
    assert case.row("immigration", tcn).facts["fin"] == fin
    assert case.row("national", tcn).state == NationalState.COMPLETE
    _check_accounting(case, tcn, ucn, fin)
    _check_leaves_name_nobody(case, ucn, fin)
    _check_nothing_is_kept_of_the_prints(case, tcn)


def _check_accounting(case: Case, tcn: str, ucn: str, fin: str) -> None:
    """Every disclosure of a subject is found by the subject's number at the agency which made it, and nobody else's."""
    expected = {
        "national": (
            ucn,
            {("SRE", "state"), ("SEARCH", "immigration"), ("IAQ", "immigration"), ("SSR", "state")},
        ),
        "immigration": (fin, {("IDR", "national"), ("IAR", "national")}),
    }
    for role, (number, disclosed) in expected.items():
        with case.network.services[role].store.reading() as connection:
            entries = log.by_subject(connection, number)
            assert log.by_subject(connection, "KN0000003") == []
        found = {(entry.leaf.detail["transaction"], entry.leaf.recipient) for entry in entries}
        assert found == disclosed, role
        every = [leaf for leaf in case.leaves(role, tcn) if leaf.kind == "dissemination"]
        assert len(every) == len(entries)
        assert all(entry.leaf.rule and entry.leaf.purpose and entry.leaf.tcn == tcn for entry in entries)


def _check_leaves_name_nobody(case: Case, ucn: str, fin: str) -> None:
    """No leaf of any agency holds the name, a part of it, the date of birth, or a number of the person."""
    who = people()[Who.SERIOUS].fields
    assert who.birth_date is not None
    surname, _, given = who.name.partition(",")
    words = [who.name, surname, given, f"{who.birth_date:%Y%m%d}", who.birth_date.isoformat(), ucn, fin]
    for role in case.network.services:
        with case.network.services[role].store.reading() as connection:
            bodies = connection.execute(sa.select(log.LEAF.c.body)).scalars().all()
            notes = connection.execute(sa.text("SELECT text FROM notice")).scalars().all()
        assert len(bodies) >= 3
        text = "\n".join([*(bytes(body).decode() for body in bodies), *notes])
        assert [word for word in words if word in text] == [], role
        assert all(json.loads(bytes(body))["format"] == 1 for body in bodies)


def _check_nothing_is_kept_of_the_prints(case: Case, tcn: str) -> None:
    """Once the case has ended the immigration agency has no body about it."""
    with case.network.immigration.store.reading() as connection:
        for table in (mailbox.inbox, mailbox.outbox):
            query = sa.select(sa.func.count()).where(table.c.reference == tcn, table.c.body.is_not(None))
            assert connection.execute(query).scalar_one() == 0


def test_the_recipient_of_every_disclosure_noted_the_senders_leaf(
    matched: tuple[Case, str, str, str],
) -> None:
    case, tcn, _, _ = matched
    sent: dict[str, set[str]] = {}
    for service in case.network.services.values():
        with service.store.reading() as connection:
            for entry in log.by_tcn(connection, tcn):
                if entry.leaf.kind == "dissemination":
                    sent.setdefault(str(entry.leaf.recipient), set()).add(entry.leaf_hash.hex())
    for role, hashes in sent.items():
        noted = {leaf.detail["sender_leaf"] for leaf in case.leaves(role, tcn) if leaf.kind == "received"}
        assert noted == hashes, role


def test_the_second_answer_is_relayed_or_withheld_by_the_states_own_switch(case: Case) -> None:
    state, booking = case.network.state, case.network.booking
    outcomes: dict[str, Any] = {}
    for number, value in enumerate(("on", "off"), start=1):
        state.set_relay("MA", value, "OFFICER", "order of the bureau")
        tcn = case.submit(card(Who.UNKNOWN, number=number))
        with booking.store.reading() as connection:
            outcomes[value] = "second" in journal.load(connection, tcn).facts
    assert outcomes == {"on": True, "off": False}
    withheld = [leaf for leaf in case.leaves("state") if leaf.kind == "refusal"]
    assert [leaf.rule for leaf in withheld] == ["relay switch of MA"]


def test_the_date_of_law_of_a_relay_is_the_countys(case: Case) -> None:
    """At one in the morning in UTC it is still the day before in Suffolk County."""
    case.clock.advance(timedelta(hours=13))
    with case.network.state.store.reading() as connection:
        decision = case.network.state.relay_decision(connection, STATION)
    assert (case.clock.now().day, decision.on.isoformat()) == (9, "2011-06-08")
