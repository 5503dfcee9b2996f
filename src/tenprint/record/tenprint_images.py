"""The finger images of a card, whether sent as Type-4 (binary) or Type-14 (tagged) records."""

from dataclasses import dataclass

from tenprint.errors import NotReadable
from tenprint.record.image_record import (
    ALIASES,
    COMPRESSIONS,
    UNREADABLE,
    ImageRecord,
    image_record,
    image_records,
)
from tenprint.record.model import BinaryRecord, TaggedRecord, Transaction

__all__ = [
    "ALIASES",
    "CARD_TYPES",
    "COMPRESSIONS",
    "PLAIN",
    "PLAIN_POSITIONS",
    "ROLLED",
    "ROLLED_POSITIONS",
    "ImpressionRecord",
    "from_type4",
    "from_type14",
    "impressions",
]

ROLLED = frozenset({1, 3, 21, 23, 25, 27})
"""Impression types that are rolled: live or not, and by the capture technologies of 2007 (deprecated in 2015)."""

PLAIN = frozenset({0, 2, 20, 22, 24, 26})
ROLLED_POSITIONS = range(1, 11)
PLAIN_POSITIONS = range(11, 15)
CARD_TYPES = frozenset({4, 14})
NO_HEADER = TaggedRecord(1, ())


@dataclass(frozen=True, slots=True)
class ImpressionRecord:
    """One finger image as its record declares it; nothing is decoded here.

    Attributes:
        position: finger position (FGP): 1–10 rolled, 11 and 12 plain thumbs, 13 and 14 plain four fingers.
        impression_type: IMP code: 0 live plain, 1 live rolled, 2 non-live plain, 3 non-live rolled.
        width: declared width, pixels.
        height: declared height, pixels.
        compression: one of ``COMPRESSIONS``, or the unknown name or code as sent.
        data: the codestream, or the raw pixels row by row.
        idc: the record's information designation character.
        resolution_ppi: declared by the record, else None (Type-4: that of the standard or of 1.012).
    """

    position: int
    impression_type: int
    width: int
    height: int
    compression: str
    data: bytes
    idc: int
    resolution_ppi: float | None = None

    @property
    def rolled(self) -> bool:
        """Whether the impression type says rolled."""
        return self.impression_type in ROLLED


def impressions(transaction: Transaction) -> list[ImpressionRecord]:
    """All Type-4 and Type-14 images in the order of the file; a Type-14 without image data gives none."""
    found = (one for one in image_records(transaction) if one.type in CARD_TYPES)
    return [_impression(one) for one in found if one.type == 4 or one.data]


def from_type4(record: BinaryRecord, header: TaggedRecord) -> ImpressionRecord:
    """The image of a Type-4 record; ISR 1 means the resolution of 1.012, else 500 ppi."""
    return _impression(_known(record, header))


def from_type14(record: TaggedRecord) -> ImpressionRecord:
    """The image of a Type-14 record; a number that cannot be read is given as 0 (size) or 255 (code)."""
    return _impression(_known(record, NO_HEADER))


def _known(record: BinaryRecord | TaggedRecord, header: TaggedRecord) -> ImageRecord:
    """The image of a record that has one."""
    found = image_record(record, header)
    if found is None:
        raise NotReadable(f"a Type-{record.type} record: expected Type-4 or Type-14")
    return found


def _impression(image: ImageRecord) -> ImpressionRecord:
    """The image as a card has it."""
    return ImpressionRecord(
        position=image.position,
        impression_type=UNREADABLE if image.impression_type is None else image.impression_type,
        width=image.width,
        height=image.height,
        compression=image.compression,
        data=image.data,
        idc=UNREADABLE if image.idc is None else image.idc,
        resolution_ppi=image.resolution.across_ppi if image.resolution else None,
    )
