"""What courts make of an arrest: when, convicted or not, of a felony or not, which sentence.

Shares, delays and sentences are those of ``sim/data/flow.yaml``; what is an aggravated felony, ``people_charges.yaml``.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from tenprint.identity.event import Disposition
from tenprint.sim.people import numbers
from tenprint.sim.people.charges import Offence, aggravated
from tenprint.sim.people.parameters import parameters

MISDEMEANOUR_DAYS_MAX = 364  # punishable by a year at most


def outcomes(random: np.random.Generator, on: date, charged: Sequence[Offence]) -> list[Disposition]:
    """What a court makes of all charges of one arrest, one after another, on one day and under one docket number.

    Args:
        random: stream of its own.
        on: day of the arrest; the court comes a day later or more.
        charged: one offence or more (``charges.offence_of`` gives that of a charge).
    """
    felonies = [bool(random.random() < one.felony) for one in charged]
    court = parameters("flow")["court"]["felony" if any(felonies) else "misdemeanour"]
    days = 1 + int(random.exponential(court["days_median"] / np.log(2)))
    heard = on + timedelta(days=days)
    docket = f"DOCKET {numbers.docket(heard.year, random)}"
    return [
        _outcome(random, heard, one, felony, docket) for one, felony in zip(charged, felonies, strict=True)
    ]


def _outcome(random: np.random.Generator, heard: date, of: Offence, felony: bool, docket: str) -> Disposition:
    """What a court made of one charge."""
    flow, code = parameters("flow"), of.charge.offence_code
    if random.random() >= flow["court"]["felony" if felony else "misdemeanour"]["share"]:
        word = "ACQUITTED" if random.random() < parameters()["court"]["acquitted"]["share"] else "DISMISSED"
        return Disposition(heard, code, f"{word}, {docket}", False, felony, False, 0)
    median = flow["sentence_days"]["felony_median" if felony else "misdemeanour_median"]
    days = int(random.exponential(median / np.log(2)))
    days = days if felony else min(days, MISDEMEANOUR_DAYS_MAX)
    grave = felony and aggravated(code, days)
    return Disposition(heard, code, f"{_sentence(days)}, {docket}", True, felony, grave, days)


def _sentence(days: int) -> str:
    """A conviction in words.

    >>> _sentence(0), _sentence(20), _sentence(800)
    ('CONVICTED, FINE', 'CONVICTED, 20 DAYS', 'CONVICTED, 2 YEARS 70 DAYS')
    """
    years, rest = divmod(days, 365)
    parts = [f"{years} YEAR{'S' if years > 1 else ''}"] if years else []
    parts += [f"{rest} DAYS"] if rest else []
    return f"CONVICTED, {' '.join(parts) or 'FINE'}"
