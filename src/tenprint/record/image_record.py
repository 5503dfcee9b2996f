"""Every image of a transaction as its record declares it, in one form for all types; nothing is decoded here.

Types 3 to 8 have fixed positions, Types 10 and 13 to 20 tags. The resolution is what the record states and nothing
else: a record that states none has none, and 500 is never assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tenprint.record.binary_fields import IMAGE_OFFSETS, SIGNATURE_HEAD, SIGNATURE_OFFSETS
from tenprint.record.build import UNUSED_POSITION
from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.model import BinaryRecord, TaggedRecord, Transaction

COMPRESSIONS: Final = ("NONE", "WSQ20", "JPEGB", "JPEGL", "JP2", "JP2L", "PNG")
"""4.008 GCA codes 0 to 6, by the names of 14.011 CGA."""

ALIASES: Final = {"WSQ": "WSQ20", "": "NONE"}
"""EBTS 7 and 8 write WSQ in 14.011."""

TAGGED_TYPES: Final = frozenset({10, 13, 14, 15, 16, 17, 19, 20})
FINGER_TYPES: Final = frozenset({3, 4, 5, 6, 14})
RIDGE_TYPES: Final = FINGER_TYPES | {13, 15, 19}
"""Types of friction ridges, which have an impression type and positions."""

UNREADABLE: Final = 255
"""Stands for a position or impression type that is no number."""

MM_PER_INCH: Final = 25.4
MINIMUM_PPMM: Final = 19.69
"""Pixels per millimetre that ISR 0 stands for in Types 4, 6 and 8: 500 ppi (ANSI/NIST-ITL 1-2007)."""

LOW_PPMM: Final = 9.84
"""The same in Types 3 and 5, whose images are of half the resolution."""

SMALLEST_SIDE: Final = 10
LARGEST_SIDE: Final = 99_999
"""Pixels of HLL and VLL (ANSI/NIST-ITL)."""

NOMINAL_PPI: Final = (250.0, 500.0, 1000.0)
BINARY_NUMBERS: Final = {"IMP": 3, "FGP": 4, "ISR": 5, "HLL": 6, "VLL": 7, "GCA": 8, "DATA": 9}
SIGNATURE_NUMBERS: Final = {"SIG": 3, "SRT": 4, "ISR": 5, "HLL": 6, "VLL": 7, "DATA": 8}
TAGGED_NUMBERS: Final = {
    "IMP": 3, "SRC": 4, "HLL": 6, "VLL": 7, "SLC": 8, "HPS": 9, "VPS": 10, "CGA": 11, "BPX": 12, "FGP": 13,
    "PPD": 14, "AMP": 18, "SEG": 21, "ASEG": 25, "DATA": 999,
}  # fmt: skip
BINARY_NAMES: Final = {"CGA": "GCA", "SLC": "ISR", "HPS": "ISR", "VPS": "ISR", "BPX": "DATA"}
"""Where a binary record says what a tagged one says in a field of its own."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolution as a record states it.

    Attributes:
        across_ppi: pixels per inch along a row.
        down_ppi: pixels per inch along a column.
        where: tags of the fields that state it.
    """

    across_ppi: float
    down_ppi: float
    where: str

    @property
    def square(self) -> bool:
        """Whether it is the same both ways, as it must be in pixels per inch or centimetre."""
        return self.across_ppi == self.down_ppi


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """One image as its record declares it.

    Attributes:
        source: the record.
        positions: finger, palm or sole positions (FGP), the unused ones left out; empty where it shows none.
        impression_type: IMP code; None where the type has none.
        subject: what it shows where that is no position: image type, eye, whose signature.
        width: declared columns; 0 where that is no number.
        height: declared rows; likewise.
        resolution: as stated by the record; None where it states none.
        depth: bits per pixel: BPX, or what the type stands for; None where the record does not say.
        compression: one of ``COMPRESSIONS``, or the unknown name or code as sent.
        colour_space: CSP; None where the type has none.
        data: the codestream, or the raw pixels row by row.
    """

    source: BinaryRecord | TaggedRecord
    positions: tuple[int, ...]
    impression_type: int | None
    subject: str
    width: int
    height: int
    resolution: Resolution | None
    depth: int | None
    compression: str
    colour_space: str | None
    data: bytes

    @property
    def type(self) -> int:
        """Type of the record."""
        return self.source.type

    @property
    def idc(self) -> int | None:
        """Information designation character; None where it is no number."""
        return self.source.idc

    @property
    def label(self) -> str:
        """The record in words: ``4 IDC 07``."""
        return f"{self.type}" if self.idc is None else f"{self.type} IDC {self.idc:02d}"

    @property
    def position(self) -> int:
        """The first position; ``UNREADABLE`` where there is none."""
        return self.positions[0] if self.positions else UNREADABLE

    @property
    def known_position(self) -> int | None:
        """The first position; None where there is none or it is no number."""
        return None if self.position == UNREADABLE else self.position

    @property
    def ridges(self) -> bool:
        """Whether it shows friction ridges."""
        return self.type in RIDGE_TYPES

    def tag(self, mnemonic: str) -> str:
        """Tag of an element (``4.006`` of HLL)."""
        return f"{self.type}.{self._number(mnemonic):03d}"

    def offset(self, mnemonic: str = "") -> int:
        """Byte of the file where an element begins; where the record begins, if it is absent or none is named."""
        start = self.source.offset
        if not mnemonic:
            return start
        number = self._number(mnemonic)
        if isinstance(self.source, BinaryRecord):
            places = SIGNATURE_OFFSETS if self.type == 8 else IMAGE_OFFSETS
            return start + places[number - 1]
        field = self.source.find(number)
        return start if field is None else field.offset

    @property
    def data_offset(self) -> int:
        """Byte of the file where the codestream itself begins."""
        if isinstance(self.source, BinaryRecord):
            return self.offset("DATA")
        field = self.source.find(999)
        return self.source.offset if field is None else field.offset + len(field.raw) - len(field.value)

    def finding(
        self,
        code: str,
        mnemonic: str,
        expected: str,
        found: bytes | str = "",
        *,
        severity: Severity = Severity.REJECT,
    ) -> Finding:
        """A finding on one element of this record, at its place in the file."""
        name = BINARY_NAMES.get(mnemonic, mnemonic) if isinstance(self.source, BinaryRecord) else mnemonic
        if name == "GCA" and self.type in (5, 6):
            name = "BCA"
        return finding(
            code, record=self.label, field=self.tag(mnemonic), mnemonic=name, offset=self.offset(mnemonic),
            expected=expected, found=found, severity=severity, position=self.known_position,
        )  # fmt: skip

    def _number(self, mnemonic: str) -> int:
        if isinstance(self.source, TaggedRecord):
            return TAGGED_NUMBERS[mnemonic]
        name = BINARY_NAMES.get(mnemonic, mnemonic)
        return (SIGNATURE_NUMBERS if self.type == 8 else BINARY_NUMBERS)[name]


def image_records(transaction: Transaction) -> list[ImageRecord]:
    """Every image record in the order of the file, with or without data; a Type-7 is its user's and is none."""
    found = (image_record(record, transaction.header) for record in transaction)
    return [one for one in found if one is not None]


def image_record(record: object, header: TaggedRecord) -> ImageRecord | None:
    """The image of a record; None where its type carries none. A number that cannot be read is 0, or 255 of a code.

    Args:
        record: any record.
        header: the Type-1 record, which states the resolution of binary records.
    """
    if isinstance(record, TaggedRecord) and record.type in TAGGED_TYPES:
        return _tagged(record)
    if isinstance(record, BinaryRecord) and record.type <= 6:
        return _binary(record, header)
    if isinstance(record, BinaryRecord) and record.type == 8:
        return _signature(record, header)
    return None


def _tagged(record: TaggedRecord) -> ImageRecord:
    """The image of a tagged record."""
    kind = record.type
    named = (record.field(11) or "").strip()
    ridges = kind in RIDGE_TYPES
    return ImageRecord(
        source=record,
        positions=tuple(whole(text, UNREADABLE) for text in record.subfields(13)[:6]) if ridges else (),
        impression_type=whole(record.field(3), UNREADABLE) if ridges else None,
        subject="" if ridges else _subject(record),
        width=whole(record.field(6), 0),
        height=whole(record.field(7), 0),
        resolution=_tagged_resolution(record),
        depth=None if kind == 10 else whole(record.field(12), 0) or None,
        compression=ALIASES.get(named, named),
        colour_space=record.field(12 if kind == 10 else 13) if not ridges else None,
        data=record.value(999) or b"",
    )


def _subject(record: TaggedRecord) -> str:
    """What an image shows that is no friction ridge."""
    text = (record.field(3) or "").strip()
    return {"1": "right eye", "2": "left eye", "0": "eye"}.get(text, text) if record.type == 17 else text


def _tagged_resolution(record: TaggedRecord) -> Resolution | None:
    """From SLC, HPS and VPS: pixels per inch or centimetre; scale units 0 give the shape of a pixel only."""
    per_unit = {"1": 1.0, "2": 2.54}.get((record.field(8) or "").strip())
    across = decimal(record.field(9))
    if per_unit is None or not across:
        return None
    down = decimal(record.field(10)) or across
    kind = record.type
    where = f"{kind}.008 to {kind}.010"
    return Resolution(nominal_ppi(across * per_unit), nominal_ppi(down * per_unit), where)


def _binary(record: BinaryRecord, header: TaggedRecord) -> ImageRecord:
    """The image of a Type-3 to 6 record."""
    grey = record.type <= 4
    code = record.gca
    named = COMPRESSIONS[code] if grey and code < len(COMPRESSIONS) else str(code)
    return ImageRecord(
        source=record,
        positions=tuple(one for one in record.fgp if one != UNUSED_POSITION),
        impression_type=record.imp,
        subject="",
        width=record.hll,
        height=record.vll,
        resolution=_binary_resolution(record.type, record.isr, header),
        depth=8 if grey else 1,
        compression="NONE" if not grey and code == 0 else named,
        colour_space=None,
        data=record.data,
    )


def _signature(record: BinaryRecord, header: TaggedRecord) -> ImageRecord:
    """The image of a Type-8 record; a facsimile coding or vectors are named by their code."""
    _, _, signature, representation, isr, width, height = SIGNATURE_HEAD.unpack_from(record.raw)
    return ImageRecord(
        source=record,
        positions=(),
        impression_type=None,
        subject={0: "signature of the subject", 1: "signature of the official"}.get(signature, "signature"),
        width=width,
        height=height,
        resolution=_binary_resolution(8, isr, header),
        depth=1,
        compression="NONE" if representation == 0 else str(representation),
        colour_space=None,
        data=record.raw[SIGNATURE_HEAD.size :],
    )


def _binary_resolution(kind: int, isr: int, header: TaggedRecord) -> Resolution | None:
    """From ISR: 0 the least of the standard; 1 that of 1.012, in low-resolution types half the scanner's (1.011).

    The halving is what NIST's own Type-3 and Type-5 files show: ISR 1, 1.011 of 19.69 and images of 250 ppi.
    """
    low = kind in (3, 5)
    if isr == 0:
        per_mm, where = (LOW_PPMM if low else MINIMUM_PPMM), f"{kind}.005"
    elif isr == 1:
        per_mm = decimal(header.field(11)) / 2 if low else decimal(header.field(12))
        where = "1.011" if low else "1.012"
    else:
        return None
    ppi = nominal_ppi(per_mm * MM_PER_INCH)
    return Resolution(ppi, ppi, where) if ppi else None


def nominal_ppi(computed: float) -> float:
    """Pixels per inch; within 0.15 % of 250, 500 or 1000 it is that, as 19.69 per mm stands for 500.

    >>> nominal_ppi(19.69 * 25.4), nominal_ppi(394 * 2.54), nominal_ppi(96)
    (500.0, 1000.0, 96)
    """
    return next((one for one in NOMINAL_PPI if abs(computed - one) <= one * 0.0015), computed)


def whole(text: str | None, otherwise: int) -> int:
    """A short whole number, or ``otherwise``."""
    return int(text) if text and len(text) <= 6 and text.isascii() and text.isdecimal() else otherwise


def decimal(text: str | None) -> float:
    """A short unsigned decimal number, or 0.

    >>> decimal("19.69"), decimal("-1"), decimal("1e9"), decimal(None)
    (19.69, 0.0, 0.0, 0.0)
    """
    digits = text.replace(".", "", 1) if text is not None and len(text) <= 6 else ""
    return float(text) if text and digits.isascii() and digits.isdecimal() else 0.0


def declared(record: TaggedRecord, number: int) -> Mapping[int, str]:
    """Finger to second item of a field such as 14.018 AMP or 14.022 NQM; entries of no finger are left out."""
    entries = (entry for entry in record.items(number)[:20] if len(entry) > 1)
    return {whole(entry[0], UNREADABLE): entry[1] for entry in entries if whole(entry[0], UNREADABLE) <= 17}
