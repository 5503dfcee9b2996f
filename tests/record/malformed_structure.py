"""Malformed in structure: no ANSI/NIST file, sent as text, cut, LEN, CNT, tags, VER."""

from malformed_builder import (
    NIEM_WITH_ENTITY,
    header_with,
    kept,
    length_field,
    picture,
    refused,
    twin,
    type14,
    type14_record,
    zipped,
)
from record_cases import LISTED, appended, changed, contents, patched, start_of, synthetic_car

from tenprint.record.build import with_length
from tenprint.record.model import Field

WAVES = picture("WSQ20")


def of_latest_image(data: bytes, count: int) -> bytes:
    """The card cut after some bytes of its last image record."""
    return data[: start_of(15) + count]


NOT_ANSI_NIST = {
    "html_page": refused(lambda: b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"),
    "gzip_magic": refused(zipped),
    "byte_order_mark": refused(lambda: b"\xef\xbb\xbf" + synthetic_car(), stored=False),
    "utf16": refused(lambda: synthetic_car().decode("latin-1").encode("utf-16")),
    "ebcdic": refused(lambda: synthetic_car().decode("latin-1").encode("cp037"), stored=False),
    "base64": refused(lambda: b"MS4wMDE6MjU5HTEuMDAyOjA0MDA="),
    "mail_message": refused(lambda: b"MIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n\r\n"),
    "wsq_alone": refused(lambda: WAVES, stored=True),
    "jpeg_alone": refused(lambda: picture("JPEGB")),
    "png_alone": refused(lambda: picture("PNG")),
    "zeros": refused(lambda: bytes(64)),
    "newline_first": refused(lambda: b"\n" + synthetic_car()),
    "type2_first": refused(lambda: synthetic_car()[start_of(1) :]),
    "niem_xml_external_entity": refused(lambda: NIEM_WITH_ENTITY, stored=True),
}
TEXT_DAMAGE = {
    "newlines_to_returns": twin(lambda: synthetic_car().replace(b"\n", b"\r"), "E0004", "E0006"),
    "returns_dropped": twin(lambda: synthetic_car().replace(b"\r", b""), "E0012"),
    "newlines_dropped": twin(lambda: synthetic_car().replace(b"\n", b""), "E0003", "E0012", "L0009"),
    "replacement_characters": twin(
        lambda: synthetic_car().decode("utf-8", "replace").encode("utf-8"), "E0012"
    ),
    "high_bits_cleared": twin(lambda: bytes(byte & 0x7F for byte in synthetic_car()), "E0002"),
    "not_ascii_dropped": twin(
        lambda: synthetic_car().decode("ascii", "ignore").encode(), "E0002", "E0003", "E0012"
    ),
    "separators_to_spaces": refused(
        lambda: synthetic_car().translate(bytes.maketrans(b"\x1c\x1d\x1e\x1f", b"    "))
    ),
    "newline_at_end": twin(lambda: synthetic_car() + b"\r\n", "E0012"),
    "zeros_at_end": twin(lambda: synthetic_car() + bytes(1024), "E0012"),
    "control_z_at_end": twin(lambda: synthetic_car() + b"\x1a", "E0012"),
}
TRUNCATED = {
    "truncated_last_byte": twin(lambda: synthetic_car()[:-1], "E0012"),
    "truncated_type2_separator": twin(lambda: synthetic_car()[: start_of(2) - 1], "E0012"),
    "truncated_after_type1": twin(lambda: synthetic_car()[: start_of(1)], "E0004"),
    "truncated_image_head": twin(lambda: of_latest_image(synthetic_car(), 9), "E0012"),
    "truncated_image_length": twin(lambda: of_latest_image(synthetic_car(), 3), "E0004"),
    "truncated_type14_image": kept(lambda: type14()[:-50], "E0012"),
    "truncated_type14_tag": twin(lambda: type14()[: type14().rindex(b"14.001:") + 4], "E0004"),
    "type1_cut_in_tcn": refused(lambda: synthetic_car()[: synthetic_car().index(b"1.009:") + 9]),
}
LENGTH = {
    "len_type1_zero": twin(lambda: length_field(1, "0"), "E0004"),
    "len_type1_letters": twin(lambda: length_field(1, "XYZ"), "E0004"),
    "len_type1_empty": twin(lambda: length_field(1, ""), "E0004"),
    "len_type2_zero": twin(lambda: length_field(2, "0"), "E0004"),
    "len_type2_empty": twin(lambda: length_field(2, ""), "E0004"),
    "len_type2_over_file": twin(lambda: length_field(2, "9999999"), "E0004"),
    "len_type2_twenty_digits": twin(lambda: length_field(2, "9" * 20), "E0004"),
    "len_type2_one_short": twin(lambda: length_field(2, "290"), "E0004"),
    "len_type2_one_long": twin(lambda: length_field(2, "292"), "E0004"),
    "len_type2_leading_zero": twin(lambda: length_field(2, "0292"), acceptable=True),
    "len_image_one_short": twin(lambda: patched(5, 0, (117).to_bytes(4, "big")), "E0004"),
    "len_image_one_long": twin(lambda: patched(5, 0, (119).to_bytes(4, "big")), "E0004"),
    "len_image_below_head": twin(lambda: patched(5, 0, (17).to_bytes(4, "big")), "E0004"),
    "len_last_image_one_short": twin(lambda: patched(15, 0, (117).to_bytes(4, "big")), "E0006", "E0012"),
    "len_image_highest_bit": kept(lambda: patched(5, 0, b"\xff\xff\xff\xff"), "E0012"),
    "len_type14_zero": kept(lambda: length_field(14, "0"), "E0004"),
    "len_type14_negative": twin(lambda: length_field(14, "-99"), "E0004"),
    "len_type14_letters": twin(lambda: length_field(14, "ABC"), "E0004"),
    "len_type14_one_short": twin(lambda: length_field(14, "238"), "E0004"),
    "len_type14_over_file": twin(lambda: length_field(14, "999999"), "E0004"),
    "len_minutiae_large": twin(lambda: length_field(9, "999"), "E0004"),
    "len_minutiae_letters": twin(lambda: length_field(9, "TEN"), "E0004"),
    "len_photograph_zero": twin(lambda: length_field(10, "0"), "E0004"),
    "len_photograph_over_file": kept(lambda: length_field(10, "99999"), "E0004"),
    "len_latent_letters": twin(lambda: length_field(13, "TEN"), "E0004"),
    "len_latent_small": twin(lambda: length_field(13, "400"), "E0004"),
    "len_palm_negative": twin(lambda: length_field(15, "-1"), "E0004"),
    "len_palm_one_short": twin(lambda: length_field(15, "1794"), "E0004"),
    "type2_len_missing": twin(lambda: synthetic_car().replace(b"2.001:291\x1d", b""), "E0004"),
}
CONTENTS = {
    "cnt_empty": twin(lambda: changed(1, 3, ""), "H0001"),
    "cnt_letters": twin(lambda: changed(1, 3, [("1", "XV"), *LISTED]), "E0004"),
    "cnt_count_zero": twin(lambda: contents(0, LISTED), "E0004"),
    "cnt_count_high": kept(lambda: contents(16, LISTED), "E0004"),
    "cnt_count_missing": twin(lambda: changed(1, 3, [("1",), *LISTED]), "E0004"),
    "cnt_entry_without_idc": twin(lambda: changed(1, 3, [("1", "15"), ("2",), *LISTED[1:]]), "E0004"),
    "cnt_entry_empty": twin(lambda: changed(1, 3, [("1", "15"), ("", ""), *LISTED[1:]]), "E0004"),
    "cnt_order_exchanged": kept(
        lambda: contents(15, [LISTED[0], LISTED[2], LISTED[1], *LISTED[3:]]), "E0004"
    ),
    "cnt_type_of_nothing": twin(lambda: contents(15, [*LISTED[:-1], ("77", "14")]), "E0004"),
    "cnt_one_digit_idcs": twin(
        lambda: contents(15, [(kind, str(int(idc))) for kind, idc in LISTED]), acceptable=True
    ),
    "cnt_thousand_entries": twin(lambda: contents(1000, [("4", "01")] * 1000), "E0004"),
}
DUPLICATE_TAGS = {
    "type1_tag_twice": twin(lambda: header_with(Field("1.009", b"MA0130100-0000000002")), "E0005"),
    "tag_three_times": twin(lambda: appended(*[Field("2.018", b"OTHER,NAME")] * 2), "E0005"),
    "tag_twice_in_two_spellings": twin(lambda: appended(Field("2.18", b"OTHER,NAME")), "E0005"),
    "tag_of_another_type": kept(lambda: appended(Field("3.018", b"OTHER,NAME")), "E0005"),
    "tag_without_number": twin(lambda: appended(Field("2.", b"X")), "E0005"),
    "tag_letters": twin(lambda: appended(Field("2.ABC", b"X")), "E0005"),
    "tag_negative": twin(lambda: appended(Field("2.-18", b"X")), "E0005"),
    "type14_tag_twice": twin(
        lambda: type14_record(
            3, lambda one: with_length(14, [*one.fields[1:3], Field("14.004", b"MA0130200"), *one.fields[3:]])
        ),
        "E0005",
    ),
}
VERSION = {
    "version_empty": twin(lambda: changed(1, 2, ""), "H0001"),
    "version_missing": twin(lambda: changed(1, 2, None), "H0001"),
    "version_two_digits": twin(lambda: changed(1, 2, "04"), "H0002"),
    "version_five_digits": kept(lambda: changed(1, 2, "00400"), "H0002"),
    "version_letters": twin(lambda: changed(1, 2, "4.00"), "H0002"),
    "version_unknown": twin(lambda: changed(1, 2, "0100"), "H0002"),
    "version_0200": twin(lambda: changed(1, 2, "0200"), acceptable=True),
    "version_0501": twin(lambda: changed(1, 2, "0501"), acceptable=True),
}
