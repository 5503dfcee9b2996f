"""The people of a world: those of a population who are in the country when they are first arrested."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenprint.sharing.local_time import local_date
from tenprint.sim.people import population
from tenprint.sim.people.person import Person
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.world.arrivals import Arrest
from tenprint.sim.world.setting import parameters


@dataclass(frozen=True, slots=True)
class Resident:
    """One person of the world.

    Attributes:
        person: of the population.
        missing: fingers that do not exist.
    """

    person: Person
    missing: tuple[int, ...]


def residents(seed: int, arrests: Sequence[Arrest]) -> dict[int, Resident]:
    """The people of a world's arrests, by the number that the arrests give them.

    A person who cannot be arrested on the day of the first arrest (abroad, in prison, a child) is passed over.
    """
    found: dict[int, Resident] = {}
    number = 0
    for arrest in arrests:
        if arrest.person in found:
            continue
        on = local_date(arrest.at, arrest.county)
        while not (person := population.person(seed, number)).may_be_booked(on):
            number += 1
        found[arrest.person] = Resident(person, _missing(seed, number))
        number += 1
    return found


def _missing(seed: int, number: int) -> tuple[int, ...]:
    """Fingers that a person lost: none, mostly."""
    random = stream(seed, Stream.WORLD_ARRIVALS, 1, number)
    if random.random() >= parameters()["amputated"]["share"]:
        return ()
    return (int(random.integers(1, 11)),)
