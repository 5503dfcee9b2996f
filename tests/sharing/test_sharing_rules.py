"""The policy files: what is refused and where it is named, the roster's counts, reforms."""

import csv
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

import tenprint
from tenprint.errors import BadInput, RulesBroken
from tenprint.sharing.decide import SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.place import find
from tenprint.sharing.priority import CONDITIONS
from tenprint.sharing.rules import load, load_from
from tenprint.sharing.version_schema import CONDITION_TYPES

POLICIES = Path(tenprint.__file__).parent / "policies"
PUBLISHED = {
    date(2009, 11, 12): 95,
    date(2010, 4, 2): 135,
    date(2010, 8, 10): 544,
    date(2010, 9, 29): 659,
    date(2010, 10, 26): 746,
    date(2010, 11, 30): 788,
    date(2011, 7, 31): 1422,
    date(2013, 1, 22): 3181,
}


@pytest.mark.parametrize(("day", "published"), PUBLISHED.items())
def test_roster_counts_as_many_as_published(day: date, published: int) -> None:
    counted = sum(
        county.activated_on is not None and county.activated_on <= day for county in load().roster()
    )
    assert abs(counted - published) <= 0.04 * published


def test_every_county_is_once_in_the_roster_and_has_a_date() -> None:
    roster = list(load().roster())
    assert len(roster) == 3143
    assert all(county.activated_on and county.name and county.state for county in roster)
    assert len({county.state for county in roster}) == 51


def test_roster_is_the_list_of_activated_jurisdictions(real_data: Path) -> None:
    with (real_data / "secure_communities" / "counties.csv").open(encoding="utf-8") as lines:
        wanted = {row["fips"]: row["activated_on"] for row in csv.DictReader(lines)}
    counties = load().counties
    assert wanted.keys() <= counties.keys()
    assert not any(counties[fips].counted for fips in counties.keys() - wanted.keys())
    for fips, day in wanted.items():
        if day:
            assert counties[fips].activated_on == date.fromisoformat(day)
        else:
            assert not counties[fips].counted


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("02198", "02201"),
        ("02105", "02232"),
        ("02230", "02232"),
        ("02158", "02270"),
        ("02195", "02280"),
        ("02275", "02280"),
        ("46102", "46113"),
    ],
)
def test_a_newer_code_finds_the_older_row(newer: str, older: str) -> None:
    rules = load()
    assert rules.county(newer).roster_fips == older
    assert rules.county(newer).activated_on == rules.county(older).activated_on
    assert not rules.county(newer).counted
    assert rules.county(older).counted


def test_a_merged_city_keeps_its_own_row() -> None:
    rules = load()
    assert {rules.county(code).name for code in ("51515", "51560", "51780")} == {
        "Bedford city",
        "Clifton Forge city",
        "South Boston city",
    }
    assert rules.county("51019").counted


def test_population_of_the_roster_is_the_nations() -> None:
    total = sum(county.population or 0 for county in load().roster())
    assert 308_000_000 < total < 309_500_000


def test_every_source_is_used() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in POLICIES.rglob("*")
        if path.suffix in (".yaml", ".csv") and path.name != "sources.yaml"
    )
    sources = yaml.safe_load((POLICIES / "sources.yaml").read_text(encoding="utf-8"))
    assert [name for name in sources if name not in text] == []


def test_conditions_of_the_schema_are_those_of_the_evaluator() -> None:
    assert CONDITIONS.keys() == CONDITION_TYPES.keys()


def test_loading_is_quick() -> None:
    """Measured in a fresh process, without the interpreter's own start; the bound is loose for a busy machine."""
    program = (
        "import time; start = time.perf_counter(); from tenprint.sharing.rules import load; load(); "
        "print(time.perf_counter() - start)"
    )
    seconds = [
        float(
            subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        )
        for _ in range(3)
    ]
    assert min(seconds) < 0.6


BROKEN = {
    "kind": ("kind: agreement", "kind: agreemnt", 2),
    "value": ("value: signed", "value: sighned", 6),
    "reference": ("reference: moa-illinois, note", "note", 6),
    "unknown reference": ("reference: moa-illinois, note", "reference: moa-ilinois, note", 6),
    "misspelt key": ("note: signed by", "notes: signed by", 6),
    "date": ("2009-11-02:", "last November:", 6),
    "twice": ("2011-05-04:", "2009-11-02:", 7),
    "not YAML": ("{value: signed", "{value: [signed", 6),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(POLICIES, tmp_path / "policies"))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_with_its_line(name: str, copy: Path) -> None:
    old, new, line = BROKEN[name]
    path = copy / "state" / "IL" / "agreement.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulesBroken, match=rf"policies/state/IL/agreement\.yaml:{line}: expected") as error:
        load_from(copy)
    assert error.value.exit_status == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("level_in:", "levels_in:"),
        ("felonies_min: 1", 'felonies_min: "1"'),
        ("[felony, felony-charge", "[felony, felony-charges"),
        ("notification: I-247N", "notifications: I-247N"),
        ("discretion", "discretions"),
    ],
)
def test_a_broken_table_is_refused(old: str, new: str, copy: Path) -> None:
    path = copy / "federal" / "priorities.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulesBroken, match=r"policies/federal/priorities\.yaml:\d+: expected"):
        load_from(copy)


@pytest.mark.parametrize(
    ("file", "text", "where"),
    [
        ("counties.csv", "fips,state\n", r"counties\.csv:1"),
        (
            "counties.csv",
            "fips,state,name,activated_on,population_2010,noncitizens_2010,source\n25025,NY,X,2008-11-05,,,activation-list\n",
            r"counties\.csv:2",
        ),
        (
            "counties.csv",
            "fips,state,name,activated_on,population_2010,noncitizens_2010,source\n25025,MA,X,soon,,,activation-list\n",
            r"counties\.csv:2",
        ),
        ("federal/programme.yaml", "", r"programme\.yaml:1"),
        ("federal/programme.yaml", "a: &a [*a]\n", r"programme\.yaml:1"),
        ("places.yaml", '"Boston, MA": ["99999"]\n', r"places\.yaml:1"),
    ],
)
def test_other_broken_files(file: str, text: str, where: str, copy: Path) -> None:
    (copy / file).write_text(text, encoding="utf-8")
    with pytest.raises(RulesBroken, match=where):
        load_from(copy)


@pytest.mark.parametrize("folder", ["state/ZZ", "local/99999"])
def test_a_folder_of_nobody_is_refused(folder: str, copy: Path) -> None:
    (copy / folder).mkdir()
    with pytest.raises(RulesBroken, match=rf"policies/{folder}:1: expected"):
        load_from(copy)


def test_unknown_rule_and_county() -> None:
    with pytest.raises(BadInput, match="no/such/rule"):
        load().rule("no/such/rule")
    with pytest.raises(BadInput, match="00000"):
        load().county("00000")


def reform(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "reform.yaml"
    path.write_text("description: what if\nreference: model-choice\n" + text, encoding="utf-8")
    return path


def permitted(rules_file: Path, fips: str, state: str, on: date) -> bool:
    return decide(SubmissionFacts(fips, state, SubmissionKind.CRIMINAL, True), on, load(rules_file)).permitted


def test_a_reform_moves_a_whole_states_switch(tmp_path: Path) -> None:
    path = reform(tmp_path, 'activation:\n  "25": {value: 2013-01-22}\n')
    assert not permitted(path, "25025", "MA", date(2011, 6, 8))
    assert permitted(path, "25025", "MA", date(2013, 1, 22))
    assert permitted(path, "48201", "TX", date(2011, 6, 8))


def test_a_reform_leaves_a_county_out(tmp_path: Path) -> None:
    path = reform(tmp_path, 'activation:\n  "25025": {value: null}\n')
    assert not permitted(path, "25025", "MA", date(2020, 6, 8))


def test_a_reform_forbids_for_a_time(tmp_path: Path) -> None:
    path = reform(
        tmp_path,
        "prohibitions:\n  - {id: x, since: 2011-01-01, until: 2012-01-01, scope: [US], text: none}\n",
    )
    days = [date(2010, 12, 31), date(2011, 1, 1), date(2011, 12, 31), date(2012, 1, 1)]
    assert [permitted(path, "25025", "MA", day) for day in days] == [True, False, False, True]


def test_a_reform_does_not_change_the_rules_of_others(tmp_path: Path) -> None:
    before = load()
    load(reform(tmp_path, "changes:\n  federal/nationwide_switch: {values: {2008-10-27: {value: false}}}\n"))
    assert load() is before
    assert before.value("federal/nationwide_switch", date(2011, 6, 8)).value is True  # type: ignore[union-attr]


def test_a_reform_gives_a_state_its_own_rule(tmp_path: Path) -> None:
    rules = load(
        reform(tmp_path, "changes:\n  state/TX/agreement: {values: {2009-01-01: {value: signed}}}\n")
    )
    assert rules.for_state("agreement", "TX").on(date(2010, 1, 1)).value == "signed"  # type: ignore[union-attr]
    assert rules.for_state("agreement", "TX").on(date(2008, 6, 1)).value == "unknown"  # type: ignore[union-attr]
    assert rules.for_state("agreement", "OK").on(date(2010, 1, 1)).value == "unknown"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("changes:\n  federal/agreement_requird: {values: {2008-10-27: {value: true}}}\n", 4),
        ("changes:\n  federal/agreement_required: {values: {2008-10-27: {value: perhaps}}}\n", 4),
        ('activation:\n  "99": {value: 2013-01-22}\n', 4),
        ("changes:\n  state/ZZ/agreement: {values: {2008-10-27: {value: signed}}}\n", 4),
        ("changes:\n  federal/relay: {values: {2008-10-27: {value: true}}}\n", 4),
        ("changs: {}\n", 3),
        ("prohibitions:\n  - {id: x, since: 2011-01-01, scope: [US], kinds: [criminl], text: none}\n", 4),
    ],
)
def test_a_broken_reform_is_named_with_its_line(text: str, line: int, tmp_path: Path) -> None:
    path = reform(tmp_path, text)
    with pytest.raises(RulesBroken, match=rf"reform\.yaml:{line}: expected"):
        load(path)


def test_a_reform_that_grows_without_bound_is_refused(tmp_path: Path) -> None:
    layers = "".join(f"  l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 9))
    path = reform(tmp_path, "changes:\n  l0: &l0 [x]\n" + layers)
    with pytest.raises(RulesBroken, match="at most 20000 values"):
        load(path)
    path.write_text("x: " + "y" * (1 << 20), encoding="utf-8")
    with pytest.raises(RulesBroken, match="bytes"):
        load(path)


def test_a_missing_reform_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesBroken, match=r"nothing\.yaml"):
        load(tmp_path / "nothing.yaml")


def test_the_reform_of_the_readme_loads_and_answers(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (POLICIES / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "reform.yaml"
    path.write_text(blocks[-1], encoding="utf-8")
    assert not permitted(path, "25025", "MA", date(2012, 5, 15))
    assert permitted(path, "17043", "IL", date(2011, 5, 3))
    assert not permitted(path, "17043", "IL", date(2011, 5, 4))


@pytest.mark.parametrize(
    ("day", "states"),
    [
        (date(2009, 11, 12), 11),
        (date(2010, 4, 2), 17),
        (date(2010, 6, 2), 20),
        (date(2010, 9, 30), 32),
        (date(2011, 5, 17), 42),
    ],
)
def test_states_with_an_active_county_are_as_many_as_published(day: date, states: int) -> None:
    assert (
        len(
            {county.state for county in load().roster() if county.activated_on and county.activated_on <= day}
        )
        == states
    )


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2008, 10, 27), ["Harris, TX"]),
        (date(2008, 11, 12), ["Dallas County, TX"]),
        (date(2009, 5, 26), ["San Diego County, CA"]),
        (date(2009, 11, 24), ["DuPage, IL", "Kane County, IL"]),
        (
            date(2010, 3, 30),
            [
                f"{name} County, NC"
                for name in [
                    "Union",
                    "Brunswick",
                    "Columbus",
                    "Dare",
                    "Halifax",
                    "Jackson",
                    "Lee",
                    "Transylvania",
                ]
            ],
        ),
        (date(2010, 5, 25), ["San Mateo, CA"]),
        (date(2010, 6, 8), ["San Francisco County, CA"]),
    ],
)
def test_roster_agrees_with_the_dated_events(day: date, names: list[str]) -> None:
    rules = load()
    assert {rules.county(find(rules, name).fips).activated_on for name in names} == {day}


@pytest.mark.parametrize(
    ("usps", "day"),
    [
        ("TX", date(2010, 9, 29)),
        ("FL", date(2010, 6, 29)),
        ("VA", date(2010, 6, 21)),
        ("AZ", date(2010, 10, 26)),
        ("WV", date(2010, 10, 26)),
        ("MA", date(2012, 5, 15)),
        ("NY", date(2012, 5, 15)),
    ],
)
def test_states_are_complete_by_the_day_it_was_said(usps: str, day: date) -> None:
    last = max(county.activated_on for county in load().counties_of(usps) if county.activated_on)
    assert 0 <= (day - last).days <= 7


def test_a_reform_may_repeat_a_date_by_its_anchor(tmp_path: Path) -> None:
    path = reform(
        tmp_path,
        "changes:\n"
        "  federal/agreement_required: {values: {? &day 2009-01-01 : {value: true}}}\n"
        "  state/TX/agreement: {values: {? *day : {value: signed}}}\n",
    )
    assert load(path).for_state("agreement", "TX").on(date(2009, 1, 1)).value == "signed"  # type: ignore[union-attr]
    path.write_text("description: x\nlist: &l [a]\n? *l\n: b\n", encoding="utf-8")
    with pytest.raises(RulesBroken, match="a plain key"):
        load(path)
