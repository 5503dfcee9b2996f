"""What a reform or a folder may not say without a word: conditions nobody meets, places nobody has, rules left out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree
from time import process_time
from typing import Any

import pytest
from what_if_cases import BOSTON, ON, arrest, written

import tenprint
from tenprint.errors import RulesBroken
from tenprint.sharing import condition, detainer_terms, exemption, lint_proof
from tenprint.sharing.decide import SubmissionFacts, SubmissionKind, decide, trace_of, withheld_by
from tenprint.sharing.exemption import EXEMPTIONS
from tenprint.sharing.facts import Stage
from tenprint.sharing.level import NON_CRIMINAL, Conviction
from tenprint.sharing.lint import check_reform
from tenprint.sharing.lint_asked import asked_of
from tenprint.sharing.rules import NEEDED, Rules, load, load_from
from tenprint.sharing.schema import EXEMPTION_TYPES
from tenprint.sharing.version_schema import LEVEL_NAMES, STAGES

POLICIES = Path(tenprint.__file__).parent / "policies"
LATE = date(2013, 6, 1)
OLDER, NEWER = "46113", "46102"
ONE = "  - {id: %s, since: 2010-01-01, scope: [%s], text: none%s}\n"


def forbidding(unless: str, *, times: int = 1) -> Rules:
    """The rules with prohibitions of one exception."""
    return written(
        "prohibitions:\n" + "".join(ONE % (f"p{n}", "US", f", unless: {unless}") for n in range(times))
    )


def permitted(fips: str, rules: Rules, on: date = LATE) -> bool:
    facts = SubmissionFacts(fips, rules.county(fips).state, SubmissionKind.CRIMINAL, True)
    return decide(facts, on, rules).permitted


@pytest.mark.parametrize(
    ("unless", "expected"),
    [
        ("{stage_in: [convicted]}", "stage_in: one of arrest, conviction"),
        ("{level_in: [one]}", "level_in: one of 1, 2, 3, non-criminal"),
        ("{charge_level_in: [4]}", "charge_level_in: one of"),
        ("{charged_with: []}", "charged_with: at least one entry"),
        ("{stage_in: []}", "stage_in: at least one entry"),
        ("{charged_with: ['']}", "digits of an offence code"),
        ("{charged_with: ['12', 'x']}", "digits of an offence code"),
        ("{convicted: 'true'}", "convicted: true or false"),
        ("[]", "from 1 to 8 alternatives"),
    ],
)
def test_a_condition_that_no_case_can_meet_is_refused(unless: str, expected: str) -> None:
    with pytest.raises(RulesBroken, match=r"reform:4: expected") as error:
        forbidding(unless)
    assert expected in str(error.value)


def test_replace_is_true_or_false() -> None:
    with pytest.raises(RulesBroken, match="expected replace: one of false, true, found 'true'"):
        written("changes: {federal/county_veto: {replace: 'true', values: {2008-01-01: {value: true}}}}\n")


@pytest.mark.parametrize(
    ("unless", "times"),
    [
        ("{convicted: true}", 65),
        ("[" + "{convicted: true}," * 9 + "]", 1),
        ("{charged_with: [" + "'12'," * 201 + "]}", 1),
        ("{level_in: [" + "'1'," * 201 + "]}", 1),
    ],
)
def test_a_reform_has_a_size(unless: str, times: int) -> None:
    with pytest.raises(RulesBroken, match=r"expected .*(at most|from 1 to) "):
        forbidding(unless, times=times)


def test_the_levels_of_a_reform_have_a_size() -> None:
    value = "{method: offences, offences: {'1': [%s]}, drugs: {prefix: '35', level: '2', sentence_over_days: 365}}"
    change = "changes: {federal/levels: {values: {2010-01-01: {value: %s}}}}\n"
    with pytest.raises(RulesBroken, match="at most 200 offence codes"):
        written(change % (value % ("'12'," * 201)))


def test_the_largest_reform_is_decided_soon() -> None:
    """Every alternative of every prohibition is asked; the bound is loose for a busy machine."""
    convictions = tuple(Conviction("5311", False, False, 5, date(2009, 1, 9)) for _ in range(50))
    missed = "{convicted: true, level_in: [non-criminal], charge_level_in: ['1']}, "
    rules = forbidding(f"[{missed * 7}{{charge_level_in: ['1', '2', '3']}}]", times=64)
    facts = arrest(*["2399"] * 50, convictions=convictions).facts
    start = process_time()
    permitted = [decide(facts, ON, rules).permitted for _ in range(40)]
    assert process_time() - start < 0.3
    assert all(permitted)


def test_the_levels_of_a_case_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, level_by = [], exemption.level_by

    def counted(*args: Any) -> Any:
        asked.append(args)
        return level_by(*args)

    monkeypatch.setattr(exemption, "level_by", counted)
    rules = forbidding("[{level_in: ['1']}, {charge_level_in: ['3']}]", times=20)
    question = decide(arrest("2399").facts, ON, rules).question
    assert question is not None
    asked.clear()
    list(condition.all_forbidding(question))
    assert len(asked) == 2


@pytest.mark.parametrize("code", [OLDER, NEWER])
def test_a_prohibition_for_a_county_holds_under_either_code(code: str) -> None:
    rules = written("prohibitions:\n" + ONE % ("x", f'"{code}"', ""))
    assert [permitted(fips, rules) for fips in (OLDER, NEWER, BOSTON)] == [False, False, True]


@pytest.mark.parametrize("code", [OLDER, NEWER])
def test_a_change_for_a_county_holds_under_either_code(code: str, tmp_path: Path) -> None:
    veto = "  federal/county_veto: {replace: true, values: {2008-01-01: {value: true}}}\n"
    own = f"  local/{code}/position: {{replace: true, values: {{2008-01-01: {{value: wants_out}}}}}}\n"
    rules = written(f"changes:\n{veto}{own}")
    assert [permitted(fips, rules) for fips in (OLDER, NEWER)] == [False, False]
    path = tmp_path / "reform.yaml"
    path.write_text(f"description: a\nreference: pep\nchanges:\n{veto}{own}", encoding="utf-8")
    assert [
        item.text for item in check_reform(path, "reform.yaml").findings if item.severity == "error"
    ] == []


@pytest.mark.parametrize("code", [OLDER, NEWER])
def test_a_switch_of_a_county_moves_under_either_code(code: str) -> None:
    rules = written(f'activation:\n  "{code}": {{value: null}}\n')
    assert [permitted(fips, rules) for fips in (OLDER, NEWER, BOSTON)] == [False, False, True]


@pytest.mark.parametrize(
    "text",
    [
        f'activation:\n  "{OLDER}": {{value: null}}\n  "{NEWER}": {{value: 2012-01-01}}\n',
        "changes:\n"
        + "".join(
            f"  local/{code}/position: {{values: {{2008-01-01: {{value: none}}}}}}\n"
            for code in (OLDER, NEWER)
        ),
    ],
)
def test_one_county_under_two_codes_is_twice_the_same(text: str) -> None:
    with pytest.raises(RulesBroken, match=rf"reform:5: expected each place once, found '.*{NEWER}"):
        written(text)


@pytest.mark.parametrize("code", ["MA", "9", "99", "99999", "Boston"])
def test_a_prohibition_of_no_place_is_refused(code: str) -> None:
    with pytest.raises(RulesBroken, match="expected US, the two digits of a state or the five of a county"):
        written("prohibitions:\n" + ONE % ("x", f'"{code}"', ""))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(copytree(POLICIES, tmp_path_factory.mktemp("needed") / "policies"))


@pytest.mark.parametrize("rule", sorted(NEEDED))
def test_a_folder_without_a_rule_of_the_gate_is_refused(rule: str, folder: Path) -> None:
    path = folder / f"{rule}.yaml"
    text = path.read_bytes()
    path.unlink()
    try:
        with pytest.raises(RulesBroken, match=rf"{rule}\.yaml:1: expected the rule"):
            load_from(folder)
    finally:
        path.write_bytes(text)


def test_the_needed_rules_are_those_for_which_the_gate_asks() -> None:
    asked: set[str] = set()

    class Recording(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            asked.add(key)
            return super().get(key, default)

    for kind in SubmissionKind:
        for retained in (True, False):
            facts = SubmissionFacts("48201", "TX", kind, retained)
            question = decide(facts, ON, load()).question
            assert question is not None
            _ask(question, Recording(question.law.values))
    own = {name for name in asked if name.startswith(("state/", "local/")) or "disclosure" in name}
    assert {name.rpartition("/")[2] for name in NEEDED} <= {name.rpartition("/")[2] for name in asked}
    assert asked - own - {"federal/levels"} <= NEEDED
    assert asked_of(load()).missing == set()


def _ask(question: condition.Question, values: Mapping[str, Any]) -> None:
    """Ask every condition of the gate, and who is told the answer, of recorded values."""
    asked = replace(question, law=replace(question.law, values=values))
    trace_of(asked)
    withheld_by(asked)


def test_words_that_stand_in_two_places_are_the_same() -> None:
    assert EXEMPTION_TYPES.keys() == EXEMPTIONS.keys()
    assert {stage.value for stage in Stage} == STAGES
    assert {"1", "2", "3", NON_CRIMINAL} == LEVEL_NAMES
    assert lint_proof._READ["detainer"] is detainer_terms.TERMS
