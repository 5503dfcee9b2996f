"""The journey of a submission as the national agency sees it: its states and what moves them.

Two branches run side by side: the answer to the submitter, and the search by the immigration agency. The second
never delays the first.
"""

from enum import StrEnum


class NationalState(StrEnum):
    """Where a submission stands."""

    REFUSED = "refused"  # ERRT sent
    EXAMINING = "examining"  # an examiner must decide
    ANSWERED = "answered"  # identified or not; not shared
    SHARED = "shared"  # identified or not; the immigration agency is searching
    QUERIED = "queried"  # matched there; the status query is open
    COMPLETE = "complete"  # the second answer has been sent, or none is owed


class Move(StrEnum):
    """What moves a submission."""

    REFUSE = "refuse"
    EXAMINE = "examine"
    CONCLUDE_DENIED = "conclude, sharing denied"
    CONCLUDE_SHARED = "conclude, sharing permitted"
    NO_MATCH = "no match or error at the immigration agency"
    MATCH = "match at the immigration agency"
    STATUS = "status determined"


MOVES: dict[tuple[NationalState | None, Move], NationalState] = {
    (None, Move.REFUSE): NationalState.REFUSED,
    (None, Move.EXAMINE): NationalState.EXAMINING,
    (None, Move.CONCLUDE_DENIED): NationalState.ANSWERED,
    (None, Move.CONCLUDE_SHARED): NationalState.SHARED,
    (NationalState.EXAMINING, Move.CONCLUDE_DENIED): NationalState.ANSWERED,
    (NationalState.EXAMINING, Move.CONCLUDE_SHARED): NationalState.SHARED,
    (NationalState.SHARED, Move.NO_MATCH): NationalState.COMPLETE,
    (NationalState.SHARED, Move.MATCH): NationalState.QUERIED,
    (NationalState.QUERIED, Move.STATUS): NationalState.COMPLETE,
}
