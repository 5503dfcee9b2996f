"""The county of a contributor, read from its agency identifier.

Real identifiers do not carry the county's code, and no list of them belongs here: the booking stations of
this model have identifiers of our own form, ``SS CCC TP NN``: the state's postal code, the three digits of
the county within the state, the letters TP, and the number of the station. They are deliberately no real
agency's.
"""

import re

from tenprint.errors import BadInput
from tenprint.sharing.model import County
from tenprint.sharing.rules import Rules

_FORM = re.compile(r"([A-Z]{2})(\d{3})TP(\d{2})")


def county_of(ori: str, rules: Rules) -> County:
    """Return the county of a model contributor.

    >>> from tenprint.sharing.rules import load
    >>> county_of("MA025TP01", load()).name
    'Suffolk County'

    Raises:
        BadInput: not of our form, or no such county; the text names the identifier.
    """
    parts = _FORM.fullmatch(ori)
    state = rules.states.get(parts[1]) if parts else None
    if parts is None or state is None:
        raise BadInput(
            f"ORI: expected state, county digits, TP and a number (as XX000TP00), found {ori[:20]!r}"
        )
    county = rules.counties.get(state.fips + parts[2])
    if county is None:
        raise BadInput(f"ORI {ori}: expected a county of {state.usps}, found code {state.fips + parts[2]}")
    return county


def ori_of(county: County, station: int = 1) -> str:
    """Return the identifier of a county's model booking station.

    >>> from tenprint.sharing.rules import load
    >>> ori_of(load().county("25025"), 2)
    'MA025TP02'
    """
    return f"{county.state}{county.fips[2:]}TP{station:02d}"
