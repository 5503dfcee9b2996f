"""Impressions of Type-4 and Type-14."""

import pytest
from record_cases import card, image

from tenprint.image import codestream
from tenprint.record.build import assemble, tagged_record
from tenprint.record.card import check_card
from tenprint.record.tenprint_images import impressions
from tenprint.record.transaction import read

HEADER = {2: "0400", 4: "CAR", 11: "19.69", 12: "39.37"}


def type14(**changes):
    fields = {3: "1", 6: "20", 7: "10", 8: "1", 9: "1000", 11: "NONE", 13: "2", 999: bytes(200)}
    return tagged_record(14, fields | {int(tag[1:]): value for tag, value in changes.items()}, idc=5)


def test_type4_and_type14_give_the_same_kind_of_record():
    whole = assemble(HEADER, [image(1, 3), type14()])
    first, second = impressions(whole)
    assert (first.position, first.impression_type, first.width, first.height, first.idc) == (3, 1, 10, 10, 1)
    assert (second.position, second.width, second.height, second.idc, second.data) == (
        2,
        20,
        10,
        5,
        bytes(200),
    )
    assert (first.resolution_ppi, second.resolution_ppi) == (500, 1000)
    assert first.rolled and second.rolled


def test_resolution_of_isr_1_is_that_of_the_header():
    (found,) = impressions(assemble(HEADER, [image(1, 3, isr=1)]))
    assert found.resolution_ppi == 1000


def test_resolution_in_pixels_per_centimetre():
    (found,) = impressions(assemble(HEADER, [type14(t8="2", t9="197")]))
    assert found.resolution_ppi == 500


def test_unreadable_numbers_do_not_raise():
    (found,) = impressions(assemble(HEADER, [type14(t6="wide", t9="½", t13="x", t11="WSQ")]))
    assert (found.width, found.position, found.compression, found.resolution_ppi) == (0, 255, "WSQ20", None)


def test_card_has_fourteen():
    assert [one.position for one in impressions(card())] == list(range(1, 15))


def test_real_card_positions_sizes_and_compression(real_data):
    for name in ("type-4-tpcard.an2", "type-14-tpcard-nqm.an2"):
        found = impressions(read((real_data / "an2k" / "nist_reference" / name).read_bytes()))
        assert sorted(one.position for one in found) == list(range(1, 15)), name
        assert {one.compression for one in found} == {"WSQ20"}
        assert all(codestream.dimensions("WSQ20", one.data) == (one.width, one.height) for one in found)
        assert all(one.resolution_ppi == 500 for one in found)


@pytest.mark.parametrize(
    "box", [("2", "9", "3", "0", "5"), ("2", "0", "21", "0", "5"), ("2", "0", "5"), ("2", "a", "5", "0", "5")]
)
def test_bad_segment_box_is_noted_and_the_print_kept(box):
    findings = list(check_card(assemble(HEADER, [type14(t21=[box])])))
    assert [(one.code, one.severity) for one in findings if one.field == "14.021"] == [("E0003", "WARNING")]
    assert "2" not in findings[-1].found.split("for ")[1].split(", ")


def test_good_segment_box_gives_nothing():
    findings = check_card(assemble(HEADER, [type14(t21=[("2", "0", "20", "0", "10")])]))
    assert [one.code for one in findings] == ["L0118"]


def test_type14_without_image_but_with_reason_is_no_print():
    record = tagged_record(14, {3: "1", 13: "2", 18: [("2", "XX")]}, idc=1)
    assert impressions(assemble(HEADER, [record])) == []
    findings = list(check_card(assemble(HEADER, [record])))
    assert [(one.code, one.severity) for one in findings] == [("L0118", "REJECT"), ("E0006", "WARNING")]
    assert "2" not in findings[0].found.split("for ")[1].split(", ")
