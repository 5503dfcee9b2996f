"""How the list of towns is made: two small lists, and what becomes of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def populated(
    name: str, state: str, digits: str, people: int, at: tuple[float, float], code: str = "PPL"
) -> str:
    """One line of the list of populated places."""
    row = [
        "1",
        name,
        name,
        "",
        str(at[0]),
        str(at[1]),
        "P",
        code,
        "US",
        "",
        state,
        digits,
        "",
        "",
        str(people),
    ]
    return "\t".join([*row, "", "", "America/New_York", "2023-03-03"])


def zip_code(number: str, city: str, state: str, county: str, **other: object) -> dict[str, object]:
    """One entry of the list of ZIP codes."""
    entry = {"zip_code": number, "city": city, "state": state, "county": county, "zip_code_type": "STANDARD"}
    return entry | {"active": True, "acceptable_cities": [], "lat": "40.0", "long": "-75.0"} | other


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], str]:
    folder = tmp_path_factory.mktemp("places")
    lines = [
        populated("Border", "PA", "001", 900, (40.0, -75.0)),
        populated("Far", "PA", "001", 800, (41.9, -75.0)),
        populated("Fairfax", "VA", "600", 24_013, (38.8, -77.3)),
        populated("Bedford", "VA", "019", 6_000, (37.3, -79.5)),
        populated("Hooper Bay", "AK", "158", 1_000, (61.5, -166.1)),
        populated("Section", "PA", "001", 99_999, (40.0, -75.0), "PPLX"),
        populated("Old (historical)", "PA", "001", 500, (40.0, -75.0)),
        populated("City of Example", "PA", "001", 700, (40.0, -75.0)),
        populated("Nowhere", "PA", "999", 700, (40.0, -75.0)),
        populated("San Juan", "PR", "127", 300_000, (18.4, -66.1)),
    ]
    zips = [
        zip_code("00001", "Border", "PA", "Allegheny County"),
        zip_code("00002", "Far", "PA", "Allegheny County"),
        zip_code("00003", "Fairfax", "VA", "Fairfax County", lat="38.8", long="-77.3"),
        zip_code("00004", "Two", "PA", "Adams County", zip_code_type="PO BOX"),
        zip_code("00005", "Two", "PA", "Allegheny County", acceptable_cities=["Othertown", "Abbrevd Twp"]),
        zip_code("00006", "Anchor", "AK", "Municipality of Anchorage"),
        zip_code("00007", "Mcalister", "TX", "De Witt County"),
        zip_code("00008", "Lost", "PA", ""),
        zip_code("00009", "Apo", "PA", "Adams County", zip_code_type="MILITARY"),
    ]
    (folder / "cities500.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "zips.json").write_text(json.dumps(zips), encoding="utf-8")
    command = [sys.executable, str(ROOT / "scripts" / "places.py"), "cities500.txt", "zips.json"]
    done = subprocess.run(
        [*command, "--output", "places.csv"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return (folder / "places.csv").read_text(encoding="utf-8").splitlines(), done.stderr


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Border,PA,42001 42003,900,geonames", "one place near a border has both counties"),
        ("Far,PA,42001,800,geonames", "a namesake far away is another place"),
        ("Far,PA,42003,,post", "a namesake far away is another place"),
        ("Fairfax,VA,51600,24013,geonames", "an independent city lies in itself alone"),
        ("Bedford,VA,51515,6000,geonames", "a merged city has its own row"),
        ("Hooper Bay,AK,02270,1000,geonames", "a newer code finds the roster's older one"),
        ("Section,PA,42001,,geonames", "a section's count is not its own"),
        ("Example,PA,42001,700,geonames", "City of is no part of the name"),
        ("Two,PA,42003,,post", "a box does not make a county"),
        ("Othertown,PA,42003,,post", "another accepted name is a name"),
        ("Anchor,AK,02020,,post", "words in another order"),
        ("McAlister,TX,48123,,post", "another spelling of a county"),
    ],
)
def test_a_row(row: str, why: str, made: tuple[list[str], str]) -> None:
    assert row in made[0], why


def test_nothing_else_is_there_and_what_was_left_out_is_told(made: tuple[list[str], str]) -> None:
    rows, told = made
    assert rows[0] == "name,state,counties,population,source"
    assert len(rows) == 13
    assert "not mapped: Nowhere, PA: county 999" in told
    assert "not mapped: 00008 Lost, PA: county not given" in told
