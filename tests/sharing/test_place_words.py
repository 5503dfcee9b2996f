"""Words people type for places: one form for many spellings, and how they are read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tenprint
from tenprint.errors import RulesBroken
from tenprint.sharing.place_words import (
    Asked,
    place_words,
    read_place_words,
    readings,
    simple,
    without_suffix,
)

STATES = {"ma": "MA", "massachusetts": "MA", "w virginia": "WV", "virginia": "VA", "co": "CO", "il": "IL"}
BOTH = Asked("").kinds


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["Saint Louis", "St. Louis", "ST LOUIS", "St Louis", "  st.   louis "], "st louis"),
        (["Mount Vernon", "Mt. Vernon"], "mt vernon"),
        (["Fort Worth", "Ft Worth"], "ft worth"),
        (["North Las Vegas", "N. Las Vegas"], "n las vegas"),
        (["D.C.", "DC", "D. C.", "d c"], "dc"),
        (["Prince George's", "Prince George’s", "Prince Georges"], "prince georges"),
        (["Doña Ana", "Dona Ana", "DOÑA ANA"], "dona ana"),
        (["King & Queen", "King and Queen"], "king and queen"),
        (["Winston-Salem", "Winston Salem"], "winston salem"),
        (["Suffolk Cty", "Suffolk County"], "suffolk county"),
        (["", " ", "()", "é́"[1:]], ""),
    ],
)
def test_spellings_come_to_one_form(texts: list[str], form: str) -> None:
    assert {simple(text) for text in texts} == {form}


@given(st.text(max_size=40))
def test_a_simple_form_is_its_own(text: str) -> None:
    assert simple(simple(text)) == simple(text)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("suffolk county", "suffolk"),
        ("orleans parish", "orleans"),
        ("sitka city and borough", "sitka"),
        ("nome census area", "nome"),
        ("capitol planning region", "capitol"),
        ("carson city", "carson"),
        ("county", "county"),
    ],
)
def test_the_word_for_the_kind_is_taken_off(name: str, short: str) -> None:
    assert without_suffix(name) == short


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Boston", Asked("boston")),
        ("Boston, MA", Asked("boston", "MA")),
        ("Boston, Massachusetts", Asked("boston", "MA")),
        ("Kane (Greene County), IL", Asked("kane", "IL", "greene county", frozenset({"city"}))),
        ("Boston, Suffolk County, MA", Asked("boston", "MA", "suffolk county", frozenset({"city"}))),
        ("Boston, Suffolk County", Asked("boston", None, "suffolk county", frozenset({"city"}))),
        ("Boston (Suffolk)", Asked("boston", None, "suffolk", frozenset({"city"}))),
    ],
)
def test_the_likeliest_reading_is_first(text: str, first: Asked) -> None:
    assert next(iter(readings(text, STATES))) == first


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Boston MA", Asked("boston", "MA")),
        ("Charleston West Virginia", Asked("charleston", "WV")),
        ("City of Boston", Asked("boston", kinds=frozenset({"city"}))),
        ("Amherst town, MA", Asked("amherst", "MA", kinds=frozenset({"city"}))),
        ("Suffolk Cty", Asked("suffolk", kinds=frozenset({"county"}))),
        ("County of Suffolk", Asked("suffolk", kinds=frozenset({"county"}))),
        ("Cook Co., IL", Asked("cook", "IL", kinds=frozenset({"county"}))),
    ],
)
def test_another_reading_follows(text: str, wanted: Asked) -> None:
    assert wanted in tuple(readings(text, STATES))


def test_a_state_is_likelier_than_a_countys_suffix() -> None:
    found = tuple(readings("Aurora Co", STATES))
    county = Asked("aurora", kinds=frozenset({"county"}))
    assert found.index(Asked("aurora", "CO")) < found.index(county)


@given(st.text(max_size=60))
def test_any_words_have_a_reading(text: str) -> None:
    assert all(asked.kinds <= BOTH for asked in readings(text, STATES))
    assert any(True for _ in readings(text, STATES))


def test_the_table_has_abbreviations_and_territories() -> None:
    assert place_words().states["mass"] == "MA"
    assert place_words().states["w va"] == "WV"
    assert {"puerto rico", "pr", "guam"} <= place_words().territories


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("states:\n", "stats:\n"),
        ("  AL: [Ala]", "  AL: Ala"),
        ("  AL: [Ala]", "  AL: [3]"),
        ("territories:\n", "territories: []\nnothing:\n"),
        ("  GU: [Guam]", "  AS: [Guam]"),
    ],
)
def test_a_broken_table_is_named_with_its_line(old: str, new: str, tmp_path: Path) -> None:
    text = (Path(tenprint.__file__).parent / "policies" / "place_words.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "place_words.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulesBroken, match=r"policies/place_words\.yaml:\d+: expected"):
        read_place_words(path)
