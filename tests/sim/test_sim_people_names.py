"""Names: of the form of the field, of syllables and no list, some shared and most not, and linked to nothing."""

import inspect
import re
from collections import Counter
from functools import cache
from importlib import resources
from itertools import product
from types import ModuleType

import numpy as np
import pytest

from tenprint.record.field_rules import field_rules
from tenprint.sim.people import (
    arrests,
    body,
    charges,
    descriptors,
    dwelling,
    immigration,
    life,
    names,
    numbers,
    parameters,
    person,
    population,
    portrait,
)
from tenprint.sim.people.names import Name
from tenprint.sim.people.parameters import parameters as values
from tenprint.sim.seeds import Stream, stream

MANY = 6000
SEED = 11
ROOMS: tuple[ModuleType, ...] = (
    arrests, body, charges, descriptors, dwelling, immigration, life, names, numbers, parameters, person, population,
    portrait,
)  # fmt: skip


@cache
def drawn() -> tuple[Name, ...]:
    made = []
    for number in range(MANY):
        random = stream(SEED, Stream.PEOPLE_NAME, number)
        made.append(names.given(random, "M" if number % 2 else "F", names.surname(random)))
    return tuple(made)


def test_every_name_fits_the_field() -> None:
    rule = next(rule for rule in field_rules("type2_elements") if rule.mnemonic == "NAM")
    assert rule.items[0].size == (3, names.NAME_CHARACTERS_MAX)
    form = re.compile(r"[A-Z]+([ -][A-Z]+)?,[A-Z]+( [A-Z]+)*")
    for name in drawn():
        assert form.fullmatch(name.text) and 3 <= len(name.text) <= 30, name


def test_all_forms_occur_with_about_their_share() -> None:
    shares, made = values()["names"], drawn()
    compound = [name for name in made if re.search("[ -]", name.surname)]
    assert 0.4 < len(compound) / MANY / shares["compound"]["share"] <= 1.05, "the longest are left single"
    assert {"-", " "} == {mark for name in compound for mark in re.findall("[ -]", name.surname)}
    men = [name for name in made[1::2] if name.given != names.NO_GIVEN_NAME]
    assert {name.suffix for name in men} == {"", "JR", "SR", "II", "III"}
    assert not any(name.suffix for name in made[::2])
    assert np.mean([bool(name.suffix) for name in men]) == pytest.approx(shares["suffix"]["share"], abs=0.006)
    assert np.mean([bool(name.middle) for name in made]) == pytest.approx(
        shares["middle"]["share"], abs=0.015
    )
    assert {len(name.middle) == 1 for name in made if name.middle} == {True, False}
    single = np.mean([name.given == names.NO_GIVEN_NAME for name in made])
    assert single == pytest.approx(shares["single"]["share"], abs=0.002)


def test_a_long_name_loses_what_matters_least() -> None:
    long = Name("DRELMINDALE-VARVOCK", "QUINDELLE", "JATHRANNE", "III")
    assert long.text == "DRELMINDALE-VARVOCK,QUINDELLE"
    assert Name("DRELMINDALE", "QUINDELLE", "JATHRANNE").text == "DRELMINDALE,QUINDELLE J"
    assert Name("DRELMINDALE", "QUINDELLE", "J", "III").text == "DRELMINDALE,QUINDELLE J III"
    assert len(Name("DRELMINDALE-DRELMINDALE", "QUINDELLE").text) == 30


def test_some_people_share_a_name_and_most_do_not() -> None:
    whole = Counter((name.surname, name.given) for name in drawn())
    shared = sum(count for count in whole.values() if count > 1) / MANY
    assert 0.001 < shared < 0.02
    surnames = Counter(name.surname for name in drawn())
    assert len(surnames) > 3000
    assert surnames.most_common(1)[0][1] < 0.01 * MANY


def test_no_word_is_a_town_of_the_country() -> None:
    words = _words("surname") | _words("given")
    assert len(words) > 90_000
    table = (resources.files("tenprint") / "policies" / "places.csv").read_text(encoding="utf-8").upper()
    towns = {word for row in table.splitlines() for word in re.findall("[A-Z]+", row.split(",")[0])}
    assert len(towns) > 15_000 and {"BOSTON", "HOUSTON"} <= towns
    assert words & towns == set()


def _words(kind: str) -> set[str]:
    """Every word that can be made, by the lists themselves."""
    parts = values("people_names")[kind]
    return {
        opening + link + ending
        for opening, link, ending in product(parts["openings"], ["", *parts["links"]], parts["endings"])
    }


def test_words_are_made_of_the_lists_alone() -> None:
    surnames, given = _words("surname"), _words("given") | {names.NO_GIVEN_NAME}
    for name in drawn():
        assert set(re.split("[ -]", name.surname)) <= surnames
        assert name.given in given


def test_nothing_takes_or_gives_race_or_ethnicity() -> None:
    """No parameter, field, key or function of the floor has such a name; the one constant says unknown."""
    banned = re.compile(r"race|racial|ethnic|hispanic|latin|caucas|skin", re.IGNORECASE)
    allowed = {"race", "RACE_UNKNOWN"}  # the mandatory field itself, and what stands in it
    found = set()
    for room in ROOMS:
        for name, thing in vars(room).items():
            if inspect.isfunction(thing):
                found |= {name, *inspect.signature(thing).parameters}
            elif inspect.isclass(thing) and thing.__module__ == room.__name__:
                found |= {name, *getattr(thing, "__dataclass_fields__", {}), *vars(thing)}
            else:
                found.add(name)
    found |= set(_keys(values())) | set(_keys(values("people_charges"))) | set(_keys(values("people_names")))
    assert {name for name in found if banned.search(name)} <= allowed
    assert life.RACE_UNKNOWN == "U"


def _keys(content: object) -> list[str]:
    if isinstance(content, dict):
        return [str(key) for key in content] + [one for value in content.values() for one in _keys(value)]
    return []


def test_a_name_says_nothing_of_the_place_of_birth() -> None:
    """By construction: another immigration life leaves the name as it is; and measured by chi square."""
    made = [population.person(SEED, number) for number in range(1500)]
    openings = values("people_names")["surname"]["openings"]
    half = set(openings[: len(openings) // 6])

    def first(text: str) -> bool:
        return next(one for one in sorted(openings, key=len, reverse=True) if text.startswith(one)) in half

    table = np.zeros((2, 2))
    for one in made:
        assert one.life is not None
        abroad = one.life.course.kind not in immigration.BORN_CITIZENS
        table[int(first(one.life.names[0][1].surname)), int(abroad)] += 1
    expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / table.sum()
    assert table.min() > 20
    assert ((table - expected) ** 2 / expected).sum() < 10.8, "chi square of one degree, 0.1 of 100"


def test_names_are_drawn_from_a_stream_that_nothing_else_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    before = population.person(SEED, 5)
    shares = {name: {**item, "share": 0.0} for name, item in values()["immigration"].items()}
    shares["overstay"] = {"share": 1.0}
    monkeypatch.setitem(values(), "immigration", shares)  # type: ignore[arg-type]
    immigration._kinds.cache_clear()
    try:
        after = population.person(SEED, 5)
    finally:
        monkeypatch.undo()
        immigration._kinds.cache_clear()
    assert before.life is not None and after.life is not None
    assert after.life.course.kind is immigration.Kind.OVERSTAY is not before.life.course.kind
    assert after.life.names == before.life.names and after.life.body == before.life.body
