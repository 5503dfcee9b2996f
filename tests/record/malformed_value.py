"""Malformed in values: characters, occurrences, finger positions, segments, IDCs, records of other types."""

from malformed_builder import (
    declared_utf8,
    further,
    kept,
    minutiae,
    photograph,
    ridges,
    twin,
    type2,
    type2_value,
    type14,
    type14_fields,
    type14_record,
)
from record_cases import appended, changed, image, patched, synthetic_car, with_images

from tenprint.record.build import tagged_record
from tenprint.record.model import Field

MILLION = 1_000_000
VALUES = {
    "name_twice_in_one_field": twin(lambda: changed(2, 18, ["SYNTHETIC,ONE", "SYNTHETIC,TWO"]), "E0005"),
    "item_separator_in_name": kept(lambda: changed(2, 18, [("SYNTHETIC", "ONE")]), "E0005"),
    "file_separator_in_name": twin(lambda: type2_value(18, b"SYNTHETIC,\x1cONE"), "E0005"),
    "field_without_colon": twin(lambda: type2(lambda fields: [*fields, Field(None, b"NOTHING")]), "E0005"),
    "field_of_no_bytes": twin(lambda: type2(lambda fields: [*fields, Field(None, b"")]), "E0005"),
    "nam_nul": twin(lambda: type2_value(18, b"SYNTHETIC,\0NE"), "E0002"),
    "nam_escape": kept(lambda: type2_value(18, b"SYNTHETIC,\x1b[2JONE"), "E0002"),
    "nam_tab": twin(lambda: type2_value(18, b"SYNTHETIC,\tONE"), "E0002"),
    "nam_delete": twin(lambda: type2_value(18, b"SYNTHETIC,\x7fONE"), "E0002"),
    "nam_newline": twin(lambda: type2_value(18, b"SYNTHETIC,\r\nONE"), "E0002"),
    "nam_latin1": twin(lambda: type2_value(18, b"SYNTH\xc9TIC,ONE"), "E0002"),
    "nam_windows_1255": twin(lambda: type2_value(18, b"\xf9\xec\xe5\xed,\xe0\xe1\xe2"), "E0002"),
    "nam_utf8_declared": kept(lambda: declared_utf8(18, "SYNTHÉTIC,ÉVA".encode()), acceptable=True),
    "nam_chinese_declared": twin(lambda: declared_utf8(18, "華裔,合成".encode()), acceptable=True),
    "residence_latin1": twin(lambda: appended(Field("2.041", b"12 ELM \xc9")), "E0002", acceptable=True),
    "sex_of_blanks": twin(lambda: changed(2, 24, " "), "E0002"),
    "weight_letters": twin(lambda: changed(2, 29, "HVY"), "E0002"),
    "ori_not_ascii": twin(lambda: changed(1, 8, "MA01301É0"), "H0002"),
    "tcn_with_space": twin(lambda: changed(1, 9, "MA0130100 0000000001"), "H0002"),
    "gmt_no_such_hour": twin(lambda: changed(1, 14, "20110608250000Z"), "H0002", acceptable=True),
}
TOO_MANY = {
    "aka_11": kept(lambda: changed(2, 19, ["SYNTHETIC,OTHER"] * 11), "E0005", acceptable=True),
    "dob_6": twin(lambda: changed(2, 22, ["19800229"] * 6), "E0005"),
    "cri_4": twin(lambda: changed(2, 73, ["MA0130100"] * 4), "E0005"),
    "charge_of_301_characters": kept(lambda: changed(2, 47, [("20110607", "A" * 301)]), "E0002"),
    "charge_of_three_items": twin(lambda: changed(2, 47, [("20110607", "LARCENY", "MORE")]), "E0005"),
    "tcn_of_41_characters": twin(lambda: changed(1, 9, "A" * 41), "H0002"),
    "value_of_a_million_bytes": twin(lambda: type2_value(18, b"A" * MILLION), "E0002"),
    "fields_1000000": twin(
        lambda: type2(lambda fields: [*fields, *[Field("2.300", b"")] * MILLION]), "E0004"
    ),
    "subfields_1000000": twin(lambda: type2_value(22, b"\x1e" * MILLION), "E0005"),
    "items_1000000": twin(lambda: type2_value(47, b"\x1f" * MILLION), "E0005"),
    "records_1100": twin(lambda: synthetic_car() + image(1, 1).raw * 1100, "E0004"),
}
FINGERS = {
    "position_fifteen": twin(lambda: patched(14, 6, b"\x0f"), "E0002", "L0118"),
    "position_255": twin(lambda: patched(2, 6, b"\xff"), "E0002", "L0118"),
    "plain_said_rolled": twin(lambda: patched(14, 5, b"\x01"), "E0006"),
    "impression_unknown": twin(lambda: patched(2, 5, b"\x63"), "E0002"),
    "two_missing": twin(lambda: synthetic_car(without=(3, 14)), "L0118"),
    "twice_and_missing": kept(
        lambda: with_images(lambda old: [*old[:2], image(3, 2), *old[3:]]), "L0059", "L0118"
    ),
    "all_amputated_but_none_missing": twin(
        lambda: changed(2, 84, [(f"{finger:02d}", "XX") for finger in range(1, 11)]), "E0006"
    ),
    "amputation_reason_unknown": twin(
        lambda: synthetic_car(without=(3,), amputated={3: "XX"}).replace(b"03\x1fXX", b"03\x1fZZ"), "E0002"
    ),
    "type14_position_zero": twin(lambda: type14({13: "0"}), "E0002", "L0118"),
    "type14_position_letters": twin(lambda: type14({13: "RT"}), "E0002", "L0118"),
    "type14_position_missing": twin(lambda: type14({13: None}), "E0001", "L0118"),
    "type14_position_fifteen": twin(lambda: type14({3: "0", 13: "15"}), "E0002", "L0118"),
    "type14_position_twice": kept(lambda: type14({13: "2"}), "L0059", "L0118"),
    "type14_rolled_said_plain": twin(lambda: type14({3: "0"}), "E0006"),
    "type14_impression_missing": twin(lambda: type14({3: None}), "E0001"),
    "type14_of_an_extra_digit": twin(
        lambda: further(tagged_record(14, type14_fields(1) | {3: "1", 13: "16"}, idc=15)), "E0002"
    ),
}
SEGMENTS = {
    "segment_inverted": kept(
        lambda: type14({21: [("2", "8", "2", "1", "9")]}, position=13), "E0003", acceptable=True
    ),
    "segment_top_below_bottom": twin(
        lambda: type14({21: [("2", "1", "5", "9", "2")]}, position=13), "E0003", acceptable=True
    ),
    "segment_outside": kept(
        lambda: type14({21: [("2", "1", "11", "1", "9")]}, position=13), "E0003", acceptable=True
    ),
    "segment_of_four_numbers": twin(
        lambda: type14({21: [("2", "1", "5", "9")]}, position=13), "E0005", acceptable=True
    ),
    "segment_letters": twin(
        lambda: type14({21: [("2", "L", "R", "T", "B")]}, position=13), "E0002", acceptable=True
    ),
    "segment_of_another_finger": twin(
        lambda: type14({21: [("7", "1", "5", "1", "9")]}, position=13),
        "E0006",
        acceptable=True,
    ),
    "segment_of_a_thumb_at_a_finger": twin(
        lambda: type14({21: [("1", "1", "5", "1", "9")]}, position=2), "E0006", acceptable=True
    ),
    "valid_segment_of_an_extra_digit": twin(
        lambda: type14({21: [("5", "1", "5", "1", "9"), ("16", "6", "9", "1", "9")]}, position=13),
        acceptable=True,
    ),
    "segment_twice": twin(
        lambda: type14({21: [("2", "1", "5", "1", "9")] * 6}, position=13), "E0005", acceptable=True
    ),
    "valid_segments": twin(
        lambda: type14({21: [("2", "0", "5", "0", "9"), ("3", "5", "10", "0", "9")]}, position=13),
        acceptable=True,
    ),
}
SHARED_IDC = {
    "type14_idc_shared": kept(
        lambda: type14_record(2, lambda one: tagged_record(14, type14_fields(2), idc=1)), "E0004"
    ),
    "idc_missing": twin(
        lambda: (
            type14_record(2, lambda one: one)
            .replace(b"\x1d14.002:02", b"", 1)
            .replace(b"14.001:240", b"14.001:229", 1)
        ),
        "E0004",
    ),
    "idc_letters": twin(
        lambda: type14_record(2, lambda one: one).replace(b"14.002:02", b"14.002:AB", 1), "E0004", "E0002"
    ),
    "two_photographs_with_one_idc": twin(
        lambda: further(photograph(), photograph({3: "TATTOO", 13: None, 20: None})), acceptable=True
    ),
}
OTHER_RECORDS = {
    "valid_photograph": kept(lambda: further(photograph()), acceptable=True),
    "photograph_of_no_kind": twin(lambda: further(photograph({3: None})), "E0001"),
    "photograph_kind_unknown": twin(lambda: further(photograph({3: "PET", 13: None, 20: None})), "E0002"),
    "photograph_no_such_day": twin(lambda: further(photograph({5: "20110631"})), "E0002"),
    "photograph_colour_space_unknown": twin(lambda: further(photograph({12: "CMYK"})), "E0002"),
    "valid_latent": twin(lambda: further(ridges(13)), acceptable=True),
    "latent_source_missing": twin(lambda: further(ridges(13, {4: None})), "E0001"),
    "latent_compression_unknown": twin(lambda: further(ridges(13, {11: "GIF"})), "E0002"),
    "valid_palm": twin(lambda: further(ridges(15)), acceptable=True),
    "palm_position_is_a_finger": twin(lambda: further(ridges(15, {13: "7"})), "E0002"),
    "palm_depth_missing": twin(lambda: further(ridges(15, {12: None})), "E0001"),
    "valid_minutiae": kept(lambda: further(minutiae()), acceptable=True),
    "minutiae_format_missing": twin(lambda: further(minutiae({4: None})), "E0001"),
    "minutiae_format_unknown": twin(lambda: further(minutiae({4: "X"})), "E0002"),
    "minutiae_impression_missing": twin(lambda: further(minutiae({3: None})), "E0001"),
    "minutiae_count_wrong": twin(lambda: further(minutiae({10: "5"})), "E0006"),
    "minutiae_count_zero": twin(lambda: further(minutiae({10: "0"})), "E0006"),
    "unknown_record_type": twin(
        lambda: further(tagged_record(97, {3: "ANYTHING"}, idc=15)), "E0004", acceptable=True
    ),
}
