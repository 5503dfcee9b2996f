"""Encoder of lossless JPEG (ITU-T T.81 annex H) for 8-bit grey: whole pictures at once, by NumPy."""

import struct
from typing import Final

import numpy as np
import numpy.typing as npt

from tenprint.errors import ImageError
from tenprint.image.jpeg_header import APP0, DHT, EOI, SOF3, SOS
from tenprint.image.model import GreyImage, Pixels

CODE_LENGTHS: Final = (0, 2, 3, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
"""How many codes have 1, 2, … 16 bits; the categories follow in the order of ``CATEGORIES``."""

CATEGORIES: Final = (2, 3, 1, 4, 0, 5, 6, 7, 8, 9)
"""Categories (bit lengths of differences) by how often they occur in a print."""

_BATCH = 1 << 16  # samples turned into bits at once, eight bytes for each bit
_Whole = npt.NDArray[np.int64]


def encode_lossless(image: GreyImage, predictor: int = 7) -> bytes:
    """Codestream of one scan, each sample predicted from its neighbours, its JFIF density the resolution.

    Args:
        image: of sides up to 65535 pixels.
        predictor: 1 to 7 (T.81 table H.1); 7 is the mean of the left and the upper neighbour.

    Raises:
        ImageError: another predictor.
    """
    if not 1 <= predictor <= 7:
        raise ImageError(f"JPEGL: expected predictor 1 to 7, found {predictor}")
    ppi = min(round(image.resolution_ppi), 0xFFFF)
    head = _segment(APP0, b"JFIF\0\1\2\1" + struct.pack(">HHBB", ppi, ppi, 0, 0))
    head += _segment(SOF3, struct.pack(">BHHBBBB", 8, image.height, image.width, 1, 1, 0x11, 0))
    head += _segment(DHT, bytes((0, *CODE_LENGTHS, *CATEGORIES)))
    head += _segment(SOS, bytes((1, 1, 0, predictor, 0, 0)))
    coded = _coded(_differences(image.pixels, predictor).ravel())
    return b"\xff\xd8" + head + coded.replace(b"\xff", b"\xff\x00") + bytes((0xFF, EOI))


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _differences(pixels: Pixels, predictor: int) -> _Whole:
    """What each sample is above its prediction, (rows, columns)."""
    samples = pixels.astype(np.int64)
    predicted = np.empty_like(samples)
    predicted[0, 0] = 128
    predicted[0, 1:] = samples[0, :-1]
    predicted[1:, 0] = samples[:-1, 0]
    left, above, corner = samples[1:, :-1], samples[:-1, 1:], samples[:-1, :-1]
    predicted[1:, 1:] = (
        left,
        above,
        corner,
        left + above - corner,
        left + ((above - corner) >> 1),
        above + ((left - corner) >> 1),
        (left + above) >> 1,
    )[predictor - 1]
    return samples - predicted


def _codes() -> tuple[_Whole, _Whole]:
    """Code and its length in bits by category (T.81 annex C)."""
    codes, lengths = np.zeros(17, np.int64), np.zeros(17, np.int64)
    code, place = 0, 0
    for length, count in enumerate(CODE_LENGTHS, start=1):
        for _ in range(count):
            codes[CATEGORIES[place]], lengths[CATEGORIES[place]] = code, length
            code, place = code + 1, place + 1
        code <<= 1
    return codes, lengths


def _coded(differences: _Whole) -> bytes:
    """The differences' codes, each followed by as many bits as its category says, filled up with ones."""
    parts = [_bits(differences[at : at + _BATCH]) for at in range(0, len(differences), _BATCH)]
    parts.append(np.ones(-sum(map(len, parts)) % 8, np.uint8))
    return np.packbits(np.concatenate(parts)).tobytes()


def _bits(differences: _Whole) -> npt.NDArray[np.uint8]:
    """The bits of some differences one by one."""
    categories = np.ceil(np.log2(np.abs(differences) + 1)).astype(np.int64)
    codes, lengths = _codes()
    below = np.where(differences < 0, differences + (1 << categories) - 1, differences)
    words = codes[categories] << categories | below
    sizes = lengths[categories] + categories
    ends = np.cumsum(sizes)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    bits = (words[owner] >> (ends[owner] - 1 - np.arange(ends[-1]))) & 1
    return np.asarray(bits, np.uint8)
