"""The list of towns: whole, in order, of the roster's counties; each found by its label; broken lists are named."""

import csv
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tenprint
from tenprint.errors import RulesBroken, UnknownPlace
from tenprint.sharing.gazetteer import Town, names, read_towns
from tenprint.sharing.place import find
from tenprint.sharing.place_words import simple, without_suffix
from tenprint.sharing.rules import load

RULES = load()
LIST = Path(tenprint.__file__).parent / "policies" / "places.csv"
HEAD = "name,state,counties,population,source\n"
TOWNS = [town for towns in read_towns(LIST, RULES.counties).values() for town in towns]
INDEPENDENT = {
    (without_suffix(simple(county.name)), county.state): county.fips
    for county in RULES.roster()
    if county.name.endswith(" city")
}


def test_the_list_is_long_and_small() -> None:
    assert len(TOWNS) > 25_000
    assert len({town.state for town in TOWNS}) == 51
    assert LIST.stat().st_size < 1_200_000


def test_every_town_lies_in_rows_of_the_roster_in_its_state() -> None:
    digits = {usps: state.fips for usps, state in RULES.states.items()}
    assert [
        town
        for town in TOWNS
        if not all(
            RULES.counties[code].counted and code.startswith(digits[town.state]) for code in town.counties
        )
        or len(set(town.counties)) != len(town.counties)
    ] == []


def test_the_list_is_in_order_and_has_each_town_once() -> None:
    with LIST.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    keys = [(row[1], simple(row[0]), row[2]) for row in rows]
    assert keys == sorted(keys)
    assert len({(usps, name, codes.split()[0]) for usps, name, codes in keys}) == len(keys)
    assert {row[4] for row in rows} == {"geonames", "post"}


def test_every_independent_city_is_a_row_of_its_own_county_alone() -> None:
    found = {
        (simple(town.name), town.state): town.counties
        for town in TOWNS
        if INDEPENDENT.get((simple(town.name), town.state)) in town.counties
    }
    assert found == {city: (fips,) for city, fips in INDEPENDENT.items()}


@pytest.mark.parametrize(
    ("name", "state", "main"),
    [
        ("Amherst", "MA", "25015"),
        ("Pine Ridge", "SD", "46113"),
        ("Hooper Bay", "AK", "02270"),
        ("Valdez", "AK", "02261"),
        ("Las Cruces", "NM", "35013"),
        ("Miami Beach", "FL", "12086"),
        ("Lithonia", "GA", "13089"),
        ("Jena", "LA", "22059"),
        ("Ottawa", "IL", "17099"),
        ("Towson", "MD", "24005"),
        ("Clayton", "MO", "29189"),
        ("Carson City", "NV", "32510"),
        ("Waterbury", "CT", "09009"),
    ],
)
def test_the_county_of_a_town(name: str, state: str, main: str) -> None:
    assert find(RULES, f"{name}, {state}").fips == main


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(TOWNS))
def test_a_town_is_found_by_name_state_and_county(town: Town) -> None:
    county = RULES.county(town.counties[0])
    place = find(RULES, f"{town.name} ({county.name}), {town.state}")
    assert (place.state, place.fips) == (town.state, town.counties[0])
    assert find(RULES, place.label()) == place


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(TOWNS))
def test_a_name_is_one_place_or_lists_candidates_which_are_found(town: Town) -> None:
    for text in (town.name, f"{town.name}, {town.state}"):
        try:
            found = [find(RULES, text).label()]
        except UnknownPlace as error:
            found = list(error.candidates)
        assert 1 <= len(set(found)) == len(found) <= 8
        for label in found:
            assert find(RULES, label).label() == label


@pytest.mark.parametrize("label", sorted(RULES.places))
def test_a_well_known_city_is_found_by_its_label_and_lies_where_the_list_says(label: str) -> None:
    place = find(RULES, label)
    assert (place.label(), place.counties) == (label, RULES.places[label])
    name, _, usps = label.rpartition(", ")
    rows = [town for town in TOWNS if simple(town.name) == simple(name) and town.state == usps]
    assert not rows or any(set(row.counties) & set(place.counties) for row in rows)


def test_what_needs_no_list_does_not_read_it() -> None:
    program = (
        "from tenprint.sharing import gazetteer, place, rules; loaded = rules.load()\n"
        "for text in ('Suffolk County, MA', 'Boston, MA', 'MA', 'Mass.', '25025'): place.find(loaded, text)\n"
        "print(gazetteer._towns.cache_info().currsize)\n"
        "place.find(loaded, 'Amherst, MA'); print(gazetteer._towns.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]


def test_misspelt_words_are_answered_quickly() -> None:
    """The bound is loose for a busy machine; about 0.04 s on a free one."""
    assert len(set(names(RULES, None))) > 25_000
    seconds = []
    for text in ("Bosten", "Sam Francisco", "Tukson, AZ", "x" * 3000):
        start = time.perf_counter()
        with pytest.raises(UnknownPlace):
            find(RULES, text)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("name,state\n", 1),
        (HEAD + "Boston,MA,25025,1,geonames\nLynn,MA,25009,1\n", 3),
        (HEAD + "Boston,MA,99999,1,geonames\n", 2),
        (HEAD + "Boston,MA,,1,geonames\n", 2),
        (HEAD + ",MA,25025,1,geonames\n", 2),
        (HEAD + "Boston,MA,25025,many,geonames\n", 2),
        (HEAD + "Boston,MA,25025,-1,geonames\n", 2),
        (HEAD + "Boston,NY,25025,1,geonames\n", 2),
        (HEAD + "Boston,ZZ,25025,1,geonames\n", 2),
    ],
)
def test_a_broken_list_is_named_with_its_line(text: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesBroken, match=rf"policies/places\.csv:{line}: expected"):
        read_towns(path, RULES.counties)


def test_a_list_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesBroken, match=r"policies/places\.csv:1: expected a readable UTF-8 file"):
        read_towns(tmp_path / "places.csv", RULES.counties)
    (tmp_path / "places.csv").write_bytes(HEAD.encode() + b"\xff\xfe,MA,25025,1,geonames\n")
    with pytest.raises(RulesBroken, match=r"policies/places\.csv:1: expected a readable UTF-8 file"):
        read_towns(tmp_path / "places.csv", RULES.counties)
