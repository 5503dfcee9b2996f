"""Bit similarity against Python's own integers."""

from math import pi, sqrt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_templates import impression, make

from tenprint.match import parameter
from tenprint.match.descriptor import describe
from tenprint.match.popcount import popcount
from tenprint.match.similarity import angle_between, local_similarity


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**64 - 1))
def test_popcount(word: int) -> None:
    assert int(popcount(np.uint64(word))) == word.bit_count()


def whole(words: np.ndarray) -> int:
    """All words as one integer."""
    return sum(int(word) << (64 * k) for k, word in enumerate(words))


def reference(a, b, i: int, j: int, shared_min: int) -> float:
    """One pair's similarity, by the paper's formula on integers."""
    turn = abs(float(a.theta[i]) - float(b.theta[j]))
    if not (a.usable[i] and b.usable[j]):
        return 0.0
    kept = parameter.TURNED_SHARE if min(turn, 2 * pi - turn) > parameter.TURNED_RAD else 1.0
    valid = whole(a.mask[i]) & whole(b.mask[j])
    if valid.bit_count() < shared_min:
        return 0.0
    size = 64 * a.mask.shape[1]
    planes = sum(valid << (size * s) for s in range(parameter.CYLINDER_SECTIONS))
    left, right = whole(a.bits[i]) & planes, whole(b.bits[j]) & planes
    if not left or not right:
        return 0.0
    norms = sqrt(left.bit_count()) + sqrt(right.bit_count())
    return kept * (1 - sqrt((left ^ right).bit_count()) / norms)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_similarity_is_the_paper_s(seed: int) -> None:
    rng = np.random.default_rng(seed)
    template = make(rng, 14)
    a, b = describe(template), describe(impression(template, rng))
    found = local_similarity(a.theta, a.bits, a.mask, a.usable, b.theta, b.bits, b.mask, b.usable, 30)
    expected = [[reference(a, b, i, j, 30) for j in range(len(b))] for i in range(len(a))]
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found.max() > 0


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 6.28), st.floats(0, 6.28))
def test_angle_between(a: float, b: float) -> None:
    expected = np.arccos(np.clip(np.cos(a - b), -1, 1))
    assert abs(angle_between(a, b) - expected) < 1e-6
