"""Reading and writing: identity on everything readable, no error but ours, no quadratic time.

What odd and damaged files yield is in ``test_odd_files``.
"""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_cases import card, image, synthetic_car
from strict_walk import is_sound

from tenprint.errors import BadInput, NotReadable
from tenprint.record.build import assemble, tagged_record, type4_record
from tenprint.record.model import BinaryRecord, TaggedRecord, UnreadBytes
from tenprint.record.other_format import looks_like_text_damage
from tenprint.record.transaction import read, write

HEADER = {2: "0400", 4: "CAR", 7: "MASPB0000", 8: "MA0130100", 9: "MA0130100-01", 11: "19.69", 12: "19.69"}
FOLDERS = ("nist_reference", "nbis_testdata")

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x1c\x1d\x1e\x1f"), min_size=1, max_size=20)
values = st.one_of(
    texts, st.lists(texts, min_size=1, max_size=3), st.lists(st.tuples(texts, texts), min_size=1, max_size=3)
)
fields = st.dictionaries(st.integers(3, 998), values, max_size=6)
numbered = st.integers(0, 99)


@st.composite
def records(draw):
    kind = draw(st.sampled_from([2, 4, 9, 10, 13, 14, 15, 17, 99]))
    if kind == 4:
        width, height = draw(st.integers(1, 12)), draw(st.integers(1, 12))
        data = draw(st.binary(min_size=width * height, max_size=width * height))
        return type4_record(
            idc=draw(numbered), imp=1, position=1, width=width, height=height, gca=0, data=data
        )
    image_data = {999: draw(st.binary(max_size=60))} if kind >= 10 else {}
    return tagged_record(kind, draw(fields) | image_data, idc=draw(numbered))


@settings(max_examples=150, deadline=None)
@given(st.lists(records(), max_size=6))
def test_what_is_built_reads_back_the_same(made):
    built = assemble(HEADER, made)
    data = write(built)
    again = read(data)
    assert again.faults == ()
    assert again == built
    assert write(again) == data


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_bytes_are_read_and_written_back_or_refused(data):
    whole = bytearray(synthetic_car())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(whole)))
        length = data.draw(st.integers(0, 12))
        whole[start : start + length] = data.draw(st.binary(max_size=12))
    damaged = bytes(whole)
    try:
        transaction = read(damaged)
    except NotReadable:
        return
    assert write(transaction) == damaged
    assert not transaction.whole or is_sound(damaged)
    for fault in transaction.faults:
        assert fault.offset is None or 0 <= fault.offset <= len(damaged)
        assert len(fault.found) <= 30


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_after_a_header_are_kept(tail):
    header = write(assemble(HEADER, []))
    assert write(read(header + tail)) == header + tail


@pytest.mark.parametrize("folder", FOLDERS)
def test_real_files_come_back_byte_for_byte_and_without_fault(real_data, folder):
    paths = sorted((real_data / "an2k" / folder).iterdir())
    assert len(paths) >= 20
    for path in paths:
        data = path.read_bytes()
        transaction = read(data)
        assert write(transaction) == data, path.name
        assert [fault.message for fault in transaction.faults] == [], path.name


@pytest.mark.parametrize("folder", FOLDERS)
def test_real_files_cut_or_lengthened_have_faults(real_data, folder):
    for path in sorted((real_data / "an2k" / folder).iterdir()):
        data = path.read_bytes()
        for damaged in (data[:-1], data + b"\x00", data[: max(len(data) * 2 // 3, 150)]):
            transaction = read(damaged)
            assert transaction.faults, path.name
            assert write(transaction) == damaged, path.name


def test_tag_digits_and_values_are_kept_as_sent(real_data):
    transaction = read((real_data / "an2k" / "nbis_testdata" / "valid1.1.an2").read_bytes())
    assert transaction.header.fields[1].tag == "1.02"
    assert transaction.tot == "CAR"
    assert transaction.descriptive.field(18) == "JOHN,CLINTON"
    assert transaction.descriptive.items(47) == (("20080302", "4727442"),)


def test_value_in_utf8_is_read_as_text(real_data):
    transaction = read((real_data / "an2k" / "nist_reference" / "type-14-amp-nqm-utf8.an2").read_bytes())
    assert any("\u4e00" <= letter <= "\u9fff" for letter in transaction.descriptive.field(3))


def test_image_bytes_may_hold_every_separator():
    data = bytes(range(256)) + b"\x1d14.999:\x1c"
    record = tagged_record(14, {6: "16", 999: data}, idc=1)
    again = read(write(assemble(HEADER, [record])))
    assert again[1].value(999) == data
    assert not again.faults


def test_fields_of_a_type4_record_are_at_their_offsets():
    record = image(7, 3, width=12, height=11, data=bytes(132))
    assert (record.idc, record.imp, record.fgp, record.isr) == (7, 1, (3, 255, 255, 255, 255, 255), 0)
    assert (record.hll, record.vll, record.gca, len(record.data)) == (12, 11, 0, 132)
    with pytest.raises(NotReadable, match="Types 3 to 6"):
        _ = BinaryRecord(7, bytes(20)).hll


def test_a_wrong_length_of_the_text_record_still_gives_its_fields_and_the_images():
    data = synthetic_car().replace(b"2.001:2", b"2.001:7")
    transaction = read(data)
    assert transaction.descriptive.field(9) == "11-0042"
    assert len(transaction.binary(4)) == 14
    assert [fault.code for fault in transaction.faults] == ["E0004"]


def test_fault_says_where_and_what():
    data = synthetic_car() + b"extra"
    (fault,) = read(data).faults
    assert (fault.code, fault.offset, fault.found) == ("E0012", len(data) - 5, "5 bytes")


def test_separators_inside_values_are_refused_when_building():
    with pytest.raises(BadInput, match=r"2\.018"):
        tagged_record(2, {18: "A\x1dB"}, idc=0)


@pytest.mark.parametrize(
    "changes",
    [{"data": bytes(99)}, {"width": 0, "data": b""}, {"height": 65536, "gca": 1}, {"idc": 100}],
)
def test_image_records_that_the_form_cannot_hold_are_refused(changes):
    with pytest.raises(BadInput, match="Type-4"):
        image(**({"idc": 1, "position": 1} | changes))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04", "ZIP"),
        (b"<x/>", "XML"),
        (b"%PDF-", "PDF"),
        (b"\xff\xa0\xff", "WSQ"),
        (b"1.002:", "other"),
    ],
)
def test_other_formats_are_named(data, name):
    with pytest.raises(NotReadable, match=name):
        read(data)


def test_text_damage_is_noticed():
    damaged = synthetic_car().replace(b"\r", b"").replace(b"\n", b"\r\n")
    assert looks_like_text_damage(damaged)
    assert not looks_like_text_damage(synthetic_car())
    assert "text damage" in read(damaged).faults[0].found


def million(piece: bytes, kind: bytes = b"2.900:") -> bytes:
    body = b"\x1d2.002:00\x1d" + kind + piece * 1_000_000 + b"\x1c"
    length = len(body) + len(b"2.001:") + 7
    record = b"2.001:%07d" % length + body
    return write(assemble(HEADER, [tagged_record(2, {18: "A"}, idc=0)])).split(b"2.001")[0] + record


@pytest.mark.parametrize(
    "piece", [b"\x1d", b"\x1d2.900:x", b"\x1e", b"\x1f", b"\x1d2.9", b":", b"\x1c", b"2.0000001:"]
)
def test_a_million_pieces_are_read_in_linear_time(piece):
    from datetime import date

    from tenprint.record.validate import validate

    data = million(piece)
    started = time.perf_counter()
    transaction = read(data)
    validate(transaction, received_on=date(2011, 6, 9))
    assert time.perf_counter() - started < 5  # quadratic would be hours
    assert write(transaction) == data


def test_too_many_fields_are_kept_unread_with_a_fault():
    transaction = read(million(b"\x1d2.900:x"))
    assert isinstance(transaction[1], UnreadBytes)
    assert transaction.faults[0].code == "E0004"


def test_a_transaction_is_its_records_in_order():
    whole = card()
    assert len(whole) == 16
    assert [record.type for record in whole] == [1, 2] + [4] * 14
    assert isinstance(whole[0], TaggedRecord)


def test_what_the_contents_field_says_never_gets_into_a_log():
    header = synthetic_car().split(b"\x1c")[0].replace(b"2\x1f00", b"SECRET\x1f" + b"S" * 500)
    for fault in read(header + b"\x1c" + synthetic_car().split(b"\x1c", 1)[1]).faults:
        assert "SECRET" not in fault.log_text
        assert len(fault.expected) < 100 and len(fault.record) < 30
