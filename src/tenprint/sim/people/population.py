"""A population: person ``number`` of a seed, whoever else is asked for; twins are the only ones who share anything."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from tenprint.errors import BadInput
from tenprint.identity.event import Event
from tenprint.record.nlets import IarStatus
from tenprint.sim.people import names, numbers
from tenprint.sim.people.arrests import History, history
from tenprint.sim.people.body import Body, age, body
from tenprint.sim.people.dwelling import Dwelling, a_county, dwelling
from tenprint.sim.people.immigration import END, IN_NCIC, Course, Kind, Step, course
from tenprint.sim.people.life import Life, Told
from tenprint.sim.people.names import Name
from tenprint.sim.people.parameters import parameters, weighted
from tenprint.sim.people.person import ImmigrationRecord, NationalRecord, Person, record_of
from tenprint.sim.seeds import DEMO_SEED_LIMIT, Stream, stream

NUMBER_LIMIT = 10**7
MARRIED_FROM_DAYS, MARRIED_TO_DAYS = 7300, 14600  # twenty to forty years


def person(seed: int, number: int) -> Person:
    """Person ``number`` of the population of a seed.

    Args:
        seed: of the population, 0 or above.
        number: 0 to 9,999,999.

    Raises:
        BadInput: seed or number lie outside.
    """
    _check(seed, number)
    life = _life(seed, number)
    until = END + timedelta(days=1)
    known = NationalRecord(life.history.events, life.history.wants) if life.history.events else None
    return Person(prints_seed(seed, number), life.truth(END), known, record_of(life, until), life)


def population(seed: int, count: int) -> Iterator[Person]:
    """The first ``count`` persons of a population, in the order of their numbers.

    Raises:
        BadInput: seed or count lie outside.
    """
    _check(seed, count - 1)
    return (person(seed, number) for number in range(count))


def known_to(of: Person, on: date) -> tuple[NationalRecord | None, ImmigrationRecord | None]:
    """What the national and the immigration agency have on file before a day."""
    return of.national_before(on), of.immigration_before(on)


def _check(seed: int, number: int) -> None:
    """Refuse a seed or a number that no person has."""
    if seed < 0 or not 0 <= number < NUMBER_LIMIT:
        raise BadInput(
            f"person: expected a seed from 0 and a number below {NUMBER_LIMIT}, found {seed}, {number}"
        )


def prints_seed(seed: int, number: int) -> int:
    """Seed of the ten fingers of a person: twins have their own, as identical twins do."""
    words = np.random.SeedSequence(seed, spawn_key=(int(Stream.PEOPLE_PRINTS), number)).generate_state(2)
    return (int(words[0]) << 32 | int(words[1])) % DEMO_SEED_LIMIT


def twin_of(seed: int, number: int) -> int | None:
    """Number of a person's twin, or None: of few pairs of neighbouring numbers both are twins."""
    random = stream(seed, Stream.PEOPLE_TWINS, number // 2)
    return number ^ 1 if random.random() < parameters()["twins"]["pairs"] else None


def _life(seed: int, number: int) -> Life:
    """All that is true of a person."""
    twin = twin_of(seed, number)
    shared = number if twin is None else min(number, twin)  # what twins have in common is the first one's
    sex, born = _birth(stream(seed, Stream.PEOPLE_BIRTH, shared))
    went = course(stream(seed, Stream.PEOPLE_IMMIGRATION, shared), born).numbered(number)
    own = stream(seed, Stream.PEOPLE_NAME, number)
    borne = _names(own, sex, born, names.surname(stream(seed, Stream.PEOPLE_NAME, shared, 1)))
    home = dwelling(
        stream(seed, Stream.PEOPLE_DWELLING, number), age(born, parameters()["birth"]["reference"])
    )
    assumed = _assumed(own, borne[0][1], born, sex)
    arrests = history(
        stream(seed, Stream.PEOPLE_ARRESTS, number),
        born,
        home,
        number,
        went.here,
        lambda on: _named(own, borne, assumed, on),
    )
    went = _deported(went, arrests)
    return Life(
        seed=seed,
        number=number,
        sex=sex,
        born=born,
        names=borne,
        assumed=assumed if arrests.events else None,
        body=_body(seed, number, shared, sex),
        dwelling=home,
        numbers=_numbers(seed, number, home, went, arrests),
        course=went,
        history=arrests,
        twin_of=twin,
    )


def _birth(random: np.random.Generator) -> tuple[str, date]:
    """Sex and day of birth."""
    shares = parameters()["birth"]
    age_from = int(weighted("birth", "ages").draw(random))
    ages = [*shares["ages"], 75]
    age_to = ages[ages.index(age_from) + 1]
    days = int(random.uniform(age_from, age_to) * 365.25)
    return weighted("sex").draw(random), shares["reference"] - timedelta(days=days)


def _names(
    random: np.random.Generator, sex: str, born: date, of_surname: str
) -> tuple[tuple[date, Name], ...]:
    """The name at birth, and perhaps another by marriage or order of a court."""
    first = names.given(random, sex, of_surname)
    change = parameters()["names"]["changed"]
    on = born + timedelta(days=int(random.integers(MARRIED_FROM_DAYS, MARRIED_TO_DAYS)))
    if random.random() >= change["share"] or on >= END:
        return ((born, first),)
    other = names.surname(random)
    if random.random() < change["marriage"]:
        return (born, first), (on, replace(first, surname=other))
    return (born, first), (on, names.given(random, sex, other))


def _assumed(random: np.random.Generator, true: Name, born: date, sex: str) -> Told | None:
    """Whom the person claims to be at times: another name, day and month exchanged, a birth in some state."""
    shares = parameters()["names"]
    if random.random() >= shares["assumed"]["share"]:
        return None
    name = names.given(random, sex, names.surname(random))
    if random.random() < 0.4:
        name = replace(name, given=true.given)
    state = a_county(random).state
    claimed = born - timedelta(days=int(random.integers(200, 2000)))
    if random.random() < shares["transposed_birth"]["share"] and born.day <= 12:
        claimed = born.replace(month=born.day, day=born.month)
    return Told(name, claimed, IN_NCIC.get(state, state))


def _named(
    random: np.random.Generator,
    borne: tuple[tuple[date, Name], ...],
    assumed: Told | None,
    on: date,
) -> str:
    """The name given at an arrest before the story."""
    lies = assumed is not None and random.random() < parameters()["names"]["told_assumed"]["share"]
    true = next(name for since, name in reversed(borne) if since <= on)
    return assumed.name.text if lies and assumed is not None else true.text


def _body(seed: int, number: int, shared: int, sex: str) -> Body:
    """A body; twins share all but some pounds and the marks."""
    own = body(stream(seed, Stream.PEOPLE_BODY, number), sex)
    if number == shared:
        return own
    other = body(stream(seed, Stream.PEOPLE_BODY, shared), sex)
    near = (other.mass_index * 3.0 + own.mass_index) / 4.0
    return replace(other, mass_index=near, marks=own.marks)


def _deported(went: Course, arrests: History) -> Course:
    """A course of somebody removed after a felony: a deported felon on coming back."""
    on = went.removed_on()
    if on is None or not _felonies_before(arrests.events, on):
        return went
    steps = (*went.steps, Step(on, None, {"deported_felon": True}))
    statuses = tuple(
        (since, IarStatus.DEPORTED_FELON if since > on and status is not None else status)
        for since, status in went.statuses
    )
    return replace(went, steps=tuple(sorted(steps, key=lambda step: step.on)), statuses=statuses)


def _felonies_before(events: tuple[Event, ...], on: date) -> bool:
    """Whether a felony conviction is older than a day."""
    return any(
        item.convicted and item.felony and item.on < on for event in events for item in event.dispositions
    )


def _numbers(seed: int, number: int, home: Dwelling, went: Course, arrests: History) -> numbers.Numbers:
    """A person's numbers; who has which follows from the life."""
    lawful = went.kind not in {
        Kind.NEVER_MET_NONCITIZEN,
        Kind.APPREHENDED,
        Kind.PRIOR_REMOVAL,
        Kind.VISA_WAIVER,
    }
    met = any(step.encounter for step in went.steps)
    registered = met and went.kind not in {
        Kind.CITIZEN_ENROLLED,
        Kind.VISA_WAIVER,
        Kind.OVERSTAY,
        Kind.VISA_IN_STATUS,
    }
    return numbers.Numbers(
        social_security=numbers.social_security(seed, number) if lawful else "",
        alien=numbers.alien(seed, number) if registered else "",
        ucn=numbers.ucn(number) if arrests.events else None,
        sid=numbers.sid(home.county.state, number) if arrests.events else None,
        fin=numbers.fin(number) if met else None,
        telephone=numbers.telephone(stream(seed, Stream.PEOPLE_NUMBERS, number)),
    )
