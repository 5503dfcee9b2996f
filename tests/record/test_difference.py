"""What differs between two transactions is told by record and field, and nothing else is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from malformed_builder import further, photograph, picture, type14, with_picture
from record_cases import appended, changed, patched, synthetic_car

from tenprint.record.difference import differences
from tenprint.record.model import Field, TaggedRecord, Transaction
from tenprint.record.transaction import read


def told(old: bytes, new: bytes) -> list[tuple[str, str | None, str, str | None, str | None]]:
    """The differences as plain tuples."""
    found = differences(read(old), read(new))
    return [(one.record, one.field, one.mnemonic, one.old, one.new) for one in found]


CARD = synthetic_car()


@pytest.mark.parametrize(
    ("new", "differing"),
    [
        (CARD, []),
        (changed(2, 31, "BLU"), [("2 IDC 00", "2.031", "EYE", "BRO", "BLU")]),
        (changed(2, 40, None), [("2 IDC 00", "2.040", "OCP", "MILLER", None)]),
        (changed(2, 41, "12 ELM"), [("2 IDC 00", "2.041", "RES", None, "12 ELM")]),
        (appended(Field("2.018", b"OTHER,NAME")), [("2 IDC 00", "2.018", "NAM", None, "OTHER,NAME")]),
        (patched(2, 5, b"\x03"), [("4 IDC 01", "4.003", "IMP", "1", "3")]),
        (patched(2, 30, b"\x00"), [("4 IDC 01", "4.009", "DATA", "100 bytes", "100 bytes")]),
    ],
)
def test_what_differs_is_told_and_nothing_else(new, differing):
    assert told(CARD, new) == differing


def test_a_record_that_only_one_has_is_told_whole():
    found = told(CARD, further(photograph()))
    size = len(photograph().raw)
    assert [one for one in found if one[0] != "1"] == [("10 IDC 15", None, "", None, f"{size} bytes")]
    assert [one[2] for one in found if one[0] == "1"] == ["CNT"]


def test_both_ways_tell_the_same_places():
    pairs = [
        (CARD, changed(2, 31, "BLU")),
        (type14(), type14({6: "11"})),
        (CARD, with_picture("PNG", picture("PNG"))),
    ]
    for old, new in pairs:
        forth, back = told(old, new), told(new, old)
        assert [(*one[:3], one[4], one[3]) for one in forth] == back != []


def test_another_order_or_spelling_of_tags_is_no_difference_of_values():
    old = TaggedRecord(2, (Field("2.018", b"A,B"), Field("2.040", b"MILLER")))
    new = TaggedRecord(2, (Field("2.40", b"MILLER"), Field("2.18", b"A,B")))
    header = read(CARD).header
    assert list(differences(Transaction((header, old)), Transaction((header, new)))) == []


@settings(deadline=None, max_examples=50)
@given(st.integers(0, len(CARD) - 1), st.integers(1, 255))
def test_whatever_byte_is_changed_the_comparison_holds(place, change):
    data = bytearray(CARD)
    data[place] ^= change
    try:
        new = read(bytes(data))
    except Exception:  # what reading refuses is tested where reading is
        return
    assert list(differences(new, new)) == []
    list(differences(read(CARD), new))
