"""The finger images of a transaction, whether sent as Type-4 (binary) or Type-14 (tagged) records."""

from dataclasses import dataclass

from tenprint.record.model import BinaryRecord, TaggedRecord, Transaction

COMPRESSIONS = ("NONE", "WSQ20", "JPEGB", "JPEGL", "JP2", "JP2L", "PNG")  # 4.008 GCA codes 0 to 6
ALIASES = {"WSQ": "WSQ20", "": "NONE"}  # EBTS 7 and 8 write WSQ in 14.011
ROLLED = frozenset({1, 3})
PLAIN = frozenset({0, 2})
ROLLED_POSITIONS = range(1, 11)
PLAIN_POSITIONS = range(11, 15)


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
    found = []
    for record in transaction:
        if isinstance(record, BinaryRecord) and record.type == 4:
            found.append(from_type4(record, transaction.header))
        elif isinstance(record, TaggedRecord) and record.type == 14 and record.value(999):
            found.append(from_type14(record))
    return found


def from_type4(record: BinaryRecord, header: TaggedRecord) -> ImpressionRecord:
    """The image of a Type-4 record; ISR 1 means the resolution of 1.012, else 500 ppi."""
    gca = record.gca
    compression = COMPRESSIONS[gca] if gca < len(COMPRESSIONS) else str(gca)
    per_mm = _decimal(header.field(12)) if record.isr == 1 else 19.69
    return ImpressionRecord(
        record.fgp[0],
        record.imp,
        record.hll,
        record.vll,
        compression,
        record.data,
        record.idc,
        _ppi(per_mm * 25.4),
    )


def from_type14(record: TaggedRecord) -> ImpressionRecord:
    """The image of a Type-14 record; a number that cannot be read is given as 0 (size) or 255 (code)."""
    compression = (record.field(11) or "").strip()
    scale = _decimal(record.field(9))
    per_unit = {"1": 1.0, "2": 2.54}.get((record.field(8) or "").strip(), 0.0)  # ppi, or pixels per cm
    return ImpressionRecord(
        position=_whole(record.field(13), 255),
        impression_type=_whole(record.field(3), 255),
        width=_whole(record.field(6), 0),
        height=_whole(record.field(7), 0),
        compression=ALIASES.get(compression, compression),
        data=record.value(999) or b"",
        idc=record.idc if record.idc is not None else 255,
        resolution_ppi=_ppi(scale * per_unit),
    )


def _ppi(computed: float) -> float | None:
    """Resolution in pixels per inch; within 0.1 % of 500 or 1000 it is that, as 19.69 per mm stands for 500."""
    nominal = next((one for one in (500.0, 1000.0) if abs(computed - one) <= one / 1000), None)
    return nominal or computed or None


def _whole(text: str | None, otherwise: int) -> int:
    """A short whole number, or ``otherwise``."""
    return int(text) if text and len(text) <= 6 and text.isascii() and text.isdecimal() else otherwise


def _decimal(text: str | None) -> float:
    """A short unsigned decimal number, or 0."""
    plain = text is not None and len(text) <= 6 and text.replace(".", "", 1).isascii()
    return float(text) if plain and text and text.replace(".", "", 1).isdecimal() else 0.0
