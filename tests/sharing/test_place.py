"""Names and codes of places, ambiguous ones, and model identifiers of contributors."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import BadInput, UnknownPlace
from tenprint.identity.number import ORI
from tenprint.sharing.jurisdiction import county_of, ori_of
from tenprint.sharing.place import find
from tenprint.sharing.rules import load

RULES = load()


@pytest.mark.parametrize(
    ("text", "kind", "fips"),
    [
        ("Suffolk County, MA", "county", "25025"),
        ("Suffolk, MA", "county", "25025"),
        ("suffolk county massachusetts", "county", "25025"),
        ("  SUFFOLK ,  ma ", "county", "25025"),
        ("25025", "county", "25025"),
        ("25", "state", "25"),
        ("Massachusetts", "state", "25"),
        ("MA", "state", "25"),
        ("Boston", "city", "25025"),
        ("Boston, Massachusetts", "city", "25025"),
        ("New York", "state", "36"),
        ("New York, NY", "city", "36061"),
        ("New York County, NY", "county", "36061"),
        ("Houston", "city", "48201"),
        ("Houston County, TX", "county", "48225"),
        ("Baltimore, MD", "city", "24510"),
        ("Baltimore County, MD", "county", "24005"),
        ("Dona Ana, NM", "county", "35013"),
        ("Doña Ana County, NM", "county", "35013"),
        ("Saint Lawrence, NY", "county", "36089"),
        ("Prince George's County, MD", "county", "24033"),
        ("Prince Georges, MD", "county", "24033"),
        ("LaSalle Parish", "county", "22059"),
        ("Oglala Lakota, SD", "county", "46102"),
        ("Shannon, SD", "county", "46113"),
        ("Washington, DC", "city", "11001"),
        ("Arlington, VA", "county", "51013"),
    ],
)
def test_found(text: str, kind: str, fips: str) -> None:
    place = find(RULES, text)
    assert (place.kind, place.fips) == (kind, fips)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Suffolk", {"Suffolk County, MA", "Suffolk County, NY", "Suffolk city, VA"}),
        ("Cook County", {"Cook County, IL", "Cook County, GA", "Cook County, MN"}),
        ("Portland", {"Portland, OR", "Portland, ME"}),
    ],
)
def test_ambiguous(text: str, candidates: set[str]) -> None:
    with pytest.raises(UnknownPlace, match="is ambiguous") as error:
        find(RULES, text)
    assert set(error.value.candidates) == candidates
    for candidate in error.value.candidates:
        assert find(RULES, candidate).label() == candidate


@pytest.mark.parametrize(
    ("text", "near"),
    [("Bosten", "Boston, MA"), ("Masachusetts", "Massachusetts"), ("Haris County, TX", "Harris County, TX")],
)
def test_misspelt(text: str, near: str) -> None:
    with pytest.raises(UnknownPlace, match="did you mean") as error:
        find(RULES, text)
    assert near in error.value.candidates


@pytest.mark.parametrize("text", ["", " ", "zzzzzzzz", "99999", "00", "Puerto Rico", "é" * 3000])
def test_unknown(text: str) -> None:
    with pytest.raises(UnknownPlace):
        find(RULES, text)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(RULES.counties)))
def test_every_county_is_found_by_its_label_and_code(fips: str) -> None:
    county = RULES.county(fips)
    assert find(RULES, fips).fips == fips
    assert find(RULES, f"{county.name}, {county.state}").fips == fips
    assert find(RULES, f"{county.name}, {RULES.states[county.state].name}").fips == fips
    assert county_of(ORI(ori_of(county)), RULES) == county


@pytest.mark.parametrize(
    "ori", ["MA0130100", "MA999TP01", "ZZ025TP01", "MA025TP1", "ma025TP01", "", "MA025TP011"]
)
def test_identifiers_that_are_no_model_contributor(ori: str) -> None:
    with pytest.raises(BadInput, match="ORI"):
        county_of(ori, RULES)
