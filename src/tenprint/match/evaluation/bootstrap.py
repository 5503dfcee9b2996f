"""Intervals of error rates, by drawing fingers anew.

The pairs of one finger succeed and fail together, so pairs are no independent trials; fingers nearly are. Each draw
takes as many fingers of each set as it has, with replacement. A mated pair counts as often as its finger was drawn, a
non-mated pair as often as one finger times as often as the other; a finger drawn twice is no non-mate of itself. The
rates of each draw are computed by the definitions of ``rates``, and the interval lies between the draws' percentiles.
This is the subsets bootstrap of Bolle, Ratha and Pankanti ("Error analysis of pattern recognition systems: the subsets
bootstrap", Computer Vision and Image Understanding 93, 2004, 1-33), with both fingers of a non-mated pair drawn.

With few fingers such intervals are too narrow rather than too wide, and of rates without any error they say nothing:
see ``RULE_OF_3``.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tenprint.match.evaluation.rates import FMR_POINTS, Scores
from tenprint.match.evaluation.score_set import ScoreSet

METHOD = "percentile bootstrap over fingers (within each set), both fingers of a non-mated pair drawn"
LEVEL = 0.95
DRAWS = 1000
"""A choice: the ends of an interval of 95 % rest on 25 draws each."""

RULE_OF_3 = 3.0
"""No error in n independent trials says with 95 % confidence that the rate is below 3/n (ISO/IEC 19795-1)."""

RULE_OF_30 = 30
"""With 30 errors or more the true rate is, with 90 % confidence, within 30 % of the one observed (likewise)."""

Interval = tuple[float, float]
Weights = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Draws:
    """Rates of each draw of fingers.

    Attributes:
        eer: (draws,) share.
        fnmr_at_fmr: by the names of ``FMR_POINTS``, (draws,) share.
        fnmr: (draws, points) share, at the false match rates asked for.
    """

    eer: Scores
    fnmr_at_fmr: dict[str, Scores]
    fnmr: Scores


def draw_fingers(scores: ScoreSet, draws: int = DRAWS, seed: int = 1) -> Weights:
    """How often each finger is drawn: (draws, fingers) int64, the same for the same fingers and seed.

    A draw that has no non-mated or no mated pair is replaced by another.
    """
    rng = np.random.default_rng(seed)
    weights = np.zeros((draws, len(scores.fingers)), np.int64)
    todo = np.arange(draws)
    while len(todo):
        for stratum in np.unique(scores.stratum):
            places = np.flatnonzero(scores.stratum == stratum)
            share = np.full(len(places), 1 / len(places))
            weights[np.ix_(todo, places)] = rng.multinomial(len(places), share, len(todo))
        mated, non_mated = _totals(scores, weights[todo])
        todo = todo[(mated == 0) | (non_mated == 0)]
    return weights


def _totals(scores: ScoreSet, weights: Weights) -> tuple[Weights, Weights]:
    """Mated and non-mated pairs of each draw: two (draws,)."""
    a, b, mated = scores.finger[scores.probe], scores.finger[scores.candidate], scores.mated
    own = np.bincount(a[mated], minlength=len(scores.fingers))
    other = np.zeros((len(scores.fingers),) * 2, np.int64)
    np.add.at(other, (a[~mated], b[~mated]), 1)
    return weights @ own, ((weights @ other) * weights).sum(axis=1)


def resample(scores: ScoreSet, weights: Weights, fmr: Scores | None = None) -> Draws:
    """Rates of every draw of fingers.

    Args:
        scores: of one engine.
        weights: (draws, fingers), as ``draw_fingers`` gives them.
        fmr: (points,) further false match rates to give the false non-match rate at.
    """
    points = np.array([*FMR_POINTS.values(), *(() if fmr is None else fmr)], np.float64)
    sorted_scores = _Sorted.of(scores)
    eer = np.empty(len(weights))
    fnmr = np.empty((len(weights), len(points)))
    for place, drawn in enumerate(weights):
        eer[place], fnmr[place] = sorted_scores.rates(drawn, points)
    named = {name: fnmr[:, place] for place, name in enumerate(FMR_POINTS)}
    return Draws(eer, named, fnmr[:, len(FMR_POINTS) :])


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Scores sorted once for all draws, with the fingers that each is of."""

    mated: Scores
    mated_finger: npt.NDArray[np.int32]
    non_mated: Scores
    probe_finger: npt.NDArray[np.int32]
    candidate_finger: npt.NDArray[np.int32]
    mated_below: npt.NDArray[np.int64]
    non_mated_below: npt.NDArray[np.int64]

    @classmethod
    def of(cls, scores: ScoreSet) -> "_Sorted":
        """From scores in any order."""
        a, b, same = scores.finger[scores.probe], scores.finger[scores.candidate], scores.mated
        mated, non_mated = scores.scores[same], scores.scores[~same]
        up, across = np.argsort(mated, kind="stable"), np.argsort(non_mated, kind="stable")
        mated, non_mated = mated[up], non_mated[across]
        observed = np.unique(scores.scores)
        return cls(
            mated,
            a[same][up],
            non_mated,
            a[~same][across],
            b[~same][across],
            np.searchsorted(mated, observed, side="left"),
            np.searchsorted(non_mated, observed, side="left"),
        )

    def rates(self, drawn: npt.NDArray[np.int64], fmr: Scores) -> tuple[float, Scores]:
        """Equal error rate and false non-match rates of one draw, each pair repeated as often as it was drawn."""
        mated = np.concatenate([[0], np.cumsum(drawn[self.mated_finger])])
        non_mated = np.concatenate([[0], np.cumsum(drawn[self.probe_finger] * drawn[self.candidate_finger])])
        missed = mated[self.mated_below] / mated[-1]
        matched = 1.0 - non_mated[self.non_mated_below] / non_mated[-1]
        nearest = np.argmin(np.abs(missed - matched))
        # The threshold is the non-mated score with int(fmr * n) above it, counted with repetitions.
        above = (fmr * non_mated[-1]).astype(np.int64)
        threshold = self.non_mated[np.searchsorted(non_mated, non_mated[-1] - above, side="left") - 1]
        fnmr = mated[np.searchsorted(self.mated, threshold, side="right")] / mated[-1]
        return float(missed[nearest] + matched[nearest]) / 2, fnmr


def interval(values: Scores) -> Interval:
    """The interval of ``LEVEL`` of the values (draws,) of one rate, or of one difference.

    >>> [round(end, 6) for end in interval(np.arange(1001.0))]
    [25.0, 975.0]
    """
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)
