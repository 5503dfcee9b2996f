"""The day at a place: zones of counties, the instant at which a date begins, broken tables."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tenprint
from tenprint.errors import BadInput, RulesBroken
from tenprint.sharing.local_time import (
    TimeZones,
    local_date,
    midnight_of,
    read_time_zones,
    time_zones,
    zone_of,
)
from tenprint.sharing.model import County
from tenprint.sharing.rules import load

RULES = load()
COUNTIES = sorted(RULES.counties.values(), key=lambda county: county.fips)
TABLE = Path(tenprint.__file__).parent / "policies" / "time_zones.yaml"
DAYS = st.dates(date(2006, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("fips", "zone"),
    [
        ("25025", "America/New_York"),
        ("48201", "America/Chicago"),
        ("48141", "America/Denver"),
        ("48301", "America/Chicago"),
        ("06037", "America/Los_Angeles"),
        ("04013", "America/Phoenix"),
        ("15003", "Pacific/Honolulu"),
        ("02020", "America/Anchorage"),
        ("12045", "America/New_York"),
        ("12005", "America/Chicago"),
        ("16049", "America/Los_Angeles"),
        ("18097", "America/Indiana/Indianapolis"),
        ("18089", "America/Chicago"),
        ("26109", "America/Menominee"),
        ("41045", "America/Boise"),
        ("46102", "America/Denver"),
        ("46113", "America/Denver"),
        ("47065", "America/New_York"),
        ("47157", "America/Chicago"),
        ("38057", "America/North_Dakota/Beulah"),
    ],
)
def test_zone_of_a_county(fips: str, zone: str) -> None:
    assert zone_of(RULES.county(fips)).key == zone


def test_a_newer_code_has_the_zone_of_its_row() -> None:
    later = [county for county in COUNTIES if not county.counted]
    assert later
    assert [zone_of(county) for county in later] == [
        zone_of(RULES.county(county.roster_fips)) for county in later
    ]


def test_counties_of_two_zones_are_named_and_in_one_of_them() -> None:
    found = time_zones()
    assert {"12045", "16049", "31031", "38053", "46117"} <= found.split.keys()
    assert all(text and fips in RULES.counties for fips, text in found.split.items())


def test_no_county_repeats_the_zone_of_its_state() -> None:
    found = time_zones()
    assert [
        fips for fips, zone in found.counties.items() if found.states[RULES.county(fips).state] == zone
    ] == []


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(COUNTIES), DAYS)
def test_a_day_begins_at_its_midnight(county: County, on: date) -> None:
    begins = midnight_of(on, county)
    assert begins.tzinfo is UTC
    assert local_date(begins, county) == on
    assert local_date(begins - timedelta(microseconds=1), county) == on - timedelta(days=1)


def test_a_day_begins_at_its_midnight_in_every_zone_on_every_day() -> None:
    one = {zone_of(county): county for county in COUNTIES}
    assert len(one) > 20
    for county in one.values():
        for number in range(date(2006, 1, 1).toordinal(), date(2017, 1, 1).toordinal()):
            on = date.fromordinal(number)
            begins = midnight_of(on, county)
            assert local_date(begins, county) == on
            assert local_date(begins - timedelta(microseconds=1), county) < on


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(COUNTIES), st.datetimes(datetime(2006, 1, 1), datetime(2026, 1, 1)))
def test_an_instant_lies_between_two_midnights(county: County, clock: datetime) -> None:
    at = clock.replace(tzinfo=UTC)
    on = local_date(at, county)
    assert midnight_of(on, county) <= at < midnight_of(on + timedelta(days=1), county)


def somewhere(zone: str) -> tuple[County, TimeZones]:
    """A county, and a table in which it has a zone."""
    county = RULES.county("25025")
    return county, TimeZones({"MA": ZoneInfo(zone)}, {}, {})


def test_where_clocks_go_forward_over_midnight_the_day_begins_at_the_change() -> None:
    county, zones = somewhere("America/Havana")
    begins = midnight_of(date(2011, 3, 20), county, zones)
    assert begins == datetime(2011, 3, 20, 5, tzinfo=UTC)
    assert local_date(begins, county, zones) == date(2011, 3, 20)
    assert local_date(begins - timedelta(microseconds=1), county, zones) == date(2011, 3, 19)


def test_where_clocks_go_back_to_midnight_the_day_begins_at_the_first() -> None:
    county, zones = somewhere("America/Havana")
    begins = midnight_of(date(2011, 11, 13), county, zones)
    assert begins == datetime(2011, 11, 13, 4, tzinfo=UTC)
    assert local_date(begins - timedelta(microseconds=1), county, zones) == date(2011, 11, 12)


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    at = datetime(2008, 10, 27, 5, tzinfo=UTC)
    tokyo = at.astimezone(timezone(timedelta(hours=9)))
    assert (
        local_date(tokyo, RULES.county("48201"))
        == local_date(at, RULES.county("48201"))
        == date(2008, 10, 27)
    )


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="instant: expected a time with its zone"):
        local_date(datetime(2008, 10, 27), RULES.county("48201"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  AL: America/Chicago\n", "  AL: America/Chicgo\n"),
        ("  AL: America/Chicago\n", "  AL: ../secret\n"),
        ("  AL: America/Chicago\n", "  AL: 5\n"),
        ("  AL: America/Chicago\n", "  ZZ: America/Chicago\n"),
        ("  AL: America/Chicago\n", ""),
        ('  "12005": America/Chicago', '  "99005": America/Chicago'),
        ('  "12005": America/Chicago', "  12005: America/Chicago"),
        ("split:\n", "splits:\n"),
        ("states:\n", "states: [\n"),
        ('  "12045": north', '  "99045": north'),
    ],
)
def test_a_broken_table_is_named_with_its_line(old: str, new: str, tmp_path: Path) -> None:
    text = TABLE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "time_zones.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulesBroken, match=r"policies/time_zones\.yaml:\d+: expected"):
        read_time_zones(path, RULES)


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesBroken, match=r"time_zones\.yaml:1"):
        read_time_zones(tmp_path / "time_zones.yaml", RULES)
