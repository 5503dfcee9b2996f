"""Slaps into fingertips."""

import re
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest

from tenprint.errors import ImageError
from tenprint.image.codec import Compression, decode
from tenprint.image.model import GreyImage, Pixels
from tenprint.image.slap_split import (
    FINGERS_OF_SLAP,
    FingerSegment,
    SlapFinger,
    read_slap,
    segment_of_box,
    split,
    upright,
)

CARD_CENTRES = {
    13: {2: (245, 670), 3: (550, 240), 4: (925, 210), 5: (1355, 575)},
    14: {10: (290, 780), 9: (585, 270), 8: (910, 160), 7: (1285, 350)},
    11: {1: (290, 560)},
    12: {6: (215, 610)},
}
"""Middle of each fingertip on NIST's card, read off the picture by eye."""


def tip(width: int, height: int, period: float = 9.0) -> Pixels:
    """One synthetic fingertip: arched ridges inside an ellipse."""
    y, x = np.mgrid[:height, :width].astype(float)
    across, down = (x - width / 2) / (width / 2), (y - height / 2) / (height / 2)
    ridges = 127.5 + 110 * np.sin(2 * np.pi * np.hypot(x - width / 2, y - height * 0.7) / period)
    return np.where(np.hypot(across, down) < 1, ridges, 250).astype(np.uint8)


PLACES = {0: (80, 180, 240), 1: (420, 60, 260), 2: (770, 100, 250), 3: (1110, 330, 200)}
"""Left, top and width of the four tips of a synthetic right slap; a left slap mirrors it."""


def slap(
    position: int, present: Sequence[int], joints: bool = False
) -> tuple[GreyImage, dict[int, tuple[int, ...]]]:
    """A synthetic four-finger slap with the true boxes of its fingertips."""
    random = np.random.default_rng(position)
    paper = np.clip(245 + random.normal(0, 6, (1000, 1450)), 0, 255).astype(np.uint8)
    order = FINGERS_OF_SLAP[13] if position == 13 else tuple(reversed(FINGERS_OF_SLAP[14]))
    boxes = {}
    for slot, finger in enumerate(order):
        left, top, width = PLACES[slot]
        if position == 14:
            left = 1450 - left - width
        if finger not in present:
            continue
        for start, height in ((top, 360), (top + 400, 230))[: 2 if joints else 1]:
            place = paper[start : start + height, left : left + width]
            np.minimum(place, tip(width, height), out=place)
        boxes[finger] = (left, top, left + width, top + 360)
    return GreyImage(paper, 500), boxes


def overlap(one: Sequence[int], other: Sequence[int]) -> float:
    """Intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0, width) * max(0, height)
    area = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return shared / (sum(area) - shared)


def check(found: list[SlapFinger], truth: dict[int, tuple[int, ...]]) -> None:
    assert {finger.position for finger in found} == set(truth)
    assert [finger.box[0] for finger in found] == sorted(finger.box[0] for finger in found)
    for finger in found:
        assert overlap(finger.box, truth[finger.position]) > 0.8
        left, top, right, bottom = finger.box
        assert finger.image.pixels.shape == (bottom - top, right - left)


@pytest.mark.parametrize("position", [13, 14])
@pytest.mark.parametrize("joints", [False, True])
def test_four_fingers_named_from_left_to_right(position: int, joints: bool) -> None:
    image, truth = slap(position, FINGERS_OF_SLAP[position], joints)
    found = split(image, position)
    check(found, truth)
    assert tuple(finger.position for finger in found) == FINGERS_OF_SLAP[position]


@pytest.mark.parametrize("position", [13, pytest.param(14, marks=pytest.mark.slow)])
def test_missing_fingers_that_are_announced(position: int) -> None:
    for count in (1, 2, 3):
        for present in combinations(FINGERS_OF_SLAP[position], count):
            image, truth = slap(position, present)
            check(split(image, position, expected=present), truth)


def test_one_finger_missing_unannounced_is_told_by_its_place() -> None:
    """Three of four found: the names are those whose usual places fit, so the gap is where the finger lacks."""
    for position in (13, 14):
        fingers = FINGERS_OF_SLAP[position]
        for missing in fingers[1:3]:
            image, truth = slap(position, [finger for finger in fingers if finger != missing])
            found = split(image, position)
            assert [finger.position for finger in found] == [f for f in fingers if f != missing]
            assert len(truth) == 3


def test_never_more_than_expected() -> None:
    image, _ = slap(13, (2, 3, 4, 5))
    assert len(split(image, 13, expected=(2, 3))) == 2
    assert split(image, 13, expected=()) == []


def test_touching_fingers_are_parted() -> None:
    paper = np.full((700, 1300), 250, np.uint8)
    for slot in range(4):
        paper[100:480, 60 + slot * 250 : 310 + slot * 250] = tip(250, 380)
    found = split(GreyImage(paper, 500), 13)
    truth = {2 + slot: (60 + slot * 250, 100, 310 + slot * 250, 480) for slot in range(4)}
    check(found, truth)


def test_both_thumbs() -> None:
    paper = np.full((700, 1000), 250, np.uint8)
    paper[100:550, 100:420], paper[120:570, 560:880] = tip(320, 450), tip(320, 450)
    check(split(GreyImage(paper, 500), 15), {6: (100, 100, 420, 550), 1: (560, 120, 880, 570)})


def test_blank_and_noise_hold_no_finger() -> None:
    random = np.random.default_rng(1)
    noise = random.integers(0, 256, (1000, 1600)).astype(np.uint8)
    for pixels in (np.full((1000, 1600), 255, np.uint8), noise, np.zeros((5, 5), np.uint8)):
        for position in FINGERS_OF_SLAP:
            assert split(GreyImage(pixels, 500), position) == []


def test_wrong_position_and_resolution() -> None:
    blank = np.full((100, 100), 255, np.uint8)
    with pytest.raises(ImageError, match="11 to 15, found 1"):
        split(GreyImage(blank, 500), 1)
    with pytest.raises(ImageError, match="500 ppi, found 1000"):
        split(GreyImage(blank, 1000), 13)


@pytest.mark.parametrize("position", [11, 12, 13, 14])
def test_fingers_of_a_real_paper_card(nist_card: dict[int, GreyImage], position: int) -> None:
    """Letters, handwriting, punched holes and lower joints of a filed card do not mislead it."""
    found = split(nist_card[position], position)
    assert tuple(finger.position for finger in found) == FINGERS_OF_SLAP[position]
    for finger in found:
        (x, y), (left, top, right, bottom) = CARD_CENTRES[position][finger.position], finger.box
        assert abs((left + right) / 2 - x) < 45
        assert abs((top + bottom) / 2 - y) < 65
        assert 230 < right - left < 430
        assert 300 < bottom - top < 600


@pytest.mark.slow
def test_boxes_of_synthetic_cards_are_the_true_ones() -> None:
    """Slaps of the generator, whose truth is known: every finger found, its box nearly the true one."""
    from tenprint.sim.card.images import card  # heavy: it compiles the generator's kernels

    missing = (3, 9)
    made = card(100, capture=1, missing=missing)
    for position in (13, 14):
        present = [finger for finger in FINGERS_OF_SLAP[position] if finger not in missing]
        found = split(made.images[position], position, expected=present)
        truth = {finger: made.boxes[position][finger] for finger in present}
        check(found, {finger: (box.left, box.top, box.right, box.bottom) for finger, box in truth.items()})


def test_both_thumbs_of_a_real_card(real_data: Path) -> None:
    """Two thumbs side by side, a ruling between them (Type-14, position 15)."""
    image = first_wsq(real_data / "an2k" / "nist_reference" / "type-4-14-slaps.an2", after=b"14.999:")
    left, right = split(image, 15)
    assert (left.position, right.position) == (6, 1)
    assert left.box[0] < 215 < left.box[2] < 440 < right.box[0] < 690 < right.box[2]


def test_an_amputated_ring_finger_of_a_real_file(real_data: Path) -> None:
    """NIST's amputation example: the left slap without its ring finger."""
    path = real_data / "an2k" / "nist_reference" / "type-14-amp-nqm-utf8.an2"
    image = first_wsq(path, after=b"14.018:9\x1fXX")
    assert [finger.position for finger in split(image, 14, expected=(10, 8, 7))] == [10, 8, 7]


def first_wsq(path: Path, after: bytes) -> GreyImage:
    """The first WSQ picture of a file behind some bytes; what follows it is cut off at its end marker."""
    data = path.read_bytes()
    start = data.index(b"\xff\xa0\xff", data.index(after))
    end = data.index(b"\xff\xa1", start) + 2
    return decode(data[start:end], Compression.WSQ, resolution_ppi=500)


@pytest.mark.parametrize("degrees", [-15, -8, 8, 12])
@pytest.mark.parametrize("position", [13, 14])
def test_a_turned_card_gives_the_same_fingers(
    nist_card: dict[int, GreyImage], position: int, degrees: int
) -> None:
    image = nist_card[position]
    turn = cv2.getRotationMatrix2D((image.width / 2, image.height / 2), degrees, 1)
    size = (image.width, image.height)
    turned = GreyImage(np.asarray(cv2.warpAffine(image.pixels, turn, size, borderValue=255), np.uint8), 500)
    found = split(turned, position)
    assert tuple(finger.position for finger in found) == FINGERS_OF_SLAP[position]
    for finger in found:
        x, y = turn @ (*CARD_CENTRES[position][finger.position], 1)
        left, top, right, bottom = finger.box
        assert left < x < right
        assert top < y < bottom


def turned(image: GreyImage, degrees: float) -> GreyImage:
    """The picture turned counter-clockwise as seen about its middle, on paper large enough."""
    side = int(np.hypot(image.width, image.height)) + 1
    turn = cv2.getRotationMatrix2D((image.width / 2, image.height / 2), degrees, 1)
    turn[:, 2] += (side - image.width) / 2, (side - image.height) / 2
    return GreyImage(
        np.asarray(cv2.warpAffine(image.pixels, turn, (side, side), borderValue=245), np.uint8), 500
    )


@pytest.mark.parametrize("position", [13, 14])
def test_the_angle_is_counter_clockwise_as_seen(position: int) -> None:
    image, _ = slap(position, FINGERS_OF_SLAP[position])
    for degrees in (-28, 0, 28):
        found = split(turned(image, degrees), position)
        assert tuple(one.position for one in found) == FINGERS_OF_SLAP[position]
        # The synthetic tips all stand upright, where true fingers lean a little.
        assert np.rad2deg([one.angle for one in found]) == pytest.approx(degrees, abs=9)


def test_a_finger_turned_upright() -> None:
    image, truth = slap(13, (3,))
    (finger,) = split(turned(image, 25), 13, expected=(3,))
    straight = upright(turned(image, 25), finger)
    left, top, right, bottom = truth[3]
    assert straight.width == pytest.approx(right - left, abs=30)
    assert straight.height == pytest.approx(bottom - top, abs=40)
    ink = straight.pixels < 128
    assert ink.mean() > 0.3
    ends = (slice(0, 20), slice(-20, None))
    assert (
        max(ink[rows, columns].mean() for rows in ends for columns in ends) < 0.2
    )  # an ellipse that stands upright leaves them bare


def test_a_hand_turned_too_far_is_refused() -> None:
    image, _ = slap(13, (2, 3, 4, 5))
    with pytest.raises(
        ImageError, match=r"turned by at most 45 degrees, found one turned by about (4[6-9]|5|6)"
    ):
        read_slap(turned(image, 57), 13)


def test_the_other_hand_is_doubted() -> None:
    for position, other in ((13, 14), (14, 13)):
        image, _ = slap(position, FINGERS_OF_SLAP[position])
        assert read_slap(image, position).hand_evidence > 0
        assert read_slap(image, other).other_hand
    three, _ = slap(13, (2, 3, 4))
    assert read_slap(three, 13, (2, 3, 4)).hand_evidence == 0


def segments(truth: dict[int, tuple[int, ...]]) -> list[FingerSegment]:
    """The device's segments, a little generous."""
    return [
        segment_of_box(finger, left - 9, top - 9, right + 9, bottom + 9)
        for finger, (left, top, right, bottom) in truth.items()
    ]


def test_segments_of_the_device_are_taken_where_they_agree() -> None:
    """Which finger is missing cannot be seen for sure; the device knows."""
    image, truth = slap(13, (2, 3, 5))
    given = segments(truth)
    found = read_slap(image, 13, given=given)
    assert found.by_device
    assert not found.objections
    assert [one.position for one in found.fingers] == [2, 3, 5]
    assert [one.box for one in found.fingers] == [one.box for one in given]
    assert all(abs(one.angle) < 0.2 for one in found.fingers)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda boxes: {**boxes, 2: boxes[3], 3: boxes[2]}, "finger 2's segment holds finger 3"),
        (lambda boxes: {**boxes, 2: (20, 700, 300, 980)}, "finger 2: hardly any print"),
        (lambda boxes: {**boxes, 7: boxes[2]}, "finger 7 is not expected here"),
        (lambda boxes: {**boxes, 2: (1300, 100, 1700, 500)}, "finger 2: reaches outside the picture"),
        (lambda boxes: {**boxes, 2: (100, 200, 120, 220)}, "finger 2: 38 x 38 pixels are no fingertip"),
        (lambda boxes: {**boxes, 2: boxes[3]}, "fingers 2 and 3 lie on each other"),
        (
            lambda boxes: {finger: boxes[finger] for finger in (2, 3, 4)},
            r"outside of all segments \(finger 5\)",
        ),
    ],
)
def test_segments_that_the_picture_contradicts_are_refused(spoil, why: str) -> None:  # type: ignore[no-untyped-def]
    image, truth = slap(13, (2, 3, 4, 5))
    found = read_slap(image, 13, given=segments(spoil(dict(truth))))
    assert not found.by_device
    assert any(re.search(why, one) for one in found.objections)
    check(list(found.fingers), truth)  # read without them


def test_two_segments_of_one_finger_and_a_polygon() -> None:
    image, truth = slap(13, (2, 3, 4, 5))
    twice = [*segments(truth), segments(truth)[0]]
    assert read_slap(image, 13, given=twice).objections == ("finger 2 has two segments",)
    left, top, right, bottom = truth[3]
    corners = np.array(
        [[left, top], [right, top], [right, bottom], [(left + right) / 2, bottom + 9], [left, bottom]]
    )
    given = [FingerSegment(3, corners.astype(float)), *(one for one in segments(truth) if one.finger != 3)]
    assert read_slap(image, 13, given=given).by_device


UNLIKE_ROLLED = (5,)
"""On this card rolled finger 5 agrees with no plain print, with or without this stage."""


@pytest.mark.slow
@pytest.mark.parametrize("position", [11, 12, 13, 14])
def test_the_fingers_of_a_real_card_are_the_rolled_ones(
    nist_card: dict[int, GreyImage], position: int
) -> None:
    """Each split finger agrees with the rolled print of its position and with no other."""
    from tenprint.match.pair import compare
    from tenprint.template.extract.pipeline import extract

    rolled = {finger: extract(nist_card[finger]) for finger in FINGERS_OF_SLAP[position]}
    for finger in split(nist_card[position], position):
        if finger.position in UNLIKE_ROLLED:
            continue
        plain = extract(finger.image)
        scores = {other: compare(template, plain).score for other, template in rolled.items()}
        own = scores.pop(finger.position)
        # Strangers seldom score above 2 (tenprint.match.score).
        assert own > 2 > max(scores.values(), default=0)


def test_the_print_of_the_next_box_is_painted_over(nist_card: dict[int, GreyImage]) -> None:
    """A thumb reaches in over the left side of the right slap; finger 2 keeps clear of it."""
    index = split(nist_card[13], 13)[0]
    assert index.position == 2
    assert index.box[0] > 60
    assert abs(np.rad2deg(index.angle)) < 16


def test_letters_are_no_ridges() -> None:
    """A line of print across the tips, as on cards, does not make them longer."""
    image, truth = slap(13, (2, 3, 4, 5))
    pixels = image.pixels.copy()
    for x in range(20, 1400, 40):
        cv2.putText(pixels, "E", (x, 45), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 20, 5)
    check(split(GreyImage(pixels, 500), 13), truth)


def test_a_flooded_tip_is_print() -> None:
    """Wet skin prints black without valleys; the tip still begins where the black does."""
    image, truth = slap(13, (2, 3, 4, 5))
    left, top, right, bottom = truth[3]
    y, x = np.mgrid[: bottom - top, : right - left]
    ellipse = np.hypot(2 * x / (right - left) - 1, 2 * y / (bottom - top) - 1) < 0.95
    pixels = image.pixels.copy()
    pixels[top : top + 150, left:right][ellipse[:150]] = 10
    (middle,) = (one for one in split(GreyImage(pixels, 500), 13) if one.position == 3)
    assert middle.corners[:2, 1].mean() == pytest.approx(top, abs=30)
