"""Each image record against the head of its own codestream: one defect, one finding at its place."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from image_cases import ON, SOURCE, binary_finger, encoded, file_of, finger, picture, wsq_head

from tenprint.record.build import tagged_record
from tenprint.record.build_image import (
    Picture,
    image_binary_record,
    type8_record,
    type10_record,
    type13_record,
    type15_record,
)
from tenprint.record.image_record import image_records
from tenprint.record.image_record_check import check_image_records
from tenprint.record.model import BinaryRecord, Transaction
from tenprint.record.transaction import read, write

COMMON = {"source": SOURCE, "captured_on": ON}


def found_in(*records, **changes):
    whole = file_of(*records, **changes)
    return list(check_image_records(whole))


def shown(findings):
    return [(one.code, one.field, str(one.severity)) for one in findings]


@pytest.mark.parametrize("compression", ["NONE", "WSQ20", "JPEGB", "JP2", "PNG"])
def test_a_picture_of_each_compression_that_is_as_its_record_says_has_no_finding(compression):
    assert (
        found_in(finger(1, 2, picture(compression)), binary_finger(2, 3, picture=picture(compression))) == []
    )


DEFECTS = {
    "image_empty_type4": (lambda: binary_finger(1, 2, picture=picture("WSQ20", data=b"")), "E0001", "4.009"),
    "jpeg_said_to_be_wsq": (
        lambda: finger(1, 2, Picture(20, 10, "WSQ20", encoded("JPEGB", 20, 10))), "L0009", "14.011",
    ),
    "noise_said_to_be_png": (lambda: finger(1, 2, Picture(20, 10, "PNG", b"noise" * 9)), "L0009", "14.011"),
    "png_cut_in_its_head": (
        lambda: finger(1, 2, Picture(20, 10, "PNG", encoded("PNG", 20, 10)[:20])), "L0009", "14.999",
    ),
    "wsq_without_frame": (lambda: finger(1, 2, Picture(20, 10, "WSQ20", b"\xff\xa0" + bytes(9))), "L0009", "14.999"),
    "wider_than_the_codestream": (
        lambda: finger(1, 2, Picture(24, 10, "WSQ20", wsq_head(20, 10))), "E0006", "14.006",
    ),
    "higher_than_the_codestream": (
        lambda: finger(1, 2, Picture(20, 14, "WSQ20", wsq_head(20, 10))), "E0006", "14.007",
    ),
    "in_colour": (lambda: finger(1, 2, picture("PNG", colour=True)), "E0006", "14.012"),
    "in_colour_type4": (lambda: binary_finger(1, 2, picture=picture("PNG", colour=True)), "E0006", "4.009"),
    "scales_differ": (lambda: finger(1, 2, more={10: "1000"}), "E0006", "14.010"),
    "resolution_of_a_screen": (lambda: finger(1, 2, picture(ppi=96)), "E0003", "14.009"),
    "palm_too_coarse": (
        lambda: type15_record(idc=1, position=21, picture=picture(ppi=300), **COMMON), "E0003", "15.009",
    ),
    "no_resolution_anywhere": (lambda: finger(1, 2, more={8: "0"}), "E0001", "14.008"),
    "no_image_and_no_reason": (lambda: without_image(finger(1, 2)), "E0001", "14.999"),
    "image_empty": (lambda: with_data(finger(1, 2), b""), "E0001", "14.999"),
    "tag_doubled": (lambda: with_data(finger(1, 2), b"011010\x1d14.999:" + encoded("PNG", 20, 10)), "E0005", "14.999"),
    "latent_of_another_size": (
        lambda: type13_record(idc=1, position=0, picture=Picture(20, 11, "PNG", encoded("PNG", 20, 10)), **COMMON),
        "E0006", "13.007",
    ),
    "photograph_is_no_jpeg": (
        lambda: type10_record(idc=1, picture=Picture(20, 10, "JPEGB", encoded("PNG", 20, 10)), **COMMON),
        "L0009", "10.011",
    ),
    "photograph_empty": (
        lambda: with_data(type10_record(idc=1, picture=picture("JPEGB"), **COMMON), b""), "E0001", "10.999",
    ),
}  # fmt: skip
DOUBTS = {
    "said_to_be_lossless": (
        lambda: finger(1, 2, Picture(20, 10, "JPEGL", encoded("JPEGB", 20, 10))), "E0006", "14.011",
    ),
    "latent_of_another_depth": (
        lambda: type13_record(idc=1, position=0, picture=picture("PNG", depth=24), **COMMON), "E0006", "13.012",
    ),
    "file_states_another_resolution": (
        lambda: finger(1, 2, Picture(20, 10, "WSQ20", wsq_head(20, 10, 1000))), "E0006", "14.009",
    ),
    "wsq_at_1000": (lambda: finger(1, 2, picture("WSQ20", ppi=1000)), "E0006", "14.011"),
    "resolution_in_the_file_only": (
        lambda: finger(1, 2, Picture(20, 10, "WSQ20", wsq_head(20, 10, 500)), more={8: "0"}), "E0001", "14.008",
    ),
    "size_without_image": (
        lambda: finger(1, 2, picture=None, missing={2: "XX"}, more={6: "20"}), "E0006", "14.006",
    ),
    "tiff_said_to_be_raw": (
        lambda: image_binary_record(
            6, idc=1, position=2, impression_type=1, picture=Picture(16, 10, "NONE", b"II*\0" + bytes(16), depth=1)
        ), "E0006", "6.008",
    ),
    "signature_of_another_size": (
        lambda: BinaryRecord(8, type8_record(idc=1, picture=Picture(16, 10, "NONE", bytes(20), depth=1)).raw[:8]
                             + bytes([0, 17]) + bytes([0, 10]) + bytes(20)), "E0006", "8.008",
    ),
}  # fmt: skip


def without_image(record):
    kept = {one.number: one.value.decode() for one in record.fields if one.number not in (1, 2, 999)}
    return tagged_record(record.type, kept, record.idc)


def with_data(record, data):
    kept = {one.number: one.value for one in record.fields if one.number not in (1, 2)}
    fields = {number: value.decode() if number != 999 else data for number, value in kept.items()}
    return tagged_record(record.type, fields, record.idc)


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_each_defect_gives_its_code_at_its_field_and_no_other(name):
    make, code, field = DEFECTS[name]
    assert shown(found_in(make())) == [(code, field, "REJECT")]


@pytest.mark.parametrize("name", sorted(DOUBTS))
def test_each_doubt_is_a_warning(name):
    make, code, field = DOUBTS[name]
    assert shown(found_in(make())) == [(code, field, "WARNING")]


def test_data_that_begins_with_the_tag_of_another_record_is_no_doubled_tag():
    record = with_data(finger(1, 2), b"01\x1d13.999:" + encoded("PNG", 20, 10))
    assert [(one.code, one.field) for one in found_in(record)] == [("E0006", "14.999")]


def test_the_resolution_of_a_photograph_is_nobodys_concern():
    data = encoded("JPEGB", 20, 10, ppi=96)
    assert found_in(type10_record(idc=1, picture=Picture(20, 10, "JPEGB", data), **COMMON)) == []


def test_a_raw_image_has_one_byte_for_each_pixel():
    good = binary_finger(1, 2)
    short = BinaryRecord(4, (len(good.raw) - 1).to_bytes(4, "big") + good.raw[4:-1])
    (one,) = found_in(short)
    assert (one.code, one.field, one.expected, one.found) == ("E0006", "4.009", "200 bytes", "199 bytes")


def test_finding_points_at_the_element_in_the_file():
    whole = file_of(finger(7, 2, Picture(24, 10, "WSQ20", wsq_head(20, 10))))
    (one,) = check_image_records(whole)
    assert one.record == "14 IDC 07"
    assert write(whole)[one.offset :].startswith(b"14.006:24\x1d")
    assert (one.expected, one.found) == ("20 x 10 as in the image", "24 x 10")


def test_records_before_a_damage_are_looked_at_too():
    data = write(file_of(finger(1, 2, Picture(24, 10, "WSQ20", wsq_head(20, 10))), finger(2, 3)))
    damaged = read(data[:-30])
    assert not damaged.whole
    assert [one.code for one in check_image_records(damaged)] == ["E0006"]


def test_binary_records_of_a_converted_file_are_left_alone():
    whole = file_of(*(binary_finger(idc, idc) for idc in range(1, 5)))
    converted = read(write(whole).decode("latin-1").encode("utf-8"))
    assert any("text damage" in one.found for one in converted.faults)
    assert list(check_image_records(converted)) == []


@pytest.mark.parametrize(("ppi", "codes"), [("489", ["E0003"]), ("490", []), ("510", [])])
def test_a_known_print_has_500_ppi_less_what_rounding_takes(ppi, codes):
    assert [one.code for one in found_in(finger(1, 2, more={9: ppi, 10: ppi}))] == codes


@pytest.mark.parametrize(("inside", "codes"), [(509, []), (511, ["E0006"])])
def test_the_file_may_differ_from_the_record_by_two_per_cent(inside, codes):
    found = found_in(finger(1, 2, Picture(20, 10, "WSQ20", wsq_head(20, 10, inside))))
    assert [one.code for one in found] == codes


def test_a_lossless_jpeg_said_to_be_lossy_is_doubtful():
    data = bytes.fromhex("ffd8 ffc3 000b 08 000a 0014 01 011100")  # SOF3, 20 x 10
    (one,) = found_in(finger(1, 2, Picture(20, 10, "JPEGB", data)))
    assert (one.code, one.field, str(one.severity)) == ("E0006", "14.011", "WARNING")
    assert found_in(finger(1, 2, Picture(20, 10, "JPEGL", data))) == []


def test_a_latent_may_be_of_unknown_resolution():
    record = type13_record(idc=1, position=0, picture=picture(), more={8: "0", 9: "1", 10: "1"}, **COMMON)
    assert found_in(record) == []


REAL = {
    "valid1.2.an2": {("E0006", "6.009")},  # Type-6 of 800 x 800 with 512 x 512 bytes
    "valid1.5.an2": {("E0005", "13.999")},
    "valid1.6.an2": {("E0005", "13.999")},
    "valid1.7.an2": {("E0005", "14.999")},
    "valid1.8.an2": {("E0006", "14.006")},
    "valid1.9.an2": {("E0003", "14.009")},  # a fingerprint of 96 ppi
    "valid1.11.an2": {("E0005", "10.999"), ("E0005", "14.999"), ("E0005", "15.999"), ("E0005", "16.999")},
    "valid1.16.an2": {("E0005", "10.999"), ("E0005", "14.999"), ("E0005", "15.999"), ("E0005", "16.999")},
    "rec01_rec02_rec16.nst.an2": {("E0006", "16.007")},
}


def test_of_the_real_files_those_with_a_known_defect_are_refused_and_no_others(real_data):
    refused = {}
    paths = [
        *(real_data / "an2k" / "nist_reference").iterdir(), *(real_data / "an2k" / "nbis_testdata").iterdir()
    ]  # fmt: skip
    for path in paths:
        findings = check_image_records(read(path.read_bytes()))
        if wrong := {(one.code, one.field) for one in findings if one.severity == "REJECT"}:
            refused[path.name] = wrong
    assert len(paths) > 40
    assert refused == REAL


def test_an_image_that_says_255_ppi_says_nothing(real_data):
    """Four of the fourteen images of NIST's own card have PPI 255 in their WSQ comment."""
    whole = read((real_data / "an2k" / "nist_reference" / "type-4-tpcard.an2").read_bytes())
    assert list(check_image_records(whole)) == []
    changed = [
        replace(one, raw=one.raw.replace(b"PPI 500", b"PPI 400")) if isinstance(one, BinaryRecord) else one
        for one in whole
    ]
    codes = {(one.code, str(one.severity)) for one in check_image_records(Transaction(tuple(changed)))}
    assert codes == {("E0006", "WARNING")}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["WSQ20", "JPEGB", "JP2", "PNG"]), st.data())
def test_no_damage_makes_the_check_raise(compression, data):
    whole = bytearray(encoded(compression, 20, 10))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    record = with_data(finger(1, 2), cut or b"x")
    (image,) = image_records(file_of(record))
    assert image.data == (cut or b"x")
    for one in check_image_records(file_of(record)):
        assert one.record == "14 IDC 01"
