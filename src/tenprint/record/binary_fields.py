"""The fixed positions of a binary record as the fields that the standard numbers them by.

ANSI/NIST-ITL describes Types 3 to 8 with the same field numbers as tagged records have (4.001 LEN, 4.003 IMP …);
this gives them the same shape, so that tables, findings and listings treat all records alike.
"""

import struct

from tenprint.record.model import IMAGE_HEAD, RS, BinaryRecord, Field, TaggedRecord

IMAGE_OFFSETS: tuple[int, ...] = (0, 4, 5, 6, 12, 13, 15, 17, 18)  # LEN IDC IMP FGP ISR HLL VLL GCA DATA
SIGNATURE_HEAD = struct.Struct(">IBBBBHH")  # LEN IDC SIG SRT ISR HLL VLL, 12 bytes
SIGNATURE_OFFSETS: tuple[int, ...] = (0, 4, 5, 6, 7, 8, 10, 12)
FREE_HEAD = struct.Struct(">IB")  # LEN IDC; the rest of a Type-7 is its user's
FREE_OFFSETS: tuple[int, ...] = (0, 4, 5)


def as_fields(record: BinaryRecord) -> TaggedRecord:
    r"""The record's positions as fields ``4.001`` to ``4.009``, each at its place in the file.

    Numbers become decimal digits, IDC two of them; FGP has six subfields; DATA keeps its bytes.

    >>> head = IMAGE_HEAD.pack(20, 1, 3, bytes([7, *[255] * 5]), 0, 1, 2, 0)
    >>> as_fields(BinaryRecord(4, head + b"\xff\xff")).field(6)
    '1'
    """
    if record.type <= 6:
        length, idc, imp, positions, isr, width, height, gca = IMAGE_HEAD.unpack_from(record.raw)
        fingers = RS.join(str(one).encode() for one in positions)
        values = [*_digits(length, idc, imp), fingers, *_numbers(isr, width, height, gca)]
        offsets, head = IMAGE_OFFSETS, IMAGE_HEAD
    elif record.type == 8:
        length, idc, *rest = SIGNATURE_HEAD.unpack_from(record.raw)
        values, offsets, head = [*_digits(length, idc), *_numbers(*rest)], SIGNATURE_OFFSETS, SIGNATURE_HEAD
    else:
        values, offsets, head = _digits(*FREE_HEAD.unpack_from(record.raw)), FREE_OFFSETS, FREE_HEAD
    values.append(record.raw[head.size :])
    fields = tuple(
        Field(f"{record.type}.{number:03d}", value, record.offset + offset)
        for number, (value, offset) in enumerate(zip(values, offsets, strict=True), start=1)
    )
    return TaggedRecord(record.type, fields, b"", record.offset)


def _digits(length: int, idc: int, *rest: int) -> list[bytes]:
    """LEN, IDC with two digits, and what follows."""
    return [b"%d" % length, b"%02d" % idc, *_numbers(*rest)]


def _numbers(*values: int) -> list[bytes]:
    """Decimal digits."""
    return [b"%d" % one for one in values]
