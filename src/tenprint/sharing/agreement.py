"""The journey of a state's agreement: its statuses, the one table of what moves them, and the days on which they move.

A dated value of the files counts as an act of its day. Before the first recorded act it holds as it stands; after one,
it is taken over only where the journey allows it, and `unknown` never is: what was recorded is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from tenprint.errors import BadInput
from tenprint.sharing.act import Act, ActKind
from tenprint.sharing.model import Dated, Rule

TERMS: Final = "federal/agreement_terms"


class Status(StrEnum):
    """Where a state's agreement stands."""

    NONE = "no agreement was proposed or signed"
    PROPOSED = "an agreement is proposed and not signed"
    REFUSED = "the state refused to sign"
    SIGNED = "the state has signed, and the agreement is not countersigned"
    IN_FORCE = "an agreement is in force"
    WITHDRAWING = "notice of withdrawal was given"
    TERMINATING = "notice of termination was given"
    SUSPENDED = "the state has suspended its participation"
    WITHDRAWN = "the state has withdrawn"
    TERMINATED = "the agreement was terminated"
    UNKNOWN = "it is not documented whether there is an agreement"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the journey: an act, from where it is possible, and where it leads.

    ``ends_as`` is the status once the notice has run out, where the act gives notice; ``notice`` names the entry of
    the terms that says after how many days.
    """

    kind: ActKind
    origins: frozenset[Status]
    to: Status
    expected: str
    ends_as: Status | None = None
    notice: str = ""


_NO_AGREEMENT: Final = frozenset(
    {Status.NONE, Status.REFUSED, Status.WITHDRAWN, Status.TERMINATED, Status.UNKNOWN}
)
_BINDING: Final = frozenset({Status.IN_FORCE, Status.SUSPENDED, Status.UNKNOWN})

JOURNEY: Final[tuple[Move, ...]] = (
    Move(ActKind.PROPOSE, _NO_AGREEMENT, Status.PROPOSED, "that none is proposed or signed"),
    Move(ActKind.SIGN, frozenset({Status.PROPOSED}), Status.SIGNED, "an agreement that is proposed"),
    Move(
        ActKind.COUNTERSIGN,
        frozenset({Status.SIGNED}),
        Status.IN_FORCE,
        "an agreement that the state has signed",
    ),
    Move(
        ActKind.REFUSE,
        frozenset({Status.NONE, Status.PROPOSED, Status.UNKNOWN}),
        Status.REFUSED,
        "that the state has not answered yet",
    ),
    # Until it is countersigned nothing binds the state: it takes its signature back at once.
    Move(ActKind.WITHDRAW, frozenset({Status.SIGNED}), Status.WITHDRAWN, "an agreement that was signed"),
    Move(
        ActKind.WITHDRAW,
        _BINDING,
        Status.WITHDRAWING,
        "an agreement that was signed",
        Status.WITHDRAWN,
        "notice_days",
    ),
    Move(
        ActKind.SUSPEND,
        frozenset({Status.IN_FORCE, Status.UNKNOWN}),
        Status.SUSPENDED,
        "an agreement in force",
    ),
    Move(ActKind.RESUME, frozenset({Status.SUSPENDED}), Status.IN_FORCE, "a suspended participation"),
    Move(
        ActKind.TERMINATE,
        frozenset({Status.SIGNED, Status.IN_FORCE, Status.SUSPENDED, Status.WITHDRAWING}),
        Status.TERMINATING,
        "an agreement that was signed",
        Status.TERMINATED,
        "termination_days",
    ),
)
"""The journey, whole. Who may make each move is in ``sharing.act.HOLDINGS``."""

VALUES: Final[Mapping[Status, str | None]] = MappingProxyType(
    {
        Status.NONE: "none",
        Status.PROPOSED: None,
        Status.REFUSED: "none",
        Status.SIGNED: "signed",
        Status.IN_FORCE: "signed",
        Status.WITHDRAWING: "signed",
        Status.TERMINATING: "signed",
        Status.SUSPENDED: "withdrawn",
        Status.WITHDRAWN: "withdrawn",
        Status.TERMINATED: "terminated",
        Status.UNKNOWN: "unknown",
    }
)
"""The value of a rule of kind ``agreement`` that a status stands for; a proposal alone changes none.

A suspension is told as the files tell one that happened: `withdrawn`, from its own day.
"""

_FROM_FILES: Final[Mapping[str, tuple[Status, frozenset[Status]]]] = MappingProxyType(
    {
        "none": (
            Status.NONE,
            frozenset({Status.NONE, Status.PROPOSED, Status.REFUSED, Status.UNKNOWN}),
        ),
        "signed": (
            Status.IN_FORCE,
            frozenset({Status.NONE, Status.PROPOSED, Status.REFUSED, Status.SIGNED, Status.UNKNOWN}),
        ),
        "withdrawn": (
            Status.WITHDRAWN,
            _BINDING | {Status.SIGNED, Status.WITHDRAWING, Status.TERMINATING},
        ),
        "terminated": (
            Status.TERMINATED,
            _BINDING | {Status.SIGNED, Status.WITHDRAWING, Status.TERMINATING},
        ),
        "unknown": (Status.UNKNOWN, frozenset()),
    }
)
"""A dated value of the files: its status, and from which statuses it is taken over once an act was recorded."""


@dataclass(frozen=True, slots=True)
class Step:
    """A status from a day on, by an act or by a dated value of the files; ``ends_on`` is when its notice runs out."""

    since: date
    status: Status
    act: Act | None = None
    dated: Dated | None = None
    ends_on: date | None = None
    ends_as: Status | None = None


def move_of(status: Status, kind: ActKind) -> Move | None:
    """Return the line of the journey for an act in a status, or None where it is not possible."""
    return next((move for move in JOURNEY if move.kind is kind and status in move.origins), None)


def journey(rule: Rule, acts: Sequence[Act]) -> tuple[Step, ...]:
    """Return every status of a state's agreement with its first day.

    Args:
        rule: the state's dated values, or the default's.
        acts: those on this state's agreement and on all agreements, in the order in which they were done.
    """
    steps: list[Step] = []
    for day, event in _events(rule, acts):
        _run_out(steps, day)
        status = steps[-1].status if steps else Status.NONE
        step = _by_act(status, event, steps) if isinstance(event, Act) else _by_file(status, event, steps)
        if step is not None:
            steps.append(step)
    _run_out(steps, date.max)
    return tuple(steps)


def step_on(steps: Sequence[Step], on: date) -> Step:
    """Return the status in force on a day."""
    past = [step for step in steps if step.since <= on]
    return past[-1] if past else Step(on, Status.NONE)


def status_since(steps: Sequence[Step], on: date) -> date | None:
    """Return since when the status of a day holds without change, or None if ever since the first."""
    past = [step for step in steps if step.since <= on]
    first = None
    for step in reversed(past):
        if step.status is not past[-1].status:
            return first
        first = step.since
    return None


def allowed(place: str, status: Status, kind: ActKind) -> Move:
    """Return the move for an act, or refuse it.

    Raises:
        BadInput: the journey has no such move; the text says what is so and what was expected.
    """
    move = move_of(status, kind)
    if move is None:
        expected = next(item.expected for item in JOURNEY if item.kind is kind)
        raise BadInput(f"{place}: cannot {kind}: {status}; expected {expected}")
    return move


def notice_ends(move: Move, acted_on: date, terms: Mapping[str, int]) -> date:
    """Return the first day on which a move takes effect."""
    return acted_on + timedelta(days=terms[move.notice]) if move.notice else acted_on


def _events(rule: Rule, acts: Sequence[Act]) -> Iterator[tuple[date, Act | Dated]]:
    """Yield dated values and acts by day; of one day the values of the files come first."""
    told = [(dated.since, 0, index, dated) for index, dated in enumerate(rule.values)]
    done = [(act.acted_on, 1, index, act) for index, act in enumerate(acts)]
    everything: list[tuple[date, int, int, Act | Dated]] = [*told, *done]
    for day, _, _, event in sorted(everything, key=lambda item: item[:3]):
        yield day, event


def _run_out(steps: list[Step], day: date) -> None:
    """Add the end of a notice that runs out on a day or before."""
    last = steps[-1] if steps else None
    if last and last.ends_on is not None and last.ends_as is not None and last.ends_on <= day:
        steps.append(Step(last.ends_on, last.ends_as, last.act))


def _by_act(status: Status, act: Act, steps: list[Step]) -> Step | None:
    """Return the step that an act makes, or None where the journey does not allow it any more."""
    move = move_of(status, act.kind)
    if move is None:
        return None
    if move.ends_as is None:
        return Step(act.acted_on, move.to, act)
    last = steps[-1]
    if last.ends_on is not None and last.ends_on < act.effective_on:
        return None  # the notice given before runs out earlier
    if act.effective_on == act.acted_on:
        return Step(act.acted_on, move.ends_as, act)
    return Step(act.acted_on, move.to, act, ends_on=act.effective_on, ends_as=move.ends_as)


def _by_file(status: Status, dated: Dated, steps: list[Step]) -> Step | None:
    """Return the step that a dated value of the files makes, or None where acts have overtaken it."""
    to, origins = _FROM_FILES[dated.value]
    if any(step.act for step in steps) and status not in origins:
        return None
    return Step(dated.since, to, dated=dated)
