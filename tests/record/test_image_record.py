"""Every image record in one view, and what the builders make."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from image_cases import HEADER, ON, SOURCE, file_of, finger, picture

from tenprint.errors import BadInput
from tenprint.record.build import assemble, tagged_record
from tenprint.record.build_image import (
    Picture,
    image_binary_record,
    type7_record,
    type8_record,
    type10_record,
    type13_record,
    type14_record,
    type15_record,
    type17_record,
)
from tenprint.record.image_record import Resolution, image_records
from tenprint.record.model import BinaryRecord
from tenprint.record.transaction import read, write

BITS = Picture(16, 10, "NONE", bytes(20), depth=1)


def test_every_type_gives_the_same_view():
    common = {"source": SOURCE, "captured_on": ON}
    records = [
        image_binary_record(3, idc=1, position=2, impression_type=3, picture=picture()),
        image_binary_record(4, idc=2, position=13, impression_type=0, picture=picture()),
        image_binary_record(5, idc=3, position=1, impression_type=1, picture=BITS),
        image_binary_record(6, idc=4, position=1, impression_type=1, picture=BITS),
        type7_record(idc=5, data=b"theirs"),
        type8_record(idc=6, picture=BITS, signature=1),
        type10_record(idc=7, picture=picture("JPEGB"), **common),
        type13_record(idc=8, position=19, picture=picture(), **common),
        type14_record(idc=9, position=13, impression_type=2, picture=picture(), **common),
        type15_record(idc=10, position=21, picture=picture(), **common),
        type17_record(idc=11, eye=2, picture=picture(), **common),
    ]
    found = image_records(file_of(*records))
    assert [one.label for one in found] == [
        "3 IDC 01", "4 IDC 02", "5 IDC 03", "6 IDC 04", "8 IDC 06", "10 IDC 07", "13 IDC 08", "14 IDC 09", "15 IDC 10",
        "17 IDC 11",
    ]  # fmt: skip
    shown = [one.positions or one.subject for one in found]
    assert shown == [
        (2,), (13,), (1,), (1,), "signature of the official", "FACE", (19,), (13,), (21,), "left eye",
    ]  # fmt: skip
    assert [one.depth for one in found] == [8, 8, 1, 1, 1, None, 8, 8, 8, 8]
    assert [one.colour_space for one in found if not one.ridges] == [None, "SRGB", "GRAY"]
    assert {(one.width, one.height) for one in found} == {(20, 10), (16, 10)}
    assert [one.impression_type for one in found] == [3, 0, 1, 1, None, None, 4, 2, 10, None]
    assert all(
        one.resolution == Resolution(500, 500, one.resolution.where)
        for one in found
        if one.type not in (3, 5)
    )
    assert {one.resolution.across_ppi for one in found if one.type in (3, 5)} == {250}


def test_elements_are_pointed_at_where_they_stand():
    whole = file_of(
        image_binary_record(4, idc=1, position=2, impression_type=1, picture=picture()), finger(2, 3)
    )
    data = write(whole)
    binary, tagged = image_records(whole)
    assert data[binary.offset("HLL") : binary.offset("HLL") + 4] == bytes([0, 20, 0, 10])
    assert data[binary.data_offset :].startswith(binary.data)
    assert data[tagged.offset("HLL") :].startswith(b"14.006:20\x1d")
    assert data[tagged.data_offset :].startswith(tagged.data)
    assert (binary.tag("CGA"), tagged.tag("CGA"), binary.tag("DATA")) == ("4.008", "14.011", "4.009")
    assert tagged.offset("AMP") == tagged.offset() == tagged.source.offset  # absent: where the record begins
    one = binary.finding("E0003", "CGA", "x")
    assert (one.record, one.field, one.mnemonic, one.offset) == (
        "4 IDC 01",
        "4.008",
        "GCA",
        binary.offset("CGA"),
    )


@pytest.mark.parametrize(
    ("fields", "resolution"),
    [
        ({8: "1", 9: "1000", 10: "1000"}, (1000, 1000)),
        ({8: "2", 9: "197", 10: "197"}, (500, 500)),
        ({8: "2", 9: "394"}, (1000, 1000)),
        ({8: "1", 9: "500", 10: "250"}, (500, 250)),
        ({8: "0", 9: "1", 10: "1"}, None),  # the shape of a pixel, no resolution
        ({9: "500", 10: "500"}, None),  # without scale units 500 is not assumed to be ppi
        ({8: "1"}, None),
        ({8: "1", 9: "-500"}, None),
        ({}, None),
    ],
)
def test_resolution_is_what_the_record_states_and_nothing_else(fields, resolution):
    (found,) = image_records(assemble(HEADER, [tagged_record(14, {13: "2", **fields}, idc=1)]))
    stated = found.resolution
    assert (stated and (stated.across_ppi, stated.down_ppi)) == resolution


@pytest.mark.parametrize(
    ("kind", "isr", "header", "ppi", "where"),
    [
        (4, 0, {11: "39.37", 12: "39.37"}, 500, "4.005"),
        (4, 1, {11: "39.37", 12: "39.37"}, 1000, "1.012"),
        (4, 1, {11: "00.00", 12: "00.00"}, None, None),
        (4, 2, {11: "19.69", 12: "19.69"}, None, None),
        (3, 0, {11: "19.69", 12: "09.84"}, 250, "3.005"),
        (3, 1, {11: "19.69", 12: "19.69"}, 250, "1.011"),  # as in NIST's type_3_wvu.an2: half the scanner's
    ],
)
def test_resolution_of_a_binary_record(kind, isr, header, ppi, where):
    record = image_binary_record(kind, idc=1, position=2, impression_type=1, picture=picture(), isr=isr)
    (found,) = image_records(file_of(record, header=header))
    assert (found.resolution and found.resolution.across_ppi) == ppi
    assert (found.resolution and found.resolution.where) == where


def test_real_images_of_every_type_say_what_is_in_them(real_data):
    folder = real_data / "an2k" / "nist_reference"
    expected = {
        "type-3.an2": [(3, 250, "NONE", 402, 376)],
        "type-6.an2": [(6, 500, "NONE", 804, 752)],
        "type-8-sig.an2": [(8, None, "NONE", 1968, 197)],
        "type-10-sap10.an2": [(10, None, "JPEGB", 480, 600)],
        "type-15-palms.an2": [(15, 500, "WSQ20", 900, 2500), (15, 1000, "JP2L", 2750, 2750)],
        "type-17-iris.an2": [(17, 1000, "PNG", 449, 312)],
    }
    for name, records in expected.items():
        found = image_records(read((folder / name).read_bytes()))
        assert [
            (one.type, one.resolution and one.resolution.across_ppi, one.compression) for one in found
        ] == [record[:3] for record in records], name
        if name != "type-10-sap10.an2":
            assert [(one.width, one.height) for one in found] == [record[3:] for record in records], name


@given(
    fields=st.dictionaries(st.integers(3, 30), st.text(st.characters(codec="latin-1"), max_size=8)),
    kind=st.sampled_from([10, 13, 14, 15, 16, 17, 19, 20]),
    data=st.binary(max_size=20),
)
def test_no_value_makes_the_view_raise(fields, kind, data):
    texts = {number: text.translate(dict.fromkeys(range(28, 32))) for number, text in fields.items()}
    (found,) = image_records(assemble(HEADER, [tagged_record(kind, {**texts, 999: data}, idc=3)]))
    assert found.label == f"{kind} IDC 03"
    assert found.width >= 0
    assert found.data == data


@given(st.sampled_from([3, 4, 5, 6, 8]), st.binary(min_size=14, max_size=40))
def test_no_byte_makes_the_view_of_a_binary_record_raise(kind, rest):
    record = BinaryRecord(kind, (len(rest) + 4).to_bytes(4, "big") + rest)
    (found,) = image_records(assemble(HEADER, [record]))
    assert found.offset("DATA") <= len(rest) + 4 + 200


@pytest.mark.parametrize(
    "make",
    [
        lambda: finger(1, 2, picture("NONE", 20, 10, data=bytes(199))),
        lambda: finger(1, 2, Picture(20, 10, "GIF", b"GIF89a")),
        lambda: finger(100, 2),
        lambda: type14_record(
            idc=1, position=2, impression_type=1, picture=None, source=SOURCE, captured_on=date(2011, 6, 8)
        ),
        lambda: image_binary_record(7, idc=1, position=2, impression_type=1, picture=picture()),
        lambda: image_binary_record(
            4, idc=1, position=2, impression_type=1, picture=Picture(70_000, 1, "WSQ20", b"x")
        ),
    ],
)
def test_what_no_writer_may_send_is_refused(make):
    with pytest.raises(BadInput, match="expected"):
        make()


@given(
    st.integers(0, 99), st.integers(1, 14), st.integers(10, 30), st.integers(10, 30),
    st.dictionaries(st.integers(1, 10), st.tuples(*[st.integers(0, 30)] * 4), max_size=4),
)  # fmt: skip
def test_a_built_finger_is_read_as_it_was_made(idc, position, width, height, boxes):
    made = finger(idc, position, picture("NONE", width, height), segments=boxes)
    (found,) = image_records(file_of(made))
    assert (found.idc, found.position, found.width, found.height) == (idc, position, width, height)
    assert len(found.data) == width * height
    expected = tuple((str(one), *map(str, boxes[one])) for one in sorted(boxes))
    assert found.source.items(21) == expected
