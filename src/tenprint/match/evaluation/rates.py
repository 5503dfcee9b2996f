"""Error rates of comparison scores, by the terms of ISO/IEC 19795-1, counted and never fitted."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]

FMR_POINTS = {"0.01": 1e-2, "0.001": 1e-3, "0": 0.0}
"""False match rates at which the false non-match rate is given."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Error rates of one set of scores.

    Attributes:
        mated: count of comparisons of two impressions of one finger.
        non_mated: count of comparisons of two fingers.
        eer: equal error rate, share.
        fnmr_at_fmr: false non-match rate (share) by the false match rate allowed, keys as in ``FMR_POINTS``.
    """

    mated: int
    non_mated: int
    eer: float
    fnmr_at_fmr: dict[str, float]

    @property
    def extrapolated(self) -> tuple[str, ...]:
        """False match rates smaller than one in the non-mated comparisons: nobody counted them."""
        return tuple(name for name, rate in FMR_POINTS.items() if rate * self.non_mated < 1)


def rates(mated: Scores, non_mated: Scores) -> Rates:
    """All rates of scores, each array ascending."""
    return Rates(
        mated=len(mated),
        non_mated=len(non_mated),
        eer=equal_error_rate(mated, non_mated),
        fnmr_at_fmr={name: fnmr_at(mated, non_mated, rate) for name, rate in FMR_POINTS.items()},
    )


def split_scores(scores: Scores, mated: npt.NDArray[np.bool_]) -> tuple[Scores, Scores]:
    """Mated and non-mated scores, each ascending."""
    return np.sort(scores[mated]), np.sort(scores[~mated])


def equal_error_rate(genuine: Scores, impostor: Scores) -> float:
    """Mean of the two error rates at the observed score where they are nearest.

    Args:
        genuine: (n,) float64 ascending, scores of mates; not matched when below the threshold.
        impostor: (m,) float64 ascending, scores of non-mates; matched when at or above it.

    >>> equal_error_rate(np.array([2.0, 3.0]), np.array([0.0, 1.0]))
    0.0
    """
    missed, matched = error_rates(genuine, impostor)
    place = int(np.argmin(np.abs(missed - matched)))
    return float(missed[place] + matched[place]) / 2.0


def error_rates(genuine: Scores, impostor: Scores) -> tuple[Scores, Scores]:
    """False non-match and false match rate at each observed score as the threshold, ascending.

    Returns:
        Two (thresholds,) arrays of shares: mates below the threshold, non-mates at or above it.
    """
    observed = np.unique(np.concatenate([genuine, impostor]))
    missed = np.searchsorted(genuine, observed, side="left") / len(genuine)
    matched = 1.0 - np.searchsorted(impostor, observed, side="left") / len(impostor)
    return missed, matched


def threshold_at(impostor: Scores, fmr: float) -> float:
    """The non-mated score that at most the share ``fmr`` of non-mated scores (m,), ascending, exceed."""
    return float(impostor[len(impostor) - 1 - int(fmr * len(impostor))])


def fnmr_at(genuine: Scores, impostor: Scores, fmr: float) -> float:
    """Share of mates not above the impostor score that at most the share ``fmr`` of non-mates exceed.

    >>> fnmr_at(np.array([0.5, 3.0]), np.array([0.0, 1.0]), 0.0)
    0.5
    """
    return float(np.mean(genuine <= threshold_at(impostor, fmr)))
