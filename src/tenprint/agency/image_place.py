"""The image records of a transaction, each with the place of every element in the file.

Binary and tagged records are looked at alike: a finding on the picture of Type-4 IDC 03 names 4.009 and the byte
at which its data begins, one on a Type-14 names 14.999.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tenprint.record.binary_fields import as_fields
from tenprint.record.finding import Finding, Severity, finding
from tenprint.record.model import BinaryRecord, Field, TaggedRecord, Transaction
from tenprint.record.tenprint_images import ALIASES, COMPRESSIONS

BINARY_NUMBERS = {"IMP": 3, "FGP": 4, "SLC": 5, "HPS": 5, "HLL": 6, "VLL": 7, "CGA": 8, "BPX": 9, "DATA": 9}
TAGGED_NUMBERS = {
    "IMP": 3, "HLL": 6, "VLL": 7, "SLC": 8, "HPS": 9, "VPS": 10, "CGA": 11, "BPX": 12, "FGP": 13, "DATA": 999,
}  # fmt: skip
BINARY_NAMES = {"CGA": "GCA", "SLC": "ISR", "HPS": "ISR", "BPX": "DATA"}
GREY_TYPES = frozenset({3, 4})
FACSIMILE_TYPES = frozenset({5, 6})
"""One bit a pixel: raw, or CCITT Group 4 of a form that no other record uses."""

TAGGED_IMAGE_TYPES = frozenset({10, 13, 14, 15, 16, 17, 19})
PRINT_TYPES = frozenset({3, 4, 5, 6, 13, 14, 15, 19})
"""Types of friction ridges: fingers, latents, palms, soles."""

COLOUR_FIELD_TYPES = frozenset({10})
"""Types whose twelfth field is the colour space and not the depth."""

MINIMUM_PPMM, LOW_PPMM = 19.69, 9.84
"""Pixels per millimetre that ISR 0 stands for: 500 ppi, in low-resolution Types 3 and 5 half of it (ANSI/NIST-ITL
1-2007, Types 3 to 6)."""


@dataclass(frozen=True, slots=True)
class ImagePlace:
    """Where one image record stands.

    Attributes:
        kind: type of record.
        idc: information designation character, None where it is no number.
        fields: the record's elements as tagged fields, with their places.
        offset: byte where the record begins.
    """

    kind: int
    idc: int | None
    fields: TaggedRecord
    offset: int

    @property
    def label(self) -> str:
        """The record in words: type and IDC."""
        return f"{self.kind}" if self.idc is None else f"{self.kind} IDC {self.idc:02d}"

    @property
    def binary(self) -> bool:
        """Whether the record is of fixed positions."""
        return self.kind < 9

    def field(self, mnemonic: str) -> Field | None:
        """The element as sent, None where it is absent."""
        return self.fields.find((BINARY_NUMBERS if self.binary else TAGGED_NUMBERS).get(mnemonic, -1))

    def finding(
        self,
        code: str,
        mnemonic: str,
        expected: str,
        found: bytes | str = "",
        *,
        severity: Severity = Severity.REJECT,
        within: int | None = None,
    ) -> Finding:
        """A finding on one element of this record; ``within`` is the byte inside the element's value."""
        number = (BINARY_NUMBERS if self.binary else TAGGED_NUMBERS)[mnemonic]
        sent = self.field(mnemonic)
        offset = self.offset if sent is None else sent.offset
        if within is not None and sent is not None:
            offset = self.data_offset + within if mnemonic == "DATA" else offset
        return finding(
            code,
            record=self.label,
            field=f"{self.kind}.{number:03d}",
            mnemonic=BINARY_NAMES.get(mnemonic, mnemonic) if self.binary else mnemonic,
            offset=offset,
            severity=severity,
            expected=expected,
            found=found,
        )

    @property
    def data_offset(self) -> int:
        """Byte where the picture's data begins, behind tag and colon of a tagged record."""
        sent = self.field("DATA")
        if sent is None:
            return self.offset
        return sent.offset + (0 if self.binary or sent.tag is None else len(sent.tag) + 1)


@dataclass(frozen=True, slots=True)
class SentImage:
    """One picture as its record declares it; nothing is decoded here.

    Attributes:
        place: the record.
        positions: finger, palm or foot positions (FGP), empty of a picture that shows none.
        impression: IMP code, None where there is none.
        width: declared columns, 0 where not readable.
        height: declared rows, likewise.
        ppi: declared pixels per inch, None where the record states none.
        compression: NONE, WSQ20 and so on; the name or code as sent where it is none of the standard's.
        depth: declared bits per pixel (BPX), None where the record has none.
        data: the codestream, or raw pixels.
    """

    place: ImagePlace
    positions: tuple[int, ...]
    impression: int | None
    width: int
    height: int
    ppi: float | None
    compression: str
    depth: int | None
    data: bytes

    @property
    def position(self) -> int:
        """The first position, 255 where there is none."""
        return self.positions[0] if self.positions else 255

    @property
    def ridges(self) -> bool:
        """Whether the picture is of friction ridges."""
        return self.place.kind in PRINT_TYPES


def images(transaction: Transaction) -> list[SentImage]:
    """Every picture of a transaction in the order of the file; records without data give none."""
    found = (_image(record, transaction.header) for record in transaction)
    return [one for one in found if one is not None and one.data]


def _image(record: object, header: TaggedRecord) -> SentImage | None:
    """The picture of a record, None where it carries none."""
    if isinstance(record, BinaryRecord) and record.type in GREY_TYPES | FACSIMILE_TYPES:
        return _binary_image(record, header)
    if isinstance(record, TaggedRecord) and record.type in TAGGED_IMAGE_TYPES:
        return _tagged_image(record)
    return None


def _binary_image(record: BinaryRecord, header: TaggedRecord) -> SentImage:
    """Types 3 to 6; ISR 1 means the resolution of 1.012."""
    place = ImagePlace(record.type, record.idc, as_fields(record), record.offset)
    least = LOW_PPMM if record.type in (3, 5) else MINIMUM_PPMM
    per_mm = _decimal(header.field(12)) if record.isr == 1 else least
    gca = record.gca
    named = COMPRESSIONS[gca] if record.type in GREY_TYPES and gca < len(COMPRESSIONS) else str(gca)
    return SentImage(
        place=place,
        positions=tuple(one for one in record.fgp if one != 255),
        impression=record.imp,
        width=record.hll,
        height=record.vll,
        ppi=nominal_ppi(per_mm * 25.4),
        compression=named,
        depth=8 if record.type in GREY_TYPES else 1,
        data=record.data,
    )


def _tagged_image(record: TaggedRecord) -> SentImage:
    """Types 10 and 13 to 19."""
    place = ImagePlace(record.type, record.idc, record, record.offset)
    named = (record.field(11) or "").strip()
    per_unit = {"1": 1.0, "2": 2.54}.get((record.field(8) or "").strip(), 0.0)  # ppi, or pixels per cm
    fingers = record.type in PRINT_TYPES
    numbers = [whole(text) for text in record.subfields(13)[:6]] if fingers else []
    return SentImage(
        place=place,
        positions=tuple(number for number in numbers if number is not None),
        impression=whole(record.field(3)) if fingers else None,
        width=whole(record.field(6)) or 0,
        height=whole(record.field(7)) or 0,
        ppi=nominal_ppi(_decimal(record.field(9)) * per_unit),
        compression=ALIASES.get(named, named),
        depth=None if record.type in COLOUR_FIELD_TYPES else whole(record.field(12)),
        data=record.value(999) or b"",
    )


def nominal_ppi(computed: float) -> float | None:
    """Resolution in pixels per inch, None for 0; within 0.1 % of 250, 500 or 1000 it is that.

    >>> nominal_ppi(19.69 * 25.4), nominal_ppi(197 * 2.54), nominal_ppi(0.0)
    (500.0, 500.0, None)
    """
    near = next((one for one in (250.0, 500.0, 1000.0) if abs(computed - one) <= one * 0.0015), None)
    return near or computed or None


def whole(text: str | None) -> int | None:
    """A short whole number, None where the text is none."""
    return int(text) if text and len(text) <= 6 and text.isascii() and text.isdecimal() else None


def _decimal(text: str | None) -> float:
    """A short unsigned decimal number, or 0."""
    plain = text is not None and len(text) <= 6 and text.replace(".", "", 1).isascii()
    return float(text) if plain and text and text.replace(".", "", 1).isdecimal() else 0.0


def by_position(sent: list[SentImage]) -> Mapping[int, SentImage]:
    """The finger pictures of Types 4 and 14, the first of each position 1–14, and 15 (both thumbs)."""
    found: dict[int, SentImage] = {}
    for one in sent:
        if one.place.kind in (4, 14) and len(one.positions) == 1 and one.position in range(1, 16):
            found.setdefault(one.position, one)
    return found
