"""The field tables load, agree with the sizes read from the standard, and refuse what is malformed."""

import re
from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from record_cases import RECEIVED_ON
from rule_cases import cases_of_rule

from tenprint.errors import RulesBroken
from tenprint.record import rule_file as module
from tenprint.record.code_list import code_list, code_source
from tenprint.record.field_check import Context, check_field, parse_date
from tenprint.record.field_rules import field_rules, ready, rules_of
from tenprint.record.finding import Finding, Severity, error_codes, finding, quote
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


def every_case():
    """Each rule as its edition has it, with each value that is tried of it."""
    for table in ("type1", "type2_car", "type2_sre", "type2_irq", "type2_srt"):
        for rule in field_rules(table):
            for case in cases_of_rule(rule, table):
                current = rule.of(case.edition, case.version)
                if current is not None and case.value:
                    yield ready(current), case.value


def look_closely(rule, value):
    kind = int(rule.tag.split(".")[0])
    record = TaggedRecord(kind, (Field(rule.tag, value),))
    return check_field(replace(rule, quick=None), record, Context(RECEIVED_ON, (8, 1), ascii_only=True))


def test_what_the_quick_pattern_lets_pass_a_closer_look_lets_pass_too():
    passed = [(rule, value) for rule, value in every_case() if rule.quick and rule.quick.fullmatch(value)]
    assert len(passed) > 200
    assert [(rule.tag, value) for rule, value in passed if look_closely(rule, value)] == []


QUICK = [
    rule
    for table in ("type1", "type2_car", "type2_sre")
    for rule in rules_of(table, (8, 1), 400)
    if rule.quick
]


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(QUICK).flatmap(
        lambda rule: st.tuples(st.just(rule), st.from_regex(rule.quick, fullmatch=True))
    )
)
def test_no_value_of_a_quick_pattern_is_wrong(made):
    rule, value = made
    assert look_closely(rule, value) == []


def test_most_fields_of_a_submission_need_no_closer_look():
    rules = rules_of("type2_car", (8, 1), 400)
    assert sum(rule.quick is not None for rule in rules) > 0.8 * len(rules)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("codes: nowhere", "a list of codes.yaml"),
        ("codes: [1]", "codes in quotes"),
        ("by_records: [{any_of: [4]}]", "clause: expected keys"),
        ("needs: [NAM]", "expected tags"),
        ("since: {edition: [9, 1], version: 500}", "either an edition"),
        ("required_when: [{field: '2.014', is: [A], present: true}]", "one of is, is_not, present"),
        ("occurrences: [3, 2]", "occurrences of at least 1"),
    ],
)
def test_each_kind_of_malformed_entry_is_refused_with_what_was_expected(monkeypatch, tmp_path, entry, words):
    text = "clause: x\nfields:\n  - {tag: '2.005', mnemonic: RET, condition: M, type: A, size: [1, 1]"
    text += ("" if entry.startswith("occurrences") else ", occurrences: 1") + f", {entry}" + "}"
    real = module.rule_file
    monkeypatch.setattr(
        "tenprint.record.field_rules.rule_file",
        lambda name: yaml.safe_load(text) if name == "broken" else real(name),
    )
    field_rules.cache_clear()
    with pytest.raises(RulesBroken, match=words):
        field_rules("broken")
    field_rules.cache_clear()


def test_a_table_of_conditions_takes_no_other_elements():
    rules = {rule.mnemonic: rule for rule in field_rules("type2_irq")}
    assert {"NAM", "DOA"}.isdisjoint(rules)
    assert (rules["FBI"].occurrences, rules["FNR"].condition) == (1000, "M")
    assert rules["FBI"].of((8, 1)).condition == "C" and rules["FBI"].of((9, 1)).condition == "M"
    assert rules["UCN"].of((9, 3)) is not None and rules["UCN"].of((9, 4)) is None


def test_fields_of_the_header_come_with_their_version():
    def names(version):
        return {rule.mnemonic for rule in rules_of("type1", (8, 1), version)}

    assert names(300) - names(201) == {"DOM", "GMT", "DCS"}
    assert names(500) - names(400) == {"APS", "ANM"} and names(501) - names(500) == {"GNS"}


def test_free_text_may_hold_formatting_characters_and_no_other_control_characters():
    (rule,) = (rule for rule in field_rules("type2_car") if rule.mnemonic == "RES")
    assert look_closely(rule, b"12 ELM ST\r\nLYNN\tMA") == []
    assert look_closely(rule, b"12 ELM\x0e")[0].code == "E0002"


def test_a_code_that_our_list_lacks_is_noted_and_not_refused():
    (rule,) = (rule for rule in field_rules("type2_car") if rule.mnemonic == "POB")
    (noted,) = look_closely(rule, b"QQ")
    (refused,) = look_closely(rule, b"QQQ")
    assert (noted.code, noted.severity) == ("E0002", Severity.WARNING)
    assert (refused.code, refused.severity) == ("E0002", Severity.REJECT)


def test_the_lists_of_codes_have_their_sources_and_hold_together():
    lists = module.rule_file("codes")["lists"]
    assert all(code_source(name) and code_list(name) for name in lists)
    assert {"ON", "NO", "US", "XX"} <= set(code_list("places"))
    assert set(code_list("countries")) < set(code_list("places"))


def test_error_codes_have_their_class_and_refuse_unless_they_warn():
    assert {one.code_class.value for one in error_codes().values()} == set("AEHLRSW")
    assert {code for code, one in error_codes().items() if one.severity is Severity.WARNING} == {
        "W0002",
        "W0003",
    }
    assert all(one.clause and one.raised for one in error_codes().values())
