"""Ten fingers' scores to one calibrated log10 likelihood ratio.

One finger's ratio comes from its pair score and from how much its poorer print says (``calibration``): a poor print
that does not match says little against, and a bounded amount at that, so one bad or swapped finger does not sink nine
good ones. The fingers of one card are not independent. For n log ratios that vary alike and correlate by ρ the best
sum is Σ / (1 + (n − 1) ρ) (linear discriminant of normal scores with that covariance); it is shared out so that the
strongest finger counts in full and each further one less, and a finger that says nothing takes nothing away.
"""

from collections.abc import Mapping

import numpy as np

from tenprint.match.calibration import shipped
from tenprint.match.descriptor import Descriptors

FUSED_MAX = 30.0
"""Cap of ten fingers' fused ratio: no evidence is beyond clerical error. A choice. log10."""


def evidence(print_: Descriptors) -> float:
    """How much a print can say: the weight of the minutiae that take part in a comparison (count times belief)."""
    return float(print_.weight.sum())


def finger_log10_lr(score: float, finger_evidence: float | None = None) -> float:
    """Log10 likelihood ratio of one finger's pair score.

    Args:
        score: pair score.
        finger_evidence: ``evidence`` of the poorer of the two prints; the usual one where None.

    >>> finger_log10_lr(0.0) < 0.0 < finger_log10_lr(20.0)
    True
    >>> finger_log10_lr(0.0, 40.0) < finger_log10_lr(0.0, 4.0) < 0.0
    True
    """
    calibration = shipped()
    known = calibration.usual_evidence if finger_evidence is None else finger_evidence
    return float(calibration.log10_lr(np.array([score]), np.array([known]))[0])


def fuse(finger_scores: Mapping[int, float], finger_evidence: Mapping[int, float] | None = None) -> float:
    """Fuses the fingers that were compared into one log10 likelihood ratio; a missing finger adds nothing.

    Args:
        finger_scores: finger position to pair score, of the fingers present on both sides.
        finger_evidence: finger position to ``evidence`` of the poorer print; the usual one where there is none.

    >>> fuse({})
    0.0
    """
    if not finger_scores:
        return 0.0
    calibration, known = shipped(), finger_evidence or {}
    scores = np.array(list(finger_scores.values()), np.float64)
    held = np.array([known.get(position, calibration.usual_evidence) for position in finger_scores])
    return fuse_ratios(calibration.log10_lr(scores, held), calibration.correlation)


def fuse_ratios(log10_ratios: np.ndarray, correlation: float) -> float:
    """One log10 likelihood ratio of (n,) fingers' that correlate, the strongest counting most.

    >>> fuse_ratios(np.array([4.0, 4.0]), 0.0), fuse_ratios(np.array([4.0, 4.0]), 1.0)
    (8.0, 4.0)
    """
    count = np.arange(len(log10_ratios) + 1)
    total = count / (1.0 + np.maximum(count - 1, 0) * correlation)
    # Sorted before they are summed, so that the same ratios in another order give the same bits.
    return float(min(np.sum(np.diff(total) * np.sort(log10_ratios)[::-1]), FUSED_MAX))
