"""Numbers: all of a person's lie in ranges that nobody issues, by rules written here anew; no two people share one."""

import re

import pytest
from people_case import life, people

from tenprint.sim.people import numbers
from tenprint.sim.people.numbers import RANGES, is_reserved
from tenprint.sim.people.person import Person


def _of(person: Person, kind: str) -> list[str]:
    """All numbers of a kind that a person has or is quoted with, at any time and on any paper."""
    own = str(getattr(life(person).numbers, kind, "") or "")
    events = person.national.events if person.national else ()
    wants = person.national.wants if person.national else ()
    met = person.immigration.encounters if person.immigration else ()
    return {
        "case": [event.agency_case for event in events],
        "docket": [item.literal.rsplit(" ", 1)[1] for event in events for item in event.dispositions],
        "warrant": [want.number for want in wants],
        "encounter": [one.eid for one in met],
        "station": [event.ori for event in events],
    }.get(kind, [own] if own else [])


@pytest.mark.parametrize("kind", sorted(RANGES))
def test_every_number_lies_in_its_range(kind: str) -> None:
    found = [number for person in people() for number in _of(person, kind)]
    assert len(found) > 20
    assert [number for number in found if not is_reserved(kind, number)] == []


def test_social_security_numbers_by_the_rules_of_the_administration() -> None:
    """Never valid: area 000, 666 or 900-999; ours are so by the area alone, and group and serial are not 00 or 0000."""
    for number in (number for person in people() for number in _of(person, "social_security")):
        area, group, serial = number[:3], number[3:5], number[5:]
        assert area == "666" and group != "00" and serial != "0000" and len(number) == 9


@pytest.mark.parametrize(
    ("kind", "real"),
    [
        ("social_security", "078051120"),  # printed on a wallet card, and used by thousands
        ("social_security", "912701234"),  # a taxpayer number
        ("alien", "001000000"),  # the first number of 1940
        ("alien", "093123456"),
        ("telephone", "6175551212"),  # directory assistance
        ("telephone", "6175550200"),
        ("ucn", "123456AB7"),
        ("fin", "1234567890"),
    ],
)
def test_what_may_be_somebody_is_outside(kind: str, real: str) -> None:
    assert not is_reserved(kind, real)


@pytest.mark.parametrize("kind", ["social_security", "alien", "ucn", "fin", "encounter"])
def test_no_two_people_share_a_number(kind: str) -> None:
    found = [number for person in people() for number in _of(person, kind)]
    assert len(found) == len(set(found)) > 20


def test_numbers_stay_apart_far_beyond_what_is_made() -> None:
    numbers_of = range(0, 980_000, 7)
    assert len({numbers.social_security(5, n) for n in numbers_of}) == len(numbers_of)
    assert len({numbers.alien(5, n) for n in numbers_of}) == len(numbers_of)
    assert all(is_reserved("alien", numbers.alien(5, n)) for n in range(0, 10**7, 9973))
    assert all(is_reserved("social_security", numbers.social_security(5, n)) for n in range(0, 10**7, 9973))


def test_a_booking_quotes_only_such_numbers() -> None:
    told = [
        number
        for person in people()[:800]
        for who in [person.fields]
        for number in (*who.social_security_numbers, *who.miscellaneous_numbers)
    ]
    assert len(told) > 500
    for number in told:
        kind, bare = ("alien", number[3:]) if number.startswith("AR-") else ("social_security", number)
        assert is_reserved(kind, bare)


def test_every_range_says_why_and_who_says_so() -> None:
    for one in RANGES.values():
        assert one.why and one.source
    sources = " ".join(one.source for one in RANGES.values())
    assert re.search(r"ssa\.gov", sources) and re.search(r"uscis\.gov", sources)
