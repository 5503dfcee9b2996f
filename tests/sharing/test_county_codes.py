"""The crosswalk of county codes: every shape of a map has its county, every county of the roster its shape."""

import runpy
from pathlib import Path

import pytest
import yaml

import tenprint
from tenprint.sharing.rules import load

GOLDEN = Path(__file__).parents[1] / "golden" / "sharing"
EXPANDED = runpy.run_path(str(GOLDEN / "make_county_shapes.py"))["expanded"]
SHAPES = [
    code
    for line in (GOLDEN / "county_shapes.txt").read_text(encoding="utf-8").splitlines()
    for code in EXPANDED(line)
]
CHANGES = yaml.safe_load(
    (Path(tenprint.__file__).parent / "policies" / "county_codes.yaml").read_text(encoding="utf-8")
)
MERGED = {"51515", "51560", "51780"}  # cities that became parts of counties which have shapes of their own
LATER = {
    "09110": "09003",
    "09120": "09001",
    "09130": "09007",
    "09140": "09009",
    "09150": "09015",
    "09160": "09005",
    "09170": "09009",
    "09180": "09011",
    "09190": "09001",
}


def test_the_list_of_shapes_is_whole() -> None:
    assert len(SHAPES) == len(set(SHAPES)) == 3142
    assert len({code[:2] for code in SHAPES}) == 51


def test_every_shape_has_its_county() -> None:
    rules = load()
    rows = [rules.county(code) for code in SHAPES]
    assert all(rules.county(row.roster_fips).counted and row.state for row in rows)
    assert all(rules.states[row.state].fips == row.fips[:2] for row in rows)


def test_every_county_of_the_roster_has_a_shape() -> None:
    shown = {load().county(code).roster_fips for code in SHAPES}
    assert {county.fips for county in load().roster()} - shown == MERGED
    assert {fips for fips, change in CHANGES.items() if change.get("merged")} == MERGED


@pytest.mark.parametrize("fips", sorted(MERGED))
def test_a_merged_city_lies_in_a_shape(fips: str) -> None:
    assert [code in SHAPES for code in CHANGES[fips]["became"]] == [True]


def test_a_later_map_has_its_rows_too() -> None:
    rules = load()
    later = {code: rules.county(code) for code in ["02063", "02066", *LATER]}
    assert not any(row.counted for row in later.values())
    assert all(rules.county(row.roster_fips).counted for row in later.values())
    assert later["02063"].roster_fips == later["02066"].roster_fips == "02261"


@pytest.mark.parametrize(("region", "county"), LATER.items())
def test_a_planning_region_has_the_row_of_its_larger_part(region: str, county: str) -> None:
    rules = load()
    assert rules.county(region).roster_fips == county
    assert rules.county(region).activated_on == rules.county(county).activated_on


def test_every_county_of_connecticut_passes_on_its_territory() -> None:
    counties = {county.fips for county in load().counties_of("CT")}
    assert counties <= CHANGES.keys()
    assert {code for fips in counties for code in CHANGES[fips]["became"]} == LATER.keys()
