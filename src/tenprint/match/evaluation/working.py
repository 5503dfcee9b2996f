"""Work shared out to processes or threads: in order, with progress, stopped at once by Ctrl-C."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from tenprint.errors import BadInput

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")

Progress = Callable[[str, int, int], None]
"""Called with what is done, how many are done and how many in all."""


def in_processes(
    work: Callable[[_Job], _Result], jobs: Sequence[_Job], count: int, start: Callable[[], None]
) -> Iterator[_Result]:
    """Results in the order of the jobs, by ``count`` processes; by this one where it is one.

    Args:
        work: of one job; it and the jobs can be pickled.
        jobs: what is to be done.
        count: of processes.
        start: called first in each process.
    """
    _check(count)
    if count == 1 or len(jobs) < 2:
        start()
        yield from map(work, jobs)
        return
    context = get_context("spawn")  # a fork would inherit locked threads
    count = min(count, len(jobs))
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(start,))
    yield from _results(pool, work, jobs)


def in_threads(work: Callable[[_Job], _Result], jobs: Sequence[_Job], count: int) -> Iterator[_Result]:
    """Results in the order of the jobs, by ``count`` threads; for work that does not hold the interpreter's lock."""
    _check(count)
    if count == 1:
        yield from map(work, jobs)
        return
    yield from _results(ThreadPoolExecutor(count), work, jobs)


def _check(count: int) -> None:
    """Refuse less than one."""
    if count < 1:
        raise BadInput(f"jobs: expected 1 or more, found {count}")


def _begin(start: Callable[[], None]) -> None:
    """Prepare a process; a Ctrl-C belongs to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start()


def _results(pool: Executor, work: Callable[[_Job], _Result], jobs: Sequence[_Job]) -> Iterator[_Result]:
    """Results in order; what is not begun when one fails or is interrupted is dropped."""
    try:
        yield from pool.map(work, jobs)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
