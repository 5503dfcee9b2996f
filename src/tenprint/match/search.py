"""One probe of up to ten fingers against a whole gallery: the cascade.

1. Scan: cylinders of each probe finger against the same finger of every enrolment (``scan``). A finger's
   scores are put on one scale by their median and spread over the gallery and added up: the *standing*.
2. Shortlist: the enrolments of highest standing.
3. Consolidation: every finger of the shortlist compared in full (``pair``), fused (``fusion``), sorted.

Whatever the threads do, every enrolment must have been looked at: an incomplete search is an error, never a
"no hit".
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numba as nb
import numpy as np
import numpy.typing as npt

from tenprint.errors import SearchIncomplete
from tenprint.match import parameter
from tenprint.match.consolidation import consolidate
from tenprint.match.descriptor import Descriptors, describe
from tenprint.match.fusion import fuse
from tenprint.match.gallery import Gallery
from tenprint.match.pair import shared_cells_min
from tenprint.match.scan import scan_finger
from tenprint.match.segment import FINGERS, Segment
from tenprint.match.similarity import local_similarity
from tenprint.template.model import Template


@dataclass(frozen=True, slots=True)
class Candidate:
    """One subject of the gallery that a probe resembles.

    Attributes:
        subject_id: as enrolled.
        score: fused log10 likelihood ratio.
        finger_scores: pair score by finger position, of the fingers present on both sides.
        pairs_count: agreeing pairs of minutiae over all fingers.
    """

    subject_id: str
    score: float
    finger_scores: Mapping[int, float]
    pairs_count: int


@dataclass(frozen=True, slots=True)
class CandidateList:
    """What a search found.

    Attributes:
        candidates: best first; equal scores by subject.
        searched: count of subjects that were covered, always the whole gallery.
    """

    candidates: tuple[Candidate, ...]
    searched: int


def search(
    probe: Mapping[int, Template],
    gallery: Gallery,
    limit: int = 20,
    *,
    threads: int = 2,
    exhaustive: bool = False,
) -> CandidateList:
    """Searches a probe's fingers (position 1 to 10 to template) in a gallery.

    Args:
        probe: finger position to template.
        gallery: where to search.
        limit: most candidates returned.
        threads: own threads; the result does not depend on their number.
        exhaustive: compare every enrolment in full, to measure what the cascade loses.

    Raises:
        SearchIncomplete: not every enrolment was looked at.
    """
    segments, subject_ids = gallery.snapshot()
    fingers = {position: describe(template) for position, template in sorted(probe.items())}
    fingers = {position: finger for position, finger in fingers.items() if len(finger) > 0}
    with ThreadPoolExecutor(threads) as pool:
        standing, covered = _scan(fingers, segments, pool)
        if covered != len(subject_ids):
            raise SearchIncomplete(
                f"search: expected {len(subject_ids)} enrolments looked at, found {covered}"
            )
        count = len(subject_ids) if exhaustive else _shortlist_size(len(fingers), limit)
        chosen = _shortlist(standing, count)
        compared = _consolidate(fingers, segments, chosen, pool, threads)
    best = _best_enrolments(subject_ids, chosen, compared)
    ranked = sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.subject_id))
    return CandidateList(tuple(ranked[:limit]), len(set(subject_ids)))


def _scan(
    fingers: Mapping[int, Descriptors], segments: Sequence[Segment], pool: Executor
) -> tuple[npt.NDArray[np.float32], int]:
    """First stage: standing of every enrolment, and how many were looked at by every finger."""
    total = sum(len(segment) for segment in segments)
    standing = np.zeros(total, np.float32)
    covered = total
    for scores, looked_at in pool.map(partial(_scan_segments, segments), fingers.items()):
        standing += _standing(scores)
        covered = min(covered, looked_at)
    return standing, covered


def _scan_segments(
    segments: Sequence[Segment], item: tuple[int, Descriptors]
) -> tuple[npt.NDArray[np.float32], int]:
    """Scores of one probe finger over all segments, and how many enrolments were looked at."""
    position, finger = item
    scores = np.zeros(sum(len(segment) for segment in segments), np.float32)
    looked_at, at = 0, 0
    for segment in segments:
        starts, ends = segment.span(position)
        part = scores[at : at + len(segment)]
        looked_at += scan_finger(
            finger.scan_bits, finger.scan_norm, finger.theta, starts, ends,
            segment.scan_words, segment.scan_norm, segment.theta, part,
        )  # fmt: skip
        at += len(segment)
    return scores, looked_at


def _standing(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Scores of one finger in spreads above the gallery's median; an absent finger (−1) stands at nought.

    Capped, for a finger says only so much; and floored, for one failed finger must not outweigh the others.
    """
    standing = np.zeros(len(scores), np.float32)
    present = scores >= 0.0
    if present.any():
        centre = np.median(scores[present])
        spread = max(float(np.median(np.abs(scores[present] - centre))) * 1.4826, 0.05)
        standing[present] = np.clip((scores[present] - centre) / spread, -1.0, parameter.SCAN_STANDING_MAX)
    return standing


def _shortlist_size(finger_count: int, limit: int) -> int:
    """How many enrolments are compared in full: more where fewer fingers speak."""
    return max(parameter.SHORTLIST_MIN, limit, parameter.SHORTLIST_FINGERS // max(1, finger_count))


def _shortlist(standing: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.int64]:
    """Enrolments of highest standing, ascending; and those equal to the last, up to twice the count."""
    if len(standing) <= count:
        return np.arange(len(standing))
    last = np.partition(standing, len(standing) - count)[len(standing) - count]
    chosen = np.flatnonzero(standing >= last)
    if len(chosen) > 2 * count:
        chosen = np.argsort(-standing, kind="stable")[:count]
    return np.sort(chosen)


@nb.njit(cache=True, nogil=True, error_model="numpy")
def compare_rows(
    x: npt.NDArray[np.float32],
    y: npt.NDArray[np.float32],
    theta: npt.NDArray[np.float32],
    weight: npt.NDArray[np.float32],
    bits: npt.NDArray[np.uint64],
    mask: npt.NDArray[np.uint64],
    usable: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    others_x: npt.NDArray[np.float32],
    others_y: npt.NDArray[np.float32],
    others_theta: npt.NDArray[np.float32],
    others_weight: npt.NDArray[np.float32],
    others_bits: npt.NDArray[np.uint64],
    others_mask: npt.NDArray[np.uint64],
    others_usable: npt.NDArray[np.uint8],
    shared_min: int,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]:
    """Full comparisons of one probe finger with chosen fingers of a segment.

    Args:
        x: (n,) of the probe finger, with y, theta, weight, bits, mask, usable as in ``Descriptors``.
        y: (n,).
        theta: (n,).
        weight: (n,).
        bits: (n, words).
        mask: (n, words / sections).
        usable: (n,).
        starts: (rows,) int64 first minutia of each chosen finger.
        ends: (rows,) int64 past its last.
        others_x: (minutiae,) of the segment; likewise the following.
        others_y: (minutiae,).
        others_theta: (minutiae,).
        others_weight: (minutiae,).
        others_bits: (minutiae, words).
        others_mask: (minutiae, words / sections).
        others_usable: (minutiae,).
        shared_min: cells that two cylinders must share.

    Returns:
        (rows,) float64 scores, −1 where the chosen finger is absent; (rows,) int32 counts of agreeing pairs.
    """
    scores, counts = np.full(len(starts), -1.0), np.zeros(len(starts), np.int32)
    for r in range(len(starts)):
        s, e = starts[r], ends[r]
        if e > s:
            similarity = local_similarity(
                theta, bits, mask, usable,
                others_theta[s:e], others_bits[s:e], others_mask[s:e], others_usable[s:e], shared_min,
            )  # fmt: skip
            score, pairs = consolidate(
                similarity,
                x,
                y,
                theta,
                weight,
                others_x[s:e],
                others_y[s:e],
                others_theta[s:e],
                others_weight[s:e],
            )
            scores[r], counts[r] = score, len(pairs)
    return scores, counts


@nb.njit(cache=True, nogil=True, error_model="numpy")
def sums(
    weight: npt.NDArray[np.float32], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Sum of the (n,) weights from each of the (rows,) starts to before its end: (rows,) float64."""
    totals = np.zeros(len(starts))
    for r in range(len(starts)):
        for k in range(starts[r], ends[r]):
            totals[r] += weight[k]
    return totals


@dataclass(frozen=True, slots=True)
class _Compared:
    """Full comparisons of the shortlist: (rows, 10) scores, −1 where absent, counts of pairs, evidence (``fusion``)."""

    scores: npt.NDArray[np.float64]
    counts: npt.NDArray[np.int32]
    evidence: npt.NDArray[np.float64]


def _consolidate(
    fingers: Mapping[int, Descriptors],
    segments: Sequence[Segment],
    chosen: npt.NDArray[np.int64],
    pool: Executor,
    threads: int,
) -> _Compared:
    """Last stage: the shortlist compared in full, split among threads by rows."""
    shape = (len(chosen), FINGERS)
    compared = _Compared(np.full(shape, -1.0), np.zeros(shape, np.int32), np.zeros(shape))
    jobs = []
    base = 0
    for segment in segments:
        inside = np.flatnonzero((chosen >= base) & (chosen < base + len(segment)))
        for part in np.array_split(inside, threads):
            jobs += [(segment, base, part, position) for position in fingers if len(part)]
        base += len(segment)

    def work(job: tuple[Segment, int, npt.NDArray[np.int64], int]) -> None:
        segment, base, part, position = job
        finger = fingers[position]
        starts, ends = segment.span(position)
        rows = chosen[part] - base
        scores, counts = compare_rows(
            finger.x, finger.y, finger.theta, finger.weight, finger.bits, finger.mask, finger.usable, starts[rows],
            ends[rows], segment.x, segment.y, segment.theta, segment.weight, segment.bits, segment.mask, segment.usable,
            shared_cells_min(),
        )  # fmt: skip
        compared.scores[part, position - 1], compared.counts[part, position - 1] = scores, counts
        held = sums(segment.weight, starts[rows], ends[rows])
        compared.evidence[part, position - 1] = np.minimum(held, finger.weight.sum())

    list(pool.map(work, jobs))
    return compared


def _best_enrolments(
    subject_ids: Sequence[str], chosen: npt.NDArray[np.int64], compared: _Compared
) -> dict[str, Candidate]:
    """Each subject's best enrolment as a candidate."""
    best: dict[str, Candidate] = {}
    for row, place in enumerate(chosen):
        scores = {
            position: float(compared.scores[row, position - 1])
            for position in range(1, FINGERS + 1)
            if compared.scores[row, position - 1] >= 0.0
        }
        evidence = {position: float(compared.evidence[row, position - 1]) for position in scores}
        fused = fuse(scores, evidence)
        candidate = Candidate(subject_ids[place], fused, scores, int(compared.counts[row].sum()))
        known = best.get(candidate.subject_id)
        if known is None or candidate.score > known.score:
            best[candidate.subject_id] = candidate
    return best
