"""Events, wants and encounters in the store's form, and the rap sheet as text."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tenprint.identity.encounter import Encounter, encounter_from_json
from tenprint.identity.event import Charge, CourtReport, Custody, Disposition, Event, event_from_json
from tenprint.identity.history import IdentityHistory
from tenprint.identity.rap_sheet import LINE_CHARACTERS, rap_sheet
from tenprint.identity.want import Want, want_from_json

ON = date(2011, 6, 8)
words = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=120)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
codes = st.from_regex(r"[0-9]{4}", fullmatch=True)
charges = st.builds(Charge, codes, words)
dispositions = st.builds(
    Disposition, days, codes, words, st.booleans(), st.booleans(), st.booleans(), st.integers(0, 40_000)
)
events = st.builds(
    Event,
    tcn=st.text("ABC123-", min_size=10, max_size=40),
    ori=st.just("MA025TP01"),
    on=days,
    name=words,
    agency_case=words,
    charges=st.lists(charges, max_size=3).map(tuple),
    dispositions=st.lists(dispositions, max_size=3).map(tuple),
    aliases=st.lists(words, max_size=2).map(tuple),
    court_reports=st.lists(st.builds(CourtReport, st.none() | days, words, words), max_size=2).map(tuple),
    custody=st.lists(st.builds(Custody, st.none() | days, words), max_size=2).map(tuple),
)
wants = st.builds(Want, words, st.just("MA025TP01"), days, codes, words, st.booleans())
encounters = st.builds(Encounter, words, days, words, words, words)
histories = st.builds(
    IdentityHistory,
    number=st.just("TP0000001"),
    name=words,
    biographic=st.dictionaries(st.sampled_from(["DOB", "SEX", "POB", "HGT"]), words),
    events=st.lists(events, max_size=3).map(tuple),
    wants=st.lists(wants, max_size=3).map(tuple),
)


@given(events)
def test_an_event_survives_the_store(event: Event) -> None:
    assert event_from_json(json.loads(json.dumps(event.to_json()))) == event


def test_an_event_of_an_older_form_is_read() -> None:
    event = Event("T" * 10, "MA025TP01", ON, "NO,BODY", "", (Charge("5311", "DISORDERLY CONDUCT"),))
    content = event.to_json()
    for key in ("aliases", "court_reports", "custody"):
        del content[key]
    assert event_from_json(content) == event


@given(wants)
def test_a_want_survives_the_store(want: Want) -> None:
    assert want_from_json(json.loads(json.dumps(want.to_json()))) == want


@given(encounters)
def test_an_encounter_survives_the_store(encounter: Encounter) -> None:
    assert encounter_from_json(json.loads(json.dumps(encounter.to_json()))) == encounter


@given(histories)
def test_no_line_is_longer_than_the_width(history: IdentityHistory) -> None:
    assert all(len(line) <= LINE_CHARACTERS == 72 for line in rap_sheet(history, ON).split("\n"))


@given(histories)
def test_wants_and_cautions_come_before_all_else(history: IdentityHistory) -> None:
    lines = rap_sheet(history, ON).split("\n")
    marked = [place for place, line in enumerate(lines) if line.startswith(("*** WANTED", "*** CAUTION"))]
    named = next(place for place, line in enumerate(lines) if line.startswith("NAME"))
    assert len(marked) == len(history.wants)
    assert all(place < named for place in marked)
    assert ("NO WANT OR CAUTION ON FILE" in lines) == (not history.wants)


@given(histories)
def test_no_word_of_a_charge_or_an_outcome_is_lost(history: IdentityHistory) -> None:
    text = "".join(rap_sheet(history, ON).split())
    for event in history.events:
        for item in (*event.charges, *event.dispositions):
            assert item.offence_code + "".join(item.literal.split()) in text
        for report in event.court_reports:
            assert "".join(f"{report.offense}: {report.outcome}".split()) in text
        for custody in event.custody:
            assert "".join(custody.status.split()) in text
    assert ("NO ARREST ON FILE" in rap_sheet(history, ON).split("\n")) == (not history.events)


def test_a_caution_stands_before_a_warrant() -> None:
    warrant = Want("W-1", "MA025TP01", ON, "5015", "FAILURE TO APPEAR")
    caution = Want("C-1", "MA025TP01", ON, "", "ARMED", caution=True)
    text = rap_sheet(IdentityHistory("TP0000001", "NO,BODY", {}, (), (warrant, caution)), ON)
    assert text.index("CAUTION: ARMED") < text.index("WANTED: FAILURE TO APPEAR")
    assert "OFF 5015" in text and "WARRANT W-1" in text


@given(histories)
def test_convictions_are_only_convictions_and_oldest_first(history: IdentityHistory) -> None:
    found = history.convictions
    assert all(item.convicted for item in found)
    assert [item.on for item in found] == sorted(item.on for item in found)
    assert len(found) == sum(item.convicted for event in history.events for item in event.dispositions)


@given(histories)
def test_aliases_are_other_names_each_once(history: IdentityHistory) -> None:
    assert history.name not in history.aliases
    assert len(set(history.aliases)) == len(history.aliases)
    told = {name for event in history.events for name in (event.name, *event.aliases)}
    assert {*history.aliases, history.name} == {*told, history.name}


def test_an_arrest_without_an_outcome_says_so() -> None:
    event = Event("T" * 10, "MA025TP01", ON, "NO,BODY", "", (Charge("5311", "DISORDERLY CONDUCT"),))
    text = rap_sheet(IdentityHistory("TP0000001", "NO,BODY", {}, (event,), ()), ON)
    assert "COURT NO DISPOSITION REPORTED" in text
