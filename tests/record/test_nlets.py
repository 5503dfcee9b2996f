"""The immigration messages: write∘read is identity, and every rule of the form is held."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import BadInput
from tenprint.identity.number import FIN, ORI
from tenprint.record.nlets import (
    NON_DELEGATION_NOTICE,
    Iaq,
    Iar,
    IarStatus,
    Idr,
    IdrResult,
    read_iaq,
    read_iar,
    read_idr,
    write_iaq,
    write_iar,
    write_idr,
)

NATIONAL = ORI("DCFBIWAQZ")
IMMIGRATION = ORI("VTICE0900")
IAQ = Iaq(NATIONAL, "C", "DESK 4", "3045550100", "SYNTHETIC, PERSON ONE", "19800229", "F", "MX", "Y", "2399")

plain = st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="./")
printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
codes = st.characters(codec="ascii", categories=["Lu", "Nd"])
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
controls = st.none() | st.from_regex(r"[A-Z0-9\-]{1,40}", fullmatch=True)
oris = st.from_regex(r"[A-Z]{2}[A-Z0-9]{7}", fullmatch=True).map(ORI)
fins = st.from_regex(r"[0-9]{4,12}", fullmatch=True).map(FIN)
lines = st.lists(printable, max_size=4).map(tuple)

iaqs = st.builds(
    Iaq,
    ori=oris,
    pur=st.sampled_from("CF"),
    atn=st.text(plain, min_size=1, max_size=30),
    phn=st.text(plain, min_size=1, max_size=20),
    nam=st.text(plain, min_size=1, max_size=30),
    dob=days.map(lambda day: f"{day:%Y%m%d}") | days.map(lambda day: f"{day:%m%d%y}"),
    sex=st.sampled_from("MFX"),
    pob=st.text(st.sampled_from("ABCXYZ"), min_size=2, max_size=2),
    cus=st.sampled_from("YN"),
    off=st.integers(0, 9999).map("{:04d}".format),
    arn=st.none() | st.text(codes, min_size=8, max_size=9),
    fbi=st.none() | st.text(codes, min_size=1, max_size=9),
    sid=st.none() | st.text(codes, min_size=3, max_size=10),
    rem=st.none() | st.text(plain, min_size=1, max_size=200),
    control=controls,
)
iars = st.builds(
    Iar,
    ori=oris,
    dai=oris,
    status=st.sampled_from(IarStatus),
    control=controls,
    name=st.none() | printable,
    fin=st.none() | fins,
    a_number=st.none() | printable,
    level=st.none() | st.sampled_from(["1", "2", "3", "NON-CRIMINAL"]),
    detainer_intended=st.none() | st.booleans(),
    determined_on=st.none() | days,
    text=lines,
)
idrs = st.builds(
    Idr,
    ori=oris,
    dai=oris,
    result=st.just(IdrResult.MATCH),
    control=controls,
    fin=fins,
    encounter_id=st.none() | printable,
    name=st.none() | printable,
    birth_date=st.none() | days,
    citizenship=st.none() | printable,
    encounter_on=st.none() | days,
    encounter_purpose=st.none() | printable,
    photo=st.booleans(),
    text=lines,
) | st.builds(
    Idr, ori=oris, dai=oris, result=st.sampled_from([IdrResult.NO_MATCH, IdrResult.ERROR]), text=lines
)


@settings(max_examples=100, deadline=None)
@given(iaqs)
def test_iaq_reads_back(iaq):
    assert read_iaq(write_iaq(iaq)) == iaq


@settings(max_examples=100, deadline=None)
@given(iars)
def test_iar_reads_back(iar):
    assert read_iar(write_iar(iar)) == iar


@settings(max_examples=100, deadline=None)
@given(idrs)
def test_idr_reads_back(idr):
    assert read_idr(write_idr(idr)) == idr


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_messages_are_refused_with_our_error_or_read(data):
    message = Idr(IMMIGRATION, NATIONAL, IdrResult.MATCH, fin=FIN("12345678"), birth_date=date(1980, 2, 29))
    whole, reader = data.draw(st.sampled_from([(write_iaq(IAQ), read_iaq), (write_idr(message), read_idr)]))
    start = data.draw(st.integers(0, len(whole)))
    damaged = whole[:start] + data.draw(st.binary(max_size=4)) + whole[start + data.draw(st.integers(0, 4)) :]
    said = outcome(reader, damaged)
    assert said is None or ("expected" in said and "SYNTHETIC" not in said)


def outcome(reader, data):
    """None where the message was read, else what our error says; any other error escapes."""
    try:
        reader(data)
    except BadInput as error:
        return str(error)
    return None


def test_iaq_is_in_the_legacy_form():
    assert write_iaq(IAQ) == (
        b"IAQ.DCFBIWAQZ.AX.TXTPUR/C.ATN/DESK 4.PHN/3045550100.NAM/SYNTHETIC, PERSON ONE."
        b"DOB/19800229.SEX/F.POB/MX.CUS/Y.OFF/2399."
    )
    controlled = dataclasses.replace(IAQ, control="T-77", fbi="123456AA1")
    assert write_iaq(controlled).startswith(b"IAQ.DCFBIWAQZ.AX*T-77.TXT")
    assert write_iaq(controlled).endswith(b".FBI/123456AA1.")


def test_iaq_may_break_lines_between_fields():
    assert read_iaq(write_iaq(IAQ).replace(b".TXT", b".TXT\r\n").replace(b".NAM", b".\r\nNAM")) == IAQ


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pur", "J"), ("atn", ""), ("atn", "X" * 31), ("phn", "5" * 21), ("nam", "ST. JOHN, A"), ("nam", "A/B, C"),
        ("nam", "X" * 31), ("nam", "MUÑOZ, A"), ("dob", "19810229"), ("dob", "1980"), ("sex", "MF"), ("pob", "MEX"),
        ("cus", "U"), ("off", "399"), ("arn", "A123"), ("fbi", "1234567890"), ("sid", "MA"), ("control", "a.b"),
    ],
)  # fmt: skip
def test_iaq_refuses_values_outside_the_form(field, value):
    with pytest.raises(BadInput, match="control" if field == "control" else field.upper()):
        dataclasses.replace(IAQ, **{field: value})


@pytest.mark.parametrize("prefix", [b"PUR", b"ATN", b"PHN", b"NAM", b"DOB", b"SEX", b"POB", b"CUS", b"OFF"])
def test_iaq_without_a_mandatory_field_is_refused_by_name(prefix):
    parts = write_iaq(IAQ).split(b"TXT")[1].split(b".")
    kept = b".".join(part for part in parts if not part.startswith(prefix))
    with pytest.raises(BadInput, match=prefix.decode()):
        read_iaq(b"IAQ.DCFBIWAQZ.AX.TXT" + kept)


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        (b".AX.", b".BX.", "AX"), (b"IAQ.", b"IAR.", "header"), (b"OFF/2399.", b"OFF/2399", "full stop"),
        (b"CUS/Y.", b"CUS/Y.CUS/N.", "twice"), (b"CUS/Y.", b"CUS/Y.XYZ/1.", "XYZ"), (b"DESK", b"D\xc3\x89", "ASCII"),
    ],
)  # fmt: skip
def test_iaq_of_another_form_is_refused(old, new, match):
    with pytest.raises(BadInput, match=match):
        read_iaq(write_iaq(IAQ).replace(old, new, 1))


@pytest.mark.parametrize("result", IdrResult)
def test_every_idr_bears_the_notice_and_is_refused_without(result):
    idr = Idr(IMMIGRATION, NATIONAL, result, fin=FIN("12345678") if result is IdrResult.MATCH else None)
    data = write_idr(idr)
    for line in NON_DELEGATION_NOTICE:
        assert line.encode() in data
    with pytest.raises(BadInput, match="notice"):
        read_idr(data.replace(f"NOT/{NON_DELEGATION_NOTICE[1]}\r\n".encode(), b""))


def test_idr_without_match_bears_no_data_of_a_person():
    with pytest.raises(BadInput, match="NO MATCH"):
        Idr(IMMIGRATION, NATIONAL, IdrResult.NO_MATCH, name="SYNTHETIC,ONE")
    with pytest.raises(BadInput, match="FIN"):
        Idr(IMMIGRATION, NATIONAL, IdrResult.MATCH)


def test_line_break_in_a_value_is_refused():
    iar = Iar(IMMIGRATION, NATIONAL, IarStatus.NO_RECORD, text=("ONE\r\nSTA/SUBJECT TO REMOVAL",))
    with pytest.raises(BadInput, match="TXT"):
        write_iar(iar)


def test_iar_with_an_unknown_status_is_refused():
    data = write_iar(Iar(IMMIGRATION, NATIONAL, IarStatus.NO_RECORD)).replace(b"NO RECORD", b"ILLEGAL")
    with pytest.raises(BadInput, match="STA"):
        read_iar(data)


@pytest.mark.parametrize("bad", [b"\x07", b"\n", b"\r", b"\x1c"])
def test_control_characters_in_a_received_line_are_refused(bad):
    data = write_iar(Iar(IMMIGRATION, NATIONAL, IarStatus.NO_RECORD, text=("ONE LINE",)))
    with pytest.raises(BadInput, match="printable"):
        read_iar(data.replace(b"ONE LINE", b"ONE" + bad + b"LINE"))
