"""Ready reforms: each changes the answer as it says, and only then; names, and the days from and until."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from what_if_cases import (
    BOSTON,
    CAMBRIDGE,
    DUI,
    LARCENY,
    MINOR,
    ON,
    ROBBERY,
    RULES,
    SERIOUS,
    TRAFFIC,
    arrest,
    ready,
    written,
)

from tenprint.errors import BadInput, RulesBroken
from tenprint.sharing.facts import Stage
from tenprint.sharing.fate import Fate, fate_of
from tenprint.sharing.flow import Passage
from tenprint.sharing.reform import Parameters, ready_reforms, reform_file, with_parameters
from tenprint.sharing.rules import Rules, load, load_from, load_reform

NAMES = {
    "consent-required", "only-convicted", "only-level-1", "felony-charge-only", "only-after-conviction",
    "county-veto", "no-prints-for-traffic", "sunset",
}  # fmt: skip
FOLDER = next(iter(ready_reforms().values())).path.parent
CALIFORNIA = arrest(LARCENY, fips="06037", on=date(2010, 6, 1))  # signed 2009-01-23
CHANGES: dict[str, tuple[Passage, Passage]] = {
    "consent-required": (arrest(LARCENY), CALIFORNIA),
    "only-convicted": (arrest(ROBBERY), arrest(LARCENY, convictions=(MINOR,))),
    "only-level-1": (arrest(LARCENY, convictions=(MINOR,)), arrest(LARCENY, convictions=(SERIOUS,))),
    "felony-charge-only": (arrest(LARCENY, convictions=(SERIOUS,)), arrest(ROBBERY)),
    "only-after-conviction": (arrest(ROBBERY), arrest(LARCENY, fips=CAMBRIDGE)),
    "no-prints-for-traffic": (arrest(TRAFFIC), arrest(DUI)),
    "sunset": (arrest(ROBBERY, on=date(2011, 10, 27)), arrest(ROBBERY, on=date(2011, 10, 26))),
}
"""For each reform an arrest that was shared and is not, and one that is treated as before."""


def test_the_ready_reforms_are_these() -> None:
    assert set(ready_reforms()) == NAMES == CHANGES.keys() | {"county-veto"}
    assert all(item.description.startswith("What if ") for item in ready_reforms().values())


@pytest.mark.parametrize("name", CHANGES)
def test_a_ready_reform_changes_what_it_says_and_nothing_else(name: str) -> None:
    changed, same = CHANGES[name]
    reformed = ready(name)
    assert fate_of(changed, RULES).fate is Fate.SHARED
    assert fate_of(changed, reformed).fate in (Fate.KEPT, Fate.NOT_TAKEN)
    assert fate_of(same, RULES).fate is fate_of(same, reformed).fate


def veto(position: str) -> Rules:
    text = (FOLDER / "county-veto.yaml").read_text(encoding="utf-8")
    own = f"  local/{BOSTON}/position:\n    replace: true\n    values:\n      2010-01-01: {{value: {position}}}\n"
    return load_reform(text + own, "reform")


def test_with_a_veto_a_county_that_asks_out_is_out_from_the_day_it_asks() -> None:
    asked = veto("wants_out")
    assert fate_of(arrest(LARCENY), asked).fate is Fate.KEPT
    assert fate_of(arrest(LARCENY, on=date(2009, 12, 31)), asked).fate is Fate.SHARED
    assert fate_of(arrest(LARCENY), veto("wants_in")).fate is Fate.SHARED
    assert fate_of(arrest(LARCENY), veto("unknown")).fate is Fate.SHARED, "no request is invented"


def test_level_1_is_by_conviction_or_by_the_present_charge() -> None:
    reformed = ready("only-level-1")
    assert fate_of(arrest("5299"), reformed).fate is Fate.SHARED, "charged with a level 1 offence"
    assert fate_of(arrest(convictions=None), reformed).fate is Fate.KEPT, "not known is not met"


def test_after_conviction_the_gate_permits() -> None:
    passage = arrest(LARCENY)
    convicted = replace(passage, facts=replace(passage.facts, stage=Stage.CONVICTION))
    assert fate_of(convicted, ready("only-after-conviction")).fate is Fate.SHARED


def test_the_list_of_felony_charges_is_the_transcribed_one() -> None:
    (item,) = ready("felony-charge-only").prohibitions
    dated = RULES.value("federal/priorities", date(2012, 12, 21))
    assert dated is not None
    assert item.unless[0]["charged_with"] == dated.value["felony_charges"]


def test_the_traffic_charges_are_those_of_the_priorities() -> None:
    dated = ready("no-prints-for-traffic").value("default/printing", ON)
    priorities = RULES.value("federal/priorities", date(2012, 4, 27))
    assert dated is not None and priorities is not None
    assert dated.extra["not_printed"] == priorities.value["traffic_only"]
    assert dated.extra["except"] == priorities.value["traffic_except"]


def test_the_folder_of_reforms_is_not_law() -> None:
    rules, _ = load_from(FOLDER.parent)
    assert not [name for name in rules.rules if name.startswith("reforms/")]
    assert rules.prohibitions == ()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_reform_holds_from_and_until_the_days_given(name: str) -> None:
    since, until = date(2010, 3, 1), date(2011, 9, 1)
    reformed = ready(name, since, until)
    assert "(from 2010-03-01 until 2011-09-01)" in (reformed.reform or "")
    for rule_id, rule in reformed.rules.items():
        for day in (date(2009, 1, 1), date(2010, 2, 28), until, date(2012, 1, 1), date(2015, 1, 1)):
            was, would = RULES.value(rule_id, day), rule.on(day)
            assert (would and would.value) == (was and was.value), (rule_id, day)
    for item in reformed.prohibitions:
        assert (item.since, item.until) == (since, until)
    middle = date(2010, 9, 1)
    changed = [name for name, rule in reformed.rules.items() if rule.on(middle) != RULES.value(name, middle)]
    assert changed or reformed.prohibitions
    assert all(reformed.value(name, middle) == replace(_only_new(name), since=since) for name in changed)


def _only_new(rule_id: str):  # type: ignore[no-untyped-def]
    """The one new value that a ready reform gives to a rule."""
    found = [
        dated
        for item in ready_reforms().values()
        for dated in load(item.path).rule(rule_id).values
        if dated not in RULES.rule(rule_id).values
    ]
    assert len(found) == 1
    return found[0]


def test_a_reform_without_replace_yields_to_later_values() -> None:
    reformed = written(
        "changes:\n  federal/agreement_required:\n    values:\n      2009-01-01: {value: true}\n"
    )
    moved = with_parameters(reformed, Parameters(date(2010, 1, 1)))
    found = {dated.since: dated.value for dated in moved.rule("federal/agreement_required").values}
    before = {dated.since: dated.value for dated in RULES.rule("federal/agreement_required").values}
    assert date(2010, 1, 1) not in before
    assert found == {**before, date(2010, 1, 1): True}


def test_no_parameters_change_nothing() -> None:
    reformed = ready("sunset")
    assert with_parameters(reformed, Parameters()) is reformed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('activation:\n  "25025": {value: 2012-05-15}\n', "days of activation"),
        (
            "changes:\n  default/relay: {values: {2010-01-01: {value: false}, 2011-01-01: {value: true}}}\n",
            "expected one new value of default/relay, found 2",
        ),
    ],
)
def test_days_that_cannot_be_moved_are_refused(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        with_parameters(written(text), Parameters(date(2010, 1, 1)))


def test_until_comes_after_since() -> None:
    with pytest.raises(BadInput, match="expected a date after 2011-01-01"):
        Parameters(date(2011, 1, 1), date(2011, 1, 1))


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("prohibitions: [%s]\n", Parameters(since=date(2012, 1, 1))),
        ("prohibitions: [%s]\n", Parameters(since=date(2011, 1, 1))),
        ("prohibitions: [%s]\n", Parameters(until=date(2009, 1, 1))),
        (
            "changes: {federal/county_veto: {values: {2010-01-01: {value: true}}}}\n",
            Parameters(until=date(2010, 1, 1)),
        ),
    ],
)
def test_a_reform_that_would_end_before_it_begins_is_refused(text: str, parameters: Parameters) -> None:
    one = "{id: a, since: 2010-01-01, until: 2011-01-01, scope: [US], text: none}"
    with pytest.raises(BadInput, match=r"expected an end of .* after its start"):
        with_parameters(written(text.replace("%s", one)), parameters)


def test_a_reform_by_name_by_path_and_neither(tmp_path: Path) -> None:
    assert reform_file("sunset").name == "sunset.yaml"
    path = tmp_path / "mine.yaml"
    path.write_text("description: mine\n")
    assert reform_file(str(path)) == path
    with pytest.raises(BadInput, match=r"one of consent-required, county-veto, .*found 'sunst'"):
        reform_file("sunst")


def test_a_pasted_reform_is_named_with_its_line_and_has_a_size() -> None:
    with pytest.raises(RulesBroken, match="reform:2: expected in a reform only"):
        load_reform("description: x\nchangs: {}\n", "reform")
    with pytest.raises(RulesBroken, match="expected at most"):
        load_reform("#" * (1 << 21), "reform")
