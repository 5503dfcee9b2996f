"""A simulated flow of arrests over the real roster, in numbers: no prints, no names, nobody.

Everything random is drawn in whole columns first, in a fixed order, so a seed and a model make one flow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from tenprint.errors import BadInput
from tenprint.sharing.facts import SubmissionFacts, SubmissionKind
from tenprint.sharing.flow import Passage
from tenprint.sharing.level import Conviction
from tenprint.sharing.model import County
from tenprint.sharing.rules import Rules
from tenprint.sim.seeds import Stream, stream

ARRESTS_MAX = 1_000_000
DAYS_OF_YEAR = 365.25
_CHUNK = 50_000  # arrests drawn at once: memory stays small, and a chunk's stream is its own


@cache
def model() -> dict[str, Any]:
    """The parameters, each with its source, from ``sim/data/flow.yaml``."""
    text = (resources.files("tenprint.sim") / "data" / "flow.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def simulated_flow(count: int, seed: int, counties: Sequence[County]) -> Iterator[Passage]:
    """Yield arrests in no order of time.

    Args:
        count: how many.
        seed: decides all of them.
        counties: where they happen, by population.

    Raises:
        BadInput: no arrest is asked for or too many, or nobody lives in the counties.
    """
    if not 1 <= count <= ARRESTS_MAX:
        raise BadInput(f"arrests: expected 1 to {ARRESTS_MAX}, found {count}")
    if seed < 0:
        raise BadInput(f"seed: expected 0 or above, found {seed}")
    if not sum(county.population or 0 for county in counties):
        raise BadInput("arrests: expected a place with a population on the roster, found none")
    for number, start in enumerate(range(0, count, _CHUNK)):
        yield from _chunk(min(_CHUNK, count - start), stream(seed, Stream.FLOW, number), counties)


def roster_counties(rules: Rules, fips: Sequence[str] = ()) -> list[County]:
    """Return the counties of a place, each territory once; those of the nation where no code is given."""
    if not fips:
        return list(rules.roster())
    codes = dict.fromkeys(rules.county(code).roster_fips for code in fips)
    return [rules.county(code) for code in codes]


@dataclass(frozen=True, slots=True)
class _Columns:
    """What is drawn for a chunk of arrests, a value an arrest."""

    place: list[int]
    days: list[int]
    charge: list[int]
    felony: list[bool]
    juvenile: list[bool]
    retained: list[bool]
    identified: list[bool]
    wanted: list[bool]
    matched: list[bool]
    court_days: list[int]  # below 0: no conviction
    sentence_days: list[int]
    aggravated: list[bool]
    convictions: list[int]


def _chunk(count: int, random: np.random.Generator, counties: Sequence[County]) -> Iterator[Passage]:
    """Yield a chunk of arrests."""
    window, codes = model()["window"], [item["code"] for item in model()["charges"]]
    columns = _columns(count, random, counties)
    before = _convictions_before(sum(columns.convictions), random)
    taken = 0
    for index in range(count):
        county = counties[columns.place[index]]
        on = window["since"] + timedelta(days=columns.days[index])
        known = columns.convictions[index]
        facts = SubmissionFacts(
            county_fips=county.fips,
            state=county.state,
            kind=SubmissionKind.JUVENILE if columns.juvenile[index] else SubmissionKind.CRIMINAL,
            retained=columns.retained[index],
            charge_codes=(codes[columns.charge[index]],),
            convictions=tuple(made.as_of(on) for made in before[taken : taken + known]),
        )
        taken += known
        yield Passage(
            facts=facts,
            on=on,
            conviction=_conviction(columns, index, codes, on),
            identified=columns.identified[index],
            history=columns.identified[index],
            wanted=columns.wanted[index],
            matched=columns.matched[index],
        )


def _columns(count: int, random: np.random.Generator, counties: Sequence[County]) -> _Columns:
    """Draw a chunk's columns."""
    parameters = model()
    window, court = parameters["window"], parameters["court"]
    place = random.choice(len(counties), count, p=_weights([county.population or 0 for county in counties]))
    charge = random.choice(
        len(parameters["charges"]), count, p=_weights([item["arrests"] for item in parameters["charges"]])
    )
    felony = random.random(count) < np.array([item["felony"] for item in parameters["charges"]])[charge]
    identified = random.random(count) < parameters["identified"]["share"]
    convicted = np.where(felony, court["felony"]["share"], court["misdemeanour"]["share"])
    median = np.where(felony, court["felony"]["days_median"], court["misdemeanour"]["days_median"])
    days = _exponential(median, random)
    kinds = parameters["convictions"]
    number = random.geometric(1 / kinds["mean"], count)
    has = identified & (random.random(count) < parameters["convicted_before"]["share"])
    return _Columns(
        place=place.tolist(),
        days=random.integers(0, (window["until"] - window["since"]).days, count).tolist(),
        charge=charge.tolist(),
        felony=felony.tolist(),
        juvenile=(random.random(count) < parameters["juvenile"]["share"]).tolist(),
        retained=(random.random(count) >= parameters["not_retained"]["share"]).tolist(),
        identified=identified.tolist(),
        wanted=(identified & (random.random(count) < parameters["wanted"]["share"])).tolist(),
        matched=(random.random(count) < _in_immigration_file(counties)[place]).tolist(),
        court_days=np.where(random.random(count) < convicted, days, -1).tolist(),
        sentence_days=_sentences(felony, random).tolist(),
        aggravated=(felony & (random.random(count) < kinds["aggravated"])).tolist(),
        convictions=np.where(has, number, 0).tolist(),
    )


@dataclass(frozen=True, slots=True)
class _Before:
    """A conviction before the arrest."""

    code: str
    felony: bool
    aggravated: bool
    sentence_days: int
    days_before: int

    def as_of(self, on: date) -> Conviction:
        """Return it with its date, counted from the arrest."""
        day = on - timedelta(days=self.days_before)
        return Conviction(self.code, self.felony, self.aggravated, self.sentence_days, day)


def _convictions_before(count: int, random: np.random.Generator) -> list[_Before]:
    """Draw convictions before arrests."""
    parameters, charges = model()["convictions"], model()["charges"]
    felony = random.random(count) < parameters["felony"]
    felonies = np.array([item["felony"] for item in charges])
    arrests = np.array([item["arrests"] for item in charges])
    by_kind = [
        random.choice(len(charges), count, p=_weights(arrests * share))
        for share in (felonies, 1.0 - felonies)
    ]
    codes = np.where(felony, by_kind[0], by_kind[1]).tolist()
    aggravated = (felony & (random.random(count) < parameters["aggravated"])).tolist()
    days = random.integers(1, int(parameters["years_max"] * DAYS_OF_YEAR), count).tolist()
    sentences = _sentences(felony, random).tolist()
    rows = zip(codes, felony.tolist(), aggravated, sentences, days, strict=True)
    return [_Before(charges[code]["code"], *rest) for code, *rest in rows]


def _conviction(columns: _Columns, index: int, codes: Sequence[str], on: date) -> Conviction | None:
    """Return the conviction in which an arrest ends, if it does."""
    days = columns.court_days[index]
    if days < 0:
        return None
    return Conviction(
        codes[columns.charge[index]],
        columns.felony[index],
        columns.aggravated[index],
        columns.sentence_days[index],
        on + timedelta(days=days),
    )


def _sentences(felony: NDArray[np.bool_], random: np.random.Generator) -> NDArray[np.int64]:
    """Draw sentences in days, half of them below the median of their kind."""
    parameters = model()["sentence_days"]
    median = np.where(felony, parameters["felony_median"], parameters["misdemeanour_median"])
    return _exponential(median, random)


def _exponential(median: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.int64]:
    """Draw whole numbers that fall off from 0, half of them below the median."""
    drawn = random.exponential(1.0, len(median)) * median / np.log(2)
    return np.asarray(np.floor(drawn), dtype=np.int64)


def _in_immigration_file(counties: Sequence[County]) -> NDArray[np.float64]:
    """Return the chance, by county, that the immigration agency's file has a person arrested there."""
    parameters = model()["immigration_file"]
    shares = [(county.noncitizens or 0) / (county.population or 1) for county in counties]
    grown = np.asarray(shares, dtype=np.float64) * float(parameters["per_noncitizen"])
    return np.minimum(grown, float(parameters["share_max"]))


def _weights(numbers: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers as shares of their sum."""
    found = np.asarray(numbers, dtype=np.float64)
    return np.asarray(found / found.sum(), dtype=np.float64)
