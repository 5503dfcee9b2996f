"""The first stage against a slow computation of the same votes."""

from math import pi, sqrt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_templates import EMPTY, impression, make

from tenprint.match import parameter
from tenprint.match.descriptor import describe
from tenprint.match.scan import norms, scan_finger, transpose_words
from tenprint.match.segment import pack


def reference_score(probe, other) -> float:
    """Each probe minutia votes for the rotation of its likest; the fullest window counts."""
    if len(other) == 0:
        return -1.0
    votes = np.zeros(parameter.SCAN_TURN_BINS)
    for i in range(len(probe)):
        if probe.scan_norm[i] == 0:
            continue
        alike = []
        for j in range(len(other)):
            differ = sum(int(w).bit_count() for w in probe.scan_bits[i] ^ other.scan_bits[j])
            alike.append(1 - sqrt(differ) / (probe.scan_norm[i] + other.scan_norm[j]))
        if not alike:
            continue
        best = max(range(len(alike)), key=lambda j: (int(alike[j] * 4096), j))
        excess = alike[best] - parameter.SCAN_SIMILARITY_MIN
        if excess > 0:
            turn = (other.theta[best] - probe.theta[i]) / (2 * pi) * parameter.SCAN_TURN_BINS
            votes[int(np.floor(turn)) % parameter.SCAN_TURN_BINS] += excess
    return max(
        votes[b] + 0.5 * (votes[b - 1] + votes[(b + 1) % len(votes)]) for b in range(parameter.SCAN_TURN_BINS)
    )


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_scan_is_the_vote_of_the_likest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    template = make(rng, 25)
    probe = describe(template)
    others = [describe(t) for t in (impression(template, rng), make(rng, 30), EMPTY, make(rng, 1))]
    segment = pack([{4: other} for other in others])
    scores = np.zeros(4, np.float32)
    looked_at = scan_finger(
        probe.scan_bits, probe.scan_norm, probe.theta, *segment.span(4),
        segment.scan_words, segment.scan_norm, segment.theta, scores,
    )  # fmt: skip
    assert looked_at == 4
    np.testing.assert_allclose(scores, [reference_score(probe, other) for other in others], atol=0.02)
    assert scores[0] > max(scores[1:])


def test_transposed_words_come_back() -> None:
    bits = np.random.default_rng(1).integers(0, 2**63, (7, 6)).astype(np.uint64)
    np.testing.assert_array_equal(transpose_words(bits).reshape(6, 7).T, bits)


def test_norms_count_bits() -> None:
    bits = np.array([[0, 0], [1, 3], [2**64 - 1, 0]], np.uint64)
    np.testing.assert_allclose(norms(bits), [0, sqrt(3), 8])
