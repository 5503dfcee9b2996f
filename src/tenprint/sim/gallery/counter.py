"""Random numbers inside compiled loops: a counter, mixed; the same whatever is made before or beside it.

The mixer is that of G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014;
known as SplitMix64). A state is an array of one uint64; every use of randomness starts its own from a key.
"""

from statistics import NormalDist

import numpy as np
from numba import njit

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / (1 << 53)

_STEPS = 1024
# Quantiles at the steps; the outermost are drawn in so that the table's variance is 1 but for its straight pieces.
_NORMAL = np.array([NormalDist().inv_cdf(min(max(k / _STEPS, 0.00023), 0.99977)) for k in range(_STEPS + 1)])


@njit(nogil=True, cache=True, error_model="numpy")
def mixed(word):  # type: ignore[no-untyped-def]  # numba infers
    """A uint64 whose every bit depends on every bit of ``word`` (uint64)."""
    z = np.uint64(word)
    z = (z ^ (z >> _S30)) * _FIRST
    z = (z ^ (z >> _S27)) * _SECOND
    return z ^ (z >> _S31)


@njit(nogil=True, cache=True, error_model="numpy")
def key_of(key, part):  # type: ignore[no-untyped-def]  # numba infers
    """The key (uint64) of part ``part`` (an integer, 0 or above) of what ``key`` stands for."""
    return mixed(np.uint64(key) + _GOLDEN * (np.uint64(part) + np.uint64(1)))


@njit(nogil=True, cache=True, error_model="numpy")
def unit(state):  # type: ignore[no-untyped-def]  # numba infers
    """The next number of a state ((1,) uint64, changed), uniform in [0, 1)."""
    state[0] = state[0] + _GOLDEN
    return np.float64(mixed(state[0]) >> _S11) * _UNIT


@njit(nogil=True, cache=True, error_model="numpy")
def normal(state):  # type: ignore[no-untyped-def]  # numba infers
    """The next number of a state, normal with mean 0 and deviation 1, from a table of quantiles; within ±3.5."""
    place = unit(state) * _STEPS
    low = int(place)
    return _NORMAL[low] + (place - low) * (_NORMAL[low + 1] - _NORMAL[low])


@njit(nogil=True, cache=True, error_model="numpy")
def poisson(state, mean):  # type: ignore[no-untyped-def]  # numba infers
    """The next count of a state, Poisson with ``mean`` (Knuth's product; for means up to some tens)."""
    limit, product, count = np.exp(-mean), unit(state), 0
    while product > limit:
        product *= unit(state)
        count += 1
    return count
