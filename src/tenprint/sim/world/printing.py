"""The cards of a world: printed ahead of time by other processes, for printing is most of a booking's cost."""

import os
import threading
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from typing import Protocol

from tenprint.image.model import GreyImage
from tenprint.template.model import Template

AHEAD = 4  # cards printed and not yet used; a card takes some ten megabytes


@dataclass(frozen=True, slots=True)
class Capture:
    """One taking of one person's prints: equal captures give equal pictures."""

    prints_seed: int
    occasion: int
    condition: str
    missing: tuple[int, ...] = ()


class Printer(Protocol):
    """What makes pictures and, for those whom an agency knows already, templates of an earlier occasion."""

    def expect(self, captures: Collection[Capture], known: Collection[Capture]) -> None:
        """Hear what will be asked for, in order."""
        ...

    def card(self, capture: Capture) -> dict[int, GreyImage]:
        """Pictures by finger position, 1 to 14."""
        ...

    def enrolment(self, capture: Capture) -> dict[int, Template]:
        """Templates of the rolled fingers."""
        ...


def print_card(capture: Capture) -> dict[int, GreyImage]:
    """Print a card, in whatever process this is called."""
    from tenprint.sim.card.images import card_images

    return card_images(
        capture.prints_seed, capture=capture.occasion, condition=capture.condition, missing=capture.missing
    )


def print_enrolment(capture: Capture) -> dict[int, Template]:
    """Print a card and read its rolled fingers."""
    from tenprint.paths import use_kernel_cache
    from tenprint.template.extract.pipeline import extract

    use_kernel_cache()
    return {position: extract(image) for position, image in print_card(capture).items() if position <= 10}


def _end_with_parent() -> None:
    """Let a printing process end when the world's process is killed: nobody else would end it."""
    parent = parent_process()
    assert parent is not None, "a printing process was started by another"

    def wait() -> None:
        """Wait for the other's end."""
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


class PoolPrinter:
    """Prints in other processes, a few cards ahead; what was not expected is printed here."""

    def __init__(self, workers: int) -> None:
        """Prepare to print in ``workers`` processes; they start with the first card."""
        # Spawned, not forked: a child must not inherit locks of the parent's threads.
        self._pool = ProcessPoolExecutor(workers, get_context("spawn"), _end_with_parent)
        self._queue: list[tuple[bool, Capture]] = []
        self._running: dict[
            tuple[bool, Capture], Future[dict[int, GreyImage]] | Future[dict[int, Template]]
        ] = {}

    def expect(self, captures: Collection[Capture], known: Collection[Capture]) -> None:
        """Hear what will be asked for: first the known people's templates, then the cards."""
        self._queue = [(True, one) for one in known] + [(False, one) for one in captures]
        self._fill()

    def _fill(self) -> None:
        """Keep a few jobs at work."""
        while self._queue and len(self._running) < AHEAD:
            known, capture = self._queue.pop(0)
            self._running[known, capture] = (
                self._pool.submit(print_enrolment, capture)
                if known
                else self._pool.submit(print_card, capture)
            )

    def card(self, capture: Capture) -> dict[int, GreyImage]:
        """Pictures by finger position."""
        future = self._running.pop((False, capture), None)
        made = print_card(capture) if future is None else future.result()
        self._fill()
        return made  # type: ignore[return-value]  # what is kept under False are cards

    def enrolment(self, capture: Capture) -> dict[int, Template]:
        """Templates of the rolled fingers."""
        future = self._running.pop((True, capture), None)
        made = print_enrolment(capture) if future is None else future.result()
        self._fill()
        return made  # type: ignore[return-value]  # what is kept under True are templates

    def close(self) -> None:
        """Stop printing."""
        self._pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def pool_printer(workers: int) -> Iterator[PoolPrinter]:
    """A printer that ends with the block."""
    printer = PoolPrinter(workers)
    try:
        yield printer
    finally:
        printer.close()
