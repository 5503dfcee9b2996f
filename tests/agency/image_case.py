"""Single pictures in records of any type, for the tests of what is checked on a picture."""

import struct
from functools import cache

import numpy as np

from tenprint.agency.image_place import ImagePlace, SentImage, images
from tenprint.image.codec import encode_png, encode_wsq
from tenprint.image.model import GreyImage
from tenprint.record.model import BinaryRecord, Field, TaggedRecord, Transaction

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


def type4(data: bytes, *, gca: int = 1, width: int = SIDE, height: int = SIDE, isr: int = 0) -> SentImage:
    """A picture in a Type-4 record at byte 1000."""
    head = struct.pack(">IBB6sBHHB", 18 + len(data), 3, 1, bytes([3, *[255] * 5]), isr, width, height, gca)
    (found,) = images(Transaction((HEADER, BinaryRecord(4, head + data, 1000))))
    return found


def tagged(kind: int, data: bytes, **fields: str) -> SentImage:
    """A picture in a tagged record; ``f11="PNG"`` sets field 11, an empty one leaves it out."""
    sent = {2: "05", 6: str(SIDE), 7: str(SIDE), 8: "1", 9: "500", 10: "500", 11: "WSQ20", 12: "8"}
    if kind != 10 and kind != 17:
        sent |= {3: "1", 13: "3"}
    sent |= {int(name[1:]): value for name, value in fields.items()}
    parts = [
        Field(f"{kind}.{number:03d}", value.encode(), 10 * number) for number, value in sent.items() if value
    ]
    parts.append(Field(f"{kind}.999", data, 5000))
    (found,) = images(Transaction((HEADER, TaggedRecord(kind, tuple(parts)))))
    return found


def place(kind: int = 4, idc: int = 1) -> ImagePlace:
    """A place without a record behind it."""
    number = {4: 9}.get(kind, 999)
    return ImagePlace(kind, idc, TaggedRecord(kind, (Field(f"{kind}.{number:03d}", b"x", 40),)), 20)
