"""The record of what was said and published: figures that can be, events of known places, no names of people."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import tenprint
from tenprint.sharing.model import Figures
from tenprint.sharing.rules import load

POLICIES = Path(tenprint.__file__).parent / "policies"
OFFICIALS = re.compile(
    r"\b(Quinn|Cuomo|Patrick|Menino|Hennessey|Hickenlooper|Ritter|Malloy|Kilmartin|Nutter|Kenney)\b"
)
OLD_COUNTS = {date(2009, 2, 10), date(2010, 6, 2)}  # Counts of weeks before their day, as their notes say.


def figures(place: str) -> list[Figures]:
    return [item for item in load().figures if item.place == place]


@pytest.mark.parametrize(
    "item", load().figures, ids=lambda item: f"{item.place}-{item.until}-{item.source.id}"
)
def test_a_figure_can_be(item: Figures) -> None:
    assert item.until <= item.published
    counts = item.counts
    for fewer, more in (
        ("matches", "submissions"),
        ("booked", "matches"),
        ("booked", "submissions"),
        ("removed", "matches"),
        ("removed", "booked"),
        ("removed_never_convicted", "removed"),
        ("removed_level_1", "removed"),
    ):
        if fewer in counts and more in counts:
            assert counts[fewer] <= counts[more], (fewer, more)
    convicted = counts.get("removed", 0) - counts.get("removed_never_convicted", 0)
    assert "removed" not in counts or counts.get("removed_level_1", 0) <= convicted
    assert "jurisdictions" not in counts or counts["jurisdictions"] <= 3181
    assert all(0 < share < 1 for share in item.shares.values())


@pytest.mark.parametrize("name", ["submissions", "matches", "removed", "jurisdictions"])
@pytest.mark.parametrize("place", sorted({item.place for item in load().figures}))
def test_counts_from_the_start_only_grow(place: str, name: str) -> None:
    known = sorted((item.until, item.counts[name]) for item in figures(place) if name in item.counts)
    assert all(earlier[1] <= later[1] for earlier, later in pairwise(known)), known


@pytest.mark.parametrize(
    ("place", "on", "until", "counts", "shares"),
    [
        ("25025", "2011-06-08", "2011-04-30", {"submissions": 45707}, {"removed_never_convicted": 0.52}),
        ("25025", "2010-08-05", "2010-06-30", {"removed": 102}, {}),
        (
            "US",
            "2011-06-08",
            "2011-03-31",
            {"submissions": 7225393, "booked": 197302, "removed": 101741, "removed_never_convicted": 29296},
            {},
        ),
        (
            "US",
            "2010-08-10",
            "2010-06-30",
            {"removed": 46929, "removed_never_convicted": 12293, "removed_level_1": 9831},
            {},
        ),
        (
            "CA",
            "2011-06-08",
            "2011-03-31",
            {
                "submissions": 1785488,
                "booked": 78407,
                "removed": 38828,
                "removed_never_convicted": 10929,
                "removed_level_1": 11946,
            },
            {},
        ),
        (
            "IL",
            "2011-05-06",
            "2010-12-31",
            {"submissions": 100000, "matches": 6355, "removed": 430, "removed_never_convicted": 136},
            {},
        ),
    ],
)
def test_what_could_be_known_on_a_day(
    place: str, on: str, until: str, counts: dict[str, int], shares: dict[str, float]
) -> None:
    known = [item for item in figures(place) if item.published <= date.fromisoformat(on)]
    latest = [
        item
        for item in known
        if item.until == date.fromisoformat(until) and "jurisdictions" not in item.counts
    ]
    assert [(dict(item.counts), dict(item.shares)) for item in latest] == [(counts, shares)]


def test_published_jurisdictions_agree_with_the_roster() -> None:
    counted = [
        (item.until, item.counts["jurisdictions"]) for item in figures("US") if "jurisdictions" in item.counts
    ]
    assert len(counted) >= 15
    for day, published in counted:
        if day in OLD_COUNTS:
            continue
        active = sum(bool(c.activated_on and c.activated_on <= day) for c in load().roster())
        assert abs(active - published) <= max(0.05 * published, 5), (day, published, active)


def test_events_are_of_known_places_and_published_no_earlier_than_they_happened() -> None:
    rules = load()
    known = {"US", *rules.states, *rules.counties}
    for event in rules.announcements:
        assert event.scope <= known, event.text
        assert event.on <= event.known_on, event.text
    assert {event.scope != frozenset({"US"}) for event in rules.announcements if event.topic == "court"} == {
        True,
        False,
    }


@pytest.mark.parametrize(
    ("place", "on"),
    [
        ("06075", "2010-05-18"),
        ("06085", "2010-09-28"),
        ("51013", "2010-09-28"),
        ("06037", "2011-06-07"),
        ("06001", "2011-06-07"),
        ("44007", "2011-03-03"),
        ("24031", "2011-09-08"),
        ("41051", "2012-03-01"),
        ("42101", "2011-06-23"),
        ("24033", "2009-12-22"),
        ("17031", "2011-09-07"),
        ("25025", "2014-08-20"),
        ("DC", "2010-05-04"),
        ("CT", "2011-08-01"),
        ("VT", "2012-05-22"),
        ("RI", "2011-01-12"),
        ("CO", "2011-01-04"),
        ("NY", "2011-06-01"),
        ("WA", "2010-11-30"),
        ("MA", "2011-06-03"),
        ("MA", "2010-09-23"),
        ("MA", "2011-02-26"),
        ("US", "2011-06-07"),
        ("US", "2012-07-01"),
        ("51013", "2010-10-07"),
        ("US", "2011-08-08"),
        ("41005", "2014-04-11"),
    ],
)
def test_acts_of_the_record(place: str, on: str) -> None:
    day = date.fromisoformat(on)
    assert [event for event in load().announcements if event.on == day and place in event.scope]


def test_what_was_told_in_private_is_known_only_when_it_was_published() -> None:
    private = [event for event in load().announcements if event.published]
    assert len(private) >= 5
    assert {event.published for event in private if event.on == date(2010, 3, 4)} == {date(2011, 3, 26)}
    assert {event.published for event in private if event.on == date(2010, 8, 24)} == {date(2011, 2, 17)}


def test_what_was_said_in_massachusetts_has_its_own_speaker() -> None:
    said = [e for e in load().announcements if e.on == date(2011, 6, 8) and "MA" in e.scope]
    speakers = {event.by for event in said}
    assert {"the governor", "the governor's staff", "the undersecretary for public safety"} <= speakers
    (switch,) = [event for event in said if "flip a switch" in event.text]
    assert (switch.by, "2013" in switch.text) == ("the undersecretary for public safety", False)


def test_no_note_names_a_day_after_its_own() -> None:
    for rule in load().rules.values():
        for dated in rule.values:
            named = [date.fromisoformat(day) for day in re.findall(r"\b\d{4}-\d\d-\d\d\b", dated.note)]
            assert all(day <= max(dated.since, dated.announced or dated.since) for day in named), (
                rule.id,
                dated.since,
            )


def test_acts_of_city_police_do_not_bind_the_countys_jail() -> None:
    rules = load()
    said = [event for event in rules.announcements if "not the county's jail" in event.text]
    assert len(said) >= 8
    for event in said:
        for fips in event.scope:
            rule = rules.rules.get(f"local/{fips}/detainer")
            assert rule is None or all(dated.since != event.on for dated in rule.values)


def test_acts_name_offices_and_no_people() -> None:
    for path in [*POLICIES.glob("state/*/announcements.yaml"), *POLICIES.glob("local/*/announcements.yaml")]:
        assert not OFFICIALS.search(path.read_text(encoding="utf-8")), path
