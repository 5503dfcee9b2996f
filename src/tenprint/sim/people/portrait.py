"""A person in words and numbers, for looking at: one line, or everything with its days; and a population in shares."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tenprint.identity.event import Event
from tenprint.sharing.level import Conviction, level
from tenprint.sim.people.life import Life
from tenprint.sim.people.person import Person

LINE_FIELDS = (
    "number", "name", "born", "sex", "birth_place", "citizenship", "kind", "true_status", "on_national_file",
    "arrests", "convictions", "level", "wanted", "on_immigration_file", "encounters", "county", "twin_of",
    "prints_seed",
)  # fmt: skip


def line(person: Person, on: date) -> dict[str, Any]:
    """A person of a population on one line, with the fields of ``LINE_FIELDS``.

    Args:
        person: of a population.
        on: the day; files are as before it.
    """
    life = _life(person)
    known, met = person.national_before(on), person.immigration_before(on)
    events = known.events if known else ()
    convictions = [item for event in events for item in event.dispositions if item.convicted]
    return {
        "number": life.number,
        "name": life.name(on).text,
        "born": life.born.isoformat(),
        "sex": life.sex,
        "birth_place": life.course.birth_place,
        "citizenship": life.citizenship(on),
        "kind": str(life.course.kind),
        "true_status": str(person.true_status(on) or ""),
        "on_national_file": known is not None,
        "arrests": len(events),
        "convictions": len(convictions),
        "level": _level(events, on),
        "wanted": any(not want.caution for want in known.wants) if known else False,
        "on_immigration_file": met is not None,
        "encounters": len(met.encounters) if met else 0,
        "county": life.dwelling.county.fips,
        "twin_of": "" if life.twin_of is None else life.twin_of,
        "prints_seed": str(person.prints_seed),
    }


def shares(lines: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """A population in shares: of its kinds, statuses, files, levels; from the lines of its people."""
    here = [one for one in lines if one["true_status"]]
    known = [one for one in here if one["on_national_file"]]
    return {
        "of all": {
            "in the country": len(here) / len(lines),
            "twins": _share(lines, "twin_of", lambda value: value != ""),
        },
        "of those in the country": {
            "on the national file": _share(here, "on_national_file", bool),
            "on the immigration file": _share(here, "on_immigration_file", bool),
        },
        "kind of immigration life, of all": _table(lines, "kind"),
        "true status, of those in the country": _table(here, "true_status"),
        "of those on the national file": {
            "convicted before": _share(known, "convictions", bool),
            "wanted": _share(known, "wanted", bool),
        },
        "level by convictions, of those on the national file": _table(known, "level"),
    }


def portrait(person: Person, on: date) -> dict[str, Any]:
    """All of a person of a population: what is true, what would be told at a booking, what each agency has on file.

    Args:
        person: of a population.
        on: the day; files are as before it.
    """
    life = _life(person)
    return {
        "truth": _truth(person, life, on),
        "told_at_a_booking": _told(person, on),
        "national_file": _national(person, on),
        "immigration_file": _immigration(person, on),
    }


def _truth(person: Person, life: Life, on: date) -> dict[str, Any]:
    """What is true on a day."""
    assumed = life.assumed
    return {
        "number": life.number,
        "prints_seed": str(person.prints_seed),
        "name": life.name(on).text,
        "names": [{"since": since.isoformat(), "name": name.text} for since, name in life.names],
        "assumed_identity": f"{assumed.name.text}, {assumed.born}, {assumed.birth_place}"
        if assumed
        else None,
        "born": life.born.isoformat(),
        "sex": life.sex,
        "birth_place": life.course.birth_place,
        "citizenships": [
            {"since": since.isoformat(), "code": code} for since, code in life.course.citizenships
        ],
        "height_inches": round(life.body.height_inches, 1),
        "marks": list(life.body.marks),
        "residence": life.dwelling.residence,
        "county": f"{life.dwelling.county.name}, {life.dwelling.county.state}",
        "occupation": life.dwelling.occupation,
        "employer": life.dwelling.employer,
        "numbers": {
            name: str(getattr(life.numbers, name) or "")
            for name in ("social_security", "alien", "ucn", "sid", "fin", "telephone")
        },
        "twin_of": life.twin_of,
        "kind_of_immigration_life": str(life.course.kind),
        "status": str(person.true_status(on) or "not in the country"),
        "statuses": [
            {"since": since.isoformat(), "status": str(status or "not in the country")}
            for since, status in life.course.statuses
        ],
        "may_be_booked": person.may_be_booked(on),
    }


def _told(person: Person, on: date) -> dict[str, Any]:
    """What a booking of the day would write."""
    who = person.booked_as(on, 0)
    return {
        "name": who.name,
        "aliases": list(who.aliases),
        "born": who.birth_date.isoformat() if who.birth_date else "",
        "birth_place": who.birth_place,
        "citizenship": who.citizenship,
        "race": who.race,
        "height": who.height,
        "weight": who.weight,
        "eyes": who.eyes,
        "hair": who.hair,
        "marks": list(who.marks),
        "social_security_numbers": list(who.social_security_numbers),
        "miscellaneous_numbers": list(who.miscellaneous_numbers),
    }


def _national(person: Person, on: date) -> dict[str, Any] | None:
    """The national agency's file before a day."""
    known = person.national_before(on)
    if known is None:
        return None
    return {
        "level_by_convictions": _level(known.events, on),
        "arrests": [
            {
                "on": event.on.isoformat(),
                "at": event.ori,
                "name": event.name,
                "charges": ", ".join(f"{one.offence_code} {one.literal}" for one in event.charges),
                "courts": ", ".join(
                    f"{one.on} {one.offence_code} {one.literal}"
                    + (" (felony)" if one.felony else "")
                    + (" (aggravated)" if one.aggravated else "")
                    for one in event.dispositions
                ),
            }
            for event in known.events
        ],
        "wants": [
            f"{'caution' if want.caution else 'wanted'} {want.on} {want.number} {want.text}"
            for want in known.wants
        ],
    }


def _immigration(person: Person, on: date) -> dict[str, Any] | None:
    """The immigration agency's file before a day."""
    met = person.immigration_before(on)
    if met is None:
        return None
    return {
        "birth_place": met.birth_place,
        "citizenship": met.citizenship,
        "encounters": [one.to_json() for one in met.encounters],
        "sources": dict(met.sources),
    }


def _level(events: Sequence[Event], on: date) -> str:
    """The level by convictions before a day, by the rule of the day."""
    return level(
        [],
        [
            Conviction(one.offence_code, one.felony, one.aggravated, one.sentence_days, one.on)
            for event in events
            for one in event.dispositions
            if one.convicted
        ],
        on,
    ).level


def _life(person: Person) -> Life:
    """What is true of a person of a population."""
    assert person.life is not None, "a person of a population has a life"
    return person.life


def _share(lines: Sequence[Mapping[str, Any]], field: str, holds: Any) -> float:
    """Share of lines of whose field something holds."""
    return sum(bool(holds(one[field])) for one in lines) / max(1, len(lines))


def _table(lines: Sequence[Mapping[str, Any]], field: str) -> dict[str, float]:
    """Share of lines by the value of a field, the largest first."""
    found = Counter(str(one[field]) for one in lines)
    return {name: count / len(lines) for name, count in found.most_common()}
