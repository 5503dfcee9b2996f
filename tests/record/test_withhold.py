"""Withholding: what is not granted is nowhere in the bytes, what is granted is what it was."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_cases import RECEIVED_ON, appended, card, changed, synthetic_car, with_images

from tenprint.errors import BadInput, NotReadable
from tenprint.record import withhold as module
from tenprint.record.build import assemble, tagged_record, type4_record
from tenprint.record.field_rules import field_rules
from tenprint.record.model import Field, Transaction
from tenprint.record.transaction import contents, read, write
from tenprint.record.validate import acceptable, validate
from tenprint.record.withhold import ALWAYS, categories, categories_in, withhold

NAMES = ("biographics", "charge", "photo", "prints")
subsets = st.sets(st.sampled_from(NAMES)).map(frozenset)
HEADER = {2: "0400", 4: "CAR", 5: "20110608", 7: "MASPB0000", 8: "MA0130100", 9: "MA0130100-01",
          11: "19.69", 12: "19.69"}  # fmt: skip
FIELD_NUMBERS = sorted(rule.number for rule in field_rules("type2_car") if rule.number > 2)
UNKNOWN_FIELDS = (306, 4000)  # no table names them


def token(seed, place):
    """Text or bytes found nowhere else."""
    return random.Random(f"{seed} {place}").randbytes(9).hex().upper()


def marked_records(seed):
    """Records whose every value is a token, with the category of each; None goes only with all."""
    table = categories()
    marks = {}

    def mark(kind, number):
        key = (kind, number)
        name = table.fields.get(key)
        marks[key] = (name if name in (*NAMES, ALWAYS) else None, token(seed, key))
        return marks[key][1]

    type2 = tagged_record(2, {number: mark(2, number) for number in (*FIELD_NUMBERS, *UNKNOWN_FIELDS)}, idc=0)
    photo = {number: mark(10, number) for number in (3, 25, 27, 38, 43, 60)} | {999: mark(10, 999).encode()}
    finger = {number: mark(14, number) for number in (4, 5, 13, 20, 300)} | {999: mark(14, 999).encode()}
    image = token(seed, "image")
    marks[4, 9] = ("prints", image)
    other = {number: mark(17, number) for number in (4, 5)}
    records = [
        type2,
        type4_record(idc=1, imp=1, position=1, width=18, height=1, gca=0, data=image.encode()),
        tagged_record(10, photo, idc=20),
        tagged_record(14, finger, idc=2),
        tagged_record(17, other, idc=30),
    ]
    return records, marks


def goes(key, name, kept):
    """Whether a marked value goes: its own category and its record's."""
    record = {4: "prints", 14: "prints", 10: "photo", 17: None, 2: ALWAYS}[key[0]]
    return len(kept) == len(NAMES) or all(one == ALWAYS or one in kept for one in (name, record))


@settings(max_examples=120, deadline=None)
@given(subsets, st.integers(0, 10**6), st.permutations(range(5)))
def test_what_is_not_granted_is_nowhere_in_the_bytes_and_the_rest_is_all_there(kept, seed, order):
    records, marks = marked_records(seed)
    data = write(assemble(HEADER, [records[place] for place in order]))
    result = withhold(data, kept)
    for key, (name, text) in marks.items():
        assert (text.encode() in result) == goes(key, name, kept), key
    again = read(result)
    assert again.whole
    assert write(again) == result
    assert contents(again.header) == [(str(one.type), f"{one.idc:02d}") for one in again.records[1:]]


@settings(max_examples=60, deadline=None)
@given(subsets)
def test_what_is_kept_of_a_card_keeps_every_byte(kept):
    before, after = card(), read(withhold(synthetic_car(), kept))
    assert after.header.fields[1:2] == before.header.fields[1:2]
    numbers = (4, 5, 7, 8, 9, 11, 12, 13, 14)
    assert [after.header.find(number) for number in numbers] == [before.header.find(one) for one in numbers]
    assert after.binary(4) == (before.binary(4) if "prints" in kept else ())
    left = [one for one in after.tagged(2)[0].fields if one.number != 1]
    assert left == [one for one in before.tagged(2)[0].fields if one in left], "the same, in the same order"
    assert len(left) >= 5


@settings(max_examples=40, deadline=None)
@given(subsets)
def test_withholding_twice_is_withholding_once(kept):
    once = withhold(synthetic_car(), kept)
    assert withhold(once, kept) == once
    assert categories_in(read(once)) == categories_in(card()) & kept


def test_with_all_categories_the_bytes_are_the_same_even_where_they_cannot_be_read():
    for data in (synthetic_car(), synthetic_car()[:300], b"", b"anything"):
        assert withhold(data, frozenset(NAMES)) is data


def test_where_nothing_of_a_category_is_there_the_bytes_are_the_same():
    data = changed(2, 6, None)  # without the free words that go only with everything
    assert withhold(data, frozenset(NAMES) - {"photo"}) == data


@pytest.mark.parametrize("kept", [frozenset({"prints"}), frozenset({"prints", "charge"})])
def test_a_card_without_its_person_has_its_fourteen_prints_and_nothing_of_the_person(kept):
    result = withhold(synthetic_car(), kept)
    for text in (b"SYNTHETIC", b"19800229", b"MA1234567", b"MILLER", b"SGT EXAMPLE"):
        assert text not in result
    assert [one.record for one in validate(read(result), received_on=RECEIVED_ON) if one.record != "2"] == []
    assert (b"LARCENY" in result) == ("charge" in kept)


def test_what_lacks_only_the_photograph_is_still_acceptable():
    result = withhold(synthetic_car(), frozenset(NAMES) - {"photo"})
    assert acceptable(validate(read(result), received_on=RECEIVED_ON))


@pytest.mark.parametrize("without", NAMES)
@pytest.mark.parametrize(
    "extra",
    [
        Field("2.306", b"SECRET"),
        Field(None, b"SECRET"),
        Field("9.018", b"SECRET"),
        Field("2.056", b"SECRET"),
        Field("2.041", b"12 ELM\x1dSECRET"),
    ],
    ids=["unknown number", "no tag", "of another record", "free words", "separator in a value"],
)
def test_what_no_category_names_goes_only_with_everything(without, extra):
    data = appended(extra)
    assert b"SECRET" in withhold(data, frozenset(NAMES))
    assert b"SECRET" not in withhold(data, frozenset(NAMES) - {without})


def test_every_repetition_of_a_field_is_taken_out():
    data = appended(Field("2.018", b"OTHER,NAME"), Field("2.18", b"THIRD,NAME"))
    result = withhold(data, frozenset(NAMES) - {"biographics"})
    assert not [name for name in (b"SYNTHETIC", b"OTHER", b"THIRD") if name in result]


def test_lengths_that_lose_a_digit_are_right():
    """The header and the Type-2 record shrink over a power of ten."""
    for size in range(60, 140):
        record = tagged_record(2, {7: "K" * 40, 18: "N" * size}, idc=0)
        data = write(assemble(HEADER, [record]))
        again = read(withhold(data, frozenset({"prints"})))
        kept = again.tagged(2)[0]
        assert again.whole and int(kept.field(1) or "") == len(kept.raw)


def test_a_damaged_transaction_is_not_taken_apart():
    for data in (synthetic_car()[:-20], synthetic_car() + b"more"):
        with pytest.raises(NotReadable, match="without structural faults"):
            withhold(data, frozenset({"prints"}))


def test_an_unknown_category_is_refused():
    with pytest.raises(BadInput, match="expected some of"):
        withhold(synthetic_car(), frozenset({"prints", "images"}))


def test_every_field_of_a_submission_stands_in_the_table():
    listed = categories().fields
    for table, kind in (("type1", 1), ("type2_car", 2), ("type2_cna", 2), ("type14", 14)):
        assert [one.tag for one in field_rules(table) if (kind, one.number) not in listed] == []


def test_names_addresses_and_charges_are_not_of_the_frame():
    frame = {key for key, name in categories().fields.items() if name == ALWAYS and key[0] == 2}
    mnemonics = {one.mnemonic for one in field_rules("type2_car") if (2, one.number) in frame}
    assert mnemonics == {"LEN", "IDC", "RET", "SCO", "RBR", "RAP", "CRI", "NDR"}


def test_a_table_that_names_a_field_twice_is_refused():
    parts = {"prints": {"fields": {2: [18]}}, "charge": {"fields": {2: [18]}}}
    with pytest.raises(ValueError, match=r"2\.018: expected once"):
        module._table(frozenset(parts), parts)


def test_what_a_submission_tells_is_found():
    assert categories_in(card()) == {"prints", "biographics", "charge"}
    photo = tagged_record(10, {3: "FACE", 999: b"picture"}, idc=20)
    whole = card()
    assert "photo" in categories_in(Transaction((*whole.records, photo)))
    assert categories_in(Transaction(whole.records[:1])) == frozenset()
    only_indicators = changed(2, 36, "Y")
    assert "photo" not in categories_in(read(only_indicators))
    assert "prints" not in categories_in(read(with_images(lambda _: [])))


def test_all_sixteen_subsets_are_different_bytes_where_all_four_are_there():
    records, _ = marked_records(1)
    data = write(assemble(HEADER, records))
    found = {
        withhold(data, frozenset(kept)) for size in range(5) for kept in itertools.combinations(NAMES, size)
    }
    assert len(found) == 16
