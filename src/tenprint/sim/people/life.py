"""What is true of a person of a population, and what of it is told at a booking.

Race (2.025 RAC) is mandatory in a criminal submission and always U, unknown: it is nowhere modelled, so nothing can
depend on it.
"""

from dataclasses import dataclass
from datetime import date

from tenprint.record.ebts import PersonFields
from tenprint.record.nlets import IarStatus
from tenprint.sim.people.arrests import History
from tenprint.sim.people.body import Body, age, measured
from tenprint.sim.people.dwelling import Dwelling
from tenprint.sim.people.immigration import Course, at
from tenprint.sim.people.names import Name
from tenprint.sim.people.numbers import Numbers
from tenprint.sim.people.parameters import parameters
from tenprint.sim.seeds import Stream, stream

RACE_UNKNOWN = "U"
LEAST_AGE = 16
TRUTH = 0  # stream of what is written when all is told
CITIZENSHIP_TOLD = (
    0.6  # share of bookings at which it is written; the field is optional. A choice of this model.
)
NUMBER_TOLD = 0.5  # and of those at which a person gives a number of his or her own


@dataclass(frozen=True, slots=True)
class Told:
    """Who somebody says that he or she is: the truth, or an assumed identity."""

    name: Name
    born: date
    birth_place: str


@dataclass(frozen=True, slots=True)
class Life:
    """What is true of one person.

    Attributes:
        seed: of the population.
        number: of the person in it.
        sex: F or M.
        born: day of birth.
        names: name by the day from which it is borne.
        assumed: whom the person claims to be at times, or None.
        body: as it is.
        dwelling: home and work.
        numbers: of the ranges that nobody issues.
        course: immigration life.
        history: arrests and courts.
        twin_of: number of the twin, or None.
    """

    seed: int
    number: int
    sex: str
    born: date
    names: tuple[tuple[date, Name], ...]
    assumed: Told | None
    body: Body
    dwelling: Dwelling
    numbers: Numbers
    course: Course
    history: History
    twin_of: int | None

    def name(self, on: date) -> Name:
        """The true name on a day."""
        found = at(self.names, on) or self.names[0][1]
        assert isinstance(found, Name)
        return found

    def citizenship(self, on: date) -> str:
        """The true citizenship on a day."""
        return str(at(self.course.citizenships, on) or self.course.citizenships[0][1])

    def status(self, on: date) -> IarStatus | None:
        """What the law says of the person on a day."""
        found = at(self.course.statuses, on)
        return found if isinstance(found, IarStatus) else None

    def may_be_booked(self, on: date) -> bool:
        """Whether the person is in the country, free, and sixteen or older."""
        return self.course.here(on) and age(self.born, on) >= LEAST_AGE and not self.history.in_prison(on)

    def truth(self, on: date) -> PersonFields:
        """What a station would write of a person who tells all."""
        return self._written(on, TRUTH, tells=(0.0, 0.0, 0.0), lies=False)

    def told(self, on: date, occasion: int) -> PersonFields:
        """What a booking station writes on an occasion, 0 upwards: what is measured then, and what is told."""
        random = stream(self.seed, Stream.PEOPLE_BOOKING, self.number, occasion + 1)
        lies = random.random() < parameters()["names"]["told_assumed"]["share"]
        tells = (random.random(), random.random(), random.random())
        return self._written(on, occasion + 1, tells, lies=lies)

    def _written(self, on: date, key: int, tells: tuple[float, float, float], *, lies: bool) -> PersonFields:
        """Type-2 of a day; ``key`` is the occasion's stream."""
        random = stream(self.seed, Stream.PEOPLE_BODY, self.number, 1, key)
        body = measured(self.body, random, age(self.born, on))
        true = Told(self.name(on), self.born, self.course.birth_place)
        who = self.assumed if lies and self.assumed is not None else true
        own = who is true
        earlier = tuple(name.text for since, name in self.names if since <= on and name != who.name)
        return PersonFields(
            name=who.name.text,
            birth_place=who.birth_place,
            birth_date=who.born,
            sex=self.sex,
            race=RACE_UNKNOWN,
            height=body.height,
            weight=body.weight,
            eyes=body.eyes,
            hair=body.hair,
            aliases=earlier if own else (),
            citizenship=self.citizenship(on) if own and tells[0] < CITIZENSHIP_TOLD else None,
            social_security_numbers=self._given(self.numbers.social_security, own and tells[1] < NUMBER_TOLD),
            miscellaneous_numbers=self._given(
                f"AR-{self.numbers.alien}" if self.numbers.alien else "", own and tells[2] < NUMBER_TOLD
            ),
            marks=body.marks,
            employer=self.dwelling.employer,
            occupation=self.dwelling.occupation,
            residence=self.dwelling.residence,
        )

    def _given(self, number: str, tells: bool) -> tuple[str, ...]:
        """A number of the person's own, where there is one and it is told."""
        return (number,) if number and tells else ()
