"""Fits a calibration to scores of mated and of non-mated pairs.

The likelihood ratio of a pair is f + (1 − f) · R: f, the chance that a mated pair fails, is logistic in the logarithm
of the evidence (the weight of minutiae of the poorer print); log10 R rises with the score in straight lines between
quantiles of the non-mates.
All are fitted together by the least C_llr (Brümmer and du Preez, "Application-independent evaluation of speaker
detection", Computer Speech and Language 20, 2006), which a wrong ratio on either side makes worse.

Beyond the quantile that a few non-mates still exceed nothing is fitted: log10 R goes on with half the slope before
it, up to the cap. The cap is a third of the non-mated pairs counted: where none of n was seen, a rate of 3/n is still
within reason (the rule of three).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tenprint.match.calibration import Calibration, CalibrationHeader, Reals, counted, failure
from tenprint.match.pair import compare
from tenprint.template.model import Template

KNOT_QUANTILES = (0.0, 0.9, 0.99, 0.999, 0.9999)
"""Shares of the non-mates at whose scores the ratio is fitted. A choice: one knot a decade."""

BEYOND_MIN = 10
"""Non-mates that exceed the last knot at the least; knots that fewer exceed are left out. Count."""

EXTRAPOLATED_SLOPE = 0.5
"""Slope beyond the last knot, share of that before it. A choice on the safe side."""

FINGER_MAX = 4.7
"""Cap of one finger whatever was counted, so that one finger alone never reaches ``VERIFY``. log10."""

FAILURE_MIN = 0.02
"""Least chance that a mated pair fails: a finger in the wrong box, a bandage; no sample shows how often. A choice."""

STEP_START, STEP_END = 0.5, 0.004
"""First and last step of the search for the least C_llr, in units of the parameters."""


@dataclass(frozen=True, slots=True)
class PairScores:
    """Comparisons of fingers.

    Attributes:
        score: (n,) float64 pair scores.
        evidence: (n,) float64, ``fusion.evidence`` of the poorer print of each pair.
        mated: (n,) bool.
        weight: (n,) float64, what each counts in a fit.
        source: (n,) str, which prints they are of.
    """

    score: Reals
    evidence: Reals
    mated: npt.NDArray[np.bool_]
    weight: Reals
    source: npt.NDArray[np.str_]


def fit(pairs: PairScores, correlation: float, header: CalibrationHeader) -> Calibration:
    """Fit one finger's likelihood ratio.

    A card's ``correlation`` is measured on the ratios that this gives, and put in its place.

    Args:
        pairs: of many sources.
        correlation: of the fingers of a card.
        header: what the pairs are of.
    """
    scores = knots(pairs.score[~pairs.mated])
    start = np.concatenate([[0.0, -1.0, -1.5], np.full(len(scores) - 1, 1.0)])
    least_rises = np.concatenate([[-20.0, -10.0, -4.0], np.zeros(len(scores) - 1)])
    most = np.concatenate([[20.0, 0.0, 0.0], np.full(len(scores) - 1, 4.0)])
    found = minimum(lambda values: _loss(values, scores, pairs), start, least_rises, most)
    ratios = np.cumsum(found[2:])
    cap = min(float(np.log10(counted(header.non_mated) / 3.0)), FINGER_MAX)
    scores, ratios = extrapolated(scores, ratios, cap)
    return Calibration(
        scores=tuple(map(float, scores)),
        log10_ratios=tuple(map(float, ratios)),
        observed_max=float(pairs.score[~pairs.mated].max()),
        failure_intercept=float(found[0]),
        failure_slope=float(found[1]),
        failure_min=FAILURE_MIN,
        usual_evidence=float(np.median(pairs.evidence[pairs.mated])),
        correlation=correlation,
        header=header,
    )


def knots(non_mated: Reals) -> Reals:
    """Distinct scores at the quantiles of the non-mates that enough of them exceed, ascending."""
    shares = [share for share in KNOT_QUANTILES if (1.0 - share) * len(non_mated) >= BEYOND_MIN]
    return np.unique(np.quantile(non_mated, shares))


def _loss(values: Reals, scores: Reals, pairs: PairScores) -> float:
    """C_llr of trial parameters: log odds of failure, their slope, log10 R at the first knot, and its rises."""
    log_ratio = np.interp(pairs.score, scores, np.cumsum(values[2:]))
    # Nothing beyond the last knot is fitted, but the fit must not be bent by what lies there.
    if len(scores) > 1:
        slope = EXTRAPOLATED_SLOPE * values[-1] / (scores[-1] - scores[-2])
        log_ratio += slope * np.maximum(pairs.score - scores[-1], 0.0)
    failed = failure(pairs.evidence, float(values[0]), float(values[1]), FAILURE_MIN)
    ratio = failed + (1.0 - failed) * np.power(10.0, np.minimum(log_ratio, FINGER_MAX))
    return cllr(np.log10(ratio), pairs.mated, pairs.weight)


def extrapolated(scores: Reals, log10_ratios: Reals, cap: float) -> tuple[Reals, Reals]:
    """The knots with one more, at which the cap is reached at ``EXTRAPOLATED_SLOPE`` of the last slope.

    >>> extrapolated(np.array([0.0, 1.0]), np.array([-1.0, 1.0]), 3.0)
    (array([0., 1., 3.]), array([-1.,  1.,  3.]))
    """
    if log10_ratios[-1] >= cap:
        return scores, np.minimum(log10_ratios, cap)
    slope = EXTRAPOLATED_SLOPE * (log10_ratios[-1] - log10_ratios[-2]) / (scores[-1] - scores[-2])
    reach = scores[-1] + (cap - log10_ratios[-1]) / max(slope, 1e-3)
    return np.append(scores, reach), np.append(log10_ratios, cap)


def minimum(loss: Callable[[Reals], float], start: Reals, low: Reals, high: Reals) -> Reals:
    """Where a function of a few numbers within bounds is least, by steps along each axis that halve when none helps.

    >>> low, high = np.full(2, -9.0), np.full(2, 9.0)
    >>> minimum(lambda v: float((v[0] - 1.3) ** 2 + (v[1] + 1) ** 2), np.zeros(2), low, high).round(1).tolist()
    [1.3, -1.0]
    """
    best, least, step = np.clip(start, low, high), np.inf, STEP_START
    least = loss(best)
    while step >= STEP_END:
        before = least
        for place in range(len(best)):
            for sign in (-1.0, 1.0):
                tried = best.copy()
                tried[place] = np.clip(tried[place] + sign * step, low[place], high[place])
                value = loss(tried)
                if value < least - 1e-9:
                    best, least = tried, value
                    break
        if least >= before - 1e-9:
            step /= 2
    return best


def cllr(log10_lr: Reals, mated: npt.NDArray[np.bool_], weight: Reals | None = None) -> float:
    """C_llr in bits: 0 for perfect ratios, 1 for ratios that say nothing.

    Args:
        log10_lr: (n,) float64.
        mated: (n,) bool, some of them and not all.
        weight: (n,) float64 of each comparison; alike where None.

    >>> cllr(np.zeros(4), np.array([True, False, True, False]))
    1.0
    """
    weight = np.ones(len(log10_lr)) if weight is None else weight
    natural = np.log(10.0) * log10_lr
    cost = np.logaddexp(0.0, np.where(mated, -natural, natural)) / np.log(2.0)
    sides = [float(np.average(cost[side], weights=weight[side])) for side in (mated, ~mated)]
    return sum(sides) / 2.0


def isotonic(value: Reals, weight: Reals) -> Reals:
    """The ascending (n,) values nearest to (n,) given ones, by pooling adjacent violators.

    >>> isotonic(np.array([1.0, 3.0, 2.0]), np.ones(3)).tolist()
    [1.0, 2.5, 2.5]
    """
    means: list[float] = []
    weights: list[float] = []
    counts: list[int] = []
    for one, its in zip(value, weight, strict=True):
        mean, total, count = float(one), float(its), 1
        while means and means[-1] >= mean:
            last = weights.pop()
            mean = (means.pop() * last + mean * total) / (last + total)
            total, count = total + last, count + counts.pop()
        means.append(mean)
        weights.append(total)
        counts.append(count)
    return np.repeat(means, counts)


def best_log10_lr(score: Reals, mated: npt.NDArray[np.bool_], weight: Reals | None = None) -> Reals:
    """Log10 ratios of (n,) scores that have the least C_llr of all that rise with the score (isotonic).

    Shares of 0 and 1 give minus and plus infinity, as they must: these are of the very pairs they are judged by.
    """
    weight = np.ones(len(score)) if weight is None else weight
    evened = np.where(mated, weight / weight[mated].sum(), weight / weight[~mated].sum())
    levels, place = np.unique(score, return_inverse=True)
    totals = np.bincount(place, evened).astype(np.float64)
    shares = isotonic(np.asarray(np.bincount(place, evened * mated) / totals, np.float64), totals)
    with np.errstate(divide="ignore"):
        ratios = np.log10(shares) - np.log10(1.0 - np.minimum(shares, 1.0))
    assert len(levels) == len(ratios)
    return np.asarray(ratios[place], np.float64)


def intraclass_correlation(groups: Sequence[Reals]) -> float:
    """Correlation of the values within a group, by one-way analysis of variance; 0 where it comes out negative.

    Args:
        groups: values of each group, two groups or more, some with two values or more.

    >>> intraclass_correlation([np.array([1.0, 1.0]), np.array([2.0, 2.0])])
    1.0
    """
    values = np.concatenate(groups)
    means = np.array([group.mean() for group in groups])
    sizes = np.array([len(group) for group in groups])
    between = float(np.sum(sizes * (means - values.mean()) ** 2)) / (len(groups) - 1)
    within = sum(float(np.sum((group - group.mean()) ** 2)) for group in groups) / (len(values) - len(groups))
    spread = between + (float(sizes.mean()) - 1.0) * within
    # Values that are all alike differ by rounding, which is no correlation.
    return max(0.0, (between - within) / spread) if spread > 1e-12 else 0.0


def witness() -> tuple[float, ...]:
    """Scores of two fixed pairs of random minutiae, mates and not: they change when the matcher's scale does."""
    rng = np.random.default_rng(20261124)
    first, second = _random_minutiae(rng, 60), _random_minutiae(rng, 60)
    moved = Template(
        first.x + rng.normal(6, 1.5, 60).astype(np.float32),
        first.y + rng.normal(-9, 1.5, 60).astype(np.float32),
        first.theta,
        first.kind,
        first.quality,
        first.width,
        first.height,
        first.extractor,
    )
    return round(compare(first, moved).score, 4), round(compare(first, second).score, 4)


def _random_minutiae(rng: np.random.Generator, count: int) -> Template:
    """Minutiae anywhere on a picture of 400 × 480 pixels."""
    return Template(
        rng.uniform(30, 370, count).astype(np.float32),
        rng.uniform(30, 450, count).astype(np.float32),
        rng.uniform(0, 6.28, count).astype(np.float32),
        np.ones(count, np.uint8),
        rng.integers(30, 100, count).astype(np.uint8),
        400,
        480,
        "random",
    )
