"""What is true in a world: who was booked, whose prints each record is, who may work, which switches were ordered.

Only the world writes here and only the auditor reads: no service ever sees it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from tenprint.sim.world.setting import Order

OFFICER_MARK = "SIMULATED "


@dataclass(frozen=True, slots=True)
class Booked:
    """One submission as it really was.

    Attributes:
        tcn: its control number.
        contributor: the booking station.
        at: when it was submitted.
        county: code of the county.
        state: postal code.
        person: number of the person whose fingers they are.
        name: as written on the card.
        condition: under which the prints were taken.
        retained: whether the card asks to keep the prints.
        adult: whether the person, by the date of birth on the card, was of age on the day of the arrest.
        status: the person's true immigration status on that day.
        charge: NCIC code.
        arrest: number of the arrest; a second card of one arrest has the same.
    """

    tcn: str
    contributor: str
    at: datetime
    county: str
    state: str
    person: int
    name: str
    condition: str
    retained: bool
    adult: bool
    status: str
    charge: str
    arrest: int


@dataclass(slots=True)
class Truth:
    """Everything that the auditor knows.

    Attributes:
        booked: every submission.
        national: person behind each number of the national file that was there before.
        immigration: person behind each number of the immigration file.
        orders: switches ordered on the way.
        outcomes: whether the court convicted, by control number of the arrest, where it was reported.
        error_rate: share of the officers' decisions that are wrong.
    """

    booked: list[Booked] = field(default_factory=list)
    national: dict[str, int] = field(default_factory=dict)
    immigration: dict[str, int] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()
    outcomes: dict[str, bool] = field(default_factory=dict)
    error_rate: float = 0.0
    _by_tcn: dict[str, Booked] = field(default_factory=dict)

    def of(self, tcn: str) -> Booked | None:
        """The submission of a control number."""
        if len(self._by_tcn) != len(self.booked):
            self._by_tcn = {one.tcn: one for one in self.booked}
        return self._by_tcn.get(tcn)
