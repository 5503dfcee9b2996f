"""The builder of cards: Type-14 beside Type-4, 1000 ppi, and what it refuses before anybody else has to."""

import struct
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_cases import ARREST, BOOKING, PERSON, RECEIVED_ON, SIDE, raw_image, synthetic_car

from tenprint.errors import BadInput
from tenprint.identity.number import ORI
from tenprint.image.compression import Compression
from tenprint.image.encoding import encode
from tenprint.image.model import GreyImage
from tenprint.record.ebts import CardImage, Charge, Segment, Type4Image, Type14Image
from tenprint.record.model import TaggedRecord
from tenprint.record.tenprint_images import impressions
from tenprint.record.transaction import read, write
from tenprint.record.validate import validate


def jp2(width: int, height: int) -> bytes:
    """A white JPEG 2000 picture of a size."""
    white = GreyImage(np.full((height, width), 255, np.uint8), 1000)
    return encode(white, Compression.JP2)


def wsq(width: int, height: int) -> bytes:
    """The head of a WSQ codestream of a size."""
    return bytes.fromhex("ffa0ffa2001100ff") + struct.pack(">HH", height, width) + bytes(11)


def tagged(position: int, **changes: object) -> Type14Image:
    """A Type-14 of the picture that the Type-4 of record_cases shows."""
    plain = raw_image(position)
    image = Type14Image(plain.width, plain.height, "NONE", plain.data, plain.impression_type)
    return replace(image, **changes)  # type: ignore[arg-type]


def card_of(images: dict[int, CardImage], **changes: object) -> bytes:
    return synthetic_car(images=images, **changes)


def fields_of(data: bytes, position: int) -> TaggedRecord:
    found = [one for one in read(data).tagged(14) if one.field(13) == f"{position}"]
    assert len(found) == 1
    return found[0]


def test_a_card_of_type_14_has_no_finding_and_shows_the_same_pictures() -> None:
    data = card_of({position: tagged(position) for position in range(1, 15)})
    whole = read(data)
    assert write(whole) == data
    assert validate(whole, received_on=RECEIVED_ON) == []
    assert (whole.header.field(11), whole.header.field(12)) == ("00.00", "00.00")
    same = impressions(read(synthetic_car()))
    for ours, theirs in zip(impressions(whole), same, strict=True):
        assert (ours.position, ours.data, ours.rolled) == (theirs.position, theirs.data, theirs.rolled)
        assert ours.resolution_ppi == 500


def test_type_4_and_type_14_stand_in_one_card_in_order_of_position() -> None:
    images: dict[int, CardImage] = {position: raw_image(position) for position in range(1, 15)}
    images[13] = tagged(13)
    whole = read(card_of(images))
    assert validate(whole, received_on=RECEIVED_ON) == []
    assert whole.header.field(11) == "19.69"
    assert [record.type for record in whole] == [1, 2, *[4] * 12, 14, 4]


def test_a_thousand_ppi_are_said_and_wsq_is_not_for_them() -> None:
    large = {position: tagged(position, compression="JP2", data=jp2(20, 20), width=20, height=20, ppi=1000)
             for position in range(1, 15)}  # fmt: skip
    data = card_of(dict(large))
    assert validate(read(data), received_on=RECEIVED_ON) == []
    record = fields_of(data, 1)
    assert [record.field(number) for number in (8, 9, 10, 11, 12)] == ["1", "1000", "1000", "JP2", "8"]
    assert {one.resolution_ppi for one in impressions(read(data))} == {1000}
    with pytest.raises(BadInput, match="WSQ"):
        card_of({1: tagged(1, compression="WSQ20", data=wsq(SIDE, SIDE), ppi=1000)})
    assert card_of({1: tagged(1, compression="WSQ20", data=wsq(SIDE, SIDE))})


def test_a_plain_impression_says_where_its_fingers_are_and_which_it_lacks() -> None:
    segments = [Segment(2, 0, 3, 0, 9), Segment(4, 3, 6, 1, 9), Segment(5, 6, 10, 2, 10)]
    images: dict[int, CardImage] = {position: tagged(position) for position in range(1, 15) if position != 3}
    images[13] = tagged(13, segments=segments, source=ORI("MA0130200"), captured_on=date(2011, 6, 7))
    data = card_of(images, amputated={3: "XX"})
    assert validate(read(data), received_on=RECEIVED_ON) == []
    record = fields_of(data, 13)
    assert record.items(21) == (
        ("2", "0", "3", "0", "9"),
        ("4", "3", "6", "1", "9"),
        ("5", "6", "10", "2", "10"),
    )
    assert record.items(18) == (("03", "XX"),)
    assert (record.field(4), record.field(5)) == ("MA0130200", "20110607")
    assert (fields_of(data, 14).field(4), fields_of(data, 14).field(5)) == (BOOKING, "20110608")
    assert fields_of(data, 14).find(18) is None


IMAGES = {
    "position": ({15: raw_image(1)}, "position 1-14, found 15"),
    "type-4 compression": ({1: Type4Image(10, 10, "GIF", b"", 1)}, "GCA"),
    "type-4 size": ({1: Type4Image(10, 10, "NONE", b"X", 1)}, "100 bytes"),
    "compression": ({1: tagged(1, compression="GIF")}, "CGA"),
    "raw size": ({1: tagged(1, data=b"X" * 99)}, "expected 100 bytes, found 99"),
    "empty": ({1: tagged(1, compression="WSQ20", data=b"")}, "codestream in WSQ20"),
    "other codestream": ({1: tagged(1, compression="WSQ20", data=jp2(10, 10))}, "codestream in WSQ20"),
    "other size": ({1: tagged(1, compression="JP2", data=jp2(10, 11))}, "HLL, VLL"),
    "no size": ({1: tagged(1, compression="WSQ20", data=bytes.fromhex("ffa0"))}, "HLL, VLL"),
    "side": ({1: tagged(1, width=9)}, "sides of 10"),
    "resolution": ({1: tagged(1, ppi=600)}, "600"),
    "segment inverted": ({13: tagged(13, segments=[Segment(2, 5, 5, 0, 9)])}, "SEG"),
    "segment outside": ({13: tagged(13, segments=[Segment(2, 0, 11, 0, 9)])}, "SEG"),
    "segment of another hand": ({13: tagged(13, segments=[Segment(7, 0, 5, 0, 9)])}, "SEG"),
}


@pytest.mark.parametrize("name", IMAGES)
def test_an_image_that_is_not_what_is_said_of_it_is_refused(name: str) -> None:
    images, words = IMAGES[name]
    with pytest.raises(BadInput, match=words):
        card_of(dict(images))  # type: ignore[call-overload]


@pytest.mark.parametrize(("finger", "reason"), [(11, "XX"), (0, "UP"), (3, "SR"), (3, "")])
def test_a_missing_finger_is_a_finger_and_has_a_reason(finger: int, reason: str) -> None:
    with pytest.raises(BadInput, match=r"2\.084 AMP"):
        synthetic_car(amputated={finger: reason})


WRONG = {
    "2.018 NAM": {"person": replace(PERSON, name="SYNTHETIC,PERSON 1")},
    "2.020 POB": {"person": replace(PERSON, birth_place="MAS")},
    "2.024 SEX": {"person": replace(PERSON, sex="Q")},
    "2.027 HGT": {"person": replace(PERSON, height="999")},
    "2.019 AKA": {"person": replace(PERSON, aliases=["A,B"] * 11)},
    "2.040 OCP": {"person": replace(PERSON, occupation="X" * 51)},
    "2.041 RES": {"person": replace(PERSON, residence="LINE\x01LINE")},
    "2.006 ATN": {"arrest": replace(ARREST, attention="SGT. EXAMPLE")},
    "2.047 ASL": {"arrest": replace(ARREST, charges=[Charge("X")] * 41)},
    "2.073 CRI": {"arrest": replace(ARREST, controlling=[BOOKING] * 4)},
}


@pytest.mark.parametrize("field", WRONG)
def test_a_value_that_its_field_cannot_have_is_refused_by_name(field: str) -> None:
    with pytest.raises(BadInput, match=field.replace(".", r"\.") + ": expected"):
        synthetic_car(**WRONG[field])


@pytest.mark.parametrize("charges", [(), (Charge(""),)])
def test_an_arrest_has_a_charge(charges: tuple[Charge, ...]) -> None:
    with pytest.raises(BadInput, match=r"2\.047 ASL"):
        synthetic_car(arrest=replace(ARREST, charges=charges))


def test_a_date_is_for_the_receiver_to_judge() -> None:
    data = synthetic_car(arrest=replace(ARREST, arrested_on=date(2012, 1, 1)))
    assert {one.code for one in validate(read(data), received_on=RECEIVED_ON)} == {"E0003"}


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(max_size=40), residence=st.text(max_size=130), offense=st.text(max_size=310),
    attention=st.text(max_size=32),
)  # fmt: skip
def test_what_is_built_has_no_finding_and_what_is_not_is_our_error(
    name: str, residence: str, offense: str, attention: str
) -> None:
    person = replace(PERSON, name=name, residence=residence)
    arrest = replace(ARREST, charges=[Charge(offense)], attention=attention)
    try:
        data = synthetic_car(person=person, arrest=arrest)
    except BadInput:
        return
    assert validate(read(data), received_on=RECEIVED_ON) == []
