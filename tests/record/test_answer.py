"""Requests to answers, as properties: an answer validates, keeps its limits, swaps roles, returns what was sent."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from record_cases import BOOKING, CASES, RECEIVED_ON, card, changed, synthetic_car, with_field

from tenprint.errors import BadInput
from tenprint.identity.number import ORI, SID, TCN, UCN
from tenprint.record.answer import (
    RETURNED_BYTES,
    errt,
    message_of,
    shared_services_response,
    sre,
    worst_first,
)
from tenprint.record.answer_numbers import Master, UnretainedNumber, answer_identity
from tenprint.record.answer_reading import SharedServicesStatus, read_answer
from tenprint.record.build import assemble, with_length
from tenprint.record.finding import Finding, Severity, error_codes, finding
from tenprint.record.model import Field, Record, TaggedRecord, Transaction
from tenprint.record.transaction import read
from tenprint.record.validate import acceptable, validate

NATIONAL = ORI("WVIAFIS0Z")
ANSWER_TCN = TCN("WVIAFIS0Z-77")
AT = datetime(2011, 6, 8, 19, tzinfo=UTC)
DOMAINS = ["EBTS7.1", "EBTS8.001", "EBTS8.1", "EBTS9.3", "EBTS9.4", "EBTS 10.0", "EBTS11.0", "ANYTHING", None]
HEAD: dict[str, Any] = {"tcn": ANSWER_TCN, "ori": NATIONAL, "on": AT}

LISTED = {  # what each answer carries back (EBTS 8.001 table D-2)
    "SRE": {6: "ATN", 7: "SCO", 9: "OCA", 39: "EAD", 40: "OCP", 41: "RES", 73: "CRI", 87: "TAA", 94: "CCN", 99: "SAN",
            2001: "NAM1", 2002: "NAM2", 2003: "NAM3", 2004: "NAM4", 2005: "NAM5"},
    "ERRT": {6: "ATN", 7: "SCO", 9: "OCA", 14: "FBI", 15: "SID", 17: "MNU", 73: "CRI"},
    "SSR": {6: "ATN", 9: "OCA", 73: "CRI"},
}  # fmt: skip

printable = st.characters(min_codepoint=32, max_codepoint=126)
returned_values = st.one_of(
    st.text(printable, min_size=1, max_size=130).map(str.encode),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1, max_size=60).map(
        str.encode
    ),
    st.binary(min_size=1, max_size=60).filter(lambda value: 0x1D not in value),
    st.lists(st.binary(max_size=8), min_size=2, max_size=9)
    .map(b"\x1e".join)
    .filter(lambda value: 0x1D not in value),
)
master_names = st.from_regex(r"[A-Z]{1,30},[A-Z]{1,30}", fullmatch=True)
numbers = st.from_regex(r"[A-Z0-9]{1,9}", fullmatch=True)


def with_raw(request: Transaction, values: dict[int, bytes]) -> Transaction:
    """A request with fields of its Type-2 set to these very bytes."""
    records: list[Record] = []
    for record in request:
        if isinstance(record, TaggedRecord) and record.type == 2:
            kept = [one for one in record.fields[1:] if one.number not in values]
            made = [Field(f"2.{number:03d}", value) for number, value in values.items()]
            records.append(with_length(2, sorted([*kept, *made], key=lambda one: one.number or 0)))
        else:
            records.append(record)
    return Transaction(tuple(records))


def going_back(sent: bytes | None) -> bytes | None:
    """What comes back of a field: all of it, unless it is longer than any legal one or would end the record."""
    return sent if sent and len(sent) <= RETURNED_BYTES and 0x1C not in sent else None


@st.composite
def requests(draw: st.DrawFn) -> Transaction:
    """A CAR that would be accepted, of some edition and version, with any of the returned fields in any bytes."""
    request = read(synthetic_car())
    header: TaggedRecord = request.header
    domain = draw(st.sampled_from(DOMAINS))
    header = with_field(header, 13, [("NORAM", domain)] if domain else None)
    header = with_field(header, 2, draw(st.sampled_from(["0200", "0300", "0400", "0500", "0502"])))
    if draw(st.booleans()):
        header = with_field(header, 15, [("3", "UTF-8", "4")])
    request = Transaction((header, *request.records[1:]))
    optional = [number for number in LISTED["SRE"] if number != 73] + [14, 15]
    values = draw(st.dictionaries(st.sampled_from(optional), returned_values, max_size=6))
    values[5] = draw(st.sampled_from([b"Y", b"N"]))
    if draw(st.booleans()):
        values[70] = draw(st.sampled_from([b"Y", b"N"]))
    return with_raw(request, values)


def rejected_fields(transaction: Transaction) -> set[str | None]:
    return {
        one.field for one in validate(transaction, received_on=RECEIVED_ON) if one.severity is Severity.REJECT
    }


@settings(max_examples=60, deadline=None)
@given(
    request=requests(), identified=st.booleans(), unretained=st.sampled_from(list(UnretainedNumber)),
    master=st.builds(Master, master_names, numbers.map(UCN), st.none() | st.just(SID("RI7654321"))),
    rap=st.none() | st.text(max_size=300), message=st.none() | st.text(max_size=400),
)  # fmt: skip
@example(
    request=with_raw(card(), {41: b"X" * (RETURNED_BYTES + 1), 40: b"Y" * RETURNED_BYTES}), identified=True,
    unretained=UnretainedNumber.GIVEN, master=Master("A,B", UCN("1")), rap="LINE\n" * 60_000, message=None,
)  # fmt: skip
@example(  # a surname that takes all the room of 2.018
    request=with_raw(card(), {5: b"Y"}), identified=True, unretained=UnretainedNumber.GIVEN,
    master=Master("A" * 30 + ",B", UCN("0")), rap=None, message=None,
)  # fmt: skip
@example(  # bad optional data of the submission is no state number of the answer
    request=with_raw(card(), {5: b"Y", 15: b"000"}), identified=False, unretained=UnretainedNumber.GIVEN,
    master=Master("A,A", UCN("0")), rap=None, message=None,
)  # fmt: skip
def test_an_answer_validates_and_returns_what_was_sent(
    request: Transaction, identified: bool, unretained: UnretainedNumber, master: Master, rap: str | None,
    message: str | None,
) -> None:  # fmt: skip
    assert not rejected_fields(request)
    submitted = request.descriptive
    assert submitted is not None
    identity = answer_identity(submitted, master, identified=identified, unretained=unretained)
    data = sre(
        request=request, **HEAD, finding="I" if identified else "N", ucn=identity.ucn, sid=identity.sid,
        name=identity.name, rap_sheet=rap, message=message,
    )  # fmt: skip
    answer = read(data)
    record = answer.descriptive
    assert record is not None and answer.whole
    assert not rejected_fields(answer)
    assert [one.type for one in answer] == [1, 2]
    assert (answer.ori, answer.dai, answer.tcn, answer.tcr) == (NATIONAL, BOOKING, ANSWER_TCN, request.tcn)
    assert answer.header.value(2) == request.header.value(2)
    for number in LISTED["SRE"]:
        sent = submitted.value(number)
        assert record.value(number) == going_back(sent), number
    if not identified:
        assert record.value(18) == submitted.value(18)
    assert record.find(98) is None
    asked = submitted.value(70) == b"Y" and bool(rap)
    assert (record.value(75) is not None) is asked
    assert len(record.value(75) or b"") <= 200_000
    assert all(len(line) <= 72 for line in (record.value(75) or b"").split(b"\r\n"))


@pytest.mark.parametrize(
    ("domain", "version", "numbers_in", "name_characters", "message", "answered_in"),
    [
        ("EFTS7.1", "0300", {14}, 30, False, b"NORAM\x1fEFTS7.1"),
        ("EBTS8.001", "0400", {14, 81}, 30, False, b"NORAM\x1fEBTS8.001"),
        ("EBTS9.3", "0400", {14, 81}, 30, False, b"NORAM\x1fEBTS9.3"),
        ("EBTS9.4", "0500", {14}, 50, True, b"NORAM\x1fEBTS9.4"),
        ("EBTS10.0", "0501", {14}, 50, True, b"NORAM\x1fEBTS10.0"),
        ("EBTS11.2", "0502", {14}, 50, True, b"NORAM\x1fEBTS11.2"),
        ("STATE3", "0400", {14, 81}, 30, False, b"NORAM\x1fEBTS8.001"),
        (None, "0400", {14, 81}, 30, False, b"NORAM\x1fEBTS8.001"),
        ("EBTS8.001", "0201", {14, 81}, 30, False, None),
        ("EBTS8.001", "0999", {14, 81}, 30, False, b"NORAM\x1fEBTS8.001"),
    ],
)
def test_the_answer_is_of_the_edition_that_was_asked_in(
    domain: str | None,
    version: str,
    numbers_in: set[int],
    name_characters: int,
    message: bool,
    answered_in: bytes,
) -> None:
    whole = card()
    header = with_field(with_field(whole.header, 2, version), 13, [("NORAM", domain)] if domain else None)
    request = Transaction((header, *whole.records[1:]))
    data = sre(
        request=request, **HEAD, finding="I", ucn=UCN("123456AA1"), sid=None, name="L" * 40 + "," + "G" * 20,
        rap_sheet="TEXT", message="WORDS",
    )  # fmt: skip
    answer = read(data)
    record = answer.descriptive
    assert record is not None
    assert {number for number in (14, 81) if record.value(number) == b"123456AA1"} == numbers_in
    assert len(record.field(18) or "") == name_characters
    assert (record.field(60) == "WORDS") is message
    assert answer.header.value(2) == (version.encode() if version != "0999" else b"0400")
    assert answer.header.value(13) == answered_in
    assert (answer.header.find(14) is None) is (answered_in is None)
    assert read_answer(answer).ucn == "123456AA1"


def test_character_sets_are_declared_where_a_returned_field_needs_them() -> None:
    whole = read(changed(2, 41, "12 ÉLM"))
    declared = Transaction((with_field(whole.header, 15, [("3", "UTF-8", "4")]), *whole.records[1:]))
    for request, expected in ((declared, b"3\x1fUTF-8\x1f4"), (whole, None)):
        answer = read(sre(request=request, **HEAD, finding="N", ucn=None, sid=None, name=b"A,B"))
        assert answer.header.value(15) == expected
    plain = Transaction((with_field(card().header, 15, [("3", "UTF-8", "4")]), *card().records[1:]))
    answer = read(sre(request=plain, **HEAD, finding="N", ucn=None, sid=None, name=b"A,B"))
    assert answer.header.value(15) is None


# --- refusals --------------------------------------------------------------------------------------

findings = st.builds(
    lambda code, record, field, mnemonic, expected, found, severity: finding(
        code, record=record, field=field, mnemonic=mnemonic, expected=expected, found=found, severity=severity
    ),
    code=st.sampled_from(sorted(error_codes())), record=st.sampled_from(["1", "2", "4 IDC 07"]),
    field=st.none() | st.sampled_from(["1.009", "2.018", "2.2001", "14.013"]), mnemonic=st.sampled_from(["", "NAM"]),
    expected=st.text(max_size=400), found=st.binary(max_size=60), severity=st.sampled_from(list(Severity)),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(found=st.lists(findings, min_size=1, max_size=30), values=st.dictionaries(
    st.sampled_from([*LISTED["ERRT"]]), returned_values, max_size=4
))  # fmt: skip
def test_a_refusal_keeps_its_limits_and_validates(found: list[Finding], values: dict[int, bytes]) -> None:
    request = with_raw(card(), values)
    answer = read(errt(request=request, **HEAD, findings=found))
    record = answer.descriptive
    assert record is not None and answer.whole
    assert not rejected_fields(answer)
    assert (answer.ori, answer.dai, answer.tcn, answer.tcr) == (NATIONAL, BOOKING, ANSWER_TCN, request.tcn)
    messages = read_answer(answer).messages
    assert len(messages) == min(11, len(found))
    assert all(len(text) <= 300 and text.isascii() and text.isprintable() for text in messages)
    assert [text[:5] for text in messages] == [one.code for one in worst_first(found)][:11]
    sent = request.descriptive
    assert sent is not None
    for number in LISTED["ERRT"]:
        value = sent.value(number)
        assert record.value(number) == going_back(value)


@given(findings)
def test_a_message_has_code_sentence_tag_and_all_of_what_was_found(one: Finding) -> None:
    text = message_of(one)
    assert text.startswith(f"{one.code}: {one.text}"[:300])
    assert (one.field or one.record) in text
    assert len(one.found) <= 30
    assert f"found [{one.found}]" in text if one.found else "found nothing" in text


def test_a_message_about_one_print_of_many_says_which() -> None:
    several = finding("L0009", record="4 IDC 07", field="4.009", mnemonic="DATA", expected="x", position=13)
    assert "(4.009 DATA of record 4 IDC 07, position 13: expected x" in message_of(several)
    assert "DATA of record 4 IDC 07, position 13: expected x" in several.message
    assert "(2.018 NAM: expected x" in message_of(
        finding("E0001", record="2", field="2.018", mnemonic="NAM", expected="x")
    )
    assert "(file: expected x" in message_of(finding("E0012", record="0", expected="x"))


@pytest.mark.parametrize(
    "name", ["finger_twice", "wsq_is_jpeg", "finger_missing", "image_empty", "len_image_zero"]
)
def test_whoever_is_refused_for_a_print_is_told_its_finger(name: str) -> None:
    damaged = read(CASES[name].make())
    wrong = [one for one in validate(damaged, received_on=RECEIVED_ON) if one.severity is Severity.REJECT]
    assert wrong
    for text in read_answer(read(errt(request=damaged, **HEAD, findings=wrong))).messages:
        assert re.search(r"position [15]\b|missing \(3\)|record (type )?4 IDC 0[14]", text), text


def test_the_gravest_stand_first_and_the_order_of_finding_within_a_class() -> None:
    def one(code: str, field: str, severity: Severity = Severity.REJECT) -> Finding:
        return finding(code, record="2", field=field, expected="x", severity=severity)

    shuffled = [
        one("E0002", "2.040", Severity.WARNING), one("E0001", "2.018"), one("L0118", "4/14"), one("H0002", "1.004"),
        one("S0004", "1.009"), one("E0001", "2.022"), one("A0004", "1.004"), one("S0004", "x", Severity.WARNING),
        one("R0003", "-"), one("E0012", "-"),
    ]  # fmt: skip
    assert [(item.code, item.field) for item in worst_first(shuffled)] == [
        ("S0004", "1.009"), ("A0004", "1.004"), ("R0003", "-"), ("H0002", "1.004"), ("L0118", "4/14"),
        ("E0001", "2.018"), ("E0001", "2.022"), ("E0012", "-"), ("S0004", "x"), ("E0002", "2.040"),
    ]  # fmt: skip


def test_a_cna_has_no_answer_of_any_kind() -> None:
    request = read(synthetic_car(transaction_type="CNA"))
    wrong = [finding("E0001", record="2", field="2.018", expected="x")]
    with pytest.raises(BadInput, match="found CNA"):
        errt(request=request, **HEAD, findings=wrong)
    with pytest.raises(BadInput, match="found CNA"):
        sre(request=request, **HEAD, finding="N", ucn=None, sid=None, name="A,B")
    with pytest.raises(BadInput, match="found CNA"):
        shared_services_response(
            request=request, **HEAD, status=SharedServicesStatus.MATCH, dai=BOOKING, tcr=ANSWER_TCN, text="X"
        )


# --- the second answer -----------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    request=requests(), status=st.sampled_from(list(SharedServicesStatus)),
    text=st.text(min_size=1, max_size=300),
)  # fmt: skip
def test_a_second_answer_validates_and_returns_what_was_sent(
    request: Transaction, status: SharedServicesStatus, text: str
) -> None:
    tcr = TCN(request.tcn or "")
    data = shared_services_response(status=status, **HEAD, dai=BOOKING, tcr=tcr, text=text, request=request)
    answer = read(data)
    record, sent = answer.descriptive, request.descriptive
    assert record is not None and sent is not None
    assert not rejected_fields(answer)
    assert (answer.ori, answer.dai, answer.tcr) == (NATIONAL, BOOKING, tcr)
    assert read_answer(answer).status is status
    for number in LISTED["SSR"]:
        value = sent.value(number)
        assert record.value(number) == going_back(value)
    assert record.find(40) is None


# --- reading ---------------------------------------------------------------------------------------


def foreign(fields: dict[int, Any], tot: str = "SRE") -> Transaction:
    """An answer of another system, whatever its order and habits."""
    from tenprint.record.build import tagged_record

    header = {2: "0500", 4: tot, 5: "20110608", 7: BOOKING, 8: NATIONAL, 9: ANSWER_TCN, 10: "MA0130100-01"}
    return read(b"".join(one.raw for one in assemble(header, [tagged_record(2, fields, idc=0)])))


@pytest.mark.parametrize(
    ("fields", "ucn"),
    [
        ({14: ["123456AA1"]}, "123456AA1"),
        ({81: "123456AA1"}, "123456AA1"),
        ({14: ["9"], 81: "123456AA1"}, "123456AA1"),
        ({14: ["123456AA1"], 81: ""}, "123456AA1"),
        ({14: ["", "123456AA1 "]}, "123456AA1"),
        ({85: "V12345678"}, "V12345678"),
        ({}, None),
    ],
)
def test_the_number_is_found_where_each_edition_puts_it(fields: dict[int, Any], ucn: str | None) -> None:
    said = read_answer(foreign({**fields, 18: "A,B", 59: "I"}))
    assert (said.ucn, said.srf, said.tcr) == (ucn, "I", "MA0130100-01")


@pytest.mark.parametrize("text", ["ONE\r\nTWO\r\n", "ONE\nTWO\n", "ONE\rTWO\r"])
def test_lines_are_read_however_they_end(text: str) -> None:
    assert read_answer(foreign({75: text})).text == "ONE\nTWO\n"


def test_messages_of_other_systems_are_read_with_their_codes() -> None:
    messages = ["E0002: ELEMENT", "", " L0118 - IMAGES", "NO CODE AT ALL", "X0001: ?", "S0004: AGAIN"]
    said = read_answer(foreign({60: messages}, "ERRT"))
    assert said.messages == tuple(text for text in messages if text)
    assert said.codes == ("E0002", "L0118", "S0004")
    assert read_answer(foreign({60: ["MATCH"]}, "SSR")).status is SharedServicesStatus.MATCH
    assert read_answer(foreign({60: ["PERHAPS"]}, "SSR")).status is None


def test_no_answer_is_refused() -> None:
    assert acceptable(validate(card(), received_on=RECEIVED_ON))
    with pytest.raises(BadInput, match="SRE, ERRT, SSR"):
        read_answer(card())
