"""From a card's bytes to comparable prints, and the refusals that need codecs and the engine."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from image_case import SIDE, stripes, type4
from network_case import Case, card, image_data, with_damaged_image

from tenprint.agency import prints
from tenprint.agency.image_check import CheckedImage
from tenprint.agency.print_quality import POOR_FINGERS_MAX
from tenprint.agency.prints import CardPrints, absent_fingers, read_prints
from tenprint.image.encoding import encode_wsq
from tenprint.image.model import GreyImage
from tenprint.image.quality import REJECT_BELOW
from tenprint.record.build import type4_record
from tenprint.record.image_record import Resolution
from tenprint.record.model import BinaryRecord, Field, TaggedRecord, Transaction
from tenprint.record.tenprint_images import impressions
from tenprint.record.transaction import read, write

WHO = "unknown"
pytestmark = pytest.mark.xdist_group("network")


def test_a_good_card_gives_ten_fingers_twice_and_no_finding() -> None:
    found = read_prints(read(card(WHO)))
    assert found.usable
    assert not found.notes
    assert sorted(found.rolled) == sorted(found.quality) == list(range(1, 11))
    assert set(found.plain) <= set(range(1, 11))
    assert len(found.plain) >= 8
    assert found.plain_quality.keys() == found.plain.keys()
    assert all(len(template.x) >= 20 for template in found.rolled.values())
    assert all(score >= REJECT_BELOW for score in found.quality.values())


def test_without_the_slaps_the_rolled_prints_are_the_same() -> None:
    whole, rolled = read_prints(read(card(WHO))), read_prints(read(card(WHO)), with_plain=False)
    assert rolled.plain == {}
    assert rolled.rolled.keys() == whole.rolled.keys()
    for position, template in rolled.rolled.items():
        assert (template.x == whole.rolled[position].x).all()
        assert (template.theta == whole.rolled[position].theta).all()


@pytest.mark.parametrize("position", [4, 14])
def test_a_damaged_picture_is_named_by_its_finger_and_place_and_nothing_is_extracted(position: int) -> None:
    data = with_damaged_image(card(WHO), position)
    found = read_prints(read(data))
    (one,) = found.findings
    assert (one.code, one.record, one.field) == ("L0009", f"4 IDC {position:02d}", "4.009")
    assert f"finger position {position}" in one.message
    record = read(data).binary(4)[position - 1]
    assert one.offset is not None
    assert record.offset + 18 <= one.offset <= record.offset + len(record.raw)
    assert not found.usable
    assert not found.rolled


@pytest.mark.parametrize("swap", [(2, 7), (1, 6)])
def test_exchanged_fingers_are_found_by_the_slaps(swap: tuple[int, int]) -> None:
    found = read_prints(read(card(WHO, swap=swap)))
    assert {item.code for item in found.findings} == {"L0111"}
    text = " ".join(item.message for item in found.findings)
    assert all(f"rolled finger {position}" in text for position in swap)
    assert {item.record for item in found.findings} == {f"4 IDC {position:02d}" for position in swap}


def test_too_many_poor_fingers_are_refused_and_named() -> None:
    found = read_prints(read(card(WHO, condition="poor")))
    poor = [position for position, score in found.quality.items() if score < REJECT_BELOW]
    assert len(poor) > POOR_FINGERS_MAX
    (finding,) = found.findings
    assert finding.code == "L0008"
    assert all(str(position) in finding.message for position in sorted(poor)[:3])
    assert [item.record for item in found.notes] == [f"4 IDC {position:02d}" for position in sorted(poor)]


@pytest.mark.parametrize(
    ("resolution", "large", "codes"),
    [(500.0, False, []), (500.0, True, ["L0006"]), (1000.0, True, []), (96.0, False, []), (None, False, [])],
)
def test_the_engine_is_given_prints_of_known_resolution_and_a_cards_size(
    monkeypatch: pytest.MonkeyPatch, resolution: float | None, large: bool, codes: list[str]
) -> None:
    monkeypatch.setattr(prints, "PIXELS_MAX", SIDE * SIDE - 1 if large else SIDE * SIDE)
    record = type4(stripes().pixels.tobytes(), gca=0)
    stated = None if resolution is None else Resolution(resolution, resolution, "4.005")
    checked = CheckedImage(
        replace(record, resolution=stated), None, GreyImage(stripes().pixels, resolution or 500.0), (), 0.0
    )
    found = CardPrints()
    with ThreadPoolExecutor(1) as pool:
        pictures, records = prints.prepared([checked], pool, found)
    assert [one.code for one in found.findings] == codes
    used = resolution is not None and resolution >= 490 and not codes
    assert list(pictures) == list(records) == ([3] if used else [])


def test_a_blank_print_is_told_to_the_submitter_with_its_finger(case: Case) -> None:
    """A picture of paper in place of finger 4: missing without a reason, found by the national agency's engine."""
    records = list(read(card(WHO)))
    blank = encode_wsq(GreyImage(np.full((750, 800), 230, np.uint8), 500.0))
    place = next(at for at, one in enumerate(records) if isinstance(one, BinaryRecord) and one.fgp[0] == 4)
    records[place] = type4_record(idc=4, imp=1, position=4, width=800, height=750, gca=1, data=blank)
    tcn = case.submit(write(Transaction(tuple(records))))
    first = case.row("booking", tcn).facts["first"]
    assert first["tot"] == "ERRT"
    (message,) = first["messages"]
    assert "L0118" in message and "finger 4" in message


def test_fingers_that_either_record_says_are_absent() -> None:
    first = TaggedRecord(1, (Field("1.004", b"CAR"),))
    second = TaggedRecord(2, (Field("2.084", b"03\x1fXX\x1e11\x1fXX"),))
    slap = TaggedRecord(14, (Field("14.018", b"9\x1fUP\x1e77\x1fXX\x1eX\x1fXX"),))
    assert absent_fingers(Transaction((first, second, slap))) == {3, 9}


def test_the_card_has_fourteen_pictures_in_wsq() -> None:
    found = impressions(read(card(WHO)))
    assert [record.position for record in found] == list(range(1, 15))
    assert {record.compression for record in found} == {"WSQ20"}
    assert all(data.startswith(b"\xff\xa0") for data in image_data(card(WHO)))
