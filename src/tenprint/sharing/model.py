"""Facts of law as dated values: what held since when, on whose word."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def nothing() -> Mapping[str, Any]:
    """Return the one empty mapping, which cannot be changed."""
    return _NOTHING


def last_day(day: date, precision: str) -> date:
    """Return the day by which something has happened for sure: of a month, its last.

    >>> last_day(date(2010, 7, 1), "month")
    datetime.date(2010, 7, 31)
    """
    return day if precision == "day" else day.replace(day=monthrange(day.year, day.month)[1])


def shown_date(day: date, precision: str) -> str:
    """Return a date as far as it is documented.

    >>> shown_date(date(2006, 9, 1), "month")
    '2006-09'
    """
    return day.isoformat() if precision == "day" else day.isoformat()[:7]


@dataclass(frozen=True, slots=True)
class Source:
    """A document which a value rests on."""

    id: str
    title: str
    date: str
    address: str

    def as_json(self) -> dict[str, str | None]:
        """Return title, date and address, as the ``explain`` command prints them."""
        return {
            "title": self.title,
            "date": None if self.date == "-" else self.date,
            "address": self.address,
        }


@dataclass(frozen=True, slots=True)
class Dated:
    """One value of a rule, from ``since`` until the next one.

    ``announced`` is when the value was made known, where that was not on the day itself. ``standing`` says how
    well it is documented: ``read`` (the passage was read), ``reported`` (public record, passage not read),
    ``unconfirmed`` (widely cited, no text found) or ``choice`` (a documented choice of this model). ``precision``
    is ``day`` or ``month``: of some events only the month is documented, and ``since`` is its first day.
    """

    value: Any
    since: date
    source: Source
    announced: date | None = None
    standing: str = "read"
    note: str = ""
    precision: str = "day"
    extra: Mapping[str, Any] = field(default_factory=nothing)

    @property
    def known_on(self) -> date:
        """The first day on which the value held for sure and was known."""
        return max(last_day(self.since, self.precision), self.announced or self.since)

    def announced_after(self, on: date) -> bool:
        """Tell whether this value was made known only after ``on``."""
        return self.announced is not None and self.announced > on


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule file: what it answers, by whom, and its dated values, oldest first."""

    id: str
    description: str
    kind: str
    authority: str
    values: tuple[Dated, ...]

    def on(self, on: date) -> Dated | None:
        """Return the value in force on a date, or None before the first."""
        found = None
        for dated in self.values:
            if dated.since > on:
                break
            found = dated
        return found

    def known_on(self, on: date) -> Dated | None:
        """Return the last value that held and was known on a date, or None."""
        return next((dated for dated in reversed(self.values) if dated.known_on <= on), None)

    def since(self, on: date) -> date | None:
        """Return since when the value in force on a date holds without change; None if ever since the first."""
        past = [dated for dated in self.values if dated.since <= on]
        first = None
        for dated in reversed(past):
            if dated.value != past[-1].value:
                return first
            first = dated.since
        return None


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something said, written or done on a date, in our own words.

    ``scope`` names the nation (``US``), states by postal code and counties by code; ``activates`` is the day on
    which it says that they will be switched on, and ``cancels`` such a day, said earlier, that no longer holds.
    ``to`` is who was told, nothing for the public. ``published`` is when the public could know of it, where that was
    later: until then it is not known. ``precision`` is ``day`` or ``month``, as of a dated value.
    """

    on: date
    by: str
    text: str
    source: Source
    scope: frozenset[str]
    topic: str = "programme"
    activates: date | None = None
    precision: str = "day"
    standing: str = "read"
    to: str = ""
    published: date | None = None
    cancels: date | None = None

    @property
    def known_on(self) -> date:
        """The day from which the public could know of it; of a month, its last."""
        return self.published or last_day(self.on, self.precision)

    def concerns(self, state: str, county_fips: str | None) -> bool:
        """Tell whether it concerns the nation, this state, or this county."""
        return bool({"US", state, county_fips or ""} & self.scope)

    def speaks_of(self, state: str, counties: Collection[str]) -> bool:
        """Tell whether it speaks of the whole of a place, and not of a part of it only."""
        return self.concerns(state, None) or {*counties} <= self.scope


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of the programme as published for a place, up to a day.

    ``counts`` holds submissions, matches, booked, removed, by name; ``shares`` shares of a count by name, from 0 to 1,
    such as ``removed_never_convicted``. ``published`` is when the public could know of them.
    """

    until: date
    published: date
    place: str
    counts: Mapping[str, int]
    shares: Mapping[str, float]
    note: str
    source: Source


@dataclass(frozen=True, slots=True)
class Prohibition:
    """A rule of the federal side that forbids sharing for some places and kinds, for a time.

    ``unless`` are alternatives of conditions on the case (``sharing.exemption``): a case that meets all conditions of
    one of them is not forbidden. A condition whose fact is not known is not met.
    """

    id: str
    since: date
    until: date | None
    scope: frozenset[str]
    kinds: frozenset[str]
    text: str
    source: Source
    unless: tuple[Mapping[str, Any], ...] = ()

    def in_force(self, on: date) -> bool:
        """Tell whether it is in force on a date."""
        return self.since <= on and (self.until is None or on < self.until)

    def covers(self, county_fips: str, kind: str) -> bool:
        """Tell whether it speaks of submissions of this kind from this county."""
        return kind in self.kinds and bool({"US", county_fips[:2], county_fips} & self.scope)


@dataclass(frozen=True, slots=True)
class County:
    """One row of the activation roster.

    ``roster_fips`` differs from ``fips`` where the code changed and the roster has the older one; such a
    county is not ``counted`` a second time. Population and non-citizens are those of 2010.
    """

    fips: str
    state: str
    name: str
    activated_on: date | None
    source: Source
    roster_fips: str
    population: int | None = None
    noncitizens: int | None = None

    @property
    def counted(self) -> bool:
        """Whether this code is the roster's own row of its territory."""
        return self.fips == self.roster_fips


@dataclass(frozen=True, slots=True)
class State:
    """A state, or the federal district: FIPS code, postal code, name, and the name as spoken in a sentence."""

    fips: str
    usps: str
    name: str
    spoken: str
