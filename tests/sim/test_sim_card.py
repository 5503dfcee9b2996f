"""Whole cards: which pictures, how large, whose fingers, and where they lie in the slaps."""

from itertools import pairwise

import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.image.quality import REJECT_BELOW, quality
from tenprint.image.slap_split import split
from tenprint.match.pair import compare
from tenprint.sim.card.images import (
    BOTH_THUMBS,
    LEFT_SLAP,
    RIGHT_SLAP,
    SLAP_FINGERS,
    card,
    card_images,
    slap_truth,
)
from tenprint.sim.prints import Device, Injury
from tenprint.template.extract.pipeline import extract


@pytest.fixture(scope="module")
def made():
    return card(2024, capture=1, workers=2)


def test_positions_and_sizes(made):
    assert list(made.images) == list(range(1, 15))
    for position, image in made.images.items():
        width_max, height_max = (
            (800, 750) if position <= 10 else (500, 1500) if position <= 12 else (1600, 1500)
        )
        assert image.width <= width_max
        assert image.height <= height_max
        assert image.resolution_ppi == 500


def test_workers_do_not_change_the_bytes(made):
    again = card_images(2024, capture=1)
    assert all(np.array_equal(made.images[p].pixels, again[p].pixels) for p in made.images)


def test_another_capture_gives_other_pictures_of_the_same_fingers(made):
    again = card_images(2024, capture=2)
    assert not any(np.array_equal(made.images[p].pixels, again[p].pixels) for p in made.images)
    templates = {p: (extract(made.images[p]), extract(again[p])) for p in (1, 2, 8)}
    for p, (a, b) in templates.items():
        others = [compare(a, templates[q][1]).score for q in templates if q != p]
        assert compare(a, b).score > 4 * max(*others, 0.5)


@pytest.mark.parametrize("slap", [RIGHT_SLAP, LEFT_SLAP])
def test_boxes_lie_in_the_slap_in_the_order_of_the_hand_and_apart(made, slap):
    boxes = made.boxes[slap]
    image = made.images[slap]
    assert tuple(sorted(boxes, key=lambda finger: boxes[finger].left)) == SLAP_FINGERS[slap]
    ordered = [boxes[finger] for finger in SLAP_FINGERS[slap]]
    for box in ordered:
        assert 0 <= box.left < box.right <= image.width
        assert 0 <= box.top < box.bottom <= image.height
        inside = image.pixels[box.top : box.bottom, box.left : box.right]
        assert inside.std() > 20
    assert all(a.right <= b.left for a, b in pairwise(ordered))
    middle, little = boxes[3 if slap == RIGHT_SLAP else 8], boxes[5 if slap == RIGHT_SLAP else 10]
    assert middle.top < little.top


def test_truth_about_slaps_can_be_had_alone(made):
    assert slap_truth(2024, LEFT_SLAP, capture=1) == made.boxes[LEFT_SLAP]


def test_the_splitter_finds_the_true_boxes_of_an_easy_slap():
    made = card(2024, capture=1, condition="easy", missing={1, 6, 7, 8, 9, 10}, workers=2)
    found = {piece.position: piece for piece in split(made.images[RIGHT_SLAP], RIGHT_SLAP)}
    assert set(found) == set(SLAP_FINGERS[RIGHT_SLAP])
    for finger, box in made.boxes[RIGHT_SLAP].items():
        left, _, right, _ = found[finger].box
        assert abs((left + right) / 2 - (box.left + box.right) / 2) < 40


def test_a_slap_holds_the_fingers_of_the_rolled_prints(made):
    for finger in (2, 9):
        slap = RIGHT_SLAP if finger <= 5 else LEFT_SLAP
        rolled = extract(made.images[finger])
        scores = {}
        for other, box in made.boxes[slap].items():
            cut = made.images[slap].pixels[box.top : box.bottom, box.left : box.right]
            scores[other] = compare(
                extract(type(made.images[slap])(np.ascontiguousarray(cut), 500.0)), rolled
            ).score
        assert max(scores, key=scores.__getitem__) == finger
        # The slaps of a real card score 0 to 9 against its rolled prints, half of them below 4.
        assert scores[finger] > 1


def test_missing_fingers_are_nowhere():
    images = card_images(5, capture=1, missing={2, 7, 8, 9, 10})
    assert sorted(images) == [1, 3, 4, 5, 6, 11, 12, 13]
    assert set(slap_truth(5, RIGHT_SLAP, capture=1, missing={2})) == {3, 4, 5}


def test_a_card_without_thumb_has_no_plain_thumb():
    assert 11 not in card_images(5, capture=1, missing={1, 2, 3, 4, 5, 7, 8, 9, 10})


@pytest.fixture(scope="module")
def hurt():
    injuries = {3: Injury.MISSING_TIP, 4: Injury.BANDAGED, 5: Injury.AMPUTATED, 7: Injury.PARTLY_BANDAGED}
    return card(2024, capture=1, injuries=injuries, thumbs_together=True, workers=2)


def test_injured_fingers_are_on_the_card_as_they_are(made, hurt):
    assert sorted(hurt.images) == [1, 2, 3, 4, 6, 7, 8, 9, 10, 13, 14, 15]
    assert quality(hurt.images[4]).score < REJECT_BELOW
    assert set(hurt.boxes[RIGHT_SLAP]) == {2, 3}
    whole, cut = made.boxes[RIGHT_SLAP][3], hurt.boxes[RIGHT_SLAP][3]
    assert cut.top > whole.top + 20
    assert np.array_equal(hurt.images[8].pixels, made.images[8].pixels)


def test_injuries_of_no_finger_are_refused():
    with pytest.raises(BadInput, match="1 to 10"):
        card_images(5, capture=1, injuries={11: Injury.BANDAGED})


def test_both_thumbs_lie_side_by_side_with_their_truth(hurt):
    truth = hurt.truths[BOTH_THUMBS]
    assert set(truth) == {1, 6}
    left, right = truth[6], truth[1]
    assert left.box.right <= right.box.left
    picture = hurt.images[BOTH_THUMBS].pixels
    for one in (left, right):
        inside = picture[one.box.top : one.box.bottom, one.box.left : one.box.right]
        assert inside.std() > 20
    outside = picture.copy()
    for one in (left, right):
        outside[one.box.top - 12 : one.box.bottom + 12, one.box.left - 12 : one.box.right + 12] = 255
    assert (outside > 200).mean() > 0.995


def test_true_turns_follow_the_hand(made):
    """Fingers of a slap spread like a fan: index and little finger lean apart, on either hand the other way."""
    for slap, side in ((RIGHT_SLAP, 1), (LEFT_SLAP, -1)):
        turns = [made.truths[slap][finger].turn_deg for finger in SLAP_FINGERS[slap]]
        index, little = (turns[0], turns[3]) if slap == RIGHT_SLAP else (turns[3], turns[0])
        assert side * (index - little) > 5


def test_cards_can_be_inked():
    images = card_images(2024, capture=1, device=Device.INK, missing=set(range(2, 11)))
    assert set(images) == {1, 11}
    assert (images[1].pixels < 120).mean(axis=1).max() > 0.8  # the printed line of the box


def test_seeds_of_the_background_are_refused():
    with pytest.raises(BadInput, match="seed of a synthetic subject"):
        card_images(1 << 64, capture=1)
