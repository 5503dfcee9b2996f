"""What all services have in common: each transaction has its effect once, whatever fails on the way."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from network_case import NOON, STATION, Case, card, opened
from sqlalchemy import Connection

from tenprint.agency.booking.journey import BookingState
from tenprint.agency.bootstrap import open_network
from tenprint.agency.role import ROLES
from tenprint.agency.service import ATTEMPTS_MAX, Service
from tenprint.clock import ManualClock
from tenprint.errors import DisclosureRefused, TransportError
from tenprint.exchange import mailbox
from tenprint.exchange.carrier import LocalCarrier
from tenprint.exchange.envelope import Envelope, Kind
from tenprint.exchange.mailbox import InboxState, Receipt
from tenprint.ledger import log
from tenprint.sharing.rules import load
from tenprint.sim.record_view import view
from tenprint.sim.story.cast import Case as Who

TCN = f"{STATION}-20110608-000001"
LEAF = "ab" * 32
pytestmark = pytest.mark.xdist_group("network")


def _envelope(body: bytes) -> Envelope:
    return Envelope("booking", "state", STATION, TCN, Kind.SUBMISSION, TCN, STATION, body, LEAF)


def _kinds(case: Case) -> dict[str, Counter[str]]:
    """Count of leaves by kind at every agency."""
    return {role: Counter(leaf.kind for leaf in case.leaves(role)) for role in ROLES}


def _table_size(service: Service, table: sa.Table) -> int:
    with service.store.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


# --- arrival ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"recipient": "national"}, TransportError),
        ({"sender": "immigration"}, DisclosureRefused),
        ({"kind": Kind.SRE}, DisclosureRefused),
        ({"leaf": ""}, DisclosureRefused),
    ],
)
def test_what_may_not_arrive_leaves_nothing(
    case: Case, changes: dict[str, object], error: type[Exception]
) -> None:
    state = case.network.state
    sent = replace(_envelope(b"x"), **changes)  # type: ignore[arg-type]  # fields are named above
    with pytest.raises(error):
        state.accept(sent.to_bytes())
    assert _table_size(state, mailbox.inbox) == 0
    assert not case.leaves("state")


def test_noise_is_refused_at_the_door(case: Case) -> None:
    with pytest.raises(TransportError):
        case.network.state.accept(b"noise")
    assert not case.leaves("state")


def test_an_arrival_is_noted_with_the_senders_leaf_once(case: Case) -> None:
    state = case.network.state
    assert state.accept_envelope(_envelope(b"x")) is Receipt.ACCEPTED
    assert state.accept_envelope(_envelope(b"x")) is Receipt.REPEATED
    assert state.accept_envelope(_envelope(b"y")) is Receipt.CONFLICT
    assert [leaf.kind for leaf in case.leaves("state")] == ["received", "security"]
    assert case.leaves("state")[0].detail["sender_leaf"] == LEAF


# --- our own faults --------------------------------------------------------------------------------


def _failing(service: Service, monkeypatch: pytest.MonkeyPatch, times: int, inside: bool) -> None:
    """Let handling fail: while computing, or inside the transaction after all effects have been written."""
    real, left = service.handle, [times]

    def handle(received: mailbox.Received) -> Callable[[Connection], None]:
        effect = real(received)
        if left[0] <= 0:
            return effect
        left[0] -= 1
        if not inside:
            raise OSError("a fault of ours")

        def fails(connection: Connection) -> None:
            effect(connection)
            raise OSError("a fault of ours, late")

        return fails

    monkeypatch.setattr(service, "handle", handle)


@pytest.mark.parametrize("inside", [False, True], ids=["computing", "writing"])
@pytest.mark.parametrize("role", ["state", "national", "immigration", "booking"])
def test_after_a_fault_the_transaction_is_handled_again_and_once(
    case: Case, monkeypatch: pytest.MonkeyPatch, role: str, inside: bool
) -> None:
    _failing(case.network.services[role], monkeypatch, 2, inside)
    tcn = case.submit(card(Who.UNKNOWN))
    for _ in range(4):
        case.clock.advance(timedelta(seconds=61))
        case.network.settle()
    assert case.row("booking", tcn).state == BookingState.COMPLETE
    assert view(case.network, tcn).ended
    kinds = _kinds(case)
    assert [kinds[one]["dissemination"] for one in ROLES] == [1, 3, 3, 1]
    assert (
        kinds["national"]["search"] == kinds["immigration"]["search"] == kinds["national"]["enrolment"] == 1
    )
    assert not any(kinds[one]["security"] for one in ROLES)
    assert len(case.network.national.file) == 1


def test_a_fault_that_stays_is_kept_alarmed_and_does_not_stop_the_next(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = case.network.state
    real = state.handle

    def handle(received: mailbox.Received) -> Callable[[Connection], None]:
        if received.envelope.tcn == TCN:
            raise ValueError("SMITH,JOHN cannot be parsed")
        return real(received)

    monkeypatch.setattr(state, "handle", handle)
    case.submit(card(Who.UNKNOWN))
    other = case.submit(card(Who.UNKNOWN, number=2))
    assert case.row("booking", other).facts["first"]["tot"] == "SRE"
    for _ in range(ATTEMPTS_MAX + 2):
        case.clock.advance(timedelta(seconds=61))
        case.network.settle()
    with state.store.reading() as connection:
        row = connection.execute(sa.select(mailbox.inbox).where(mailbox.inbox.c.tcn == TCN)).one()
    assert (row.state, row.attempts) == (InboxState.FAILED, ATTEMPTS_MAX)
    assert row.body == card(Who.UNKNOWN)
    alarms = [leaf for leaf in case.leaves("state", TCN) if leaf.kind == "security"]
    assert [dict(leaf.detail) for leaf in alarms] == [{"fault": "ValueError"}]


# --- the wire --------------------------------------------------------------------------------------


class FaultyCarrier:
    """Loses a delivery, loses its acknowledgement, or delivers twice, by a seeded choice."""

    def __init__(self, inner: LocalCarrier, seed: int, share: float) -> None:
        self.inner = inner
        self.random = random.Random(seed)
        self.share = share
        self.acts: Counter[str] = Counter()

    def deliver(self, envelope: Envelope) -> None:
        failing = self.random.random() < self.share
        act = self.random.choice(["before", "after", "twice"]) if failing else "well"
        self.acts[act] += 1
        if act == "before":
            raise TransportError("the wire is down")
        self.inner.deliver(envelope)
        if act == "twice":
            self.inner.deliver(envelope)
        if act == "after":
            raise TransportError("no acknowledgement")


@pytest.mark.parametrize("seed", range(4))
def test_over_a_faulty_wire_everything_happens_once(tmp_path: Path, seed: int) -> None:
    inner, clock = LocalCarrier(), ManualClock(NOON)
    wire = FaultyCarrier(inner, seed, share=0.7)
    network = open_network(tmp_path, clock, load(), carriers=dict.fromkeys(ROLES, wire))
    for role, service in network.services.items():
        inner.connect(role, service.accept)
    case = Case(network, clock, tmp_path)
    tcn = network.booking.submit(card(Who.UNKNOWN))
    for _ in range(60):
        network.settle()
        clock.advance(timedelta(seconds=61))
        if view(network, tcn).ended:
            break
    assert wire.acts["before"] + wire.acts["after"] + wire.acts["twice"] >= 3
    assert case.row("booking", tcn).state == BookingState.COMPLETE
    kinds = _kinds(case)
    assert [kinds[one]["dissemination"] for one in ROLES] == [1, 3, 3, 1]
    assert [kinds[one]["received"] for one in ROLES] == [2, 3, 2, 1]
    assert kinds["national"]["search"] == kinds["immigration"]["search"] == 1
    assert not any(kinds[one]["security"] for one in ROLES)
    for service in network.services.values():
        with service.store.reading() as connection:
            open_rows = sa.select(sa.func.count()).where(mailbox.outbox.c.delivered_at.is_(None))
            assert connection.execute(open_rows).scalar_one() == 0
        service.store.close()


# --- start, stop, seal -----------------------------------------------------------------------------


def test_stopped_anywhere_it_goes_on_after_a_restart(tmp_path: Path) -> None:
    tcn = ""
    for step in range(12):
        with opened(tmp_path) as case:
            if step == 0:
                tcn = case.network.booking.submit(card(Who.UNKNOWN))
            for service in case.network.services.values():
                if service.drain():
                    break  # one act, then the power fails
            if view(case.network, tcn).ended:
                break
    with opened(tmp_path) as case:
        case.network.settle()
        assert case.row("booking", tcn).state == BookingState.COMPLETE
        assert [_kinds(case)[one]["dissemination"] for one in ROLES] == [1, 3, 3, 1]
        assert len(case.network.national.file) == 1, "the gallery is rebuilt from the store"


def test_threads_do_the_same(tmp_path: Path) -> None:
    with opened(tmp_path) as case:
        case.network.start()
        tcn = case.network.booking.submit(card(Who.UNKNOWN))
        deadline = time.monotonic() + 90
        while not view(case.network, tcn).ended and time.monotonic() < deadline:
            time.sleep(0.05)
        case.network.stop()
        assert case.row("booking", tcn).state == BookingState.COMPLETE
        assert [_kinds(case)[one]["dissemination"] for one in ROLES] == [1, 3, 3, 1]


def test_sealing_gives_every_leaf_its_place_and_signs(case: Case) -> None:
    case.submit(card(Who.UNKNOWN))
    for role, service in case.network.services.items():
        checkpoint = service.seal()
        assert checkpoint.size == len(case.leaves(role)) > 0
        assert service.seal() == checkpoint
        with service.store.reading() as connection:
            assert log.size(connection) == checkpoint.size
            for entry in log.leaves(connection, 0, checkpoint.size):
                log.inclusion(connection, entry.leaf_hash, checkpoint.size)
        assert any(service.log_folder.rglob("*"))
