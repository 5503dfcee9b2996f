"""Submissions and answers: what is built validates, carries back what it must, and nothing more."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_cases import (
    ARREST,
    BOOKING,
    BUREAU,
    CASES,
    RECEIVED_ON,
    SENT_AT,
    appended,
    card,
    changed,
    image,
    synthetic_car,
    with_field,
)

from tenprint.errors import BadInput, NotReadable
from tenprint.identity.number import ORI, SID, TCN, UCN
from tenprint.record.ebts import (
    Charge,
    PersonFields,
    SharedServicesStatus,
    errt,
    forward,
    read_answer,
    shared_services_response,
    sre,
)
from tenprint.record.finding import Severity, finding
from tenprint.record.model import Field, Transaction
from tenprint.record.transaction import read
from tenprint.record.validate import acceptable, validate

NATIONAL = ORI("WVIAFIS0Z")
ANSWER_TCN = TCN("WVIAFIS0Z-77")
AT = datetime(2011, 6, 8, 19, tzinfo=UTC)

names = st.from_regex(r"[A-Z]{1,12},[A-Z]{1,8}( [A-Z]{1,6})?", fullmatch=True)
ascii_text = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40)
begun_text = ascii_text.filter(lambda text: text[0] != " ")  # as 2.047 wants an offence to be
people = st.builds(
    PersonFields,
    name=names,
    birth_place=st.sampled_from(["MA", "MX", "XX"]),
    birth_date=st.none() | st.dates(date(1900, 1, 1), date(1997, 1, 1)),
    sex=st.sampled_from("FMGNXYZ"),
    race=st.sampled_from("ABIUW"),
    height=st.sampled_from(["000", "411", "600", "N71"]),
    weight=st.integers(0, 499).map("{:03d}".format),
    eyes=st.sampled_from(["BLK", "XXX"]),
    hair=st.sampled_from(["BAL", "XXX"]),
    aliases=st.lists(names, max_size=10),
    residence=st.none() | ascii_text,
)
charges = st.lists(
    st.builds(Charge, offense=begun_text, on=st.none() | st.dates(date(1990, 1, 1), date(2011, 6, 8))),
    min_size=1,
    max_size=40,
)


def answer_to(request, **changes):
    arguments = {
        "request": request, "tcn": ANSWER_TCN, "ori": NATIONAL, "on": AT, "finding": "I", "ucn": UCN("123456AA1"),
        "sid": None, "name": "MASTER,NAME", "rap_sheet": "IDENTITY HISTORY\n" + "WORD " * 60, "message": None,
    }  # fmt: skip
    return read(sre(**(arguments | changes)))


@settings(max_examples=60, deadline=None)
@given(person=people, offenses=charges, missing=st.sets(st.integers(1, 10), max_size=10))
def test_a_built_car_has_no_finding(person, offenses, missing):
    from dataclasses import replace

    # A slap is left out only when AMP explains all its fingers, as the builder of a card would.
    slaps = {11: {1}, 12: {6}, 13: {2, 3, 4, 5}, 14: {7, 8, 9, 10}}
    without = tuple(missing) + tuple(slap for slap, fingers in slaps.items() if fingers <= missing)
    data = synthetic_car(
        person=person, arrest=replace(ARREST, charges=offenses), without=without,
        amputated=dict.fromkeys(missing, "XX"),
    )  # fmt: skip
    findings = validate(read(data), received_on=RECEIVED_ON)
    no_images = len(without) == 14  # then 1.011 should say 00.00
    assert findings == [] or (no_images and {one.code for one in findings} == {"H0003"})


def test_header_of_a_submission_is_that_of_the_standard():
    header = card().header
    assert (header.field(2), header.field(5), header.field(14)) == ("0400", "20110608", "20110608183000Z")
    assert header.items(13) == (("NORAM", "EBTS8.001"),)
    assert header.items(3)[0] == ("1", "15")
    assert (header.field(11), header.field(12)) == ("19.69", "19.69")


def test_cna_leaves_out_what_steers_an_answer():
    record = read(synthetic_car(transaction_type="CNA")).descriptive
    assert [record.find(number) for number in (6, 7, 70)] == [None, None, None]
    assert record.field(9) == "11-0042"


def test_charge_without_date_keeps_its_separator():
    assert card().descriptive.value(47).endswith(b"\x1e\x1fTRESPASS")


@pytest.mark.parametrize("finding_code", ["I", "N"])
def test_sre_swaps_roles_and_returns_the_submitters_fields(finding_code):
    request = card()
    answer = answer_to(request, finding=finding_code, sid=SID("MA1234567"))
    assert (answer.ori, answer.dai) == (NATIONAL, BOOKING)
    assert (answer.tcn, answer.tcr) == (ANSWER_TCN, request.tcn)
    for number in (6, 7, 9, 40, 73, 87):
        assert answer.descriptive.value(number) == request.descriptive.value(number), number
    assert [record.type for record in answer] == [1, 2]
    assert validate(answer, received_on=RECEIVED_ON) == []
    said = read_answer(answer)
    assert (said.tot, said.srf, said.ucn, said.sid, said.name) == (
        "SRE", finding_code, "123456AA1", "MA1234567", "MASTER,NAME",
    )  # fmt: skip
    assert "".join(said.text.split()) == "IDENTITYHISTORY" + "WORD" * 60


def test_returned_fields_come_back_byte_for_byte_even_outside_ascii():
    request = read(changed(2, 41, "12 ÉLM  STREET "))
    assert answer_to(request).descriptive.value(41) == "12 ÉLM  STREET ".encode()


@pytest.mark.parametrize("rap", ["N", None])
def test_no_rap_sheet_unless_asked_for(rap):
    assert read_answer(answer_to(read(changed(2, 70, rap)))).text == ""


def test_cna_gets_no_answer():
    with pytest.raises(BadInput, match="CNA"):
        answer_to(read(synthetic_car(transaction_type="CNA")))


def many_findings(count):
    warning = finding("E0002", record="2", field="2.040", expected="x", found="y", severity=Severity.WARNING)
    return [warning] + [
        finding("E0001", record="2", field=f"2.{number:03d}", expected="x") for number in range(count)
    ]


def test_errt_has_at_most_eleven_messages_rejects_first():
    answer = read(errt(request=card(), tcn=ANSWER_TCN, ori=NATIONAL, on=AT, findings=many_findings(5)))
    assert [one[:5] for one in read_answer(answer).messages] == ["E0001"] * 5 + ["E0002"]
    full = read(errt(request=card(), tcn=ANSWER_TCN, ori=NATIONAL, on=AT, findings=many_findings(20)))
    assert len(read_answer(full).messages) == 11
    assert validate(full, received_on=RECEIVED_ON) == []


@pytest.mark.parametrize("name", [name for name, one in CASES.items() if one.codes])
def test_every_refusable_twin_can_be_answered_with_a_valid_errt(name):
    request = read(CASES[name].make())
    findings = validate(request, received_on=RECEIVED_ON)
    answer = read(errt(request=request, tcn=ANSWER_TCN, ori=NATIONAL, on=AT, findings=findings, dai=BOOKING))
    assert {one[:5] for one in read_answer(answer).messages} == CASES[name].codes
    assert answer.tcr == request.tcn
    wrong = [one for one in validate(answer, received_on=RECEIVED_ON) if one.severity is Severity.REJECT]
    assert {one.field for one in wrong} <= {"1.010"}  # a request without a control number cannot be named


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_readable_can_be_validated_and_refused(data):
    whole = bytearray(synthetic_car())
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(8, 460))  # the header, the text and the first image head
        patch = bytes(data.draw(st.lists(st.sampled_from(b"\x1c\x1d\x1e\x1f:.019-\xff\x00"), max_size=4)))
        whole[start : start + data.draw(st.integers(0, 4))] = patch
    try:
        request = read(bytes(whole))
    except NotReadable:
        return
    findings = validate(request, received_on=RECEIVED_ON)
    assert all(len(one.found) <= 30 and one.found.isascii() for one in findings)
    if findings:
        data = errt(request=request, tcn=ANSWER_TCN, ori=NATIONAL, on=AT, findings=findings, dai=BOOKING)
        wrong = validate(read(data), received_on=RECEIVED_ON)
        assert {one.field for one in wrong if one.severity is Severity.REJECT} <= {"1.010"}


def test_shared_services_response_reads_back():
    data = shared_services_response(
        status=SharedServicesStatus.NO_MATCH, tcn=ANSWER_TCN, ori=NATIONAL, dai=BUREAU, tcr=TCN("MA0130100-01"),
        on=AT, text="IDR\nNO MATCH", controlling=[BOOKING], attention="SGT EXAMPLE", case_number="11-0042",
    )  # fmt: skip
    transaction = read(data)
    assert validate(transaction, received_on=RECEIVED_ON) == []
    said = read_answer(transaction)
    assert (said.tot, said.status, said.tcr) == ("SSR", SharedServicesStatus.NO_MATCH, "MA0130100-01")
    assert said.text == "IDR\nNO MATCH\n"


def test_forwarding_changes_the_header_and_nothing_else():
    first = read(synthetic_car())
    passed = read(forward(first, tcn=ANSWER_TCN, ori=BUREAU, dai=NATIONAL, on=AT))
    assert passed.faults == () and passed.records[1:] == first.records[1:]
    assert (passed.tcn, passed.tcr, passed.ori, passed.dai) == (ANSWER_TCN, None, BUREAU, NATIONAL)
    assert (passed.tot, passed.header.value(3), passed.header.value(13)) == (
        "CAR", first.header.value(3), first.header.value(13),
    )  # fmt: skip
    assert validate(passed, received_on=RECEIVED_ON) == []
    answer = answer_to(passed)
    down = read(forward(answer, tcn=TCN("MASPB0000-88"), ori=BUREAU, dai=BOOKING, on=AT, tcr=TCN(first.tcn)))
    assert (down.tcr, down.dai) == (first.tcn, BOOKING)
    assert validate(down, received_on=RECEIVED_ON) == []


def test_an_answer_names_its_request_and_holds_no_images():
    answer = answer_to(card())
    nameless = Transaction((with_field(answer.header, 10, None), answer[1]))
    assert [(one.code, one.field) for one in validate(nameless, received_on=RECEIVED_ON)] == [
        ("H0001", "1.010")
    ]
    header = with_field(answer.header, 3, [("1", "2"), ("2", "00"), ("4", "01")])
    illustrated = Transaction((with_field(header, 11, "19.69"), answer[1], image(1, 1)))
    found = validate(illustrated, received_on=RECEIVED_ON)
    assert ("E0004", "Type-4") in {(one.code, one.record) for one in found}


def test_a_refusal_returns_no_field_that_would_break_it():
    request = read(appended(Field("2.017", b"AB-1\x1cX")))
    findings = validate(request, received_on=RECEIVED_ON)
    answer = read(errt(request=request, tcn=ANSWER_TCN, ori=NATIONAL, on=AT, findings=findings))
    assert answer.descriptive.find(17) is None
    assert answer.descriptive.value(9) == b"11-0042"


def test_instant_is_written_in_utc():
    east = datetime(2011, 6, 8, 23, 30, tzinfo=timezone(timedelta(hours=-4)))
    header = read(synthetic_car(on=east)).header
    assert (header.field(5), header.field(14)) == ("20110608", "20110609033000Z")


def test_a_submission_is_no_answer():
    with pytest.raises(BadInput, match="SRE, ERRT, SSR"):
        read_answer(card())


def test_a_time_without_zone_is_refused():
    with pytest.raises(BadInput, match=r"1\.014"):
        synthetic_car(on=SENT_AT.replace(tzinfo=None))


def test_answers_are_validated_by_their_own_table():
    answer = answer_to(card(), finding="N", ucn=None)
    assert acceptable(validate(answer, received_on=RECEIVED_ON))
    data = sre(
        request=card(),
        tcn=ANSWER_TCN,
        ori=NATIONAL,
        on=AT,
        finding="N",
        ucn=None,
        sid=None,
        name="A,B",
        message="X",
    ).replace(b"2.059:N", b"2.059:Q")
    assert [one.field for one in validate(read(data), received_on=RECEIVED_ON)] == ["2.059"]
