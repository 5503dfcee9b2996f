"""The journey of a submission as the state bureau sees it: its states and what moves them."""

from enum import StrEnum

from tenprint.exchange.envelope import Kind


class StateState(StrEnum):
    """Where a submission stands at the state bureau."""

    FORWARDED = "forwarded"
    REFUSED = "refused"  # by the bureau itself: it could not be routed
    ANSWERED = "answered"  # first answer relayed
    COMPLETE = "complete"  # second answer relayed
    WITHHELD = "withheld"  # second answer came and was not relayed


MOVES: dict[tuple[Kind, bool], StateState] = {  # by kind of answer, and whether it was passed on
    (Kind.SRE, True): StateState.ANSWERED,
    (Kind.ERRT, True): StateState.ANSWERED,
    (Kind.SSR, True): StateState.COMPLETE,
    (Kind.SSR, False): StateState.WITHHELD,
}
