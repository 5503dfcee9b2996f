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
CITIZENSHIP_TOLD = (
    0.6  # share of bookings at which it is written; the field is optional. A choice of this model.
)
NUMBER_TOLD = 0.5  # and of those at which a person gives a number of his or her own


@dataclass(frozen=True, slots=True)
class AssumedIdentity:
    """Whom a person claims to be when he or she does not tell the truth."""

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
    assumed: AssumedIdentity | None
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

    def told(self, on: date, occasion: int) -> PersonFields:
        """What a booking station writes on an occasion."""
        random = stream(self.seed, Stream.PEOPLE_BOOKING, self.number, occasion)
        body = measured(self.body, random, age(self.born, on))
        lies = random.random() < parameters()["names"]["told_assumed"]["share"] and self.assumed is not None
        tells = [random.random() for _ in range(3)]
        true = AssumedIdentity(self.name(on), self.born, self.course.birth_place)
        who = self.assumed if lies and self.assumed is not None else true
        earlier = tuple(name.text for since, name in self.names if since <= on and name != who.name)
        own = not lies
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
