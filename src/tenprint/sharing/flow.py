"""The flow of submissions as the gate saw them, or might have: numbers and dates, never who anybody is."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from tenprint.sharing.facts import SubmissionFacts
from tenprint.sharing.in_force import InForce
from tenprint.sharing.level import NON_CRIMINAL, Conviction, level_by
from tenprint.sharing.rules import Rules

UNKNOWN: Final = "unknown"
LEVELS: Final = ("1", "2", "3", NON_CRIMINAL, UNKNOWN)
"""The groups by which a flow is told, by conviction or by charge; a charge is never non-criminal."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One arrest before the gate, and what became of it; None is not known.

    Attributes:
        facts: what the gate knows at the arrest.
        on: the date of law.
        conviction: in which the arrest ended, on that day or later; None where it did not, or it is not known.
        identified: the first answer found the person in the national file.
        history: that file had arrests of the person before this one.
        wanted: that file had a warrant for the person.
        matched: the immigration agency's file has the person.
        recorded: whether it was in fact passed on, where that was recorded.
    """

    facts: SubmissionFacts
    on: date
    conviction: Conviction | None = None
    identified: bool | None = None
    history: bool | None = None
    wanted: bool | None = None
    matched: bool | None = None
    recorded: bool | None = None


def levels_of(facts: SubmissionFacts, on: date, law: InForce) -> tuple[str, str]:
    """Return the level by conviction and the level by charge of an arrest, as far as the facts tell."""
    dated = law.dated("federal/levels")
    if dated is None:
        return UNKNOWN, UNKNOWN
    by_charge = _charge_level(law, facts.charge_codes) if facts.charge_codes else UNKNOWN
    if facts.convictions is None:
        return UNKNOWN, by_charge
    return level_by(dated, (), facts.convictions, on).level, by_charge


@lru_cache(maxsize=4096)
def _charge_level(law: InForce, charge_codes: tuple[str, ...]) -> str:
    """Return the level by charge, kept for the charges that come again and again."""
    return level_by(law.dated("federal/levels"), charge_codes, (), date.max).charge_level or UNKNOWN


def coming_from(fips: Collection[str], passages: Iterable[Passage], rules: Rules) -> Iterator[Passage]:
    """Yield the passages of some counties, whichever of a county's codes is used."""
    wanted = {rules.county(code).roster_fips for code in fips}
    for passage in passages:
        if rules.county(passage.facts.county_fips).roster_fips in wanted:
            yield passage
