"""Submissions in flight at the boundary of a switch: the day is the place's, and both days must permit.

Goal: an order takes effect at 00:00 of the place, to the second; what was received before and is sent after is shared
only if both days permit, and an order does not reach back to what was received before it was given. Method: orders on
either side of a midnight, cards received and sent a second around it; orders for the present day between receipt and
sending.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from network_case import LATER_STATION, STATION, Case, card, opened, switch

from tenprint.agency.national.journey import NationalState
from tenprint.identity.number import ORI
from tenprint.sharing.act import ActKind
from tenprint.sharing.local_time import midnight_of
from tenprint.sharing.rules import load
from tenprint.sim.story.cast import Case as Who

pytestmark = pytest.mark.xdist_group("network")
SECOND = timedelta(seconds=1)
START = datetime(2011, 6, 8, 12, tzinfo=UTC)
PLACES = {
    "in summer time": ("25025", "MA025TP01", date(2011, 6, 20), 4),
    "ten hours behind": ("15003", "HI003TP01", date(2011, 6, 20), 10),
    "on the day after the clocks went back": ("25025", "MA025TP01", date(2011, 11, 7), 5),
}


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> tuple[str, ORI, date, datetime]:
    """A county, its station, a day, and the instant at which it begins there."""
    fips, station, day, hours = PLACES[request.param]
    midnight = midnight_of(day, load().county(fips))
    assert midnight == datetime(day.year, day.month, day.day, hours, tzinfo=UTC)
    return fips, ORI(station), day, midnight


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """Four agencies in June 2011."""
    with opened(tmp_path, START) as found:
        yield found


def in_flight(case: Case, station: ORI, number: int) -> str:
    """Submit a card as far as the national agency's inbox."""
    network = case.network
    tcn = network.booking.submit(card(Who.UNKNOWN, number=number, station=station))
    while network.booking.drain() or network.state.drain():
        pass
    return tcn


def sharing_of(case: Case, tcn: str, concluded: bool) -> dict[str, Any]:
    """What the gate answered for a card; nothing where it has not been asked yet."""
    rows = case.rows("national", tcn)
    assert bool(rows) is concluded
    found: dict[str, Any] = rows[0].facts["sharing"] if rows else {}
    return found


def shared(case: Case, station: ORI, number: int, received: datetime, sent: datetime) -> bool:
    """Whether a card that the national agency receives at one instant and concludes at another is passed on."""
    case.clock.instant = received
    tcn = in_flight(case, station, number)
    case.clock.instant = sent
    case.network.settle()
    row = case.row("national", tcn)
    assert row.received_at == received
    assert row.state in (NationalState.ANSWERED, NationalState.COMPLETE)
    return bool(row.facts["sharing"]["permitted"])


@pytest.mark.parametrize("active", [True, False], ids=["off to on", "on to off"])
def test_the_boundary_to_the_second(case: Case, place: tuple[str, ORI, date, datetime], active: bool) -> None:
    fips, station, day, midnight = place
    switch(case.network, fips, not active)
    switch(case.network, fips, active, day)
    case.network.settle()
    before, after = midnight - SECOND, midnight
    assert shared(case, station, 1, before, before) is not active
    assert shared(case, station, 2, before, after) is False, "both days must permit"
    assert shared(case, station, 3, after, after) is active


def test_a_restart_between_receipt_and_sending_changes_nothing(tmp_path: Path) -> None:
    day = date(2011, 6, 20)
    midnight = midnight_of(day, load().county("25025"))
    with opened(tmp_path, START) as case:
        switch(case.network, "25025", False, day)
        case.clock.instant = midnight - SECOND
        tcn = case.network.booking.submit(card(Who.UNKNOWN))
        while case.network.booking.drain() or case.network.state.drain():
            pass
    with opened(tmp_path, midnight) as again:
        again.network.settle()
        sharing = again.row("national", tcn).facts["sharing"]
        assert (sharing["permitted"], sharing["rule"]) == (False, "activation[25025]")
        assert sharing["on"] == day.isoformat()


@pytest.mark.parametrize("active", [True, False], ids=["off to on", "on to off"])
@pytest.mark.parametrize("restarted", [False, True], ids=["at one go", "with a restart between"])
def test_an_order_for_the_present_day_does_not_reach_back(
    tmp_path: Path, active: bool, restarted: bool
) -> None:
    """Received in the morning, ordered at noon for the same day, concluded in the afternoon: not shared, either way."""
    fips, station = ("25017", LATER_STATION) if active else ("25025", STATION)
    with opened(tmp_path, START) as case:
        tcn = in_flight(case, station, 1)
        case.clock.advance(timedelta(hours=1))
        switch(case.network, fips, active, START.date())
        case.clock.advance(timedelta(hours=1))
        if not restarted:
            case.network.settle()
        sharing_of(case, tcn, not restarted)
    with opened(tmp_path, START + timedelta(hours=2)) as again:
        again.network.settle()
        found = sharing_of(again, tcn, True)
        assert (found["permitted"], found["rule"]) == (False, f"activation[{fips}]")
        assert found["on"] == START.date().isoformat()
        later = in_flight(again, station, 2)
        again.network.settle()
        assert sharing_of(again, later, True)["permitted"] is active, "what comes after the order follows it"


def test_each_submission_is_decided_by_the_acts_before_its_receipt(case: Case) -> None:
    """Off, on, off, on, an hour apart, all for one day, and a card received between each two."""
    tcns = [in_flight(case, LATER_STATION, 1)]
    for number, active in enumerate([True, False, True], start=2):
        case.clock.advance(timedelta(minutes=30))
        switch(case.network, "25017", active, START.date())
        case.clock.advance(timedelta(minutes=30))
        tcns.append(in_flight(case, LATER_STATION, number))
    case.network.settle()
    assert [sharing_of(case, tcn, True)["permitted"] for tcn in tcns] == [False, True, False, True]


def test_a_proposal_counts_from_its_confirmation(case: Case) -> None:
    """Proposed before the receipt of a card and confirmed after it: the card was received under the old law."""
    office = case.network.national.participation
    switch(case.network, "25017", False)
    proposed = office.act("activation-1", ActKind.ACTIVATE, "US", authority="test order")
    case.clock.advance(timedelta(minutes=1))
    before = in_flight(case, LATER_STATION, 1)
    case.clock.advance(timedelta(minutes=1))
    office.confirm(proposed.entry.act.control, "director")
    case.clock.advance(timedelta(minutes=1))
    after = in_flight(case, LATER_STATION, 2)
    case.network.settle()
    assert [sharing_of(case, tcn, True)["permitted"] for tcn in (before, after)] == [False, True]


def test_an_order_given_before_a_proposal_was_confirmed_is_overruled_on_the_same_day(case: Case) -> None:
    office = case.network.national.participation
    proposed = office.act("activation-1", ActKind.DEACTIVATE, "US", authority="test order")
    case.clock.advance(timedelta(minutes=1))
    switch(case.network, "25017", True)
    case.clock.advance(timedelta(minutes=1))
    office.confirm(proposed.entry.act.control, "director")
    tcn = case.submit(card(Who.UNKNOWN, station=LATER_STATION))
    assert sharing_of(case, tcn, True)["permitted"] is False


def test_an_order_for_a_state_begins_in_each_county_at_its_own_midnight(case: Case) -> None:
    """Texas has two zones: El Paso's day begins an hour after Houston's."""
    day = date(2011, 6, 20)
    rules = load()
    houston, el_paso = (midnight_of(day, rules.county(fips)) for fips in ("48201", "48141"))
    assert el_paso - houston == timedelta(hours=1)
    switch(case.network, "TX", False, day)
    case.network.settle()
    assert shared(case, ORI("TX201TP01"), 1, houston, houston) is False
    assert shared(case, ORI("TX141TP01"), 1, houston, houston) is True
    assert shared(case, ORI("TX141TP01"), 2, el_paso, el_paso) is False


def test_no_order_for_a_day_that_has_begun_anywhere_in_the_place(case: Case) -> None:
    case.clock.instant = datetime(
        2011, 6, 20, 5, 30, tzinfo=UTC
    )  # 00:30 in Houston, 23:30 of the 19th in El Paso
    office = case.network.national.participation
    assert [office.today(place) for place in ("48141", "48201", "TX", "US", "15003")] == [
        date(2011, 6, day) for day in (19, 20, 20, 20, 19)
    ]
    with pytest.raises(Exception, match="TX: cannot deactivate: expected effect from 2011-06-20 on"):
        switch(case.network, "TX", False, date(2011, 6, 19))
    switch(case.network, "48141", False, date(2011, 6, 19))
