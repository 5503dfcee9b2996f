"""The set of impressions of a card: each position once, none unexplained; each impression as a card needs it."""

import pytest
from image_cases import ON, SOURCE, binary_finger, file_of, finger, picture, wsq_head

from tenprint.image.slap_split import FINGERS_OF_SLAP
from tenprint.record.build_image import Picture, type10_record, type15_record, type17_record
from tenprint.record.card import CRIMINAL_SET, FLATS, amputated, check_card
from tenprint.record.card_impression import FINGERS_OF_PLAIN
from tenprint.record.transaction import read, write

COMMON = {"source": SOURCE, "captured_on": ON}
LONG = Picture(1600, 1600, "WSQ20", wsq_head(1600, 1600))


def whole_card(*, without=(), instead=None, mixed=False):
    """The fourteen as Type-14, or rolled as Type-4 and plain as Type-14; ``instead`` by position."""
    instead = instead or {}
    make = binary_finger if mixed else finger
    return [
        instead[place] if place in instead else (make if place <= 10 else finger)(place, place)
        for place in range(1, 15)
        if place not in without
    ]


def shown(records, **changes):
    positions = changes.pop("positions", CRIMINAL_SET)
    findings = check_card(file_of(*records, **changes), positions=positions)
    return [(one.code, one.record, one.field, str(one.severity)) for one in findings]


@pytest.mark.parametrize("mixed", [False, True])
def test_a_whole_card_has_no_finding(mixed):
    assert shown(whole_card(mixed=mixed)) == []


def test_a_position_twice_names_the_second_record_and_the_first():
    whole = file_of(*whole_card(), binary_finger(15, 5))
    (one,) = check_card(whole)
    assert (one.code, one.record, one.field) == ("L0059", "4 IDC 15", "4.004")
    assert "14 IDC 05" in one.expected
    assert write(whole)[one.offset] == 5


def test_missing_positions_are_listed():
    (one,) = check_card(file_of(*whole_card(without=(1, 2, 3, 5, 13))))
    assert (one.code, one.found) == ("L0118", "neither for 1-3, 5, 13")


def test_a_reason_in_2084_explains_a_missing_finger():
    assert shown(whole_card(without=(3,)), amputated={3: "XX"}) == []
    assert shown(whole_card(without=(3, 4)), amputated={3: "XX"}) == [("L0118", "4/14", None, "REJECT")]


def test_a_plain_print_may_be_missing_with_all_its_fingers():
    reasons = dict.fromkeys((2, 3, 4, 5), "UP")
    assert shown(whole_card(without=(2, 3, 4, 5, 13)), amputated=reasons) == []
    del reasons[5]
    assert shown(whole_card(without=(2, 3, 4, 13)), amputated=reasons) == [("L0118", "4/14", None, "REJECT")]


def test_a_rolled_print_of_a_finger_said_to_be_missing():
    assert shown(whole_card(), amputated={3: "XX"}) == [("E0006", "2", "2.084", "REJECT")]
    partial = finger(3, 3, missing={3: "XX"})  # what the amputation has left was rolled
    assert shown(whole_card(instead={3: partial}), amputated={3: "XX"}) == []


def test_a_reason_in_place_of_the_image_explains_too_and_2084_should_agree():
    absent = finger(3, 3, picture=None, missing={3: "UP"})
    assert shown(whole_card(instead={3: absent}), amputated={3: "UP"}) == []
    assert shown(whole_card(instead={3: absent})) == [("E0006", "14 IDC 03", "14.018", "WARNING")]


def test_an_amputation_in_a_slap_is_no_fault_where_2084_names_it():
    slap = finger(14, 14, missing={9: "XX"})
    assert shown(whole_card(without=(9,), instead={14: slap}), amputated={9: "XX"}) == []


@pytest.mark.parametrize(
    ("position", "missing", "listed"),
    [(14, {2: "XX"}, {2: "XX"}), (3, {4: "XX"}, {4: "XX"})],
)
def test_reasons_for_fingers_of_another_image_are_noted(position, missing, listed):
    records = whole_card(
        without=tuple(listed), instead={position: finger(position, position, missing=missing)}
    )
    assert shown(records, amputated=listed) == [("E0006", f"14 IDC {position:02d}", "14.018", "WARNING")]


def test_an_image_of_a_finger_that_could_not_be_printed_is_noted():
    record = finger(3, 3, missing={3: "UP"})
    found = shown(whole_card(instead={3: record}), amputated={3: "UP"})
    assert ("E0006", "14 IDC 03", "14.018", "WARNING") in found


@pytest.mark.parametrize(
    ("position", "record", "expected"),
    [
        (1, finger(1, 0), ("E0002", "14 IDC 01", "14.013", "REJECT")),
        (1, binary_finger(1, 0), ("E0002", "4 IDC 01", "4.004", "REJECT")),
        (1, binary_finger(1, 255), ("E0002", "4 IDC 01", "4.004", "REJECT")),
        (1, finger(1, 1, more={13: ["1", "2"]}), ("E0002", "14 IDC 01", "14.013", "REJECT")),
        (1, finger(1, 1, impression_type=0), ("E0006", "14 IDC 01", "14.003", "REJECT")),
        (13, finger(13, 13, impression_type=1), ("E0006", "14 IDC 13", "14.003", "REJECT")),
        (1, finger(1, 1, source="MA01"), ("E0002", "14 IDC 01", "14.004", "REJECT")),
        (1, finger(1, 1, Picture(900, 700, "WSQ20", wsq_head(900, 700))), ("E0003", "14 IDC 01", "14.006", "WARNING")),
        (13, finger(13, 13, LONG), ("E0003", "14 IDC 13", "14.007", "WARNING")),
        (1, finger(1, 1, Picture(20, 11, "WSQ20", wsq_head(20, 10))), ("E0006", "14 IDC 01", "14.007", "REJECT")),
    ],
)  # fmt: skip
def test_one_impression_that_is_not_as_a_card_needs_it(position, record, expected):
    found = [one for one in shown(whole_card(instead={position: record})) if one[0] != "L0118"]
    assert found == [expected]


@pytest.mark.parametrize("code", [1, 3, 21, 23, 25, 27])
def test_every_code_of_a_rolled_impression_is_one(code):
    assert shown(whole_card(instead={1: finger(1, 1, impression_type=code)})) == []


@pytest.mark.parametrize("code", [0, 2, 20, 22, 24, 26])
def test_every_code_of_a_plain_impression_is_one(code):
    assert shown(whole_card(instead={13: finger(13, 13, impression_type=code)})) == []


def test_sizes_are_those_of_the_resolution():
    """1600 × 1500 pixels of a rolled finger are right at 1000 ppi; NIST's own card is a few pixels over 800 × 750."""
    double = finger(1, 1, Picture(1600, 1500, "JP2", picture("JP2", 1600, 1500).data, ppi=1000))
    assert shown(whole_card(instead={1: double})) == []
    nist = finger(1, 1, Picture(804, 752, "WSQ20", wsq_head(804, 752)))
    assert shown(whole_card(instead={1: nist})) == []
    for width, found in ((808, []), (809, [("E0003", "14 IDC 01", "14.006", "WARNING")])):
        wide = finger(1, 1, Picture(width, 750, "WSQ20", wsq_head(width, 750)))
        assert shown(whole_card(instead={1: wide})) == found


def test_a_fifteenth_impression_is_refused():
    assert shown([*whole_card(), finger(15, 15)]) == [("E0002", "14 IDC 15", "14.013", "REJECT")]


def test_major_case_prints_are_passed_over():
    joint = finger(15, 19, impression_type=4, more={14: [("2", "EJI")]})
    toe = finger(16, 64)
    palm = type15_record(idc=17, position=21, picture=picture(), **COMMON)
    assert shown([*whole_card(), joint, toe, palm]) == []


def test_two_fingers_under_one_idc():
    records = whole_card(instead={4: finger(3, 4)})
    assert shown(records) == [("E0004", "14 IDC 03", None, "REJECT")]


def test_two_pictures_under_one_idc_are_legal():
    face = type10_record(idc=15, picture=picture("JPEGB"), **COMMON)
    assert shown([*whole_card(), face, face]) == []


def test_a_bad_photograph_or_iris_is_noted_and_the_card_taken():
    photo = type10_record(idc=15, picture=Picture(20, 10, "JPEGB", b"no picture"), **COMMON)
    iris = type17_record(idc=16, eye=1, picture=Picture(20, 10, "PNG", b"no picture"), **COMMON)
    assert shown([*whole_card(), photo, iris]) == [
        ("L0009", "10 IDC 15", "10.011", "WARNING"), ("L0009", "17 IDC 16", "17.011", "WARNING"),
    ]  # fmt: skip


def test_flats_are_a_set_of_their_own():
    flats = [finger(1, 13), finger(2, 14), finger(3, 15)]
    assert shown(flats, positions=FLATS) == []
    assert shown(flats[:2], positions=FLATS) == [("L0118", "4/14", None, "REJECT")]
    assert shown(flats[:2], positions=FLATS, amputated={1: "XX", 6: "UP"}) == []
    assert shown([*flats, finger(4, 1)], positions=FLATS) == [("E0002", "14 IDC 04", "14.013", "REJECT")]


BOX = ("2", "0", "20", "0", "10")


@pytest.mark.parametrize(
    "field",
    [
        {21: [("2", "9", "3", "0", "5")]},  # left behind right
        {21: [("2", "0", "20", "6", "5")]},  # top under bottom
        {21: [("2", "0", "21", "0", "10")]},  # over the right edge
        {21: [("2", "0", "20", "0", "11")]},
        {21: [("2", "3", "3", "0", "5")]},  # without width
        {21: [("2", "0", "5")]},
        {21: [("2", "a", "5", "0", "5")]},
        {21: [BOX, ("3", "9", "3", "0", "5")]},
        {25: [("2", "3", "0", "0", "5", "0", "21", "5")]},  # a corner outside
        {25: [("2", "4", "0", "0", "5", "0", "5", "5")]},  # four corners said, three given
        {25: [("2", "2", "0", "0", "5", "0")]},
    ],
)
def test_a_box_inverted_or_outside_is_noted(field):
    (number,) = field
    found = shown(whole_card(instead={13: finger(13, 13, more=field)}))
    assert found == [("E0003", "14 IDC 13", f"14.{number:03d}", "WARNING")]


def test_boxes_inside_are_right():
    more = {21: [BOX, ("3", "5", "6", "1", "2")], 25: [("2", "3", "0", "0", "20", "0", "20", "10")]}
    assert shown(whole_card(instead={13: finger(13, 13, more=more)})) == []


def test_of_a_damaged_file_the_records_are_looked_at_and_the_set_is_not():
    bad = finger(1, 1, Picture(24, 10, "WSQ20", wsq_head(20, 10)))
    data = write(file_of(*whole_card(instead={1: bad})))
    assert [one.code for one in check_card(read(data[:-30]))] == ["E0006"]


def test_amputated_reads_what_can_be_read():
    whole = file_of(amputated={3: "XX", 11: "XX", 10: "UP"})
    assert amputated(whole) == {3, 10}


@pytest.mark.parametrize("name", ["type-4-tpcard.an2", "type-14-tpcard-nqm.an2"])
def test_nists_own_cards_are_whole(real_data, name):
    assert list(check_card(read((real_data / "an2k" / "nist_reference" / name).read_bytes()))) == []


def test_the_amputated_slap_of_nist_explains_itself(real_data):
    found = check_card(
        read((real_data / "an2k" / "nist_reference" / "type-14-amp-nqm-utf8.an2").read_bytes()),
        positions=FLATS,
    )
    assert [(one.code, one.field, str(one.severity)) for one in found] == [("E0006", "14.018", "WARNING")]


def test_the_fingers_of_a_plain_print_are_those_that_the_engine_splits():
    assert {place: tuple(sorted(fingers)) for place, fingers in FINGERS_OF_SLAP.items()} == FINGERS_OF_PLAIN
