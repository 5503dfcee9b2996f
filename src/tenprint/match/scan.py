"""First stage of a search: one probe finger against the same finger of every enrolment.

Cylinders of 384 bits without masks; the words of one finger lie transposed (word by word, within it minutia
by minutia), so that the compiler counts the bits of several gallery minutiae at once. Each probe minutia
votes for the rotation of its likest gallery minutia; the fullest window of rotations is the score.
"""

from math import pi

import numba as nb
import numpy as np
import numpy.typing as npt

from tenprint.match import parameter
from tenprint.match.popcount import popcount

_SIMILARITY_STEPS = 1 << 20


@nb.njit(cache=True, nogil=True, error_model="numpy")
def transpose_words(bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Words of one finger in the order of scanning.

    Args:
        bits: (n, words) uint64.

    Returns:
        (n · words,) uint64, entry w·n + i from bits[i, w].
    """
    n, words = bits.shape
    out = np.empty(n * words, np.uint64)
    for w in range(words):
        for i in range(n):
            out[w * n + i] = bits[i, w]
    return out


@nb.njit(cache=True, nogil=True, error_model="numpy")
def norms(bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.float32]:
    """Square root of the count of one-bits of each row: (n, words) uint64 to (n,) float32."""
    out = np.empty(len(bits), np.float32)
    for i in range(len(bits)):
        ones = np.uint64(0)
        for w in range(bits.shape[1]):
            ones += popcount(bits[i, w])
        out[i] = np.sqrt(np.float32(ones))
    return out


@nb.njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _likest(
    probe: npt.NDArray[np.uint64],
    probe_norm: np.float32,
    words: npt.NDArray[np.uint64],
    norm: npt.NDArray[np.float32],
    keys: npt.NDArray[np.int32],
) -> int:
    """Similarity (in 1/2²⁰) and index of the gallery minutia likest to one probe minutia, as one number."""
    m = len(norm)
    p0, p1, p2, p3, p4, p5 = probe[0], probe[1], probe[2], probe[3], probe[4], probe[5]
    # Six plain rows rather than a computed index: only then does the compiler count several minutiae at once.
    w0, w1, w2 = words[:m], words[m : 2 * m], words[2 * m : 3 * m]
    w3, w4, w5 = words[3 * m : 4 * m], words[4 * m : 5 * m], words[5 * m : 6 * m]
    for j in range(m):
        differ = popcount(p0 ^ w0[j]) + popcount(p1 ^ w1[j]) + popcount(p2 ^ w2[j])
        differ += popcount(p3 ^ w3[j]) + popcount(p4 ^ w4[j]) + popcount(p5 ^ w5[j])
        alike = np.float32(1.0) - np.sqrt(np.float32(differ)) / (probe_norm + norm[j])
        keys[j] = (np.int32(alike * np.float32(_SIMILARITY_STEPS)) & ~255) | j
    best = np.int32(0)
    for j in range(m):
        best = max(best, keys[j])
    return int(best)


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _fullest_window(votes: npt.NDArray[np.float32]) -> np.float32:
    """Greatest sum of three neighbouring bins, the outer two counted half."""
    best, count = np.float32(0.0), len(votes)
    for b in range(count):
        window = votes[b] + np.float32(0.5) * (votes[b - 1] + votes[(b + 1) % count])
        best = max(best, window)
    return best


@nb.njit(cache=True, nogil=True, error_model="numpy")
def scan_finger(
    probe_bits: npt.NDArray[np.uint64],
    probe_norm: npt.NDArray[np.float32],
    probe_theta: npt.NDArray[np.float32],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    words: npt.NDArray[np.uint64],
    norm: npt.NDArray[np.float32],
    theta: npt.NDArray[np.float32],
    scores: npt.NDArray[np.float32],
) -> int:
    """Scores one probe finger against the same finger of every enrolment.

    Args:
        probe_bits: (n, 6) uint64.
        probe_norm: (n,) float32; 0 where the cylinder is not usable.
        probe_theta: (n,) float32 radians.
        starts: (enrolments,) int64, first minutia of the finger in the gallery's arrays.
        ends: (enrolments,) int64, past its last.
        words: (6 · minutiae,) uint64; a finger's block begins at 6 · start, transposed.
        norm: (minutiae,) float32.
        theta: (minutiae,) float32.
        scores: (enrolments,) float32, written; −1 where the finger is absent.

    Returns:
        Count of enrolments looked at.
    """
    keys = np.empty(256, np.int32)
    votes = np.empty(parameter.SCAN_TURN_BINS, np.float32)
    per_bin = np.float32(parameter.SCAN_TURN_BINS / (2.0 * pi))
    looked_at = 0
    for e in range(len(starts)):
        start, end = starts[e], ends[e]
        block, lengths = words[6 * start : 6 * end], norm[start:end]
        votes[:] = 0.0
        for i in range(len(probe_norm)):
            if probe_norm[i] == 0.0 or end == start:
                continue
            key = _likest(probe_bits[i], probe_norm[i], block, lengths, keys)
            excess = np.float32(key >> 8) * np.float32(256.0 / _SIMILARITY_STEPS) - np.float32(
                parameter.SCAN_SIMILARITY_MIN
            )
            if excess > 0.0:
                turn = (theta[start + (key & 255)] - probe_theta[i]) * per_bin
                votes[int(np.floor(turn)) % parameter.SCAN_TURN_BINS] += excess
        scores[e] = _fullest_window(votes) if end > start else np.float32(-1.0)
        looked_at += 1
    return looked_at
