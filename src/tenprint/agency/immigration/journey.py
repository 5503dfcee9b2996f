"""The journey of a shared submission at the immigration agency: its states and what moves them.

Every path ends in an outcome with a reason. A search without a match ends at once and leaves nothing of the person.
"""

from enum import StrEnum


class ImmigrationState(StrEnum):
    """Where a shared submission stands."""

    UNMATCHED = "unmatched"  # nothing of the person is kept
    UNSEARCHABLE = "unsearchable"  # the prints could not be searched; nothing is kept
    MATCHED = "matched"  # the search answer was sent; the query is awaited
    DETERMINING = "determining"  # an officer determines the status
    DECIDING = "deciding"  # the field office decides
    NO_ACTION = "no action"
    DETAINER_REQUESTED = "detainer requested"
    INTERVIEW = "interview ordered"


class Move(StrEnum):
    """What moves it."""

    QUERY = "status query received"
    DETERMINE = "status determined"
    ACT = "detainer requested"
    INTERVIEW = "interview ordered"
    LEAVE = "no action"
    NO_QUERY = "no status may be asked for"


MOVES: dict[tuple[ImmigrationState, Move], ImmigrationState] = {
    (ImmigrationState.MATCHED, Move.QUERY): ImmigrationState.DETERMINING,
    (ImmigrationState.MATCHED, Move.NO_QUERY): ImmigrationState.NO_ACTION,
    (ImmigrationState.DETERMINING, Move.DETERMINE): ImmigrationState.DECIDING,
    (ImmigrationState.DECIDING, Move.ACT): ImmigrationState.DETAINER_REQUESTED,
    (ImmigrationState.DECIDING, Move.INTERVIEW): ImmigrationState.INTERVIEW,
    (ImmigrationState.DECIDING, Move.LEAVE): ImmigrationState.NO_ACTION,
}

ENDED = frozenset(
    {
        ImmigrationState.UNMATCHED,
        ImmigrationState.UNSEARCHABLE,
        ImmigrationState.NO_ACTION,
        ImmigrationState.DETAINER_REQUESTED,
        ImmigrationState.INTERVIEW,
    }
)
DECISIONS = {Move.ACT, Move.INTERVIEW, Move.LEAVE}
