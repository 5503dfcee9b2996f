"""What files outside our own data may bring: read as far as they can be, kept byte for byte, faults with a place.

Each damaged file is held to three things: it comes back unchanged, it is not called whole, and the records that
the damage did not touch are still read.
"""

import struct
import time

import pytest
from record_cases import card, changed, image, replaced, start_of, synthetic_car, with_field
from strict_walk import is_sound

from tenprint.errors import NotReadable
from tenprint.record import recovery
from tenprint.record.build import assemble, encode, tagged_record, with_length
from tenprint.record.model import FS, BinaryRecord, Field, TaggedRecord, Transaction, UnreadBytes
from tenprint.record.transaction import read, write

HEADER = {2: "0400", 4: "CAR", 7: "MASPB0000", 8: "MA0130100", 9: "MA0130100-01", 11: "00.00", 12: "00.00"}
TEXT = {18: "SYNTHETIC,PERSON"}
PICTURE = bytes(range(256)) + b"\x1d14.006:1\x1c15.001:9\x1c" + bytes(40)


def tagged_card(*kinds):
    """A file of a Type-2 and image records of these types, their IDCs 1, 2 …"""
    images = [
        tagged_record(kind, {6: "16", 999: PICTURE}, idc=idc) for idc, kind in enumerate(kinds, start=1)
    ]
    return write(assemble(HEADER, [tagged_record(2, TEXT, idc=0), *images]))


def read_damaged(data):
    transaction = read(data)
    assert write(transaction) == data
    assert not transaction.whole
    assert transaction.faults
    assert all(0 <= fault.offset <= len(data) for fault in transaction.faults)
    assert not is_sound(data)
    return transaction


def in_record(data, place, old, new):
    """The file with one piece of its record ``place`` replaced, no length computed anew."""
    raws = [record.raw for record in read(data)]
    assert raws[place].count(old) == 1
    raws[place] = raws[place].replace(old, new)
    return b"".join(raws)


def test_the_reference_agrees_with_the_reader_on_sound_files():
    for data in (synthetic_car(), tagged_card(14, 13, 15, 99)):
        assert is_sound(data)
        assert read(data).whole


# Oddities that are no damage


@pytest.mark.parametrize("digits", ["%04d", "%07d"])
def test_leading_zeros_of_a_length_are_kept(digits):
    first, second, *rest = card()
    body = second.raw.split(b"\x1d", 1)[1]
    length = len(b"2.001:") + len(digits % 0) + 1 + len(body)
    data = write(Transaction((first,))) + b"2.001:" + (digits % length).encode() + b"\x1d" + body
    data += b"".join(one.raw for one in rest)
    transaction = read(data)
    assert transaction.whole
    assert write(transaction) == data


@pytest.mark.parametrize("tag", [b"2.1:", b"2.01:", b"2.0001:", b"02.001:"])
def test_the_number_of_digits_in_a_tag_is_not_fixed(tag):
    record = card().descriptive
    fields = [Field(tag[:-1].decode(), b"0000"), *record.fields[1:]]
    size = len(TaggedRecord(2, tuple(fields)).raw)
    fields[0] = Field(fields[0].tag, b"%04d" % size)
    data = write(Transaction((card()[0], TaggedRecord(2, tuple(fields)), *card()[2:])))
    transaction = read(data)
    assert transaction.whole
    assert transaction.descriptive.field(9) == "11-0042"
    assert write(transaction) == data


def test_a_header_tag_of_two_digits_is_a_header():
    data = b"01.001:" + synthetic_car()[6:].replace(b"173", b"174", 1)
    assert len(read(data)) == 16


@pytest.mark.parametrize(("idc", "number"), [("0", 0), ("00", 0), ("7", 7), ("007", 7), ("99", 99)])
def test_an_idc_is_a_number_however_it_is_written(idc, number):
    record = with_length(2, [Field("2.002", idc.encode()), Field("2.018", b"A")])
    transaction = assemble(HEADER, [record])
    listed = with_field(transaction.header, 3, [("1", "1"), ("2", idc)])
    again = read(write(Transaction((listed, record))))
    assert again.faults == ()
    assert again[1].idc == number
    assert again[1].value(2) == idc.encode()


@pytest.mark.parametrize("kind", [16, 18, 20, 21, 22, 55, 98, 99])
def test_records_of_any_tagged_type_are_carried(kind):
    data = tagged_card(kind)
    transaction = read(data)
    assert transaction.whole
    assert transaction[2].type == kind
    assert transaction[2].value(999) == PICTURE


def test_unknown_and_repeated_and_disordered_fields_are_kept():
    fields = [
        ("2.002", b"00"),
        ("2.2001", b"B"),
        ("2.018", b"A"),
        ("2.018", b"C"),
        ("2.99999", b""),
        ("X", b""),
    ]
    record = with_length(2, [Field(tag, value) for tag, value in fields])
    data = write(assemble(HEADER, [record]))
    transaction = read(data)
    assert transaction.whole
    assert [one.tag for one in transaction[1].fields[1:]] == [tag for tag, _ in fields]
    assert transaction[1].field(18) == "A"
    assert write(transaction) == data


@pytest.mark.parametrize("extra", [b"\x1d", b"\x1d\x1d", b"\x1dno tag", b"\x1d:", b"\x1d2.:x", b"\x1d.5:x"])
def test_fields_without_a_tag_are_kept(extra):
    first, second, *rest = card()
    body = second.raw[:-1].split(b"\x1d", 1)[1] + extra + FS
    data = first.raw + b"2.001:%03d\x1d" % (len(body) + 10) + body + b"".join(one.raw for one in rest)
    transaction = read(data)
    assert write(transaction) == data
    assert len(transaction.binary(4)) == 14


@pytest.mark.parametrize(("kind", "size"), [(7, 5), (7, 6), (7, 400), (8, 12), (8, 60), (3, 18), (6, 18)])
def test_binary_records_of_other_types_are_kept_as_their_bytes(kind, size):
    raw = struct.pack(">IB", size, 5) + bytes(size - 5)
    data = write(assemble(HEADER, [tagged_record(2, TEXT, idc=0), BinaryRecord(kind, raw)]))
    transaction = read(data)
    assert transaction.whole
    assert (transaction[2].type, transaction[2].idc, transaction[2].raw) == (kind, 5, raw)


# Character sets


@pytest.mark.parametrize(
    ("declared", "codec", "name"),
    [
        ([("003", "UTF-8", "4.0")], "utf-8", "\u05db\u05d4\u05df,\u00c9\u4e2d"),
        ([("2", "UTF-16")], "utf-16-be", "\u05db\u05d4\u05df,\u041f\u4e2d"),
        ([("0", "ASCII"), ("2", "UTF-16", "")], "utf-16", "M\u00fcller,\u0416"),
        ([("4", "UTF-32")], "utf-32-be", "\u05db\u05d4\u05df,\U0001f600"),
        ([("1", "Latin")], "latin-1", "M\u00fcller"),
        ([("130", "Windows-1255")], "cp1255", "\u05db\u05d4\u05df"),
    ],
)
def test_text_is_read_in_the_declared_character_set(declared, codec, name):
    items = b"\x1e".join(b"\x1f".join([name.encode(codec), b"1980", name.encode(codec)]) for _ in range(2))
    record = with_length(2, [Field("2.002", b"00"), Field("2.018", items), Field("2.022", b"19800229")])
    data = write(assemble(HEADER | {15: declared}, [record]))
    transaction = read(data)
    assert transaction.whole
    assert write(transaction) == data
    descriptive = transaction.descriptive
    assert descriptive.field(18) == name
    assert descriptive.items(18) == ((name, "1980", name),) * 2
    assert descriptive.subfields(18) == (f"{name}\x1f1980\x1f{name}",) * 2
    assert descriptive.field(22) == "19800229"  # what can be ASCII is


def test_separator_bytes_within_wide_characters_separate_nothing():
    name = "\u1d1d\u041f\u011e\u001a"  # bytes 1D 1D, 04 1F, 01 1E
    record = with_length(2, [Field("2.002", b"00"), Field("2.018", name.encode("utf-16-be"))])
    transaction = read(write(assemble(HEADER | {15: [("2", "UTF-16")]}, [record])))
    assert len(transaction[1].fields) == 3
    assert transaction[1].field(18) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [("כהן".encode("cp1255"), "\xeb\xe4\xef"), (b"M\xc3\xbcller", "Müller"), (b"M\xfcller", "Müller")],
)
def test_text_without_a_declared_set_is_utf8_or_latin1(value, text):
    record = with_length(2, [Field("2.002", b"00"), Field("2.018", value)])
    again = read(write(assemble(HEADER, [record])))
    assert again[1].field(18) == text
    assert again[1].value(18) == value


@pytest.mark.parametrize(
    "declared", [[("2", "x")], [("999", "hex")], [("200", "rot13")], [("abc",)], [("5",)]]
)
def test_a_wrong_or_unknown_declared_set_loses_nothing(declared):
    record = with_length(2, [Field("2.002", b"00"), Field("2.018", b"\xd8\x00\xff")])
    data = write(assemble(HEADER | {15: declared}, [record]))
    transaction = read(data)
    assert write(transaction) == data
    assert transaction[1].field(18)


# Damage


@pytest.mark.parametrize("spaced", [b" %d", b"%d ", b" %d\t"])
def test_a_length_with_blanks_leads_where_it_says_but_is_a_fault(spaced):
    data = tagged_card(14, 14)
    raw = read(data)[2].raw
    rest = raw.split(b"\x1d", 1)[1]
    blank = spaced % (len(raw) + len(spaced) - 2)
    record = b"14.001:" + blank + b"\x1d" + rest
    transaction = read_damaged(data.replace(raw, record))
    assert transaction[2].value(999) == PICTURE
    assert transaction[3].value(999) == PICTURE


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_missing_last_separator_costs_nothing_where_the_length_is_right(place):
    data = tagged_card(14, 14, 14)
    raws = [record.raw for record in read(data)]
    raws[place] = raws[place][:-1] + b"Z"
    transaction = read_damaged(b"".join(raws))
    assert [one.type for one in transaction] == [1, 2, 14, 14, 14]
    assert transaction[place].terminator == b""
    assert [(fault.code, fault.offset) for fault in transaction.faults] == [
        ("E0004", transaction[place].offset)
    ]


@pytest.mark.parametrize(
    "length", [b"0", b"1", b"12", b"", b"-5", b"abc", b"99999", b"999999999999", b"340 1"]
)
@pytest.mark.parametrize("place", [2, 3, 4])
def test_a_wrong_length_of_a_tagged_image_record_does_not_lose_the_others(length, place):
    data = tagged_card(14, 14, 14)
    raw = read(data)[place].raw
    right = raw.split(b"\x1d", 1)[0]
    damaged = in_record(data, place, right + b"\x1d", b"14.001:" + length + b"\x1d")
    transaction = read_damaged(damaged)
    assert [one.type for one in transaction] == [1, 2, 14, 14, 14]
    assert [one.value(999) for one in transaction.tagged(14)] == [PICTURE] * 3
    assert len(transaction.faults) == 1
    assert transaction.faults[0].offset == transaction[place].offset


@pytest.mark.parametrize("length", [0, 1, 17, 100, 119, 2**31, 2**32 - 1])
@pytest.mark.parametrize("place", [2, 9, 15])
def test_a_wrong_length_of_a_binary_image_does_not_lose_the_others(length, place):
    start = start_of(place)
    data = synthetic_car()
    damaged = data[:start] + struct.pack(">I", length) + data[start + 4 :]
    transaction = read_damaged(damaged)
    assert [one.type for one in transaction] == [1, 2, *[4] * 14] or (place, length) in {(15, 100), (15, 119)}
    assert len(transaction.binary(4)) == 14
    fault = transaction.faults[0]
    assert fault.offset in (transaction[place].offset, transaction[-1].offset)


def test_a_wrong_length_before_binary_images_does_not_lose_them():
    picture = tagged_record(10, {3: "FACE", 999: PICTURE}, idc=20)
    whole = assemble(
        HEADER | {11: "19.69", 12: "19.69"},
        [tagged_record(2, TEXT, idc=0), picture, image(1, 1), image(2, 2)],
    )
    damaged = write(whole).replace(b"10.001:", b"10.001:9")
    transaction = read_damaged(damaged)
    assert [one.type for one in transaction] == [1, 2, 10, 4, 4]
    assert transaction[2].value(999) == PICTURE


@pytest.mark.parametrize(("before", "kind", "idc"), [(b"", 14, 2), (FS, 14, 9), (FS, 13, 2)])
def test_a_record_within_an_image_is_not_taken_for_the_next(before, kind, idc):
    decoy = before + tagged_record(kind, {6: "16"}, idc=idc).raw
    images = [
        tagged_record(14, {999: b"\xff" + decoy + b"\xff"}, idc=1),
        tagged_record(14, {999: PICTURE}, idc=2),
    ]
    data = write(assemble(HEADER, [tagged_record(2, TEXT, idc=0), *images]))
    transaction = read_damaged(in_record(data, 2, b"14.002:01", b"14.002:1"))
    assert [one.type for one in transaction] == [1, 2, 14, 14]
    assert decoy in transaction[2].value(999)
    assert transaction[3].value(999) == PICTURE


@pytest.mark.parametrize("limit", ["MAX_RECOVERIES", "MAX_TRIES", "MAX_SEARCHED_BYTES"])
def test_the_search_stops_at_each_of_its_limits(limit, monkeypatch):
    start = start_of(2)
    damaged = synthetic_car()[:start] + bytes(4) + synthetic_car()[start + 4 :]
    assert len(read(damaged).binary(4)) == 14
    monkeypatch.setattr(recovery, limit, 5 if limit == "MAX_TRIES" else 0)
    transaction = read_damaged(damaged)
    assert not transaction.binary(4)


def test_bytes_between_two_records_are_kept_and_the_next_record_is_found():
    data = tagged_card(14, 14)
    start = sum(len(one.raw) for one in list(read(data))[:3])
    transaction = read_damaged(data[:start] + b"noise" + data[start:])
    assert [type(one) for one in transaction][3:] == [UnreadBytes, TaggedRecord]
    assert transaction[3].raw == b"noise"


def test_images_are_read_where_the_list_of_records_is_missing():
    transaction = read(changed(1, 3, None))
    assert not transaction.whole
    assert [one.type for one in transaction] == [1, 2, *[4] * 14]


@pytest.mark.parametrize(
    "listing", [b"1\x1f15\x1e2\x1f00\x1eX\x1f01", b"1", b"\x1e\x1e", b"1\x1f2\x1e2\x1f0\x1e14\x1f1"]
)
def test_images_are_read_where_the_list_of_records_is_wrong(listing):
    first, *rest = card()
    fields = [Field(one.tag, listing) if one.number == 3 else one for one in first.fields[1:]]
    transaction = read_damaged(write(Transaction((with_length(1, fields), *rest))))
    assert len(transaction.binary(4)) == 14


def test_a_tagged_record_of_a_binary_type_is_read_with_a_fault():
    record = TaggedRecord(7, (Field("7.001", b"30"), Field("7.002", b"05"), Field("7.003", b"abcde")))
    record = with_length(7, record.fields[1:])
    data = write(assemble(HEADER, [record]))
    transaction = read_damaged(data)
    assert (transaction[1].type, transaction[1].idc, transaction[1].field(3)) == (7, 5, "abcde")


@pytest.mark.parametrize("tail", [b"\n", b"\r\n", b"\0", bytes(1000), b"\x1a", b"\x1c", b"\x1d2.018:A"])
def test_what_stands_after_the_last_record_is_kept_and_is_the_only_fault(tail):
    for data in (synthetic_car(), tagged_card(14)):
        transaction = read_damaged(data + tail)
        assert transaction[-1].raw == tail
        assert [(fault.code, fault.offset) for fault in transaction.faults] == [("E0012", len(data))]


def test_a_separator_within_a_name_does_not_end_the_record_early():
    data = replaced(b"SYNTHETIC,PERSON ONE", b"SYNTHETIC\x1cPERSON ONE").replace(b"2.001:2", b"2.001:1")
    transaction = read_damaged(data)
    assert len(transaction.descriptive.fields) == len(card().descriptive.fields)
    assert len(transaction.binary(4)) == 14


def test_a_fault_of_the_list_stands_at_the_list():
    first, *rest = card()
    listed = with_field(first, 3, [("1", "14"), *[("4", f"{idc:02d}") for idc in range(14)]])
    data = write(Transaction((listed, *rest)))
    fault = read_damaged(data).faults[-1]
    assert data[fault.offset :].startswith(b"1.003:")


def test_a_file_without_a_type1_record_is_not_readable():
    for data in (b"", b"2.001:18\x1d2.002:00\x1c", b"\n" + synthetic_car(), b"1.001", synthetic_car()[:60]):
        with pytest.raises(NotReadable):
            read(data)


# Limits


def test_fields_are_limited_over_the_whole_file():
    many = [with_length(2, [Field("2.002", b"00"), *[Field("2.900", b"")] * 40_000]) for _ in range(4)]
    data = write(assemble(HEADER, many))
    transaction = read(data)
    assert write(transaction) == data
    assert [type(one) for one in transaction][1:] == [TaggedRecord] * 2 + [UnreadBytes] * 2
    assert [fault.code for fault in transaction.faults] == ["E0004"] * 2


def noise_of_heads(count):
    """A file that lists ``count`` images and holds only their heads, all of them with an impossible length."""
    heads = b"".join(
        b"\x00\xff\xff\xff" + bytes([1]) + b"\x01\x01" + b"\xff" * 5 + b"\x00" * 6 for _ in range(count)
    )
    listed = [("1", "999"), *[("4", "1")] * 999]
    return write(Transaction((with_field(assemble(HEADER, []).header, 3, listed),))) + heads


@pytest.mark.parametrize(
    "make",
    [
        lambda: noise_of_heads(100_000),
        lambda: noise_of_heads(0) + b"\xff" * 3_000_000,
        lambda: noise_of_heads(0) + b"\0" * 3_000_000,
        lambda: noise_of_heads(0) + b"\x1c14.001:9\x1d" * 200_000,
        lambda: noise_of_heads(0) + b"14.001:99\x1d\x1c" * 200_000,
        lambda: write(assemble(HEADER, [])).replace(b"1.001:", b"1.001:9") + b"\x1c2.001:9\x1c" * 200_000,
        lambda: write(assemble(HEADER, [])).split(b"1.003")[0] + b"1.009:A\x1c" + b"\0\0\0\x12" * 200_000,
    ],
)
def test_the_search_for_records_is_bounded(make):
    data = make()
    began = time.perf_counter()
    assert write(read(data)) == data
    assert time.perf_counter() - began < 5  # without the limits it would be minutes


def test_encoding_a_value_with_a_wide_character_set_is_not_ours_to_write():
    assert encode("2.018", "Müller") == "Müller".encode()
