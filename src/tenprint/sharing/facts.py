"""What the gate may know of a submission when it decides."""

from dataclasses import dataclass
from enum import StrEnum

from tenprint.sharing.level import Conviction


class SubmissionKind(StrEnum):
    """Why the prints were taken."""

    CRIMINAL = "criminal"
    CIVIL = "civil"
    JUVENILE = "juvenile"


class Stage(StrEnum):
    """How far the case has come when it is decided."""

    ARREST = "arrest"
    CONVICTION = "conviction"


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """From where and of what kind a submission is; never who the person is.

    The last three are asked only by prohibitions with exceptions, as reforms have them: NCIC codes of the charges, the
    convictions on record, and whether the case is at the arrest or after a conviction. None: not known.
    """

    county_fips: str
    state: str
    kind: SubmissionKind
    retained: bool
    charge_codes: tuple[str, ...] | None = None
    convictions: tuple[Conviction, ...] | None = None
    stage: Stage = Stage.ARREST
