"""What stands at the beginning of an image's bytes, in one form for every kind of codestream."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from tenprint.errors import ImageError

WSQ_COMMENT: Final = "comment NIST_COM"

SEGMENT_LIMIT: Final = 2048
"""Segments, chunks or boxes read before the coded data. An ICC profile may take 255 segments of JPEG, one PNG's
texts some dozens."""

_Item = TypeVar("_Item")

UNKNOWN_WSQ_PPI: Final = frozenset({0.0, 255.0})
"""NBIS keeps "unknown" as -1, which some encoders cut to one byte: NIST's own reference card says 255 in four
of its fourteen pictures, all scanned at 500."""


class Kind(StrEnum):
    """Kinds of codestream that an image record may hold (ANSI/NIST-ITL 1-2011, table 15), told by their bytes."""

    WSQ = "WSQ"
    JPEG = "JPEG"
    JPEG_LOSSLESS = "lossless JPEG"
    JPEG_2000 = "JPEG 2000"
    PNG = "PNG"


@dataclass(frozen=True, slots=True)
class StatedResolution:
    """A resolution as the file states it, believable or not.

    Attributes:
        across_ppi: pixels per inch along a row.
        down_ppi: pixels per inch along a column.
        where: name of the field that states it.
        offset: where that field begins, in bytes.
    """

    across_ppi: float
    down_ppi: float
    where: str
    offset: int

    @property
    def unknown(self) -> bool:
        """Whether the statement stands for "not known": 0, or 255 in the comment of a WSQ file."""
        return min(self.across_ppi, self.down_ppi) <= 0 or (
            self.where == WSQ_COMMENT and self.across_ppi in UNKNOWN_WSQ_PPI
        )

    def disagrees(self, declared_ppi: float, tolerance: float = 0.02) -> bool:
        """Whether it is another resolution than the record's, by more than a share of ``tolerance``.

        >>> StatedResolution(499.999, 499.999, "chunk pHYs", 33).disagrees(500)
        False
        """
        return max(abs(self.across_ppi - declared_ppi), abs(self.down_ppi - declared_ppi)) > (
            tolerance * declared_ppi
        )


@dataclass(frozen=True, slots=True)
class CodestreamHead:
    """What an image's own bytes say of it.

    Attributes:
        kind: of codestream.
        width: columns, above zero.
        height: rows, above zero.
        depth: bits of each component, the most where they differ.
        components: 1 grey, 2 grey with transparency, 3 colour, 4 colour with transparency or CMYK.
        lossless: False where the coding loses detail; None where it need not have (the reversible wavelet of
            JPEG 2000 loses what the encoder cut off, or its coding is not stated).
        resolution: as stated in the file, None where it states none.
        process: how the samples are coded, in the standard's words.
    """

    kind: Kind
    width: int
    height: int
    depth: int
    components: int
    lossless: bool | None
    resolution: StatedResolution | None
    process: str

    @property
    def pixels(self) -> int:
        """Number of pixels."""
        return self.width * self.height


def check_sides(width: int, height: int, kind: str, offset: int) -> None:
    """Refuse a picture without rows or columns."""
    if width <= 0 or height <= 0:
        raise ImageError(
            f"{kind}: expected a size above zero, found {width} × {height} in the frame at byte {offset}"
        )


def counted(items: Iterator[_Item], kind: str, name: str = "segments") -> Iterator[_Item]:
    """The items, of which there may be ``SEGMENT_LIMIT``: a file of empty ones would be walked for seconds."""
    for number, item in enumerate(items):
        if number >= SEGMENT_LIMIT:
            raise ImageError(
                f"{kind}: expected at most {SEGMENT_LIMIT} {name} before the picture, found more"
            )
        yield item
