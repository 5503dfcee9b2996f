"""Ten fingers' scores to one calibrated log10 likelihood ratio."""

from collections.abc import Mapping

import numpy as np

from tenprint.match import parameter


def finger_log10_lr(score: float) -> float:
    """Log10 likelihood ratio of one finger's pair score, by straight lines between calibrated points.

    >>> finger_log10_lr(0.0) < 0.0 < finger_log10_lr(20.0)
    True
    """
    return float(np.interp(score, parameter.FINGER_SCORES, parameter.FINGER_LOG10_LR))


def fuse(finger_scores: Mapping[int, float]) -> float:
    """Fuses the fingers that were compared into one log10 likelihood ratio; a missing finger adds nothing.

    The strongest finger counts in full, each further one damped: fingers of one card are not independent.
    Evidence against (a finger that does not match) is damped alike, and is bounded by the calibration's
    floor.

    Args:
        finger_scores: finger position to pair score, of the fingers present on both sides.

    >>> fuse({})
    0.0
    """
    ratios = sorted((finger_log10_lr(score) for score in finger_scores.values()), reverse=True)
    if not ratios:
        return 0.0
    total = ratios[0] + parameter.FUSION_DAMPING * sum(ratios[1:])
    return float(min(total, parameter.FUSED_MAX))
