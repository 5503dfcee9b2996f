"""Classes of patterns occur as in life, and their points lie where they belong."""

from collections import Counter
from itertools import pairwise

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


@pytest.mark.parametrize("finger", [1, 2, 4, 10])
def test_classes_of_one_finger_over_many_subjects_pass_chi_square(finger):
    shares = pattern.class_shares(finger)
    counted = Counter(pattern.class_at(pattern.class_rank(seed, finger), finger) for seed in range(1500))
    expected = {kind: 1500 * share for kind, share in shares.items()}
    statistic = sum((counted[kind] - count) ** 2 / count for kind, count in expected.items())
    # 18.5 is passed by chance once in a thousand at 4 degrees of freedom (rows are few, counts above 5).
    assert min(expected.values()) > 5
    assert statistic < 18.5


def test_fingers_of_one_subject_have_alike_classes():
    ranks = np.array([[pattern.class_rank(seed, finger) for finger in (1, 2, 7)] for seed in range(600)])
    same_person, same_pair = np.corrcoef(ranks.T)[0, 1], np.corrcoef(ranks.T)[1, 2]
    assert 0.15 < same_person < 0.42
    assert same_pair > same_person + 0.1
    assert 0.45 < same_pair < 0.75


def test_a_rank_alone_decides_the_class():
    for finger in (2, 7):
        kinds = [pattern.class_at(rank, finger) for rank in np.linspace(0, 0.9999, 2000)]
        for kind, share in pattern.class_shares(finger).items():
            assert kinds.count(kind) / 2000 == pytest.approx(share, abs=0.002)
        changes = sum(a is not b for a, b in pairwise(kinds))
        assert changes == len(PatternClass) - 1
        given = pattern.draw(np.random.default_rng(0), finger, width=600, height=650, rank=0.9999)
        assert given.kind is PatternClass.WHORL


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
