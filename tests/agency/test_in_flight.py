"""Submissions in flight at the boundary of a switch: the day is the place's, and both days must permit.

Goal: an order takes effect at 00:00 of the place, to the second; what was received before and is sent after is shared
only if both days permit. Method: orders on either side of a midnight, cards received and sent a second around it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from network_case import Case, card, opened, switch

from tenprint.agency.national.journey import NationalState
from tenprint.identity.number import ORI
from tenprint.sharing.local_time import midnight_of
from tenprint.sharing.rules import load
from tenprint.sim.people import Case as Who

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


def shared(case: Case, station: ORI, number: int, received: datetime, sent: datetime) -> bool:
    """Whether a card that the national agency receives at one instant and concludes at another is passed on."""
    network = case.network
    case.clock.instant = received
    tcn = network.booking.submit(card(Who.UNKNOWN, number=number, station=station))
    while network.booking.drain() or network.state.drain():
        pass
    case.clock.instant = sent
    network.settle()
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
