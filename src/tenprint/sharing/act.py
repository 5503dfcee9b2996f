"""What a place or an agency can do about taking part: the acts, who holds each of them, and their record.

An act has an actor of one agency, a place, a day on which it was done and a day from which it takes effect. What
follows from agreement acts is told in ``sharing.agreement``; ``sharing.participation`` lays them over the rules.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from tenprint.errors import BadInput

NATION: Final = "US"
DIGEST_FORM: Final = re.compile(r"[0-9a-f]{64}")
TITLE_FORM: Final = re.compile(r"[a-z][a-z' -]{0,59}")


class ActKind(StrEnum):
    """What was done."""

    PROPOSE = "propose"
    SIGN = "sign"
    COUNTERSIGN = "countersign"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    SUSPEND = "suspend"
    RESUME = "resume"
    TERMINATE = "terminate"
    WANT_OUT = "want_out"
    WANT_IN = "want_in"
    RECEIVE = "receive"
    DECLINE_RECEIPT = "decline_receipt"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds an act, for which kinds of place it is done, and how it is told.

    Attributes:
        role: the agency whose act it is; nobody else's has an effect.
        levels: ``county``, ``state``, ``nation``.
        told: the act in the past tense, as a register tells it.
    """

    role: str
    levels: frozenset[str]
    told: str


_STATE: Final = frozenset({"state"})
_COUNTY: Final = frozenset({"county"})
_ANY: Final = frozenset({"county", "state", "nation"})

HOLDINGS: Final[Mapping[ActKind, Holding]] = MappingProxyType(
    {
        ActKind.PROPOSE: Holding("immigration", _STATE, "an agreement was proposed"),
        ActKind.SIGN: Holding("state", _STATE, "the state signed"),
        ActKind.COUNTERSIGN: Holding("immigration", _STATE, "the agreement was countersigned"),
        ActKind.REFUSE: Holding("state", _STATE, "the state refused to sign"),
        ActKind.WITHDRAW: Holding("state", _STATE, "the state gave notice of withdrawal"),
        ActKind.SUSPEND: Holding("state", _STATE, "the state suspended its participation"),
        ActKind.RESUME: Holding("state", _STATE, "the state took its participation up again"),
        # Ended by the agency were all agreements at once, and never one alone.
        ActKind.TERMINATE: Holding("immigration", frozenset({"nation"}), "all agreements were terminated"),
        ActKind.WANT_OUT: Holding("booking", _COUNTY, "the county asked to be left out"),
        ActKind.WANT_IN: Holding("booking", _COUNTY, "the county asked to take part"),
        ActKind.RECEIVE: Holding("booking", _COUNTY, "the county receives second answers"),
        ActKind.DECLINE_RECEIPT: Holding("booking", _COUNTY, "the county declined second answers"),
        ActKind.ACTIVATE: Holding("national", _ANY, "switched on"),
        ActKind.DEACTIVATE: Holding("national", _ANY, "switched off"),
    }
)
"""Every act with its holder. This is the law of acts; which of an agency's staff may do it is ``agency.permission``."""

SWITCH_ACTS: Final = frozenset({ActKind.ACTIVATE, ActKind.DEACTIVATE})
LOCAL_ACTS: Final = frozenset({ActKind.WANT_OUT, ActKind.WANT_IN, ActKind.RECEIVE, ActKind.DECLINE_RECEIPT})
AGREEMENT_ACTS: Final = frozenset(ActKind) - SWITCH_ACTS - LOCAL_ACTS


def level_of(place: str) -> str:
    """Return what a place's code stands for: the nation, a state by its postal code, or a county by five digits.

    >>> level_of("US"), level_of("MA"), level_of("25025")
    ('nation', 'state', 'county')
    """
    if place == NATION:
        return "nation"
    return "county" if len(place) == 5 and place.isdigit() else "state"


@dataclass(frozen=True, slots=True)
class Act:
    """One act as it is recorded and sent: nobody's name is in it.

    Attributes:
        control: its control number, unique in the network.
        kind: what was done.
        place: ``US``, a state's postal code, or a county's five digits.
        acted_on: the day of the place on which it was done.
        effective_on: the day from which it takes effect, at 00:00 of the place.
        document: SHA-256 of the document relied on, 64 hexadecimal digits, or None.
        title: of the officer who did it.
        origin: role of the agency at which it was done.
        at: the instant at which it was done.

    Raises:
        BadInput: a part has not its form, or the act is not done for such a place.
    """

    control: str
    kind: ActKind
    place: str
    acted_on: date
    effective_on: date
    document: str | None
    title: str
    origin: str
    at: datetime

    def __post_init__(self) -> None:
        check_place(self.kind, self.place)
        if self.effective_on < self.acted_on:
            raise BadInput(
                f"{self.place}: cannot {words(self.kind)}: expected effect from {self.acted_on} on, "
                f"found {self.effective_on}"
            )
        if self.document is not None and not DIGEST_FORM.fullmatch(self.document):
            raise BadInput(
                f"document: expected a SHA-256 of 64 hexadecimal digits, found {self.document[:20]!r}"
            )
        if not TITLE_FORM.fullmatch(self.title):
            raise BadInput(f"title: expected lower-case letters, found {self.title[:20]!r}")

    @property
    def own(self) -> bool:
        """Whether it was done at the agency that holds it; else it is a request, without effect."""
        return HOLDINGS[self.kind].role == self.origin


def check_place(kind: ActKind, place: str) -> None:
    """Refuse an act for a kind of place for which it is not done.

    Raises:
        BadInput: naming the place and what was expected.
    """
    levels = HOLDINGS[kind].levels
    if level_of(place) not in levels:
        raise BadInput(
            f"{place}: cannot {words(kind)}: expected a {' or '.join(sorted(levels))}, found a {level_of(place)}"
        )


def words(kind: ActKind) -> str:
    """Return an act as it is said.

    >>> words(ActKind.DECLINE_RECEIPT)
    'decline receipt'
    """
    return kind.value.replace("_", " ")
