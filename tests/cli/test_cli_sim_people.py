"""``sim people``: a population as text, JSON and CSV, one person in full, and what is refused."""

import csv
import io

import pytest
from command_line import CommandLine

from tenprint.sim.people.portrait import LINE_FIELDS

PEOPLE = ("sim", "people")


def test_a_population_for_programs(tenprint: CommandLine) -> None:
    done = tenprint(*PEOPLE, "--count", 300, "--seed", 5, "--json")
    assert done.status == 0 and not done.err
    found = done.json
    assert found.keys() == {"seed", "count", "on", "shares", "people"}
    assert (found["seed"], found["count"], found["on"]) == (5, 300, "2011-06-08")
    assert [one["number"] for one in found["people"]] == list(range(300))
    assert set(found["people"][0]) == set(LINE_FIELDS)
    known = [one["on_national_file"] for one in found["people"] if one["true_status"]]
    share = found["shares"]["of those in the country"]["on the national file"]
    assert share == pytest.approx(sum(known) / len(known)) and 0.5 < share < 0.8
    kinds = found["shares"]["kind of immigration life, of all"]
    assert sum(kinds.values()) == pytest.approx(1.0) and next(iter(kinds)) == "never_met_citizen"
    assert tenprint(*PEOPLE, "--count", 300, "--seed", 5, "--json").json == found, (
        "a seed makes one population"
    )
    assert tenprint(*PEOPLE, "--count", 300, "--seed", 6, "--json").json != found


def test_lines_for_a_table(tenprint: CommandLine) -> None:
    done = tenprint(*PEOPLE, "--count", 40, "--seed", 5, "--csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert done.status == 0 and not done.err and len(rows) == 40
    assert tuple(rows[0]) == LINE_FIELDS
    found = tenprint(*PEOPLE, "--count", 40, "--seed", 5, "--json").json["people"]
    assert rows == [{name: str(value) for name, value in one.items()} for one in found]


def test_another_day_shows_other_files(tenprint: CommandLine) -> None:
    early, late = (
        tenprint(*PEOPLE, "--count", 300, "--on", day, "--json").json["people"]
        for day in ("2000-01-01", "2014-01-01")
    )
    assert sum(one["arrests"] for one in early) < sum(one["arrests"] for one in late)
    assert all(one["arrests"] <= other["arrests"] for one, other in zip(early, late, strict=True))


def test_text_for_people(tenprint: CommandLine) -> None:
    done = tenprint(*PEOPLE, "--count", 60, "--seed", 5)
    assert done.status == 0 and not done.err
    assert done.out.startswith("60 people of seed 5, on 2011-06-08; nobody of them exists.")
    for words in ("on the immigration file", "level by convictions", "number  born"):
        assert words in done.out
    assert max(map(len, done.out.splitlines())) <= 110


def test_one_person_in_full(tenprint: CommandLine) -> None:
    lines = tenprint(*PEOPLE, "--count", 300, "--seed", 5, "--json").json["people"]
    line = next(one for one in lines if one["on_national_file"] and one["on_immigration_file"])
    found = tenprint(*PEOPLE, "--seed", 5, "--number", line["number"], "--json").json
    assert found.keys() == {"truth", "told_at_a_booking", "national_file", "immigration_file"}
    assert found["truth"]["name"] == line["name"] and found["truth"]["prints_seed"] == line["prints_seed"]
    assert found["told_at_a_booking"]["race"] == "U"
    assert len(found["national_file"]["arrests"]) == line["arrests"]
    assert len(found["immigration_file"]["encounters"]) == line["encounters"]
    done = tenprint(*PEOPLE, "--seed", 5, "--number", line["number"])
    assert done.status == 0
    for words in (line["name"], "statuses", "national file", "immigration file", "charges"):
        assert words in done.out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--count", 0), "count: expected 1 to 1000000"),
        (("--count", 1_000_001), "count: expected 1 to 1000000"),
        (("--seed", -1), "expected a seed from 0"),
        (("--seed", -1, "--csv"), "expected a seed from 0"),
        (("--number", 10**7), "a number below 10000000"),
        (("--on", "yesterday"), "date: expected YYYY-MM-DD"),
        (("--json", "--csv"), "output: expected --json or --csv"),
        (("--number", 1, "--csv"), "output: expected --json with --number"),
    ],
)
def test_what_is_refused(tenprint: CommandLine, given: tuple[object, ...], told: str) -> None:
    done = tenprint(*PEOPLE, *given)
    assert done.status == 2 and not done.out and told in done.err
