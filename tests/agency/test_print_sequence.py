"""What was done at the desk, told from rolled and plain fingers.

Method: the templates of one synthetic card, exchanged among each other as a desk would have exchanged the prints.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from image_case import card_records
from network_case import card, images

from tenprint.agency.print_sequence import Prints, sequence_findings
from tenprint.agency.prints import CardPrints, read_prints, split_plain
from tenprint.image.model import GreyImage
from tenprint.match.sequence import MIRRORED, OTHER_HAND
from tenprint.record.transaction import read
from tenprint.template.extract.pipeline import extract
from tenprint.template.model import Template

WHO = "unknown"
RECORDS = card_records()
pytestmark = pytest.mark.xdist_group("network")


@cache
def whole() -> CardPrints:
    """The prints of the card."""
    return read_prints(read(card(WHO)))


def _read_plain(position: int, picture: GreyImage) -> Mapping[int, Template]:
    """Fingers of a plain picture."""
    return {finger: extract(one) for finger, one in split_plain({position: picture}, range(1, 11)).items()}


def prints(**changes: object) -> Prints:
    """What the sequence check is given for the card, with changes."""
    found = whole()
    pictures = {position: images(WHO)[position] for position in range(11, 15)}
    given = Prints(
        found.rolled, found.plain, pictures, found.quality, found.plain_quality, RECORDS, _read_plain
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def told(given: Prints) -> list[tuple[str, str]]:
    """Record and what was found."""
    findings = sequence_findings(given)
    assert {one.code for one in findings} <= {"L0111"}
    return [(one.record, one.found) for one in findings]


def test_a_card_in_order_has_no_finding() -> None:
    assert len(whole().plain) == 10
    assert told(prints()) == []


def test_two_fingers_exchanged() -> None:
    rolled = whole().rolled
    given = prints(rolled=rolled | {2: rolled[4], 4: rolled[2]})
    assert told(given) == [
        ("4 IDC 02", "plain finger 4 (exchanged)"),
        ("4 IDC 04", "plain finger 2 (exchanged)"),
    ]


def test_three_fingers_moved_round() -> None:
    rolled = whole().rolled
    given = prints(rolled=rolled | {2: rolled[3], 3: rolled[4], 4: rolled[2]})
    assert told(given)[0] == ("4 IDC 02", "plain finger 3 (out of place)")
    assert len(told(given)) == 3


def test_one_finger_printed_twice() -> None:
    rolled = whole().rolled
    assert told(prints(rolled=rolled | {8: rolled[7]})) == [("4 IDC 08", "plain finger 7 (printed twice)")]


def test_one_finger_printed_twice_is_found_without_slaps() -> None:
    rolled = whole().rolled
    given = prints(rolled=rolled | {8: rolled[7]}, plain={}, pictures={})
    assert told(given) == [("4 IDC 08", "finger 7 (printed twice)")]
    assert told(prints(plain={}, pictures={})) == []


def test_hands_exchanged_are_one_finding() -> None:
    rolled = whole().rolled
    exchanged = {finger: rolled[OTHER_HAND[finger]] for finger in rolled}
    assert told(prints(rolled=exchanged)) == [("4 IDC 01", "hands exchanged")]
    six = {finger: exchanged[finger] for finger in (1, 2, 3, 6, 7, 8)}
    assert told(prints(rolled=six)) == [("4 IDC 01", "hands exchanged")]
    five = {finger: exchanged[finger] for finger in (1, 2, 3, 6, 7)}
    assert len(told(prints(rolled=five))) == 5


def test_the_two_slaps_exchanged() -> None:
    plain = dict(whole().plain)
    plain |= {finger: whole().plain[other] for finger, other in MIRRORED.items()}
    assert told(prints(plain=plain)) == [("4 IDC 13", "the left hand"), ("4 IDC 14", "the right hand")]


def test_one_slap_of_the_other_hand() -> None:
    """The right hand was put down for both four-finger pictures."""
    plain = dict(whole().plain)
    plain |= {finger: whole().plain[other] for finger, other in MIRRORED.items() if finger > 5}
    assert told(prints(plain=plain)) == [("4 IDC 14", "the right hand")]


def test_a_slap_upside_down() -> None:
    slap = images(WHO)[13]
    turned = GreyImage(np.ascontiguousarray(slap.pixels[::-1, ::-1]), slap.resolution_ppi)
    pictures = {position: images(WHO)[position] for position in range(11, 15)} | {13: turned}
    plain = dict(whole().plain) | dict(_read_plain(13, turned))
    assert told(prints(plain=plain, pictures=pictures)) == [("4 IDC 13", "one upside down")]


def test_fingers_rolled_in_reverse_order_are_no_slap_upside_down() -> None:
    rolled = dict(whole().rolled)
    rolled |= {finger: whole().rolled[7 - finger] for finger in (2, 3, 4, 5)}
    assert [found for _, found in told(prints(rolled=rolled))] == [
        f"plain finger {7 - finger} (exchanged)" for finger in (2, 3, 4, 5)
    ]


def test_the_slap_of_another_person() -> None:
    """The other hand's fingers of this card, mirrored from left to right, are nobody's."""

    def mirrored(template: Template) -> Template:
        theta = np.mod(np.pi - template.theta, 2 * np.pi).astype(np.float32) % np.float32(2 * np.pi)
        return replace(template, x=template.width - 1 - template.x, theta=theta)

    strange = {finger: mirrored(whole().plain[finger]) for finger in (2, 3, 4, 5)}
    given = prints(plain=dict(whole().plain) | strange)
    assert told(given) == [("4 IDC 13", "none agrees")]
    two_good = dict(given.plain_quality) | {4: 20, 5: 20}
    assert told(replace(given, plain_quality=two_good)) == []
