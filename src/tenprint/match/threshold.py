"""What a fused score means, and what is done with it."""

from enum import StrEnum

from tenprint.match import parameter

LIGHTS_OUT = parameter.LIGHTS_OUT
"""From this fused log10 likelihood ratio on, an identification is automatic."""

VERIFY = parameter.VERIFY
"""From this fused log10 likelihood ratio on, an examiner looks."""


class Verdict(StrEnum):
    """What follows from a candidate's score."""

    IDENT = "ident"
    EXAMINE = "examine"
    NO_HIT = "no_hit"


def verdict(score: float) -> Verdict:
    """The verdict on a fused score.

    >>> verdict(LIGHTS_OUT), verdict(VERIFY), verdict(0.0)
    (<Verdict.IDENT: 'ident'>, <Verdict.EXAMINE: 'examine'>, <Verdict.NO_HIT: 'no_hit'>)
    """
    if score >= LIGHTS_OUT:
        return Verdict.IDENT
    return Verdict.EXAMINE if score >= VERIFY else Verdict.NO_HIT


def fmr(score: float) -> float:
    """Share of non-mated comparisons expected at or above a fused score, at most.

    A likelihood ratio of k or more is found in at most one of k non-mated comparisons (Markov's
    inequality), so the rate at a calibrated log10 ratio s is bounded by 10^(−s).

    >>> fmr(3.0)
    0.001
    """
    return float(min(1.0, 10.0 ** -max(score, 0.0)))


def is_extrapolated(score: float) -> bool:
    """Whether the rate of a score is below one in the impostor comparisons that the calibration counted."""
    return fmr(score) < 1.0 / parameter.CALIBRATION_IMPOSTORS
