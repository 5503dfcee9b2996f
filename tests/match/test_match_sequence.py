"""Fingers in the wrong place are found; poor prints raise no alarm."""

import numpy as np
import pytest
from synthetic_templates import EMPTY, again, hand, impression

from tenprint.match.sequence import check_sequence


@pytest.fixture
def rolled() -> dict:
    return hand(np.random.default_rng(30))


@pytest.fixture
def plain(rolled) -> dict:
    return again(rolled, np.random.default_rng(31))


def places(rolled, plain) -> list[tuple[int, int]]:
    return [(fault.position, fault.matches_position) for fault in check_sequence(rolled, plain)]


def test_a_card_in_order_has_no_fault(rolled, plain) -> None:
    assert places(rolled, plain) == []


def test_swapped_fingers(rolled, plain) -> None:
    assert places(rolled | {2: rolled[3], 3: rolled[2]}, plain) == [(2, 3), (3, 2)]


def test_swapped_hands(rolled, plain) -> None:
    swapped = {position: rolled[(position + 4) % 10 + 1] for position in rolled}
    assert places(swapped, plain) == [(p, (p + 4) % 10 + 1) for p in range(1, 11)]


def test_one_finger_twice(rolled, plain) -> None:
    twice = rolled | {8: impression(rolled[7], np.random.default_rng(32))}
    (fault,) = check_sequence(twice, plain)
    assert (fault.position, fault.matches_position) == (8, 7)
    assert fault.score_own is not None and fault.score_own < fault.score_other


def test_poor_prints_and_strangers_give_no_alarm(rolled, plain) -> None:
    rng = np.random.default_rng(33)
    assert places(again(rolled, rng, lost=0.85), plain) == []
    assert places(hand(rng), plain) == []
    assert places(rolled | {5: EMPTY}, plain) == []


def test_same_finger_also_plain_at_another_place_is_no_fault_of_the_rolled(rolled, plain) -> None:
    """The slap shows finger 2 twice: rolled finger 2 agrees with its own place and stays."""
    assert places({2: rolled[2]}, plain | {3: impression(rolled[2], np.random.default_rng(34))}) == []


def test_own_plain_missing(rolled, plain) -> None:
    without = {position: template for position, template in plain.items() if position != 4}
    assert places(rolled, without) == []
    (fault,) = check_sequence(rolled | {4: rolled[9]}, without)
    assert (fault.position, fault.matches_position, fault.score_own) == (4, 9, None)
    assert places(rolled, {}) == []
