"""The clerk: a clearly marked stand-in for officers in the demo and in simulation.

It works the same queues through the same functions as the consoles, and sees only a task's content. Its error rate
can be set; the demo uses none.
"""

from datetime import date
from typing import Any, Protocol

import numpy as np

from tenprint.agency import task
from tenprint.agency.immigration.journey import Move
from tenprint.agency.immigration.service import ImmigrationService
from tenprint.agency.national.service import NationalService
from tenprint.agency.task import Task, TaskKind
from tenprint.record.nlets import IarStatus

NAME = "CLERK (SIMULATED)"
NO_ROOM = "no room in detention on this day"
SIGNS = {  # what one source alone says, the first one found
    "naturalisation": (IarStatus.UNITED_STATES_CITIZEN, "a source shows citizenship"),
    "passport": (IarStatus.UNITED_STATES_CITIZEN, "a source shows citizenship"),
    "deported_felon": (IarStatus.DEPORTED_FELON, "removed after a felony"),
    "final_order": (IarStatus.SUBJECT_TO_REMOVAL, "an order of removal is on file"),
    "prior_removal": (IarStatus.SUBJECT_TO_REMOVAL, "an order of removal is on file"),
    "in_proceedings": (IarStatus.PENDING_PROCEEDINGS, "proceedings are on file"),
    "protected": (IarStatus.NON_IMMIGRANT_IN_STATUS, "protection was granted"),
}


class _Examining(Protocol):
    """An agency whose examiner decides."""

    def examine(self, task_id: int, officer: str, ucn: str | None, reason: str) -> None:
        """Decide between candidates."""


class Clerk:
    """Works whatever waits at the national and the immigration agency."""

    def __init__(
        self,
        national: NationalService | None,
        immigration: ImmigrationService | None,
        *,
        error_rate: float = 0.0,
        seed: int = 0,
    ) -> None:
        """Stand in for the officers of these agencies.

        Args:
            national: the agency whose examiner's queue is worked, or None.
            immigration: the agency whose queues are worked, or None.
            error_rate: share of decisions that are wrong.
            seed: decides which.
        """
        self._national = national
        self._immigration = immigration
        self._error_rate = error_rate
        self._random = np.random.default_rng(seed)

    def work(self) -> int:
        """Do all that waits; returns the count of tasks done."""
        done = 0
        for service in (self._national, self._immigration):
            if service is None:
                continue
            with service.store.reading() as connection:
                waiting = task.waiting(connection)
            for item in waiting:
                self.do(service, item)
                done += 1
        return done

    def do(
        self,
        service: NationalService | ImmigrationService,
        item: Task,
        *,
        officer: str = NAME,
        room: bool = True,
    ) -> None:
        """One task, by its kind.

        Args:
            service: the agency whose task it is.
            item: the task.
            officer: under whose name.
            room: whether the field office has room for one more detainer.
        """
        if item.kind is TaskKind.EXAMINE:
            self._examine(service, item, officer)
        elif isinstance(service, ImmigrationService) and item.kind is TaskKind.DETERMINE:
            status, reason = determine(item.content, service.clock.now().date())
            service.determine(item.id, officer, self._mistaken(status), reason)
        elif isinstance(service, ImmigrationService):
            move, reason = decide(item.content)
            if move is Move.ACT and not room:
                move, reason = Move.LEAVE, NO_ROOM
            service.decide(item.id, officer, move, reason)

    def _examine(self, service: _Examining, item: Task, officer: str) -> None:
        """Choose the best candidate, or by error none."""
        wrong = self._random.random() < self._error_rate
        best = None if wrong else item.content["candidates"][0]["ucn"]
        service.examine(item.id, officer, best, "best candidate" if best else "none agrees")

    def _mistaken(self, status: IarStatus) -> IarStatus:
        """The status, or by error that nothing can be said."""
        return IarStatus.INDETERMINATE if self._random.random() < self._error_rate else status


def determine(content: dict[str, Any], on: date | None = None) -> tuple[IarStatus, str]:
    """Status and reason from what the console shows; citizenship is looked for first.

    Args:
        content: of the task.
        on: the day; without it every period of admission has ended.

    >>> determine({"sources": {"naturalisation": "2009-05-14"}})[0]
    <IarStatus.UNITED_STATES_CITIZEN: 'UNITED STATES CITIZEN'>
    """
    sources = content["sources"]
    found = next((answer for name, answer in SIGNS.items() if sources.get(name)), None)
    if found is not None:
        return found
    if until := sources.get("admitted_until"):
        if on is not None and date.fromisoformat(until) >= on:
            return IarStatus.NON_IMMIGRANT_IN_STATUS, "the period of admission has not ended"
        return IarStatus.SUBJECT_TO_REMOVAL, "the period of admission ended"
    if sources.get("permanent_resident"):
        return IarStatus.LAWFUL_PERMANENT_RESIDENT, "permanent residence is on file"
    return IarStatus.INDETERMINATE, "no source settles the status"


def decide(content: dict[str, Any]) -> tuple[Move, str]:
    """The field office's decision from what the console shows: a detainer only where the priority asks for one.

    >>> decide({"detainer_permitted": False, "priority": "none", "status": "X", "missing": []})[0]
    <Move.LEAVE: 'no action'>
    """
    if content["detainer_permitted"] and content["priority"] != "none":
        return Move.ACT, f"priority {content['priority']}, level {content['level']}"
    if content["status"] == IarStatus.INDETERMINATE:
        return Move.INTERVIEW, "status not settled"
    return Move.LEAVE, f"priority {content['priority']}: no ground of the rules in force"
