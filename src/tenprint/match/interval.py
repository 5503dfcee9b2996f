"""Intervals of a rate that was counted."""

from collections.abc import Callable
from math import log

import numpy as np


def clopper_pearson(count: int, total: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact interval of a binomial rate (Clopper and Pearson, Biometrika 26, 1934).

    Args:
        count: events, 0 to ``total``.
        total: trials, independent; the whole range where there were none.
        confidence: chance that such intervals hold the rate, at least.

    >>> [round(end, 4) for end in clopper_pearson(0, 100)]
    [0.0, 0.0362]
    """
    tail = (1.0 - confidence) / 2.0
    low, high = 0.0, 1.0
    if count > 0:
        low = _bisect(lambda rate: 1.0 - _at_most(count - 1, total, rate) < tail)
    if count < total:
        high = _bisect(lambda rate: _at_most(count, total, rate) > tail)
    return low, high


def _bisect(is_below: Callable[[float], bool]) -> float:
    """The rate at which a condition that holds for small rates ceases to hold."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2.0


def _at_most(count: int, total: int, rate: float) -> float:
    """Chance of at most ``count`` events in ``total`` trials, 0 < rate < 1."""
    k = np.arange(1, count + 1)
    log_ways = np.concatenate([[0.0], np.cumsum(np.log((total + 1 - k) / k))])
    odds = log(rate) - log(1.0 - rate)
    chances = np.exp(log_ways + np.arange(count + 1) * odds + total * log(1.0 - rate))
    return min(float(chances.sum()), 1.0)
