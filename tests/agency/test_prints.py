"""From a card's bytes to comparable prints, and the three refusals that need the engine."""

import pytest
from network_case import card, image_data, with_damaged_image

from tenprint.agency.prints import POOR_FINGERS_MAX, decode_record, read_prints
from tenprint.errors import ImageError
from tenprint.image.quality import REJECT_BELOW
from tenprint.record.tenprint_images import ImpressionRecord, impressions
from tenprint.record.transaction import read

WHO = "unknown"
pytestmark = pytest.mark.xdist_group("network")


def test_a_good_card_gives_ten_fingers_twice_and_no_finding() -> None:
    found = read_prints(read(card(WHO)))
    assert found.usable
    assert sorted(found.rolled) == sorted(found.quality) == list(range(1, 11))
    assert set(found.plain) <= set(range(1, 11))
    assert len(found.plain) >= 8
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
def test_a_damaged_picture_is_named_by_its_finger_and_nothing_is_extracted(position: int) -> None:
    found = read_prints(read(with_damaged_image(card(WHO), position)))
    assert [item.code for item in found.findings] == ["L0009"]
    assert f"finger position {position}" in found.findings[0].message
    assert not found.usable
    assert not found.rolled


@pytest.mark.parametrize("swap", [(2, 7), (1, 6)])
def test_exchanged_fingers_are_found_by_the_slaps(swap: tuple[int, int]) -> None:
    found = read_prints(read(card(WHO, swap=swap)))
    assert {item.code for item in found.findings} == {"L0111"}
    text = " ".join(item.message for item in found.findings)
    assert all(f"rolled finger {position}" in text for position in swap)


def test_too_many_poor_fingers_are_refused_and_named() -> None:
    found = read_prints(read(card(WHO, quality="poor")))
    poor = [position for position, score in found.quality.items() if score < REJECT_BELOW]
    assert len(poor) > POOR_FINGERS_MAX
    (finding,) = found.findings
    assert finding.code == "L0008"
    assert all(str(position) in finding.message for position in sorted(poor)[:3])


def _first_image() -> ImpressionRecord:
    return impressions(read(card(WHO)))[0]


