"""The field tables load, agree with the sizes read from the standard, and refuse what is malformed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import RulesBroken
from tenprint.record import rule_file as module
from tenprint.record.field_check import Context, check_field, parse_date
from tenprint.record.field_rules import field_rules
from tenprint.record.finding import Finding, error_codes, finding, quote
from tenprint.record.model import Field, TaggedRecord
from tenprint.record.transaction_type import transaction_types

TABLES = ["type1", "type1_itl", "type2", *(one.table for one in transaction_types().values())]


@pytest.mark.parametrize("name", TABLES)
def test_table_is_in_order_and_each_rule_has_its_clause(name):
    rules = field_rules(name)
    numbers = [rule.number for rule in rules]
    assert numbers == sorted(set(numbers))
    assert len({rule.mnemonic for rule in rules}) == len(rules)
    assert all(re.fullmatch(r"[12]\.\d{3,4}", rule.tag) and rule.clause for rule in rules)


def test_mandatory_fields_of_a_car_are_those_of_the_standard():
    assert " ".join(rule.mnemonic for rule in field_rules("type2_car") if rule.condition == "M") == (
        "LEN IDC RET NAM POB DOB SEX RAC HGT WGT EYE HAI DOA ASL CRI"
    )


def test_cna_is_car_without_the_fields_of_the_answer():
    car = {rule.mnemonic for rule in field_rules("type2_car")}
    cna = {rule.mnemonic for rule in field_rules("type2_cna")}
    assert car - cna == {"ATN", "SCO", "RAP"} and cna < car


def test_sre_and_errt_have_their_own_mandatory_fields():
    sre = {rule.mnemonic for rule in field_rules("type2_sre") if rule.condition == "M"}
    assert sre == {"LEN", "IDC", "NAM", "SRF", "CRI"}
    errt = {rule.mnemonic for rule in field_rules("type2_errt") if rule.condition == "M"}
    assert errt == {"LEN", "IDC", "MSG"}


@pytest.mark.parametrize(
    "text",
    [
        "clause: x\nfields: [{tag: '2.005', mnemonic: RET, condition: M, type: Q, size: [1, 1], occurrences: 1}]",
        "clause: x\nfields: [{tag: '2.005', mnemonic: RET, condition: M, size: [1, 1], occurences: 1}]",
        "clause: x\nfields: [{tag: '2.005', mnemonic: RET, condition: M, type: A, size: [2, 1], occurrences: 1}]",
        "clause: x\nfields: [{tag: '2.005', mnemonic: RET, type: A, size: [1, 1], occurrences: 1}]",
        "clause: x\nextends: type2_car\nomit: [XYZ]",
        "clause: x\nfields: [{tag: '2.005', mnemonic: R, condition: M, size: [1, 1], occurrences: 1, pattern: '('}]",
        "clause: [",
    ],
)
def test_malformed_table_is_refused_by_name(monkeypatch, tmp_path, text):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "broken.yaml").write_text(text)
    real = module.files
    monkeypatch.setattr(module, "files", lambda name: tmp_path if name == "tenprint.record" else real(name))
    field_rules.cache_clear()
    (tmp_path / "rules" / "type2_car.yaml").write_text("clause: x\nfields: []")
    with pytest.raises(RulesBroken, match=r"broken\.yaml"):
        field_rules("broken")
    field_rules.cache_clear()


@settings(deadline=None)
@given(st.dates())
def test_every_date_parses(day):
    assert parse_date(f"{day.year:04d}{day:%m%d}") == day


@settings(deadline=None)
@given(st.text(max_size=12))
def test_parse_date_never_raises(text):
    found = parse_date(text)
    assert found is None or f"{found.year:04d}{found:%m%d}" == text


@settings(deadline=None)
@given(st.sampled_from(TABLES), st.binary(max_size=40), st.booleans())
def test_no_value_of_any_field_raises(table, value, ascii_only):
    from datetime import date

    context = Context(date(2011, 6, 9), (8, 1), ascii_only)
    for rule in field_rules(table):
        record = TaggedRecord(int(rule.tag[0]), (Field(rule.tag, value),))
        found = check_field(rule, record, context)
        assert all(isinstance(one, Finding) for one in found)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=80), st.text(max_size=80)))
def test_quoted_data_is_short_and_printable(value):
    assert len(quote(value)) <= 30
    assert quote(value).isascii() and (quote(value).isprintable() or not value)


@pytest.mark.parametrize("code", sorted(error_codes()))
def test_every_sentence_has_its_inserts(code):
    one = finding(code, record="2", field="2.018", expected="x", found="DATA")
    assert "{" not in one.text and one.message.startswith(f"{code}: ")
