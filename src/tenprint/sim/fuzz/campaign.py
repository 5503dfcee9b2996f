"""Millions of damaged inputs on a few processes: what was run, what broke, how slow, how much memory.

An input is made from its number alone, so that a failure is replayed by its seed and number. A process that
dies or hangs costs the one input that it was trying: it is noted, and a new process goes on behind it.
"""

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from tenprint.errors import BadInput
from tenprint.sim.fuzz.corpus import Corpus, corpus
from tenprint.sim.fuzz.target import TARGETS
from tenprint.sim.fuzz.worker import MEMORY_MIB, STUCK_S, Failure, Plan, Progress, make_input, target_of, work

PROCESSES = 2
HUNG_S = 3 * STUCK_S  # without a new input: the code that is tried hangs outside Python
KEPT_OF_A_KIND = 5  # inputs saved of failures with one cause

Report = Callable[[int], None]
Worker = Callable[[Connection, Any, Corpus, Plan], None]


@dataclass(slots=True)
class Result:
    """What a campaign found.

    Attributes:
        inputs: how many were tried.
        seconds: wall clock.
        tried: by target.
        read: by target, those that were not refused.
        failures: in the order in which they came.
        slowest: seconds, target and number.
        memory_mib: largest resident size of a process.
        children_mib: largest resident size of a decoder's process.
        seeds: how many seeds there were, and a digest of all.
        saved: files that hold failing inputs.
    """

    inputs: int = 0
    seconds: float = 0.0
    tried: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    slowest: tuple[float, str, int] = (0.0, "", 0)
    memory_mib: int = 0
    children_mib: int = 0
    seeds: tuple[int, str] = (0, "")
    saved: list[Path] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing failed; slowness and memory of a process are failures too."""
        return not self.failures and self.children_mib <= MEMORY_MIB


class _Hand:
    """A process, its pipe and the input at which it is."""

    def __init__(self, seeds: Corpus, plan: Plan, worker: Worker) -> None:
        context = multiprocessing.get_context("spawn")
        self.plan = plan
        self.at = context.Value("q", plan.first, lock=False)
        self.pipe, into = context.Pipe(duplex=False)
        self.process = context.Process(target=worker, args=(into, self.at, seeds, plan), daemon=False)
        self.process.start()
        into.close()
        self.gave_way = False  # ended because its memory had grown, as its last failure says
        self._seen, self._since = -1, time.monotonic()

    @property
    def hung(self) -> bool:
        """Whether no new input was begun for long."""
        if self.at.value != self._seen:
            self._seen, self._since = self.at.value, time.monotonic()
        return time.monotonic() - self._since > HUNG_S

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def run(
    inputs: int,
    seed: int,
    *,
    target: str | None = None,
    first: int = 0,
    out: Path | None = None,
    report: Report = lambda done: None,
    worker: Worker = work,
) -> Result:
    """Try ``inputs`` inputs from number ``first`` on.

    Args:
        inputs: how many.
        seed: with an input's number and target, and the seeds, it decides the input.
        target: one of ``TARGETS``; None tries all, by their shares.
        first: number of the first.
        out: folder for failing inputs; None saves none.
        report: called with the count of inputs done so far.
        worker: what each process does.

    Raises:
        BadInput: the target is unknown or the count is not positive.
    """
    if target is not None and target not in TARGETS:
        raise BadInput(f"--target: expected all or one of {', '.join(TARGETS)}, found {target!r}")
    if inputs < 1 or first < 0:
        raise BadInput(f"--inputs: expected at least 1, from number 0 on; found {inputs} from {first}")
    data_dir = os.environ.get("TENPRINT_DATA")
    seeds = corpus(Path(data_dir) if data_dir else None)
    result = Result(seeds=_digest(seeds))
    began = time.monotonic()
    step = min(PROCESSES, inputs)
    plans = [Plan(seed, target, first + place, first + inputs, step) for place in range(step)]
    for message in _messages(seeds, plans, worker):
        _take(result, message)
        report(result.inputs)
    result.seconds = time.monotonic() - began
    if out is not None:
        result.saved = _save(result, seeds, seed, out)
    return result


def _messages(seeds: Corpus, plans: list[Plan], worker: Worker) -> Iterator[Any]:
    """All that the processes tell, until all plans are done; their deaths are failures."""
    hands = [_Hand(seeds, plan, worker) for plan in plans]
    try:
        while hands:
            ready = set(wait([hand.pipe for hand in hands], timeout=1.0))
            for hand in list(hands):
                messages, done = _hear(hand) if hand.pipe in ready else ([], False)
                yield from messages
                if done or hand.hung:
                    hands.remove(hand)
                    hand.end()
                    left = _left(hand, done=done)
                    yield from left[0]
                    hands += [_Hand(seeds, plan, worker) for plan in left[1]]
    finally:
        for hand in hands:
            hand.end()


def _hear(hand: _Hand) -> tuple[list[Any], bool]:
    """What has come through the pipe, and whether it is closed."""
    heard = []
    try:
        while hand.pipe.poll():
            heard.append(hand.pipe.recv())
            last = heard[-1]
            hand.gave_way = hand.gave_way or (isinstance(last, Failure) and last.kind == "memory")
    except EOFError:
        hand.process.join(timeout=5)
        return heard, True
    return heard, False


def _left(hand: _Hand, *, done: bool) -> tuple[list[Failure], list[Plan]]:
    """What the end of a process means, and the plan that it leaves behind."""
    number, plan = hand.at.value, hand.plan
    if done and hand.process.exitcode == 0 and not hand.gave_way:
        return [], []
    name = target_of(number, plan.target).name
    if not done:
        failures = [Failure(name, number, "stuck", f"more than {HUNG_S:g} s outside Python")]
    elif hand.process.exitcode != 0:
        failures = [Failure(name, number, "crash", f"exit status {hand.process.exitcode}")]
    else:
        failures = []
    behind = number + plan.step
    return failures, [
        Plan(plan.seed, plan.target, behind, plan.last, plan.step)
    ] if behind < plan.last else []


def _take(result: Result, message: Any) -> None:
    """Add what a process told."""
    if isinstance(message, Failure):
        result.failures.append(message)
        result.inputs += message.kind in ("crash", "stuck")  # the process could not count it
    elif isinstance(message, Progress):
        result.inputs += message.tried.total()
        result.tried += message.tried
        result.read += message.read
        result.slowest = max(result.slowest, message.slowest)
        result.memory_mib = max(result.memory_mib, message.memory_mib)
    else:
        result.children_mib = max(result.children_mib, message)


def _save(result: Result, seeds: Corpus, seed: int, out: Path) -> list[Path]:
    """Write failing inputs to a folder, a few of each cause."""
    kept: Counter[tuple[str, str, str]] = Counter()
    saved = []
    for one in result.failures:
        kept[one.target, one.kind, one.where] += 1
        if kept[one.target, one.kind, one.where] <= KEPT_OF_A_KIND:
            out.mkdir(parents=True, exist_ok=True)
            path = out / f"{one.target}-{one.kind}-{seed}-{one.number}.bin"
            path.write_bytes(make_input(seeds, seed, TARGETS[one.target], one.number))
            saved.append(path)
    return saved


def _digest(seeds: Corpus) -> tuple[int, str]:
    """How many seeds, and a digest that differs where the seeds do."""
    all_seeds = [*seeds.transactions, *seeds.images, *seeds.templates, *seeds.messages]
    return len(all_seeds), sha256(b"".join(sha256(one).digest() for one in all_seeds)).hexdigest()[:16]
