"""A population for tests, made once in a process."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from tenprint.sim.people.life import Life
from tenprint.sim.people.person import Person
from tenprint.sim.people.population import population

SEED = 23
MANY = 2500
DAY = date(2011, 6, 8)


@cache
def people() -> tuple[Person, ...]:
    """The first ``MANY`` people of the population."""
    return tuple(population(SEED, MANY))


def life(person: Person) -> Life:
    """What is true of one of them."""
    assert person.life is not None
    return person.life


def share(of: Iterable[bool]) -> float:
    """How many of some answers are yes."""
    answers = list(of)
    return sum(answers) / len(answers)
