"""Small pictures of every kind and image records that hold them."""

import io
import struct
from datetime import date

import numpy as np
from PIL import Image

from tenprint.record.build import assemble, tagged_record
from tenprint.record.build_image import Picture, image_binary_record, type14_record
from tenprint.record.model import Record, Transaction
from tenprint.record.transaction import read, write

SOURCE = "MA0130100"
ON = date(2011, 6, 8)
HEADER = {2: "0400", 4: "CAR", 11: "19.69", 12: "39.37"}
FILES = {"PNG": "PNG", "JPEGB": "JPEG", "JP2": "JPEG2000", "JP2L": "JPEG2000"}


def grey(width: int, height: int) -> bytes:
    """Raw pixels, some of them bytes that look like separators."""
    return bytes((28 + column * row) % 256 for row in range(height) for column in range(width))


def encoded(
    compression: str, width: int, height: int, *, colour: bool = False, ppi: int | None = None
) -> bytes:
    """A picture file of that compression; of WSQ a head that nothing decodes."""
    if compression == "WSQ20":
        return wsq_head(width, height, ppi)
    if compression == "NONE":
        return grey(width, height)
    pixels = np.frombuffer(grey(width, height), np.uint8).reshape(height, width)
    picture = Image.fromarray(np.dstack([pixels] * 3) if colour else pixels)
    out = io.BytesIO()
    options = {"dpi": (ppi, ppi)} if ppi and compression in ("PNG", "JPEGB") else {}
    picture.save(out, format=FILES[compression], **options)
    return out.getvalue()


def wsq_head(width: int, height: int, ppi: int | None = None) -> bytes:
    """A WSQ codestream up to its first block, with the comment that states the resolution."""
    text = b"NIST_COM 1\nPPI %d\n" % ppi if ppi else b""
    comment = b"\xff\xa8" + struct.pack(">H", len(text) + 2) + text if text else b""
    frame = struct.pack(">HHBBHHBHBHBH", 0xFFA2, 17, 0, 255, height, width, 0, 0, 0, 0, 0, 0)
    return b"\xff\xa0" + comment + frame + bytes.fromhex("ffa40002ffa50002ffa60002ffa3")


def picture(compression: str = "NONE", width: int = 20, height: int = 10, **changes: object) -> Picture:
    """A picture whose record says of it what is true."""
    inside = {key: changes.pop(key) for key in ("colour",) if key in changes}
    data = encoded(compression, width, height, **inside)  # type: ignore[arg-type]
    return Picture(**({"width": width, "height": height, "compression": compression, "data": data} | changes))  # type: ignore[arg-type]


def finger(idc: int, position: int, image: Picture | None = None, **changes: object) -> Record:
    """A Type-14 record of one position, rolled or plain as it should be."""
    arguments: dict[str, object] = {
        "idc": idc, "position": position, "impression_type": 1 if 1 <= position <= 10 else 0,
        "picture": picture() if image is None else image, "source": SOURCE, "captured_on": ON,
    }  # fmt: skip
    return type14_record(**(arguments | changes))  # type: ignore[arg-type]


def binary_finger(idc: int, position: int, **changes: object) -> Record:
    """A Type-4 record of one position."""
    arguments: dict[str, object] = {
        "idc": idc, "position": position, "impression_type": 1 if 1 <= position <= 10 else 0, "picture": picture(),
    }  # fmt: skip
    return image_binary_record(4, **(arguments | changes))  # type: ignore[arg-type]


def file_of(
    *records: Record, header: dict[int, str] | None = None, amputated: dict[int, str] | None = None
) -> Transaction:
    """A transaction of the records, written and read back, so that offsets are those of a file."""
    reasons = [(str(finger), reason) for finger, reason in (amputated or {}).items()]
    descriptive = tagged_record(2, {84: reasons or None}, idc=0)
    return read(write(assemble(HEADER | (header or {}), [descriptive, *records])))
