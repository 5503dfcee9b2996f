"""How far two samples lie apart: the two-sample Kolmogorov-Smirnov distance."""

import numpy as np
import numpy.typing as npt


def ks_distance(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    """Largest difference of the two empirical distribution functions; nan where one has no values.

    Args:
        a: (n,) float64.
        b: (m,) float64.

    >>> ks_distance(np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    0.0
    >>> ks_distance(np.array([1.0, 2.0]), np.array([2.5, 3.0]))
    1.0
    """
    if not len(a) or not len(b):
        return np.nan
    places = np.concatenate([a, b])
    below_a = np.searchsorted(np.sort(a), places, side="right") / len(a)
    below_b = np.searchsorted(np.sort(b), places, side="right") / len(b)
    return float(np.abs(below_a - below_b).max())
