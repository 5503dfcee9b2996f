"""The second answer's text: with the person, without, and the person taken out again."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.identity.number import FIN, ORI, TCN
from tenprint.record.ebts import SharedServicesStatus, read_answer, shared_services_response
from tenprint.record.nlets import NON_DELEGATION_NOTICE, Iar, IarStatus, Idr, IdrResult
from tenprint.record.second_answer import (
    MEANING,
    UNASKED_LINE,
    second_answer_text,
    tells_person,
    without_person,
)
from tenprint.record.transaction import read
from tenprint.record.validate import validate

ON = date(2011, 6, 8)
ORIS = {"ori": ORI("USTPIMM01"), "dai": ORI("USTPNAT01")}
MATCH = Idr(
    **ORIS, result=IdrResult.MATCH, fin=FIN("000900000001"), name="SYNTHETIC,PERSON", birth_date=date(1980, 2, 29),
    birth_place="XX", citizenship="XX", encounter_on=date(2005, 1, 2), encounter_purpose="BORDER CROSSING",
)  # fmt: skip


def ssr(
    idr: Idr, iar: Iar | None, *, person: bool, status: SharedServicesStatus = SharedServicesStatus.MATCH
) -> bytes:
    return shared_services_response(
        status=status, tcn=TCN("USTPNAT01-0000000001"), ori=ORI("USTPNAT01"),
        dai=ORI("MA025TP01"), tcr=TCN("MA025TP01-0000000001"), on=datetime(2011, 6, 8, tzinfo=UTC),
        text=second_answer_text(idr, iar, ON, person=person), controlling=[ORI("MA025TP01")],
    )  # fmt: skip


def iar(status: IarStatus = IarStatus.SUBJECT_TO_REMOVAL, text: tuple[str, ...] = ()) -> Iar:
    return Iar(**ORIS, status=status, text=text)


def test_the_person_is_told_where_it_may_be() -> None:
    text = second_answer_text(MATCH, iar(text=("CALLED THE DESK",)), ON, person=True)
    for part in ("SYNTHETIC,PERSON", "BORN 1980-02-29", "BORDER CROSSING", "CALLED THE DESK"):
        assert part in text
    assert "000900000001" not in text


def test_without_the_person_the_results_are_told() -> None:
    lines = second_answer_text(MATCH, iar(text=("CALLED THE DESK",)), ON, person=False).splitlines()
    assert [line for line in lines if line] == [
        "SHARED SERVICES RESPONSE",
        "DATE 2011-06-08",
        "IDENT DATA RESPONSE: MATCH",
        "IMMIGRATION ALIEN RESPONSE",
        "STATUS SUBJECT TO REMOVAL",
        *NON_DELEGATION_NOTICE,
    ]


@pytest.mark.parametrize("status", [None, *IarStatus])
def test_taken_out_later_is_as_if_never_written(status: IarStatus | None) -> None:
    answer = iar(status, ("BORN ELSEWHERE", "", "IS KNOWN AS OTHER")) if status else None
    written = ssr(MATCH, answer, person=True)
    taken, never = without_person(written), ssr(MATCH, answer, person=False)
    assert tells_person(written)
    assert not tells_person(taken)
    words, expected = (read_answer(read(one)).text.split() for one in (taken, never))
    assert words == expected
    assert read(taken).header == read(never).header
    assert read(taken).whole


def test_an_answer_without_a_person_keeps_its_bytes() -> None:
    for result in (IdrResult.NO_MATCH, IdrResult.ERROR):
        data = ssr(Idr(**ORIS, result=result), None, person=True)
        assert without_person(data) is data
        assert not tells_person(data)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=8, max_size=200))
def test_no_text_of_an_officer_survives(text: str) -> None:
    """Free words, long enough to be wrapped, with whatever they look like."""
    words = f"Q{text}Q"
    assert not tells_person(without_person(ssr(MATCH, iar(text=(words,)), person=True)))
    assert words[:70].encode() not in without_person(ssr(MATCH, iar(text=(words,)), person=True))


STATUSES = {
    IdrResult.MATCH: SharedServicesStatus.MATCH,
    IdrResult.NO_MATCH: SharedServicesStatus.NO_MATCH,
    IdrResult.ERROR: SharedServicesStatus.ERROR,
}


@pytest.mark.parametrize("person", [True, False])
@pytest.mark.parametrize("status", [None, *IarStatus])
@pytest.mark.parametrize("result", IdrResult)
def test_each_outcome_is_a_transaction_that_its_own_rules_accept(
    result: IdrResult, status: IarStatus | None, person: bool
) -> None:
    idr = MATCH if result is IdrResult.MATCH else Idr(**ORIS, result=result)
    answer = iar(status, ("CALLED THE DESK " * 9,)) if status and result is IdrResult.MATCH else None
    transaction = read(ssr(idr, answer, person=person, status=STATUSES[result]))
    assert validate(transaction, received_on=ON) == []
    assert [record.type for record in transaction] == [1, 2]
    assert transaction.descriptive is not None
    raw = (transaction.descriptive.value(75) or b"").split(b"\r\n")
    assert raw.pop() == b"" and all(len(line) <= 72 for line in raw)
    said = read_answer(transaction)
    assert (said.tot, said.status, said.tcr) == ("SSR", STATUSES[result], "MA025TP01-0000000001")
    lines = said.text.split("\n")
    assert f"IDENT DATA RESPONSE: {result}" in lines
    assert ("IMMIGRATION ALIEN RESPONSE" in lines) == (answer is not None)
    assert (UNASKED_LINE in lines) == (result is IdrResult.MATCH and answer is None)
    assert [one for one, line in MEANING.items() if line in lines] == [
        one for one in MEANING if one is result
    ]
