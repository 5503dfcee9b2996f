"""Answers for places and dates; reforms; the plain text; what is refused."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import BadInput, UnknownPlace
from tenprint.sharing.decide import ActivationOrder
from tenprint.sharing.explain import explain
from tenprint.sharing.rules import Rules, load

CONTRACT = {
    "place": {"fips", "name", "state"},
    "on": None,
    "activation": {"state", "since", "scheduled"},
    "agreement": {"state", "since"},
    "signing_required": None,
    "shared_anyway": None,
    "capability": {"since"},
    "announced": None,
    "would_stop_it": None,
    "trace": None,
    "sources": None,
}


def test_shape_of_the_contract() -> None:
    found = explain("Boston", date(2011, 6, 8), load()).as_json()
    for key, inner in CONTRACT.items():
        assert key in found
        if inner:
            assert inner <= found[key].keys()
    assert found["announced"] and all({"on", "text", "source"} <= item.keys() for item in found["announced"])
    assert found["sources"] and all({"title", "date", "address"} <= item.keys() for item in found["sources"])
    assert all(isinstance(item, str) for item in found["would_stop_it"])


def test_the_two_questions_come_first() -> None:
    text = explain("Massachusetts", date(2011, 6, 8), load()).as_text()
    assert (
        text.index("Must Massachusetts sign?")
        < text.index("Will it happen anyway?")
        < text.index("What held")
    )
    assert "No, since 2011-05-04, as inferred here" in text
    assert "said formally only on 2011-08-05" in " ".join(text.split())
    assert "Known only after 2011-06-08" in text


def test_only_prints_and_the_federal_switch_would_stop_it() -> None:
    found = explain("Boston", date(2011, 6, 8), load()).as_json()
    assert len(found["would_stop_it"]) == 2
    assert found["would_stop_it"][0].startswith("Not to submit prints: the only act left")
    assert found["would_stop_it"][1].startswith("The federal side")
    assert [item["act"] for item in found["tried"]] == [
        "withdraw", "ask out", "not relay", "not receive", "decline detainers",
    ]  # fmt: skip
    assert not any(item["stops_sharing"] for item in found["tried"])
    assert {item["act"] for item in found["tried"] if item["withholds_answer"]} == {
        "not relay",
        "not receive",
    }
    assert len(found["would_not_stop_it"]) == 5


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_one_changed_value_changes_answer_trace_and_sources(tmp_path: Path) -> None:
    reform = write(
        tmp_path / "reform.yaml",
        """
description: an agreement is required
changes:
  federal/agreement_required:
    values:
      2011-05-04: {value: true, reference: {title: A law that never was, date: 2011-05-04, address: nowhere}}
""",
    )
    before = explain("Boston", date(2011, 6, 8), load()).as_json()
    after = explain("Boston", date(2011, 6, 8), load(reform)).as_json()
    assert (before["signing_required"], before["shared_anyway"]) == (False, True)
    assert (after["signing_required"], after["shared_anyway"]) == (True, False)
    assert before["trace"] != after["trace"]
    assert "A law that never was" in {source["title"] for source in after["sources"]}
    assert "A law that never was" not in {source["title"] for source in before["sources"]}
    assert after["reform"] == "an agreement is required"
    assert any("withdrawing" in item for item in after["would_stop_it"])
    assert "Yes, since 2011-05-04" in explain("Boston", date(2011, 6, 8), load(reform)).as_text()


def test_a_signed_state_is_shared_where_an_agreement_is_required(tmp_path: Path) -> None:
    reform = write(
        tmp_path / "reform.yaml",
        "description: required\nreference: model-choice\nchanges:\n  federal/agreement_required:\n    replace: true\n"
        "    values:\n      2008-10-27: {value: true}\n",
    )
    rules = load(reform)
    assert explain("Illinois", date(2011, 5, 3), rules).shared is True
    assert explain("Illinois", date(2011, 5, 4), rules).shared is False


def test_an_order_of_the_board_is_scheduled_then_holds() -> None:
    order = ActivationOrder("25017", True, date(2011, 7, 1), by="officer-1", authority="federal/capability")
    before = explain("Middlesex, MA", date(2011, 6, 8), load(), [order])
    after = explain("Middlesex, MA", date(2011, 7, 1), load(), [order])
    assert before.as_json()["activation"]["scheduled"] == "2011-07-01"
    assert (before.shared, after.shared) == (False, True)


@pytest.mark.parametrize("day", [date(2007, 12, 31), date(2022, 1, 1)])
def test_outside_the_years_covered(day: date) -> None:
    with pytest.raises(BadInput, match="the rules cover 2008-01-01 to 2021-12-31") as error:
        explain("Boston", day, load())
    assert error.value.exit_status == 2


def test_an_unknown_place_names_candidates() -> None:
    with pytest.raises(UnknownPlace) as error:
        explain("Sufolk County, MA", date(2011, 6, 8), load())
    assert "Suffolk County, MA" in error.value.candidates
    assert error.value.exit_status == 2


PLACES = [
    "Massachusetts",
    "Boston",
    "DC",
    "Texas",
    "New York City",
    "Illinois",
    "06075",
    "Virginia",
    "51013",
    "WA",
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PLACES), st.dates(date(2008, 1, 1), date(2021, 12, 31)))
def test_text_fits_the_terminal_and_tells_nothing_of_the_future_as_known(place: str, day: date) -> None:
    found = explain(place, day, load())
    lines = found.as_text().splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 100
    content = json.loads(json.dumps(found.as_json()))
    assert all(item["on"] <= day.isoformat() for item in content["announced"])
    assert all(item["on"] > day.isoformat() for item in content["later"])
    assert all(step["since"] is None or step["since"] <= day.isoformat() for step in content["trace"])


@settings(max_examples=15, deadline=None)
@given(st.dates(date(2008, 1, 1), date(2020, 12, 31)))
def test_a_state_is_shared_where_a_county_of_it_is(day: date) -> None:
    rules: Rules = load()
    whole = explain("MA", day, rules)
    parts = [explain(county.fips, day, rules).shared for county in rules.counties_of("MA")]
    assert whole.shared == any(part is True for part in parts)
    assert len(whole.active) == sum(bool(explain(c.fips, day, rules).active) for c in rules.counties_of("MA"))


@pytest.mark.parametrize(("state", "first"), [("Illinois", "DuPage County"), ("New York", "Putnam County")])
def test_trace_and_text_name_the_same_county_as_the_first_switched_on(state: str, first: str) -> None:
    found = explain(state, date(2012, 6, 1), load())
    counted = next(step for step in found.trace if step.rule.startswith("activation["))
    assert found.first == first
    assert counted.note == f"first {first}"
    assert f"activation: {first} is switched on" in found.as_text()
