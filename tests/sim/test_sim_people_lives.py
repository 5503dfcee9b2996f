"""Lives: arrests, courts and prison agree in time; files show what was before a day; levels and statuses all occur."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from people_case import DAY, SEED, life, people, share

from tenprint.identity.event import Disposition, Event
from tenprint.record.nlets import IarStatus
from tenprint.sharing.level import Conviction, level
from tenprint.sharing.rules import load
from tenprint.sim.clerk import determine
from tenprint.sim.people import charges
from tenprint.sim.people.immigration import BORN_CITIZENS, END, Course, Kind, course
from tenprint.sim.people.life import LEAST_AGE
from tenprint.sim.people.parameters import parameters
from tenprint.sim.people.person import Person
from tenprint.sim.people.population import person

FLOW = parameters("flow")
GROUPS = parameters("people_charges")["groups"]


def events() -> list[tuple[Person, Event]]:
    return [(one, event) for one in people() if one.national for event in one.national.events]


def outcomes() -> list[Disposition]:
    return [item for _, event in events() for item in event.dispositions]


def old_enough(born: date, on: date) -> bool:
    """Sixteen by the calendar, written anew."""
    return (on.year - born.year, on.month, on.day) >= (LEAST_AGE, born.month, born.day)


def test_nobody_is_arrested_too_young_in_prison_or_out_of_the_country() -> None:
    assert len(events()) > 3000
    for one, event in events():
        truth = life(one)
        assert old_enough(truth.born, event.on) and event.on < END
        assert one.true_status(event.on) is not None
        served = [term for term in truth.history.imprisoned if term[0] <= event.on <= term[1]]
        assert not served, (truth.number, event.on)


def test_a_court_follows_its_arrest_and_a_sentence_its_court() -> None:
    for one, event in events():
        codes = [charge.offence_code for charge in event.charges]
        assert [item.offence_code for item in event.dispositions] in ([], codes)
        assert all(event.on < item.on < END for item in event.dispositions)
        for item in event.dispositions:
            assert item.convicted == item.literal.startswith("CONVICTED")
            assert item.convicted or item.sentence_days == 0
            assert item.felony or item.sentence_days < 365
            assert item.felony or not item.aggravated
        longest = max((item.sentence_days for item in event.dispositions if item.convicted), default=0)
        heard = event.dispositions[0].on if event.dispositions else END
        inside = [t for t in life(one).history.imprisoned if t[0] >= heard and (t[1] - t[0]).days == longest]
        assert bool(inside) or longest == 0
    for one in people():
        dates = [event.on for event in one.national.events] if one.national else []
        assert dates == sorted(dates) and len(dates) == len(set(dates))


def test_control_numbers_are_unique_and_of_the_form() -> None:
    tcns = [event.tcn for _, event in events()]
    assert len(tcns) == len(set(tcns)) and all(10 <= len(tcn) <= 40 for tcn in tcns)


def test_courts_have_the_shares_and_delays_of_the_flow() -> None:
    for kind, felony in (("felony", True), ("misdemeanour", False)):
        of = [item for item in outcomes() if item.felony == felony]
        assert share(item.convicted for item in of) == pytest.approx(FLOW["court"][kind]["share"], abs=0.035)
        days = [item.sentence_days for item in of if item.convicted]
        assert np.median(days) == pytest.approx(FLOW["sentence_days"][f"{kind}_median"], rel=0.12)
    single = [(event, event.dispositions[0]) for _, event in events() if len(event.dispositions) == 1]
    for kind, felony in (("felony", True), ("misdemeanour", False)):
        wait = [(item.on - event.on).days for event, item in single if item.felony == felony]
        assert np.median(wait) == pytest.approx(FLOW["court"][kind]["days_median"], rel=0.15)
    literals = {item.literal.split(",")[0] for item in outcomes()}
    assert literals == {"CONVICTED", "DISMISSED", "ACQUITTED"}
    assert 0.1 < share(not event.dispositions for _, event in events()) < 0.4


def test_charges_are_the_mix_of_the_flow() -> None:
    random = np.random.default_rng(4)
    drawn = Counter(charges.offence(random).charge.offence_code for _ in range(20_000))
    total = sum(item["arrests"] for item in FLOW["charges"])
    group_of = {item["code"]: group for group, items in GROUPS.items() for item in items}
    for item in FLOW["charges"]:
        shared = {one["code"] for one in GROUPS[item["code"]]}
        others = [code for code in shared if group_of[code] != item["code"]]
        if not others:
            found = sum(drawn[code] for code in shared) / drawn.total()
            assert found == pytest.approx(item["arrests"] / total, abs=0.008), item["code"]


def test_the_table_has_an_offence_for_every_group_of_flow_and_levels() -> None:
    codes = {item["code"] for items in GROUPS.values() for item in items}
    assert GROUPS.keys() == {item["code"] for item in FLOW["charges"]}
    assert all(len(code) == 4 and code.isdecimal() for code in codes)
    rule = load().value("federal/levels", date(2009, 1, 1))
    assert rule is not None
    for prefixes in rule.value["offences"].values():
        for prefix in prefixes:
            assert any(code.startswith(prefix) for code in codes), prefix


@pytest.mark.parametrize("on", [date(2009, 6, 1), date(2011, 6, 8)])
def test_every_level_occurs_by_both_rules(on: date) -> None:
    found: Counter[str] = Counter()
    for one in people():
        known = one.national_before(on)
        if known is not None:
            convicted = [item for event in known.events for item in event.dispositions if item.convicted]
            facts = [
                Conviction(item.offence_code, item.felony, item.aggravated, item.sentence_days, item.on)
                for item in convicted
            ]
            found[level([], facts, on).level] += 1
    assert found.keys() == {"1", "2", "3", "non-criminal"}
    assert min(found.values()) > 0.1 * found.total()


def test_aggravated_felonies_by_the_law_read_anew() -> None:
    """INA 101(a)(43): murder and drug trade always; theft and violence with a year."""
    for item in (item for item in outcomes() if item.aggravated):
        always = item.offence_code in {"0911", "0912", "1103", "3510", "3530", "3560", "3571", "5899"}
        assert item.convicted and item.felony and (always or item.sentence_days >= 365)
    assert 0.2 < share(item.aggravated for item in outcomes() if item.convicted and item.felony) < 0.5


@pytest.mark.parametrize("on", [date(1999, 5, 1), DAY, date(2014, 1, 1)])
def test_a_file_shows_only_what_was_before_the_day(on: date) -> None:
    for one in people():
        known, met = one.national_before(on), one.immigration_before(on)
        for event in known.events if known else ():
            assert event.on < on and all(item.on < on for item in event.dispositions)
        assert all(want.on < on for want in (known.wants if known else ()))
        assert all(contact.on < on for contact in (met.encounters if met else ()))
        later = [step for step in life(one).course.steps if step.on >= on]
        for name in (name for step in later for name, value in step.sources.items() if value):
            seen = [step for step in life(one).course.steps if step.on < on and step.sources.get(name)]
            assert seen or not (met and met.sources.get(name)), name
    assert people()[0].national_before(date(1900, 1, 1)) is None


def test_what_is_before_a_day_only_grows() -> None:
    days = [date(year, 6, 1) for year in range(1996, 2015, 3)]
    for one in people()[:400]:
        counts = [len(found.events) if (found := one.national_before(on)) else 0 for on in days]
        assert counts == sorted(counts)
        met = [len(found.encounters) if (found := one.immigration_before(on)) else 0 for on in days]
        assert met == sorted(met)


# --- immigration -----------------------------------------------------------------------------------


def of_kind(kind: Kind, count: int = 30) -> list[Course]:
    """Courses of a kind, of people born at different times."""
    found: list[Course] = []
    number = 0
    shares = {name: {"share": float(name == kind)} for name in parameters()["immigration"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(parameters(), "immigration", shares)  # type: ignore[arg-type]
        from tenprint.sim.people import immigration

        immigration._kinds.cache_clear()
        while len(found) < count:
            born = date(1940 + number * 7 % 55, 1 + number % 12, 1 + number % 28)
            found.append(course(np.random.default_rng([SEED, number]), born))
            number += 1
    immigration._kinds.cache_clear()
    return found


WRONG = {  # what the file cannot show, by kind: what a careful officer finds
    Kind.CITIZEN_ENROLLED: IarStatus.INDETERMINATE,
    Kind.NATURALISED: IarStatus.LAWFUL_PERMANENT_RESIDENT,
    Kind.APPREHENDED: IarStatus.INDETERMINATE,
}


@pytest.mark.parametrize("kind", list(Kind))
def test_what_an_officer_finds_is_true_or_the_gap_that_the_kind_has(kind: Kind) -> None:
    judged: Counter[str] = Counter()
    for one in _people_of(kind):
        days = [since for since, status in life(one).course.statuses if status is not None]
        on = max(days[-1], DAY) + timedelta(days=2)
        truth, met = one.true_status(on), one.immigration_before(on)
        if kind in {Kind.NEVER_MET_CITIZEN, Kind.NEVER_MET_NONCITIZEN}:
            assert met is None
            continue
        assert met is not None
        if truth is None:
            continue
        found = determine({"sources": met.sources}, on)[0]
        assert found == truth or found is WRONG.get(kind), (kind, found, truth)
        judged["true" if found == truth else "other"] += 1
    if kind in WRONG:
        assert judged["other"] > 0
    if kind in {Kind.NATURALISED, Kind.CITIZEN_ENROLLED}:
        assert judged["true"] > judged["other"] > 0, "most files or other sources show it"
    if kind is Kind.APPREHENDED:
        assert judged["true"] == 0, "no source says it: an interview is needed"


def _people_of(kind: Kind, count: int = 60) -> list[Person]:
    """People of a population in which everybody has one kind of immigration life."""
    from tenprint.sim.people import immigration

    shares = {name: {"share": float(name == kind)} for name in parameters()["immigration"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(parameters(), "immigration", shares)  # type: ignore[arg-type]
        immigration._kinds.cache_clear()
        made = [person(SEED, number) for number in range(count)]
    immigration._kinds.cache_clear()
    assert {life(one).course.kind for one in made} == {kind}
    return made


@pytest.mark.parametrize("kind", sorted(set(Kind) - BORN_CITIZENS))
def test_steps_and_statuses_are_in_order_and_nobody_is_here_before_birth(kind: Kind) -> None:
    for one in of_kind(kind):
        days = [since for since, _ in one.statuses]
        born = one.citizenships[0][0]
        assert days == sorted(days) and days[0] >= born
        steps = [step.on for step in one.steps]
        assert steps == sorted(steps)
        assert all(step.on < END for step in one.steps), kind
        printed = [step.on for step in one.steps if step.encounter is not None]
        assert all((on - born).days > 13.5 * 365.25 for on in printed)


def test_a_citizen_was_a_resident_for_five_years() -> None:
    for one in of_kind(Kind.NATURALISED):
        resident = next(d for d, status in one.statuses if status is IarStatus.LAWFUL_PERMANENT_RESIDENT)
        citizen = next(d for d, status in one.statuses if status is IarStatus.UNITED_STATES_CITIZEN)
        assert (citizen - resident).days >= 5 * 365
        assert [code for _, code in one.citizenships][-1] == "US"


def test_who_was_removed_after_a_felony_is_a_deported_felon() -> None:
    made = _people_of(Kind.PRIOR_REMOVAL, 150)
    felons = 0
    for one in made:
        gone = life(one).course.removed_on()
        assert gone is not None
        before = [event for event in (one.national.events if one.national else ()) if event.on < gone]
        felony = any(
            item.felony and item.convicted and item.on < gone
            for event in before
            for item in event.dispositions
        )
        back = one.true_status(END)
        assert back is (IarStatus.DEPORTED_FELON if felony else IarStatus.SUBJECT_TO_REMOVAL)
        felons += felony
    assert 10 < felons < 120
