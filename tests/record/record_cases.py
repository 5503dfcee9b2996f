"""A synthetic criminal card of small raw images, and its damaged twins, each with the codes it must give."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tenprint.identity.number import ORI, SID, TCN
from tenprint.record.build import Value, assemble, encode, type4_record, with_length
from tenprint.record.ebts import ArrestFields, Charge, PersonFields, Type4Image, car
from tenprint.record.model import BinaryRecord, Field, Record, TaggedRecord, Transaction
from tenprint.record.transaction import read, write

RECEIVED_ON = date(2011, 6, 9)
SENT_AT = datetime(2011, 6, 8, 18, 30, tzinfo=UTC)
BOOKING = ORI("MA0130100")
BUREAU = ORI("MASPB0000")
PERSON = PersonFields(
    name="SYNTHETIC,PERSON ONE", birth_place="MA", birth_date=date(1980, 2, 29), sex="F", race="U",
    height="506", weight="130", eyes="BRO", hair="BLK", sid=SID("MA1234567"), occupation="MILLER",
)  # fmt: skip
ARREST = ArrestFields(
    arrested_on=date(2011, 6, 8), charges=(Charge("LARCENY", date(2011, 6, 7)), Charge("TRESPASS")),
    controlling=(BOOKING,), attention="SGT EXAMPLE", case_number="11-0042", copies_to=("MA0130200",),
    treat_as_adult=False,
)  # fmt: skip
SIDE = 10  # pixels: the smallest that the standard allows, so that the fixtures stay small


def raw_image(position: int) -> Type4Image:
    """A picture of 10 × 10 pixels, one value for each position, with newlines in it (text damage must show)."""
    row = bytes([255, 10, position, 13, 200, position, 10, 255, 28, 29])
    return Type4Image(SIDE, SIDE, "NONE", row * SIDE, 1 if position <= 10 else 0)


def synthetic_car(*, without: tuple[int, ...] = (), **changes: object) -> bytes:
    """The whole card; ``changes`` go to the builder."""
    arguments: dict[str, object] = {
        "tcn": TCN("MA0130100-0000000001"), "ori": BOOKING, "dai": BUREAU, "on": SENT_AT, "person": PERSON,
        "arrest": ARREST, "images": {place: raw_image(place) for place in range(1, 15) if place not in without},
    }  # fmt: skip
    return car(**(arguments | changes))  # type: ignore[arg-type]


def card() -> Transaction:
    return read(synthetic_car())


def changed(kind: int, number: int, value: Value | None) -> bytes:
    """The card with one field of Type-1 or Type-2 set or left out, LEN computed anew."""
    records: list[Record] = []
    for record in card():
        ours = isinstance(record, TaggedRecord) and record.type == kind
        records.append(with_field(record, number, value) if ours else record)
    return write(Transaction(tuple(records)))


def with_field(record: TaggedRecord, number: int, value: Value | None) -> TaggedRecord:
    tag = f"{record.type}.{number:03d}"
    fields = [one for one in record.fields[1:] if one.number != number]
    if value is not None:
        fields.append(Field(tag, encode(tag, value)))
    return with_length(record.type, sorted(fields, key=lambda one: one.number or 0))


def appended(*extra: Field) -> bytes:
    """The card with fields added at the end of Type-2 as they are."""
    first, second, *rest = card()
    assert isinstance(second, TaggedRecord)
    return write(Transaction((first, with_length(2, [*second.fields[1:], *extra]), *rest)))


def with_images(change: Callable[[list[BinaryRecord]], list[BinaryRecord]]) -> bytes:
    """The card with its image records changed and CNT computed anew."""
    whole = card()
    header = {one.number or 0: one.value.decode() for one in whole.header.fields if one.number not in (1, 3)}
    fields: dict[int, Value | None] = {number: value for number, value in header.items() if number != 13}
    fields[13] = [tuple(header[13].split("\x1f"))]
    assert whole.descriptive is not None
    return write(assemble(fields, [whole.descriptive, *change(list(whole.binary(4)))]))


def image(idc: int, position: int, **changes: object) -> BinaryRecord:
    picture = raw_image(position if 1 <= position <= 14 else 1)
    arguments = {
        "idc": idc, "imp": picture.impression_type, "position": position, "width": SIDE, "height": SIDE,
        "gca": 0, "data": picture.data,
    }  # fmt: skip
    return type4_record(**(arguments | changes))  # type: ignore[arg-type]


def patched(place: int, offset: int, patch: bytes) -> bytes:
    """The card with bytes of its record ``place`` overwritten."""
    records = list(card())
    start = sum(len(one.raw) for one in records[:place]) + offset
    data = write(card())
    return data[:start] + patch + data[start + len(patch) :]


def start_of(place: int) -> int:
    return sum(len(one.raw) for one in list(card())[:place])


def replaced(old: bytes, new: bytes) -> bytes:
    data = synthetic_car()
    assert data.count(old) == 1, old
    return data.replace(old, new)


def contents(count: int, entries: list[tuple[str, str]]) -> bytes:
    """The card with another 1.003."""
    return changed(1, 3, [("1", str(count)), *entries])


def type2_twice() -> bytes:
    """The card with a second Type-2, as CNT says."""
    first, second, *rest = card()
    assert isinstance(first, TaggedRecord)
    again = with_field(with_field(card().tagged(2)[0], 2, "15"), 9, "11-0043")
    listed = [("1", "16"), *LISTED, ("2", "15")]
    return write(Transaction((with_field(first, 3, listed), second, *rest, again)))


LISTED = [("2", "00"), *(("4", f"{idc:02d}") for idc in range(1, 15))]
WSQ_HEAD = bytes.fromhex("ffa0ffa4003a") + bytes(56)


@dataclass(frozen=True)
class Case:
    """One twin.

    Attributes:
        make: gives its bytes.
        codes: what it must give; None: it is not readable.
        acceptable: whether it is accepted all the same.
        stored: whether it stands in tests/golden/record.
        decoding: whether the fault shows only where the picture is decoded.
        waits_for: what is not built yet that finds the fault; empty where it is found.
    """

    make: Callable[[], bytes]
    codes: frozenset[str] | None
    acceptable: bool = False
    stored: bool = True
    decoding: bool = False
    waits_for: str = ""


def case(make: Callable[[], bytes], *codes: str, acceptable: bool = False, stored: bool = True) -> Case:
    return Case(make, frozenset(codes), acceptable, stored)


def unreadable(make: Callable[[], bytes]) -> Case:
    return Case(make, None)


CASES: dict[str, Case] = {
    "valid_car": case(synthetic_car, acceptable=True),
    "valid_cna": case(lambda: synthetic_car(transaction_type="CNA"), acceptable=True, stored=False),
    "valid_amputated": case(
        lambda: synthetic_car(without=(3, 7), amputated={3: "XX", 7: "UP"}), acceptable=True, stored=False
    ),
    "empty": unreadable(lambda: b""),
    "zip_magic": unreadable(lambda: b"PK\x03\x04" + bytes(40)),
    "xml_magic": unreadable(
        lambda: b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///x'>]><x/>"
    ),
    "pdf_magic": unreadable(lambda: b"%PDF-1.4\n"),
    "type1_truncated": unreadable(lambda: synthetic_car()[:100]),
    "type1_missing_tcn": case(lambda: changed(1, 9, None), "H0001", stored=False),
    "type1_missing_cnt": case(lambda: changed(1, 3, None), "H0001"),
    "type1_unknown_tot": case(lambda: changed(1, 4, "XYZ"), "H0002", stored=False),
    "type1_future_date": case(lambda: changed(1, 5, "20110611"), "H0003", stored=False),
    "type1_short_ori": case(lambda: changed(1, 8, "MA01"), "H0002", stored=False),
    "type1_resolution_zero": case(lambda: changed(1, 11, "00.00"), "H0003", stored=False),
    "type1_version_one_digit": case(lambda: changed(1, 2, "0"), "H0002", stored=False),
    "cnt_count_wrong": case(lambda: contents(14, LISTED), "E0004"),
    "cnt_first_item_wrong": case(lambda: changed(1, 3, [("5", "15"), *LISTED]), "E0004", stored=False),
    "cnt_idc_wrong": case(lambda: contents(15, [*LISTED[:-1], ("4", "15")]), "E0004", stored=False),
    "cnt_type_wrong": case(
        lambda: contents(15, [LISTED[0], ("14", "01"), *LISTED[2:]]), "E0004", stored=False
    ),
    "cnt_one_short": case(lambda: contents(14, LISTED[:-1]), "E0004", stored=False),
    "cnt_one_more": case(lambda: contents(16, [*LISTED, ("4", "15")]), "E0004", stored=False),
    "len_type1_large": case(lambda: replaced(b"1.001:2", b"1.001:9"), "E0004", stored=False),
    "len_type2_small": case(lambda: replaced(b"2.001:2", b"2.001:1"), "E0004"),
    "len_type2_large": case(lambda: replaced(b"2.001:2", b"2.001:9"), "E0004", stored=False),
    "len_type2_negative": case(lambda: replaced(b"2.001:2", b"2.001:-"), "E0004", stored=False),
    "len_type2_letters": case(lambda: replaced(b"2.001:2", b"2.001:X"), "E0004", stored=False),
    "len_image_zero": case(lambda: patched(5, 0, bytes(4)), "E0004"),
    "len_image_over_file": case(lambda: patched(5, 0, b"\x7f"), "E0012", stored=False),
    "truncated_type2": case(lambda: synthetic_car()[: start_of(1) + 60], "E0012"),
    "truncated_image": case(lambda: synthetic_car()[: start_of(9) + 50], "E0012"),
    "truncated_between_images": case(lambda: synthetic_car()[: start_of(9)], "E0004", stored=False),
    "trailing_bytes": case(lambda: synthetic_car() + b"trailing", "E0012"),
    "crlf": case(lambda: synthetic_car().replace(b"\r", b"").replace(b"\n", b"\r\n"), "E0012"),
    "utf8": case(lambda: synthetic_car().decode("latin-1").encode("utf-8"), "E0012"),
    "nam_missing": case(lambda: changed(2, 18, None), "E0001"),
    "nam_empty": case(lambda: changed(2, 18, ""), "E0001", stored=False),
    "nam_digits": case(lambda: changed(2, 18, "SYNTHETIC,PERSON 1"), "E0002", stored=False),
    "nam_long": case(lambda: changed(2, 18, "SYNTHETIC," + "A" * 21), "E0002", stored=False),
    "nam_control_character": case(lambda: changed(2, 18, "SYNTHETIC,\x07"), "E0002", stored=False),
    "nam_not_ascii": case(lambda: changed(2, 18, "SYNTHÉTIC,ONE"), "E0002", stored=False),
    "dob_no_such_day": case(lambda: changed(2, 22, "19810229"), "E0002"),
    "dob_partial": case(lambda: changed(2, 22, "19800000"), "E0002", stored=False),
    "dob_future": case(lambda: changed(2, 22, "20120101"), "E0003", stored=False),
    "dob_unknown": case(lambda: changed(2, 22, "00000000"), acceptable=True, stored=False),
    "doa_future": case(lambda: changed(2, 45, "20110612"), "E0003"),
    "doa_after_submission": case(lambda: changed(2, 45, "20110610"), "E0006", stored=False),
    "doa_next_day": case(lambda: changed(2, 45, "20110609"), acceptable=True, stored=False),
    "type2_twice": case(type2_twice, "E0004", stored=False),
    "record_separator_in_value": case(
        lambda: appended(Field("2.041", b"12 ELM\x1cLYNN")), "E0005", acceptable=True, stored=False
    ),
    "ssd_before_doa": case(lambda: changed(2, 54, "20110101"), "E0006", acceptable=True, stored=False),
    "cri_short": case(lambda: changed(2, 73, "MA01301"), "E0002", stored=False),
    "eyes_unknown_code": case(lambda: changed(2, 31, "RED"), "E0002", stored=False),
    "occupation_long": case(lambda: changed(2, 40, "X" * 51), "E0002", acceptable=True),
    "unknown_tag": case(lambda: appended(Field("2.306", b"ANYTHING")), acceptable=True, stored=False),
    "tag_twice": case(lambda: appended(Field("2.018", b"OTHER,NAME")), "E0005"),
    "tag_twice_optional": case(
        lambda: appended(Field("2.040", b"BAKER")), "E0005", acceptable=True, stored=False
    ),
    "separator_in_value": case(lambda: appended(Field("2.041", b"12 ELM\x1dLYNN")), "E0005"),
    "charge_without_us": case(lambda: changed(2, 47, "LARCENY"), "E0005"),
    "charge_empty": case(lambda: changed(2, 47, [("20110607", "")]), "E0001", stored=False),
    "charges_41": case(lambda: changed(2, 47, [("", "LARCENY")] * 41), "E0005", stored=False),
    "finger_twice": case(lambda: with_images(lambda old: [*old, image(15, 5)]), "L0059"),
    "finger_missing": case(lambda: synthetic_car(without=(3,)), "L0118"),
    "slap_missing": case(lambda: synthetic_car(without=(13,)), "L0118", stored=False),
    "no_images": case(lambda: synthetic_car(without=tuple(range(1, 15))), "L0118", "H0003", stored=False),
    "amputated_and_rolled": case(lambda: changed(2, 84, [("03", "XX")]), "E0006"),
    "amputated_eleven": case(lambda: changed(2, 84, [("11", "XX")]), "E0002", stored=False),
    "fifteen_images": case(lambda: with_images(lambda old: [*old, image(15, 15)]), "E0002"),
    "position_zero": case(
        lambda: with_images(lambda old: [image(1, 0), *old[1:]]), "E0002", "L0118", stored=False
    ),
    "thumb_in_four_fingers": case(lambda: patched(14, 7, b"\x01"), "E0002", stored=False),
    "rolled_said_plain": case(lambda: patched(2, 5, b"\x00"), "E0006", stored=False),
    "raw_size_wrong": case(lambda: patched(2, 13, struct.pack(">H", 12)), "E0006", stored=False),
    "image_side_nine": case(lambda: patched(2, 13, struct.pack(">H", 9)), "E0003", stored=False),
    "image_empty": case(
        lambda: with_images(lambda old: [image(1, 1, gca=1, data=b""), *old[1:]]), "E0001", stored=False
    ),
    "wsq_is_jpeg": case(
        lambda: with_images(lambda old: [image(1, 1, gca=1, data=b"\xff\xd8\xff\xe0"), *old[1:]]), "L0009"
    ),
    "wsq_without_frame": case(
        lambda: with_images(lambda old: [image(1, 1, gca=1, data=WSQ_HEAD), *old[1:]]), "L0009", stored=False
    ),
    "compression_unknown": case(lambda: patched(2, 17, b"\x09"), "E0002", stored=False),
    "idc_shared": case(
        lambda: with_images(lambda old: [old[0], image(1, 2), *old[2:]]), "E0004", stored=False
    ),
}
