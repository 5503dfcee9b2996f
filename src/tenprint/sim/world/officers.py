"""The officers of a world: a few at each desk, on their hours, one case at a time, each case some minutes.

They work the real queues through the functions that the consoles use. What they see is a task's content; what they
decide is the clerk's, under a name that says that it is simulated.
"""

import heapq
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from tenprint.agency import task
from tenprint.agency.bootstrap import Network
from tenprint.agency.immigration.service import ImmigrationService
from tenprint.agency.national.service import NationalService
from tenprint.agency.task import Task, TaskKind
from tenprint.sharing.jurisdiction import county_of
from tenprint.sim.clerk import Clerk
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.world.setting import parameters

MINUTES_MIN = 1.0
_KINDS = {"examiner": TaskKind.EXAMINE, "comparer": TaskKind.EXAMINE, "lesc": TaskKind.DETERMINE}


@dataclass(slots=True)
class Desk:
    """One queue's officers.

    Attributes:
        name: of the desk; an officer's name begins with it.
        role: agency.
        kind: of the tasks.
        states: whose cases these are; empty: all.
        officers: how many work at once.
        minutes: median of a case.
        zone: of the office.
        hours: first hour of the day, and the hour at which no case is begun any more.
        days: of the week, Monday 0.
        beds: how many detainers a day, or None: no limit.
    """

    name: str
    role: str
    kind: TaskKind
    states: tuple[str, ...]
    officers: int
    minutes: float
    zone: ZoneInfo
    hours: tuple[int, int]
    days: tuple[int, ...]
    beds: int | None = None

    def opens(self, at: datetime) -> datetime:
        """The first instant from ``at`` on at which a case can be begun.

        >>> zone, kind = ZoneInfo("America/New_York"), TaskKind.DETERMINE
        >>> desk = Desk("a", "immigration", kind, (), 1, 9.0, zone, (8, 18), (0, 1))
        >>> desk.opens(datetime(2012, 5, 15, 23, tzinfo=UTC)).isoformat()  # a Tuesday evening
        '2012-05-21T12:00:00+00:00'
        """
        local = at.astimezone(self.zone)
        if local.weekday() in self.days and self.hours[0] <= local.hour < self.hours[1]:
            return at
        on = local.date() if local.hour < self.hours[0] else local.date() + timedelta(days=1)
        while on.weekday() not in self.days:
            on += timedelta(days=1)
        return datetime.combine(on, time(self.hours[0]), self.zone).astimezone(UTC)


def desks() -> list[Desk]:
    """All desks, from the parameters."""
    found = [_desk(name, entry["role"], _KINDS[name], entry) for name, entry in parameters()["desks"].items()]
    offices = parameters()["offices"].items()
    found += [_desk(name, "immigration", TaskKind.FIELD_DECISION, entry) for name, entry in offices]
    return found


def _desk(name: str, role: str, kind: TaskKind, entry: dict[str, Any]) -> Desk:
    """One desk of the file."""
    return Desk(
        name=name,
        role=role,
        kind=kind,
        states=tuple(entry.get("states", ())),
        officers=entry["officers"],
        minutes=entry["minutes"],
        zone=ZoneInfo(entry["zone"]),
        hours=(entry["hours"][0], entry["hours"][1]),
        days=tuple(entry["days"]),
        beds=entry.get("beds"),
    )


@dataclass(order=True, slots=True)
class _Case:
    """A case in an officer's hands: done at an instant."""

    done_at: datetime
    desk: str
    task_id: int
    officer: str = field(compare=False)


class Officers:
    """Everybody who works a queue."""

    def __init__(self, seed: int, error_rate: float) -> None:
        """Staff the desks of the parameters."""
        self.desks = {desk.name: desk for desk in desks()}
        self._claimed = {state for desk in self.desks.values() for state in desk.states}
        self._clerk = Clerk(None, None, error_rate=error_rate, seed=seed)
        self._random = stream(seed, Stream.WORLD_OFFICERS)
        self._cases: list[_Case] = []
        self._beds: dict[tuple[str, date], int] = {}
        self._opening: dict[str, datetime] = {}

    def next_at(self) -> datetime | None:
        """When an officer next ends a case, or a desk with work opens."""
        instants = [case.done_at for case in self._cases[:1]] + list(self._opening.values())
        return min(instants, default=None)

    def work(self, network: Network, at: datetime, down: set[str]) -> bool:
        """End what is ended by now, and take what waits; returns whether anything was ended."""
        ended = False
        for _ in range(len(self._cases)):
            if not self._cases or self._cases[0].done_at > at:
                break
            case = heapq.heappop(self._cases)
            desk = self.desks[case.desk]
            if desk.role in down:  # the system is down: the officer waits
                heapq.heappush(
                    self._cases, _Case(at + timedelta(minutes=5), case.desk, case.task_id, case.officer)
                )
                continue
            self._end(network, desk, case, at)
            ended = True
        for desk in self.desks.values():
            if desk.role not in down:
                self._take(network, desk, at)
        return ended

    def _end(self, network: Network, desk: Desk, case: _Case, at: datetime) -> None:
        """Decide a case; what a power cut undid is taken up again from the queue."""
        service = network.services[desk.role]
        assert isinstance(service, NationalService | ImmigrationService), "desks are of the federal agencies"
        with service.store.reading() as connection:
            item = task.load(connection, case.task_id, desk.kind)
        if item.done_at is not None:
            return
        day = at.astimezone(desk.zone).date()
        used = self._beds.get((desk.name, day), 0)
        self._clerk.do(service, item, officer=case.officer, room=desk.beds is None or used < desk.beds)
        with service.store.reading() as connection:
            outcome = task.load(connection, case.task_id).outcome or {}
        if outcome.get("move") == "detainer requested":
            self._beds[desk.name, day] = used + 1

    def _take(self, network: Network, desk: Desk, at: datetime) -> None:
        """Give waiting tasks, the most urgent first, to officers who are free and at work."""
        self._opening.pop(desk.name, None)
        held = [case for case in self._cases if case.desk == desk.name]
        free = sorted(
            set(range(1, desk.officers + 1)) - {int(case.officer.rpartition("-")[2]) for case in held}
        )
        taken = {case.task_id for case in held}
        waiting = [item for item in self._waiting(network, desk) if item.id not in taken]
        if not waiting or not free:
            return
        opens = desk.opens(at)
        if opens > at:
            self._opening[desk.name] = opens
            return
        for officer, item in zip(free, waiting, strict=False):
            name = f"SIMULATED {desk.name}-{officer}"
            done_at = at + self._duration(desk)
            heapq.heappush(self._cases, _Case(done_at, desk.name, item.id, name))

    def _waiting(self, network: Network, desk: Desk) -> list[Task]:
        """The tasks of a desk that are not done."""
        service = network.services[desk.role]
        with service.store.reading() as connection:
            items = task.waiting(connection, desk.kind)
        if desk.kind is not TaskKind.FIELD_DECISION:
            return items
        return [
            item
            for item in items
            if self._office_of(county_of(item.contributor, service.rules).state) == desk.name
        ]

    def _office_of(self, state: str) -> str:
        """The field office of a state."""
        offices = [desk for desk in self.desks.values() if desk.kind is TaskKind.FIELD_DECISION]
        own = next((desk.name for desk in offices if state in desk.states), None)
        return own or next(desk.name for desk in offices if not desk.states)

    def _duration(self, desk: Desk) -> timedelta:
        """How long a case takes: half of them shorter than the median."""
        drawn = float(self._random.exponential(desk.minutes / np.log(2)))
        return timedelta(minutes=max(MINUTES_MIN, round(drawn, 3)))
