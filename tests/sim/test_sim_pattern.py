"""Classes of patterns occur as in life, and their points lie where they belong."""

from collections import Counter

import numpy as np
import pytest

from tenprint.sim.seeds import DEMO_SEED_LIMIT, Stream, background_subject_seed, stream
from tenprint.sim.skin import pattern
from tenprint.sim.skin.pattern import PatternClass

# C. L. Wilson, G. T. Candela, C. I. Watson, 1994.
WILSON = {
    PatternClass.ARCH: 0.037,
    PatternClass.TENTED_ARCH: 0.029,
    PatternClass.LEFT_LOOP: 0.338,
    PatternClass.RIGHT_LOOP: 0.317,
    PatternClass.WHORL: 0.279,
}


def drawn(finger: int, seed: int) -> pattern.Pattern:
    return pattern.draw(stream(seed, Stream.PATTERN, finger), finger, width=600, height=700)


def test_shares_of_all_fingers_are_those_of_the_literature():
    mean = {kind: np.mean([pattern.class_shares(f)[kind] for f in range(1, 11)]) for kind in PatternClass}
    for kind, share in WILSON.items():
        assert mean[kind] == pytest.approx(share, abs=0.011), kind


def test_drawn_classes_follow_the_shares():
    counted = Counter((f, drawn(f, seed).kind) for seed in range(400) for f in range(1, 11))
    for kind, share in WILSON.items():
        found = sum(counted[f, kind] for f in range(1, 11)) / 4000
        assert found == pytest.approx(share, abs=0.011 + 4 * np.sqrt(share / 4000)), kind


def test_loops_open_to_the_little_finger_and_thumbs_have_more_whorls():
    for right, left in zip(range(1, 6), range(6, 11), strict=True):
        own, other = pattern.class_shares(right), pattern.class_shares(left)
        assert own[PatternClass.RIGHT_LOOP] > own[PatternClass.LEFT_LOOP]
        assert own[PatternClass.RIGHT_LOOP] == other[PatternClass.LEFT_LOOP]
    assert pattern.class_shares(1)[PatternClass.WHORL] > 2 * pattern.class_shares(5)[PatternClass.WHORL]


def test_cores_lie_above_their_deltas_and_are_as_many():
    expected = {
        PatternClass.ARCH: 0,
        PatternClass.TENTED_ARCH: 1,
        PatternClass.LEFT_LOOP: 1,
        PatternClass.RIGHT_LOOP: 1,
        PatternClass.WHORL: 2,
    }
    for seed in range(300):
        found = drawn(2, seed)
        assert len(found.cores) == len(found.deltas) == expected[found.kind]
        for core in found.cores:
            assert all(delta.y < core.y for delta in found.deltas)
        if found.kind is PatternClass.RIGHT_LOOP:
            assert found.deltas[0].x < found.cores[0].x
        if found.kind is PatternClass.LEFT_LOOP:
            assert found.deltas[0].x > found.cores[0].x


def test_background_subjects_are_never_people_of_the_demo():
    seeds = {background_subject_seed(1, index) for index in range(2000)}
    assert len(seeds) == 2000
    assert min(seeds) >= DEMO_SEED_LIMIT
    assert not seeds & {background_subject_seed(2, index) for index in range(2000)}
