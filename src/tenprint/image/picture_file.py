"""Image files of any kind: those of image records by their codecs, others (TIFF, BMP, PGM, GIF) by way of PNG."""

import io
import warnings
from pathlib import Path

from tenprint.errors import ImageError
from tenprint.image.codec import decode
from tenprint.image.codestream import kind_of
from tenprint.image.decode_limit import check_pixel_count
from tenprint.image.model import GreyImage

OTHER_FORMATS = ("TIFF", "BMP", "PPM", "GIF")
"""Pillow's names of the kinds that image records do not hold. They are read in this process, within the limit of pixels
but none of time: for files that the operator chose, not for what others send."""

_PNG_MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I", "I;16")


def load(path: Path | str, resolution_ppi: float | None = None) -> GreyImage:
    """Read an image file; the resolution is the file's unless given.

    Raises:
        ImageError: it cannot be read, is damaged or of no kind known here, or says no resolution.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ImageError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        return decode_picture(data, resolution_ppi)
    except ImageError as error:
        raise ImageError(f"{path}: {error}") from error


def load_prepared(path: Path | str, resolution_ppi: float | None = None) -> GreyImage:
    """Read an image file and bring it to 500 ppi with dark ridges (``prepare``).

    Raises:
        ImageError: as ``load``; or the picture is too large.
    """
    from tenprint.image.prepare import prepare  # OpenCV, which reading alone does not need

    image = load(path, resolution_ppi)
    try:
        return prepare(image)
    except ImageError as error:
        raise ImageError(f"{path}: {error}") from error


def decode_picture(data: bytes, resolution_ppi: float | None = None) -> GreyImage:
    """The grey picture in a file's bytes, of any kind; see ``load``."""
    known = data if kind_of(data) is not None else _as_png(data)
    return decode(known, None, resolution_ppi=resolution_ppi)


def _as_png(data: bytes) -> bytes:
    """A picture of ``OTHER_FORMATS`` as PNG, with the resolution that it states."""
    from PIL import Image

    written = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes, which are checked here
            with Image.open(io.BytesIO(data), formats=OTHER_FORMATS) as image:
                check_pixel_count(image.width, image.height, str(image.format))
                dpi = image.info.get("dpi")
                picture = image if image.mode in _PNG_MODES else image.convert("L")
                picture.save(written, "PNG", **({"dpi": tuple(map(float, dpi))} if dpi else {}))
    except ImageError:
        raise
    except Exception as error:  # Pillow raises exceptions of all sorts
        raise ImageError(f"expected an image, found {data[:8].hex(' ') or 'no bytes'}") from error
    return written.getvalue()
