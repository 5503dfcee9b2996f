"""Parts for malformed cards: pictures with codestreams, cards of Type-14, further records, damage to WSQ and text."""

import gzip
import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from record_cases import SIDE, Case, card, image, raw_image, synthetic_car, with_field

from tenprint.record.build import Value, assemble, tagged_record, with_length
from tenprint.record.model import Field, Record, TaggedRecord, Transaction
from tenprint.record.transaction import read, write

PICTURES = Path(__file__).parents[1] / "golden" / "record" / "pictures"
WIDTH, HEIGHT = 96, 64  # of the pictures
GCA = {"NONE": 0, "WSQ20": 1, "JPEGB": 2, "JPEGL": 3, "JP2": 4, "JP2L": 5, "PNG": 6}
SUFFIX = {"WSQ20": "wsq", "JPEGB": "jpg", "JP2": "jp2", "PNG": "png"}


@cache
def picture(compression: str) -> bytes:
    """The waves in a compression; NONE are raw pixels of as many values."""
    if compression == "NONE":
        return bytes(place % 251 for place in range(WIDTH * HEIGHT))
    return (PICTURES / f"waves.{SUFFIX[compression]}").read_bytes()


def rebuilt(records: Sequence[Record], header: Mapping[int, Value | None] | None = None) -> bytes:
    """The card's header, with CNT computed anew, before other records."""
    fields: dict[int, Value | None] = {}
    for one in card().header.fields:
        if one.number not in (1, 3, 13, None):
            fields[one.number] = one.value.decode()
    fields[13] = [("NORAM", "EBTS8.001")]
    return write(assemble(fields | dict(header or {}), list(records)))


def with_picture(declared: str, data: bytes, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """The card with another first image (Type-4)."""
    first = image(1, 1, gca=1, data=data, width=width, height=height)
    raw = bytearray(first.raw)
    raw[17] = GCA[declared]
    descriptive = card().descriptive
    assert descriptive is not None
    return rebuilt([descriptive, type(first)(4, bytes(raw)), *card().binary(4)[1:]])


def type14_fields(position: int) -> dict[int, Value | None]:
    """The fields of one print of the card as a Type-14 record."""
    print_ = raw_image(position)
    return {
        3: str(print_.impression_type), 4: "MA0130100", 5: "20110608", 6: str(SIDE), 7: str(SIDE), 8: "1", 9: "500",
        10: "500", 11: "NONE", 12: "8", 13: str(position), 999: print_.data,
    }  # fmt: skip


def type14(changes: Mapping[int, Value | None] | None = None, position: int = 1) -> bytes:
    """The card of fourteen Type-14 records, with fields of one of them changed or (None) left out."""
    descriptive = card().descriptive
    assert descriptive is not None
    records: list[Record] = [descriptive]
    for place in range(1, 15):
        fields = type14_fields(place)
        records.append(
            tagged_record(14, fields | dict(changes or {}) if place == position else fields, idc=place)
        )
    return rebuilt(records, {11: "00.00", 12: "00.00"})


def type14_record(position: int, change: Callable[[TaggedRecord], TaggedRecord]) -> bytes:
    """The same card with one whole record changed; the card's LEN and CNT are as they come out."""
    descriptive = card().descriptive
    assert descriptive is not None
    records: list[Record] = [descriptive]
    for place in range(1, 15):
        record = tagged_record(14, type14_fields(place), idc=place)
        records.append(change(record) if place == position else record)
    return rebuilt(records, {11: "00.00", 12: "00.00"})


def type14_picture(declared: str, data: bytes, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """The card of Type-14 records with another picture in the first."""
    return type14({6: str(width), 7: str(height), 11: declared, 999: data})


def further(*records: Record) -> bytes:
    """The card with records after its own."""
    descriptive = card().descriptive
    assert descriptive is not None
    return rebuilt([descriptive, *card().binary(4), *records])


def photograph(changes: Mapping[int, Value | None] | None = None, idc: int = 15) -> TaggedRecord:
    """A Type-10 record: a face, which is the waves."""
    fields: dict[int, Value | None] = {
        3: "FACE", 4: "MA0130100", 5: "20110608", 6: str(WIDTH), 7: str(HEIGHT), 8: "1", 9: "500", 10: "500",
        11: "JPEGB", 12: "GRAY", 13: "1", 20: "F", 999: picture("JPEGB"),
    }  # fmt: skip
    return tagged_record(10, fields | dict(changes or {}), idc=idc)


def ridges(kind: int, changes: Mapping[int, Value | None] | None = None, idc: int = 15) -> TaggedRecord:
    """A latent (Type-13) or a palm (Type-15): the waves."""
    fields: dict[int, Value | None] = {
        3: "4" if kind == 13 else "10", 4: "MA0130100", 5: "20110608", 6: str(WIDTH), 7: str(HEIGHT), 8: "1",
        9: "500", 10: "500", 11: "WSQ20", 12: "8", 13: "0" if kind == 13 else "21", 999: picture("WSQ20"),
    }  # fmt: skip
    return tagged_record(kind, fields | dict(changes or {}), idc=idc)


def minutiae(changes: Mapping[int, Value | None] | None = None, idc: int = 1) -> TaggedRecord:
    """A Type-9 record of two minutiae in the legacy fields, of the finger with the same IDC."""
    fields: dict[int, Value | None] = {
        3: "1", 4: "S", 5: [("SYNTHETIC", "A")], 6: "1", 7: [("T", "WU")], 10: "2", 11: "0",
        12: [("001", "21952030101", "00", "D"), ("002", "11950030011", "00", "D")],
    }  # fmt: skip
    return tagged_record(9, fields | dict(changes or {}), idc=idc)


def type2(change: Callable[[list[Field]], list[Field]]) -> bytes:
    """The card with the fields of Type-2 changed as bytes, LEN computed anew."""
    first, second, *rest = card()
    assert isinstance(second, TaggedRecord)
    return write(Transaction((first, with_length(2, change(list(second.fields[1:]))), *rest)))


def type2_value(number: int, value: bytes) -> bytes:
    """The card with the value of one field of Type-2 set as bytes, whatever they are."""
    return type2(lambda fields: [Field(one.tag, value) if one.number == number else one for one in fields])


def declared_utf8(number: int, value: bytes) -> bytes:
    """The same with UTF-8 declared in 1.015."""
    first, second, *rest = card()
    assert isinstance(first, TaggedRecord)
    assert isinstance(second, TaggedRecord)
    header = with_field(first, 15, [("003", "UTF-8", "4.0")])
    fields = [Field(one.tag, value) if one.number == number else one for one in second.fields[1:]]
    return write(Transaction((header, with_length(2, fields), *rest)))


def length_field(kind: int, text: str) -> bytes:
    """The card whose first record of a tagged type says another LEN, its bytes as long as they are."""
    others = {9: minutiae, 10: photograph, 13: lambda: ridges(13), 15: lambda: ridges(15)}
    base = synthetic_car() if kind < 3 else type14() if kind == 14 else further(others[kind]())
    place = next(one.offset for one in read(base) if one.type == kind) + len(f"{kind}.001:")
    return base[:place] + text.encode() + base[base.index(b"\x1d", place) :]


WSQ_MARKERS = {
    "SOF": b"\xff\xa2",
    "DTT": b"\xff\xa4",
    "DQT": b"\xff\xa5",
    "DHT": b"\xff\xa6",
    "SOB": b"\xff\xa3",
}


def wsq_segments() -> list[tuple[bytes, bytes]]:
    """Marker and bytes (marker, length, content, and after a block head its coded bits) of each segment of the WSQ."""
    data, place, found = picture("WSQ20"), 2, []
    while data[place : place + 2] != b"\xff\xa1":
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if data[place : place + 2] == WSQ_MARKERS["SOB"]:
            while not (data[end] == 0xFF and data[end + 1]):
                end += 1
        found.append((data[place : place + 2], data[place:end]))
        place = end
    return found


def wsq_without(name: str) -> bytes:
    """The WSQ without its segments of a kind."""
    return (
        b"\xff\xa0"
        + b"".join(one for marker, one in wsq_segments() if marker != WSQ_MARKERS[name])
        + b"\xff\xa1"
    )


def wsq_frame(width: int, height: int) -> bytes:
    """The WSQ with other sides in its frame header."""
    head = WSQ_MARKERS["SOF"]
    parts = [
        one[:6] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + one[10:] if marker == head else one
        for marker, one in wsq_segments()
    ]
    return b"\xff\xa0" + b"".join(parts) + b"\xff\xa1"


def randomly_damaged(data: bytes, seed: int, count: int, start: int) -> bytes:
    """Some bytes behind ``start`` replaced by others."""
    chance, found = random.Random(seed), bytearray(data)
    for _ in range(count):
        place = chance.randrange(start, len(found) - 2)
        found[place] ^= chance.randrange(1, 256)
    return bytes(found)


def zipped() -> bytes:
    """The card in a gzip file, always the same bytes."""
    return gzip.compress(b"1.001:", mtime=0)


NIEM_WITH_ENTITY = b"""<?xml version="1.0"?>
<!DOCTYPE package [<!ENTITY secret SYSTEM "file:///etc/passwd"> <!ENTITY far SYSTEM "http://entity.example/">]>
<itl:NISTBiometricInformationExchangePackage xmlns:itl="http://biometrics.nist.gov/standard/2011">
<itl:PackageInformationRecord><biom:TransactionCategoryText xmlns:biom="http://release.niem.gov/biometrics">&secret;&far;
</biom:TransactionCategoryText></itl:PackageInformationRecord></itl:NISTBiometricInformationExchangePackage>
"""


def header_with(*extra: Field) -> bytes:
    """The card with fields added at the end of Type-1 as they are."""
    first, *rest = card()
    assert isinstance(first, TaggedRecord)
    return write(Transaction((with_length(1, [*first.fields[1:], *extra]), *rest)))


def twin(make: Callable[[], bytes], *codes: str, acceptable: bool = False, waits_for: str = "") -> Case:
    """A case that is made when it is needed."""
    return Case(make, frozenset(codes), acceptable, stored=False, waits_for=waits_for)


def kept(make: Callable[[], bytes], *codes: str, acceptable: bool = False) -> Case:
    """A case that stands in the golden folder too."""
    return Case(make, frozenset(codes), acceptable)


def refused(make: Callable[[], bytes], *, stored: bool = False) -> Case:
    """A case that is no transaction at all."""
    return Case(make, None, stored=stored)


def undecodable(make: Callable[[], bytes], *also: str, stored: bool = False) -> Case:
    """A case whose picture cannot be decoded, though its head can be read."""
    return Case(make, frozenset({"L0009", *also}), stored=stored, decoding=True)
