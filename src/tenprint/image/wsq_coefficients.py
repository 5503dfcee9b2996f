"""Whether the blocks of a WSQ codestream hold as many coefficients as its sub-bands need.

Bits that are damaged or missing shift every code behind them, and NBIS decodes the rest as it comes: of 200 copies of
a print of NIST's card with bytes changed at random 100 gave a wrong picture without an error. The number of
coefficients tells in 98 of them. So the codes are walked once, several at a time, before the picture is decoded;
their values are not looked at.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from tenprint.errors import ImageError
from tenprint.image.wsq_header import DHT, DQT, EOI, SOB, SOF, frame_sides, segment_at
from tenprint.image.wsq_structure import WsqFault, check_wsq

BLOCKS: Final = (range(19), range(19, 52), range(52, 60))
"""Sub-bands of each block; the last four of 64 are never coded."""

_BANDS = 64
_WINDOWS = 1 << 16
_ZERO_RUN_MAX, _BYTE_RUN, _LONG_RUN, _INVALID = 100, 105, 106, (0, 255)
_EXTRA_BITS: Final = {101: 8, 102: 8, 103: 16, 104: 16, _BYTE_RUN: 8, _LONG_RUN: 16}
"""Bits behind the codes of large values and of long runs of zeros (IAFIS-IC-0110, table of Huffman symbols)."""

_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff]")
_COMPOSED = 4
"""Codes walked at once at most, besides the first; an average code has four to five bits."""

_Whole = npt.NDArray[np.int32]


class _Codes(NamedTuple):
    """A Huffman table by the next 16 bits: of one code and of as many as fit, the bits they take (0: do not fit)."""

    length: _Whole
    symbol: _Whole
    bits: list[int]
    coefficients: list[int]


def band_sizes(width: int, height: int) -> list[int]:
    """Coefficients of each of the 64 sub-bands (IAFIS-IC-0110: an odd side's extra one goes to the lower frequency).

    >>> sum(band_sizes(805, 751)) == 805 * 751
    True
    """
    sides = [_halves(side) for side in (width, height)]
    (across, across_rest), (down, down_rest) = ((_halves(low)) for low, _ in sides)
    sizes = [0] * _BANDS
    sizes[48:64] = _sixteen(width, height)
    sizes[35:51] = _sixteen(across, down_rest, down_first=False)
    sizes[19:35] = _sixteen(across_rest, down, across_first=False)
    sizes[3:19] = _sixteen(across, down)
    columns, rows = (_halves(_halves(_halves(side)[0])[0]) for side in (across, down))
    sizes[0:4] = [column * row for row in rows for column in columns]
    return sizes


def check_wsq_coefficients(data: bytes) -> Iterator[WsqFault]:
    """Faults of the coded bits; none where ``check_wsq`` finds a fatal fault, for then it is not known what they mean.

    >>> list(check_wsq_coefficients(b""))
    []
    """
    if any(fault.fatal for fault in check_wsq(data)):
        return
    wanted: list[int] | None = None
    zero_bands: frozenset[int] = frozenset()
    sides = (0, 0)
    tables: dict[int, tuple[bytes, bytes]] = {}
    at, block = 2, 0
    while (marker := int.from_bytes(data[at : at + 2], "big")) != EOI:
        if marker != SOB:
            segment, at = segment_at(data, at)
            if marker == SOF:
                sides = frame_sides(segment)
            elif marker == DQT:
                zero_bands = _zero_bands(segment.content)
            elif marker == DHT:
                tables.update(_tables(segment.content))
            continue
        if wanted is None:
            wanted = _wanted(sides, zero_bands)
        behind = _NEXT_MARKER.search(data, at + 5)
        end = behind.start() if behind else len(data)
        if block < len(wanted):
            coded = data[at + 5 : end].replace(b"\xff\x00", b"\xff")
            found = _count(coded, tables[data[at + 4]]) if coded else 0
            if found != wanted[block]:
                expected = f"{wanted[block]} coefficients in block {block + 1}"
                yield WsqFault(at, expected, f"{found}" if found is not None else "bits that are no code")
        at, block = end, block + 1


def require_whole_wsq(data: bytes) -> None:
    """Refuse a sound codestream whose blocks hold too few or too many coefficients.

    Raises:
        ImageError: naming the first such block.
    """
    for fault in check_wsq_coefficients(data):
        raise ImageError(f"WSQ: {fault}")


def _halves(length: int) -> tuple[int, int]:
    """A length split for the low and the high frequencies."""
    return (length + 1) // 2, length // 2


def _quarters(length: int, first: bool) -> tuple[int, int, int, int]:
    """A length split twice; the second half is turned round, and where not ``first`` so are the halves."""
    low, high = _halves(length) if first else _halves(length)[::-1]
    return *_halves(low), *_halves(high)[::-1]


def _sixteen(width: int, height: int, *, across_first: bool = True, down_first: bool = True) -> list[int]:
    """Sizes of four times four sub-bands, quadrant by quadrant."""
    columns, rows = _quarters(width, across_first), _quarters(height, down_first)
    return [
        columns[right + column] * rows[below + row]
        for below in (0, 2)
        for right in (0, 2)
        for row in (0, 1)
        for column in (0, 1)
    ]


def _zero_bands(content: bytes) -> frozenset[int]:
    """Sub-bands that are all zero and not coded: their quantiser is 0."""
    return frozenset(band for band in range(_BANDS) if content[4 + 6 * band : 6 + 6 * band] == b"\0\0")


def _wanted(sides: tuple[int, int], zero_bands: frozenset[int]) -> list[int]:
    """Coefficients of each block."""
    sizes = band_sizes(*sides)
    return [sum(sizes[band] for band in bands if band not in zero_bands) for bands in BLOCKS]


def _tables(content: bytes) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
    """Number of each Huffman table of a segment, how many codes have 1 to 16 bits, and their symbols."""
    at = 0
    while at < len(content):
        counts = content[at + 1 : at + 17]
        end = at + 17 + sum(counts)
        yield content[at], (counts, content[at + 17 : end])
        at = end


@lru_cache(maxsize=8)
def _codes(counts: bytes, symbols: bytes) -> _Codes:
    """A table spread out; two blocks of a picture share one."""
    lengths = np.repeat(np.arange(1, 17, dtype=np.int32), list(counts))
    room = 1 << (16 - lengths)
    length, symbol = np.zeros((2, _WINDOWS), np.int32)
    length[: room.sum()] = np.repeat(lengths, room)
    symbol[: room.sum()] = np.repeat(np.frombuffer(symbols, np.uint8), room)
    extra, coefficients = np.zeros(256, np.int32), np.ones(256, np.int32)
    coefficients[: _ZERO_RUN_MAX + 1] = np.arange(_ZERO_RUN_MAX + 1)
    for one, bits in _EXTRA_BITS.items():
        extra[one] = bits
    extra[[*_INVALID, _LONG_RUN]] = _WINDOWS  # never fits
    step = length + extra[symbol]
    step[(length == 0) | (step > 16)] = 0
    windows = np.arange(_WINDOWS, dtype=np.int32)
    runs = coefficients[symbol]
    byte_runs = (symbol == _BYTE_RUN) & (step > 0)
    runs[byte_runs] = windows[byte_runs] >> (16 - step[byte_runs]) & 0xFF
    runs[step == 0] = 0
    taken, found = step.copy(), runs.copy()
    for _ in range(_COMPOSED):
        rest = windows << taken & 0xFFFF
        more = step[rest]
        fits = taken + more <= 16
        taken += more * fits
        found += runs[rest] * fits
    return _Codes(length, symbol, taken.tolist(), found.tolist())


def _count(coded: bytes, table: tuple[bytes, bytes]) -> int | None:
    """Coefficients that some coded bits hold; None where they are no codes of the table."""
    codes = _codes(*table)
    padded, total = coded + b"\xff" * 6, 8 * len(coded)
    place = count = 0
    while place < total:
        at = place >> 3
        window = int.from_bytes(padded[at : at + 3], "big") >> (8 - (place & 7)) & 0xFFFF
        taken = codes.bits[window]
        if taken and place + taken <= total:
            place += taken
            count += codes.coefficients[window]
            continue
        length, symbol = int(codes.length[window]), int(codes.symbol[window])
        if total - place < 16 and window == _WINDOWS - 1:
            break  # ones up to the end of the byte, with some encoders of one more
        extra = _EXTRA_BITS.get(symbol, 0)
        if not length or symbol in _INVALID or place + length + extra > total:
            return None
        place += length
        if symbol in (_BYTE_RUN, _LONG_RUN):
            following = int.from_bytes(padded[place >> 3 : (place >> 3) + 4], "big")
            count += following >> (32 - extra - (place & 7)) & ((1 << extra) - 1)
        else:
            count += symbol if symbol <= _ZERO_RUN_MAX else 1
        place += extra
    return count
