"""Bytes of a print to grey pixels at a known resolution.

The codestream is believed over the record: what the bytes are (magic), how large (frame header). Where the
record says otherwise the picture is refused, naming both; of 167 image records in NIST's and others' public
test files 19 disagree with themselves. A resolution that nobody states is never assumed. The bytes are looked at by
``inspect`` and decoded, within limits, by a child process (``codec_pool``).
"""

from typing import Final

import numpy as np

from tenprint.errors import ImageError
from tenprint.image.codec_pool import shared_pool
from tenprint.image.codestream import CodestreamHead, Kind, inspect, kind_of
from tenprint.image.codestream_head import StatedResolution
from tenprint.image.compression import Compression
from tenprint.image.decode_limit import check_declared, check_pixel_count
from tenprint.image.encoding import encode, encode_png, encode_wsq
from tenprint.image.jpeg_lossless import decode_lossless, read_header
from tenprint.image.model import GreyImage, Pixels
from tenprint.image.wsq_coefficients import require_whole_wsq
from tenprint.image.wsq_structure import require_sound_wsq, without_comments

__all__ = ["Compression", "decode", "encode", "encode_png", "encode_wsq"]

_RESOLUTION_TOLERANCE = 0.01
_METRE_STEP_PPI = 0.0254
"""Step of resolutions stored as whole pixels per metre: 500 ppi comes back as 499.999, 512 as 511.988."""

_PPI_RANGE = (50.0, 5000.0)
_COMPRESSIONS_OF: Final = {
    Kind.WSQ: (Compression.WSQ,),
    Kind.JPEG: (Compression.JPEGB, Compression.JPEGL),
    Kind.JPEG_2000: (Compression.JP2, Compression.JP2L),
    Kind.PNG: (Compression.PNG,),
}


def decode(
    data: bytes,
    compression: Compression | None,
    *,
    width: int | None = None,
    height: int | None = None,
    resolution_ppi: float | None = None,
) -> GreyImage:
    """Decode one image to 8-bit grey; deeper samples keep their upper eight bits.

    Args:
        data: the codestream, or the raw pixels row by row where compression is ``NONE``.
        compression: what the record says it is; None takes what the first bytes say.
        width: columns according to the record, checked against the codestream; needed for raw pixels.
        height: rows according to the record, likewise.
        resolution_ppi: pixels per inch according to the record; None takes it from the file. Whether the file
            states another is for ``inspect`` to tell: the record's is believed.

    Raises:
        ImageError: damaged, over a limit, not what was declared, or of unknown resolution; or the decoder crashed
            or ran out of its time or memory, which the text says.

    >>> decode(bytes(6), Compression.NONE, width=3, height=2, resolution_ppi=500).pixels.shape
    (2, 3)
    >>> decode(bytes(5), Compression.NONE, width=3, height=2, resolution_ppi=500)
    Traceback (most recent call last):
    tenprint.errors.ImageError: raw pixels: expected 3 × 2 = 6 bytes, found 5
    """
    if compression is Compression.NONE:
        return GreyImage(_raw(data, width, height), _resolution(resolution_ppi, None, "raw pixels"))
    _check_kind(data, compression)
    head = inspect(data)
    _check_size(head, width, height)
    resolution = _resolution(resolution_ppi, head.resolution, head.kind)
    check_declared(head, len(data))
    return GreyImage(_pixels(data, head), resolution)


def _raw(data: bytes, width: int | None, height: int | None) -> Pixels:
    if not width or not height:
        raise ImageError(f"raw pixels: expected width and height, found {width} and {height}")
    check_pixel_count(width, height, "raw pixels")
    if len(data) != width * height:
        raise ImageError(
            f"raw pixels: expected {width} × {height} = {width * height} bytes, found {len(data)}"
        )
    return np.frombuffer(bytearray(data), np.uint8).reshape(height, width)


def _check_kind(data: bytes, compression: Compression | None) -> None:
    """Refuse first bytes that are of no kind known here, or of another than declared."""
    kind = kind_of(data)
    if kind is None:
        expected = "a WSQ, JPEG, JPEG 2000 or PNG codestream" if compression is None else compression.name
        raise ImageError(f"expected {expected}, found {data[:8].hex(' ') or 'no bytes'}")
    if compression is not None and compression not in _COMPRESSIONS_OF[kind]:
        raise ImageError(f"expected {compression.name} (code {compression:d}), found a {kind} codestream")


def _pixels(data: bytes, head: CodestreamHead) -> Pixels:
    """Pixels of a codestream whose head has passed every check."""
    if head.kind is Kind.JPEG_LOSSLESS:
        return decode_lossless(data, read_header(data))
    if head.kind is Kind.WSQ:
        require_sound_wsq(data)
        require_whole_wsq(data)
        data = without_comments(data)
    found = shared_pool().decode(data, head.kind, head.pixels * head.components)
    if found.shape != (head.height, head.width):
        expected = f"{head.width} × {head.height} pixels"
        raise ImageError(f"{head.kind}: expected {expected}, found {found.shape[1]} × {found.shape[0]}")
    return found


def _resolution(declared: float | None, stated: StatedResolution | None, name: str) -> float:
    """The record's resolution, else the file's; values that no scanner has are no statement."""
    if declared is not None:
        if not _PPI_RANGE[0] <= declared <= _PPI_RANGE[1]:
            raise ImageError(
                f"{name}: expected {_PPI_RANGE[0]:g} to {_PPI_RANGE[1]:g} ppi, found {declared:g}"
            )
        return float(declared)
    if stated is None or stated.unknown or not _PPI_RANGE[0] <= stated.across_ppi <= _PPI_RANGE[1]:
        raise ImageError(
            f"{name}: expected a resolution from the record or the file, found none (500 is not assumed)"
        )
    across, down = stated.across_ppi, stated.down_ppi
    if abs(across - down) > _RESOLUTION_TOLERANCE * across:
        raise ImageError(f"{name}: expected one resolution both ways, found {across:g} × {down:g} ppi")
    whole = round(across)
    return float(whole) if abs(across - whole) <= _METRE_STEP_PPI / 2 else across


def _check_size(head: CodestreamHead, width: int | None, height: int | None) -> None:
    if (width is not None and width != head.width) or (height is not None and height != head.height):
        expected = f"{width if width is not None else 'any'} × {height if height is not None else 'any'}"
        found = f"{head.width} × {head.height} in the codestream"
        raise ImageError(f"{head.kind}: expected {expected} pixels as declared, found {found}")
