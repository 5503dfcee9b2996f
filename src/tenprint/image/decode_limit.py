"""How large a picture may be, and how large it can be by the bytes that are there.

A few bytes of header can declare thousands of millions of pixels. What a codestream of so many bytes cannot hold is
refused before any memory is taken. Standard library alone.
"""

from typing import Final

from tenprint.errors import ImageError
from tenprint.image.codestream_head import CodestreamHead, Kind

PIXEL_LIMIT: Final = 64_000_000
"""Largest picture decoded, in pixels: a palm at 1000 ppi (ANSI/NIST-ITL Type-15) is about 40 million."""

WSQ_PIXEL_LIMIT: Final = 1 << 24
"""Largest WSQ picture. NBIS's encoder adds up grey levels in 32 bits and stops where their sum overflows, which white
paper reaches just above; a palm at 500 ppi has 11 million pixels. Its decoder takes a second for so many."""

JPEGL_PIXEL_LIMIT: Final = 8_000_000
"""Largest lossless JPEG: two four-finger slaps at 1000 ppi take some ten seconds of Python."""

_LIMITS: Final = {Kind.WSQ: WSQ_PIXEL_LIMIT, Kind.JPEG_LOSSLESS: JPEGL_PIXEL_LIMIT}

_DEFLATE_RATIO = 1032
"""Most that deflate makes of one byte: 258 bytes by two codes of one bit (RFC 1951 §3.2.5)."""

_JPEG_PIXELS_PER_BYTE = 8 * 64
"""A block of 64 samples needs a code of at least one bit for its first coefficient (T.81 F.2.2.1, G.1.2.1)."""

_JPEGL_PIXELS_PER_BYTE = 8
"""Each sample has a code of at least one bit (T.81 H.1.2.2)."""

_WAVELET_PIXELS_PER_BYTE = 1000
"""A wavelet codes an empty sub-band in no bits, so that white paper of any size takes 655 bytes of WSQ and some 300 of
JPEG 2000 (measured). So each may declare ``_WAVELET_FREE`` pixels, which are decoded in 0.2 s, and above it no more
than this for each byte: of 60 prints in NIST's and others' public files none has more than 26."""

_WAVELET_FREE: Final = {Kind.WSQ: 1 << 22, Kind.JPEG_2000: 1 << 24}


def check_pixel_count(width: int, height: int, name: str, limit: int = PIXEL_LIMIT) -> None:
    """Refuse no pixels and too many.

    Raises:
        ImageError: naming the size.
    """
    if not 0 < width * height <= limit:
        raise ImageError(f"{name}: expected 1 to {limit} pixels, found {width} × {height}")


def check_declared(head: CodestreamHead, byte_count: int) -> None:
    """Refuse a picture above its kind's limit, or larger than a codestream of ``byte_count`` bytes can hold.

    Raises:
        ImageError: naming the size, and the bytes.

    >>> grey = CodestreamHead(Kind.JPEG, 8000, 8000, 8, 1, False, None, "baseline")
    >>> check_declared(grey, 200_000)
    >>> check_declared(grey, 1000)
    Traceback (most recent call last):
    tenprint.errors.ImageError: JPEG: expected at most 512000 pixels in 1000 bytes, found 8000 × 8000 declared
    """
    check_pixel_count(head.width, head.height, head.kind, _LIMITS.get(head.kind, PIXEL_LIMIT))
    most = most_pixels(head, byte_count)
    if head.pixels > most:
        found = f"{head.width} × {head.height} declared"
        raise ImageError(f"{head.kind}: expected at most {most} pixels in {byte_count} bytes, found {found}")


def most_pixels(head: CodestreamHead, byte_count: int) -> int:
    """Most pixels that a codestream of ``byte_count`` bytes and such a head can hold."""
    if head.kind is Kind.PNG:
        return byte_count * _DEFLATE_RATIO * 8 // _png_bits(head)
    if head.kind is Kind.JPEG:
        return byte_count * _JPEG_PIXELS_PER_BYTE
    if head.kind is Kind.JPEG_LOSSLESS:
        return byte_count * _JPEGL_PIXELS_PER_BYTE
    return max(_WAVELET_FREE[head.kind], byte_count * _WAVELET_PIXELS_PER_BYTE)


def _png_bits(head: CodestreamHead) -> int:
    """Least bits of a stored pixel; three components may be a palette, of which a pixel stores one bit."""
    return 1 if head.components == 3 else head.depth * head.components
