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
    share = next(item["felony"] for item in parameters("flow")["charges"] if item["code"] == group)
    return Weighted(
        {
            Offence(Charge(item["code"], item["literal"]), float(item.get("felony", share))): item["weight"]
            for item in parameters("people_charges")["groups"][group]
        }
    )
