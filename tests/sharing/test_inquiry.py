"""Every question of June 2011 has its answer, for each reader, with its sources; nothing is told that was not known."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.sharing.explain import Explanation, explain
from tenprint.sharing.inquiry import QUESTIONS, READERS, Answer, answers, bibliography, straight
from tenprint.sharing.rules import load

SEED = date(2011, 6, 8)


def told(found: Explanation) -> dict[str, Answer]:
    return {answer.id: answer for answer in answers(found)}


def test_each_reader_asks_some_of_the_questions_and_a_lawyer_all() -> None:
    names = [question.id for question in QUESTIONS]
    assert len(set(names)) == len(names)
    assert set(READERS["lawyer"]) == set(names)
    assert all(set(asked) <= set(names) and len(asked) >= 8 for asked in READERS.values())
    assert {"resident", "sheriff", "governor", "lawyer"} == set(READERS)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("must_sign", ["No, since 2011-05-04", "formally only on 2011-08-05", "has not signed", "did not answer"]),
        ("anyway", ["1 of 14 counties", "Suffolk County, 2008-11-05", "by 2013"]),
        ("why_sign", ["Not documented", "described the logistics", "why sign"]),
        ("authority", ["The link exists since 2006-09", "the federal side switched Suffolk County on", "8 USC"]),
        ("told", ["2011-06-08, the governor's staff", "2011-06-08, the undersecretary"]),
        ("not_told", ["compulsory from 2013", "Public only on 2012-01-09"]),
        ("stop", ["Not to submit prints: the only act left", "criminal history", "wanted", "The federal side"]),
        ("not_stop", ["Not to sign", "not to receive the answer", "decline detainers", "tried"]),
        ("withdrawn", ["Illinois withdrew, 2011-05-04", "of 26 counties were shared on the eve, of 26 on"]),
        ("logistics", ["through the state bureau", "nothing changes at the booking station", "1 of 14 counties"]),
        ("disclosed", ["To the immigration agency for the search: prints", "to the police for the second answer"]),
        ("police", ["who the person is", "none of the conditions"]),
        ("opt_out", ["No: as the agency told the public", "changes nothing about"]),
        ("target", ["serious criminals"]),
        ("examined", ["inspector general", "internal investigation"]),
        ("trust", ["supporters", "critics", "not measured"]),
    ],
)  # fmt: skip
def test_the_answers_of_the_seed(question: str, words: list[str]) -> None:
    answer = told(explain("Massachusetts", SEED, load()))[question]
    assert [word for word in words if word not in answer.text] == []
    assert answer.sources, "an answer rests on a document"


def test_the_rest_of_the_state_is_known_only_later() -> None:
    found = explain("Massachusetts", SEED, load())
    (switched,) = [item for item in found.later if item.topic == "activation"]
    assert (switched.on, switched.text) == (date(2012, 5, 15), "13 more counties of MA are switched on")
    assert "2012" not in " ".join(straight(found))


@pytest.mark.parametrize(
    ("place", "day", "question", "words"),
    [
        ("Illinois", date(2010, 6, 1), "answer_back", "No: the state bureau does not pass it on"),
        ("Cook County, IL", date(2011, 9, 8), "hold", "none since 2011-09-07"),
        ("Los Angeles, CA", date(2014, 1, 2), "hold", "honours some since 2014-01-01"),
        ("Arlington, VA", date(2010, 10, 1), "opt_out", "has asked to be left out (since 2010-09-28)"),
        ("Arlington, VA", date(2010, 10, 1), "opt_out", "Not documented: a way was announced"),
        ("Yakima, WA", date(2011, 4, 1), "opt_out", "has asked to be switched on"),
        ("Harris, TX", date(2008, 10, 26), "anyway", "Not on this date"),
        ("Harris, TX", date(2008, 10, 26), "disclosed", "Nothing to anybody on the immigration side"),
        ("Harris, TX", date(2021, 6, 1), "anyway", "Not documented for this date"),
        ("Autauga County, AL", SEED, "must_sign", "Whether it signed is not documented"),
        ("Texas", date(2010, 1, 1), "must_sign", "Not documented: agreements were asked"),
        ("Boston", date(2008, 10, 1), "withdrawn", "No state had withdrawn"),
        ("Boston", date(2012, 2, 1), "authority", "28 USC 534(a)(4)"),
    ],
)
def test_answers_elsewhere(place: str, day: date, question: str, words: str) -> None:
    assert words in told(explain(place, day, load()))[question].text


def test_sources_are_numbered_once_and_hold_all() -> None:
    found = explain("Massachusetts", SEED, load())
    every = answers(found)
    documents = bibliography(found, every)
    assert len(set(documents)) == len(documents)
    assert {source for answer in every for source in answer.sources} <= set(documents)
    assert set(found.sources) <= set(documents)


@pytest.mark.parametrize("reader", READERS)
def test_the_text_for_a_reader_has_every_question_and_numbered_sources(reader: str) -> None:
    found = explain("Massachusetts", SEED, load())
    text = found.as_text(reader)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 100
    for answer in answers(found, reader):
        assert answer.question in lines
    numbers = [line.split("]")[0][1:] for line in lines[lines.index("Sources") + 1 :] if line.startswith("[")]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert all(f"[{number}]" in text for number in numbers)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["Massachusetts", "06075", "Cook County, IL", "DC", "Texas", "51013", "New York City"]),
    st.dates(date(2008, 1, 1), date(2021, 12, 31)),
)
def test_every_answer_says_something_and_nothing_that_was_not_known(place: str, day: date) -> None:
    found = explain(place, day, load())
    for answer in answers(found):
        assert len(answer.text) > 5 and answer.text[-1] in ".", answer
        assert not re.search(r"\bNone\b(?! yet| by that name)", answer.text) and "..  " not in answer.text
    assert all(event.known_on <= day for event in found.announced)
    assert all(dated.known_on <= day for dated in (*found.statements.values(), *found.authorities))
    assert all(item.published <= day for _, item in found.figures)
    assert all(item.since <= day.isoformat() for item in found.withdrawals)
