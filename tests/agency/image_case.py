"""Single pictures in records of any type, for the tests of what is checked on a picture."""

import struct
from functools import cache

import numpy as np

from tenprint.image.codec import encode_png, encode_wsq
from tenprint.image.model import GreyImage
from tenprint.record.image_record import ImageRecord, image_record
from tenprint.record.model import BinaryRecord, Field, TaggedRecord

SIDE = 96
HEADER = TaggedRecord(1, (Field("1.004", b"CAR"), Field("1.012", b"19.69")))


@cache
def stripes() -> GreyImage:
    """A picture with something in it."""
    rows = np.add.outer(np.arange(SIDE), np.arange(SIDE))
    return GreyImage(np.ascontiguousarray((rows * 7 % 200).astype(np.uint8)), 500.0)


@cache
def wsq() -> bytes:
    """It in WSQ."""
    return encode_wsq(stripes())


@cache
def png() -> bytes:
    """It in PNG."""
    return encode_png(stripes())


def type4(data: bytes, *, gca: int = 1, width: int = SIDE, height: int = SIDE, isr: int = 0) -> ImageRecord:
    """A picture in a Type-4 record at byte 1000."""
    head = struct.pack(">IBB6sBHHB", 18 + len(data), 3, 1, bytes([3, *[255] * 5]), isr, width, height, gca)
    return read_image(BinaryRecord(4, head + data, 1000))


def tagged(kind: int, data: bytes, **fields: str) -> ImageRecord:
    """A picture in a tagged record; ``f11="PNG"`` sets field 11, an empty one leaves it out."""
    sent = {2: "05", 6: str(SIDE), 7: str(SIDE), 8: "1", 9: "500", 10: "500", 11: "WSQ20", 12: "8"}
    if kind != 10 and kind != 17:
        sent |= {3: "1", 13: "3"}
    sent |= {int(name[1:]): value for name, value in fields.items()}
    sent[10] = fields.get("f10", sent[9])
    parts = [
        Field(f"{kind}.{number:03d}", value.encode(), 10 * number) for number, value in sent.items() if value
    ]
    parts.append(Field(f"{kind}.999", data, 5000))
    return read_image(TaggedRecord(kind, tuple(parts)))


def read_image(record: BinaryRecord | TaggedRecord) -> ImageRecord:
    """The picture of a record."""
    found = image_record(record, HEADER)
    assert found is not None
    return found


def card_records() -> dict[int, ImageRecord]:
    """A Type-4 record of each position 1 to 14, IDC as the position, without a picture worth decoding."""
    heads = {
        position: struct.pack(">IBB6sBHHB", 19, position, 1, bytes([position, *[255] * 5]), 0, 1, 1, 0)
        for position in range(1, 15)
    }
    return {position: read_image(BinaryRecord(4, head + b"x", 20)) for position, head in heads.items()}
