"""One number for two fingers: a line through what speaks for them.

The score is a base-10 logarithm of a likelihood ratio as logistic regression gives it, moved so that nought means "no
evidence worth having". What it is worth on cards, with quality and other fingers beside it, says ``fusion``.
"""

import numba as nb
import numpy as np

from tenprint.match import parameter


@nb.njit(cache=True, nogil=True, error_model="numpy")
def score(local: float, share: float) -> float:
    """Score of local evidence and share of the common area that agrees, both in [0, 1]: 0 upwards."""
    line = parameter.SCORE_LOCAL * np.log(local + parameter.SCORE_LOCAL_FLOOR) + parameter.SCORE_SHARE * share
    return float(max(0.0, line + parameter.SCORE_CONSTANT))
