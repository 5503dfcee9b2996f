"""New records and transactions: LEN and CNT are computed, separators are refused inside values.

LEN counts every byte of its record, its own digits and the closing FS too (ANSI/NIST-ITL annex B).
"""

from collections.abc import Mapping, Sequence

from tenprint.errors import BadInput
from tenprint.record.model import IMAGE_HEAD, BinaryRecord, Field, Record, TaggedRecord, Transaction

Value = str | bytes | Sequence[str | Sequence[str]]
SEPARATORS = "\x1c\x1d\x1e\x1f"
UNUSED_POSITION = 255
PIXELS_PER_INCH = "1"  # nn.008 SLC


def tagged_record(kind: int, fields: Mapping[int, Value | None], idc: int | None = None) -> TaggedRecord:
    r"""Make a tagged record with fields in ascending order; a value of None leaves its field out.

    A value is text, bytes (nn.999 only), or a sequence of subfields, each text or a sequence of items.

    >>> tagged_record(2, {18: "DOE,JANE", 84: [("3", "XX")]}, idc=0).raw
    b'2.001:44\x1d2.002:00\x1d2.018:DOE,JANE\x1d2.084:3\x1fXX\x1c'
    """
    made = [] if idc is None else [Field(f"{kind}.002", f"{idc:02d}".encode())]
    for number, value in sorted(fields.items()):
        if value is not None:
            tag = f"{kind}.{number:03d}"
            made.append(Field(tag, encode(tag, value)))
    return with_length(kind, made)


def with_length(kind: int, fields: Sequence[Field]) -> TaggedRecord:
    """Make a record of the fields with its LEN before them."""
    body = sum(len(one.raw) + 1 for one in fields)
    head = len(f"{kind}.001:") + 1
    length = body + head + 1
    while len(str(length)) + body + head != length:
        length = len(str(length)) + body + head
    return TaggedRecord(kind, (Field(f"{kind}.001", str(length).encode()), *fields))


def encode(tag: str, value: Value) -> bytes:
    """Bytes of a field's value; refuses separators inside items."""
    if isinstance(value, bytes):
        if not tag.endswith(".999"):
            raise BadInput(f"field {tag}: expected text (bytes are for nn.999 only), found bytes")
        return value
    if isinstance(value, str):
        return _item(tag, value)
    parts = [
        _item(tag, one) if isinstance(one, str) else b"\x1f".join(_item(tag, item) for item in one)
        for one in value
    ]
    return b"\x1e".join(parts)


def _item(tag: str, text: str) -> bytes:
    """UTF-8 of one information item."""
    if any(separator in text for separator in SEPARATORS):
        raise BadInput(f"field {tag}: expected text without separators 1C to 1F, found one")
    return text.encode("utf-8")


def type4_record(
    *, idc: int, imp: int, position: int, width: int, height: int, gca: int, data: bytes, isr: int = 0
) -> BinaryRecord:
    """Make a Type-4 record of one finger position; width and height in pixels."""
    if not (0 <= idc <= 99 and 0 < width <= 0xFFFF and 0 < height <= 0xFFFF):
        raise BadInput(f"Type-4: expected IDC 0-99, width and height 1-65535, found {idc}, {width}, {height}")
    if gca == 0 and len(data) != width * height:
        raise BadInput(f"Type-4 IDC {idc}: expected {width * height} bytes uncompressed, found {len(data)}")
    positions = bytes([position, *[UNUSED_POSITION] * 5])
    length = IMAGE_HEAD.size + len(data)
    return BinaryRecord(4, IMAGE_HEAD.pack(length, idc, imp, positions, isr, width, height, gca) + data)


def assemble(header: Mapping[int, Value | None], records: Sequence[Record]) -> Transaction:
    """Put a Type-1 record with computed CNT before the records."""
    entries: list[Sequence[str]] = [("1", str(len(records)))]
    for record in records:
        if record.idc is None:
            raise BadInput(f"a Type-{record.type} record: expected an IDC, found none")
        entries.append((str(record.type), f"{record.idc:02d}"))
    return Transaction((tagged_record(1, {**header, 3: entries}), *records))
