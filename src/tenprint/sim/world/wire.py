"""A wire that fails: it loses, repeats, delays and reorders deliveries, and some agencies cannot be reached.

Delivery is at least once by design (docs/protocols/PR-WIRE.md), so nothing that happens here may change an outcome. The
power can fail too: ``PowerCut`` is no ``Exception``, so that no handler of the services can catch it, as none could.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import Connection

from tenprint.agency.service import Effect
from tenprint.errors import TransportError
from tenprint.exchange.carrier import LocalCarrier
from tenprint.exchange.envelope import Envelope
from tenprint.exchange.mailbox import Received
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.world.setting import parameters

LateCopy = Callable[[Envelope, datetime], None]


class PowerCut(BaseException):
    """The power of an agency failed: whatever was not committed is gone."""


class Wire:
    """A carrier between the services of one world; faulty where it is told to be.

    Attributes:
        down: roles that cannot be reached.
        happened: count of each thing that went wrong.
    """

    def __init__(self, seed: int, faulty: bool, now: Callable[[], datetime], late: LateCopy) -> None:
        """Carry within a world.

        Args:
            seed: decides what fails.
            faulty: whether anything fails.
            now: the world's clock.
            late: is given a copy that the sender has given up, and when it will arrive.
        """
        self._inner = LocalCarrier()
        self._random = stream(seed, Stream.WORLD_WIRE)
        self._faults: Mapping[str, float] = parameters()["faults"] if faulty else {}
        self._now, self._late = now, late
        self.down: set[str] = set()
        self.happened: dict[str, int] = {}

    def connect(self, role: str, receive: Callable[[bytes], None]) -> None:
        """Let ``receive`` take what is addressed to ``role``."""
        self._inner.connect(role, receive)

    def deliver(self, envelope: Envelope) -> None:
        """Deliver once, twice, without a word, or not at all."""
        if envelope.recipient in self.down:
            raise TransportError(f"{envelope.recipient} cannot be reached")
        match self._drawn():
            case "lost":
                raise TransportError("lost on the way")
            case "unacknowledged":
                self._inner.deliver(envelope)
                raise TransportError("no acknowledgement")
            case "twice":
                self._inner.deliver(envelope)
                self._inner.deliver(envelope)
            case "late":
                hours = float(self._random.uniform(0.0, self._faults["late_hours"]))
                self._late(envelope, self._now() + timedelta(hours=hours))
                raise TransportError("no acknowledgement in time")
            case _:
                self._inner.deliver(envelope)

    def deliver_late(self, envelope: Envelope) -> None:
        """Deliver a copy that its sender gave up; nobody waits for an acknowledgement."""
        try:
            self._inner.deliver(envelope)
        except TransportError:
            self._count("late copy refused")

    def _drawn(self) -> str:
        """What happens to a delivery; nothing in most cases."""
        if not self._faults:
            return ""
        draw, edge = float(self._random.random()), 0.0
        for name in ("lost", "unacknowledged", "twice", "late"):
            edge += self._faults[name]
            if draw < edge:
                self._count(name)
                return name
        return ""

    def cut(self, name: str) -> bool:
        """Whether the power fails now; ``name`` is ``cut_before`` or ``cut_within``."""
        if not self._faults or self._random.random() >= self._faults[name]:
            return False
        self._count(name)
        return True

    def watched(self, handle: Callable[[Received], Effect]) -> Callable[[Received], Effect]:
        """A service's ``handle`` whose effect the power may interrupt: all of it written, and nothing kept."""

        def handled(received: Received) -> Effect:
            effect = handle(received)
            if not self.cut("cut_within"):
                return effect

            def interrupted(connection: Connection) -> None:
                effect(connection)
                raise PowerCut

            return interrupted

        return handled

    def _count(self, name: str) -> None:
        """Note that something went wrong."""
        self.happened[name] = self.happened.get(name, 0) + 1


def outages(setting_seed: int, days: int, roles: tuple[str, ...]) -> list[tuple[str, timedelta, timedelta]]:
    """Draw when agencies are down: role, begin and end since the world's first midnight; none overlap for one role."""
    faults = parameters()["faults"]
    found = []
    for index, role in enumerate(roles):
        random = stream(setting_seed, Stream.WORLD_WIRE, 1 + index)
        begin = timedelta()
        while True:
            begin += timedelta(days=float(random.exponential(1 / faults["outages"])))
            if begin >= timedelta(days=days):
                break
            end = begin + timedelta(hours=_hours(random, faults["outage_hours"]))
            found.append((role, begin, end))
            begin = end
    return found


def _hours(random: np.random.Generator, mean: float) -> float:
    """Hours that an outage lasts."""
    return float(random.exponential(mean))
