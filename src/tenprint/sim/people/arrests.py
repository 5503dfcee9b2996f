"""Arrests before the story: charges, what courts made of them and when, sentences, wants and cautions.

In time they agree: nobody is arrested below sixteen, in prison, or out of the country; a court comes after its arrest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tenprint.identity.event import Charge, Disposition, Event
from tenprint.identity.want import Want
from tenprint.sharing.jurisdiction import ori_of
from tenprint.sim.people import numbers
from tenprint.sim.people.charges import Offence, aggravated, offence
from tenprint.sim.people.dwelling import Dwelling, a_county
from tenprint.sim.people.immigration import END
from tenprint.sim.people.parameters import one_of, parameters

YEAR_DAYS = 365.25
MISDEMEANOUR_DAYS_MAX = 364  # punishable by a year at most
EARLIER_STATION = 9  # number of the stations at which arrests before the story were booked
CAUTIONS = ("RESISTED ARREST BEFORE", "ESCAPE RISK", "CARRIES A KNIFE", "MEDICAL CONDITION")
FAILURE_TO_APPEAR = Charge("5015", "FAILURE TO APPEAR")


@dataclass(frozen=True, slots=True)
class History:
    """What police and courts did with a person.

    Attributes:
        events: arrests, oldest first, each with what courts made of it at any time.
        wants: warrants and cautions, oldest first.
        imprisoned: first and last day of each sentence served.
    """

    events: tuple[Event, ...] = ()
    wants: tuple[Want, ...] = ()
    imprisoned: tuple[tuple[date, date], ...] = ()

    def in_prison(self, on: date) -> bool:
        """Whether a sentence is being served on a day."""
        return any(first <= on <= last for first, last in self.imprisoned)


def history(
    random: np.random.Generator,
    born: date,
    home: Dwelling,
    number: int,
    here: Callable[[date], bool],
    named: Callable[[date], str],
) -> History:
    """Arrests of a life, to the end of all lives.

    Args:
        random: stream of its own.
        born: day of birth.
        home: where most arrests are made.
        number: of the person; it makes control numbers unique.
        here: whether the person is in the country on a day.
        named: what name is given on a day.
    """
    shares = parameters()["prior_arrests"]
    if random.random() >= shares["share"]:
        return History()
    events: list[Event] = []
    prison: list[tuple[date, date]] = []
    first = shares["first_age"]
    on = born + timedelta(
        days=int((first["least"] + random.exponential(first["mean_after"])) * YEAR_DAYS) + 1
    )
    while on < END:
        if here(on) and not any(since <= on <= until for since, until in prison):
            events.append(_event(random, on, home, (number, len(events)), named(on)))
            prison += _terms(events[-1], prison)
            if random.random() >= shares["more"]:
                break
        on += timedelta(days=1 + int(random.exponential(shares["gap_years"] * YEAR_DAYS)))
    return History(tuple(events), _wants(random, events), tuple(prison))


def _event(
    random: np.random.Generator, on: date, home: Dwelling, number: tuple[int, int], name: str
) -> Event:
    """One arrest with what courts made of it until the end of all lives."""
    charged = [_printed_for(random)]
    if random.random() < parameters()["second_charge"]["share"]:
        charged.append(offence(random))
    county = home.county if random.random() < 0.8 else a_county(random)
    ori = ori_of(county, EARLIER_STATION)
    disposed = _dispositions(random, on, charged)
    return Event(
        tcn=f"{ori}-{on:%Y%m%d}-{number[0]:08d}{number[1]:02d}",
        ori=ori,
        on=on,
        name=name,
        agency_case=numbers.case(on.year, random),
        charges=tuple(one.charge for one in charged),
        dispositions=tuple(item for item in disposed if item.on < END),
    )


def _printed_for(random: np.random.Generator) -> Offence:
    """An offence for which prints are sent: for some minor ones a person is only cited."""
    cited = parameters()["prior_arrests"]["cited"]
    of = offence(random)
    while of.felony < cited["felony_below"] and random.random() < cited["share"]:
        of = offence(random)
    return of


def _dispositions(random: np.random.Generator, on: date, charged: list[Offence]) -> list[Disposition]:
    """What a court made of all charges of one arrest, on one day, or nothing that was ever reported."""
    felonies = [bool(random.random() < one.felony) for one in charged]
    gravest = "felony" if any(felonies) else "misdemeanour"
    if random.random() < parameters()["court"]["unreported"][gravest]:
        return []
    court = parameters("flow")["court"][gravest]
    days = 1 + int(random.exponential(court["days_median"] / np.log(2)))
    heard = on + timedelta(days=days)
    return [_disposition(random, heard, one, felony) for one, felony in zip(charged, felonies, strict=True)]


def _disposition(random: np.random.Generator, heard: date, of: Offence, felony: bool) -> Disposition:
    """What a court made of one charge."""
    flow, code = parameters("flow"), of.charge.offence_code
    docket = f"DOCKET {numbers.docket(heard.year, random)}"
    if random.random() >= flow["court"]["felony" if felony else "misdemeanour"]["share"]:
        word = "ACQUITTED" if random.random() < parameters()["court"]["acquitted"]["share"] else "DISMISSED"
        return Disposition(heard, code, f"{word}, {docket}", False, felony, False, 0)
    median = flow["sentence_days"]["felony_median" if felony else "misdemeanour_median"]
    days = int(random.exponential(median / np.log(2)))
    days = days if felony else min(days, MISDEMEANOUR_DAYS_MAX)
    return Disposition(
        heard, code, f"{_sentence(days)}, {docket}", True, felony, felony and aggravated(code, days), days
    )


def _sentence(days: int) -> str:
    """A conviction in words.

    >>> _sentence(0), _sentence(20), _sentence(800)
    ('CONVICTED, FINE', 'CONVICTED, 20 DAYS', 'CONVICTED, 2 YEARS 70 DAYS')
    """
    years, rest = divmod(days, 365)
    parts = [f"{years} YEAR{'S' if years > 1 else ''}"] if years else []
    parts += [f"{rest} DAYS"] if rest else []
    return f"CONVICTED, {' '.join(parts) or 'FINE'}"


def _terms(event: Event, before: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """The sentence of an arrest's convictions, served at once, after any that is being served."""
    days = max((item.sentence_days for item in event.dispositions if item.convicted), default=0)
    if not days:
        return []
    start = max([event.dispositions[0].on, *(last + timedelta(days=1) for _, last in before)])
    return [(start, start + timedelta(days=days))]


def _wants(random: np.random.Generator, events: list[Event]) -> tuple[Want, ...]:
    """A warrant after an arrest, and sometimes a caution."""
    shares = parameters()["wants"]
    if not events or random.random() >= shares["share"]:
        return ()
    event = one_of(random, events)
    on = event.on + timedelta(days=int(random.integers(20, 400)))
    of = FAILURE_TO_APPEAR if random.random() < 0.7 else event.charges[0]
    made = [Want(numbers.warrant(on.year, random), event.ori, on, of.offence_code, of.literal)]
    if random.random() < shares["caution"]:
        text = one_of(random, CAUTIONS)
        made.append(Want(numbers.warrant(on.year, random), event.ori, on, "", text, caution=True))
    return tuple(want for want in made if want.on < END)
