"""A world replays from its seed, before and after the switches; its arrests, desks and courts keep their parameters."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import sqlalchemy as sa
from world_case import SETTING, SamePictures, play, played_once, prints_once, quiet

from tenprint.agency import subjects
from tenprint.agency.bootstrap import open_network
from tenprint.agency.task import TaskKind
from tenprint.clock import ManualClock
from tenprint.errors import BadInput
from tenprint.identity.event import Charge, Disposition, Event
from tenprint.sharing.decide import SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.rules import load
from tenprint.sim.world.arrivals import arrests
from tenprint.sim.world.courts import court_day, enter_outcome
from tenprint.sim.world.evidence import collect
from tenprint.sim.world.law import is_relayed, may_be_shared
from tenprint.sim.world.officers import Desk, desks
from tenprint.sim.world.play import earlier, make_room, run
from tenprint.sim.world.printing import Capture, pool_printer, print_card
from tenprint.sim.world.replay import content_of
from tenprint.sim.world.report import Report
from tenprint.sim.world.setting import Order, Setting, counties, parameters
from tenprint.sim.world.truth import Booked
from tenprint.sim.world.wire import outages
from tenprint.template.model import Template

pytestmark = pytest.mark.xdist_group("world")


@pytest.fixture(scope="module")
def played() -> tuple[Path, Report]:
    """One world with faults, and what it reports."""
    return played_once()


# --- a whole world ---------------------------------------------------------------------------------


def test_a_seed_replays_exactly(played: tuple[Path, Report], tmp_path: Path) -> None:
    home, first = played
    second = play(SETTING, tmp_path)
    ours, theirs = content_of(collect(home)), content_of(collect(tmp_path))
    for role, agency in ours.items():
        for name, rows in agency.items():
            assert rows == theirs[role][name], f"{role}: {name}"
    assert first.digest == second.digest
    assert first.figures == second.figures
    assert first.audit.as_json() == second.audit.as_json()


def test_nothing_is_found_although_links_and_power_failed(played: tuple[Path, Report]) -> None:
    _, report = played
    assert report.audit.findings == []
    failures = report.figures["failures"]
    assert failures["restarts"] == failures["cut_before"] + failures["cut_within"] > 0
    assert failures["lost"] > 0
    assert failures["twice"] > 0


def test_it_is_worth_looking_at(played: tuple[Path, Report]) -> None:
    _, report = played
    figures, counts = report.figures, report.audit.counts
    assert figures["bookings"] >= 6
    assert sum(figures["by_hour"]) == sum(figures["by_day"].values()) == figures["bookings"]
    assert counts["shared"] > 0
    assert counts["not shared"] > 0
    assert counts["second answers relayed"] > 0
    assert counts["second answers not relayed"] > 0
    assert counts["national hits"] > 0
    assert sum(figures["courts"].values()) > 0
    assert figures["sharing"]["deny activation[44007]"] == 1, "the order of 2012-04-01 came into effect"
    assert counts["national searches"] + figures["first_answers"].get("refused", 0) == figures["bookings"]


def test_another_seed_is_another_world() -> None:
    places = counties(load())
    assert arrests(SETTING, places) != arrests(replace(SETTING, seed=SETTING.seed + 1), places)


def test_the_folder_says_what_it_holds(played: tuple[Path, Report]) -> None:
    home, report = played
    found = earlier(home)
    assert found is not None
    assert found["finished"]
    assert found["digest"] == report.digest
    assert datetime.fromisoformat((home / "clock").read_text().split()[0]).date() >= SETTING.since


def test_an_interrupted_world_is_begun_anew_and_nothing_else_is_touched(tmp_path: Path) -> None:
    class Interrupting(SamePictures):
        """Stops at the first person to be enrolled."""

        def enrolment(self, capture: Capture) -> dict[int, Template]:
            raise KeyboardInterrupt

    with prints_once(), pytest.raises(KeyboardInterrupt):
        run(SETTING, tmp_path, Interrupting(), quiet)
    found = earlier(tmp_path)
    assert found is not None
    assert not found["finished"]
    (tmp_path / "notes.txt").write_text("mine")
    make_room(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "national").exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(BadInput, match="found something else"):
        make_room(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


# --- arrivals --------------------------------------------------------------------------------------


def test_arrests_follow_population_hour_and_weekday() -> None:
    setting = Setting(seed=5, days=28, bookings=6000)
    found = arrests(setting, counties(load()))
    assert [item.at for item in found] == sorted(item.at for item in found)
    assert abs(len(found) - 6000) < 6 * 6000**0.5
    people = {county.fips: county.population or 0 for county in counties(load())}
    for fips, population in people.items():
        expected = len(found) * population / sum(people.values())
        count = sum(item.county.fips == fips for item in found)
        assert abs(count - expected) < 5 * expected**0.5 + 3, fips
    locals_ = [
        item.at.astimezone(ZoneInfo("America/New_York" if item.county.state != "IL" else "America/Chicago"))
        for item in found
    ]
    for weights, values in (
        (parameters()["hours"]["weights"], [at.hour for at in locals_]),
        (parameters()["weekdays"]["weights"], [at.weekday() for at in locals_]),
    ):
        for index, weight in enumerate(weights):
            expected = len(found) * weight / sum(weights)
            assert abs(values.count(index) - expected) < 5 * expected**0.5 + 3, (index, weights)


def test_some_are_arrested_again_on_other_occasions() -> None:
    found = arrests(Setting(seed=6, days=10, bookings=500), counties(load()))
    by_person: dict[int, list[int]] = {}
    for item in found:
        by_person.setdefault(item.person, []).append(item.occasion)
    assert all(occasions == list(range(1, len(occasions) + 1)) for occasions in by_person.values())
    again = sum(len(occasions) - 1 for occasions in by_person.values())
    assert abs(again / len(found) - parameters()["again"]["share"]) < 0.07
    assert {item.condition for item in found} == {"easy", "typical", "poor"}


@pytest.mark.parametrize(
    "wrong",
    [{"days": 0}, {"bookings": 0}, {"seed": -1}, {"strangers": 2000}, {"error_rate": 1.5}, {"people": 0}],
)
def test_a_world_that_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(BadInput, match="expected"):
        Setting(**{"seed": 1, **wrong})  # type: ignore[arg-type]  # wrong on purpose


def test_every_parameter_names_its_source() -> None:
    content = parameters()
    named = {name: entry for name, entry in content.items() if name not in ("sources", "desks", "offices")}
    for entry in [*named.values(), *content["desks"].values(), *content["offices"].values()]:
        assert entry["source"] in content["sources"]


# --- the law as the auditor reads it ---------------------------------------------------------------


def test_the_auditors_law_is_the_gates_on_every_week_of_the_programme() -> None:
    rules = load()
    for county in counties(rules):
        for week in range(0, 52 * 8, 9):
            at = datetime(2008, 9, 1, 17, tzinfo=UTC) + timedelta(weeks=week)
            for adult, retained in ((True, True), (False, True), (True, False)):
                kind = SubmissionKind.CRIMINAL if adult else SubmissionKind.JUVENILE
                facts = SubmissionFacts(county.fips, county.state, kind, retained, ("5404",), ())
                booked = _booked(county.fips, county.state, adult=adult, retained=retained)
                assert may_be_shared(booked, at, ()) == decide(facts, at.date(), rules).permitted, (
                    county.name,
                    at,
                )


def test_an_order_has_the_last_word_from_its_day_on() -> None:
    suffolk = _booked("25025", "MA")
    orders = (Order("25025", False, date(2012, 5, 14)), Order("MA", True, date(2012, 5, 20)))
    days = [datetime(2012, 5, day, 16, tzinfo=UTC) for day in (13, 14, 19, 20)]
    assert [may_be_shared(suffolk, at, orders) for at in days] == [True, False, False, True]


def test_a_day_begins_at_midnight_of_the_place() -> None:
    middlesex = _booked("25017", "MA")
    midnight = datetime(2012, 5, 15, 4, tzinfo=UTC)
    assert not may_be_shared(middlesex, midnight - timedelta(seconds=1), ())
    assert may_be_shared(middlesex, midnight, ())


def test_illinois_relays_nothing_since_2009() -> None:
    kane = _booked("17089", "IL")
    assert is_relayed(kane, datetime(2009, 7, 22, 18, tzinfo=UTC))
    assert not is_relayed(kane, datetime(2009, 7, 23, 18, tzinfo=UTC))
    assert is_relayed(_booked("25025", "MA"), datetime(2012, 5, 15, 18, tzinfo=UTC))


def _booked(county: str, state: str, *, adult: bool = True, retained: bool = True) -> Booked:
    """A submission of which only place and kind matter."""
    at = datetime(2012, 5, 13, tzinfo=UTC)
    return Booked("T" * 12, "", at, county, state, 0, "", "typical", retained, adult, "", "5404", 0)


# --- officers, courts, outages ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        (datetime(2012, 5, 15, 14, tzinfo=UTC), datetime(2012, 5, 15, 14, tzinfo=UTC)),  # Tuesday, 10:00
        (datetime(2012, 5, 15, 8, tzinfo=UTC), datetime(2012, 5, 15, 12, tzinfo=UTC)),  # Tuesday, 04:00
        (datetime(2012, 5, 18, 22, tzinfo=UTC), datetime(2012, 5, 21, 12, tzinfo=UTC)),  # Friday, 18:00
        (datetime(2012, 5, 19, 16, tzinfo=UTC), datetime(2012, 5, 21, 12, tzinfo=UTC)),  # Saturday
    ],
)
def test_an_office_begins_no_case_outside_its_hours(asked: datetime, opens: datetime) -> None:
    office = next(desk for desk in desks() if desk.name == "boston")
    assert office.opens(asked) == opens


def test_each_state_of_the_world_has_one_office() -> None:
    offices: list[Desk] = [desk for desk in desks() if desk.kind is TaskKind.FIELD_DECISION]
    states = [state for desk in offices for state in desk.states]
    assert len(states) == len(set(states))
    assert {county.state for county in counties(load())} <= set(states)
    assert sum(not desk.states for desk in offices) == 1


def test_courts_convict_as_the_flow_says() -> None:
    charge = Charge("5404", "DRIVING UNDER INFLUENCE - LIQUOR")
    drawn = [
        court_day(1, number, charge, date(2012, 1, 2), ZoneInfo("America/New_York")) for number in range(3000)
    ]
    convicted = sum(day.outcome.convicted for day in drawn)
    assert abs(convicted / 3000 - 0.4) < 0.03  # 0.03 felonies of 0.68, the others 0.39
    days = sorted((day.outcome.on - date(2012, 1, 2)).days for day in drawn)
    assert 42 <= days[1500] <= 50
    assert all(
        day.outcome.sentence_days == 0 and not day.outcome.aggravated
        for day in drawn
        if not day.outcome.convicted
    )


def test_an_outcome_is_entered_once_with_its_leaf_and_counts_from_then_on(tmp_path: Path) -> None:
    network = open_network(tmp_path, ManualClock(datetime(2012, 5, 13, tzinfo=UTC)), load())
    national = network.national
    event = Event(
        "MA025TP01-20120513-000001",
        "MA025TP01",
        date(2012, 5, 13),
        "NOBODY,ANN",
        "1",
        (Charge("1299", "ROBBERY"),),
    )
    with national.store.writing() as connection:
        subjects.enrol(connection, "KN0000001", {"NAM": "NOBODY,ANN"}, {1: _template()}, national.clock.now())
        subjects.add_event(connection, "KN0000001", event)
    outcome = Disposition(date(2012, 8, 1), "1299", "CONVICTED, 400 DAYS", True, True, False, 400)
    assert enter_outcome(national, event.ori, event.tcn, outcome)
    assert enter_outcome(national, event.ori, event.tcn, outcome)
    assert not enter_outcome(national, event.ori, "MA025TP01-20120513-000002", outcome)
    with national.store.reading() as connection:
        assert subjects.identity_history(connection, "KN0000001").convictions == (outcome,)
        leaves = connection.execute(
            sa.text("SELECT count(*) FROM ledger_leaf WHERE kind = 'outcome'")
        ).scalar_one()
    assert leaves == 1  # the same instant, the same fact
    for service in network.services.values():
        service.store.close()


def _template() -> Template:
    """A template of one small picture's worth of minutiae."""
    one = np.ones(4, np.float32)
    return Template(one * 50, one * 60, one, np.ones(4, np.uint8), np.full(4, 80, np.uint8), 200, 200, "test")


def test_outages_of_one_agency_do_not_overlap() -> None:
    found = outages(3, 200, ("booking", "state"))
    assert len(found) > 30
    for role in ("booking", "state"):
        own = [(begin, end) for name, begin, end in found if name == role]
        assert all(end <= begin for (_, end), (begin, _) in pairwise(own))


# --- real impressions, many of them ----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("faults", [False, True])
def test_a_world_of_forty_bookings_on_real_impressions(tmp_path: Path, faults: bool) -> None:
    setting = Setting(seed=40 + faults, days=6, bookings=42, faults=faults)
    with pool_printer(2) as printer:
        report = run(setting, tmp_path, printer, quiet)
    assert report.audit.findings == []
    assert report.figures["bookings"] >= 30
    assert report.audit.counts["national hits"] > 5


@pytest.mark.slow
def test_a_pool_prints_what_one_process_prints() -> None:
    capture = Capture(99, 11, "typical", (3,))
    with pool_printer(1) as printer:
        printer.expect([capture], [])
        made = printer.card(capture)
    here = print_card(capture)
    assert made.keys() == here.keys()
    assert 3 not in made
    assert all((made[position].pixels == here[position].pixels).all() for position in made)
