"""Count of one-bits in a 64-bit word."""

import numba as nb
import numpy as np

_PAIRS = np.uint64(0x5555555555555555)
_NIBBLE_PAIRS = np.uint64(0x3333333333333333)
_NIBBLES = np.uint64(0x0F0F0F0F0F0F0F0F)
_BYTES = np.uint64(0x0101010101010101)


@nb.njit(cache=True, nogil=True, error_model="numpy")
def popcount(word: np.uint64) -> np.uint64:
    """Number of one-bits of a uint64.

    Written in the form that LLVM knows as a population count: it becomes one instruction, or a vector of
    them.

    >>> int(popcount(np.uint64(0b1011)))
    3
    """
    word = word - ((word >> np.uint64(1)) & _PAIRS)
    word = (word & _NIBBLE_PAIRS) + ((word >> np.uint64(2)) & _NIBBLE_PAIRS)
    word = (word + (word >> np.uint64(4))) & _NIBBLES
    return (word * _BYTES) >> np.uint64(56)
