"""The journey of a submission as the booking station sees it: its states and what moves them."""

from enum import StrEnum

from tenprint.exchange.envelope import Kind


class BookingState(StrEnum):
    """Where a submission stands."""

    SUBMITTED = "submitted"
    ANSWERED = "answered"  # first answer: identified or not
    REFUSED = "refused"  # first answer: ERRT
    COMPLETE = "complete"  # second answer received as well
    UNREADABLE = "unreadable"  # no header could be read; never sent


MOVES: dict[tuple[BookingState, Kind], BookingState] = {
    (BookingState.SUBMITTED, Kind.SRE): BookingState.ANSWERED,
    (BookingState.SUBMITTED, Kind.ERRT): BookingState.REFUSED,
    (
        BookingState.SUBMITTED,
        Kind.SSR,
    ): BookingState.SUBMITTED,  # the second overtook the first: kept, still waiting
    (BookingState.ANSWERED, Kind.SSR): BookingState.COMPLETE,
}
