"""A human task as its console shows it: the work, its clock, and its content; and what a form said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tenprint.agency import task
from tenprint.agency.service import Service
from tenprint.agency.task import Task
from tenprint.errors import BadInput
from tenprint.web.view_queue import place_of
from tenprint.web.view_submission import Candidate, candidates

NOBODY = "none"  # the examiner's choice that no candidate is the person
OFFICER_CHARACTERS_MAX = 60
REASON_CHARACTERS_MAX = 500
NUMBER_MAX = 2**31 - 1  # what the column of the tasks' numbers holds on every database


@dataclass(frozen=True, slots=True)
class Shown:
    """A task on its page.

    Attributes:
        task: the work.
        place: county of the submission's contributor.
        left: time that is left; negative where it is overdue.
        candidates: those of an examination; empty for other work.
    """

    task: Task
    place: str
    left: timedelta
    candidates: list[Candidate]

    @property
    def overdue(self) -> bool:
        """Whether it waits and its time has run out."""
        return self.task.done_at is None and self.left < timedelta(0)


def find_task(service: Service, number: int) -> Task | None:
    """An agency's task by its number, or None."""
    if not 0 < number <= NUMBER_MAX:
        return None
    with service.store.reading() as connection:
        try:
            return task.load(connection, number)
        except BadInput:
            return None


def examination(service: Service, work: Task) -> Shown:
    """A task with its clock, its place and, for an examination, its candidates with their scores explained."""
    left = work.due_at - (work.done_at or service.clock.now())
    return Shown(
        work, place_of(service, work.contributor), left, candidates(work.content.get("candidates", []))
    )


def chosen(given: Mapping[str, str]) -> tuple[str, str | None, str]:
    """Officer, number of the chosen candidate (None: none of them) and reason of an examiner's form.

    Raises:
        BadInput: a field is missing or too long.
    """
    officer, reason = signed(given)
    decision = given.get("decision", "")
    if not decision:
        raise BadInput("examiner: expected a candidate, or none of them, to be chosen; found no choice")
    return officer, None if decision == NOBODY else decision, reason


def signed(given: Mapping[str, str]) -> tuple[str, str]:
    """Officer and reason of a form.

    Raises:
        BadInput: one is missing or too long.
    """
    officer, reason = given.get("officer", "").strip(), given.get("reason", "").strip()
    if not officer or len(officer) > OFFICER_CHARACTERS_MAX:
        raise BadInput(
            f"officer: expected a number or desk of 1 to {OFFICER_CHARACTERS_MAX} characters, found {len(officer)}"
        )
    if not reason or len(reason) > REASON_CHARACTERS_MAX:
        raise BadInput(
            f"reason: expected 1 to {REASON_CHARACTERS_MAX} characters, found {len(reason)}: every decision has one"
        )
    return officer, reason


def citizenship_signs(content: Mapping[str, Any]) -> list[str]:
    """What in a case shown to a status officer points to citizenship; it must not be overlooked.

    >>> citizenship_signs({"sources": {"naturalisation": "2009-05-14"}, "query": {"birth_place": "DR"}})
    ['source naturalisation: 2009-05-14']
    """
    sources = content.get("sources", {})
    found = [
        f"source {name}: {sources[name]}"
        for name in ("naturalisation", "passport", "derived_citizenship")
        if sources.get(name)
    ]
    for origin, record in (("query", content.get("query", {})), ("record", content.get("record", {}))):
        place = str(record.get("birth_place") or record.get("POB") or "")
        if place in BORN_IN_US:
            found.append(f"{origin}: born in {place}")
    return found


# Two-letter NCIC codes of the states, the district and the territories whose natives are citizens by birth.
BORN_IN_US = frozenset(
    code
    for codes in (
        "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NB NV NH NJ NM NY NC ND",
        "OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GM US",
    )
    for code in codes.split()
)
