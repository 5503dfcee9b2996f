"""What is refused: the answer has the standard's code, it is kept, and nothing else changes anywhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from network_case import NOON, STATION, Case, card, changed, with_damaged_image, without_finger

from tenprint.agency import journal
from tenprint.agency.booking.journey import BookingState
from tenprint.agency.national.journey import NationalState
from tenprint.agency.state.journey import StateState
from tenprint.errors import NotReadable
from tenprint.identity.number import ORI

WHO = "unknown"
pytestmark = pytest.mark.xdist_group("network")


def _wrong_count() -> bytes:
    data = card(WHO)
    place = data.index(b"1.003:1\x1f15")
    return data[:place] + b"1.003:1\x1f14" + data[place + 10 :]


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "truncated": (lambda: card(WHO)[:-1000], "E0012"),
    "wrong count of records": (_wrong_count, "E0004"),
    "finger missing without a word": (lambda: without_finger(card(WHO), 3), "L0118"),
    "name missing": (lambda: changed(card(WHO), 2, 18, None), "E0001"),
    "arrest in the future": (lambda: card(WHO, arrested_on=NOON + timedelta(days=40)), "E0003"),
    "damaged picture": (lambda: with_damaged_image(card(WHO), 4), "L0009"),
    "fingers swapped": (lambda: card(WHO, swap=(2, 7)), "L0111"),
    "poor prints": (lambda: card(WHO, condition="poor"), "L0008"),
    "unknown contributor": (lambda: changed(card(WHO), 1, 8, "MA0130100"), "L0112"),
    "county that does not exist": (lambda: changed(card(WHO), 1, 8, "MA999TP01"), "L0112"),
    "state that does not exist": (lambda: changed(card(WHO), 1, 8, "QQ025TP01"), "L0112"),
    "no contributor": (lambda: changed(card(WHO), 1, 8, None), "L0112"),
    "transaction of another type": (lambda: changed(card(WHO), 1, 4, "LFS"), "H0002"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_card_is_answered_with_its_code_and_changes_nothing_else(case: Case, name: str) -> None:
    make, code = BAD[name]
    before = {role: case.tables(role) for role in case.network.services}
    tcn = case.submit(make())
    row = case.row("booking", tcn)
    assert row.state == BookingState.REFUSED, row
    assert row.facts["first"]["tot"] == "ERRT"
    assert any(code in message for message in row.facts["first"]["messages"]), row.facts["first"]["messages"]
    assert "second" not in row.facts
    for role in case.network.services:
        assert case.tables(role) == before[role], role
    assert len(case.network.national.file) == 0
    refusing = [
        role for role in ("state", "national") if any(leaf.kind == "refusal" for leaf in case.leaves(role))
    ]
    assert len(refusing) == 1
    kept = case.row(refusing[0], tcn)
    assert kept.state in (StateState.REFUSED, NationalState.REFUSED)
    assert any(code in text for text in kept.facts["findings"])
    assert not case.rows("immigration", tcn)
    assert not case.leaves("immigration")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no transaction at all",
        b"%PDF-1.7 a document",
        bytes(range(256)) * 9,
        b"1.001:99999\x1d1.002:0400",
    ],
    ids=["empty", "text", "document", "noise", "header only"],
)
def test_what_has_no_readable_header_is_kept_at_the_station_and_sent_to_nobody(
    case: Case, data: bytes
) -> None:
    for _ in range(2):
        with pytest.raises(NotReadable):
            case.network.booking.submit(data)
    assert not case.network.booking.drain()
    with case.network.booking.store.reading() as connection:
        rows = journal.newest(connection)
    assert [row.state for row in rows] == [BookingState.UNREADABLE]
    assert rows[0].facts["bytes"] == len(data)
    assert rows[0].facts["fault"]
    assert not case.leaves("state")


def test_a_card_without_a_control_number_cannot_be_sent(case: Case) -> None:
    with pytest.raises(NotReadable, match="TCN"):
        case.network.booking.submit(changed(card(WHO), 1, 9, None))


def test_a_number_used_again_for_other_bytes_is_refused_and_the_first_answer_stays(case: Case) -> None:
    tcn = case.submit(card(WHO))
    first = case.row("booking", tcn)
    assert first.facts["first"]["tot"] == "SRE"
    before = {role: case.tables(role) for role in case.network.services}
    other = changed(card(WHO), 2, 9, "11-0608-2")
    assert case.submit(other) == tcn
    original, repeated = case.rows("booking", tcn)
    assert original.facts["first"] == first.facts["first"]
    assert original.state == first.state
    assert repeated.state == BookingState.REFUSED
    assert "S0004" in repeated.facts["first"]["messages"][0]
    assert {role: case.tables(role) for role in case.network.services} == before
    assert [leaf.kind for leaf in case.leaves("state")].count("security") == 1
    assert not [leaf for leaf in case.leaves("national") if leaf.kind == "security"]
    assert len([leaf for leaf in case.leaves("national") if leaf.kind == "search"]) == 1


def test_a_repeated_number_refused_before_the_original_is_handled_takes_nothing_from_it(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = case.network.state

    def fails(_: object) -> None:
        raise OSError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(state, "handle", fails)
        tcn = case.network.booking.submit(card(WHO))
        assert case.network.booking.deliver_one() and state.process_one()
    case.network.booking.submit(changed(card(WHO), 2, 9, "11-0608-2"))
    case.network.settle()
    assert [row.state for row in case.rows("booking", tcn)] == [BookingState.SUBMITTED, BookingState.REFUSED]
    case.clock.advance(timedelta(seconds=61))
    case.network.settle()
    (kept,) = case.rows("state", tcn)
    assert kept.state == StateState.COMPLETE
    assert "county" in kept.facts and "findings" not in kept.facts
    assert [row.facts["first"]["tot"] for row in case.rows("booking", tcn)] == ["SRE", "ERRT"]


def test_the_same_bytes_again_are_the_same_submission(case: Case) -> None:
    tcn = case.submit(card(WHO))
    leaves = {role: len(case.leaves(role)) for role in case.network.services}
    assert case.submit(card(WHO)) == tcn
    assert {role: len(case.leaves(role)) for role in case.network.services} == leaves
    assert len(case.rows("booking", tcn)) == 1


def test_one_number_at_two_stations_is_two_submissions(case: Case) -> None:
    tcn = case.submit(card(WHO))
    other = changed(card(WHO), 1, 8, ORI("MA025TP02"))
    assert case.submit(other) == tcn
    rows = case.rows("booking", tcn)
    assert [row.contributor for row in rows] == [STATION, "MA025TP02"]
    assert [row.facts["first"]["srf"] for row in rows] == ["N", "I"]


@pytest.mark.parametrize("length", [101, 600, 9000])
def test_a_control_number_that_no_envelope_holds_is_kept_at_the_station(case: Case, length: int) -> None:
    with pytest.raises(NotReadable, match=f"found {length}"):
        case.network.booking.submit(changed(card(WHO), 1, 9, "A" * length))
    assert not case.network.booking.drain()
    assert not case.leaves("booking")


def _header(old: bytes, new: bytes) -> bytes:
    data = card(WHO)
    assert old in data
    return data.replace(old, new, 1)


ODD: dict[str, Callable[[], bytes]] = {
    "number too short": lambda: changed(card(WHO), 1, 9, "ABC"),
    "number too long": lambda: changed(card(WHO), 1, 9, "A" * 60),
    "number as long as can be carried": lambda: _header(b"1.009:MA", b"1.009:" + b"\xe9" * 76),
    "number with spaces": lambda: changed(card(WHO), 1, 9, "AB CD EF GH IJ"),
    "number in latin letters": lambda: _header(b"-20110608-000001", b"-20110608-\xe90001"),
    "number with a newline": lambda: _header(b"-20110608-000001", b"-20110608-\n0001"),
    "number with a zero byte": lambda: _header(b"-20110608-000001", b"-20110608-\x000001"),
    "number twice": lambda: _header(b"-20110608-000001", b"-20110608-\x1e0001"),
    "number in two": lambda: _header(b"-20110608-000001", b"-20110608-\x1f0001"),
    "contributor too long": lambda: changed(card(WHO), 1, 8, "M" * 700),
    "type too long": lambda: changed(card(WHO), 1, 4, "C" * 600),
    "name too long": lambda: changed(card(WHO), 2, 18, "A," + "B" * 900),
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_has_a_number_is_answered(case: Case, name: str) -> None:
    data = ODD[name]()
    tcn = case.submit(data)
    row = case.row("booking", tcn)
    assert row.state == BookingState.REFUSED
    assert row.facts["first"]["tot"] == "ERRT"
    assert row.facts["first"]["messages"]
    assert not case.leaves("immigration")
