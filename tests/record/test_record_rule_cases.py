"""Every rule of every table has its cases, each in a transaction right but for it; deleting a rule is noticed."""

import importlib.util
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from record_cases import RECEIVED_ON, card
from rule_cases import RuleCase, _at, cases_of, cases_of_rule, tables_of_records
from rule_values import context_of, good_field, relaxed

from tenprint.record.build import assemble, with_length
from tenprint.record.field_check import Context, check_field
from tenprint.record.field_rules import FieldRule, field_rules, ready, rules_of
from tenprint.record.model import Field, TaggedRecord, Transaction
from tenprint.record.transaction import read, write
from tenprint.record.transaction_type import transaction_types
from tenprint.record.validate import validate

GOLDEN = Path(__file__).parents[1] / "golden" / "rule_cases" / "cases.json"
TYPES = transaction_types()
TABLES = ["type1", *(one.table for one in TYPES.values())]
OTHER_TABLES = sorted(set(tables_of_records()) - {"type1"})
SAMPLE = ["type1", "type2_car", "type2_irq", "type4", "type14"]
PRINTS = {"card": range(1, 15), "card_or_flats": range(1, 15), "some": range(1, 11), "none": ()}


class Everything(frozenset[str]):
    """Types of transaction of a receiver that takes all: then 1.004 is right where its own rule says so."""

    def __contains__(self, one: object) -> bool:
        return True


EVERYTHING = Everything()


def encoded(number: int, value: bytes, kind: int = 2) -> Field:
    return Field(f"{kind}.{number:03d}", value)


@cache
def descriptive(table: str, edition: tuple[int, int], version: int) -> dict[int, bytes]:
    """The fields that a right Type-2 must have, by number."""
    rules = {rule.number: rule for rule in rules_of(table, edition, version)}
    made = {number: good_field(rule) for number, rule in rules.items() if rule.condition == "M"}
    for number, rule in rules.items():
        record = TaggedRecord(2, tuple(encoded(*one) for one in sorted(made.items())))
        if rule.required_when and all(one.holds(record) for one in rule.required_when):
            made[number] = good_field(rule)
    return made | {2: b"00"}


def transaction(tot: str, case: RuleCase | None = None) -> Transaction:
    """A right transaction of that type, or one that is right but for the case."""
    edition, version = (case.edition, case.version) if case else ((8, 1), 400)
    table = TYPES[tot].table
    values = {2: dict(descriptive(table, edition, version)), 1: dict(header(tot, edition, version))}
    for tag, value in ((case.tag, case.value), *case.beside) if case else ():
        kind, number = map(int, tag.split("."))
        values[kind].pop(number, None)
        if value is not None:
            values[kind][number] = value
    first, second = (record(kind, values[kind], case) for kind in (1, 2))
    return Transaction((first, second, *prints(tot, values[2])))


def record(kind: int, values: dict[int, bytes], case: RuleCase | None) -> TaggedRecord:
    """A record of those fields, with its length unless the case is about that."""
    made = [encoded(number, value, kind) for number, value in sorted(values.items())]
    if case is not None and case.tag == f"{kind}.001":
        return TaggedRecord(kind, tuple(made))
    return with_length(kind, [one for one in made if one.number != 1])


@cache
def header(tot: str, edition: tuple[int, int], version: int) -> dict[int, bytes]:
    """Type-1 of a right transaction of that type."""
    changed = {4: tot, 13: f"NORAM\x1fEBTS{edition[0]}.{edition[1]}", 2: f"{version:04d}"}
    if TYPES[tot].kind == "response":
        changed |= {10: "MA0130100-0000000001"}
    if TYPES[tot].prints == "none":
        changed |= {11: "00.00", 12: "00.00"}
    kept = {one.number or 0: one.value for one in card().header.fields}
    return kept | {number: value.encode() for number, value in changed.items()}


@cache
def images() -> dict[int, object]:
    return {one.fgp[0]: one for one in card().binary(4)}


def prints(tot: str, descriptive_values: dict[int, bytes]) -> list[object]:
    """The images of a right transaction of that type: without the fingers that 2.084 says are missing."""
    entries = descriptive_values.get(84, b"").split(b"\x1e")
    missing = {int(one) for one in re.findall(rb"^(\d{1,2})\x1f", b"\n".join(entries), re.MULTILINE)}
    return [
        image
        for place, image in images().items()
        if place in PRINTS[TYPES[tot].prints] and place not in missing
    ]


@cache
def first_with() -> dict[FieldRule, str]:
    """The first table that has a rule; most tables of Type-2 share most of theirs."""
    found: dict[FieldRule, str] = {}
    for table in TABLES:
        for rule in field_rules(table):
            found.setdefault(replace(rule, clause=""), table)
    return found


def is_own(table: str, tag: str) -> bool:
    """Whether no earlier table has the very rule, whose cases are all tried there."""
    (rule,) = [one for one in field_rules(table) if one.tag == tag]
    return first_with()[replace(rule, clause="")] == table


def one_of_each(cases: list[RuleCase]) -> list[RuleCase]:
    """The first case that passes and the first that fails, so that the rule is seen to hold in this table too."""
    chosen = (next((one for one in cases if bool(one.code) is failing), None) for failing in (False, True))
    return [one for one in chosen if one is not None]


@pytest.mark.parametrize("tot", sorted(TYPES))
def test_a_transaction_of_each_type_is_right(tot):
    made = transaction(tot)
    numbers = {one.number: one.value.decode() for one in made.header.fields if one.number not in (1, 3, 13)}
    whole = assemble(numbers | {13: [("NORAM", "EBTS8.1")]}, list(made.records[1:]))
    again = read(write(whole))
    assert again.faults == () and validate(again, received_on=RECEIVED_ON) == []


@pytest.mark.parametrize("table", TABLES)
def test_each_case_gives_its_code_and_severity_at_its_field_and_nothing_where_it_passes(table):
    tot = table.removeprefix("type2_").upper()
    wrong = []
    for tag, cases in cases_of(table).items():
        for case in cases if is_own(table, tag) else one_of_each(cases):
            made = transaction(case.within or (tot if tot in TYPES else "CAR"), case)
            found = validate(made, received_on=RECEIVED_ON, accepted=EVERYTHING)
            said = {(one.code, str(one.severity)) for one in found if one.field == tag}
            if said != ({(case.code, case.severity)} if case.code else set()):
                wrong.append((case, said))
    assert wrong == []


def test_the_stored_list_is_what_the_tables_give():
    spec = importlib.util.spec_from_file_location("make_rule_cases", GOLDEN.parent / "make_rule_cases.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    stored = GOLDEN.read_text(encoding="utf-8")
    assert module.golden() == stored, "run: python tests/golden/rule_cases/make_rule_cases.py"
    listed = json.loads(stored)
    assert set(listed["tables"]) == {*TABLES, *OTHER_TABLES}
    for table, tags in listed["tables"].items():
        assert set(tags) == {rule.tag for rule in field_rules(table)}
        for tag, key in tags.items():
            rows = listed["cases"][key]
            assert any(row[2] == "passes" for row in rows), f"{table} {tag}: no passing case"
            assert any(row[2] != "passes" for row in rows) or rows[-1][0] == "any bytes", f"{table} {tag}"


def record_of(case: RuleCase) -> tuple[TaggedRecord, TaggedRecord]:
    """The record and the header of a case, with nothing beside what it needs."""
    own = int(case.tag.split(".")[0])
    values: dict[int, dict[int, bytes]] = {own: {}} | {1: {4: b"CAR", 5: b"20110608"}}
    for tag, value in ((case.tag, case.value), *case.beside):
        kind, number = map(int, tag.split("."))
        values[kind].pop(number, None)
        if value is not None:
            values[kind][number] = value
    made = {
        kind: TaggedRecord(kind, tuple(encoded(number, value, kind) for number, value in sorted(one.items())))
        for kind, one in values.items()
    }
    return made[own], made[1]


def outcome(rule: FieldRule | None, case: RuleCase) -> set[tuple[str, str]]:
    """What a rule finds in a case; a rule that is not there finds nothing."""
    one, first = record_of(case)
    kind = TYPES[case.within].kind if case.within else ""
    records = frozenset({1, 2, 4}) if case.within == "CAR" else frozenset({1, 2})
    context = replace(
        context_of(case.edition, case.version),
        header=first,
        kind=kind,
        records=records if case.within else None,
    )
    assert isinstance(context, Context)
    current = rule.of(case.edition, case.version) if rule else None
    found = check_field(ready(current), one, context) if current else []
    return {(one.code, str(one.severity)) for one in found}


def expected(case: RuleCase) -> set[tuple[str, str]]:
    return {(case.code, case.severity)} if case.code else set()


def mutants(rule: FieldRule):
    """The rule without each of its constraints in turn, and without itself."""
    yield "the rule", None
    if rule.later:
        yield "later", replace(rule, later=())
    yield from _changed(rule)
    for place, (change, later) in enumerate(rule.later):
        for name, one in _changed(later):
            entries = [*rule.later[:place], (change, one), *rule.later[place + 1 :]]
            yield f"{name} ({change})", replace(rule, later=tuple(entries))


def _changed(rule: FieldRule):
    harder = "M" if rule.condition == "O" else "O"
    yield "condition", replace(rule, condition=harder)
    if rule.items[0].form != "binary":  # an image is once what it is
        yield "occurrences", replace(rule, occurrences=10**6)
    if rule.least > 1:
        yield "least", replace(rule, least=1)
    empty = dict.fromkeys(("required_when", "absent_when", "needs"), ()) | {"required_in": frozenset()}
    empty |= {"not_before": "", "not_after": "", "since": None, "until": None}
    for name, value in empty.items():
        if getattr(rule, name) != value:
            yield name, replace(rule, **{name: value})
    for name in ("needs", "by_records", "required_when", "absent_when"):
        for one in getattr(rule, name):
            yield f"{name} {one}", replace(rule, **{name: tuple(x for x in getattr(rule, name) if x != one)})
    for place, item in enumerate(rule.items):

        def with_item(one, place=place):
            return replace(rule, items=(*rule.items[:place], one, *rule.items[place + 1 :]))

        for name, one in relaxed(item).items():
            yield f"{item.mnemonic} {name}", with_item(one)
        for code in sorted(item.codes)[:30]:
            yield f"{item.mnemonic} code {code}", with_item(replace(item, codes=item.codes - {code}))
        if len(rule.items) > 1:
            yield (
                f"{item.mnemonic} condition",
                with_item(replace(item, condition="O" if item.condition == "M" else "M")),
            )
            yield (
                f"{item.mnemonic} itself",
                replace(rule, items=(*rule.items[:place], *rule.items[place + 1 :])),
            )


def implied(name: str, rule: FieldRule, cases: list[RuleCase]) -> bool:
    """Whether a constraint has no case because another one says as much: a size beside a list, a pattern or a form."""
    constraint, _, change = name.partition(" (")
    mnemonic, _, what = constraint.rpartition(" ")
    later = {f"{one})": (_at(one), newer) for one, newer in rule.later}
    moment, current = later.get(change, (None, rule))
    items = [one for one in current.items if one.mnemonic == mnemonic]
    if what not in ("size.least", "size.most", "characters", "form", "pattern") or not items:
        return False
    (item,) = items
    if item.known and not current.mandatory:
        return (
            True  # all that is wrong with an optional field is only noted, and so is a code that is not known
        )
    others = {"codes": item.codes, "pattern": item.pattern, "form": item.form, "range": item.span}
    at = (
        {moment}
        if moment
        else {(one.edition, one.version) for one in cases} - {one for one, _ in later.values()}
    )
    same = [one for one in cases if (one.edition, one.version) in at]
    return any(value for other, value in others.items() if other != what) and not any(
        one.constraint in (what, f"{mnemonic} {what}") for one in same
    )


def unnoticed(table: str) -> list[str]:
    """The deletions in a table that no case shows."""
    found = []
    for rule in field_rules(table):
        cases = list(cases_of_rule(rule, table))
        assert all(outcome(rule, case) == expected(case) for case in cases), rule.tag
        for name, mutant in mutants(rule):
            if rule.items[0].form == "binary" and not rule.mandatory:
                continue  # any bytes or none: nothing can be wrong with it
            if any(outcome(mutant, case) != expected(case) for case in cases):
                continue
            if not implied(name, rule, cases):
                found.append(f"{table} {rule.tag} {rule.mnemonic}: {name}")
    return found


@pytest.mark.parametrize("table", OTHER_TABLES)
def test_each_case_of_another_record_gives_its_code_and_severity(table):
    cases = [(rule, case) for rule in field_rules(table) for case in cases_of_rule(rule, table)]
    assert cases and [case for rule, case in cases if outcome(rule, case) != expected(case)] == []


@pytest.mark.parametrize("table", SAMPLE)
def test_deleting_any_rule_or_any_part_of_one_fails_a_case(table):
    assert unnoticed(table) == []


@pytest.mark.slow
@pytest.mark.parametrize("table", sorted({*TABLES, *OTHER_TABLES} - set(SAMPLE)))
def test_deleting_any_rule_or_any_part_of_one_fails_a_case_in_every_table(table):
    assert unnoticed(table) == []
