"""Acts as tests write them: a kind, a place and a day."""

from datetime import UTC, date, datetime
from itertools import count

from tenprint.sharing.act import HOLDINGS, Act, ActKind

_NUMBERS = count(1)
TITLES = {
    "state": "governor's office",
    "immigration": "headquarters signatory",
    "national": "activation officer",
    "booking": "county board",
}


def act(
    kind: ActKind,
    place: str,
    on: date,
    effective_on: date | None = None,
    *,
    document: str | None = None,
    number: int | None = None,
) -> Act:
    """An act of the agency that holds it, done at noon of a day."""
    role = HOLDINGS[kind].role
    return Act(
        control=f"XXTP00001-{on:%Y%m%d}-A{next(_NUMBERS) if number is None else number:05d}",
        kind=kind,
        place=place,
        acted_on=on,
        effective_on=effective_on or on,
        document=document,
        title=TITLES[role],
        origin=role,
        at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
    )
