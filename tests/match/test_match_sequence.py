"""Fingers in the wrong place are found; poor prints raise no alarm."""

from itertools import product

import numpy as np
import pytest
from synthetic_templates import EMPTY, again, hand, impression

from tenprint.match.sequence import (
    MIRRORED,
    OTHER_HAND,
    PRIOR_EXCHANGED,
    PRIOR_TWICE,
    Evidence,
    best_reading,
    check_sequence,
    find_faults,
)


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


def test_all_exchanges_within_a_hand_are_told_in_full(rolled, plain) -> None:
    for a, b in ((1, 2), (1, 5), (2, 5), (3, 4), (6, 10), (7, 8), (8, 10), (9, 10), (1, 6)):
        assert places(rolled | {a: rolled[b], b: rolled[a]}, plain) == [(a, b), (b, a)]


@pytest.mark.parametrize("seed", range(35, 39))
def test_both_of_an_exchange_are_told_where_one_is_poor(rolled, plain, seed) -> None:
    poor = impression(rolled[2], np.random.default_rng(seed), lost=0.9, added=0.1)
    assert places({3: poor}, {2: plain[2]}) == []
    assert places(rolled | {2: rolled[3], 3: poor}, plain) == [(2, 3), (3, 2)]


def test_an_empty_box_is_not_told_of(rolled, plain) -> None:
    assert places(rolled | {2: rolled[3], 3: EMPTY}, plain) == [(2, 3)]


def test_exchanged_slaps(rolled, plain) -> None:
    exchanged = plain | {finger: plain[other] for finger, other in MIRRORED.items()}
    assert places(rolled, exchanged) == sorted(MIRRORED.items())


def test_thumbs_alone_do_not_tell_of_the_hands(rolled, plain) -> None:
    thumbs = {1: plain[1], 6: plain[6]}
    assert places(rolled | {1: rolled[6], 6: rolled[1]}, thumbs) == [(1, 6), (6, 1)]
    hands = {finger: rolled[other] for finger, other in OTHER_HAND.items()}
    assert places(hands, thumbs | {2: plain[2]}) == sorted(OTHER_HAND.items())


def test_one_finger_twice_is_seen_without_plain_prints(rolled) -> None:
    twice = rolled | {8: impression(rolled[7], np.random.default_rng(36))}
    (fault,) = check_sequence(twice, {})
    assert (fault.position, fault.matches_position, fault.score_own) == (8, 7, None)
    assert fault.score_other > 0 and fault.log10_lr >= 4


def test_three_fingers_moved_round(rolled, plain) -> None:
    assert places(rolled | {2: rolled[3], 3: rolled[4], 4: rolled[2]}, plain) == [(2, 3), (3, 4), (4, 2)]


def _random_evidence(rng: np.random.Generator, true: tuple[int, ...]) -> Evidence:
    """Ratios of a card of four fingers that were rolled as told, with noise; the other boxes say nothing."""
    across, among = np.zeros((10, 10)), np.zeros((10, 10))
    for a in range(4):
        for b in range(4):
            across[a, b] = rng.normal(3 if true[a] == b else -1.5, 1.5)
            if a < b:
                among[a, b] = among[b, a] = rng.normal(3 if true[a] == true[b] else -1.5, 1.5)
    scores = np.full((10, 10), -1.0)
    scores[:4, :4] = 1.0
    return Evidence(across, among, scores, scores)


def _slow_best(found: Evidence) -> float:
    """Most that any reading of four boxes by one or two acts, or none, is worth: all are tried."""
    acts = [(None, 0.0)]
    acts += [((a, b, True), PRIOR_EXCHANGED) for a, b in product(range(4), repeat=2) if a < b]
    acts += [((a, b, False), PRIOR_TWICE) for a, b in product(range(4), repeat=2) if a != b]
    worth = []
    for (first, p), (second, q) in product(acts, repeat=2):
        reading = list(range(10))
        for act in (first, second):
            if act is not None:
                a, b, both = act
                reading[a], reading[b] = reading[b], reading[a] if both else reading[b]
        worth.append(found.of(reading) + p + q)
    return max(worth)


def test_the_reading_taken_is_as_good_as_any_of_two_acts() -> None:
    """On nine cards of ten the steps find the best of all readings, and never one worse than as labelled."""
    rng, missed = np.random.default_rng(37), 0
    readings = [(0, 1, 2, 3), (1, 0, 2, 3), (1, 0, 3, 2), (0, 0, 2, 3), (1, 2, 0, 3)]
    for trial in range(60):
        found = _random_evidence(rng, readings[trial % len(readings)])
        reading, acts = best_reading(found)
        worth = found.of(reading) + sum(act.prior for act in acts)
        missed += worth < _slow_best(found) - 1e-6
        assert all(fault.log10_lr >= 4 for fault in find_faults(found))
        assert found.of(reading) >= found.of(range(10))
    assert missed <= 6
