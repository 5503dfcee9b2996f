"""Withholding: what is not granted is nowhere in the bytes, what is granted is what it was."""

import itertools
import random
import struct
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_cases import RECEIVED_ON, appended, card, changed, image, synthetic_car, with_images

from tenprint.errors import BadInput, NotReadable
from tenprint.record import withhold as module
from tenprint.record.build import assemble, tagged_record, type4_record
from tenprint.record.field_rules import field_rules
from tenprint.record.model import Field, Transaction
from tenprint.record.transaction import contents, read, write
from tenprint.record.validate import acceptable, validate
from tenprint.record.withhold import ALWAYS, WORDLESS, categories, categories_in, withhold

NAMES = ("biographics", "charge", "photo", "prints")
subsets = st.sets(st.sampled_from(NAMES)).map(frozenset)
HEADER = {2: "0400", 4: "CAR", 5: "20110608", 7: "MASPB0000", 8: "MA0130100", 9: "MA0130100-01",
          11: "19.69", 12: "19.69"}  # fmt: skip
FIELD_NUMBERS = sorted(rule.number for rule in field_rules("type2_car") if rule.number > 2)
UNKNOWN_FIELDS = (306, 4000)  # no table names them
IMAGES = {(4, 9), (10, 999), (14, 999)}


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
    size = {6: "18", 7: "01", 11: "NONE"}  # as the pictures of one row are
    photo = {number: mark(10, number) for number in (3, 25, 27, 38, 43, 60)} | size
    photo[999] = mark(10, 999).encode()
    finger = {number: mark(14, number) for number in (4, 5, 13, 20, 300)} | size
    finger[999] = mark(14, 999).encode()
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
    """Whether a marked value goes: its own category and its record's; no word in what has no room for words."""
    record = {4: "prints", 14: "prints", 10: "photo", 17: None, 2: ALWAYS}[key[0]]
    if name in WORDLESS and key not in IMAGES:
        return len(kept) == len(NAMES)
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
        record = tagged_record(2, {7: ["MA0130100"] * 4, 18: "N" * size}, idc=0)
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


def test_every_field_without_words_has_a_table_that_says_so():
    for (kind, number), name in categories().fields.items():
        if name in WORDLESS and number != 999:
            assert [one for one in field_rules(f"part/type{kind}") if one.number == number], (kind, number)


WORDS = "DOE,JANE 19800229"
FRAME_AND_PRINT = sorted(
    key for key, name in categories().fields.items()
    if name in (ALWAYS, "prints") and key[0] in (1, 2) and key[1] > 3
)  # fmt: skip


@pytest.mark.parametrize(("kind", "number"), FRAME_AND_PRINT)
@pytest.mark.parametrize("value", [WORDS, ["MA0130100", WORDS], [("MA0130100", WORDS)], "DOE,JANE"])
def test_no_words_leave_in_a_field_of_the_frame_or_of_the_prints(kind, number, value):
    if (kind, number) == (1, 9):
        return  # the control number: the key by which everybody answers
    data = changed(kind, number, value)
    assert b"DOE,JANE" in data
    assert b"DOE,JANE" not in withhold(data, frozenset({"prints"}))
    assert withhold(data, frozenset(NAMES)) is data


@pytest.mark.parametrize(
    ("kind", "number", "value", "goes"),
    [
        (1, 13, [("NORAM", "EBTS 10.0")], True),
        (1, 13, [("NORAM", "")], True),
        (1, 13, [("DOE", "JANE")], False),
        (1, 15, [("003", "UTF-8", "4.0")], True),
        (1, 15, [("000", "DOE JANE")], False),
        (1, 10, "MA0130100-DOE", False),
        (2, 7, ["MA0130200", "MA0130300"], True),
        (2, 7, ["MA0130200", "DOE,JANE A"], False),
        (2, 52, "1", True),
        (2, 52, ["1", "9"], False),
        (2, 84, [("3", "XX")], True),
        (2, 84, [("3", "DOE")], False),
        (2, 67, [("DOE", "JANE", "A")], False),
        (2, 36, "Y", True),
        (2, 36, "DOE", False),
    ],
)
def test_a_field_without_words_goes_as_its_table_has_it(kind, number, value, goes):
    again = read(withhold(changed(kind, number, value), frozenset({"prints", "photo"})))
    assert (again.tagged(kind)[0].find(number) is not None) is goes


def test_a_repeated_field_of_the_frame_goes_once():
    data = appended(Field("2.052", b"1"), Field("2.052", b"9"), Field("2.52", b"8"), Field("2.001", b"1980"))
    again = read(withhold(data, frozenset({"prints"}))).tagged(2)[0]
    assert [one.value for one in again.fields if one.number == 52] == [b"1"]
    assert [one.number for one in again.fields].count(1) == 1


def finger(**fields):
    """A transaction of one Type-14 finger image of 20 raw pixels, as its table has it but for some fields."""
    made = {3: "1", 4: "MA0130100", 5: "20110608", 6: "10", 7: "02", 8: "1", 9: "500", 10: "500", 11: "NONE",
            12: "8", 13: "2", 18: [("2", "UP")], 21: [("2", "1", "9", "1", "2")], 22: [("2", "3")],
            23: [("2", "90", "000F", "12345")], 24: [("2", "90", "000F", "12345")], 30: "OBSERVED", 31: "45",
            999: bytes(20)}  # fmt: skip
    made |= {int(name[1:]): value for name, value in fields.items()}
    return write(assemble(HEADER, [tagged_record(14, made, idc=1)]))


def test_a_finger_in_type_14_goes_whole_and_no_words_with_it():
    assert withhold(finger(), frozenset({"prints"})) == finger()
    for number in (3, 4, 5, 8, 9, 10, 12, 13, 18, 21, 22, 23, 24, 30, 31):
        result = withhold(finger(**{f"f{number}": WORDS}), frozenset({"prints"}))
        assert b"DOE" not in result and read(result).tagged(14)[0].find(number) is None


def test_an_image_that_cannot_be_told_goes_only_with_everything():
    hidden = bytes(16) + b"JANE"
    for data in (
        finger(f11="PNG", f999=hidden), finger(f11="WSQ20", f999=b"\xff\xa0" + hidden), finger(f999=hidden + b"9"),
        finger(f11="DOE,JANE", f999=hidden), finger(f6="DOE"),
    ):  # fmt: skip
        result = withhold(data, frozenset({"prints"}))
        assert [one.type for one in read(result)] == [1] and read(result).whole
    for changed_image in (
        image(1, 1, gca=9, data=hidden), image(1, 1, gca=1, data=b"\xff\xa0" + hidden), image(1, 1, gca=6, data=hidden)
    ):  # fmt: skip
        data = with_images(lambda old, new=changed_image: [new, *old[1:]])
        again = read(withhold(data, frozenset({"prints"})))
        assert [one.idc for one in again.binary(4)] == list(range(2, 15)) and again.whole
    named = with_images(
        lambda old: [replace(old[0], raw=old[0].raw[:7] + b"JANE!" + old[0].raw[12:]), *old[1:]]
    )
    assert b"JANE!" in named and b"JANE!" not in withhold(named, frozenset({"prints"}))


def test_an_image_goes_without_its_comment():
    jpeg = bytes.fromhex("ffd8 fffe0006 4a414e45 ffda0002 aaff0055 ffd9")
    plain = bytes.fromhex("ffd8 ffda0002 aaff0055 ffd9")
    data = with_images(lambda old: [image(1, 1, gca=2, data=jpeg), *old[1:]])
    again = read(withhold(data, frozenset({"prints"})))
    assert again.whole and again.binary(4)[0].data == plain
    assert struct.unpack_from(">I", again.binary(4)[0].raw) == (len(again.binary(4)[0].raw),)
    again = read(withhold(finger(f11="JPEGB", f999=jpeg), frozenset({"prints"})))
    assert again.whole and again.tagged(14)[0].value(999) == plain


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
