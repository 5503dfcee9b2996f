"""``ebts show --images``: every image of a transaction as a PNG file, named by what it shows."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tenprint.cli.record_table import visible
from tenprint.errors import ImageError, TenprintError
from tenprint.record.describe_image import ImageSummary, slug

if TYPE_CHECKING:
    from tenprint.record.describe import RecordView

SUFFIXES = {
    "NONE": "raw",
    "WSQ20": "wsq",
    "JPEGB": "jpg",
    "JPEGL": "jpg",
    "JP2": "jp2",
    "JP2L": "jp2",
    "PNG": "png",
}
COLOUR_TYPES = frozenset({10, 20, 22})  # photographs and their like


def write_images(views: Sequence["RecordView"], folder: Path, *, raw: bool, quiet: bool) -> bool:
    """Write each image into ``folder``; say of each that cannot be written why not.

    Returns:
        Whether all of them were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written, failed = 0, 0
    for name, view, image in _named(views):
        if raw and image.data:
            suffix = SUFFIXES.get(image.compression, "bin")
            (folder / f"{name}{'.original' if suffix == 'png' else ''}.{suffix}").write_bytes(image.data)
        try:
            (folder / f"{name}.png").write_bytes(png(view.type, image))
            written += 1
        except TenprintError as error:
            failed += 1
            typer.echo(
                f"Type-{view.type} IDC {view.idc}: {visible(image.about or 'image')}: {error}", err=True
            )
    if not quiet:
        typer.echo(f"{folder}: {written} images written" + (f", {failed} not" if failed else ""))
    return not failed


def _named(views: Sequence["RecordView"]) -> Iterator[tuple[str, "RecordView", ImageSummary]]:
    """Each image with its file name; a name that was given already gets a number."""
    given: dict[str, int] = {}
    for view in views:
        if view.image is None:
            continue
        idc = f"{view.idc:02d}" if view.idc is not None else "xx"
        words = slug(view.image)
        name = f"{view.type:02d}-{idc}" + (f"-{words}" if words else "")
        given[name] = given.get(name, 0) + 1
        yield name if given[name] == 1 else f"{name}-{given[name]}", view, view.image


def png(kind: int, image: ImageSummary) -> bytes:
    """PNG file of an image: prints in grey, photographs in colour.

    Args:
        kind: record type.
        image: as its record declares it; where its bytes say another size or compression, they are believed.

    Raises:
        ImageError: damaged, of a kind that cannot be decoded here, or over the limits.
    """
    if not image.data:
        raise ImageError("expected image data, found none")
    if image.bits == 1 and not _whole_bytes(image):
        return _binary_png(image)
    colours = len(image.data) == 3 * image.width * image.height
    if image.compression == "NONE" and (kind in COLOUR_TYPES or colours) and image.width:
        return _raw_colour_png(image)
    if kind in COLOUR_TYPES:
        return _photograph_png(image.data)
    from tenprint.image.codec import Compression, decode, encode_png

    ppi = image.resolution_ppi or 500.0  # only written beside the pixels: nothing is measured by it here
    if image.compression == "NONE":
        size = {"width": image.width, "height": image.height}
        return encode_png(decode(image.data, Compression.NONE, resolution_ppi=max(ppi, 50.0), **size))
    return encode_png(decode(image.data, None, resolution_ppi=min(max(ppi, 50.0), 5000.0)))


def _whole_bytes(image: ImageSummary) -> bool:
    """Whether an image that should be binary has one or three bytes for each pixel, as signatures sometimes do."""
    pixels = image.width * image.height
    return image.compression == "NONE" and pixels > 0 and len(image.data) in (pixels, 3 * pixels)


def _photograph_png(data: bytes) -> bytes:
    """A JPEG, JPEG 2000 or PNG photograph in its own colours."""
    from PIL import Image

    from tenprint.image.decode_limit import PIXEL_LIMIT

    try:
        picture = Image.open(io.BytesIO(data), formats=["JPEG", "JPEG2000", "PNG"])
        if picture.width * picture.height > PIXEL_LIMIT:
            raise ImageError(
                f"expected at most {PIXEL_LIMIT} pixels, found {picture.width} × {picture.height}"
            )
        return _saved(picture if picture.mode in ("L", "RGB", "RGBA", "P") else picture.convert("RGB"))
    except ImageError:
        raise
    except Exception as error:
        raise ImageError(f"the photograph cannot be decoded: {type(error).__name__}") from error


def _raw_colour_png(image: ImageSummary) -> bytes:
    """Raw pixels of three bytes each, row by row."""
    from PIL import Image

    size = (image.width, image.height)
    mode = "RGB" if len(image.data) == 3 * image.width * image.height else "L"
    if len(image.data) != len(mode) * image.width * image.height:
        raise ImageError(
            f"raw pixels: expected {image.width} × {image.height} of 1 or 3 bytes, found {len(image.data)}"
        )
    return _saved(Image.frombytes(mode, size, image.data))


def _binary_png(image: ImageSummary) -> bytes:
    """A binary image, uncompressed (1 is a ridge) or by facsimile groups 3 and 4, as black on white."""
    from PIL import Image

    row = -(-image.width // 8)
    try:
        if image.data.startswith((b"II*\0", b"MM\0*")):
            return _saved(Image.open(io.BytesIO(image.data), formats=["TIFF"]).convert("1"))
        if image.compression == "NONE" and len(image.data) == row * image.height and image.width:
            return _saved(Image.frombytes("1", (image.width, image.height), image.data, "raw", "1;I"))
    except Exception as error:
        raise ImageError(f"the binary image cannot be decoded: {type(error).__name__}") from error
    if image.compression == "VECTOR":
        raise ImageError("the strokes of a vectored signature are not drawn here")
    raise ImageError(
        f"expected {row * image.height} bytes of binary image or a TIFF file, found {len(image.data)}"
    )


def _saved(picture: "object") -> bytes:
    """PNG file of a Pillow picture."""
    out = io.BytesIO()
    picture.save(out, "PNG")  # type: ignore[attr-defined]
    return out.getvalue()
