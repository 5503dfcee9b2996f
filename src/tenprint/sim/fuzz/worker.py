"""One process of a campaign: makes its inputs by their numbers, tries them, and tells its parent what happened."""

import os
import re
import resource
import signal
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from tenprint.errors import BadInput
from tenprint.sim.fuzz.corpus import Corpus
from tenprint.sim.fuzz.mutate import mutated
from tenprint.sim.fuzz.target import TARGETS, Target

SLOW_S = 2.0
STUCK_S = 10.0  # then an input that runs in Python is interrupted
MEMORY_MIB = 512
REPORT_S = 0.5
PEAK = re.compile(r"VmHWM:\s*(\d+) kB")


@dataclass(frozen=True, slots=True)
class Failure:
    """One input of which something did not hold.

    Attributes:
        target: which part was tried.
        number: of the input in its campaign.
        kind: the exception's name, or ``slow``, ``memory``, ``crash``, ``stuck``.
        where: file and line in this package, or what was measured.
        text: the exception's text, shortened.
    """

    target: str
    number: int
    kind: str
    where: str
    text: str = ""


@dataclass(slots=True)
class Progress:
    """What a process has done since it last told.

    Attributes:
        tried: inputs by target.
        read: inputs that were not refused, by target.
        slowest: seconds, target and number of the slowest input.
        memory_mib: largest resident size of the process so far.
    """

    tried: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str, int] = (0.0, "", 0)
    memory_mib: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a process is to do: every ``step``-th input from ``first`` to before ``last``."""

    seed: int
    target: str | None
    first: int
    last: int
    step: int


class Stuck(BaseException):
    """An input took longer than ``STUCK_S``; no handler of the code that is tried may catch it."""


def target_of(number: int, only: str | None) -> Target:
    """The target that an input is for: spread evenly, by shares of a thousand."""
    if only is not None:
        return TARGETS[only]
    place = number * 619 % 1000  # 619 has no factor in common with 1000
    for one in TARGETS.values():
        place -= one.share
        if place < 0:
            return one
    raise AssertionError("unreachable: the shares add up to a thousand")


def make_input(seeds: Corpus, seed: int, target: Target, number: int) -> bytes:
    """The input of that number: the same bytes for the same seeds, seed, target and number."""
    of_kind: tuple[bytes, ...] = getattr(seeds, target.seeds)
    random = Random(f"{seed}/{target.name}/{number}")
    return mutated(of_kind, random, structure=target.seeds == "transactions")


def work(into: Connection, at: Any, seeds: Corpus, plan: Plan) -> None:
    """Do a plan; ``at`` is shared memory that always holds the number of the input being tried.

    Sends ``Failure`` and ``Progress`` as they come, and at the end the memory of the children in MiB.
    """
    signal.signal(signal.SIGALRM, _interrupt)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    progress, told = Progress(), time.monotonic()
    for number in range(plan.first, plan.last, plan.step):
        at.value = number
        target = target_of(number, plan.target)
        data = make_input(seeds, plan.seed, target, number)
        for failure in _try(target, number, data, progress):
            into.send(failure)
            if failure.kind == "memory":  # only a fresh process can tell of the next one
                into.send(progress)
                return
        if time.monotonic() - told > REPORT_S:
            into.send(progress)
            progress, told = Progress(), time.monotonic()
    into.send(progress)
    into.send(_children_mib())


def _peak_mib(status: str) -> int:
    """Largest resident size in a process's status; ``getrusage`` would give that of the parent if it was larger."""
    found = PEAK.search(status)
    return int(found[1]) // 1024 if found else 0


def _children_mib() -> int:
    """Largest resident size of a child, of those that ended and those that still wait for work."""
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    for path in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):  # of a process that has ended meanwhile
            status = path.read_text()
            largest = max(largest, _peak_mib(status) if f"PPid:\t{os.getpid()}\n" in status else 0)
    return largest


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise Stuck


def _try(target: Target, number: int, data: bytes, progress: Progress) -> Iterator[Failure]:
    """Try one input; yields what did not hold."""
    seconds, outcome = _timed(target, data)
    if seconds > SLOW_S and not isinstance(
        outcome, Stuck
    ):  # the machine may have been busy: the better of two
        again, outcome = _timed(target, data)
        seconds = min(seconds, again)
    progress.tried[target.name] += 1
    progress.read[target.name] += outcome is None
    progress.slowest = max(progress.slowest, (seconds, target.name, number))
    progress.memory_mib = _peak_mib(Path("/proc/self/status").read_text())
    if isinstance(outcome, Stuck) or seconds > SLOW_S:
        yield Failure(target.name, number, "slow", f"{seconds:.1f} s")
    if isinstance(outcome, Exception) and not isinstance(outcome, BadInput):
        yield Failure(target.name, number, type(outcome).__name__, _where(outcome), str(outcome)[:200])
    if progress.memory_mib > MEMORY_MIB:
        yield Failure(target.name, number, "memory", f"{progress.memory_mib} MiB")


def _timed(target: Target, data: bytes) -> tuple[float, BaseException | None]:
    """Seconds that an input took, and what was raised, if anything."""
    outcome: BaseException | None = None
    began = time.perf_counter()
    try:
        with _limited():
            target.run(data)
    except (Exception, Stuck) as raised:
        outcome = raised
    return time.perf_counter() - began, outcome


@contextmanager
def _limited() -> Iterator[None]:
    """Interrupt what runs for too long."""
    signal.setitimer(signal.ITIMER_REAL, STUCK_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _where(raised: Exception) -> str:
    """The innermost line of this package that raised or let pass, and that of the target."""
    frames = [one for one in traceback.extract_tb(raised.__traceback__) if "/tenprint/" in one.filename]
    frames = frames or list(traceback.extract_tb(raised.__traceback__))
    last = frames[-1]
    return f"{last.filename.rpartition('/tenprint/')[2]}:{last.lineno} {last.name}"
