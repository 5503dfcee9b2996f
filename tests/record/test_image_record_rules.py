"""The tables of Types 3 to 99: each rule has its cases, deleting any part of one is noticed, real files pass them."""

from datetime import date

import pytest
import rule_values
from rule_cases import RuleCase, cases_of_rule
from rule_values import context_of
from test_record_rule_cases import expected, implied, mutants

from tenprint.record.field_check import check_field
from tenprint.record.field_rules import FieldRule, field_rules, ready
from tenprint.record.finding import Severity
from tenprint.record.model import Field, TaggedRecord
from tenprint.record.transaction import read
from tenprint.record.validate import validate

KINDS = (3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17, 99)
QUICK = (3, 4, 5, 6, 7, 8, 14)  # the others are tried with the long tests
POOL = (
    "M0123456789AB", "P0123456789ABC", "FACE", "21", "20", "255", "JPEGB", "EJI", "NA", "5", "12", "0FFF", "25002500",
    "25002500000", "33,04", "27", "513", "APPF", "S", "A", "00000010", "254", "7",
)  # fmt: skip
BAD_POOL = (
    "5A",
    "0",
    "00",
    "6",
    "9",
    "39",
    "99",
    "101",
    "253",
    "256",
    "XX",
    "ZZZZ",
    "GGGG",
    "GGGGGGGG",
    "ZZZZZZZZZZZZZ",
    "Z" * 64,
)


PRESENT = ("14.999", b"x")
CHANGES = [  # tag, value, beside, edition, version, code: what newer editions changed, and what only two fields tell
    *[(f"{kind}.003", b"41", (), (8, 1), 501, "E0002") for kind in (3, 4, 5, 6, 9, 13, 14, 15)],
    *[(f"{kind}.003", b"41", (), (8, 1), 502, None) for kind in (3, 4, 5, 6, 9, 13, 14, 15)],
    *[(f"{kind}.003", b"32", (), (8, 1), 400, "E0002") for kind in (9, 13, 14, 15)],
    *[(f"{kind}.003", b"32", (), (8, 1), 500, None) for kind in (9, 13, 14, 15)],
    ("13.013", b"83", (), (8, 1), 400, "E0002"),
    ("13.013", b"83", (), (8, 1), 500, None),
    ("15.013", b"83", (), (8, 1), 400, "E0002"),
    ("15.013", b"83", (), (8, 1), 500, None),
    ("14.013", b"40", (), (8, 1), 400, "E0002"),
    ("14.013", b"40", (), (8, 1), 500, None),
    ("14.013", b"53", (), (8, 1), 500, "E0002"),
    ("14.013", b"53", (), (8, 1), 501, None),
    ("14.013", b"0", (), (9, 3), 500, None),
    ("14.013", b"0", (), (9, 4), 500, "E0002"),
    ("14.018", b"3\x1fSR", (), (8, 1), 501, "E0002"),
    ("14.018", b"3\x1fSR", (), (8, 1), 502, None),
    ("14.008", None, (PRESENT,), (9, 3), 500, None),
    ("14.008", None, (PRESENT,), (9, 4), 500, "E0001"),
    ("9.138", b"\x1e".join([b"1\x1f2\x1f3"] * 10_001), (), (8, 1), 400, "E0005"),
    *[
        (f"{kind}.{number:03d}", None, (scale, (f"{kind}.999", image)), (8, 1), 400, code)
        for kind in (14, 15)
        for number in (9, 10)
        for scale, image, code in (
            ((f"{kind}.008", b"1"), b"x", "E0001"),
            ((f"{kind}.008", b"0"), b"x", None),
            ((f"{kind}.008", b"1"), None, None),
        )
    ],
]


@pytest.fixture(autouse=True)
def _values_of_images(monkeypatch):
    """Values for fields that descriptive text does not have."""
    monkeypatch.setattr(rule_values, "POOL", rule_values.POOL + POOL)
    monkeypatch.setattr(rule_values, "BAD_POOL", BAD_POOL + rule_values.BAD_POOL)


def outcome(rule: FieldRule | None, case: RuleCase) -> set[tuple[str, str]]:
    """What a rule finds in a record of the case's fields alone; a rule that is not there finds nothing."""
    kind = int(case.tag.split(".")[0])
    values = {case.tag: case.value, **dict(case.beside)}
    fields = tuple(Field(tag, value) for tag, value in sorted(values.items()) if value is not None)
    current = rule.of(case.edition, case.version) if rule else None
    context = context_of(case.edition, case.version)
    found = check_field(ready(current), TaggedRecord(kind, fields), context) if current else []
    return {(one.code, str(one.severity)) for one in found}


def changes(rule: FieldRule) -> list[RuleCase]:
    """The cases of ``CHANGES`` on a rule."""
    severity = "WARNING" if rule.condition == "O" else "REJECT"
    return [
        RuleCase(tag, "change", value, code, severity if code else "", beside, edition, version)
        for tag, value, beside, edition, version, code in CHANGES
        if tag == rule.tag
    ]


def tried(kind: int) -> tuple[list[str], list[str]]:
    """Cases of a table that do not give what they should, and deletions that no case shows."""
    wrong, unnoticed = [], []
    for rule in field_rules(f"type{kind}"):
        if rule.items[0].form == "binary":  # any bytes will do: see the tests below
            continue
        cases = [*cases_of_rule(rule, f"type{kind}"), *changes(rule)]
        assert any(one.code is None for one in cases), f"{rule.tag}: no passing case"
        assert any(one.code for one in cases), f"{rule.tag}: no failing case"
        wrong += [f"{rule.tag} {one}" for one in cases if outcome(rule, one) != expected(one)]
        for name, mutant in mutants(rule):
            noticed = any(outcome(mutant, one) != expected(one) for one in cases)
            plain, _, version = name.partition(" (version ")
            number = int(version[:4]) if version else 0
            current = rule.of(rule_values.FIRST_EDITION, number) if version else rule
            same = [one for one in cases if not version or one.version == number]
            if not noticed and not implied(plain, current, same):
                unnoticed.append(f"{rule.tag} {rule.mnemonic}: {name}")
    return wrong, unnoticed


@pytest.mark.parametrize("kind", QUICK)
def test_each_rule_has_its_cases_and_no_part_of_it_can_go_unnoticed(kind):
    assert tried(kind) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted({*KINDS} - {*QUICK}))
def test_each_rule_of_the_other_tables_has_its_cases(kind):
    assert tried(kind) == ([], [])


@pytest.mark.parametrize("kind", [4, 8, 14, 15, 17])
def test_data_may_hold_any_byte_and_is_missed_where_nothing_explains_it(kind):
    (rule,) = [one for one in field_rules(f"type{kind}") if one.mnemonic == "DATA"]
    context = context_of(rule_values.FIRST_EDITION, 500)
    anything = bytes(range(256)) * 4
    assert check_field(ready(rule), TaggedRecord(kind, (Field(rule.tag, anything),)), context) == []
    assert check_field(rule, TaggedRecord(kind, (Field(rule.tag, anything),)), context) == []
    (one,) = check_field(ready(rule), TaggedRecord(kind, ()), context)
    assert (one.code, one.severity) == ("E0001", Severity.REJECT)
    if explains := {14: "14.018", 15: "15.018", 17: "17.028"}.get(kind):
        assert check_field(ready(rule), TaggedRecord(kind, (Field(explains, b"1"),)), context) == []


DEFECTS = {  # file: what is wrong with it, by ANSI/NIST-ITL alone
    "valid1.2.an2": {("E0006", "6.009")},  # 800 x 800 said, 512 x 512 bytes sent
    "valid1.5.an2": {("E0005", "13.999")},  # the tag of the image twice, as in the next two and in 1.11 and 1.16
    "valid1.6.an2": {("E0005", "13.999"), ("E0003", "13.009"), ("E0003", "13.010")},  # and a scale of 00
    "valid1.7.an2": {("E0005", "14.999")},
    "valid1.8.an2": {("E0006", "14.006")},  # another size than its codestreams have
    "valid1.9.an2": {("E0003", "14.009")},  # a fingerprint of 96 ppi
    "valid1.11.an2": {
        ("E0005", "10.999"), ("E0005", "14.999"), ("E0005", "15.999"), ("E0005", "16.999"),
        ("E0002", "15.013"),  # a palm record of four fingers
    },
    "valid1.16.an2": {("E0005", "10.999"), ("E0005", "14.999"), ("E0005", "15.999"), ("E0005", "16.999")},
    "rec01_rec02_rec16.nst.an2": {  # odd on purpose
        ("E0005", "16.003"), ("E0005", "16.004"), ("E0002", "16.005"), ("E0005", "16.013"), ("E0006", "16.007"),
    },
}  # fmt: skip


def test_of_the_real_files_only_those_with_a_known_defect_are_refused_for_a_record_behind_type_2(real_data):
    refused = {}
    paths = [
        path for name in ("nist_reference", "nbis_testdata") for path in (real_data / "an2k" / name).iterdir()
    ]
    for path in paths:
        findings = validate(read(path.read_bytes()), received_on=date(2026, 1, 1), accepted=None)
        wrong = {
            (one.code, one.field)
            for one in findings
            if one.severity is Severity.REJECT and (one.field or "9").split(".")[0] not in ("1", "2")
        }
        if wrong:
            refused[path.name] = wrong
    assert len(paths) > 40
    assert refused == DEFECTS
