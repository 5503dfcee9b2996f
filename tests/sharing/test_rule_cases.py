"""The cases beside the rules hold; a case that does not is told in a sentence; a broken one is named with its line."""

import re
from pathlib import Path

import pytest

import tenprint
from tenprint.errors import BadInput, RulesBroken
from tenprint.sharing.case_run import Outcome, outcomes

OWN = outcomes()


@pytest.mark.parametrize("outcome", OWN, ids=[outcome.case.name for outcome in OWN])
def test_the_cases_beside_the_rules_hold(outcome: Outcome) -> None:
    assert outcome.failures == ()


def test_there_are_cases_of_both_kinds() -> None:
    decided = [outcome.case for outcome in OWN if outcome.case.facts is not None]
    assert len(decided) >= 20
    assert len(OWN) - len(decided) >= 20
    assert {case.expect["decision"] for case in decided} == {"permit", "deny"}
    assert sum("grants" in case.expect for case in decided) >= 3
    assert sum(case.reform is not None for case in decided) >= 5


def told(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return [failure.removeprefix(f"{path}:") for outcome in outcomes([path]) for failure in outcome.failures]


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (
            "{name: a, place: 'Cook County, IL', date: 2011-09-08, expect: {detainers: all}}",
            "1: Cook County, IL on 2011-09-08: expected detainers all, found none (a)",
        ),
        (
            "{name: a, place: Boston, date: 2011-06-08, expect: {activation: {since: 2009-01-01}}}",
            "1: Boston on 2011-06-08: expected activation since 2009-01-01, found 2008-11-05 (a)",
        ),
        (
            "{name: a, place: Boston, date: 2011-06-08, expect: {activation: {shceduled: null}}}",
            "1: Boston on 2011-06-08: expected activation shceduled, found only ",
        ),
        (
            "{name: a, county: 'Suffolk, MA', date: 2011-06-08, expect: deny}",
            "1: Suffolk, MA on 2011-06-08: expected deny, found permit by activation[25025] (a)",
        ),
        (
            "{name: a, county: 'Suffolk, MA', date: 2011-06-08, expect: {decision: permit, rule: federal/capability}}",
            "1: Suffolk, MA on 2011-06-08: expected the rule federal/capability, found activation[25025] (a)",
        ),
        (
            "{name: a, county: '25025', date: 2011-06-08, expect: {decision: permit, grants: %s}}",
            "1: 25025 on 2011-06-08: expected booking to get for search photo, found nothing (a)",
        ),
        (
            "{name: a, county: 'Middlesex, MA', date: 2011-06-08, expect: {decision: deny, turned_by: []}}",
            "1: Middlesex, MA on 2011-06-08: expected to be turned by nothing, found activation[25017] (a)",
        ),
        (
            "{name: a, place: Boston, date: 2011-06-08, expect: {sources: [cook-offer]}}",
            "1: Boston on 2011-06-08: expected the source cook-offer, found it not among",
        ),
        (
            "{name: a, place: Boston, date: 2011-06-08, expect: {announced: [2011-01-01]}}",
            "1: Boston on 2011-06-08: expected 2011-01-01 among what is announced, found",
        ),
        (
            "{name: a, place: Boston, date: 2011-06-08, expect: {detainer: all}}",
            "1: Boston on 2011-06-08: no answer: the explanation tells nothing called 'detainer' (a)",
        ),
        (
            "{name: a, county: Massachusetts, date: 2011-06-08, expect: permit}",
            "1: Massachusetts on 2011-06-08: no answer: expected one county, found Massachusetts (a)",
        ),
        (
            "{name: a, place: Nowhere, date: 2011-06-08, expect: {detainers: all}}",
            "1: Nowhere on 2011-06-08: no answer: place: expected",
        ),
    ],
)
def test_what_is_not_as_expected_is_a_sentence(case: str, sentence: str, tmp_path: Path) -> None:
    found = told(tmp_path, f"- {case}\n".replace("%s", "{booking: {search: [photo]}}"))
    assert len(found) == 1
    assert found[0].startswith(sentence)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("{name: a, place: Boston, date: soon, expect: {detainers: all}}", "date YYYY-MM-DD"),
        (
            "{name: a, place: Boston, date: 2011-06-08, kind: civil, expect: {detainers: all}}",
            "in a case only",
        ),
        ("{name: a, county: Boston, date: 2011-06-08, expect: perhaps}", "deny, permit"),
        ("{name: a, place: Boston, date: 2011-06-08, expect: {}}", "what must be answered"),
        ("{name: a, place: Boston, date: 2011-06-08, expect: {activation: {}}}", "what must be answered"),
        ("{name: a, place: Boston, date: 2011-06-08, expect: []}", "a mapping"),
        ("{name: a, place: Boston, date: 2011-06-08, expect: {announced: 2011-06-07}}", "a list"),
        ("{name: a, place: Boston, date: 2011-06-08, expect: {later: [soon]}}", "date YYYY-MM-DD"),
        ("{name: a, place: Boston, date: 2011-06-08, expect: {announced: []}}", "announced: at least one"),
        ("{name: a, place: Boston, date: 2011-06-08, expect: {sources: [[a]]}}", "text (sources)"),
        ("{name: a, place: Boston, date: 2011-06-08, expect: {sources: []}}", "sources: at least one"),
        (
            "{name: a, county: Boston, date: 2011-06-08, expect: {decision: deny, turned_by: 5}}",
            "a list (turned_by)",
        ),
        ("{name: a, county: Boston, date: 2011-06-08, expect: {decision: deny, rule: [5]}}", "text (rule)"),
        ("{name: a, county: Boston, date: 2011-06-08, kind: crime, expect: deny}", "kind: one of"),
        ("{name: a, county: Boston, date: 2011-06-08, retained: maybe, expect: deny}", "false, true"),
        ("{name: a, county: Boston, date: 2011-06-08, expect: {rule: x}}", "`decision`"),
        (
            "{name: a, county: Boston, date: 2011-06-08, expect: {decision: deny, grants: {booking: {find: []}}}}",
            "purpose: one of",
        ),
        (
            "{name: a, county: Boston, date: 2011-06-08, expect: {decision: deny, grants: {police: {search: []}}}}",
            "in grants only",
        ),
        (
            "{name: a, county: Boston, date: 2011-06-08, convictions: [{offence: '1299'}], expect: deny}",
            "`date` in a conviction",
        ),
    ],
)
def test_a_broken_case_is_named_with_its_line(case: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(f"# cases\n- {case}\n", encoding="utf-8")
    with pytest.raises(RulesBroken, match=r"cases\.yaml:2: expected") as error:
        outcomes([path])
    assert expected in str(error.value)


REFORM = """
description: No juveniles, and no civil submissions
reference: model-choice
changes:
  federal/submission_kind/civil: {replace: true, values: {2008-01-01: {value: shared}}}
cases:
  - {name: shared, county: "25025", kind: civil, date: 2011-06-08, expect: permit}
  - {name: wrong, county: "25025", kind: juvenile, date: 2011-06-08, expect: permit}
"""


def test_a_reform_carries_its_own_cases(tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(REFORM, encoding="utf-8")
    first, second = outcomes([path])
    assert first.failures == ()
    assert second.failures == (
        f"{path}:8: 25025 on 2011-06-08: expected permit, found deny by federal/submission_kind/juvenile (wrong)",
    )
    path.write_text("description: none\n", encoding="utf-8")
    with pytest.raises(BadInput, match="expected `cases`"):
        outcomes([path])


def test_the_cases_of_the_readme_hold(tmp_path: Path) -> None:
    text = (Path(tenprint.__file__).parent / "policies" / "README.md").read_text(encoding="utf-8")
    (block,) = [
        found for found in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if found.startswith("- name:")
    ]
    assert told(tmp_path, block) == []


def test_a_case_names_a_reform_beside_it(tmp_path: Path) -> None:
    (tmp_path / "reform.yaml").write_text(REFORM, encoding="utf-8")
    text = "- {name: a, county: '25025', kind: civil, date: 2011-06-08, reform: %s, expect: permit}\n"
    assert told(tmp_path, text % "reform.yaml") == []
    assert "no answer" in told(tmp_path, text % "nothing.yaml")[0]


@pytest.mark.parametrize("name", ["../secret.yaml", "%s/secret.yaml", "inner/../../secret.yaml", "link.yaml"])
def test_a_case_names_no_reform_elsewhere_and_shows_nothing_of_it(name: str, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.yaml").write_text("password: hunter2\n", encoding="utf-8")
    (inner / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    text = "- {name: a, county: '25025', date: 2011-06-08, reform: '%s', expect: permit}\n"
    (found,) = told(inner, text % name.replace("%s", str(tmp_path)))
    assert "expected a file beside the cases" in found
    assert "hunter2" not in found and "password" not in found
