"""A cosine from a table, for sums of waves in compiled loops: faster than the library's and alike everywhere."""

import numpy as np
from numba import njit

_STEPS = 2048
_COSINE = np.cos(2 * np.pi * np.arange(_STEPS + 1) / _STEPS)
_PER_RADIAN = _STEPS / (2 * np.pi)


@njit(nogil=True, cache=True, error_model="numpy")
def wave(phase):  # type: ignore[no-untyped-def]  # numba infers
    """Cosine of a phase in radians, within 2e-6 of it for phases up to some thousands."""
    place = phase * _PER_RADIAN
    whole = np.floor(place)
    low = int(whole) & (_STEPS - 1)
    return _COSINE[low] + (place - whole) * (_COSINE[low + 1] - _COSINE[low])
