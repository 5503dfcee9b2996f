"""Acts of participation on the wire: whom an agency tells, and which act it believes from whom.

Acts travel along the chain like everything else: county, state bureau, national agency, immigration agency. Each agency
takes from its neighbour only acts of those that lie behind it (docs/protocols/PR-PARTICIPATION.md).
"""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from tenprint.agency import role
from tenprint.agency.act_register import ActEntry, ActStanding
from tenprint.errors import BadInput
from tenprint.exchange.envelope import Envelope, Kind
from tenprint.sharing.act import Act
from tenprint.sharing.act_text import write_act
from tenprint.sharing.jurisdiction import county_of
from tenprint.sharing.rules import Rules

_ORIGINS: Final[Mapping[tuple[str, str], frozenset[str]]] = MappingProxyType(
    {
        ("state", "booking"): frozenset({"booking"}),
        ("national", "state"): frozenset({"state", "booking"}),
        ("national", "immigration"): frozenset({"immigration"}),
        ("state", "national"): frozenset({"national", "immigration"}),
        ("immigration", "national"): frozenset({"national", "state"}),
    }
)
"""Whose acts a recipient takes from a sender."""

_ONWARD: Final[Mapping[tuple[str, str], tuple[str, ...]]] = MappingProxyType(
    {
        ("booking", "booking"): ("state",),
        ("state", "booking"): ("national",),
        ("state", "state"): ("national",),
        ("national", "state"): ("immigration",),
        ("national", "national"): ("state", "immigration"),
        ("national", "immigration"): ("state",),
        ("immigration", "immigration"): ("national",),
    }
)
"""Whom an agency tells of an act in force, by the agency and the act's origin."""

_ONWARD_REQUESTS: Final = frozenset({("booking", "booking"), ("state", "booking"), ("state", "state")})
"""From where a request goes on: up to the national agency, which holds the switch, and no further."""


def recipients(agency: str, entry: ActEntry) -> tuple[str, ...]:
    """Whom an agency tells of an act."""
    way = (agency, entry.act.origin)
    if entry.standing is ActStanding.IN_FORCE:
        return _ONWARD.get(way, ())
    # A request by somebody at the agency that holds the act stays there: told, it would pass for the act itself.
    if entry.standing is ActStanding.REQUEST and not entry.act.own and way in _ONWARD_REQUESTS:
        return _ONWARD[way]
    return ()


def announcement(agency: str, recipient: str, act: Act, leaf: str) -> Envelope:
    """An act as it goes to another agency; ``leaf`` is the hash of the sender's own leaf of it."""
    originator = act.control.partition("-")[0]
    return Envelope(
        sender=agency,
        recipient=recipient,
        originator=originator,
        tcn=act.control,
        kind=Kind.ACT,
        reference=act.control,
        contributor=originator,
        body=write_act(act),
        leaf=leaf,
    )


def check_sender(agency: str, envelope: Envelope, act: Act, today: date, rules: Rules) -> None:
    """Refuse an act that does not belong to the agency which its envelope names.

    Raises:
        BadInput: the origin, the originator, the number, the place or the day cannot be the sender's.
    """
    if act.origin not in _ORIGINS.get((agency, envelope.sender), frozenset()):
        raise BadInput(f"act {act.control}: expected an origin behind {envelope.sender}, found {act.origin}")
    if envelope.tcn != act.control or act.control.partition("-")[0] != envelope.originator:
        raise BadInput(
            f"act {act.control}: expected the number of its envelope and originator, found another"
        )
    if not _speaks_for(act, envelope.originator, rules):
        raise BadInput(
            f"act {act.control}: expected the originator of {act.place}, found {envelope.originator}"
        )
    if act.acted_on > today:
        raise BadInput(f"act {act.control}: expected a day that has begun, found {act.acted_on}")


def _speaks_for(act: Act, originator: str, rules: Rules) -> bool:
    """Whether an act may come under an identifier; a request may be for a larger place than one's own."""
    if act.origin in ("national", "immigration"):
        return act.own and originator == role.federal_ori(act.origin)
    if not act.own:
        return originator[:2] in rules.states and bool(re.fullmatch(r"[A-Z0-9]{9}", originator))
    if act.origin == "state":
        return originator == role.bureau_ori(act.place)
    return county_of(originator, rules).roster_fips == rules.county(act.place).roster_fips
