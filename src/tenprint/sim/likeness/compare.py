"""How far two samples lie apart: the two-sample Kolmogorov-Smirnov distance, with fingers as the unit of chance.

Eight pictures of one finger are no eight independent pictures, so an interval comes from drawing *fingers* anew
(Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 8: the unit that was sampled is resampled).
A distance between resampled sets is on the average larger than that between the sets themselves, most of all near 0:
such an interval says how large a distance may be by the choice of fingers, not that it differs from 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tenprint.sim.gallery.distance import ks_distance
from tenprint.sim.seeds import Stream, stream

Values = npt.NDArray[np.float64]
Fingers = npt.NDArray[np.int64]

ROUNDS = 400
"""Bootstrap samples of an interval."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Values and the fingers they depend on.

    Attributes:
        values: (n,) float64; nan is left out.
        fingers: (n, 1) int64, the finger of each value, or (n, 2), the two fingers of an impostor score.
    """

    values: Values
    fingers: Fingers

    def known(self) -> "Sample":
        """The same without nan."""
        keep = ~np.isnan(self.values)
        return Sample(self.values[keep], self.fingers[keep])


@dataclass(frozen=True, slots=True)
class Distance:
    """How far two samples lie apart.

    Attributes:
        distance: Kolmogorov-Smirnov distance, 0 (the same distribution) to 1 (no overlap); nan if one is empty.
        low: 2.5th percentile when fingers are drawn anew.
        high: 97.5th percentile.
        median_a: of the first sample.
        median_b: of the second.
    """

    distance: float
    low: float
    high: float
    median_a: float
    median_b: float


def distance(a: Sample, b: Sample, *, seed: int = 1, rounds: int = ROUNDS) -> Distance:
    """Distance of two samples with its interval.

    Args:
        a: for example synthetic.
        b: for example real; its fingers are drawn apart from those of ``a``.
        seed: of the bootstrap.
        rounds: bootstrap samples; 0 for none (``low`` and ``high`` are nan).
    """
    a, b = a.known(), b.known()
    if not len(a.values) or not len(b.values):
        return Distance(np.nan, np.nan, np.nan, np.nan, np.nan)
    low, high = _interval(a, b, seed, rounds) if rounds else (np.nan, np.nan)
    return Distance(
        ks_distance(a.values, b.values), low, high, float(np.median(a.values)), float(np.median(b.values))
    )


def _interval(a: Sample, b: Sample, seed: int, rounds: int) -> tuple[float, float]:
    """2.5th and 97.5th percentile of the distance over bootstrap samples of fingers."""
    rng = stream(seed, Stream.BOOTSTRAP)
    values = np.concatenate([a.values, b.values])
    order = np.argsort(values, kind="stable")
    # The functions are compared after the last of equal values only.
    last = np.append(np.diff(values[order]) > 0, True)
    found = []
    for _ in range(rounds):
        weight_a, weight_b = _weights(a.fingers, rng), _weights(b.fingers, rng)
        if not weight_a.any() or not weight_b.any():
            continue
        joined = np.concatenate([weight_a / weight_a.sum(), -weight_b / weight_b.sum()])
        found.append(float(np.abs(np.cumsum(joined[order])[last]).max()))
    low, high = np.percentile(found, (2.5, 97.5))
    return float(low), float(high)


def _weights(fingers: Fingers, rng: np.random.Generator) -> Values:
    """How often each value comes into a sample of as many fingers, drawn with replacement: (n,) float64.

    An impostor score comes as often as both its fingers are drawn together; a finger drawn twice is not compared with
    itself.
    """
    names, places = np.unique(fingers, return_inverse=True)
    drawn = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names)).astype(np.float64)
    return np.asarray(drawn[places.reshape(fingers.shape)].prod(axis=1), np.float64)


def yardstick(samples: Sequence[Sample]) -> tuple[float, float, float]:
    """Least, median and largest distance between any two of several samples, such as the real sets.

    >>> one, two = (Sample(np.array([v, v + 1.0]), np.array([[1], [2]])) for v in (0, 5))
    >>> yardstick([one, two])
    (1.0, 1.0, 1.0)
    """
    known = [sample.known().values for sample in samples]
    apart = [ks_distance(a, b) for place, a in enumerate(known) for b in known[:place]]
    return min_median_max(apart)


def min_median_max(values: Sequence[float]) -> tuple[float, float, float]:
    """Least, median and largest of the values that are known; nan where none is."""
    known = [value for value in values if not np.isnan(value)]
    if not known:
        return np.nan, np.nan, np.nan
    return min(known), float(np.median(known)), max(known)
