"""The types of transaction: what each holds, and what is said of a file that holds something else."""

from dataclasses import replace
from datetime import date

import pytest
from image_cases import finger
from record_cases import RECEIVED_ON, card, changed, image, synthetic_car, with_images
from test_record_rule_cases import transaction

from tenprint.errors import RulesBroken
from tenprint.record import transaction_type as module
from tenprint.record.build import tagged_record
from tenprint.record.finding import Severity
from tenprint.record.model import Transaction
from tenprint.record.transaction import read
from tenprint.record.transaction_type import transaction_types, types_of
from tenprint.record.validate import KNOWN_TYPES, SUBMISSIONS, acceptable, validate


def test_every_answer_is_a_response_and_every_type_has_its_table():
    types = transaction_types()
    assert types_of("submission") > SUBMISSIONS
    for one in types.values():
        assert one.name and one.clause and one.table == f"type2_{one.code.lower()}"
        assert set(one.answered_by) <= types_of("response")
    assert types["CNA"].answered_by == () and types["IRQ"].answered_by == ("IRR", "ISR", "ERRI")
    assert set(types) == KNOWN_TYPES


def found_in(made, **options):
    return [
        (one.code, one.record, one.severity) for one in validate(made, received_on=RECEIVED_ON, **options)
    ]


@pytest.mark.parametrize(
    ("tot", "severity"), [("CAR", Severity.WARNING), ("SRE", Severity.REJECT), ("IRQ", Severity.REJECT)]
)
def test_a_record_that_a_type_does_not_hold_is_noted_in_a_submission_and_refused_elsewhere(tot, severity):
    extra = tagged_record(16, {3: "TEST"}, idc=40)
    made = transaction(tot)
    assert ("E0004", "Type-16", severity) in found_in(Transaction((*made.records, extra)))


@pytest.mark.parametrize(("tot", "left"), [("MAP", 0), ("RPIS", 1), ("IRR", 15)])
def test_too_few_and_too_many_images_are_said(tot, left):
    made = transaction(tot)
    pictures = [image(idc, 1 + idc % 10) for idc in range(1, left + 1)]
    found = found_in(Transaction((*made.records[:2], *pictures)))
    assert ("E0004", "Type-4 or 14", Severity.REJECT) in found


@pytest.mark.parametrize(
    ("positions", "right"), [((13, 14, 15), True), ((13, 14), False), ((1, 13, 14), False)]
)
def test_a_civil_submission_may_hold_flats_alone(positions, right):
    made = transaction("MAP")
    pictures = [finger(idc, place) for idc, place in enumerate(positions, start=1)]
    found = validate(Transaction((*made.records[:2], *pictures)), received_on=RECEIVED_ON)
    assert acceptable(found) is right


def test_an_answer_names_what_it_answers():
    made = transaction("SRE")
    header = replace(made.header, fields=tuple(one for one in made.header.fields if one.number != 10))
    assert found_in(Transaction((header, *made.records[1:]))) == [("H0001", "1", Severity.REJECT)]
    assert validate(card(), received_on=RECEIVED_ON) == []


def test_by_the_standard_alone_neither_the_type_nor_the_user_s_fields_are_judged():
    for data in (changed(1, 4, "X-1"), changed(2, 18, None), changed(1, 8, "a place"), changed(1, 9, "7")):
        assert validate(read(data), received_on=RECEIVED_ON, accepted=None) == []
        assert validate(read(data), received_on=RECEIVED_ON) != []
    assert "2.002" in {
        one.field for one in validate(read(changed(2, 2, "ABC")), received_on=RECEIVED_ON, accepted=None)
    }
    assert validate(read(with_images(lambda old: old[:3])), received_on=RECEIVED_ON, accepted=None) == []


def test_a_type_that_is_not_taken_is_refused_and_its_text_measured_as_its_own():
    data = synthetic_car().replace(b"1.004:CAR", b"1.004:CNA")
    assert [one.code for one in validate(read(data), received_on=RECEIVED_ON, accepted={"CAR"})] == ["H0002"]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "letter"}, {"prints": "toes"}, {"records": {"x": 1}}, {"colour": "red"}, {"name": None, "records": 3},
    ],
)  # fmt: skip
def test_a_malformed_type_is_refused(monkeypatch, change):
    entry = {"name": "x", "kind": "request", "prints": "none", "records": {}} | change
    monkeypatch.setattr(module, "rule_file", lambda name: {"clause": "x", "types": {"CAR": entry}})
    with pytest.raises(RulesBroken, match="transaction_types"):
        transaction_types.__wrapped__()


def test_a_type_without_a_table_is_refused(monkeypatch):
    entry = {"name": "x", "kind": "request", "prints": "none", "records": {}}
    monkeypatch.setattr(module, "rule_file", lambda name: {"clause": "x", "types": {"ZZZ": entry}})
    with pytest.raises(RulesBroken, match="type2_zzz"):
        transaction_types.__wrapped__()


def test_by_the_standard_alone_nothing_is_wrong_with_the_reference_files(real_data):
    paths = sorted((real_data / "an2k" / "nist_reference").glob("type-*.an2"))
    assert len(paths) >= 25
    today = date(2026, 1, 1)
    wrong = {path.name: validate(read(path.read_bytes()), received_on=today, accepted=None) for path in paths}
    assert {name: found for name, found in wrong.items() if not acceptable(found)} == {}
