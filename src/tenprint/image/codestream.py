"""What an image's own bytes say of its kind, size, depth, coding and resolution, without decoding it.

Standard library alone: reading records needs neither NumPy nor a codec. Nothing is read past the data, and no more
segments are walked than there are (``SEGMENT_LIMIT`` at most).
"""

from collections.abc import Callable
from typing import Final

from tenprint.errors import ImageError
from tenprint.image.codestream_head import CodestreamHead, Kind, StatedResolution
from tenprint.image.jpeg2000_header import CODESTREAM_MAGIC, JP2_MAGIC, inspect_jpeg2000
from tenprint.image.jpeg_header import JPEG_MAGIC, inspect_jpeg
from tenprint.image.png_header import PNG_MAGIC, inspect_png
from tenprint.image.wsq_header import WSQ_MAGIC, inspect_wsq

__all__ = [
    "MAGIC",
    "CodestreamHead",
    "Kind",
    "StatedResolution",
    "agrees",
    "dimensions",
    "inspect",
    "kind_of",
]

MAGIC: Final = {
    "WSQ20": (WSQ_MAGIC,),
    "JPEGB": (JPEG_MAGIC,),
    "JPEGL": (JPEG_MAGIC,),
    "JP2": (JP2_MAGIC, CODESTREAM_MAGIC),
    "JP2L": (JP2_MAGIC, CODESTREAM_MAGIC),
    "PNG": (PNG_MAGIC,),
}
"""First bytes of an image by the compression that its record declares (ANSI/NIST-ITL 1-2011, field CGA)."""

_READERS: Final[tuple[tuple[bytes, Kind, Callable[[bytes], CodestreamHead]], ...]] = (
    (WSQ_MAGIC, Kind.WSQ, inspect_wsq),
    (JPEG_MAGIC, Kind.JPEG, inspect_jpeg),
    (JP2_MAGIC, Kind.JPEG_2000, inspect_jpeg2000),
    (CODESTREAM_MAGIC, Kind.JPEG_2000, inspect_jpeg2000),
    (PNG_MAGIC, Kind.PNG, inspect_png),
)


def inspect(data: bytes) -> CodestreamHead:
    """Read the head of an image of any kind.

    Raises:
        ImageError: of no kind known here, or damaged before its frame header; the text names what was expected, what
            was found, and at which byte.

    >>> frame = bytes.fromhex("ffd8 ffc0 000b 08 0014 001e 01 011100")
    >>> head = inspect(frame)
    >>> print(head.kind, head.width, head.height, head.depth, head.lossless, head.process, head.resolution)
    JPEG 30 20 8 False baseline None
    """
    for magic, _, reader in _READERS:
        if data.startswith(magic):
            return reader(data)
    found = data[:8].hex(" ") or "no bytes"
    raise ImageError(f"expected a WSQ, JPEG, JPEG 2000 or PNG codestream, found {found}")


def kind_of(data: bytes) -> Kind | None:
    """The kind that the first bytes say, None where they say none; a JPEG may prove lossless in its frame header."""
    return next((kind for magic, kind, _ in _READERS if data.startswith(magic)), None)


def agrees(compression: str, data: bytes) -> bool:
    """Whether the first bytes are those of the compression; nothing can be told of raw pixels.

    >>> agrees("WSQ20", bytes.fromhex("ffa0ffa8")), agrees("WSQ20", bytes.fromhex("ffd8ffe0"))
    (True, False)
    """
    return compression == "NONE" or data.startswith(MAGIC.get(compression, ()))


def dimensions(compression: str, data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as the codestream's head says, None where it says none or is another kind's."""
    if compression == "NONE" or not agrees(compression, data):
        return None
    try:
        head = inspect(data)
    except ImageError:
        return None
    return head.width, head.height
