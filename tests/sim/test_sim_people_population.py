"""A population: each person by seed and number alone, twins excepted; with the shares of the model; fit for a card."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from people_case import DAY, MANY, SEED, life, people, share

from tenprint.errors import BadInput
from tenprint.identity.number import ORI, TCN
from tenprint.record.code_list import code_list
from tenprint.record.ebts import ArrestFields, Charge, PersonFields, car
from tenprint.record.nlets import IarStatus
from tenprint.sim.people import immigration, population
from tenprint.sim.people.body import age
from tenprint.sim.people.immigration import BORN_CITIZENS, END, Kind
from tenprint.sim.people.parameters import parameters
from tenprint.sim.people.person import Person
from tenprint.sim.seeds import DEMO_SEED_LIMIT
from tenprint.sim.story.cast import cast

FLOW = parameters("flow")


def _twins() -> list[tuple[Person, Person]]:
    return [
        (people()[number], people()[number + 1])
        for number in range(0, MANY - 1, 2)
        if life(people()[number]).twin_of is not None
    ]


# --- who is whom -----------------------------------------------------------------------------------


def test_a_person_does_not_depend_on_who_else_is_made() -> None:
    for number in (2499, 17, 0, 1234):
        assert population.person(SEED, number) == people()[number]
    assert population.person(SEED + 1, 17) != people()[17]


def test_what_a_seed_makes_stays_the_same() -> None:
    """A change of this is a change of every world's people: intended, or not at all."""
    one = people()[0]
    assert (one.prints_seed, one.fields.name, str(life(one).born)) == GOLDEN


GOLDEN = (13276053052028608918, "PELVOW,BEVRIA J", "1957-11-18")


def test_prints_are_everybody_s_own_and_of_nobody_of_the_story() -> None:
    seeds = [one.prints_seed for one in people()]
    assert len(seeds) == len(set(seeds)) and max(seeds) < DEMO_SEED_LIMIT
    assert min(seeds) > 10**6, "the story's seeds are small"


@pytest.mark.parametrize(("seed", "number"), [(-1, 0), (1, -1), (1, 10**7)])
def test_a_seed_or_number_outside_is_refused(seed: int, number: int) -> None:
    with pytest.raises(BadInput, match="expected a seed from 0"):
        population.person(seed, number)


def test_twins_share_birth_and_likeness_but_neither_prints_nor_lives() -> None:
    pairs = _twins()
    assert len(pairs) / (MANY / 2) == pytest.approx(parameters()["twins"]["pairs"], abs=0.01)
    assert len(pairs) >= 5
    for one, other in pairs:
        first, second = life(one), life(other)
        assert first.twin_of == second.number and second.twin_of == first.number
        assert (first.born, first.sex, first.course.birth_place) == (
            second.born, second.sex, second.course.birth_place)  # fmt: skip
        assert first.names[0][1].surname == second.names[0][1].surname
        assert first.names[0][1] != second.names[0][1]
        assert (first.body.eyes, first.body.hair, first.body.height_inches) == (
            second.body.eyes, second.body.hair, second.body.height_inches)  # fmt: skip
        assert first.body.mass_index != second.body.mass_index
        assert abs(first.body.mass_index - second.body.mass_index) < 9
        assert one.prints_seed != other.prints_seed
        assert first.course.kind is second.course.kind
        assert not {step.encounter.eid for step in first.course.steps if step.encounter} & {
            step.encounter.eid for step in second.course.steps if step.encounter
        }
    assert any(life(one).history != life(other).history for one, other in pairs)


# --- shares ----------------------------------------------------------------------------------------


def test_kinds_have_their_shares() -> None:
    found = Counter(life(one).course.kind for one in people())
    for name, item in parameters()["immigration"].items():
        error = 4.0 * (item["share"] * (1 - item["share"]) / MANY) ** 0.5
        assert found[Kind(name)] / MANY == pytest.approx(item["share"], abs=error), name
    assert sum(item["share"] for item in parameters()["immigration"].values()) == pytest.approx(1.0)


def test_files_hold_what_the_simulated_flow_says() -> None:
    here = [one for one in people() if one.may_be_booked(DAY)]
    known = [found for one in here if (found := one.national_before(DAY)) is not None]
    assert len(known) / len(here) == pytest.approx(FLOW["identified"]["share"], abs=0.03)
    counts = [sum(d.convicted for event in one.events for d in event.dispositions) for one in known]
    assert share(count > 0 for count in counts) == pytest.approx(FLOW["convicted_before"]["share"], abs=0.05)
    assert np.mean([count for count in counts if count]) == pytest.approx(
        FLOW["convictions"]["mean"], abs=0.5
    )
    wanted = share(any(not want.caution for want in one.wants) for one in known)
    assert wanted == pytest.approx(FLOW["wanted"]["share"], abs=0.012)
    met = share(one.immigration_before(DAY) is not None for one in here)
    assert met == pytest.approx(FLOW["calibrated"]["matches_of_shared"]["share"], abs=0.015)


def test_citizens_are_on_the_immigration_file_too() -> None:
    citizens = [
        one
        for one in people()
        if one.true_status(DAY) is IarStatus.UNITED_STATES_CITIZEN and one.immigration_before(DAY)
    ]
    kinds = {life(one).course.kind for one in citizens}
    assert len(citizens) > 5 and Kind.NATURALISED in kinds


def test_ages_and_sexes_have_their_shares() -> None:
    ages = [age(life(one).born, parameters()["birth"]["reference"]) for one in people()]
    assert min(ages) >= 16 and max(ages) <= 75
    table = parameters()["birth"]["ages"]
    edges = [*table, 76]
    for low, high in pairwise(edges):
        found = share(low <= one < high for one in ages)
        assert found == pytest.approx(table[low] / sum(table.values()), abs=0.03), low
    assert share(life(one).sex == "M" for one in people()) == pytest.approx(
        parameters()["sex"]["M"], abs=0.03
    )


def test_places_of_birth_are_states_at_home_and_all_alike_abroad() -> None:
    states, countries = code_list("us_states"), code_list("countries")
    born = Counter(life(one).course.birth_place for one in people() if life(one).course.kind in BORN_CITIZENS)
    assert born.keys() <= states.keys()
    assert born["CA"] / born.total() == pytest.approx(37.25 / 308.7, abs=0.03), "by the population of 2010"
    listed = parameters()["countries"]
    every = [*listed["all"], *listed["waiver"]["of"], *listed["protected"]["of"]]
    assert set(every) <= countries.keys() and len(listed["all"]) == len(set(listed["all"])) > 150
    assert set(listed["waiver"]["of"]) | set(listed["protected"]["of"]) <= set(listed["all"])
    random = np.random.default_rng(1)
    abroad = Counter(immigration._Builder(random, DAY, Kind.OVERSTAY).birth_place for _ in range(8000))
    expected = 8000 / len(listed["all"])
    chi = sum((abroad[code] - expected) ** 2 / expected for code in listed["all"])
    degrees = len(listed["all"]) - 1
    assert abs(chi - degrees) < 4.5 * (2 * degrees) ** 0.5


# --- what is told ----------------------------------------------------------------------------------


def test_an_occasion_is_one_telling_and_another_is_another() -> None:
    one = next(one for one in people() if life(one).body.marks)
    assert one.booked_as(DAY, 3) == one.booked_as(DAY, 3)
    told = [one.booked_as(DAY, occasion) for occasion in range(12)]
    assert len({who.weight for who in told}) > 4 and len({who.height for who in told}) > 1
    inches = [int(who.height[0]) * 12 + int(who.height[1:]) for who in told]
    assert abs(np.mean(inches) - life(one).body.height_inches) < 1.0 and max(inches) - min(inches) <= 5


def test_who_tells_an_assumed_identity_tells_it_at_its_share() -> None:
    liars = [one for one in people() if life(one).assumed is not None]
    have = [one for one in people() if one.national is not None]
    shares = parameters()["names"]
    assert len(liars) / len(have) == pytest.approx(shares["assumed"]["share"], abs=0.03)
    lied, transposed = 0, 0
    for one in liars:
        assumed, born = life(one).assumed, life(one).born
        assert assumed is not None and (assumed.born != born or born.day == born.month)
        transposed += (assumed.born.month, assumed.born.day) == (born.day, born.month)
        for occasion in range(4):
            who = one.booked_as(DAY, occasion)
            true = life(one).name(DAY).text
            assert who.name in {true, assumed.name.text}
            assert (who.name == assumed.name.text) == (who.birth_date == assumed.born) or assumed.born == born
            lied += who.name == assumed.name.text
            if who.name == assumed.name.text:
                assert not who.social_security_numbers and not who.miscellaneous_numbers and not who.aliases
    assert lied / (4 * len(liars)) == pytest.approx(shares["told_assumed"]["share"], abs=0.05)
    assert transposed / len(liars) > 0.08
    honest = [one for one in people() if life(one).assumed is None][:300]
    assert all(one.booked_as(DAY, 0).name == life(one).name(DAY).text for one in honest)


def test_a_changed_name_is_told_from_its_day_on_with_the_earlier_one() -> None:
    changed = [one for one in people() if len(life(one).names) == 2 and life(one).assumed is None]
    assert len(changed) / MANY == pytest.approx(parameters()["names"]["changed"]["share"] * 0.86, abs=0.05)
    for one in changed[:100]:
        (_, first), (since, second) = life(one).names
        before = one.booked_as(since - timedelta(days=1), 0)
        assert before.name == first.text and before.aliases == ()
        after = one.booked_as(since, 0)
        assert after.name == second.text and after.aliases == (first.text,)


def test_every_telling_fits_a_card_by_the_rules_of_the_record() -> None:
    """The builder refuses a bad value; race is U, and nothing else was ever written there."""
    ori, at = ORI("MA025TP01"), datetime(2011, 6, 8, 12, tzinfo=UTC)
    for number, one in enumerate(people()[:400]):
        who = one.booked_as(DAY, number % 3)
        assert who.race == "U" and who.sex in "FM"
        arrest = ArrestFields(DAY, [Charge("1313 SIMPLE ASSAULT", DAY)], [ori], case_number="TP11-000001")
        data = car(
            tcn=TCN(f"{ori}-{number:010d}"), ori=ori, dai=ORI("MATPSIB01"), on=at, person=who, arrest=arrest, images={}
        )  # fmt: skip
        assert who.name.encode() in data
    bad = replace(people()[0].fields, marks=("NO SUCH MARK",))
    with pytest.raises(BadInput):
        car(
            tcn=TCN("MA025TP01-1"), ori=ori, dai=ORI("MATPSIB01"), on=at, person=bad, arrest=arrest, images={}
        )


def test_descriptors_are_codes_of_the_field_and_likely() -> None:
    told = [one.booked_as(DAY, 0) for one in people()]
    assert {who.eyes for who in told} <= code_list("eyes").keys()
    assert {who.hair for who in told} <= code_list("hair").keys()
    assert all(re.fullmatch(r"[4-6](0\d|1[01])", who.height) for who in told)
    men = [_inches(who) for who in told if who.sex == "M"]
    women = [_inches(who) for who in told if who.sex == "F"]
    heights = parameters()["body"]["height_inches"]
    assert np.mean(men) == pytest.approx(heights["M"]["mean"], abs=0.4)
    assert np.mean(women) == pytest.approx(heights["F"]["mean"], abs=0.5)
    assert all(70 <= int(who.weight) <= 499 for who in told)
    old = [one.booked_as(DAY, 0).hair == "GRY" for one in people() if age(life(one).born, DAY) > 58]
    young = [one.booked_as(DAY, 0).hair == "GRY" for one in people() if age(life(one).born, DAY) < 45]
    assert share(old) > 0.4 and share(young) == 0.0


def _inches(who: PersonFields) -> int:
    return int(who.height[0]) * 12 + int(who.height[1:])


def test_who_may_be_booked_is_here_free_and_sixteen() -> None:
    day = date(2008, 11, 1)
    answers = Counter(one.may_be_booked(day) for one in people())
    assert answers[False] > 100
    for one in people():
        young = age(life(one).born, day) < 16
        assert one.may_be_booked(day) == (
            not young and one.true_status(day) is not None and not life(one).history.in_prison(day)
        )


def test_a_person_as_of_a_day_has_the_files_of_that_day() -> None:
    one = next(one for one in people() if one.national and len(one.national.events) > 3)
    assert one.national is not None
    day = one.national.events[2].on
    then = one.as_of(day)
    assert then.national is not None and len(then.national.events) == 2
    assert then.fields.name == life(one).name(day).text
    assert population.known_to(one, day) == (then.national, then.immigration)
    assert one.as_of(END + timedelta(days=1)).national == one.national


def test_the_people_of_the_story_answer_too() -> None:
    for part in cast(4, "MA025TP02").values():
        one = part.person
        assert one.booked_as(DAY, 0) == one.fields and one.may_be_booked(DAY)
        assert one.true_status(DAY) is None
        assert one.as_of(DAY).fields == one.fields
        if one.national:
            assert one.national_before(DAY) == one.national
            assert one.national_before(date(2006, 1, 1)) is None
        if one.immigration:
            assert one.immigration_before(DAY) == one.immigration
            assert one.immigration_before(date(2000, 1, 1)) is None
