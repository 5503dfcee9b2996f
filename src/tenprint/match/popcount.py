"""Count of one-bits in a 64-bit word, as one machine instruction."""

from typing import Any

import numba as nb
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic


@intrinsic
def popcount(typing_context: Any, word: Any) -> Any:
    """Number of one-bits of a uint64, from LLVM's ``ctpop`` (vectorised where the processor can)."""
    signature = types.uint64(types.uint64)

    def generate(context: Any, builder: Any, given: Any, arguments: Any) -> Any:
        kind = ir.IntType(64)
        function = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(kind, [kind]), "llvm.ctpop.i64"
        )
        return builder.call(function, arguments)

    return signature, generate


@nb.njit(cache=True, nogil=True)
def count_bits(word: np.uint64) -> int:
    """The same, callable from Python."""
    return int(popcount(word))
