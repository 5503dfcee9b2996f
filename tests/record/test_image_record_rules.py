"""The tables of Types 3 to 99 beside their cases (test_rule_cases): changes of edition, data, real files."""

from datetime import date

import pytest
from rule_values import context_of

from tenprint.record.field_check import check_field
from tenprint.record.field_rules import FIRST_EDITION, field_rules, ready
from tenprint.record.finding import Severity
from tenprint.record.model import Field, TaggedRecord
from tenprint.record.transaction import read
from tenprint.record.validate import validate

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


@pytest.mark.parametrize(("tag", "value", "beside", "edition", "version", "code"), CHANGES)
def test_what_editions_changed_and_what_only_two_fields_tell(tag, value, beside, edition, version, code):
    kind = int(tag.split(".")[0])
    (rule,) = [one for one in field_rules(f"type{kind}") if one.tag == tag]
    values = {tag: value, **dict(beside)}
    fields = tuple(Field(name, sent) for name, sent in sorted(values.items()) if sent is not None)
    current = rule.of(edition, version)
    assert current is not None
    found = check_field(ready(current), TaggedRecord(kind, fields), context_of(edition, version))
    severity = Severity.WARNING if rule.condition == "O" else Severity.REJECT
    assert [(one.code, one.severity) for one in found] == ([(code, severity)] if code else [])


@pytest.mark.parametrize("kind", [4, 8, 14, 15, 17])
def test_data_may_hold_any_byte_and_is_missed_where_nothing_explains_it(kind):
    (rule,) = [one for one in field_rules(f"type{kind}") if one.mnemonic == "DATA"]
    context = context_of(FIRST_EDITION, 500)
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
