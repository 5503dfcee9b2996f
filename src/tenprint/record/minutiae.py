"""Minutiae of Type-9 records, read and written in whichever of their blocks; four conventions become one.

| block | fields | unit, origin | angle |
|---|---|---|---|
| legacy (FMT S) | 9.005–9.012 | 0.01 mm, bottom left | degrees, half a turn from the others |
| IAFIS (only read) | 9.014–9.023 | 0.01 mm, top left | degrees |
| INCITS 378 | 9.126–9.141 | pixels, top left | 2° |
| EFS | 9.300–9.372 | 0.01 mm, top left of the region of interest | degrees |
"""

from collections.abc import Callable

from tenprint.errors import BadInput, NotReadable
from tenprint.record.build import Value, tagged_record
from tenprint.record.image_record import image_record
from tenprint.record.minutiae_efs import efs_fields, read_efs
from tenprint.record.minutiae_incits378 import incits378_fields, read_incits378
from tenprint.record.minutiae_legacy import legacy_fields, read_iafis, read_legacy
from tenprint.record.minutiae_model import (
    FieldReader,
    ImageFrame,
    MinutiaeBlock,
    Singularity,
    Type9Minutiae,
    failure,
)
from tenprint.record.model import TaggedRecord, Transaction

__all__ = [
    "ImageFrame",
    "MinutiaeBlock",
    "Singularity",
    "Type9Minutiae",
    "blocks",
    "image_frame",
    "read_all",
    "read_minutiae",
    "write_minutiae",
]

Reader = Callable[[FieldReader, ImageFrame | None], Type9Minutiae]
# The field whose presence makes a block, and what reads it.
READERS: dict[MinutiaeBlock, tuple[int, Reader]] = {
    MinutiaeBlock.LEGACY: (12, read_legacy),
    MinutiaeBlock.IAFIS: (23, read_iafis),
    MinutiaeBlock.INCITS_378: (137, read_incits378),
    MinutiaeBlock.EFS: (300, read_efs),
}
WRITERS: dict[MinutiaeBlock, Callable[[Type9Minutiae], dict[int, Value | None]]] = {
    MinutiaeBlock.LEGACY: legacy_fields,
    MinutiaeBlock.INCITS_378: incits378_fields,
    MinutiaeBlock.EFS: efs_fields,
}
IMAGE_TYPES = frozenset({4, 13, 14, 15})


def blocks(record: TaggedRecord) -> tuple[MinutiaeBlock, ...]:
    """The blocks of a Type-9 record that are understood, in the order of their fields."""
    return tuple(block for block, (number, _) in READERS.items() if record.value(number) is not None)


def read_minutiae(record: TaggedRecord, frame: ImageFrame | None = None) -> list[Type9Minutiae]:
    """The minutiae of a Type-9 record, one entry for each block that it has; none where it has no known one.

    Args:
        record: a Type-9 record.
        frame: size and resolution of the image with the record's IDC (``image_frame``). The legacy block needs
            it, since it counts rows from the bottom and says no height; the INCITS 378 block says its own size;
            the others can do without.

    Raises:
        MinutiaeUnreadable: a field of a block is missing or malformed; ``tag`` names it.
    """
    if record.type != 9:
        raise failure(record.idc, 1, "a Type-9 record", f"a Type-{record.type} record")
    return [READERS[block][1](FieldReader(record), frame) for block in blocks(record)]


def read_all(
    transaction: Transaction, idc: int | None = None, otherwise: ImageFrame | None = None
) -> list[Type9Minutiae]:
    """The minutiae of all Type-9 records of a file, or of those with an IDC, each with the image of its IDC.

    Args:
        transaction: the file.
        idc: the only one wanted, if not all.
        otherwise: the frame where the file has no image of the record's IDC.

    Raises:
        MinutiaeUnreadable: a field of a block is missing or malformed; ``tag`` names it.
    """
    records = [one for one in transaction.tagged(9) if idc is None or one.idc == idc]
    return [
        found
        for one in records
        for found in read_minutiae(one, image_frame(transaction, one.idc) or otherwise)
    ]


def write_minutiae(found: Type9Minutiae) -> TaggedRecord:
    """A Type-9 record with the one block that ``found.block`` says.

    Legacy and EFS positions are rounded to 0.01 mm (0.1 pixels) and angles to 1°, those of INCITS 378 to pixels and
    2°. The legacy block counts rows from the template's height, so an image sent with it must be as high.

    Raises:
        MinutiaeUnreadable: a value does not fit, or the block is one that is only read.
    """
    if found.block not in WRITERS:
        raise failure(found.idc, READERS[found.block][0], f"a block of {', '.join(WRITERS)}", found.block)
    try:
        return tagged_record(9, WRITERS[found.block](found), idc=found.idc)
    except BadInput as error:
        if isinstance(error, NotReadable):
            raise
        raise failure(found.idc, READERS[found.block][0], "items without separators", "one") from error


def image_frame(transaction: Transaction, idc: int | None) -> ImageFrame | None:
    """Size and resolution of the image with that IDC (Type-4, 13, 14 or 15), or None where there is none.

    A Type-4 record means 500 ppi unless it points to 1.012 (ISR 1).
    """
    if idc is None:
        return None
    for record in transaction:
        image = image_record(record, transaction.header) if record.idc == idc else None
        if image is None or image.type not in IMAGE_TYPES:
            continue
        ppi = image.resolution.across_ppi if image.resolution else 0.0
        if image.type == 4:
            return ImageFrame(image.width, image.height, ppi or 500.0)
        if image.width and image.height and ppi:
            return ImageFrame(image.width, image.height, ppi)
    return None
