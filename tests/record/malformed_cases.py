"""Every class of malformed transaction with its cases, each named by its defect and with the codes it must give.

A case of the text card stands in ``record_cases``, the others in the three modules imported here. Codes: EBTS 8.001
table M-1.
"""

from collections.abc import Mapping

from malformed_image import COMPRESSION, IMAGE_TAG_TWICE, NO_IMAGE, SIZE, WSQ
from malformed_structure import (
    CONTENTS,
    DUPLICATE_TAGS,
    LENGTH,
    NOT_ANSI_NIST,
    TEXT_DAMAGE,
    TRUNCATED,
    VERSION,
)
from malformed_value import FINGERS, OTHER_RECORDS, SEGMENTS, SHARED_IDC, TOO_MANY, VALUES
from record_cases import CASES, Case

FROM_TEXT_CARD: Mapping[str, tuple[str, ...]] = {
    "not_ansi_nist": ("empty", "zip_magic", "xml_magic", "pdf_magic"),
    "text_damage": ("crlf", "utf8"),
    "truncated": (
        "type1_truncated", "truncated_type2", "truncated_image", "truncated_between_images", "trailing_bytes",
    ),
    "length": (
        "len_type1_large", "len_type2_small", "len_type2_large", "len_type2_negative", "len_type2_letters",
        "len_image_zero", "len_image_over_file",
    ),
    "contents": (
        "type1_missing_cnt", "cnt_count_wrong", "cnt_first_item_wrong", "cnt_idc_wrong", "cnt_type_wrong",
        "cnt_one_short", "cnt_one_more", "type2_twice",
    ),
    "duplicate_tags": ("tag_twice", "tag_twice_optional"),
    "version": ("type1_version_one_digit",),
    "compression": ("wsq_is_jpeg", "compression_unknown"),
    "size": ("raw_size_wrong", "image_side_nine"),
    "no_image": ("image_empty",),
    "wsq": ("wsq_without_frame",),
    "values": (
        "separator_in_value", "record_separator_in_value", "charge_without_us", "nam_control_character",
        "nam_not_ascii",
    ),
    "too_many": ("charges_41", "nam_long", "occupation_long"),
    "fingers": (
        "finger_twice", "finger_missing", "slap_missing", "no_images", "position_zero", "fifteen_images",
        "thumb_in_four_fingers", "rolled_said_plain", "amputated_and_rolled", "amputated_eleven",
    ),
    "shared_idc": ("idc_shared",),
}  # fmt: skip
TITLES = {
    "not_ansi_nist": "Empty, or no ANSI/NIST file: ZIP, XML (NIEM, external entities), PDF, text of other codes",
    "text_damage": "Sent as text: newlines or characters changed",
    "truncated": "Cut off, or with bytes behind the end",
    "length": "LEN too small, too large, negative, no number, beyond the file, zero",
    "contents": "CNT: count, order, type or IDC disagree with the records",
    "duplicate_tags": "A tag twice, or no tag of the record",
    "version": "VER not four digits, or of no edition",
    "compression": "GCA or CGA is not what the data is",
    "size": "HLL × VLL is not the size of the image",
    "no_image": "Image field empty or missing",
    "image_tag_twice": "Image tag doubled",
    "wsq": "Codestream damaged: no start, early end, missing tables, sizes of no sense, damage anywhere",
    "values": "Separators, control characters or undeclared characters inside values",
    "too_many": "More fields, subfields, items or characters than allowed",
    "fingers": "Finger positions: twice, missing, none, beyond the table, in the wrong record",
    "segments": "Segment boxes inverted or outside the image",
    "shared_idc": "Several records with one IDC, or with none",
    "other_records": "Faults of Types 9, 10, 13 and 15",
}
OWN: Mapping[str, Mapping[str, Case]] = {
    "not_ansi_nist": NOT_ANSI_NIST, "text_damage": TEXT_DAMAGE, "truncated": TRUNCATED, "length": LENGTH,
    "contents": CONTENTS, "duplicate_tags": DUPLICATE_TAGS, "version": VERSION, "compression": COMPRESSION,
    "size": SIZE, "no_image": NO_IMAGE, "image_tag_twice": IMAGE_TAG_TWICE, "wsq": WSQ, "values": VALUES,
    "too_many": TOO_MANY, "fingers": FINGERS, "segments": SEGMENTS, "shared_idc": SHARED_IDC,
    "other_records": OTHER_RECORDS,
}  # fmt: skip


def classes() -> dict[str, dict[str, Case]]:
    """Every class with all of its cases, in the order of the reference."""
    return {
        name: {one: CASES[one] for one in FROM_TEXT_CARD.get(name, ())} | dict(OWN.get(name, {}))
        for name in TITLES
    }


MALFORMED: dict[str, Case] = {name: one for cases in OWN.values() for name, one in cases.items()}
