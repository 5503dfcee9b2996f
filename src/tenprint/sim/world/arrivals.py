"""Who is arrested where and when: drawn whole before the world begins, in order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import BadInput
from tenprint.sharing.local_time import zone_of
from tenprint.sharing.model import County
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.world.flow import model
from tenprint.sim.world.setting import Setting, parameters

TAKEN = ("easy", "typical", "poor")
"""Conditions under which a world's prints are taken, with shares under ``capture`` in ``world.yaml``."""


@dataclass(frozen=True, slots=True)
class Arrest:
    """One arrest as it will happen.

    Attributes:
        number: its place in the world's order of time, 0 upwards.
        at: instant of the booking, UTC.
        county: where.
        person: number of the person.
        occasion: 1 for the person's first arrest in this world, then 2 and so on; it decides the impressions.
        condition: under which the prints are taken first.
        retained: whether the station asks to keep the prints.
    """

    number: int
    at: datetime
    county: County
    person: int
    occasion: int
    condition: str
    retained: bool


def arrests(setting: Setting, places: Sequence[County]) -> list[Arrest]:
    """Draw all arrests of a world.

    Raises:
        BadInput: nobody lives in the places.
    """
    if not sum(place.population or 0 for place in places):
        raise BadInput("world: expected counties with a population on the roster, found none")
    random = stream(setting.seed, Stream.WORLD_ARRIVALS)
    count = max(1, int(random.poisson(setting.bookings)))
    weights = _shares([place.population or 0 for place in places])
    where = random.choice(len(places), count, p=weights).tolist()
    instants = [_instant(setting, places[place], random) for place in where]
    order = sorted(range(count), key=lambda index: (instants[index], index))
    people = _people(count, setting, random)
    capture = parameters()["capture"]
    conditions = random.choice(len(TAKEN), count, p=[capture[name] for name in TAKEN]).tolist()
    retained = (random.random(count) >= model()["not_retained"]["share"]).tolist()
    found, occasions = [], dict.fromkeys(people, 0)
    for number, index in enumerate(order):
        person = people[number]
        occasions[person] += 1
        found.append(
            Arrest(
                number=number,
                at=instants[index],
                county=places[where[index]],
                person=person,
                occasion=occasions[person],
                condition=TAKEN[conditions[number]],
                retained=retained[number],
            )
        )
    return found


def _people(count: int, setting: Setting, random: np.random.Generator) -> list[int]:
    """Numbers of the arrested in order of time: somebody new, or somebody arrested before."""
    again = (random.random(count) < parameters()["again"]["share"]).tolist()
    picks = random.random(count).tolist()
    found: list[int] = []
    new = 0
    for index in range(count):
        exhausted = setting.people is not None and new >= setting.people
        if found and (again[index] or exhausted):
            found.append(found[int(picks[index] * len(found))])
            continue
        found.append(new)
        new += 1
    return found


def _instant(setting: Setting, place: County, random: np.random.Generator) -> datetime:
    """An instant of the window, by the day of the week and the hour at the place."""
    days = [setting.since + timedelta(days=index) for index in range(setting.days)]
    weekdays = parameters()["weekdays"]["weights"]
    on: date = days[int(random.choice(len(days), p=_shares([weekdays[day.weekday()] for day in days])))]
    hour = int(random.choice(24, p=_shares(parameters()["hours"]["weights"])))
    minutes = int(random.integers(0, 60))
    local = datetime.combine(on, time(hour, minutes), zone_of(place))
    return local.astimezone(UTC)


def _shares(weights: Sequence[float]) -> NDArray[np.float64]:
    """Weights as shares of their sum."""
    found = np.asarray(weights, dtype=np.float64)
    return np.asarray(found / found.sum(), dtype=np.float64)
