"""The fixed positions of a binary record as the fields that the standard numbers them by.

ANSI/NIST-ITL describes Types 3 to 8 with the same field numbers as tagged records have (4.001 LEN, 4.003 IMP …);
this gives them the same shape, so that tables, findings and listings treat all records alike.
"""

import struct

from tenprint.record.model import BINARY_TYPES, IMAGE_HEAD, RS, BinaryRecord, Field, TaggedRecord

IMAGE_OFFSETS: tuple[int, ...] = (0, 4, 5, 6, 12, 13, 15, 17, 18)  # LEN IDC IMP FGP ISR HLL VLL GCA DATA
SIGNATURE_HEAD = struct.Struct(">IBBBBHH")  # LEN IDC SIG SRT ISR HLL VLL, 12 bytes
SIGNATURE_OFFSETS: tuple[int, ...] = (0, 4, 5, 6, 7, 8, 10, 12)
FREE_HEAD = struct.Struct(">IB")  # LEN IDC; the rest of a Type-7 is its user's
FREE_OFFSETS: tuple[int, ...] = (0, 4, 5)

SMALL = tuple(b"%d" % number for number in range(256))
TAGS = {kind: tuple(f"{kind}.{number:03d}" for number in range(1, 10)) for kind in BINARY_TYPES}


def as_fields(record: BinaryRecord) -> TaggedRecord:
    r"""The record's positions as fields ``4.001`` to ``4.009``, each at its place in the file.

    Numbers become decimal digits, IDC two of them; FGP has six subfields; DATA keeps its bytes.

    >>> head = IMAGE_HEAD.pack(20, 1, 3, bytes([7, *[255] * 5]), 0, 1, 2, 0)
    >>> as_fields(BinaryRecord(4, head + b"\xff\xff")).field(6)
    '1'
    """
    kind = record.type
    if kind <= 6:
        length, idc, imp, positions, isr, width, height, code = IMAGE_HEAD.unpack_from(record.raw)
        fingers = RS.join([SMALL[one] for one in positions])
        values = [
            b"%d" % length,
            b"%02d" % idc,
            SMALL[imp],
            fingers,
            SMALL[isr],
            b"%d" % width,
            b"%d" % height,
        ]
        values.append(SMALL[code])
        offsets, head = IMAGE_OFFSETS, IMAGE_HEAD
    elif kind == 8:
        length, idc, *codes, width, height = SIGNATURE_HEAD.unpack_from(record.raw)
        values = [
            b"%d" % length,
            b"%02d" % idc,
            *[SMALL[one] for one in codes],
            b"%d" % width,
            b"%d" % height,
        ]
        offsets, head = SIGNATURE_OFFSETS, SIGNATURE_HEAD
    else:
        length, idc = FREE_HEAD.unpack_from(record.raw)
        values, offsets, head = [b"%d" % length, b"%02d" % idc], FREE_OFFSETS, FREE_HEAD
    values.append(record.raw[head.size :])
    start = record.offset
    places = zip(TAGS[kind], values, offsets, strict=False)
    return TaggedRecord(
        kind, tuple([Field(tag, value, start + place) for tag, value, place in places]), b"", start
    )
