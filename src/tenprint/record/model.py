"""Logical records as they stand in the file: every byte kept, nothing interpreted beyond its place.

ANSI/NIST-ITL traditional encoding, annex B. Tagged records (Type-1, 2, 9, 10, 13–22, 98, 99) are fields
between separators; binary records (Type-3 to 8) have fixed positions and a length in their first four bytes.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from tenprint.errors import NotReadable
from tenprint.record.charset import UNIT_BYTES, decode, wide_items
from tenprint.record.finding import Finding

__all__ = ["BinaryRecord", "Field", "Record", "TaggedRecord", "Transaction", "UnreadBytes", "decode"]

FS, GS, RS, US = b"\x1c", b"\x1d", b"\x1e", b"\x1f"
BINARY_TYPES = range(3, 9)
IMAGE_HEAD = struct.Struct(">IBB6sBHHB")  # LEN IDC IMP FGP ISR HLL VLL GCA, 18 bytes
TAG = re.compile(r"(\d{1,2})\.(\d{1,9})")


@lru_cache(maxsize=4096)  # a file has few different tags and asks for their numbers again and again
def field_number(tag: str) -> int | None:
    """Field number of a tag, None where it is none.

    >>> field_number("2.018"), field_number("2.x")
    (18, None)
    """
    match = TAG.fullmatch(tag)
    return int(match[2]) if match else None


@dataclass(frozen=True, slots=True)
class Field:
    """One tagged field; ``tag`` is the text before the colon exactly as sent, None where there is no colon.

    >>> Field("2.018", b"DOE,JANE").number
    18
    """

    tag: str | None
    value: bytes
    offset: int = field(default=0, compare=False)

    @property
    def number(self) -> int | None:
        """Field number within its record type (18 for ``2.018`` and ``2.18``), or None."""
        return None if self.tag is None else field_number(self.tag)

    @property
    def raw(self) -> bytes:
        """The field's bytes as they stand in the file, without separator."""
        return self.value if self.tag is None else self.tag.encode("latin-1") + b":" + self.value


@dataclass(frozen=True, slots=True)
class TaggedRecord:
    """A record of tagged fields, in the order of the file.

    Attributes:
        type: record type, from its tags.
        fields: all of them, known or not, repeated or not.
        terminator: FS; empty where the record was cut or never had one.
        offset: byte where it begins in its file.
        charset: Python's name of the set that its text is in (1.015), empty for ASCII.
    """

    type: int
    fields: tuple[Field, ...]
    terminator: bytes = FS
    offset: int = field(default=0, compare=False)
    charset: str = field(default="", compare=False)
    _places: dict[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places: dict[int, int] = {}
        for place, one in enumerate(self.fields):
            match = TAG.fullmatch(one.tag) if one.tag else None
            if match and int(match[1]) == self.type:  # another type's tag is no field of this record
                places.setdefault(int(match[2]), place)
        object.__setattr__(self, "_places", places)

    @property
    def raw(self) -> bytes:
        """All bytes of the record."""
        return GS.join(one.raw for one in self.fields) + self.terminator

    @property
    def idc(self) -> int | None:
        """Information designation character (``nn.002``); None in Type-1 or where it is no number."""
        text = "" if self.type == 1 else (self.field(2) or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None

    def find(self, number: int) -> Field | None:
        """The first field of that number, or None."""
        place = self._places.get(number)
        return None if place is None else self.fields[place]

    def value(self, number: int) -> bytes | None:
        """Bytes of a field as sent, or None where it is absent."""
        found = self.find(number)
        return None if found is None else found.value

    def field(self, number: int) -> str | None:
        """First information item of the first subfield as text, or None where the field is absent.

        >>> TaggedRecord(2, (Field("2.018", b"DOE,JANE"),)).field(18)
        'DOE,JANE'
        """
        value = self.value(number)
        if value is None:
            return None
        if self.charset in UNIT_BYTES:
            return wide_items(value, self.charset)[0][0]
        return decode(value.split(RS, 1)[0].split(US, 1)[0], self.charset)

    def subfields(self, number: int) -> tuple[str, ...]:
        """The field's repetitions as text, items not separated; empty where the field is absent."""
        value = self.value(number)
        if value is None:
            return ()
        if self.charset in UNIT_BYTES:
            return tuple("\x1f".join(items) for items in wide_items(value, self.charset))
        return tuple(decode(part, self.charset) for part in value.split(RS))

    def items(self, number: int) -> tuple[tuple[str, ...], ...]:
        r"""The field's repetitions, each as its information items; empty where the field is absent.

        >>> TaggedRecord(1, (Field("1.003", b"1\x1f1\x1e2\x1f00"),)).items(3)
        (('1', '1'), ('2', '00'))
        """
        return tuple(tuple(part.split("\x1f")) for part in self.subfields(number))

    def __getitem__(self, name: str) -> str:
        """First information item of a field by its mnemonic or tag: ``record["NAM"]``, ``record["2.018"]``.

        Raises:
            KeyError: the record has no such field.
        """
        number = self._number_of(name)
        text = None if number is None else self.field(number)
        if text is None:
            raise KeyError(f"Type-{self.type}: expected a field {name}, found none")
        return text

    def __contains__(self, name: object) -> bool:
        """Whether the record has a field of that mnemonic or tag."""
        number = self._number_of(name)
        return number is not None and self.find(number) is not None

    def _number_of(self, name: object) -> int | None:
        """Field number of a mnemonic or tag; the tables that know mnemonics are loaded when first asked."""
        from tenprint.record.field_names import number_of

        if not isinstance(name, str):
            raise TypeError(f"a field of a record: expected a mnemonic or tag, found {type(name).__name__}")
        return number_of(self.type, name)


@dataclass(frozen=True, slots=True)
class BinaryRecord:
    """A record of fixed positions, Type-3 to Type-8, kept as its bytes.

    The image positions (IMP to GCA) exist in Types 3 to 6 only; asking a Type-7 or Type-8 for them raises.
    """

    type: int
    raw: bytes
    offset: int = field(default=0, compare=False)

    def _head(self) -> tuple[int, int, int, bytes, int, int, int, int]:
        if self.type > 6:
            raise NotReadable(f"a Type-{self.type} record: expected an image head (Types 3 to 6)")
        head: tuple[int, int, int, bytes, int, int, int, int] = IMAGE_HEAD.unpack_from(self.raw)
        return head

    @property
    def idc(self) -> int:
        """Information designation character, 0–255 as read."""
        return self.raw[4]

    @property
    def imp(self) -> int:
        """Impression type code."""
        return self._head()[2]

    @property
    def fgp(self) -> tuple[int, ...]:
        """Six finger positions; the unused ones are 255."""
        return tuple(self._head()[3])

    @property
    def isr(self) -> int:
        """Image scanning resolution: 0 the minimum (19.69 pixels/mm), 1 that of 1.012."""
        return self._head()[4]

    @property
    def hll(self) -> int:
        """Horizontal line length: width in pixels."""
        return self._head()[5]

    @property
    def vll(self) -> int:
        """Vertical line length: height in pixels."""
        return self._head()[6]

    @property
    def gca(self) -> int:
        """Grey-scale compression algorithm: 0 none, 1 WSQ, 2 JPEGB, 3 JPEGL, 4 JP2, 5 JP2L, 6 PNG."""
        return self._head()[7]

    @property
    def data(self) -> bytes:
        """The image's bytes (Types 3 to 6), else whatever follows the IDC."""
        return self.raw[IMAGE_HEAD.size if self.type <= 6 else 5 :]


@dataclass(frozen=True, slots=True)
class UnreadBytes:
    """Bytes that could not be read as a record; kept so that writing gives back what came in."""

    raw: bytes
    offset: int = field(default=0, compare=False)
    type: int = field(default=0, init=False)
    idc: None = field(default=None, init=False)


Record = TaggedRecord | BinaryRecord | UnreadBytes


@dataclass(frozen=True, slots=True)
class Transaction:
    """The records of one file in their order, and what reading found wrong with its structure."""

    records: tuple[Record, ...]
    faults: tuple[Finding, ...] = field(default=(), compare=False)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, place: int) -> Record:
        return self.records[place]

    @property
    def whole(self) -> bool:
        """Whether every byte was read into a record, 1.003 lists the records and no structural fault was found."""
        first = self.records[0] if self.records else None
        listed = isinstance(first, TaggedRecord) and bool(first.value(3))
        return listed and not self.faults and not any(isinstance(one, UnreadBytes) for one in self.records)

    @property
    def header(self) -> TaggedRecord:
        """The Type-1 record."""
        first = self.records[0] if self.records else None
        if not isinstance(first, TaggedRecord) or first.type != 1:
            raise NotReadable("transaction: expected a Type-1 record first")
        return first

    @property
    def descriptive(self) -> TaggedRecord | None:
        """The first Type-2 record, or None."""
        return next(iter(self.tagged(2)), None)

    @property
    def tot(self) -> str | None:
        """Type of transaction (1.004)."""
        return self.header.field(4)

    @property
    def dai(self) -> str | None:
        """Destination agency (1.007)."""
        return self.header.field(7)

    @property
    def ori(self) -> str | None:
        """Originating agency (1.008)."""
        return self.header.field(8)

    @property
    def tcn(self) -> str | None:
        """Transaction control number (1.009)."""
        return self.header.field(9)

    @property
    def tcr(self) -> str | None:
        """Control number of the transaction that this one answers (1.010)."""
        return self.header.field(10)

    def tagged(self, kind: int) -> tuple[TaggedRecord, ...]:
        """All tagged records of a type."""
        return tuple(one for one in self.records if isinstance(one, TaggedRecord) and one.type == kind)

    def binary(self, kind: int) -> tuple[BinaryRecord, ...]:
        """All binary records of a type."""
        return tuple(one for one in self.records if isinstance(one, BinaryRecord) and one.type == kind)
