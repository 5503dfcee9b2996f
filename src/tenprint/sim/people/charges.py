"""Charges by the offence mix of the simulated flow, in the words of the NCIC code table."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from tenprint.identity.event import Charge
from tenprint.sim.people.parameters import Weighted, parameters


@dataclass(frozen=True, slots=True)
class Offence:
    """One offence as it may be charged.

    Attributes:
        charge: code and words.
        felony: share of the cases that are punishable by over a year.
    """

    charge: Charge
    felony: float


def offence(random: np.random.Generator) -> Offence:
    """An offence, drawn by how many arrests a year are for it (``flow.yaml``, ``people_charges.yaml``)."""
    group = _groups().draw(random)
    return _offences(group).draw(random)


def offence_of(charge: Charge) -> Offence:
    """The offence that a charge is of, by its code and words; of an unknown one no case is a felony.

    >>> offence_of(Charge("1206", "ROBBERY - STREET - STRONG-ARM")).felony
    1.0
    """
    return _by_charge().get(charge, Offence(charge, 0.0))


def aggravated(code: str, sentence_days: int) -> bool:
    """Whether a felony conviction is an aggravated felony (INA 101(a)(43), simplified).

    >>> aggravated("0911", 0), aggravated("1206", 400), aggravated("1206", 200), aggravated("5311", 400)
    (True, True, False, False)
    """
    listed = parameters("people_charges")["aggravated"]
    year = sentence_days >= 365 and code.startswith(tuple(listed["one_year"]))
    return year or code in listed["always"]


@cache
def _groups() -> Weighted[str]:
    """Codes of ``flow.yaml`` by arrests."""
    return Weighted({item["code"]: item["arrests"] for item in parameters("flow")["charges"]})


@cache
def _offences(group: str) -> Weighted[Offence]:
    """Offences of a group by weight."""
    return Weighted(_weights(group))


@cache
def _by_charge() -> dict[Charge, Offence]:
    """Offences by their charge."""
    groups = parameters("people_charges")["groups"]
    return {one.charge: one for group in groups for one in _weights(group)}


def _weights(group: str) -> dict[Offence, float]:
    """Offences of a group with their weights."""
    share = next(item["felony"] for item in parameters("flow")["charges"] if item["code"] == group)
    return {
        Offence(Charge(item["code"], item["literal"]), float(item.get("felony", share))): item["weight"]
        for item in parameters("people_charges")["groups"][group]
    }
