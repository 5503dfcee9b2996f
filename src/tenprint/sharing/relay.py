"""The state's and the locality's own switches: who is told the immigration answer.

Neither affects whether prints are searched.
"""

from dataclasses import dataclass
from datetime import date

from tenprint.sharing.model import Rule
from tenprint.sharing.rules import Rules
from tenprint.sharing.trace import TraceStep, step_of


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether a switch is on, with the step that says why; true and false as a plain condition."""

    on: bool
    trace: tuple[TraceStep, ...]

    def __bool__(self) -> bool:
        return self.on


def relay_on(state: str, on: date, rules: Rules) -> Switch:
    """Tell whether a state bureau passes the second answer on to the booking station.

    >>> from tenprint.sharing.rules import load
    >>> bool(relay_on("IL", date(2011, 6, 8), load())), bool(relay_on("MA", date(2011, 6, 8), load()))
    (False, True)
    """
    return _switch(f"state/{state}/relay", rules.for_state("relay", state), on)


def receipt_on(county_fips: str, on: date, rules: Rules) -> Switch:
    """Tell whether a county's booking stations receive the second answer where the state passes it on."""
    county = rules.county(county_fips)
    return _switch(f"local/{county.roster_fips}/receipt", rules.for_county("receipt", county), on)


def _switch(shown: str, rule: Rule, on: date) -> Switch:
    dated = rule.on(on)
    held = dated is not None and dated.value is True
    return Switch(held, (step_of(shown, dated, held, on),))
