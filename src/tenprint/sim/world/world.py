"""A world: people are arrested, officers work, courts decide, links fail, on the real services and a clock that jumps.

No threads: what is due is delivered and handled in a drawn order, then the clock moves to the next instant at which
anything can happen. So a setting is one world, step by step, but for keys and salts.
"""

import heapq
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa

from tenprint.agency.bootstrap import open_network, open_service
from tenprint.agency.role import ROLES
from tenprint.agency.store import Store
from tenprint.clock import ManualClock
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.mailbox import InboxState, inbox, outbox
from tenprint.sharing.act import ActKind
from tenprint.sharing.local_time import local_date
from tenprint.sharing.rules import Rules, load
from tenprint.sim.enrolling import enrol, load_background
from tenprint.sim.people.person import Person
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.world.arrivals import Arrest, arrests
from tenprint.sim.world.officers import Officers
from tenprint.sim.world.police import Police
from tenprint.sim.world.printing import Printer
from tenprint.sim.world.setting import Order, Setting, counties
from tenprint.sim.world.wire import PowerCut, Wire, outages

Tell = Callable[[str, int, int], None]  # what happens, bookings done, bookings in all
CATCH_UP = timedelta(minutes=5)  # while an agency is down, its peers' retries are looked at so often
PATIENCE = timedelta(days=45)  # after the last arrest: what is still open then is for the auditor to tell
_STEPS = ("deliver_one", "process_one")


@dataclass(order=True, slots=True)
class _Due:
    """Something that happens at an instant; of two at one instant the one entered first is first."""

    at: datetime
    number: int
    act: Callable[[], None] = field(compare=False)


class World:
    """One world on its way: ``prepare``, ``run``, ``close``."""

    def __init__(
        self, setting: Setting, home: Path, printer: Printer, tell: Tell, rules: Rules | None = None
    ) -> None:
        """Open four agencies with empty files under ``home``.

        Args:
            setting: what decides everything.
            home: folder of the agencies, empty.
            printer: makes the cards.
            tell: is told what happens.
            rules: the law; the package's by default.
        """
        self.setting, self.home, self.tell = setting, home, tell
        self.rules = rules or load()
        self.arrests = arrests(setting, counties(self.rules))
        self.clock = ManualClock(datetime.combine(setting.since, time(), UTC) - timedelta(days=1))
        self.wire = Wire(setting.seed, setting.faults, self.clock.now, self._late_copy)
        self.network = open_network(home, self.clock, self.rules, carriers=dict.fromkeys(ROLES, self.wire))
        for role in ROLES:
            self._connect(role)
        self.officers = Officers(setting.seed, setting.error_rate)
        self.police = Police(setting, self.arrests, self.network, self.clock, printer, self._at)
        self.restarts = 0
        self.watch: Callable[[], None] = lambda: None  # called whenever the logs have been sealed for a day
        self._printer = printer
        self._heap: list[_Due] = []
        self._numbers = itertools.count()
        self._turns = stream(setting.seed, Stream.WORLD_WIRE, 0)
        self._booked = 0
        self._unsealed = True

    # --- set-up ------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Fill the files with strangers and with those whom an agency knows already; enter all that will happen."""
        self.tell("filling the agencies' files", 0, len(self.arrests))
        load_background(self.network, lambda text, share: None, self.setting.strangers)
        first = {arrest.person: arrest for arrest in reversed(self.arrests)}
        known = {number: who for number in sorted(first) if (who := self._known(first[number])) is not None}
        earlier = {number: self.police.earlier(number) for number in known}
        cards = [self.police.capture(arrest, 1, arrest.condition) for arrest in self.arrests]
        self._printer.expect(cards, list(earlier.values()))
        truth = self.police.truth
        for number, who in known.items():
            self.tell(f"enrolling those known before: {number}", 0, len(self.arrests))
            enrol(self.network, number, who, self._printer.enrolment(earlier[number]))
            if who.national is not None:
                truth.national[f"KN{number:07d}"] = number
            if who.immigration is not None:
                truth.immigration[f"0009{number:08d}"] = number
        self._enter_everything()

    def _known(self, arrest: Arrest) -> Person | None:
        """The person of a first arrest with the records of before, or None where nobody knows him or her."""
        on = local_date(arrest.at, arrest.county)
        who = self.police.residents[arrest.person].person.as_of(on)
        return who if who.national or who.immigration else None

    def _enter_everything(self) -> None:
        """Enter arrests, orders and outages."""
        for arrest in self.arrests:
            self._at(arrest.at, lambda arrest=arrest: self._arrest(arrest))  # type: ignore[misc]
        for order in self.setting.orders:
            eve = datetime.combine(order.on, time(), UTC) - timedelta(hours=12)
            self._at(max(eve, self.clock.now()), lambda order=order: self._order(order))  # type: ignore[misc]
        if self.setting.faults:
            start = self.clock.now()
            for role, begin, end in outages(self.setting.seed, self.setting.days + 1, tuple(ROLES)):
                self._at(start + begin, lambda role=role: self.wire.down.add(role))  # type: ignore[misc]
                self._at(start + end, lambda role=role: self.wire.down.discard(role))  # type: ignore[misc]

    def _arrest(self, arrest: Arrest) -> None:
        """Somebody is arrested."""
        self.police.arrest(arrest)
        self._booked += 1
        self.tell(f"{self.clock.now():%Y-%m-%d %H:%M} UTC", self._booked, len(self.arrests))

    def _order(self, order: Order) -> None:
        """The federal side orders a switch."""
        kind = ActKind.ACTIVATE if order.active else ActKind.DEACTIVATE
        self.network.national.participation.act(
            "activation-1", kind, order.place, authority="order of the simulation", on=order.on
        )

    # --- time --------------------------------------------------------------------------------------

    def run(self) -> None:
        """Play to the end: until nothing is due any more, or patience ends."""
        end = datetime.combine(self.setting.last, time(), UTC) + PATIENCE
        sealed = self.clock.now().date()
        while (at := self._next()) is not None and at <= end:
            self.clock.instant = max(at, self.clock.now())
            while self._heap and self._heap[0].at <= self.clock.now():
                heapq.heappop(self._heap).act()
            self._settle()
            if self._unsealed and self.clock.now().date() != sealed:
                sealed = self.clock.now().date()
                self.seal()
                self.watch()
        self.seal()

    def seal(self) -> None:
        """Every agency signs its log as it stands."""
        self._unsealed = False
        for service in self.network.services.values():
            service.seal()

    def close(self) -> None:
        """Close the databases; everything is on disk."""
        for service in self.network.services.values():
            service.store.close()

    def _at(self, at: datetime, act: Callable[[], None]) -> None:
        """Let something happen at an instant."""
        heapq.heappush(self._heap, _Due(at, next(self._numbers), act))

    def _next(self) -> datetime | None:
        """The next instant at which anything can happen."""
        instants = [due.at for due in self._heap[:1]]
        officers = self.officers.next_at()
        instants += [officers] if officers is not None else []
        for role, service in self.network.services.items():
            if role not in self.wire.down:
                instants += self._due(service.store)
        return min(instants, default=None)

    def _due(self, store: Store) -> list[datetime]:
        """When a service delivers or handles next."""
        sending = outbox.c.delivered_at.is_(None) & outbox.c.body.is_not(None)
        handling = inbox.c.state.in_((InboxState.NEW.value, InboxState.CONFLICT.value))
        with store.reading() as connection:
            found: Sequence[datetime | None] = [
                connection.execute(sa.select(sa.func.min(table.c.due_at)).where(where)).scalar_one()
                for table, where in ((outbox, sending), (inbox, handling))
            ]
        soonest = self.clock.now() + CATCH_UP if self.wire.down else self.clock.now()
        return [max(at, soonest) for at in found if at is not None]

    def _settle(self) -> None:
        """Deliver, handle and decide until nothing is due at this instant."""
        while True:
            busy = self.officers.work(self.network, self.clock.now(), self.wire.down)
            for role in self._turn():
                if role not in self.wire.down:
                    busy = self._step(role) or busy
            if not busy:
                break
            self._unsealed = True
        self.police.take_anew()

    def _turn(self) -> list[str]:
        """The agencies in the order in which they act now."""
        if not self.setting.faults:
            return list(ROLES)
        return [ROLES[index] for index in self._turns.permutation(len(ROLES))]

    # --- what fails --------------------------------------------------------------------------------

    def _step(self, role: str) -> bool:
        """Let an agency deliver and handle once; its power may fail before, or within."""
        busy = False
        for name in _STEPS:
            if self.wire.cut("cut_before"):
                self._restart(role)
            try:
                busy = getattr(self.network.services[role], name)() or busy
            except PowerCut:
                self._restart(role)
                busy = True
        return busy

    def _restart(self, role: str) -> None:
        """Close an agency as a failing power does, and open it from its disk."""
        self.restarts += 1
        store = self.network.services[role].store
        store.close()
        self.network.services[role] = open_service(
            role, self.home, self.clock, self.rules, self.wire, store.url
        )
        self._connect(role)

    def _connect(self, role: str) -> None:
        """Let a service be reached, and let its power fail within its transactions."""
        service = self.network.services[role]
        self.wire.connect(role, service.accept)
        if self.setting.faults:
            setattr(service, "handle", self.wire.watched(service.handle))  # noqa: B010  # mypy: a method

    def _late_copy(self, envelope: Envelope, at: datetime) -> None:
        """A copy that its sender gave up arrives later, if anybody is there then."""

        def arrives() -> None:
            """Deliver it."""
            if envelope.recipient not in self.wire.down:
                self.wire.deliver_late(envelope)

        self._at(at, arrives)
