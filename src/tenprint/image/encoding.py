"""Grey pixels to the codestreams of an image record, each stating its resolution where its form has a place for it."""

import io
import struct
from typing import Any, Final

from tenprint.errors import ImageError
from tenprint.image.codec_pool import shared_pool
from tenprint.image.compression import Compression
from tenprint.image.decode_limit import JPEGL_PIXEL_LIMIT, WSQ_PIXEL_LIMIT, check_pixel_count
from tenprint.image.jpeg2000_header import JP2_MAGIC, boxes
from tenprint.image.jpeg_lossless_encode import encode_lossless
from tenprint.image.model import GreyImage

WSQ_SIDE_MIN: Final = 64
"""Smallest side that is encoded: below some 30 pixels the encoder writes past its buffer or fails."""

WSQ_RESOLUTION_PPI: Final = 500
"""WSQ is defined for 500 ppi (ANSI/NIST-ITL 1-2011 §7.7.9; finer images use JPEG 2000)."""

JP2_RATIO: Final = 10
"""Bytes of pixels to one of lossy JPEG 2000: NIST SP 500-289 for friction ridges at 1000 ppi."""

JP2_LEVELS: Final = 6
"""Decompositions of the wavelet, fewer for small pictures; NISTIR 7939 finds five and six best, and one layer."""

JPEG_QUALITY: Final = 92
"""Quality of baseline JPEG on libjpeg's scale, for about 3 : 1 on a print."""

_RESOLUTION_TOLERANCE = 0.01
_SIDE_MAX = 0xFFFF


def encode(image: GreyImage, compression: Compression) -> bytes:
    """Code an image as a record of such a compression asks.

    ``JP2`` is lossy, some 10 : 1; ``JP2L``, ``JPEGL`` and ``PNG`` give back every pixel; ``WSQ`` takes 500 ppi only.
    The resolution stands in the comment of WSQ, the density of JFIF, the box ``resc`` or the chunk ``pHYs``; raw
    pixels have no place for it.

    Raises:
        ImageError: a resolution or size that the compression is not made for.

    >>> import numpy as np
    >>> encode(GreyImage(np.full((1, 3), 65, np.uint8), 500), Compression.NONE)
    b'AAA'
    """
    if compression is Compression.WSQ:
        return encode_wsq(image)
    if compression is Compression.PNG:
        return encode_png(image)
    if compression is Compression.NONE:
        return image.pixels.tobytes()
    if compression in (Compression.JP2, Compression.JP2L):
        return _jpeg2000(image, lossy=compression is Compression.JP2)
    if max(image.width, image.height) > _SIDE_MAX:
        found = f"{image.width} × {image.height}"
        raise ImageError(f"{compression.name}: expected sides up to {_SIDE_MAX} pixels, found {found}")
    if compression is Compression.JPEGL:
        check_pixel_count(image.width, image.height, "JPEGL", JPEGL_PIXEL_LIMIT)
        return encode_lossless(image)
    ppi = round(image.resolution_ppi)
    return _pillow(image, "JPEG", quality=JPEG_QUALITY, dpi=(ppi, ppi))


def encode_wsq(image: GreyImage) -> bytes:
    """WSQ codestream of a 500 ppi image at 0.75 bits a pixel (about 15:1); its comment says ``PPI 500``."""
    if abs(image.resolution_ppi / WSQ_RESOLUTION_PPI - 1) > _RESOLUTION_TOLERANCE:
        raise ImageError(
            f"WSQ: expected {WSQ_RESOLUTION_PPI} ppi (± 1 %), found {image.resolution_ppi:g} ppi"
        )
    if min(image.width, image.height) < WSQ_SIDE_MIN or max(image.width, image.height) > _SIDE_MAX:
        raise ImageError(
            f"WSQ: expected sides of {WSQ_SIDE_MIN} to 65535 pixels, found {image.width} × {image.height}"
        )
    check_pixel_count(image.width, image.height, "WSQ", WSQ_PIXEL_LIMIT)
    return shared_pool().encode_wsq(image.pixels)


def encode_png(image: GreyImage) -> bytes:
    """PNG file of the image, its resolution in chunk pHYs (which counts pixels per metre, whole)."""
    return _pillow(image, "PNG", dpi=(image.resolution_ppi, image.resolution_ppi))


def _pillow(image: GreyImage, form: str, **options: Any) -> bytes:
    from PIL import Image  # most processes that read records and pictures never write one

    out = io.BytesIO()
    Image.fromarray(image.pixels).save(out, form, **options)
    return out.getvalue()


def _jpeg2000(image: GreyImage, *, lossy: bool) -> bytes:
    """JP2 file of one tile and one layer, its resolution as captured in box ``resc``."""
    levels = min(JP2_LEVELS, min(image.width, image.height).bit_length() - 1)
    options: dict[str, Any] = {"irreversible": lossy, "num_resolutions": levels + 1, "progression": "RPCL"}
    if lossy:
        options |= {"quality_mode": "rates", "quality_layers": [JP2_RATIO]}
    return _with_resolution(_pillow(image, "JPEG2000", **options), image.resolution_ppi)


def _with_resolution(data: bytes, ppi: float) -> bytes:
    """A JP2 file with a resolution box at the end of its header, which Pillow does not write (T.800 I.5.3.7)."""
    tenths = round(ppi * 10)  # of a pixel per inch; times 10⁴ / 2540 are pixels per metre
    captured = struct.pack(">HHHHbb", tenths, 2540, tenths, 2540, 4, 4)
    box = _box(b"res ", _box(b"resc", captured))
    for found in boxes(data, len(JP2_MAGIC), len(data)):
        if found.type == b"jp2h":
            header = _box(b"jp2h", data[found.start : found.end] + box)
            return data[: found.offset] + header + data[found.end :]
    raise ImageError("JPEG 2000: expected a header box in the file just written, found none")


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content
