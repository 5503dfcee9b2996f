"""All that is wrong with a transaction in one list: what each depth finds, and what would be answered."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from network_case import STATION, card, changed, images, with_damaged_image, without_finger

from tenprint.agency.inspection import Depth, Inspection, Question, Standard, inspect_bytes
from tenprint.errors import NotReadable
from tenprint.image.codec import encode_png
from tenprint.image.model import GreyImage
from tenprint.record.build import assemble
from tenprint.record.build_image import Picture, type10_record
from tenprint.record.finding import Severity
from tenprint.record.model import BinaryRecord, Transaction
from tenprint.record.transaction import read, write

WHO = "unknown"
ASKED = Question(date(2011, 6, 9))
FIELDS = replace(ASKED, depth=Depth.FIELDS)
IMAGES = replace(ASKED, depth=Depth.IMAGES)
pytestmark = pytest.mark.xdist_group("network")


def told(data: bytes, question: Question = IMAGES) -> list[tuple[str, str, str]]:
    """Severity, code and record of all findings."""
    return [(one.severity, one.code, one.record) for one in inspect_bytes(data, question).findings]


@cache
def good() -> Inspection:
    """A good card, looked at as far as it goes."""
    return inspect_bytes(card(WHO), ASKED)


def test_a_good_card_is_accepted_at_every_depth() -> None:
    found = [inspect_bytes(card(WHO), FIELDS), inspect_bytes(card(WHO), IMAGES), good()]
    assert all(one.acceptable and not one.findings for one in found)
    assert {one.verdict for one in found} == {"would be accepted"}
    assert [list(one.seconds) for one in found] == [
        ["read", "fields"], ["read", "fields", "images"], ["read", "fields", "images", "prints"],
    ]  # fmt: skip
    assert [len(one.images) for one in found] == [0, 14, 14]


def test_every_picture_is_described_and_every_finger_judged() -> None:
    shown = [one.to_json() for one in good().images]
    assert [one["positions"] for one in shown] == [[position] for position in range(1, 15)]
    for one in shown:
        picture = images(WHO)[one["positions"][0]]
        assert (one["width"], one["height"]) == (picture.width, picture.height)
        assert (one["compression"], one["ppi"], one["image_ppi"]) == ("WSQ20", 500, 500)
        assert one["decoded"] and one["quality"] > 50
    assert all(one["minutiae"] > 20 for one in shown[:10])
    fingers = {int(finger) for one in shown[10:] for finger in one["fingers"]}
    assert len(fingers) >= 8


def test_findings_of_all_kinds_stand_together() -> None:
    data = without_finger(with_damaged_image(changed(card(WHO, swap=(2, 7)), 2, 18, None), 4), 9)
    found = inspect_bytes(data, ASKED)
    assert found.codes == ("E0001", "L0118", "L0009", "L0111")
    assert found.verdict == "would be refused with ERRT: E0001, L0118, L0009, L0111"
    swapped = {one.record for one in found.findings if one.code == "L0111"}
    assert swapped == {"4 IDC 02", "4 IDC 07"}
    assert inspect_bytes(data, FIELDS).codes == ("E0001", "L0118")


def test_of_a_picture_that_is_none_nothing_more_is_said() -> None:
    """A WSQ that its record calls JPEG, and whose comment says 255 ppi: what it is comes before how fine it is."""
    records = list(read(card(WHO)))
    first = records[2]
    assert isinstance(first, BinaryRecord) and b"PPI 500" in first.raw
    coarse = first.raw.replace(b"PPI 500", b"PPI 255")
    records[2] = BinaryRecord(4, coarse)
    assert told(write(Transaction(tuple(records)))) == [("WARNING", "E0006", "4 IDC 01")]
    records[2] = BinaryRecord(4, coarse[:17] + b"\x02" + coarse[18:])
    assert told(write(Transaction(tuple(records)))) == [("REJECT", "L0009", "4 IDC 01")]


def test_a_photograph_that_cannot_be_decoded_refuses_no_card() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (64, 64), np.uint8)
    data = encode_png(GreyImage(noise, 500.0))
    cut = Picture(64, 64, "PNG", data[: len(data) // 2])
    face = type10_record(idc=15, picture=cut, source=STATION, captured_on=date(2011, 6, 8))
    whole = read(card(WHO))
    header = {
        one.number or 0: one.value.decode() for one in whole.header.fields if one.number not in (1, 3, 13)
    }
    data = write(assemble(header | {13: [("NORAM", "EBTS8.001")]}, [*whole.records[1:], face]))
    assert ("WARNING", "L0009", "10 IDC 15") in told(data)
    assert inspect_bytes(data, IMAGES).acceptable
    assert not inspect_bytes(data, replace(IMAGES, standard=Standard.ITL)).acceptable


def test_what_the_fields_say_of_a_picture_is_not_said_again() -> None:
    records = list(read(card(WHO)))
    first = records[2]
    assert isinstance(first, BinaryRecord)
    records[2] = BinaryRecord(4, first.raw[:17] + b"\x06" + first.raw[18:])
    assert told(write(Transaction(tuple(records)))) == [("REJECT", "L0009", "4 IDC 01")]
    records[2] = BinaryRecord(4, first.raw[:13] + (first.hll - 8).to_bytes(2, "big") + first.raw[15:])
    assert told(write(Transaction(tuple(records)))) == [("REJECT", "E0006", "4 IDC 01")]


def test_a_finger_named_absent_and_shown_is_noted_and_its_slap_not_used() -> None:
    """AMP for a finger whose plain print is there: the fingers of that slap cannot be named."""
    data = changed(without_finger(card(WHO), 3), 2, 84, [("03", "XX")])
    found = inspect_bytes(data, ASKED)
    assert found.acceptable
    assert [(one.code, one.severity, one.found) for one in found.findings] == [
        ("L0118", Severity.WARNING, "4")
    ]
    assert found.verdict == "would be accepted; 1 doubt noted"


def test_a_bad_optional_field_is_counted_as_ignored() -> None:
    found = inspect_bytes(changed(card(WHO), 2, 40, "X" * 51), FIELDS)
    assert found.verdict == "would be accepted; 1 field would be ignored"


def test_the_question_may_name_another_type_or_edition() -> None:
    data = changed(card(WHO), 1, 4, "XYZ")
    assert inspect_bytes(data, FIELDS).codes == ("H0002",)
    assert inspect_bytes(data, replace(FIELDS, type="CAR")).acceptable
    long_name = changed(card(WHO), 2, 18, "SYNTHETIC," + "A" * 25)
    assert not inspect_bytes(long_name, replace(FIELDS, edition="8.1")).acceptable
    assert inspect_bytes(long_name, replace(FIELDS, edition="9.4")).acceptable


def test_itl_alone_asks_for_no_type_and_no_set_of_prints() -> None:
    data = changed(without_finger(card(WHO), 3), 1, 4, "ANYTHING")
    found = inspect_bytes(data, replace(IMAGES, standard=Standard.ITL))
    assert found.findings == ()
    assert found.verdict == "conforms"


@pytest.mark.slow
def test_order_and_quality_are_no_matter_of_itl() -> None:
    found = inspect_bytes(card(WHO, swap=(2, 7)), replace(ASKED, standard=Standard.ITL))
    assert [(one.code, one.severity) for one in found.findings] == [("L0111", Severity.WARNING)] * 2
    assert found.verdict == "conforms; 2 doubts"


def test_progress_is_told_picture_by_picture() -> None:
    seen: list[tuple[str, int, int]] = []
    inspect_bytes(card(WHO), IMAGES, lambda *step: seen.append(step))
    assert seen == [("images", done, 14) for done in range(1, 15)]


def test_what_is_no_transaction_is_not_readable() -> None:
    with pytest.raises(NotReadable):
        inspect_bytes(b"%PDF-1.7", ASKED)


def test_a_cut_file_is_looked_at_as_far_as_it_goes() -> None:
    found = inspect_bytes(card(WHO)[:-1000], IMAGES)
    assert found.codes[0] == "E0012"
    assert sum(one.checked.picture is not None for one in found.images) == 13


def _nist(real_data: Path, name: str) -> Inspection:
    """A file of NIST's set, held against the standard alone."""
    data = (real_data / "an2k" / "nist_reference" / name).read_bytes()
    return inspect_bytes(data, Question(date(2026, 1, 1), standard=Standard.ITL))


@pytest.mark.parametrize(
    "name", ["type-4-tpcard.an2", pytest.param("type-14-tpcard-nqm.an2", marks=pytest.mark.slow)]
)
def test_nists_card_is_good_but_for_four_comments_on_resolution(real_data: Path, name: str) -> None:
    found = _nist(real_data, name)
    of_pictures = [
        one for one in found.findings if not one.record.startswith(("1 ", "2")) and one.record != "1"
    ]
    assert [(one.code, one.severity) for one in of_pictures] == [("E0006", Severity.WARNING)] * 4
    assert all("255 ppi" in one.expected for one in of_pictures)
    assert all(one.quality and one.quality > 60 for one in found.images)


def test_nists_amputee_is_judged_by_the_fingers_that_are_there(real_data: Path) -> None:
    found = _nist(real_data, "type-14-amp-nqm-utf8.an2")
    left = next(one for one in found.images if one.checked.record.positions == (14,))
    assert sorted(left.fingers) == [7, 8, 10]
    assert not [one for one in found.findings if one.code in ("L0111", "L0118")]
