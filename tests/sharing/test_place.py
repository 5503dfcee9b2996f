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
        ("Washington D.C.", "city", "11001"),
        ("D.C.", "state", "11"),
        ("Washington", "state", "53"),
        ("Mass.", "state", "25"),
        ("Calif.", "state", "06"),
        ("Ill.", "state", "17"),
        ("W. Va.", "state", "54"),
        ("Boston, Mass.", "city", "25025"),
        ("Arlington, VA", "county", "51013"),
        ("Kane, IL", "county", "17089"),
        ("Jackson, NC", "county", "37099"),
        ("St. Louis, MO", "city", "29510"),
        ("Saint Louis County, Missouri", "county", "29189"),
        ("St. Louis County, MN", "county", "27137"),
        ("Richmond, VA", "city", "51760"),
        ("Houston, TX", "city", "48201"),
        ("City of Boston", "city", "25025"),
        ("Boston city", "city", "25025"),
        ("Boston MA", "city", "25025"),
        ("Boston, Suffolk County, MA", "city", "25025"),
        ("Amherst, MA", "city", "25015"),
        ("Amherst town, MA", "city", "25015"),
        ("Town of Amherst, Massachusetts", "city", "25015"),
        ("City of St. Louis, MO", "city", "29510"),
        ("City of Roanoke, VA", "county", "51770"),
        ("Ft. Worth", "city", "48439"),
        ("N. Las Vegas", "city", "32003"),
        ("Brooklyn", "city", "36047"),
        ("Staten Island", "city", "36085"),
        ("Bronx", "county", "36005"),
        ("Dorchester, MA", "city", "25025"),
        ("Cook Cty, IL", "county", "17031"),
        ("County of Cook, IL", "county", "17031"),
        ("Kane (Greene County), IL", "city", "17061"),
        ("Aurora Co", "city", "08005"),
        ("Carson City, NV", "county", "32510"),
        ("Clifton Forge", "county", "51560"),
        ("Capitol Planning Region, CT", "county", "09110"),
    ],
)
def test_found(text: str, kind: str, fips: str) -> None:
    place = find(RULES, text)
    assert (place.kind, place.fips) == (kind, fips)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Suffolk", ["Suffolk County, NY", "Suffolk County, MA", "Suffolk city, VA"]),
        ("Suffolk Cty", ["Suffolk County, NY", "Suffolk County, MA"]),
        ("County of Suffolk", ["Suffolk County, NY", "Suffolk County, MA"]),
        ("Cook County", ["Cook County, IL", "Cook County, GA", "Cook County, MN"]),
        ("Fairfax, VA", ["Fairfax County, VA", "Fairfax city, VA"]),
        ("Roanoke, VA", ["Roanoke city, VA", "Roanoke County, VA"]),
        ("Decatur, GA", ["Decatur County, GA", "Decatur (DeKalb County), GA"]),
    ],
)
def test_ambiguous(text: str, candidates: list[str]) -> None:
    with pytest.raises(UnknownPlace, match="is ambiguous") as error:
        find(RULES, text)
    assert list(error.value.candidates) == candidates
    for candidate in error.value.candidates:
        assert find(RULES, candidate).label() == candidate


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Cook", ["Cook County, IL", "Cook County, GA", "Cook County, MN"]),
        ("St. Louis", ["St. Louis County, MO", "St. Louis, MO", "St. Louis County, MN"]),
        ("Baltimore", ["Baltimore County, MD", "Baltimore, MD"]),
        ("Richmond", ["Richmond County, NY", "Richmond, VA", "Richmond County, GA"]),
        ("Fairfax", ["Fairfax County, VA", "Fairfax city, VA"]),
        ("Roanoke", ["Roanoke city, VA", "Roanoke County, VA"]),
        ("Norfolk", ["Norfolk County, MA", "Norfolk, VA"]),
        ("Lexington", ["Lexington County, SC", "Lexington, KY"]),
        ("Franklin", ["Franklin County, OH"]),
        ("Portland", ["Portland, OR", "Portland, ME"]),
        ("Arlington", ["Arlington, TX", "Arlington County, VA"]),
        ("Kansas City", ["Kansas City, MO", "Kansas City, KS"]),
        ("Springfield", ["Springfield, MO", "Springfield, MA", "Springfield, IL"]),
        ("Columbus", ["Columbus, OH", "Columbus, GA"]),
        ("Rochester", ["Rochester, NY", "Rochester, MN"]),
        ("Lawrence", ["Lawrence, KS"]),
        ("Mt. Vernon", ["Mount Vernon, NY"]),
        ("Town of Amherst", ["Amherst, NY", "Amherst, MA"]),
    ],
)
def test_the_largest_candidate_is_first(text: str, first: list[str]) -> None:
    with pytest.raises(UnknownPlace, match="is ambiguous") as error:
        find(RULES, text)
    assert list(error.value.candidates[: len(first)]) == first
    assert 1 < len(error.value.candidates) <= 8


def test_the_words_say_how_many_more_there_are() -> None:
    with pytest.raises(UnknownPlace, match=r"; and \d\d more: say the state, or the county in brackets"):
        find(RULES, "Franklin")


def test_no_county_but_an_independent_citys_is_silently_a_city_of_its_name() -> None:
    """A bare name that an independent city shares with another county is neither of them."""
    short = {county.fips: county.name.removesuffix(" city") for county in RULES.roster()}
    counties = {name.removesuffix(" County") for fips, name in short.items() if name.endswith(" County")}
    shared = [name for fips, name in short.items() if name != RULES.county(fips).name and name in counties]
    assert {"St. Louis", "Baltimore", "Richmond", "Fairfax", "Roanoke", "Franklin"} <= set(shared)
    for name in shared:
        with pytest.raises(UnknownPlace, match="is ambiguous"):
            find(RULES, name)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Bosten", "Boston, MA"),
        ("Bosten MA", "Boston, MA"),
        ("Masachusetts", "Massachusetts"),
        ("Haris County, TX", "Harris County, TX"),
        ("Sam Francisco", "San Francisco, CA"),
        ("Tukson, AZ", "Tucson, AZ"),
        ("De Kalb, GA", "DeKalb County, GA"),
    ],
)
def test_misspelt(text: str, near: str) -> None:
    with pytest.raises(UnknownPlace, match="did you mean") as error:
        find(RULES, text)
    assert near == error.value.candidates[0]
    for candidate in error.value.candidates:
        assert find(RULES, candidate).label() == candidate


@pytest.mark.parametrize("text", ["", " ", "zzzzzzzz", "99999", "00", "Puerto Rico", "é" * 3000])
def test_unknown(text: str) -> None:
    with pytest.raises(UnknownPlace):
        find(RULES, text)


@pytest.mark.parametrize(
    "text", ["Puerto Rico", "San Juan, PR", "Guam", "U.S. Virgin Islands", "American Samoa", "Saipan, MP"]
)
def test_a_territory_is_said_to_be_absent(text: str) -> None:
    with pytest.raises(UnknownPlace, match="the roster has no territories") as error:
        find(RULES, text)
    assert error.value.candidates == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=50))
def test_any_words_are_a_place_or_an_error_of_ours(text: str) -> None:
    try:
        found: tuple[str, ...] = (find(RULES, text).label(),)
    except UnknownPlace as error:
        found = error.candidates
    assert len(found) <= 8
    assert all(find(RULES, label).label() == label for label in found)


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
