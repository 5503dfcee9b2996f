"""Bytes of a print to grey pixels at a known resolution, and back.

The codestream is believed over the record: what the bytes are (magic), how large (frame header). Where the
record says otherwise the picture is refused, naming both; of 167 image records in NIST's and others' public
test files 19 disagree with themselves. A resolution that nobody states is never assumed.
"""

import io
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from tenprint.errors import ImageError
from tenprint.image.jpeg_lossless import decode_lossless, is_lossless, read_header
from tenprint.image.model import GreyImage, Pixels
from tenprint.image.wsq_header import WSQ_MAGIC, read_wsq_header
from tenprint.image.wsq_pool import shared_pool

PIXEL_LIMIT = 64_000_000
"""Largest picture decoded, in pixels: a palm at 1000 ppi (ANSI/NIST-ITL Type-15) is about 40 million."""

WSQ_PIXEL_LIMIT = 1 << 24
"""Largest picture encoded: NBIS adds up grey levels in 32 bits and stops where their sum overflows, which white
paper reaches just above; a palm at 500 ppi has 11 million pixels."""

WSQ_SIDE_MIN = 64
"""Smallest side that is encoded: below some 30 pixels the encoder writes past its buffer or fails."""

WSQ_RESOLUTION_PPI = 500
"""WSQ is defined for 500 ppi (ANSI/NIST-ITL 1-2011 §7.7.9; finer images use JPEG 2000)."""

_RESOLUTION_TOLERANCE = 0.01
_METRE_STEP_PPI = 0.0254
"""Step of resolutions stored as whole pixels per metre: 500 ppi comes back as 499.999, 512 as 511.988."""

_PPI_RANGE = (50.0, 5000.0)


class Compression(IntEnum):
    """How the pixels of an image record are coded: field GCA of Type-4 (ANSI/NIST-ITL 1-2011, table 15)."""

    NONE = 0
    WSQ = 1
    JPEGB = 2
    JPEGL = 3
    JP2 = 4
    JP2L = 5
    PNG = 6


_MAGIC: Final = (
    (WSQ_MAGIC, "WSQ", (Compression.WSQ,)),
    (b"\xff\xd8\xff", "JPEG", (Compression.JPEGB, Compression.JPEGL)),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG 2000", (Compression.JP2, Compression.JP2L)),
    (b"\xff\x4f\xff\x51", "JPEG 2000", (Compression.JP2, Compression.JP2L)),
    (b"\x89PNG\r\n\x1a\n", "PNG", (Compression.PNG,)),
)
_PILLOW_FORMAT: Final = {"JPEG": "JPEG", "JPEG 2000": "JPEG2000", "PNG": "PNG"}


def decode(
    data: bytes,
    compression: Compression | None,
    *,
    width: int | None = None,
    height: int | None = None,
    resolution_ppi: float | None = None,
) -> GreyImage:
    """Decode one image to 8-bit grey.

    Args:
        data: the codestream, or the raw pixels row by row where compression is ``NONE``.
        compression: what the record says it is; None takes what the first bytes say.
        width: columns according to the record, checked against the codestream; needed for raw pixels.
        height: rows according to the record, likewise.
        resolution_ppi: pixels per inch according to the record; None takes it from the file.

    Raises:
        ImageError: damaged, over a limit, not what was declared, or of unknown resolution.

    >>> decode(bytes(6), Compression.NONE, width=3, height=2, resolution_ppi=500).pixels.shape
    (2, 3)
    >>> decode(bytes(5), Compression.NONE, width=3, height=2, resolution_ppi=500)
    Traceback (most recent call last):
    tenprint.errors.ImageError: raw pixels: expected 3 × 2 = 6 bytes, found 5
    """
    if compression is Compression.NONE:
        return GreyImage(_raw(data, width, height), _resolution(resolution_ppi, None, "raw pixels"))
    name = _detect(data, compression)
    size, file_ppi, pixels_of = _open(data, name)
    _check_size(size, width, height, name)
    resolution = _resolution(resolution_ppi, file_ppi, name)
    return GreyImage(pixels_of(), resolution)


def load(path: Path | str, resolution_ppi: float | None = None) -> GreyImage:
    """Read an image file of any kind known here; the resolution is the file's unless given."""
    try:
        data = Path(path).read_bytes()
    except OSError as fault:
        raise ImageError(f"{path}: cannot be read: {fault.strerror}") from fault
    try:
        return decode(data, None, resolution_ppi=resolution_ppi)
    except ImageError as fault:
        raise ImageError(f"{path}: {fault}") from fault


def encode_wsq(image: GreyImage) -> bytes:
    """WSQ codestream of a 500 ppi image at 0.75 bits a pixel (about 15:1); its comment says ``PPI 500``."""
    if abs(image.resolution_ppi / WSQ_RESOLUTION_PPI - 1) > _RESOLUTION_TOLERANCE:
        raise ImageError(
            f"WSQ: expected {WSQ_RESOLUTION_PPI} ppi (± 1 %), found {image.resolution_ppi:g} ppi"
        )
    if min(image.width, image.height) < WSQ_SIDE_MIN or max(image.width, image.height) > 0xFFFF:
        raise ImageError(
            f"WSQ: expected sides of {WSQ_SIDE_MIN} to 65535 pixels, found {image.width} × {image.height}"
        )
    _check_pixel_count(image.width, image.height, "WSQ", WSQ_PIXEL_LIMIT)
    return shared_pool().encode(image.pixels)


def encode_png(image: GreyImage) -> bytes:
    """PNG file of the image, its resolution in chunk pHYs (which counts pixels per metre, whole)."""
    out = io.BytesIO()
    dpi = (image.resolution_ppi, image.resolution_ppi)
    Image.fromarray(image.pixels).save(out, "PNG", dpi=dpi)
    return out.getvalue()


def _raw(data: bytes, width: int | None, height: int | None) -> Pixels:
    if not width or not height:
        raise ImageError(f"raw pixels: expected width and height, found {width} and {height}")
    _check_pixel_count(width, height, "raw pixels")
    if len(data) != width * height:
        raise ImageError(
            f"raw pixels: expected {width} × {height} = {width * height} bytes, found {len(data)}"
        )
    return np.frombuffer(bytearray(data), np.uint8).reshape(height, width)


def _detect(data: bytes, compression: Compression | None) -> str:
    """Name of what the first bytes are, refused where the declared compression is another."""
    for magic, name, codes in _MAGIC:
        if data.startswith(magic):
            if compression is not None and compression not in codes:
                raise ImageError(
                    f"expected {compression.name} (code {compression:d}), found a {name} codestream"
                )
            return name
    expected = "a WSQ, JPEG, JPEG 2000 or PNG codestream" if compression is None else compression.name
    raise ImageError(f"expected {expected}, found {data[:8].hex(' ') or 'no bytes'}")


_Opened = tuple[tuple[int, int], tuple[float, float] | None, Callable[[], Pixels]]
"""Size, resolution that the file states across and down, and the decoder to call for the pixels."""


def _open(data: bytes, name: str) -> _Opened:
    """Size, resolution and pixels (decoded only when called for) of a codestream."""
    if name == "WSQ":
        return _open_wsq(data)
    if name == "JPEG" and is_lossless(data):
        return _open_lossless_jpeg(data)
    return _open_pillow(data, name)


def _open_lossless_jpeg(data: bytes) -> _Opened:
    header = read_header(data)
    stated = (header.ppi, header.ppi) if header.ppi else None
    return (header.width, header.height), stated, lambda: decode_lossless(data, header)


def _open_wsq(data: bytes) -> _Opened:
    width, height, ppi = read_wsq_header(data)

    def pixels() -> Pixels:
        _check_pixel_count(width, height, "WSQ")
        found = shared_pool().decode(data)
        if found.shape != (height, width):
            raise ImageError(
                f"WSQ: expected {width} × {height} pixels, found {found.shape[1]} × {found.shape[0]}"
            )
        return found

    return (width, height), (float(ppi), float(ppi)) if ppi else None, pixels


def _open_pillow(data: bytes, name: str) -> _Opened:
    """What Pillow reads, under our pixel limit and Pillow's own guard."""
    try:
        picture = Image.open(io.BytesIO(data), formats=[_PILLOW_FORMAT[name]])
    except Exception as fault:
        raise ImageError(f"{name}: the header cannot be read: {_text_of(fault)}") from fault
    _check_pixel_count(*picture.size, name)

    def pixels() -> Pixels:
        try:
            return _grey(picture)
        except Exception as fault:
            raise ImageError(f"{name}: the codestream is damaged: {_text_of(fault)}") from fault

    return picture.size, picture.info.get("dpi"), pixels


def _text_of(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"


def _grey(picture: Image.Image) -> Pixels:
    """Grey pixels of any mode; transparent parts are background (white), 16 bits keep their upper eight."""
    if picture.mode.startswith("I"):
        deep = np.asarray(picture).astype(np.int64)
        return np.ascontiguousarray(np.clip(deep >> 8, 0, 255).astype(np.uint8))
    if picture.has_transparency_data:
        opaque = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", opaque.size, "white"), opaque)
    return np.array(picture.convert("L"), np.uint8)


def _resolution(declared: float | None, stated: tuple[float, float] | None, name: str) -> float:
    """The record's resolution, else the file's; values that no scanner has are no statement."""
    if declared is not None:
        if not _PPI_RANGE[0] <= declared <= _PPI_RANGE[1]:
            raise ImageError(
                f"{name}: expected {_PPI_RANGE[0]:g} to {_PPI_RANGE[1]:g} ppi, found {declared:g}"
            )
        return float(declared)
    if stated is None or not _PPI_RANGE[0] <= stated[0] <= _PPI_RANGE[1]:
        raise ImageError(
            f"{name}: expected a resolution from the record or the file, found none (500 is not assumed)"
        )
    across, down = (float(value) for value in stated)
    if abs(across - down) > _RESOLUTION_TOLERANCE * across:
        raise ImageError(f"{name}: expected one resolution both ways, found {across:g} × {down:g} ppi")
    whole = round(across)
    return float(whole) if abs(across - whole) <= _METRE_STEP_PPI / 2 else across


def _check_size(size: tuple[int, int], width: int | None, height: int | None, name: str) -> None:
    if (width is not None and width != size[0]) or (height is not None and height != size[1]):
        expected = f"{width if width is not None else 'any'} × {height if height is not None else 'any'}"
        raise ImageError(
            f"{name}: expected {expected} pixels as declared, found {size[0]} × {size[1]} in the codestream"
        )


def _check_pixel_count(width: int, height: int, name: str, limit: int = PIXEL_LIMIT) -> None:
    if not 0 < width * height <= limit:
        raise ImageError(f"{name}: expected 1 to {limit} pixels, found {width} × {height}")
