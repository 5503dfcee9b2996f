"""What a fused score means, and what is done with it.

A fused score s says that the fingers are 10^s times as likely among mates as among non-mates. Multiplied by the odds
before the search it gives the odds after: in a gallery of a million subjects of whom one may be the mate (10^-6), a
score at ``LIGHTS_OUT`` gives odds of 10^4 to 1, a score at ``VERIFY`` odds of 1 to 10, which is why a person looks.
Both lie beyond what the calibration's non-mated pairs can show by counting (one in some hundred thousand): they are
extrapolated, and ``is_extrapolated`` says so of any score.
"""

from enum import StrEnum

from tenprint.match.calibration import shipped

LIGHTS_OUT = 10.0
"""From this fused log10 likelihood ratio on, an identification is automatic: three good fingers at least. A choice."""

VERIFY = 5.0
"""From this fused log10 likelihood ratio on, an examiner looks: two good fingers at least. A choice."""


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
    return fmr(score) < 1.0 / shipped().counted
