"""A booking is complete, acceptable, the same every time, and nobody's."""

from datetime import UTC, date, datetime

import pytest

from tenprint.errors import BadInput
from tenprint.identity.number import ORI, TCN
from tenprint.record.ebts import SUBMISSION_TYPES, car
from tenprint.record.transaction import read
from tenprint.record.validate import validate
from tenprint.sim.card.booking import booking
from tenprint.sim.card.card_text import card_text, missing_of

STATION = ORI("MA025TP01")
ON = date(2013, 5, 2)


def submission(seed, on=ON, occasion=1, tot="CAR", missing=None):
    made = booking(seed, STATION, on, occasion)
    return read(
        car(
            tcn=TCN("MA025TP01-0000000001"),
            ori=STATION,
            dai=ORI("USTPNAT01"),
            on=datetime(2013, 5, 2, 12, tzinfo=UTC),
            person=made.person,
            arrest=made.arrest,
            images={},
            amputated=missing,
            transaction_type=tot,
        )
    )


@pytest.mark.parametrize("tot", SUBMISSION_TYPES)
def test_nothing_is_said_of_any_field(tot):
    for seed in range(60):
        found = validate(submission(seed, tot=tot), received_on=ON)
        assert [one for one in found if one.field and one.field.startswith("2.")] == [], seed


def test_every_field_that_a_booking_fills_is_filled_by_some():
    filled, always = set(), None
    for seed in range(150):
        record = submission(seed).descriptive
        here = {field.number for field in record.fields if field.value}
        filled |= here
        always = here if always is None else always & here
    assert {18, 20, 22, 24, 25, 27, 29, 31, 32, 35, 36, 40, 41, 45, 47, 56, 67, 70, 73, 9, 6, 17} <= always
    assert {16, 19, 21, 26, 39} <= filled
    assert not {14, 15, 51, 94} & filled  # what the station cannot know yet


def test_numbers_are_nobodys_and_race_is_unknown():
    for seed in range(150):
        made = booking(seed, STATION, ON, seed % 4)
        assert made.person.race == "U"
        assert all(number.startswith("666") for number in made.person.social_security_numbers)
        assert all(number.startswith(("AR-000", "OA-TP")) for number in made.person.miscellaneous_numbers)
        assert made.arrest.case_number.startswith("TP13-")
        assert "SYNTHETIC" in made.arrest.comment


def test_the_same_is_the_same_and_another_occasion_another_arrest_of_the_same_person():
    assert booking(7, STATION, ON, 1) == booking(7, STATION, ON, 1)
    others = [booking(7, STATION, ON, occasion) for occasion in range(2, 8)]
    assert len({one.arrest.case_number for one in others}) == len(others)
    assert {one.person.sex for one in others} == {booking(7, STATION, ON, 1).person.sex}
    assert len({one.person.weight for one in others}) > 1  # weighed anew
    assert booking(8, STATION, ON, 1).person.name != booking(7, STATION, ON, 1).person.name


def test_charges_are_codes_with_words_each_once_and_not_after_the_arrest():
    counts = set()
    for seed in range(80):
        charges = booking(seed, STATION, ON, 1).arrest.charges
        counts.add(len(charges))
        assert len({one.offense for one in charges}) == len(charges)
        assert all(one.offense[:4].isdecimal() and one.offense[4] == " " and one.on <= ON for one in charges)
    assert {1, 2, 3} <= counts


def test_a_child_is_not_booked():
    with pytest.raises(BadInput, match="day of the booking"):
        booking(7, STATION, date(1979, 1, 1), 1)


def test_the_picture_says_what_the_submission_says():
    made = submission(7, missing={3: "XX", 10: "UP"})
    text = card_text(made, contributor="SOMEBODY")
    person = booking(7, STATION, ON, 1).person
    assert text["NAM"] == person.name
    assert text["DOB"] == f"{person.birth_date:%m/%d/%Y}"
    assert text["ASL"].count("\n") + 1 == len(booking(7, STATION, ON, 1).arrest.charges)
    assert (text["AMP"], missing_of(made)) == ("3 XX; 10 UP", {3: "XX", 10: "UP"})
    assert (text["ORI"], text["CONTRIBUTOR"], text["RET"]) == (STATION, "SOMEBODY", "YES")


def test_a_submission_without_text_has_no_picture():
    made = submission(7)
    with pytest.raises(BadInput, match="Type-2"):
        card_text(type(made)(made.records[:1]))
